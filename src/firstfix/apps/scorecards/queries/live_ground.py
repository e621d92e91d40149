"""What a measure may ask beyond its case, answered by the database: the log that never ends."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf
from typing import Final
from uuid import UUID

from django.db.models import Q

from firstfix.apps.cases.models import Case
from firstfix.apps.scorecards.queries.cancelled import observed_in
from firstfix.apps.scorecards.queries.definitions import MEASURES
from firstfix.apps.scorecards.queries.ledger_source import ATTRIBUTES, MAPPING, CaseChain, chains_of
from firstfix.engines.scorecard.ground import DAY, Ground, ended_at
from firstfix.engines.scorecard.history import Biographer, History
from firstfix.engines.scorecard.log import Account, Log
from firstfix.engines.scorecard.measure import OUTSIDE
from firstfix.engines.scorecard.months import month_of
from firstfix.engines.scorecard.observing import AGEING_DAYS, HOLLOW_HOURS, REPEAT_DAYS, SAME_ASSET_DAYS

__all__ = ["Openings", "Seen", "log_of", "moment_of", "observe_cases"]

_HOUR: Final = 3600
# Whatever is an attribute of another case may be asked: as the category is one of the largest only while a
# period is looked at, every category is observed, and the figures choose (figures.py).
_SHARED: Final = {("asset",): "asset", ("category", "customer"): "category"}
_LONGEST_WATCH: Final = timedelta(days=REPEAT_DAYS + 1)
# The ledger's times are in UTC: nobody has to guess their zone.
_TIME_WAYS: Final = {"seconds with a zone": 1}


@dataclass(frozen=True, slots=True)
class Seen:
    """What all measures observed in one case as of ``now``, and where its figures belong.

    ``review_at`` is the second at which time alone may change a figure, None where it cannot.
    """

    case: Case
    version: int
    month: str
    category: str
    priority: str
    opened_at: int
    ended_at: int | None
    observed: Mapping[str, float | str]
    review_at: int | None


class Openings:
    """When cases were opened, by asset, and by category and customer: how repeats are found."""

    def __init__(self, rows: Iterable[tuple[UUID | None, str, UUID, datetime]]) -> None:
        self._by: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for asset_id, category, organization_id, opened_at in rows:
            second = int(opened_at.timestamp())
            if asset_id is not None:
                self._by["asset", str(asset_id)].append(second)
            if category:
                self._by["category", category, str(organization_id)].append(second)
        for moments in self._by.values():
            moments.sort()

    @classmethod
    def of_all(cls) -> Openings:
        """Give the openings of every case that came to us live."""
        return cls(_openings(Case.objects.live()))

    @classmethod
    def around(cls, ended: Iterable[tuple[Case, int]]) -> Openings:
        """Give the openings of which one may be the repeat of one of these cases, by its end in seconds.

        Later ones are left out where only the category is shared: no measure watches for as long.
        """
        chosen = Q(pk__in=[])
        by_customer: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
        for case, end in ended:
            if case.asset_id:
                chosen |= Q(asset=case.asset_id)
            if case.fault_code:
                by_customer[case.organization_id].append((case.fault_code, end))
        for organization_id, alike in by_customer.items():
            categories, ends = zip(*alike, strict=True)
            first, last = datetime.fromtimestamp(min(ends), UTC), datetime.fromtimestamp(max(ends), UTC)
            # A case is changed after it is opened, and by their changes a customer's cases are found at once.
            chosen |= Q(
                organization=organization_id,
                fault_code__in=set(categories),
                updated_at__gte=first,
                opened_at__range=(first, last + _LONGEST_WATCH),
            )
        return cls(_openings(Case.objects.live().filter(chosen)))

    def days_to_next(self, key: tuple[str, ...], end: int) -> float:
        """Give the days from ``end`` to the next opening under ``key``, infinity where there is none."""
        moments = self._by.get(key, [])
        place = bisect_right(moments, end)
        return (moments[place] - end) / DAY if place < len(moments) else inf


def _openings(cases: Iterable[Case]) -> Iterator[tuple[UUID | None, str, UUID, datetime]]:
    columns = ("asset_id", "fault_code", "organization_id", "opened_at")
    rows = cases.order_by().values_list(*columns)  # type: ignore[attr-defined]  # it is a query
    return rows.iterator(chunk_size=5000)  # type: ignore[no-any-return]


class LiveGround(Ground):
    """The engine's ground where the log goes on: it ends now, and its other cases are in the database."""

    def __init__(self, histories: Sequence[History], openings: Openings, now: datetime) -> None:
        super().__init__(log_of([]), histories)
        self.__dict__["ends_at"] = int(now.timestamp())
        self.__dict__["top_categories"] = frozenset(self.text(one, "category") for one in histories)
        self._openings = openings

    def days_to_next(self, history: History, *shared: str) -> float | None:
        """Give the days from a case's end to the next one opened with the same ``shared`` attributes."""
        key = tuple(self.text(history, name) for name in shared)
        if "" in key:
            return None
        return self._openings.days_to_next((_SHARED[shared], *key), ended_at(history))


def log_of(chains: Iterable[CaseChain]) -> Log:
    """Give the chains as a log that the engine can score as a whole."""
    cases = {str(chain.case.pk): chain.events for chain in chains}
    events = [event for chain in cases.values() for event in chain]
    account = Account(
        row_count=len(events), case_count=len(cases), event_count=len(events), time_ways=_TIME_WAYS
    )
    return Log(MAPPING, ATTRIBUTES, cases, account, frozenset(event.kind for event in events))


def observe_cases(
    case_ids: Sequence[UUID], now: datetime, openings: Openings | None = None
) -> Iterator[Seen]:
    """Give what the measures observe in each of these cases as of ``now``, read from the ledger."""
    chains = list(chains_of(case_ids))
    writer = Biographer(ATTRIBUTES, MAPPING)
    histories = [writer.history(chain.events) for chain in chains]
    ends = ((chain.case, ended_at(history)) for chain, history in zip(chains, histories, strict=True))
    around = openings or Openings.around(ends)
    ground = LiveGround(histories, around, now)
    for chain, history in zip(chains, histories, strict=True):
        yield _seen(chain, history, ground)


def _seen(chain: CaseChain, history: History, ground: Ground) -> Seen:
    looks = ((name, observed_in(measure, history, ground)) for name, measure in MEASURES.items())
    return Seen(
        case=chain.case,
        version=chain.version,
        month=month_of(history.opened_at),
        category=ground.text(history, "category"),
        priority=history.final_priority,
        opened_at=history.opened_at,
        ended_at=ended_at(history) if history.is_done else None,
        observed={name: seen for name, seen in looks if seen != OUTSIDE},
        review_at=_review_at(history, ground),
    )


def _review_at(history: History, ground: Ground) -> int | None:
    """Give the first second after now at which a figure changes though nothing happens."""
    after: list[int] = []
    if history.responded_at is not None and history.next_step_at is None:
        after.append(history.responded_at + HOLLOW_HOURS * _HOUR)
    if history.is_done:
        after += [ended_at(history) + days * DAY for days in (SAME_ASSET_DAYS, REPEAT_DAYS)]
    else:
        due_at = ground.due_at(history)
        after += [history.opened_at + AGEING_DAYS * DAY, *([due_at] if due_at is not None else [])]
    # The measures ask for more than a window (>), the repeats for all of it (>=): one second serves both.
    return min((moment + 1 for moment in after if moment + 1 > ground.ends_at), default=None)


def moment_of(second: int | None) -> datetime | None:
    """Give a second since 1970 as a time in UTC."""
    return None if second is None else datetime.fromtimestamp(second, UTC)
