"""Why a routing service gave no times, as sentences for the person who reads the plan."""

from __future__ import annotations

from firstfix.engines.dispatch.travel import Caution
from firstfix.engines.verdict import Scalar, mark

__all__ = ["NO_WAY", "Refused", "Unanswered"]

NO_WAY = mark(
    "The routing service knows no way for {count} of {total} pairs of places,"
    " so these travel times are estimated."
)
_SENTENCES = {
    "unreachable": mark(
        "The routing service cannot be reached, so {count} of {total} travel times are estimated."
    ),
    "late": mark(
        "The routing service took longer than {seconds} s, so {count} of {total} travel times are estimated."
    ),
    "resting": mark(
        "The routing service failed a moment ago and is asked again in {seconds} s;"
        " until then {count} of {total} travel times are estimated."
    ),
    "key": mark(
        "The routing service does not accept the key (FIRSTFIX_TRAVEL_KEY),"
        " so {count} of {total} travel times are estimated."
    ),
    "quota": mark(
        "The routing service answers no more questions for now,"
        " so {count} of {total} travel times are estimated."
    ),
    "fault": mark(
        "The routing service reports an error of its own (HTTP {status}),"
        " so {count} of {total} travel times are estimated."
    ),
    "other": mark(
        "What answers at FIRSTFIX_TRAVEL_URL does not give travel times,"
        " so {count} of {total} are estimated. Check the address."
    ),
    "package": mark(
        "OSRM inside this process needs the package osrm-bindings (Python 3.12 or newer:"
        " pip install 'firstfix[osrm]'), so {count} of {total} travel times are estimated."
    ),
    "map": mark(
        "The map of FIRSTFIX_TRAVEL_URL cannot be read, so {count} of {total} travel times are estimated."
    ),
}


class Unanswered(Exception):
    """The service gave nothing, for a reason that counts for all that is not asked yet."""

    def __init__(self, code: str, *, is_worth_a_retry: bool = False, **params: Scalar) -> None:
        super().__init__(code)
        self.code = code
        self.is_worth_a_retry = is_worth_a_retry
        self.params = params

    def caution(self, *, count: int, total: int) -> Caution:
        """Give the sentence, with how many of all travel times it is about."""
        return Caution(
            f"travel_{self.code}", _SENTENCES[self.code], {**self.params, "count": count, "total": total}
        )


class Refused(Exception):
    """The service answered that this question cannot be answered; a smaller one may."""

    def __init__(self, *, is_too_large: bool = False) -> None:
        super().__init__("too large" if is_too_large else "refused")
        self.is_too_large = is_too_large
