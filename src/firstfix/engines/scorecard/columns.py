"""Where a log keeps what: the columns of its header, ready to be taken out of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Final

from firstfix.engines.scorecard.event import KINDS, UNKNOWN, Event
from firstfix.engines.scorecard.log import EXAMPLES, Account, Log
from firstfix.engines.scorecard.mapping import STAMPS
from firstfix.engines.scorecard.moments import MomentReader

_AT: Final = attrgetter("at")


class Columns:
    """The columns of a log by what they mean; -1 stands for one that the log lacks.

    ``pick`` takes the attributes out of a row in the order of ``Log.attributes``, ``words`` turns the log's
    words into kinds, ``texts`` keeps each text once: a log says the same few words all the time.
    """

    def __init__(self, header: Sequence[str], log: Log) -> None:
        mapping = log.mapping
        place = {column: index for index, column in reversed(list(enumerate(header)))}
        self.width = len(header)
        self.case, self.at, self.kind = place[mapping.case], place[mapping.at], place[mapping.kind]
        self.actor = place.get(mapping.actor, -1)
        self.sequence = place.get(mapping.attributes.get("sequence", ""), -1)
        self.verdict = self._place_of("sla_met", log, place)
        self.group = self._place_of("group", log, place)
        self.moments = MomentReader(mapping.time_format)
        self.words = _Words(mapping.kinds)
        self.texts: dict[str, str] = {}
        # Stamps stand first among the attributes.
        self._stamp_count = sum(name in STAMPS for name in log.attributes)
        self.pick = _picker([place[mapping.attributes[name]] for name in log.attributes])

    @staticmethod
    def _place_of(name: str, log: Log, place: Mapping[str, int]) -> int:
        return place[log.mapping.attributes[name]] if name in log.attributes else -1

    @property
    def kinds(self) -> frozenset[str]:
        """Give the kinds that came."""
        return frozenset(self.words.values())

    def thrifty(self, told: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
        """Give the same texts, each word kept once for the log and each stamp once for its case.

        Stamps are as many as the cases; among the words they would make a table that fits no cache.
        """
        count, once = self._stamp_count, self.texts.setdefault
        stamps, words = told[:count], told[count:]
        if before:
            stamps_before = before[:count]
            stamps = stamps_before if stamps_before == stamps else stamps
        return (*stamps, *map(once, words, words))

    def refuse(self, row: Sequence[str], row_number: int, account: Account) -> None:
        """Count a row that cannot be an event, by the reason why not."""
        if len(row) != self.width:
            reason = "width" if row else "blank"
        elif not row[self.case]:
            reason = "case"
        else:
            reason = "time" if row[self.at].strip() else "no_time"
            if reason == "time" and len(account.unread_times) < EXAMPLES:
                account.unread_times.append(row[self.at].strip())
        account.leave_out(reason, row_number)


def numbered(event: Event, number: str) -> Event:
    """Give the event with the log's own number of the update, so that it is not taken for another one."""
    case, at, actor, kind, told = event
    mark = f"#{number}"
    return event if told[-1:] == (mark,) else Event(case, at, actor, kind, (*told, mark))


def put_in_order(case: str, events: list[Event], account: Account) -> None:
    """Sort a case by time, rows of one moment as they stand, and keep what is said twice only once."""
    moments = list(map(_AT, events))
    if moments != sorted(moments):
        account.backward_cases.append(case)
        events.sort(key=_AT)
    kept = dict.fromkeys(events)
    account.left_out["double"] += len(events) - len(kept)
    events[:] = kept


def count_unknown(words: Iterable[str], kinds: Iterable[str], account: Account) -> None:
    """Count the words whose kind nobody explained."""
    account.unknown_kinds.update(word for word, kind in zip(words, kinds, strict=True) if kind is UNKNOWN)


class _Words(dict[str, str]):
    """The log's words for kinds, learnt as they come; an unknown one is :data:`UNKNOWN`."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        super().__init__()
        own = {kind: kind for kind in KINDS}
        self._kinds = own | {word.casefold(): kind for word, kind in kinds.items()}

    def __missing__(self, word: str) -> str:
        kind = self._kinds.get(word.strip().casefold(), UNKNOWN)
        self[word] = kind
        return kind


def _picker(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Give what takes these places out of a row, always as a tuple."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple(row[place] for place in places)
