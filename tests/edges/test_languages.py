"""Pages speak the language of who reads them, and turn round for scripts that run from right to left."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from firstfix.apps.directory.models import Person
from firstfix.kernel.accounts.commands import choose_language
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import actor_for_user
from firstfix.kernel.ledger.models import LedgerRow
from tests import world
from tests.edges.test_pages_commands import do, signed_in
from tests.world import Region, context, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return world.region()


def reading(actor: Actor, language: str) -> Client:
    """Give a browser of a person who chose ``language``."""
    client = signed_in(actor)
    User.objects.filter(pk=Person.objects.get(pk=actor.person_id).user_id).update(language=language)
    return client


def page(client: Client, place: str = "/?show=all", **headers: str) -> str:
    answer = client.get(place, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_person_who_chose_german_reads_the_queue_in_german(region: Region) -> None:
    world.case(region, severity=1, title="Core switch reboots")
    shown = page(reading(region.dispatcher, "de"))
    assert '<html lang="de" dir="ltr">' in shown
    german = ("Fälle", "Plantafel", "Alle offenen", "Problem melden", "Kritisch", "Eingestuft")
    assert [words for words in german if words not in shown] == []
    assert not any(words in shown for words in (">Cases<", "All open", "Skip to the page", "Triaged"))


def test_a_refusal_in_german_says_what_is_wrong_in_german(region: Region) -> None:
    case = world.case(region)
    answer = reading(region.support_specialist, "de").post(do("close_case", case), {"command_id": uuid4()})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Fall: eingestuft. „Fall schließen“ beginnt bei: gelöst." in shown
    assert "Jetzt möglich: Arbeit am Fall beginnen" in shown
    assert "Nichts wurde geändert." in shown


@pytest.mark.parametrize(("chosen", "spoken"), [("de-AT", "de"), ("xx", "en"), ("", "en"), ("fr", "en")])
def test_the_nearest_language_with_a_catalogue_is_spoken(region: Region, chosen: str, spoken: str) -> None:
    assert f'<html lang="{spoken}"' in page(reading(region.dispatcher, chosen))


@pytest.mark.parametrize(("wished", "spoken"), [("de", "de"), ("fr, de;q=0.5", "de"), ("fr", "en")])
def test_before_signing_in_the_browser_says_the_language(wished: str, spoken: str) -> None:
    shown = page(Client(), "/sign-in", **{"accept-language": wished})
    assert f'<html lang="{spoken}"' in shown
    assert ("Anmelden" in shown) is (spoken == "de")


@override_settings(LANGUAGES=[("en", "English"), ("ar", "Arabic")])
def test_a_script_from_right_to_left_turns_the_page_round(region: Region) -> None:
    assert '<html lang="ar" dir="rtl">' in page(reading(region.dispatcher, "ar"))


def choosing(client: Client, language: str, **headers: str) -> Any:
    return client.post(f"/account/language/{language}", headers=headers)


def test_everybody_chooses_their_own_language_and_reads_it_at_once(region: Region) -> None:
    client = signed_in(region.customer_contact)
    assert "Deutsch" in page(client)
    chosen = choosing(client, "de", Referer="http://testserver/?show=all")
    assert chosen.headers["Location"] == "http://testserver/?show=all"
    shown = page(client)
    assert '<html lang="de"' in shown
    assert "Die Seiten sprechen von jetzt an Deutsch mit Ihnen." in shown
    assert "English" in shown
    row = LedgerRow.objects.get(command="choose_language")
    assert row.actor_id == region.customer_contact.person_id
    choosing(client, "en")
    assert '<html lang="en"' in page(client)


def test_the_sign_in_page_of_that_browser_speaks_it_too(region: Region) -> None:
    client = signed_in(region.dispatcher)
    choosing(client, "de")
    client.post("/sign-out")
    assert '<html lang="de"' in page(client, "/sign-in")


def test_a_language_without_a_catalogue_is_refused_by_name(region: Region) -> None:
    client = signed_in(region.dispatcher)
    assert choosing(client, "fr").headers["Location"] == "/account"
    shown = page(client)
    assert "there is no fr yet. Known: de, en." in shown
    assert '<html lang="en"' in shown


def test_nobody_chooses_for_somebody_else(region: Region) -> None:
    signed_in(region.dispatcher)
    other = Person.objects.get(pk=region.dispatcher.person_id).user
    signed_in(region.engineer)
    mine = actor_for_user(Person.objects.get(pk=region.engineer.person_id).user)  # type: ignore[arg-type]
    refused(choose_language(context(mine), other.pk, language="de"), "not_visible")  # type: ignore[union-attr]


def test_a_choice_leads_to_no_other_site(region: Region) -> None:
    chosen = choosing(signed_in(region.dispatcher), "de", Referer="https://elsewhere.example/x")
    assert chosen.headers["Location"] == "/account"
