"""What the tests of the field pages send and read."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from firstfix.apps.directory.commands import change_reference
from firstfix.apps.directory.models import Person, Site
from firstfix.apps.visits.models import ChecklistResult, Visit
from firstfix.kernel.identity import Actor
from tests import site_work, world
from tests.edges.test_pages_commands import signed_in as first_signed_in
from tests.world import Region

ZONE = ZoneInfo("Europe/Dublin")


def proposed(region: Region) -> Visit:
    """Give a visit for which nobody is found yet."""
    return world.proposed_visit(region, world.prepared_order(region))


STATES: tuple[Callable[[Region], Visit], ...] = (
    proposed, site_work.dispatched, site_work.on_site, site_work.working, site_work.verifying,
    site_work.signed, site_work.complete,
)  # fmt: skip


def signed_in(actor: Actor) -> Client:
    """Give a browser of the person behind ``actor``, whether or not there is an account already."""
    user = Person.objects.get(pk=actor.person_id).user
    if user is None:
        return first_signed_in(actor)
    client = Client()
    client.force_login(user)
    return client


def day_of(visit: Visit) -> date:
    """Give the day of a visit on the clocks of those whom :func:`signed_in` signs in: not always UTC's."""
    assert visit.planned_start_at is not None
    return visit.planned_start_at.astimezone(ZONE).date()


def words(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def shown(client: Client, name: str, *args: object, **query: object) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, words(answer)[:2000]
    return words(answer)


def photo(colour: str = "red") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (64, 48), colour).save(drawn, "JPEG")
    return SimpleUploadedFile("rack.jpg", drawn.getvalue(), content_type="image/jpeg")


def proof(visit: Visit, **fields: object) -> dict[str, object]:
    """Give what the evidence form of the visit's page sends."""
    return {
        "command_id": uuid4(),
        "next": reverse("visit", args=[visit.pk]),
        "evidence.case_id": visit.work_order.case_id,
        "evidence.subject_type": "visit",
        "evidence.subject_id": visit.pk,
        "evidence.title": "The rack after the work",
    } | fields


def check_of(region: Region, visit: Visit, code: str) -> ChecklistResult:
    run = site_work.run_of(region, visit, site_work.checklist(region))
    return ChecklistResult.objects.get(run=run, step_code=code)


def answered(check: ChecklistResult, **fields: object) -> dict[str, object]:
    """Give what a line of a checklist sends."""
    return {
        "command_id": uuid4(),
        "evidence.case_id": check.run.case_id,
        "evidence.subject_type": "checklist_result",
        "evidence.subject_id": check.pk,
        "evidence.role": "answers",
        "evidence.title": "The line",
        "evidence.purpose": "checklist",
    } | fields


def assign(region: Region, visit: Visit, *, by: str = "dispatcher", **fields: Any) -> None:
    given = {
        "engineer_id": region.engineer_id,
        "start_at": visit.planned_start_at,
        "end_at": visit.planned_end_at,
    } | fields
    sent = {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in given.items()
    }
    answer = signed_in(region.actors[by]).post(reverse("do", args=["assign_visit", visit.pk]), sent)
    assert answer.status_code == 303, words(answer)


def form_fields(page: str, action: str) -> dict[str, str]:
    """Give what the first form with this address sends as it stands."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert form is not None
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))


def edit(row: Site | Person, **fields: object) -> None:
    noun = type(row).__name__.lower()
    context = world.context(world.founder())
    world.must(change_reference(context, noun=noun, reference_id=row.pk, fields=fields))
