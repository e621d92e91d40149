"""True time where time servers differ: the rest of a run is judged by the one that may be believed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engines.diagnosis.observed import AT, codes_of, judged
from tests.engines.diagnosis.spec_texts import checks_of

_BEAT = (
    'id = "beat"\nkind = "metrics"\nhost = "192.0.2.9"\nport = 9100\nmetric = "beat_seconds"\nmax_age = 300'
)


def told_by(offsets: list[float], *, true_offset: float) -> list[str]:
    """Give the codes where servers tell these offsets, and a heartbeat is fresh by true time."""
    servers = [
        f'[[check]]\nid = "time{number}"\nkind = "ntp"\nhost = "192.0.2.{number + 1}"'
        for number in range(len(offsets))
    ]
    spec = checks_of("\n".join([*servers, "[[check]]", _BEAT]))
    beat = AT.timestamp() + true_offset
    facts: dict[str, dict[str, Any]] = {
        f"time{number}": {"ntp": {"outcome": "answered", "stratum": 2, "leap": 0, "offset_seconds": offset}}
        for number, offset in enumerate(offsets)
    }
    connect = {"outcome": "open", "host": "192.0.2.9", "address": "192.0.2.9", "port": 9100}
    facts["beat"] = {
        "connect": connect,
        "http": {"outcome": "answered", "status": 200},
        "metrics": {"series_count": 1, "series": [{"labels": {}, "value": beat}]},
    }
    return codes_of(judged(facts, spec))


@pytest.mark.parametrize(
    "offsets", [[7200.0, 0.01], [0.01, 7200.0], [-7200.0, 0.0, 0.01], [0.0, 0.0, 900.0, 0.0]]
)
def test_a_server_whose_clock_is_wrong_dates_nothing(offsets: list[float]) -> None:
    assert told_by(offsets, true_offset=0.0) == ["TIME.SERVER_WRONG"]


@pytest.mark.parametrize("offsets", [[7200.0], [7200.0, 7200.01], [7200.0, 7200.01, 7199.9]])
def test_servers_that_agree_date_everything_however_wrong_the_clock_here_is(offsets: list[float]) -> None:
    assert told_by(offsets, true_offset=7200.0) == ["TIME.CLOCK_WRONG"]
