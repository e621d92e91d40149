"""What ended TLS sessions show: alerts, names and dates that do not fit, who gives up, who says nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from firstfix.engines.capture.conversations import Place
from firstfix.engines.capture.flow_table import Rows
from firstfix.engines.capture.tally import Seen, Tally
from firstfix.engines.capture.tls import Alert, TlsSession

__all__ = ["Shown", "TlsEnds", "TlsPlace"]

# A sealed Finished or alert is shorter; whoever sends more talks (RFC 8446, 4.4.4: at most 64 octets and a
# tag).
_TALK_OCTETS: Final = 120
_WAITED_NS: Final = 5_000_000_000
_DAY: Final = 86_400
_MOST_PLACES: Final = 5000
_CLOSE_NOTIFY, _USER_CANCELED, _NO_RENEGOTIATION = 0, 90, 100
_WARNING: Final = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """What a certificate has to do with a finding: where, for which name, which names or days it has."""

    place: Place
    name: str
    names: str = ""
    days: int = 0
    is_fatal: bool = True


@dataclass(slots=True)
class TlsPlace:
    """What became of the sessions with one place."""

    client: str
    name: str
    succeeded: int = 0
    given_up: Seen = field(default_factory=Seen)
    silent: Seen = field(default_factory=Seen)


class TlsEnds:
    """Gathers what sessions show when their conversation leaves the table."""

    def __init__(self) -> None:
        self.alerts: Tally[tuple[Place, str, str, int, bool]] = Tally()
        self.wrong_name: Tally[Shown] = Tally()
        self.expired: Tally[Shown] = Tally()
        self.early: Tally[Shown] = Tally()
        self.places: dict[Place, TlsPlace] = {}
        self.now_ns = 0

    def unfinished(self) -> set[Place]:
        """Give the places whose sessions end in silence or with an alert."""
        silent = {place for place, one in self.places.items() if one.silent.count}
        return silent | {key[0] for key, _seen in self.alerts}

    def take(self, place: Place, client: str, row: Rows, session: TlsSession, server: int) -> None:
        """Take one session; ``server`` is the side that was asked."""
        talked = session.application_octets(1 - server) > _TALK_OCTETS
        for alert in session.alerts:
            self._alert(alert, place, client if alert.side != server else "", session.name)
        self._certificate(session, place, is_fatal=not talked)
        of_place = self.places.get(place)
        if of_place is None:
            if len(self.places) >= _MOST_PLACES:
                return
            of_place = self.places[place] = TlsPlace(client, session.name)
        if talked:
            of_place.succeeded += 1
        elif session.answer_number and not any(one.level > 0 for one in session.alerts):
            way = row["way"][1 - server]
            if way["fin"] or way["resets"]:
                of_place.given_up.note(session.answer_number, int(row["last_at"]))
        elif session.hello_number and not session.answer_number and not session.alerts:
            self._silent(of_place, row, session, server)

    def _silent(self, of_place: TlsPlace, row: Rows, session: TlsSession, server: int) -> None:
        back = row["way"][server]
        is_over = back["resets"] > 0 or back["fin"] > 0
        waited = self.now_ns - session.hello_at_ns >= _WAITED_NS
        # Without any packet of the server, only one direction was captured.
        if back["packets"] and not back["octets"] and (is_over or waited):
            of_place.silent.note(session.hello_number, session.hello_at_ns)

    def _alert(self, alert: Alert, place: Place, client: str, name: str) -> None:
        if alert.description in {-1, _CLOSE_NOTIFY, _USER_CANCELED, _NO_RENEGOTIATION}:
            return
        key = (place, client, name, alert.description, alert.level == _WARNING)
        self.alerts.note(key, alert.number, alert.at_ns)

    def _certificate(self, session: TlsSession, place: Place, *, is_fatal: bool) -> None:
        shown = session.certificate
        if shown is None:
            return
        number, at_ns = session.certificate_number, session.certificate_at_ns
        if session.name and shown.names and not shown.holds_for(session.name):
            names = ", ".join(shown.names[:3]) + (", ..." if len(shown.names) > 3 else "")
            self.wrong_name.note(Shown(place, session.name, names[:200], is_fatal=is_fatal), number, at_ns)
        late, early = at_ns / 1e9 - shown.not_after, shown.not_before - at_ns / 1e9
        if late > 0:
            self.expired.note(_days(place, session, late, is_fatal=is_fatal), number, at_ns)
        elif early > 0:
            self.early.note(_days(place, session, early, is_fatal=is_fatal), number, at_ns)


def _days(place: Place, session: TlsSession, seconds: float, *, is_fatal: bool) -> Shown:
    return Shown(place, session.name, days=int(seconds // _DAY), is_fatal=is_fatal)
