"""How a link to a case is given: by the desk, and by mails to its contact; and that it does not come back."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client, override_settings

from firstfix.apps.cases.commands import post_message
from firstfix.apps.cases.models import Case
from firstfix.connectors.mail_reading import read_mail
from firstfix.kernel.accounts.commands import revoke_external_link
from firstfix.kernel.identity.access import ExternalLink
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.edges.signing import secret_in, words_of
from tests.edges.test_pages_commands import signed_in
from tests.edges.test_shared_case import place
from tests.world import Region, must, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return world.region()


@pytest.fixture
def case(region: Region) -> Case:
    return world.case(region, title="The ward has no network")


def test_the_desk_makes_a_link_sees_it_once_and_ends_it(region: Region, case: Case) -> None:
    desk = signed_in(region.lead_specialist)
    asked = {"party": "Cleo Byrne", "purpose": "Your report", "days": "7"}
    page = words_of(desk.post(f"/cases/{case.pk}/links", asked))
    address = re.findall(r'id="made-link">([^<]+)<', page)[0]
    link = ExternalLink.objects.get()
    assert link.expires_at - link.created_at <= timedelta(days=7)
    assert "Cleo Byrne" in words_of(opened_at(address).get(place(case)))
    again = words_of(desk.get(f"/cases/{case.pk}/links"))
    assert secret_in(address) not in again
    assert f"/do/revoke_external_link/{link.pk}" in again


def opened_at(address: str) -> Client:
    client = Client()
    client.post(f"/l/{secret_in(address)}")
    return client


@pytest.mark.parametrize("who", ["trainee", "customer_contact", "director"])
def test_who_has_not_the_right_makes_no_link(region: Region, case: Case, who: str) -> None:
    asked = {"party": "x", "purpose": "y", "days": "7"}
    assert signed_in(region.actors[who]).post(f"/cases/{case.pk}/links", asked).status_code == 403
    assert not ExternalLink.objects.exists()


def test_a_link_to_an_unknown_case_cannot_be_made(region: Region) -> None:
    assert signed_in(region.manager).get(f"/cases/{UUID(int=7)}/links").status_code == 404


def mailed_case(region: Region) -> Case:
    """Give a case whose contact has a mailbox, after two mails to them."""
    contact = world.person("Cleo Byrne")
    joined = {"organization_id": region.organization.pk, "capacity": "contact", "since_on": "2026-01-01"}
    put("membership", person_id=contact.pk, **joined)
    put("contact_channel", person_id=contact.pk, kind="email", address="cleo@example.org")
    case = world.case(region, contact_id=contact.pk)
    for words in ("We have it.", "We are on our way."):
        must(post_message(region.by("support_specialist"), case.pk, words=words))
        drain()
    return case


@override_settings(PUBLIC_URL="https://desk.example.org")
def test_mails_to_the_contact_bring_one_link_that_opens_their_case(region: Region) -> None:
    case = mailed_case(region)
    addresses = {re.findall(r"https://desk\.example\.org/l/\S+", str(one.body))[0] for one in mail.outbox}
    assert len(mail.outbox) == 2
    assert len(addresses) == ExternalLink.objects.count() == 1
    assert case.title in words_of(opened_at(addresses.pop()).get(place(case)))


def test_a_link_that_somebody_ended_is_mailed_no_more(region: Region) -> None:
    case = mailed_case(region)
    must(revoke_external_link(region.by("manager"), ExternalLink.objects.get().pk))
    must(post_message(region.by("support_specialist"), case.pk, words="One more thing."))
    drain()
    assert "/l/" not in str(mail.outbox[-1].body)


def test_a_quoted_link_does_not_come_back_into_the_case() -> None:
    secret = "A" * 43
    raw = f"From: a@example.org\nSubject: Re\n\n> https://desk.example.org/l/{secret}\n".encode()
    assert secret not in read_mail(raw).words
