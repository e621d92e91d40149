"""Time: this computer's clock, and those of time servers."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["CLOCKS"]

CLOCKS: Final = (
    Code(
        "TIME.SILENT", Domain.NETWORK, Layer.TIME, Symptom.SILENCE,
        mark("The time server {host} does not answer on UDP port {port}."),
        Who.FIREWALL, "allow",
        mark(
            "Please allow UDP port {port} from {source} to {endpoint}, or name another "
            "time server."
        ),
    ),
    Code(
        "TIME.REFUSED", Domain.NETWORK, Layer.TIME, Symptom.REFUSAL,
        mark("Nothing listens on UDP port {port} of {host}."),
        Who.TIME, "start_service",
        mark("Please start the time service on {host}, or name another time server."),
    ),
    Code(
        "TIME.KISS", Domain.TIME, Layer.TIME, Symptom.ANSWER,
        mark("The time server {host} asks to be left alone ({kiss})."),
        Who.TIME, "allow_client",
        mark("Please let {source} ask {host} for the time; it answers '{kiss}'."),
    ),
    Code(
        "TIME.UNSYNCHRONISED", Domain.TIME, Layer.TIME, Symptom.ANSWER,
        mark("The time server {host} is not synchronised itself (leap {leap}, stratum {stratum})."),
        Who.TIME, "mend_time_server",
        mark("Please mend the time source of {host}: it says that it is not synchronised."),
    ),
    Code(
        "TIME.CLOCK_WRONG", Domain.TIME, Layer.TIME, Symptom.DATE,
        mark("This computer's clock is off by {offset} s against {host}; {most} s are allowed."),
        Who.SYSTEM, "set_clock",
        mark("Please set this computer's clock: it differs by {offset} s from {host}."),
    ),
    Code(
        "TIME.SERVER_WRONG", Domain.TIME, Layer.TIME, Symptom.DATE,
        mark(
            "The time server {host} is off by {offset} s, while {other} agrees with this "
            "computer's clock."
        ),
        Who.TIME, "mend_time_server",
        mark("Please mend the time of {host}: it differs by {offset} s from {other}."),
    ),
    Code(
        "TIME.STRATUM", Domain.TIME, Layer.TIME, Symptom.QUALITY,
        mark("The time server {host} is of stratum {stratum}; {most} is the most."),
        Who.TIME, "mend_time_server",
        mark("Please give {host} a time source closer to a clock."),
        is_warning=True,
    ),
)  # fmt: skip
