"""The four kinds of text a document is made of, so that a reader always knows whose words they are.

``Said`` is a sentence of the product (translatable), ``Written`` is what a person or a device
recorded (shown as it stands, never translated), ``Identifier`` is a value to be copied exactly
(serial, hash, number), ``Moment`` is a point in time shown in the zone of the site.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from firstfix.engines.verdict import Scalar

Tone = Literal["plain", "good", "bad", "note"]


@dataclass(frozen=True, slots=True)
class Written:
    """Words as a person or a device recorded them."""

    words: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """A value that is copied exactly: serial number, hash, case number."""

    value: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time (``at`` is aware, UTC) and the IANA zone it is shown in."""

    at: datetime
    zone: str

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("A moment in a document needs an aware time; got one without a zone.")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the product: ``code`` is stored, ``template`` is English, ``params`` fill its places."""

    code: str
    template: str
    params: Mapping[str, Scalar | Written | Identifier | Moment] = field(default_factory=dict)
    tone: Tone = "plain"


Text = Said | Written | Identifier | Moment
NOTHING = Written("")
