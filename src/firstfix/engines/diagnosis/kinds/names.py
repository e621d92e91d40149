"""The kind of check of names, and of time."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds.fields import (
    DNS_TYPES,
    HOST,
    MAX_MS,
    NUMBER,
    SYSTEM,
    TEXT,
    TEXTS,
    WHOLE,
    YES_NO,
)
from firstfix.engines.diagnosis.parameter import Form, Parameter
from firstfix.engines.diagnosis.words import Layer

__all__ = ["NAMES"]

NAMES: Final = (
    Kind(
        "dns",
        Layer.NAME,
        "A name is answered as expected, by each of several resolvers.",
        (
            Parameter("name", TEXT, "Name to ask for; an address for PTR.", is_required=True, form=Form.HOST),
            Parameter("type", TEXT, "Type to ask for.", default="A", choices=DNS_TYPES),
            Parameter(
                "resolvers",
                TEXTS,
                "Resolvers to ask: 'system', or addresses.",
                default=(SYSTEM,),
            ),
            Parameter("port", WHOLE, "Port of the resolvers.", default=53, least=1, most=65535),
            Parameter("expect.values", TEXTS, "The answer must be exactly these, in any order."),
            Parameter("expect.network", TEXT, "Every address must lie in this network.", form=Form.NETWORK),
            Parameter("expect.private", YES_NO, "Every address must be private (true) or public (false)."),
            Parameter("expect.none", YES_NO, "The name must not exist.", default=False),
            Parameter(
                "dnssec",
                YES_NO,
                "The answer must be signed, and the resolver must have checked it.",
                default=False,
            ),
            Parameter(
                "search",
                YES_NO,
                "Complete the name with this computer's search domains, as programs do.",
                default=False,
            ),
            Parameter(
                "same_everywhere",
                YES_NO,
                "Resolvers must agree; false where a split is meant.",
                default=True,
            ),
            MAX_MS,
        ),
        second="the same over TCP, or without checking DNSSEC; a name under .invalid that nobody may answer",
    ),
    Kind(
        "ntp",
        Layer.TIME,
        "A time server answers, is synchronised, and this computer's clock agrees with it.",
        (
            HOST,
            Parameter("port", WHOLE, "Port of the server.", default=123, least=1, most=65535),
            Parameter(
                "max_offset",
                NUMBER,
                "Seconds that the clock may be off.",
                default=2.0,
                least=0.001,
                most=86400,
            ),
            Parameter("max_stratum", WHOLE, "Warn above this stratum.", default=5, least=1, most=15),
        ),
    ),
)
