"""The site: will it let the engineer in, at that time, with whom."""

from collections.abc import Iterator
from datetime import datetime

from firstfix.engines.readiness.findings import Finding
from firstfix.engines.readiness.roll_facts import AccessFacts, ReadinessFacts, Step
from firstfix.engines.verdict import Holds, Missing, Scalar, mark

__all__ = ["access", "day"]


def day(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give whether a day is chosen, once the step asks for one."""
    if facts.step < Step.SCHEDULE:
        return
    if facts.visit_starts_at is None or facts.visit_day is None:
        sentence = mark("No day and time are chosen for the visit.")
        yield Missing("day", sentence, who=("dispatcher",), remedy="propose_visit")
    else:
        starts_at = {"starts_at": facts.visit_starts_at.isoformat()}
        yield Holds("day", mark("The visit starts at {starts_at}."), starts_at)


def access(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give confirmation, window, escort and clearance (S1-F04, S1-X10)."""
    found = facts.access or AccessFacts()
    yield _confirmation(found, facts)
    yield _window(found, facts)
    yield from _escort(found)
    yield from _clearance(found)


def _confirmation(access: AccessFacts, facts: ReadinessFacts) -> Finding:
    if not access.is_confirmed:
        return _missing("access", mark("The site has not confirmed access."))
    if _is_before(access.valid_until, facts.visit_ends_at or facts.visit_starts_at):
        return _missing(
            "access_lapses",
            mark("The confirmed access lapses at {valid_until}, before the visit ends."),
            {"valid_until": _iso(access.valid_until)},
        )
    return Holds("access", mark("The site has confirmed access."))


def _window(access: AccessFacts, facts: ReadinessFacts) -> Finding:
    params: dict[str, Scalar] = {"opens_at": _iso(access.opens_at), "closes_at": _iso(access.closes_at)}
    if access.opens_at is None or access.closes_at is None:
        return _missing("window", mark("The time in which the site lets people work is not known."))
    ends_at = facts.visit_ends_at or facts.visit_starts_at
    if _is_before(facts.visit_starts_at, access.opens_at) or _is_before(access.closes_at, ends_at):
        return _missing(
            "outside_window",
            mark("The visit does not fit into the site's window from {opens_at} to {closes_at}."),
            params,
            who=("dispatcher", "customer_contact"),
            remedy="propose_visit",
        )
    return Holds("window", mark("The site's window is from {opens_at} to {closes_at}."), params)


def _escort(access: AccessFacts) -> Iterator[Finding]:
    if access.needs_escort and access.escort:
        yield Holds("escort", mark("Escort: {escort}"), {"escort": access.escort})
    elif access.needs_escort:
        sentence = mark("The site asks for an escort, and nobody is named.")
        yield _missing("escort", sentence, remedy="name_escort")


def _clearance(access: AccessFacts) -> Iterator[Finding]:
    if access.needs_legal_clearance and access.has_legal_clearance:
        yield Holds("clearance", mark("The clearance that the law demands for this site is given."))
    elif access.needs_legal_clearance:
        yield _missing(
            "clearance",
            mark("The clearance that the law demands for this site is not given. Nobody can waive it."),
            remedy="confirm_clearance",
            waivable=False,
        )


def _missing(
    code: str,
    sentence: str,
    params: dict[str, Scalar] | None = None,
    *,
    who: tuple[str, ...] = ("customer_contact", "dispatcher"),
    remedy: str = "confirm_access",
    waivable: bool = True,
) -> Missing:
    return Missing(code, sentence, params or {}, who=who, remedy=remedy, waivable=waivable)


def _is_before(first: datetime | None, second: datetime | None) -> bool:
    return first is not None and second is not None and first < second


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
