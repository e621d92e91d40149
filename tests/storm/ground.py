"""The ground that all sequences of one storm stand on: one region, its people's accounts, its checklists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client

from firstfix.apps.directory.models import Person, Site
from firstfix.apps.visits.commands import publish_checklist
from firstfix.kernel import clock
from firstfix.kernel.accounts.issuing import Issued, issue_api_token
from firstfix.kernel.commands import CommandContext, all_commands
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import actor_for_user
from tests import world

__all__ = ["CHECKLIST", "FORM_TOKEN", "MAILBOX", "ROLES", "Ground", "lay_ground"]

ROLES = (*world.INSIDE, *world.OUTSIDE)
CHECKLIST = "storm-list"
MAILBOX = "nora@clinic.example"
TOKEN_DAYS = 30
FORM_TOKEN = "s" * 32
"""What a page of ours puts into its forms, and no other site can: the secret of the browser's cookie."""

# One line with limits, one that may be left out or waived, and one of compliance: never waived (S1-R17).
STEPS = (
    {"code": "light", "wording": "Light level", "evidence": ("value",), "unit": "dBm", "min": -25, "max": -8},
    {
        "code": "label",
        "wording": "The device is labelled",
        "evidence": ("photo",),
        "may_be_skipped": True,
        "may_be_waived": True,
    },
    {"code": "earthing", "wording": "The rack is earthed", "evidence": ("value", "photo")},
)


@dataclass(frozen=True)
class Ground:
    """A region with an account, a browser and a token for each of its people.

    ``program`` is a client without a session, for requests with a token. ``guarded`` is a second site,
    one that asks for an escort and for the law's clearance.
    """

    region: world.Region
    guarded: Site
    users: Mapping[str, User]
    browsers: Mapping[str, Client]
    tokens: Mapping[str, str]
    monitor_token: str
    program: Client

    def user_id(self, role: str) -> UUID:
        """Give the account of the region's person in this role."""
        return UUID(str(self.users[role].pk))


def lay_ground() -> Ground:
    """Give a new ground; it stays as it is, because each sequence is rolled back."""
    region = world.region()
    guarded = world.site(region.organization, needs_escort=True, needs_legal_clearance=True, name="Vault")
    users = {role: _account(region, role) for role in ROLES}
    names = sorted(command.spec.name for command in all_commands())
    _lists(region)
    _inboxes(region)
    return Ground(
        region=region,
        guarded=guarded,
        users=users,
        browsers={role: _browser(user) for role, user in users.items()},
        tokens={role: _token(user, names) for role, user in users.items()},
        monitor_token=_token(users["support_specialist"], ["record_alert"]),
        program=Client(),
    )


def _account(region: world.Region, role: str) -> User:
    actor = region.actors[role]
    user = User.objects.create(email=f"{role}@storm.example", name=actor.name, zone="Europe/Dublin")
    Person.objects.filter(pk=actor.person_id).update(user=user)
    return user


def _browser(user: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    client.cookies[settings.CSRF_COOKIE_NAME] = FORM_TOKEN
    session, now = client.session, clock.now().isoformat()
    # What signing in keeps (server/accounts/sessions.py); without it a session lasts minutes.
    session.update({"handle": str(uuid4()), "started_at": now, "seen_at": now})
    session.save()
    return client


def _token(user: User, scopes: list[str]) -> str:
    issued = issue_api_token(
        CommandContext(actor_for_user(user, has_mfa=True)),
        name="Storm",
        scopes=frozenset(scopes),
        expires_at=clock.now() + timedelta(days=TOKEN_DAYS),
    )
    assert isinstance(issued, Issued), issued
    return issued.shown_once


def _lists(region: world.Region) -> None:
    said: dict[str, Any] = {"code": CHECKLIST, "title": "Storm list", "purpose": "commissioning"}
    world.must(publish_checklist(region.by("lead_specialist"), **said, steps=STEPS))
    world.put("stock_location", kind="transit", name="On the way")


def _inboxes(region: world.Region) -> None:
    where = {"organization_id": region.organization.pk, "team_id": region.team.pk}
    world.put("intake_source", code="clinic", kind="alertmanager", name="Monitoring", **where)
    who = region.actors["customer_contact"].person_id
    world.put("contact_channel", person_id=who, kind="email", address=MAILBOX)
    since = str(clock.now().date() - timedelta(days=365))
    membership = {"person_id": who, "organization_id": region.organization.pk, "capacity": "contact"}
    world.put("membership", **membership, since_on=since)
