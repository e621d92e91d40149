"""Which routing service an installation wants, read from its environment.

It imports nothing of Django: the settings are made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

__all__ = ["ESTIMATE", "OPENROUTESERVICE", "OSRM", "SOURCES", "VALHALLA", "Wanted", "wanted_from"]

ESTIMATE, OSRM, VALHALLA, OPENROUTESERVICE = "estimate", "osrm", "valhalla", "openrouteservice"
SOURCES = (ESTIMATE, OSRM, VALHALLA, OPENROUTESERVICE)
# A dispatcher who presses "Plan" waits a minute for the plan; a twelfth of it for the roads.
_USUAL_SECONDS = 5.0
_LONGEST_SECONDS = 120.0
# Maps are updated about monthly.
_USUAL_DAYS = 30
# The pairs of one question. osrm-routed answers 100 x 100 (--max-table-size), Valhalla 50 x 50
# (max_matrix_location_pairs), and openrouteservice 50 x 50 (maximum_routes; its public service 3,500).
_USUAL_PAIRS = {ESTIMATE: 0, OSRM: 10_000, VALHALLA: 2_500, OPENROUTESERVICE: 2_500}
# More than 200 x 200 in one answer is megabytes of text, and no faster.
_MOST_PAIRS = 40_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is asked for travel times, where, and within which limits.

    ``map_file`` is set instead of ``url`` where OSRM runs inside this process. ``cache`` is the file that
    keeps answers for ``days``; without one none are kept.
    """

    source: str = ESTIMATE
    url: str = ""
    key: str = field(default="", repr=False)
    map_file: str = ""
    seconds: float = _USUAL_SECONDS
    days: int = _USUAL_DAYS
    most_pairs: int = 0
    cache: Path | None = None


def wanted_from(environment: Mapping[str, str], *, cache: Path | None = None) -> Wanted:
    """Give what the environment wants. Raises ValueError with the variable's name where it makes no sense."""
    source = environment.get("FIRSTFIX_TRAVEL_SOURCE", "").strip() or ESTIMATE
    if source not in SOURCES:
        raise ValueError(f"FIRSTFIX_TRAVEL_SOURCE: {source!r} is none of {', '.join(SOURCES)}.")
    if source == ESTIMATE:
        return Wanted()
    url, map_file = _address(source, environment.get("FIRSTFIX_TRAVEL_URL", "").strip())
    return Wanted(
        source=source,
        url=url,
        map_file=map_file,
        key=_key(source, environment.get("FIRSTFIX_TRAVEL_KEY", "").strip()),
        seconds=_number(environment, "FIRSTFIX_TRAVEL_SECONDS", _USUAL_SECONDS, _LONGEST_SECONDS),
        days=int(_number(environment, "FIRSTFIX_TRAVEL_DAYS", _USUAL_DAYS, 365)),
        most_pairs=int(_number(environment, "FIRSTFIX_TRAVEL_PAIRS", _USUAL_PAIRS[source], _MOST_PAIRS)),
        cache=cache,
    )


def _address(source: str, address: str) -> tuple[str, str]:
    """Give the address of a service, or the path of a map."""
    parts = urlsplit(address)
    if source == OSRM and parts.scheme == "file" and parts.path.strip("/"):
        return "", unquote(parts.path)
    if parts.scheme not in ("http", "https") or not parts.hostname or not _has_port(parts):
        forms = "http://host:5000 or file:///maps/region.osrm" if source == OSRM else "https://host"
        raise ValueError(f"FIRSTFIX_TRAVEL_URL: say where {source} is, as {forms}.")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("FIRSTFIX_TRAVEL_URL: no password and no parameters; a key has FIRSTFIX_TRAVEL_KEY.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", ""


def _has_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def _key(source: str, key: str) -> str:
    if not key.isascii() or not key.isprintable() or " " in key:
        # Without the key itself: this sentence goes to logs.
        raise ValueError("FIRSTFIX_TRAVEL_KEY: it has a sign that no key has; copy it again.")
    if key and source != OPENROUTESERVICE:
        raise ValueError(f"FIRSTFIX_TRAVEL_KEY: {source} takes none; only openrouteservice does.")
    return key


def _number(environment: Mapping[str, str], name: str, usual: float, most: float) -> float:
    written = environment.get(name, "").strip()
    try:
        number = float(written) if written else usual
    except ValueError:
        number = 0.0
    if not 0 < number <= most:
        raise ValueError(f"{name}: {written!r} is no number above 0 and up to {most:g}.")
    return number
