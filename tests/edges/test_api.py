"""The API as other systems meet it: complete, replayable, and never at a loss for an answer."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from firstfix.apps.cases.models import Case, Message
from firstfix.apps.directory.commands import grant_role
from firstfix.kernel.accounts.issuing import Issued, issue_api_token
from firstfix.kernel.commands import Command, CommandContext, all_commands, all_subjects, subject_of
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.models import User
from firstfix.server.command_api import plural
from firstfix.server.reading import CAME_BY, PUBLIC_FIELDS
from tests.edges.signing import account, as_owner, granted
from tests.edges.test_pages_commands import signed_in
from tests.world import Region, actor, case, context, founder, in_hours, must, put, region, site

pytestmark = pytest.mark.django_db

ENVELOPE = {"code", "reason", "message", "remedy", "remedy_given", "missing", "fields"}
COMMANDS = {command.spec.name: command for command in all_commands()}
HUGE = 10**30


@pytest.fixture
def place() -> Region:
    return region()


def client_of(who: Actor) -> Client:
    """Give a program's client in whose session ``who`` is signed in; mistakes of ours become 500."""
    client = signed_in(who)
    client.raise_request_exception = False
    return client


def token_client(user: User, *scopes: str) -> Client:
    issued = issue_api_token(
        CommandContext(as_owner(user, has_mfa=True)),
        name="Program",
        scopes=frozenset(scopes),
        expires_at=in_hours(1),
    )
    assert isinstance(issued, Issued), issued
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {issued.shown_once}"})


def send(client: Client, address: str, body: Any, **headers: str) -> Any:
    text = body if isinstance(body, bytes | str) else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"/api/v1{address}", text, content_type="application/json", headers=named)


def address_of(command: Command, subject_id: object = None) -> str:
    middle = "" if command.spec.creates else f"/{subject_id or uuid4()}"
    return f"/{plural(command.spec.on)}{middle}/{command.spec.name}"


def schema(client: Client) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_every_command_is_an_operation_of_its_own_name(place: Region) -> None:
    document = schema(client_of(place.manager))
    assert document["openapi"].startswith("3.1")
    operations = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(operations) == len(set(operations))
    assert set(COMMANDS) <= set(operations)
    for subject in all_subjects():
        assert f"read_{subject.noun}" in operations


def test_every_schema_that_the_document_refers_to_is_in_it(place: Region) -> None:
    document = schema(client_of(place.manager))
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) <= known


def references(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(references, part))
    if not isinstance(part, dict):
        return set()
    own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
    return own.union(*map(references, part.values()))


def test_two_commands_never_mean_different_things_by_one_schema_name() -> None:
    seen: dict[str, Any] = {}
    for command in COMMANDS.values():
        for name, said in command.spec.input_model.model_json_schema().get("$defs", {}).items():
            assert seen.setdefault(name, said) == said, name


def test_the_same_change_again_is_answered_alike_and_done_once(place: Region) -> None:
    client, about, key = client_of(place.support_specialist), case(place), str(uuid4())
    address = f"/cases/{about.pk}/add_note"
    answers = [send(client, address, {"words": "Seen."}, Idempotency_Key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    first, again = (answer.json() for answer in answers)
    assert (first["is_replay"], again["is_replay"]) == (False, True)
    assert first | {"is_replay": True} == again
    assert Message.objects.count() == 1
    other = send(client, address, {"words": "Something else."}, Idempotency_Key=key)
    assert (other.status_code, set(other.json())) == (409, ENVELOPE)


def test_a_change_of_what_changed_since_is_a_conflict(place: Region) -> None:
    client, about = client_of(place.support_specialist), case(place)
    levels = {"severity": 2, "impact": 2, "urgency": 2, "because": "Two wards now."}
    address = f"/cases/{about.pk}/triage_case"
    stale = send(client, address, levels, If_Match=f'"{about.version - 1}"')
    assert (stale.status_code, set(stale.json())) == (409, ENVELOPE), stale.content
    assert send(client, f"/cases/{about.pk}/start_case", {}, If_Match=str(about.version)).status_code == 201


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Idempotency_Key", "x"),
        ("If_Match", "x"),
        ("If_Match", "9" * 40),
        ("If_Match", "-1"),
        ("If_Match", "²"),
    ],
)
def test_a_bad_header_is_named(place: Region, header: str, value: str) -> None:
    answer = send(client_of(place.support_specialist), f"/cases/{uuid4()}/start_case", {}, **{header: value})
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [header.replace("_", "-")]


def test_each_refusal_has_its_status_and_the_same_envelope(place: Region) -> None:
    about = case(place)
    other = case(region())
    desk, customer = client_of(place.support_specialist), client_of(place.customer_contact)
    answers = {
        403: send(customer, f"/cases/{about.pk}/add_note", {"words": "x"}),
        404: send(customer, f"/cases/{other.pk}/reopen_case", {"because": "x"}),
        422: send(desk, f"/cases/{about.pk}/add_note", {"words": ""}),
        401: send(Client(), f"/cases/{about.pk}/add_note", {"words": "x"}),
    }
    for status, answer in answers.items():
        assert (answer.status_code, set(answer.json())) == (status, ENVELOPE), answer.content
    unknown = send(desk, f"/cases/{uuid4()}/add_note", {"words": "x"})
    assert unknown.status_code == 404
    assert "words" in answers[422].json()["fields"]


def hostile_bodies(command: Command) -> dict[str, Any]:
    """Give bodies that no client of good will sends."""
    names = list(command.spec.input_model.model_fields)
    return {
        "empty": b"",
        "no json": b'{"a": ',
        "no utf-8": b'{"a": "\xff"}',
        "deep": b"[" * 50_000,
        "a list": [1],
        "null": b"null",
        "not a number": b'{"' + (names or ["x"])[0].encode() + b'": NaN}',
        "digits": b'{"x": ' + b"9" * 6_000 + b"}",
        "unknown fields": {"context": 1, "self": 1, "subject_id": 1, "spec": 1, "": 1, "\x00": 1},
        "nul": dict.fromkeys(names, "a\x00b"),
        "surrogate": dict.fromkeys(names, "a\ud800"),
        "huge": dict.fromkeys(names, HUGE),
        "huge in lists": {field: [{"a": HUGE}] for field in names},
        "far future": dict.fromkeys(names, "9999-12-31T23:59:59-23:59"),
        "unknown ids": dict.fromkeys(names, str(uuid4())),
        "long": dict.fromkeys(names, "x" * 30_000),
        "objects": {field: {"x\x00": {"y": "\udfff"}} for field in names},
    }


NOUNS = sorted({command.spec.on for command in COMMANDS.values()})


@pytest.mark.parametrize("noun", NOUNS)
def test_no_body_is_ever_answered_by_a_mistake_of_ours(noun: str) -> None:
    client = client_of(founding_manager())
    for command in (one for one in COMMANDS.values() if one.spec.on == noun):
        for said, body in hostile_bodies(command).items():
            answer = send(client, address_of(command), body)
            assert answer.status_code < 500, (command, said, answer.content[:500])
            if answer.status_code >= 400:
                assert set(answer.json()) == ENVELOPE, (command, said, answer.content[:500])
                assert "Traceback" not in answer.content.decode()


def founding_manager() -> Actor:
    """Give somebody who may do most things."""
    who = actor("manager")
    for role in ("administrator", "dispatcher", "logistics", "support_specialist", "lead_specialist"):
        must(grant_role(context(founder()), person_id=who.id, role=role, because="A small firm."))
    return who


# Those that get past the reading of the body, so that the command meets them with a case at hand.
_MEETING_THE_CASE = ("nul", "surrogate", "huge", "huge in lists", "far future", "unknown ids", "objects")


def test_a_case_that_exists_makes_no_body_harmful(place: Region) -> None:
    client, about = client_of(place.lead_specialist), case(place)
    for command in (one for one in COMMANDS.values() if one.spec.on == "case" and not one.spec.creates):
        bodies = hostile_bodies(command)
        for said in _MEETING_THE_CASE:
            answer = send(client, address_of(command, about.pk), bodies[said])
            assert answer.status_code < 500, (command, said, answer.content[:500])


def test_a_body_over_the_limit_is_refused_before_it_is_read(place: Region) -> None:
    answer = send(client_of(place.manager), f"/cases/{uuid4()}/add_note", b" " * (2 * 1024 * 1024 + 1))
    assert (answer.status_code, set(answer.json())) == (413, ENVELOPE)


def test_pages_are_walked_without_loss_or_repeat(place: Region) -> None:
    client = client_of(place.support_specialist)
    made = [str(case(place).pk) for _ in range(7)]
    seen: list[str] = []
    after = ""
    while True:
        page = client.get(f"/api/v1/cases?size=3{after}").json()
        seen += [row["id"] for row in page["rows"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
        if len(seen) == 3:
            case(place)
    assert len(seen) == len(set(seen))
    assert set(made) <= set(seen)


def test_the_newest_case_stands_first(place: Region) -> None:
    made = [str(case(place).pk) for _ in range(5)]
    page = client_of(place.support_specialist).get("/api/v1/cases?size=5").json()
    assert [row["id"] for row in page["rows"]] == made[::-1]


@pytest.mark.parametrize(("noun", "name"), CAME_BY.items())
def test_what_pages_are_ordered_by_is_always_there(noun: str, name: str) -> None:
    column = subject_of(noun).model._meta.get_field(name)
    assert not column.null


@pytest.mark.parametrize(
    "query",
    [
        "size=0", "size=201", "size=x", "size=%C2%B2", "after=x", "after=%00", "nothing=1", "id=1",
        f"version={HUGE}", "version=x", "title=%00", "opened_at=2026", "opened_at=2026-01-01",
        "opened_at=2026-01-01T00:00:00", f"organization_id={HUGE}", "state=",
    ],
)  # fmt: skip
def test_no_question_is_answered_by_a_mistake_of_ours(place: Region, query: str) -> None:
    answer = client_of(place.support_specialist).get(f"/api/v1/cases?{query}")
    assert answer.status_code in {200, 422}, answer.content[:500]
    if answer.status_code == 422:
        assert set(answer.json()) == ENVELOPE


def test_a_customer_reads_the_public_fields_of_their_own_and_nothing_else(place: Region) -> None:
    own, other = case(place), case(region())
    site(other.organization)
    client = client_of(place.customer_contact)
    for subject in all_subjects():
        page = client.get(f"/api/v1/{plural(subject.noun)}")
        assert page.status_code == 200, subject.noun
        for row in page.json()["rows"]:
            assert set(row) == set(PUBLIC_FIELDS[subject.noun])
            assert row.get("organization_id", str(own.organization_id)) == str(own.organization_id)
    rows = client.get("/api/v1/cases").json()["rows"]
    assert [row["id"] for row in rows] == [str(own.pk)]
    assert client.get(f"/api/v1/cases/{own.pk}").json() == rows[0]
    assert client.get(f"/api/v1/cases/{other.pk}").status_code == 404
    assert [row["id"] for row in client.get("/api/v1/organizations").json()["rows"]] == [
        str(own.organization_id)
    ]


def test_a_customer_cannot_ask_by_a_field_that_they_may_not_read(place: Region) -> None:
    about = case(place)
    answer = client_of(place.customer_contact).get(f"/api/v1/cases?owner_id={about.owner_id}")
    assert answer.status_code == 422
    assert "fingerprint" not in answer.json()["message"]


def test_every_noun_is_read_by_our_side_with_the_version_to_match(place: Region) -> None:
    about = case(place)
    client = client_of(place.manager)
    for subject in all_subjects():
        assert client.get(f"/api/v1/{plural(subject.noun)}").status_code == 200, subject.noun
    row = client.get(f"/api/v1/cases/{about.pk}").json()
    assert (row["id"], row["version"]) == (str(about.pk), about.version)


def test_a_token_reads_only_where_it_was_made_to(place: Region) -> None:
    about = case(place)
    user = account()
    granted(user, "support_specialist")
    writing = token_client(user, "add_note")
    for address in ("/api/v1/cases", f"/api/v1/cases/{about.pk}"):
        answer = writing.get(address)
        assert (answer.status_code, set(answer.json())) == (403, ENVELOPE)
        assert token_client(user, "read").get(address).status_code == 200
    note = {"words": "By a program."}
    assert send(writing, f"/cases/{about.pk}/add_note", note).status_code == 201
    assert send(token_client(user, "read"), f"/cases/{about.pk}/add_note", note).status_code == 403
    assert send(writing, f"/cases/{about.pk}/start_case", {}).status_code == 403


def test_reference_data_is_read_back_as_it_was_put(place: Region) -> None:
    made = put("skill", name="Fibre splicing", kind="skill")
    row = client_of(place.manager).get(f"/api/v1/skills/{made.pk}").json()
    assert (row["name"], row["code"]) == ("Fibre splicing", made.code)
    assert Case.objects.count() == 0
