"""What each measure observes in one case: one small function a figure."""

from __future__ import annotations

from math import isfinite
from typing import Final

from firstfix.engines.scorecard.ground import DAY, Ground, ended_at
from firstfix.engines.scorecard.history import GIVEN_BACK, History
from firstfix.engines.scorecard.measure import OUTSIDE, Observed

_HOUR: Final = 3600
# S1-K05: a new case for the same asset within 14 days looks like a reopening under another number.
SAME_ASSET_DAYS: Final = 14
# S1-K06, S2-K10: the window of a repeat, as that of the first-time fix (docs/glossary.md).
REPEAT_DAYS: Final = 30
# S2-K14: a case of high priority that is open for longer than a week is a risk of the backlog.
AGEING_DAYS: Final = 7
# S2-K05: a response that is followed by nothing for a working day was an acknowledgement, no help.
HOLLOW_HOURS: Final = 24
# S1-K09: "> 90 % positive" on a scale of five; four and five are positive.
POSITIVE_RATING: Final = 4.0


def restore_open_hours(history: History, ground: Ground) -> Observed:
    """Observe the open hours of the calendar from opening to the last resolution."""
    if history.resolved_at is None:
        return "no_resolved_at"
    return _open_hours(history.opened_at, history.resolved_at, ground)


def response_open_hours(history: History, ground: Ground) -> Observed:
    """Observe the open hours of the calendar from opening to the first response."""
    if history.responded_at is None:
        return "no_response"
    return _open_hours(history.opened_at, history.responded_at, ground)


def acceptance_open_hours(history: History, ground: Ground) -> Observed:
    """Observe the open hours of the calendar from the first assignment to the acknowledgement after it."""
    by_the_clock = acceptance_hours(history, ground)
    if isinstance(by_the_clock, str) or history.assigned_at is None or history.acknowledged_at is None:
        return by_the_clock
    return _open_hours(history.assigned_at, history.acknowledged_at, ground)


def _open_hours(first: int, last: int, ground: Ground) -> Observed:
    hours = ground.open_hours(first, last)
    return "no_calendar" if hours is None else hours


def done(history: History, _: Ground) -> Observed:
    """Observe that the case ended."""
    return 1.0 if history.is_done else OUTSIDE


def restore_hours(history: History, _: Ground) -> Observed:
    """Observe the hours from opening to the last resolution."""
    if history.resolved_at is None:
        return "no_resolved_at"
    return (history.resolved_at - history.opened_at) / _HOUR


def high_restore_hours(history: History, ground: Ground) -> Observed:
    """Observe the hours to resolution of a case that was ever of high priority."""
    is_high = ground.is_high(history)
    if is_high is None:
        return "no_priority"
    return restore_hours(history, ground) if is_high else OUTSIDE


def close_hours(history: History, _: Ground) -> Observed:
    """Observe the hours from opening to closure."""
    return "no_closed_at" if history.closed_at is None else (history.closed_at - history.opened_at) / _HOUR


def response_hours(history: History, _: Ground) -> Observed:
    """Observe the hours from opening to the first response; below zero where the log's stamps disagree."""
    if history.responded_at is None:
        return "no_response"
    return (history.responded_at - history.opened_at) / _HOUR


def hollow_response(history: History, ground: Ground) -> Observed:
    """Observe whether nothing followed the first response for a day, though it resolved nothing."""
    if history.responded_at is None:
        return "no_response"
    if history.resolved_event_at is not None and history.resolved_event_at <= history.responded_at:
        return 0.0
    next_at = ground.ends_at if history.next_step_at is None else history.next_step_at
    return _share(next_at - history.responded_at > HOLLOW_HOURS * _HOUR)


def target_met(history: History, ground: Ground) -> Observed:
    """Observe whether the case met its target, as the log says at the end, else by the time it was due.

    An open case that is late already has missed it; else whatever misses a target could be left open.
    """
    if not history.is_done:
        return 0.0 if _is_late(history, ground) else "not_done"
    if history.is_met is not None:
        return _share(history.is_met)
    due_at = ground.due_at(history)
    return "no_target" if due_at is None else _share(ended_at(history) <= due_at)


def _is_late(history: History, ground: Ground) -> bool:
    """Tell whether an open case is past its target, as the log says, else by the time at which it is due."""
    if history.is_met is not None:
        return not history.is_met
    due_at = ground.due_at(history)
    return due_at is not None and ground.ends_at > due_at


def paused_share(history: History, _: Ground) -> Observed:
    """Observe which part of the time from opening to the end the case waited for somebody."""
    if not history.is_done:
        return "not_done"
    taken = ended_at(history) - history.opened_at
    if taken <= 0:
        return "no_duration"
    return min(1.0, sum(history.waited.values()) / taken) if history.waited else 0.0


def reopened(history: History, _: Ground) -> Observed:
    """Observe whether the case came back after it had ended."""
    if not history.is_done and not history.returned_count:
        return "not_done"
    return _share(history.reopen_count > 0)


def high_reopened(history: History, ground: Ground) -> Observed:
    """Observe whether a case that was ever of high priority came back."""
    is_high = ground.is_high(history)
    if is_high is None:
        return "no_priority"
    return reopened(history, ground) if is_high else OUTSIDE


def same_asset_again(history: History, ground: Ground) -> Observed:
    """Observe whether a new case for the same asset followed within 14 days of the end, or it was merged."""
    if ground.text(history, "merged_into"):
        return 1.0
    return _again(history, ground, SAME_ASSET_DAYS, "asset")


def repeated_asset(history: History, ground: Ground) -> Observed:
    """Observe whether a new case for the same asset followed within 30 days of the end."""
    return _again(history, ground, REPEAT_DAYS, "asset")


def repeated_category(history: History, ground: Ground) -> Observed:
    """Observe whether a case of a top category came again at the same customer within 30 days."""
    category = ground.text(history, "category")
    if not category:
        return "no_category"
    if category not in ground.top_categories:
        return OUTSIDE
    return _again(history, ground, REPEAT_DAYS, "category", "customer")


def _again(history: History, ground: Ground, window_days: int, *shared: str) -> Observed:
    days = ground.days_to_next(history, *shared)
    if days is None:
        return "no_asset" if shared == ("asset",) else "no_category"
    if not history.is_done:
        return "not_done"
    if days <= window_days:
        return 1.0
    is_watched = ground.ends_at - ended_at(history) >= window_days * DAY
    return 0.0 if is_watched else "not_followed"


def recategorised(history: History, ground: Ground) -> Observed:
    """Observe whether the category at the end is another than at the start."""
    category = ground.text(history, "category")
    first = ground.first_text(history, "category")
    return _share(category != first) if category and first else "no_category"


def handed_over(history: History, _: Ground) -> Observed:
    """Observe whether the case went from one group to another."""
    return _share(history.handover_count > 0)


def stayed_with_first_group(history: History, _: Ground) -> Observed:
    """Observe whether the first group that the log names is the one that the last event names."""
    if not history.final_group:
        return "no_final_group"
    return _share(history.first_group == history.final_group)


def first_contact_resolved(history: History, _: Ground) -> Observed:
    """Observe whether the case was resolved without hand-over, without asking back, for good."""
    if not history.is_done:
        return "not_done"
    asked_back = "customer" in history.waited
    return _share(not history.handover_count and not asked_back and not history.reopen_count)


def ageing(history: History, ground: Ground) -> Observed:
    """Observe whether a case of high priority that is open at the log's end is older than a week."""
    is_high = ground.is_high(history)
    if is_high is None:
        return "no_priority"
    if not is_high or history.is_done:
        return OUTSIDE
    return _share(ground.ends_at - history.opened_at > AGEING_DAYS * DAY)


def lowered(history: History, ground: Ground) -> Observed:
    """Observe whether a case that was of high priority ended with a lower one."""
    first, final = ground.rank(history.first_priority), ground.rank(history.final_priority)
    if first is None or final is None:
        return "no_priority"
    return _share(final > first) if ground.is_high(history) else OUTSIDE


def acceptance_hours(history: History, _: Ground) -> Observed:
    """Observe the hours from the first assignment to the acknowledgement after it."""
    if history.assigned_at is None:
        return "no_assignment"
    if history.acknowledged_at is None or history.acknowledged_at < history.assigned_at:
        return "no_acknowledgement"
    return (history.acknowledged_at - history.assigned_at) / _HOUR


def given_back(history: History, _: Ground) -> Observed:
    """Observe whether an accepted case was assigned anew afterwards."""
    if history.acknowledged_at is None:
        return "no_acknowledgement" if history.assigned_at is not None else "no_assignment"
    return _share(GIVEN_BACK in history.acts)


def positive_rating(history: History, ground: Ground) -> Observed:
    """Observe whether the customer's rating is four or five of five."""
    try:
        rating = float(ground.text(history, "rating"))
    except ValueError:
        return "no_rating"
    return _share(rating >= POSITIVE_RATING) if isfinite(rating) else "no_rating"


def rating_given(history: History, ground: Ground) -> Observed:
    """Observe whether a customer who could have been asked gave a rating."""
    return _share(bool(ground.text(history, "rating"))) if history.is_done else OUTSIDE


def planned_on_time(history: History, ground: Ground) -> Observed:
    """Observe whether planned maintenance ended by the time it was due."""
    if ground.text(history, "job_type").casefold() != "maintenance":
        return OUTSIDE
    due_at = ground.due_at(history)
    if due_at is None:
        return "no_target"
    if not history.is_done:
        return 0.0 if ground.ends_at > due_at else "not_done"
    return _share(ended_at(history) <= due_at)


def planned_with_evidence(history: History, ground: Ground) -> Observed:
    """Observe whether planned maintenance that ended carries evidence."""
    is_planned = ground.text(history, "job_type").casefold() == "maintenance"
    return _share("evidence_added" in history.acts) if is_planned and history.is_done else OUTSIDE


def _share(is_so: object) -> float:
    """Give 1 or 0: the same two objects each time, because there is one for every case and measure."""
    return 1.0 if is_so else 0.0
