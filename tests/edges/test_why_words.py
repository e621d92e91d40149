"""What the pages say to "why": costs as time on the road, each thing once, reasons grouped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.forms import told_why, worth_words
from firstfix.apps.dispatching.queries import EngineerOption, ReasonHelp, Sentence, WhyUnplanned
from firstfix.apps.dispatching.queries.planning.wishes import Wish
from firstfix.apps.visits.models import ReadinessItem, WorkOrder
from firstfix.kernel import clock
from firstfix.kernel.clock import frozen_at
from tests import planned_work, world
from tests.edges.field_pages import shown, signed_in
from tests.world import Region

# Points, and what they are called; the policy counts ten points for a minute on the road.
WORTH = {
    "nothing": (0, True, "0 min"),
    "minutes": (800, True, "+1 h 20 min"),
    "less": (-1000, True, "−1 h 40 min"),
    "without a sign": (1000, False, "1 h 40 min"),
    "half a minute": (425, True, "+42 min"),
    "so much that minutes say nothing": (-1_649_950, True, "−2,750 h"),
}


@pytest.mark.parametrize("case", WORTH)
def test_points_are_told_as_time_on_the_road(case: str) -> None:
    points, signed, words = WORTH[case]
    with translation.override("en"):
        assert worth_words(points, signed=signed) == words


def test_digits_are_grouped_as_the_reader_writes_them() -> None:
    with translation.override("de"):
        assert worth_words(1_649_950) == "2.750 Std."


def test_people_with_the_same_reason_stand_together_and_what_holds_for_all_is_said_once() -> None:
    kim, lee, ann = (Person(name=name) for name in ("Kim", "Lee", "Ann"))
    over = Sentence("window_over", "The time agreed with the customer is over.")
    found = told_why(
        WhyUnplanned(
            Wish("order:1", WorkOrder()),
            (
                Sentence("left_out", "It is not in the plan."),
                Sentence("blocked_by_window_over", over.sentence),
                Sentence("blocked_by_missing_skill", "A skill is missing for Kim and Lee."),
                Sentence("nobody", "Nobody can have it."),
            ),
            (unable(kim, over, lacking(kim)), unable(lee, over, lacking(lee)), unable(ann, over)),
            (ReasonHelp((Sentence("new_time", "Agree."), Sentence("unserved", "Less undone.")), -5, {}),),
        )
    )
    assert [one.text() for one in found.said] == [over.sentence]
    assert [(group.words, group.people) for group in found.groups] == [
        ("Lacks the skill Fibre", (kim, lee)),
    ]
    assert found.unable_count == 3
    (help_,) = found.helps
    assert help_.is_new_time
    assert [one.text() for one in help_.said] == ["Agree."]


@pytest.mark.django_db
def test_an_order_whose_time_is_over_is_told_so_once_with_the_way_out() -> None:
    region = world.region()
    order = planned_work.ready_order(region)
    over_at = clock.now() - timedelta(hours=1)
    WorkOrder.objects.filter(pk=order.pk).update(
        earliest_start_at=over_at - timedelta(hours=2), latest_end_at=over_at
    )
    page = shown_why(region, order)
    assert page.count("The time agreed with the customer is over.") == 1
    assert "It would help to agree a new time for" in page
    assert reverse("do", args=["confirm_access", order.pk]) in page


@pytest.mark.django_db
def test_on_a_friday_evening_the_days_that_are_looked_at_reach_into_the_next_week() -> None:
    with frozen_at(planned_work.MONDAY + timedelta(days=4, hours=12)):
        region = world.region()
        page = shown_why(region, planned_work.ready_order(region))
    # Two people are as good as each other; which of them is named hangs on their ids.
    assert " could start it at Mon 16 " in page


@pytest.mark.django_db
def test_access_that_comes_after_these_days_is_not_told_to_be_over() -> None:
    region = world.region()
    order = planned_work.ready_order(region)
    later = clock.now() + timedelta(days=20)
    access = ReadinessItem.objects.filter(work_order=order, code="access")
    assert access.update(opens_at=later, closes_at=later + timedelta(hours=8))
    page = shown_why(region, order)
    assert "In these days there is no time at which it may start" in page
    assert "The time agreed with the customer is over." not in page


def shown_why(region: Region, order: WorkOrder) -> str:
    return shown(signed_in(region.dispatcher), "board", order=order.pk, show="why")


def unable(person: Person, *blocks: Sentence) -> EngineerOption:
    return EngineerOption(person, False, None, None, {}, None, blocks, ())


def lacking(person: Person) -> Sentence:
    params = {"technician": person.name, "skill": "Fibre"}
    return Sentence("missing_skill", "It needs {skill}, which {technician} does not have.", params)
