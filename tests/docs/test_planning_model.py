"""The page of the planning model leaves nothing out: its fields, prices, rules and codes are the code's."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from firstfix.cli.reference_planning import MODEL, forms_of, origin_of
from firstfix.cli.reference_planning_fields import fields_of, type_words
from firstfix.cli.reference_planning_words import (
    ANSWERS,
    BECOMES,
    BOOKKEEPING,
    FROM_FILE,
    PRICES,
    PURPOSES,
    RELAXATIONS,
    RULES,
    WAYS,
)
from firstfix.engines.dispatch import planning
from firstfix.engines.dispatch.day_files.schema import FORMS
from firstfix.engines.dispatch.planning import (
    Appointment,
    Depot,
    Job,
    PickUp,
    Plan,
    PlannedDay,
    PlannedVisit,
    Policy,
    Promise,
    Shift,
    Technician,
    Terms,
    Visit,
    check_plan,
)
from firstfix.engines.dispatch.planning.relaxation import Both, PlanAgain
from firstfix.engines.dispatch.planning.relaxation_people import (
    AddShift,
    BringParts,
    MoreOvertime,
    RenewCertificate,
)
from firstfix.engines.dispatch.planning.relaxation_visits import (
    DropSkill,
    GiveUp,
    HigherValue,
    LaterDue,
    LowerLevel,
    NewTime,
    ReleasePin,
    WiderWindow,
)

FOLDER = Path(planning.__file__).parent
INPUT = {f"{form}.{field}" for form, schema in forms_of("plan-input").items() for field in fields_of(schema)}
ORIGINS = {
    f"{kind.__name__}.{field.name}": origin_of(kind, field.name)[0]
    for kind in MODEL
    for field in dataclasses.fields(kind)
}
PRICED = [field.name for field in dataclasses.fields(Policy) if field.name != "version"]
SMALLEST_OF_EACH_KIND = (
    PlanAgain(),
    MoreOvertime("kim", 0, 1),
    WiderWindow("router", 0, earlier=1),
    NewTime("router"),
    BringParts("kim", (("fuse", 1),)),
    ReleasePin("router"),
    GiveUp("router", 1),
    LaterDue("router", 1),
    HigherValue("router", 1),
    RenewCertificate("kim", "fibre"),
    LowerLevel("router", "fibre", 1, 1),
    DropSkill("router", ("fibre",)),
    AddShift("kim", Shift(0, 1, 0, 0)),
    Both(PlanAgain(), PlanAgain()),
)


@pytest.mark.parametrize("name", FORMS)
def test_every_field_of_a_file_is_described_and_has_a_type_in_words(name: str) -> None:
    for form, schema in forms_of(name).items():
        for field, part in fields_of(schema).items():
            assert part.get("description"), f"{form}.{field} says nothing of itself"
            assert type_words(part)


def test_every_field_of_the_model_comes_from_a_field_of_the_file() -> None:
    assert {name: origin for name, origin in ORIGINS.items() if origin not in INPUT} == {}
    assert set(FROM_FILE) - set(ORIGINS) == set()


def test_every_field_of_the_input_file_is_in_the_model_or_said_to_become_something() -> None:
    assert set(BECOMES) == INPUT - set(ORIGINS.values())


def test_every_class_of_the_model_is_on_the_page() -> None:
    assert {kind.__name__ for kind in MODEL} == {*planning.model.__all__, "Policy"}


def test_every_term_says_what_it_is_for_and_every_price_has_a_term() -> None:
    terms = [field.name for field in dataclasses.fields(Terms)]
    assert list(PURPOSES) == terms
    assert list(PRICES) == PRICED
    assert {term for term, _unit in PRICES.values()} == set(terms)


@pytest.mark.parametrize("price", PRICED)
def test_a_price_changes_the_term_it_is_listed_with_and_no_other(price: str) -> None:
    job, plan = a_plan_in_which_everything_costs()
    asked = getattr(job.policy, price)
    dearer = asked + 1_000 if isinstance(asked, int) else {key: value + 1 for key, value in asked.items()}
    other = dataclasses.replace(job, policy=dataclasses.replace(job.policy, **{price: dearer}))
    difference = check_plan(other, plan).terms - check_plan(job, plan).terms
    changed = {field.name for field in dataclasses.fields(Terms) if getattr(difference, field.name)}
    assert changed == {PRICES[price][0]}


def test_the_rules_are_what_the_checker_says() -> None:
    listed = [*BOOKKEEPING, *(sentence for _rule, sentences, _codes in RULES for sentence in sentences)]
    said = {sentence for path in FOLDER.glob("checker*.py") for sentence in sentences_in(path)}
    assert sorted(listed) == sorted(said)


def test_every_rule_in_the_way_but_no_shift_at_all_is_one_that_no_price_can_buy() -> None:
    assert {code for _rule, _sentences, codes in RULES for code in codes} == set(WAYS) - {"no_shift"}


def test_the_codes_are_those_of_the_sentences() -> None:
    listed = {*WAYS, *RELAXATIONS, *PURPOSES, *(code for codes in ANSWERS.values() for code in codes)}
    kinds = ("why*.py", "unserved*.py", "relaxation*.py", "forecast*.py")
    said = {code for kind in kinds for path in FOLDER.glob(kind) for code in codes_in(path)}
    assert sorted(listed) == sorted(said)


def test_what_would_help_is_listed_by_how_much_is_asked_of_people() -> None:
    names = list(dict.fromkeys(RELAXATIONS.values()))
    assert [type(each).__name__ for each in SMALLEST_OF_EACH_KIND] == names
    ranks = [each.size[0] for each in SMALLEST_OF_EACH_KIND]
    assert ranks == sorted(ranks)


def a_plan_in_which_everything_costs() -> tuple[Job, Plan]:
    """Give a plan whose one visit is late, published elsewhere, unpopular, with strange hands and parts."""
    visit = Visit(
        "router",
        1,
        60,
        promise=Promise(30),
        preferred=frozenset({"lee"}),
        is_unpopular=True,
        parts={"fuse": 1},
        published=Appointment("lee", 40),
    )
    job = Job(
        (Technician("kim", (Shift(0, 100, 0, 0, overtime=200),), burden=1),),
        (visit, Visit("switch", 1, 30)),
        [[0, 20], [20, 0]],
        depots=(Depot("store", 0, {"fuse": 1}),),
    )
    done = PlannedVisit("router", arrives=80, starts=80, done=140)
    fetched = PickUp("store", after=0, arrives=0, done=10, parts=(("fuse", 1),))
    day = PlannedDay("kim", 0, (done,), back=160, meal=None, terms=Terms(), pick_up=fetched)
    return job, Plan((day,), ("switch",), Terms())


def sentences_in(path: Path) -> Iterator[str]:
    """Give the sentences that a part of the checker yields or collects, with dots for names and numbers."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        told: ast.expr | None = None
        if isinstance(node, ast.Yield):
            told = node.value
        elif isinstance(node, ast.GeneratorExp):
            told = node.elt
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append"
        ):
            told = node.args[0]
        sentence = "" if told is None else template(told)
        # What only says where a fault is stands before sentences that are listed themselves.
        if sentence.endswith("."):
            yield sentence


def template(told: ast.expr) -> str:
    if isinstance(told, ast.JoinedStr):
        return "".join(template(part) for part in told.values)
    if isinstance(told, ast.Constant):
        return str(told.value)
    return "…" if isinstance(told, ast.FormattedValue) else ""


def codes_in(path: Path) -> Iterator[str]:
    """Give the codes of the sentences that a file marks: in calls, in tables by code, beside a sentence."""
    # How sure a delay is goes into the code of its sentence.
    prefix = "late_" if path.stem == "forecast_sentences" else ""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Said", "Short"}:
            yield from texts(node.args[0])
        elif isinstance(node, ast.Dict) and has_sentence(node):
            yield from (prefix + text for key in node.keys if key is not None for text in texts(key))
        elif isinstance(node, ast.Tuple) and has_sentence(node):
            yield from texts(node.elts[0])


def texts(told: ast.expr) -> Iterator[str]:
    """Give the texts that an expression may be, as it is or by a condition."""
    if isinstance(told, ast.IfExp):
        yield from (*texts(told.body), *texts(told.orelse))
    elif isinstance(told, ast.Constant) and isinstance(told.value, str):
        yield told.value


def has_sentence(table: ast.expr) -> bool:
    """Tell whether a table or a pair holds a marked sentence, or names one of the file."""
    return any(
        isinstance(each, ast.Name) and (each.id == "mark" or each.id in {"_EARLIER", "_LATER"})
        for each in ast.walk(table)
    )
