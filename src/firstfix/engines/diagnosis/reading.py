"""Reading a spec: TOML in, checks out, or every mistake in it as a sentence with its line."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from firstfix.engines.diagnosis.lines import Places, places_of
from firstfix.engines.diagnosis.needs import needs_problems
from firstfix.engines.diagnosis.parameter import shown
from firstfix.engines.diagnosis.reading_check import read_check
from firstfix.engines.diagnosis.spec import Check, Problem, Spec, SpecError
from firstfix.engines.diagnosis.suggesting import suggested
from firstfix.engines.diagnosis.variables import MissingVariable, expanded, is_variable_name

__all__ = ["MOST_BYTES", "MOST_CHECKS", "read_spec"]

# A hundred checks with long requests are 60 kB; what is larger than this was not written by a person.
MOST_BYTES: Final = 1_000_000
MOST_CHECKS: Final = 1_000
_TABLES: Final = ("spec", "variables", "check")
_SPEC_FIELDS: Final = ("name", "version", "site", "timeout")
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_spec(content: bytes, given: Mapping[str, str] | None = None) -> Spec:
    """Give the spec that a file holds, with its variables filled in. Raises SpecError with every problem.

    ``given`` are variables from outside; they win over the file's ``[variables]``. ``{site}`` is the site of
    ``[spec]`` unless it is given.
    """
    text = _decoded(content)
    raw = _parsed(text)
    places = places_of(text)
    problems = [*_table_problems(raw, places)]
    if problems:
        raise SpecError(*problems)
    variables = _variables(raw, given or {}, places)
    _refuse_idle(given or {}, raw.get("variables", {}), text)
    head = _head(raw["spec"], variables, places)
    checks, found = _checks(raw["check"], variables, places, head["timeout"])
    # What is wrong between checks can be said only when all of them could be read.
    problems = found or [*needs_problems(checks, places)]
    if problems:
        raise SpecError(*sorted(problems, key=lambda problem: problem.line or 0))
    return Spec(head["name"], head["version"], variables["site"], checks, sha256(content).hexdigest())


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise SpecError(Problem(f"it is longer than {MOST_BYTES:,} bytes, which are the most."))
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SpecError(Problem(f"byte {error.start} is no UTF-8; save the file as UTF-8.", line)) from None


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        said = _PLACE.sub("", str(error)).strip().rstrip(".")
        line = int(place[1]) if place else text.count("\n") + 1
        raise SpecError(Problem(f"this is no TOML: {said}.", line)) from None
    except RecursionError:
        said = "it is nested too deep; a spec needs two levels."
        raise SpecError(Problem(said, _most_nested_line(text))) from None
    except ValueError:
        # Python reads no numbers that are longer than this, because they take too long (sys.int_info).
        digits = sys.int_info.default_max_str_digits
        said = f"a number has more than {digits:,} digits."
        raise SpecError(Problem(said, _line_with(rf"\d{{{digits + 1},}}", text))) from None


def _most_nested_line(text: str) -> int:
    depths = [line.count("[") + line.count("{") + line.count(".") for line in text.split("\n")]
    return depths.index(max(depths)) + 1


def _line_with(pattern: str, text: str) -> int | None:
    found = re.search(pattern, text.replace("_", ""))
    return text.count("\n", 0, found.start()) + 1 if found else None


def _table_problems(raw: Mapping[str, Any], places: Places) -> Iterator[Problem]:
    for name in raw:
        if name not in _TABLES:
            said = f"there is no table [{name}] in a spec. {suggested(name, _TABLES)}"
            yield Problem(said, _line_of_table(places, name))
    if not isinstance(raw.get("spec"), dict):
        said = "a spec begins with a table [spec] that gives it a name."
        yield Problem(said, _line_of_table(places, "spec"))
    if not isinstance(raw.get("variables", {}), dict):
        yield Problem("[variables] must be one table.", _line_of_table(places, "variables"))
    checks = raw.get("check")
    if not checks or not isinstance(checks, list) or not all(isinstance(check, dict) for check in checks):
        said = "write each check as a table [[check]]; there must be one at least."
        yield Problem(said, _line_of_table(places, "check"))
    elif len(checks) > MOST_CHECKS:
        said = f"there are {len(checks):,} checks; {MOST_CHECKS:,} are the most."
        yield Problem(said, places.line("check", MOST_CHECKS))


def _line_of_table(places: Places, name: str) -> int:
    """Give where a table stands, or what stands in its place; the first line where nothing does."""
    return places.line(name) or places.line("", 0, name) or 1


def _variables(raw: Mapping[str, Any], given: Mapping[str, str], places: Places) -> dict[str, str]:
    """Give all variables; ``site`` is given, or one of the file's, or the site of ``[spec]``."""
    own = raw.get("variables", {})
    problems = [
        Problem(f"{shown(name)} must be a name with a text in quotes.", places.line("variables", 0, name))
        for name, value in own.items()
        if not isinstance(value, str) or not is_variable_name(name)
    ]
    if problems:
        raise SpecError(*problems)
    variables = {**own, **given}
    if "site" not in variables:
        variables["site"] = _site(raw["spec"].get("site", ""), variables, places.line("spec", 0, "site"))
    return variables


def _refuse_idle(given: Mapping[str, str], own: Mapping[str, str], text: str) -> None:
    """Raise SpecError for a variable from outside that nothing in the file is called by."""
    known = {*own, *re.findall(r"\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}", text)} - {"site"}
    problems = [
        Problem(f"nothing in this spec uses the variable {shown(name)}. {suggested(name, sorted(known))}")
        for name in given
        if name != "site" and name not in known
    ]
    if problems:
        raise SpecError(*problems)


def _site(site: object, variables: Mapping[str, str], line: int | None) -> str:
    if site == "{site}":
        raise SpecError(Problem("the variable 'site' has no value; give it with --site.", line))
    return str(_expanded(site, variables, line)) if isinstance(site, str) else ""


def _expanded(value: Any, variables: Mapping[str, str], line: int | None) -> Any:
    try:
        return expanded(value, variables)
    except MissingVariable as missing:
        raise SpecError(_missing(missing, line)) from None


def _missing(missing: MissingVariable, line: int | None) -> Problem:
    return Problem(
        f"the variable {shown(missing.name)} has no value; give it with --set {missing.name}=... "
        "or under [variables]. Write {{ and }} for braces that are meant.",
        line,
    )


def _head(raw: Mapping[str, Any], variables: Mapping[str, str], places: Places) -> dict[str, Any]:
    problems = [
        Problem(
            f"[spec] has no field {shown(name)}. {suggested(name, _SPEC_FIELDS)}",
            places.line("spec", 0, name),
        )
        for name in raw
        if name not in _SPEC_FIELDS
    ]
    problems += [*_text_problems(raw, places)]
    timeout = raw.get("timeout", 3.0)
    if not isinstance(timeout, int | float) or isinstance(timeout, bool) or not 0.05 <= timeout <= 120:
        problems.append(
            Problem("timeout must be seconds between 0.05 and 120.", places.line("spec", 0, "timeout"))
        )
    if problems:
        raise SpecError(*problems)
    name, version = (
        _expanded(raw.get(key, ""), variables, places.line("spec", 0, key)) for key in ("name", "version")
    )
    return {"name": name, "version": version, "timeout": float(timeout)}


def _text_problems(raw: Mapping[str, Any], places: Places) -> Iterator[Problem]:
    for key in ("name", "version", "site"):
        if not isinstance(raw.get(key, ""), str):
            yield Problem(
                f"{key} must be a text in quotes, not {shown(raw[key])}.", places.line("spec", 0, key)
            )
    if not raw.get("name"):
        yield Problem("[spec] needs a name.", places.line("spec"))


def _checks(
    raw: list[dict[str, Any]], variables: Mapping[str, str], places: Places, timeout: float
) -> tuple[tuple[Check, ...], list[Problem]]:
    checks: list[Check] = []
    problems: list[Problem] = []
    for number, fields in enumerate(raw):
        filled: dict[str, Any] = {}
        for key, value in fields.items():
            try:
                # The spec's own requests are filled by the judgement, which knows the evidence.
                filled[key] = value if key == "request" else expanded(value, variables)
            except MissingVariable as missing:
                problems.append(_missing(missing, places.line("check", number, key)))
        if len(filled) == len(fields):
            check, found = read_check(filled, number, places=places, timeout=timeout)
            problems += found
            checks += [check] if check else []
    return tuple(checks), problems
