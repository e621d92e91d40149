"""Host preflights of Troubleshoot as a spec: what there is a kind for; the rest is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from firstfix.engines.diagnosis.lines import Places
from firstfix.engines.diagnosis.reading import MOST_CHECKS
from firstfix.engines.diagnosis.reading_check import read_check

__all__ = ["Imported", "imported"]

Fields = dict[str, Any]
# Their quantities: 10Gi, 500M, 2.5G (Kubernetes).
_QUANTITY: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(Ki|Mi|Gi|Ti|k|K|M|G|T)?B?")
_UNITS: Final = {
    "": 1, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9,
    "T": 10**12,
}  # fmt: skip
_LIMIT: Final = re.compile(r"(available|used/total|total)?\s*(<=|<|>=|>)\s*([\w.]+%?)")


@dataclass(slots=True)
class Imported:
    """The spec as TOML, and a sentence for each thing that is left out of it."""

    name: str
    checks: list[Fields] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def toml(self) -> str:
        """Give the spec as a text."""
        lines = ["# Taken over from a host preflight of Troubleshoot; what is left out stands at its end."]
        lines += ["", "[spec]", f"name = {_toml(self.name)}", 'site = "{site}"']
        for check in self.checks:
            lines += ["", "[[check]]", *(f"{name} = {_toml(value)}" for name, value in check.items())]
        lines += ["", *(f"# left out: {each}" for each in self.left_out)] if self.left_out else []
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Collector:
    """One of their collectors with the analyzers that judge it; ``left_out`` takes what cannot be kept."""

    settings: Fields
    judges: list[Fields]
    left_out: list[str]


def imported(documents: list[Any]) -> Imported:
    """Give what the host preflights among some documents become; raises ValueError where there is none."""
    found = [one for one in documents if isinstance(one, dict) and one.get("kind") in _KINDS]
    if not found:
        raise ValueError("it holds no HostPreflight, HostCollector or Preflight of Troubleshoot")
    whole = Imported(_text(_at(found[0], "metadata", "name")) or "Imported")
    for document in found:
        spec = document.get("spec")
        spec = spec if isinstance(spec, dict) else {}
        for each in _list(spec.get("collectors")) + _list(spec.get("remoteCollectors")):
            if document["kind"] == "Preflight":
                name = next(iter(each), "")
                whole.left_out.append(f"collector {name}: it looks into a Kubernetes cluster, not at a site")
            else:
                _collect(whole, each, _list(spec.get("analyzers")))
    return whole


_KINDS: Final = frozenset({"HostPreflight", "HostCollector", "Preflight"})


def _collect(whole: Imported, collector: Fields, analyzers: list[Fields]) -> None:
    for name, options in collector.items():
        settings = options if isinstance(options, dict) else {}
        if settings.get("exclude") in {True, "true"}:
            whole.left_out.append(f"collector {name}: the spec excludes it")
            continue
        make = _MAKERS.get(name)
        if make is None:
            whole.left_out.append(f"collector {name}: there is no kind for it")
            continue
        judges = [one[name] for one in analyzers if isinstance(one.get(name), dict)]
        about = [one for one in judges if _is_about(one, settings)]
        try:
            made = list(make(_Collector(settings, about, whole.left_out)))
        except (ValueError, OverflowError):
            whole.left_out.append(f"collector {name} {_called(settings)}: a value in it cannot be read")
            continue
        if not made:
            whole.left_out.append(f"collector {name} {_called(settings)}: nothing in it says what to look at")
        for fields in made:
            _add(whole, f"{name} {_called(settings)}", fields)


def _add(whole: Imported, called: str, fields: Fields) -> None:
    """Add a check where it is one; a mistake of theirs costs their one collector and not the whole spec."""
    base = re.sub(r"[^a-z0-9._-]+", "-", called.casefold().replace(" ", ".", 1)).strip(".-")[:56]
    check = {"id": _free_id(whole, base), **fields}
    _read, problems = read_check(check, 0, places=Places({}), timeout=3.0)
    if len(whole.checks) == MOST_CHECKS:
        whole.left_out.append(f"collector {called}: a spec holds {MOST_CHECKS:,} checks at most")
    elif problems:
        whole.left_out += [f"collector {called}: {problem.sentence}" for problem in problems]
    else:
        whole.checks.append(check)


def _is_about(judge: Fields, settings: Fields) -> bool:
    return not judge.get("collectorName") or judge["collectorName"] == settings.get("collectorName")


def _connect(one: _Collector) -> Iterator[Fields]:
    host, _, port = _text(one.settings.get("address")).rpartition(":")
    if host and port.isdigit():
        yield {"kind": "tcp", "host": host.strip("[]"), "port": int(port), **_timeout(one.settings)}


def _page(one: _Collector) -> Iterator[Fields]:
    for method in ("get", "post", "put"):
        asked = one.settings.get(method)
        if not isinstance(asked, dict):
            continue
        if method != "get":
            one.left_out.append(
                f"collector http {_called(one.settings)}: {method.upper()}; only GET is ever sent"
            )
            continue
        parts = urlsplit(_text(asked.get("url")))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            continue
        is_tls = parts.scheme == "https"
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        statuses = [int(found) for found in re.findall(r"statusCode == (\d{3})", _whens(one.judges, "pass"))]
        if asked.get("headers") or asked.get("insecureSkipVerify") or "@" in parts.netloc:
            said = "headers, insecureSkipVerify and user names; no secret goes out"
            one.left_out.append(f"collector http {_called(one.settings)}: {said}")
        yield {
            "kind": "http",
            "host": parts.hostname,
            "port": parts.port or (443 if is_tls else 80),
            "path": path,
            **({} if is_tls else {"tls": False}),
            **({"expect.status": sorted(set(statuses))} if statuses else {}),
            **_timeout(asked),
        }


def _names(one: _Collector) -> Iterator[Fields]:
    for name in _list_of_texts(one.settings.get("hostnames")):
        yield {"kind": "dns", "name": name, "search": True}


def _balancer(one: _Collector) -> Iterator[Fields]:
    yield from _connect(one)


def _disk(one: _Collector) -> Iterator[Fields]:
    path = _text(one.settings.get("path")) or "/"
    limits = {}
    for relation, what, amount in _limits(one.judges):
        if what in {"available", ""} and relation in {"<", "<="} and not amount.endswith("%"):
            limits["min_free_gib"] = round(_bytes(amount) / 2**30, 3)
        elif what == "used/total" and relation in {">", ">="}:
            limits["min_free_percent"] = round(100 - float(amount.rstrip("%")), 1)
        else:
            one.left_out.append(f"analyzer diskUsage {path}: {what or 'value'} {relation} {amount}")
    yield {"kind": "machine", "path": path, **limits}


def _memory(one: _Collector) -> Iterator[Fields]:
    one.left_out.append("collector memory: it asks for all memory; here what is available is looked at")
    sizes = [_bytes(amount) for relation, _what, amount in _limits(one.judges) if relation in {"<", "<="}]
    if sizes:
        # Half of it: the other half may rightly be in use.
        yield {"kind": "machine", "min_available_mib": int(max(sizes) / 2**20 / 2)}


def _services(one: _Collector) -> Iterator[Fields]:
    names = [_text(each) for each in _list_raw(one.settings.get("services"))] or [
        when.partition("=")[0].partition(" ")[0]
        for when in _whens(one.judges, "pass").splitlines()
        if "=" in when
    ]
    named = [name for name in names if re.fullmatch(r"[\w@.\-]+", name)]
    if named:
        yield {"kind": "machine", "services": sorted(set(named))}


def _time(one: _Collector) -> Iterator[Fields]:
    one.left_out.append("collector time: it asks this computer; here 'ntp' asks a server, name yours in host")
    yield {"kind": "ntp", "host": "pool.ntp.org", "severity": "warn"}


def _addresses(_one: _Collector) -> Iterator[Fields]:
    yield {"kind": "address"}


_MAKERS: Final[Mapping[str, Callable[[_Collector], Iterator[Fields]]]] = {
    "tcpConnect": _connect,
    "tcpLoadBalancer": _balancer,
    "httpLoadBalancer": _balancer,
    "http": _page,
    "dns": _names,
    "diskUsage": _disk,
    "memory": _memory,
    "hostServices": _services,
    "time": _time,
    "ipv4Interfaces": _addresses,
}


def _limits(judges: list[Fields]) -> Iterator[tuple[str, str, str]]:
    """Give what must not be so: the conditions under which they fail or warn."""
    for when in (_whens(judges, "fail") + "\n" + _whens(judges, "warn")).splitlines():
        said = _LIMIT.fullmatch(when.strip())
        if said:
            yield said[2], said[1] or "", said[3]


def _whens(judges: list[Fields], outcome: str) -> str:
    outcomes = [one for judge in judges for one in _list(judge.get("outcomes"))]
    return "\n".join(_text(_at(one, outcome, "when")) for one in outcomes)


def _bytes(text: str) -> float:
    found = _QUANTITY.fullmatch(text)
    return float(found[1]) * _UNITS[found[2] or ""] if found else 0.0


def _timeout(settings: Fields) -> Fields:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m)", _text(settings.get("timeout")))
    if found is None:
        return {}
    seconds = float(found[1]) * {"ms": 0.001, "s": 1, "m": 60}[found[2]]
    return {"timeout": min(max(seconds, 0.05), 120.0)}


def _called(settings: Fields) -> str:
    return _text(settings.get("collectorName")) or _text(settings.get("path")).strip("/") or "1"


def _free_id(whole: Imported, base: str) -> str:
    taken = {check["id"] for check in whole.checks}
    return next(
        one for one in (base, *(f"{base}.{number}" for number in range(2, 10_000))) if one not in taken
    )


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        text = "".join(letter if letter.isprintable() else " " for letter in value)
        # Braces are places of variables in a spec, so their own are doubled.
        told = text.replace("\\", "\\\\").replace('"', '\\"').replace("{", "{{").replace("}", "}}")
        return f'"{told}"'
    return str(value)


def _at(value: Any, *path: str) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list_raw(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _list(value: Any) -> list[Fields]:
    return [one for one in _list_raw(value) if isinstance(one, dict)]


def _list_of_texts(value: Any) -> list[str]:
    return [one for one in _list_raw(value) if isinstance(one, str)]
