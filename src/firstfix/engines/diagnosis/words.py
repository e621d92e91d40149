"""The words of a diagnosis: layers of the causal graph, fault domains, statuses, confidence, symptoms."""

from __future__ import annotations

from enum import IntEnum, StrEnum

__all__ = ["Confidence", "Domain", "Layer", "Status", "Symptom", "Who"]


class Layer(IntEnum):
    """Where in the causal graph a thing stands: what is below must work before what is above can."""

    LINK = 0
    ADDRESS = 1
    GATEWAY = 2
    ROUTE = 3
    TUNNEL = 4
    NAME = 5
    TIME = 6
    TRANSPORT = 7
    PROXY = 8
    TLS = 9
    APPLICATION = 10


class Domain(StrEnum):
    """Whose fault it is, in the sense of who can mend it (the fault domains of the register)."""

    PHYSICAL = "physical"
    NETWORK = "network"
    TIME = "time"
    CERTIFICATES = "certificates"
    SYSTEM = "os"
    APPLICATION = "application"
    CUSTOMER = "customer-environment"


class Status(StrEnum):
    """What came of a check; ``UNKNOWN`` says that no fact decides, which is an answer and no failure."""

    PASS = "pass"  # noqa: S105 - no password
    WARN = "warn"
    FAIL = "fail"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class Confidence(StrEnum):
    """How far the facts carry a cause: proved by one, or only not excluded by any."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Symptom(StrEnum):
    """How a fault looks to whatever depends on the faulty thing; a cause explains only fitting symptoms."""

    SILENCE = "silence"
    NAME = "name"
    REFUSAL = "refusal"
    DATE = "date"
    TRUST = "trust"
    ANSWER = "answer"
    QUALITY = "quality"


class Who(StrEnum):
    """Whom a request is addressed to."""

    SITE = "the person on site"
    NETWORK = "the customer's network team"
    FIREWALL = "the customer's firewall team"
    DNS = "the customer's DNS team"
    TIME = "the customer's time service team"
    PROXY = "the customer's proxy team"
    CERTIFICATES = "whoever issues the certificate of the server"
    SERVER = "whoever runs the server"
    SYSTEM = "whoever administers this computer"
