"""Two changes at once: only where no single one serves a visit, and neither of them alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from firstfix.engines.dispatch.planning import Needed, Visit, check_plan, told_plan
from firstfix.engines.dispatch.planning.relaxation import Both
from firstfix.engines.dispatch.planning.relaxation_people import MoreOvertime
from firstfix.engines.dispatch.planning.relaxation_visits import DropSkill, WiderWindow
from firstfix.engines.dispatch.planning.unserved import relaxed_plan, why_unserved
from tests.engines.dispatch.jobs import small_job
from tests.engines.dispatch.test_unserved import KIM, fits_by_hand, helps, job_of, planned

SEEDS = st.integers(0, 10**9)

# Kim has no fibre, and would be back an hour after the shift.
TWICE_WRONG = Visit("router", 2, 60, windows=((700, 720),), all_of=(Needed("fibre"),))


def test_two_changes_are_looked_for_where_no_single_one_is_enough() -> None:
    told = why_unserved(planned(job_of(TWICE_WRONG)), "router")
    assert [each.relaxation for each in told.helps] == [
        Both(WiderWindow("router", 0, earlier=60), DropSkill("router", ("fibre",))),
        Both(MoreOvertime("kim", 0, 60), DropSkill("router", ("fibre",))),
    ]
    assert [said.text() for said in told.helps[1].said[:4]] == [
        "Two changes would serve it, and only together.",
        "It would help if kim could be back 1 h later than allowed now, in the shift from 08:00.",
        "It would help if router could be done without fibre.",
        "Then kim starts it at 11:40.",
    ]
    assert told.said[-1].code != "no_help"


def test_where_one_change_is_enough_no_two_are_asked_for() -> None:
    told = why_unserved(planned(job_of(replace(TWICE_WRONG, all_of=()))), "router")
    assert told.helps
    assert not any(isinstance(each.relaxation, Both) for each in told.helps)


def test_what_nobody_may_have_is_not_helped_by_two_changes_either() -> None:
    refusing = replace(KIM, refused=frozenset({"acme"}))
    job = job_of(replace(TWICE_WRONG, customer="acme"), technicians=(refusing,))
    told = why_unserved(planned(job), "router")
    assert told.helps == ()
    assert told.said[-1].text() == "No change that was tried would serve it, nor would two of them together."


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_of_two_changes_neither_serves_alone(seed: int) -> None:
    job = small_job(seed, visit_count=6)
    missing = tuple(replace(each, all_of=(*each.all_of, Needed("nobody holds this"))) for each in job.visits)
    draft = planned(replace(job, visits=missing[:3] + job.visits[3:]))
    plan = told_plan(draft.ground, draft.orders())
    for visit, chosen in helps(draft):
        if not isinstance(chosen.relaxation, Both):
            continue
        relaxed = chosen.relaxation.apply(draft.ground.job)
        other = relaxed_plan(draft, chosen)
        assert check_plan(relaxed, other).faults == ()
        assert other.terms - plan.terms == chosen.difference
        for single in (chosen.relaxation.first, chosen.relaxation.second):
            assert not fits_by_hand(single.apply(draft.ground.job), draft, draft.ground.number[visit])
