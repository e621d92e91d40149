"""Statements that are composed once say and write what Django's own do."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, DateTimeField, Model, UUIDField, Value
from django.test.utils import CaptureQueriesContext

from firstfix.apps.cases.models import Case, CaseNumber, TargetClock
from firstfix.apps.cases.queries import visible_cases
from firstfix.apps.directory.models import Person
from firstfix.kernel.commands import all_subjects, see
from firstfix.kernel.ids import new_id
from firstfix.kernel.ledger.models import LedgerLink, LedgerRow
from firstfix.kernel.refusal import Refused
from firstfix.kernel.statements import Among, Question, Slot, count_all_up, count_up, insert, update
from tests import rows, world

pytestmark = pytest.mark.django_db

BY_KEY = Question(lambda: Case.objects.select_related("owner", "site").filter(pk=Slot("id", UUIDField())))
BY_TIME = Question(
    lambda: Case.objects.filter(
        updated_at__lte=Slot("until", DateTimeField()), state=Slot("state", CharField())
    ).values_list("number", "opened_at", "organization_id", "next_due_at")
)


def columns(row: Model) -> dict[str, Any]:
    """Give what a row holds, by column."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_question_gives_the_models_that_a_queryset_gives() -> None:
    region = world.region()
    case = world.case(region)
    asked = BY_KEY.first(id=case.pk)
    known = Case.objects.select_related("owner", "site").get(pk=case.pk)
    assert columns(asked) == columns(known)
    with CaptureQueriesContext(connection) as queries:
        assert columns(asked.owner) == columns(known.owner)
        assert (asked.site is None) == (known.site is None)
    assert len(queries) == 0


def test_a_question_gives_the_values_that_a_queryset_gives() -> None:
    region = world.region()
    case = world.case(region)
    until = case.updated_at + timedelta(seconds=1)
    expected = Case.objects.filter(updated_at__lte=until, state=case.state)
    asked = BY_TIME.rows(until=until, state=case.state)
    assert asked == list(expected.values_list("number", "opened_at", "organization_id", "next_due_at"))
    assert asked
    assert BY_TIME.rows(until=case.updated_at - timedelta(days=9), state=case.state) == []


def test_a_question_that_nothing_can_answer_asks_nothing() -> None:
    nobody = Question(lambda: Person.objects.filter(pk=Slot("id", UUIDField())).none())
    with CaptureQueriesContext(connection) as queries:
        assert nobody.rows(id=uuid4()) == []
    assert len(queries) == 0


@pytest.mark.parametrize("noun", [subject.noun for subject in all_subjects()])
def test_seeing_by_key_is_what_the_noun_says_is_visible(noun: str) -> None:
    region = world.region()
    world.work_order(region)
    subject = next(one for one in all_subjects() if one.noun == noun)
    keys = [*subject.model._default_manager.values_list("pk", flat=True)[:3], uuid4()]
    for actor in region.actors.values():
        visible = {key for key in keys if subject.visible(actor).filter(pk=key).exists()}
        assert {key for key in keys if is_seen(actor, noun, key)} == visible


def is_seen(actor: Any, noun: str, key: Any) -> bool:
    """Tell whether the actor gets to see the row."""
    try:
        see(actor, noun, key)
    except Refused:
        return False
    return True


def test_a_narrowed_scope_is_another_question() -> None:
    region = world.region()
    case = world.case(region)
    actor = region.by("dispatcher").actor
    assert is_seen(actor, "case", case.pk)
    narrowed = replace(actor, organization_ids=frozenset({uuid4()}))
    assert not visible_cases(narrowed).exists()
    assert not is_seen(narrowed, "case", case.pk)
    assert is_seen(actor, "case", case.pk)


def test_inserted_rows_hold_what_a_save_would_hold() -> None:
    case = rows.case()
    twin = Case.objects.get(pk=case.pk)
    twin.pk, twin.number, twin.fingerprint = new_id(), CaseNumber.objects.draw(), "a-signal"
    insert([twin])
    assert columns(Case.objects.get(pk=twin.pk)) == columns(twin)
    twin.title = "Saved over and not inserted again"
    twin.save()
    assert Case.objects.filter(title=twin.title).count() == 1


def test_many_rows_get_their_counted_keys_in_order() -> None:
    rows_made = [ledger_row() for _ in range(300)]
    insert(rows_made)
    keys = [row.pk for row in rows_made]
    assert keys == sorted(set(keys))
    assert [LedgerRow.objects.get(pk=row.pk).command_id for row in rows_made[::100]] == [
        row.command_id for row in rows_made[::100]
    ]
    links = [
        LedgerLink(
            row=row,
            subject_type="t",
            subject_id=row.command_id,
            version=1,
            previous_hash="",
            hash="",
            edited=["ä"],
        )
        for row in rows_made[:2]
    ]
    insert(links)
    assert [link.edited for link in LedgerLink.objects.filter(row__in=rows_made[:2])] == [["ä"], ["ä"]]


def ledger_row() -> LedgerRow:
    """Give a row that was not stored yet."""
    return LedgerRow(
        command_id=uuid4(), command="c", actor_id=uuid4(), channel="api", at=rows.NOON, body="{}", hash="0"
    )


def test_inserting_a_key_twice_is_refused_by_the_database() -> None:
    case = rows.case()
    with pytest.raises(IntegrityError):
        insert([case])


def test_an_update_writes_the_named_columns_only() -> None:
    case = rows.case()
    other = Case.objects.get(pk=case.pk)
    other.title, other.description = "Named", "Not named"
    update(other, ["title"])
    stored = Case.objects.get(pk=case.pk)
    assert (stored.title, stored.description) == ("Named", case.description)
    update(other)
    assert columns(Case.objects.get(pk=case.pk)) == columns(other)


def test_an_update_of_a_row_that_is_gone_says_so() -> None:
    with pytest.raises(ObjectDoesNotExist):
        update(TargetClock(pk=uuid4(), read_at=rows.NOON, target={}))
    with pytest.raises(ObjectDoesNotExist):
        count_up(Case, uuid4(), "version")


def test_counting_many_up_gives_the_count_of_each() -> None:
    cases = [rows.case() for _ in range(3)]
    Case.objects.filter(pk=cases[1].pk).update(version=41)
    counts = count_all_up(Case, [one.pk for one in cases], "version", updated_at=rows.NOON)
    assert counts == dict(Case.objects.values_list("pk", "version"))
    assert counts[cases[1].pk] == 42
    assert set(Case.objects.values_list("updated_at", flat=True)) == {rows.NOON}
    assert count_all_up(Case, [], "version") == {}


def test_counting_many_up_counts_none_where_one_is_gone() -> None:
    case = rows.case()
    with pytest.raises(ObjectDoesNotExist), transaction.atomic():
        count_all_up(Case, [case.pk, uuid4()], "version")
    assert Case.objects.get(pk=case.pk).version == case.version


def test_counting_up_counts_what_is_stored() -> None:
    case = rows.case()
    Case.objects.filter(pk=case.pk).update(version=41)
    assert count_up(Case, case.pk, "version", updated_at=rows.NOON) == 42
    stored = Case.objects.get(pk=case.pk)
    assert (stored.version, stored.updated_at) == (42, rows.NOON)


SOME = Question(lambda: Case.objects.filter(Among("id", "ids", UUIDField(), most=3)).order_by("number"))


def test_a_question_takes_a_list_of_values_up_to_its_size() -> None:
    region = world.region()
    cases = [world.case(region) for _ in range(4)]
    ids = [case.pk for case in cases]
    assert [case.pk for case in SOME.rows(ids=ids[:3])] == ids[:3]
    assert [case.pk for case in SOME.rows(ids=ids[1:2])] == ids[1:2]
    assert SOME.rows(ids=[]) == []


def test_a_list_longer_than_a_question_has_places_is_refused() -> None:
    with pytest.raises(ValueError, match="4 values"):
        SOME.rows(ids=[uuid4() for _ in range(4)])


@pytest.mark.parametrize("number", [0, 1, 2**64, 2**128 - 1])
def test_a_key_is_read_as_the_uuid_that_it_is(number: int) -> None:
    known = UUID(int=number)
    every = Case.objects.annotate(key=Value(known, output_field=UUIDField()))
    asked = Question(lambda: every.values_list("key"))
    world.case(world.region())
    (key,) = asked.first()
    assert (key, str(key), hash(key), key.bytes, pickle.loads(pickle.dumps(key))) == (
        known, str(known), hash(known), known.bytes, known)  # fmt: skip
