"""What a parameter of a check may be: its type, its bounds, its form, told to readers and to the schema."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any, Final

__all__ = ["Form", "Parameter", "ParameterType", "Value", "plain_number", "problem_of", "shown"]

Value = str | int | float | bool | tuple[str, ...] | tuple[int, ...]

# RFC 1035, section 2.3.4: 255 octets on the wire are 253 as text; underscores are for SRV (RFC 2782).
_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}\.?$)({_LABEL})(\.{_LABEL})*\.?")
_PROXY = re.compile(r"http://[^/@\s]+:\d{1,5}/?")
_ENDPOINT = re.compile(r"(\[[0-9A-Fa-f:]+\]|[^:\s]+):(\d{1,5})")
_URL = re.compile(r"https?://([^/@?#\s]+)(?:[/?][\x21-\x7e]*)?")
# POSIX, 8.1: capitals, digits and _ are what programs read, so a password is seldom taken for a name.
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,127}")
# Prometheus, data model: what labels may be called.
_LABELLED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=[^\x00]*")
_TRUST = re.compile(r"os|file:[^\x00]+")
# Who writes a name and a password before a host; the password may hold anything.
_CREDENTIALS = re.compile(r".*@", re.DOTALL)


class ParameterType(StrEnum):
    """The TOML type that a parameter is written in."""

    TEXT = "string"
    TEXTS = "array of strings"
    WHOLE = "integer"
    WHOLES = "array of integers"
    NUMBER = "number"
    YES_NO = "boolean"


class Form(StrEnum):
    """What a text must look like, beyond being one."""

    FREE = "any text"
    HOST = "a host name or an IP address"
    ADDRESS = "an IP address"
    NETWORK = "a network such as 10.0.0.0/24"
    PATH = "a path that begins with /"
    PROXY = "a proxy such as http://proxy.example.com:3128"
    ENDPOINT = "a host and a port, such as app.example.com:443"
    OWN_ENDPOINT = "an address and a port, such as 127.0.0.1:7505"
    URL = "an address such as http://logs.example.com:8080/search"
    VARIABLE = "the name of an environment variable in capitals, such as SITE_SECRET"
    TRUST = "'os' or a file such as 'file:ca.pem'"
    LABEL = "a label such as job=backup"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a kind of check, as readers, programs and editors are told of it.

    ``least`` and ``most`` bound numbers; ``choices`` are the only texts allowed, where there are any.
    """

    name: str
    type: ParameterType
    meaning: str
    is_required: bool = False
    default: Value | None = None
    form: Form = Form.FREE
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


def problem_of(parameter: Parameter, value: object) -> str | None:
    """Say what is wrong with a value for this parameter, in a sentence; None where nothing is."""
    if not _IS[parameter.type](value):
        return _wrong_type(parameter, value)
    if parameter.default and value in ([], ()):
        return "is an empty list; name one at least, or leave it out."
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _out_of_bounds(parameter, value)
    texts = value if isinstance(value, list | tuple) else (value,)
    problems = (_text_problem(parameter, text) for text in texts if isinstance(text, str))
    bounds = (_out_of_bounds(parameter, each) for each in texts if isinstance(each, int))
    return next(filter(None, (*problems, *bounds)), None)


def shown(value: object) -> str:
    """Give a value as a sentence shows it: short, on one line, nothing that a terminal would obey."""
    said = str(value).lower() if isinstance(value, bool) else repr(value)
    said = value.isoformat() if isinstance(value, date | time) else said
    text = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in said)
    return text if len(text) <= 60 else f"{text[:57]}..."


def plain_number(number: float) -> str:
    """Give a bound as people write it: 1000000, not 1e+06."""
    return str(int(number)) if float(number).is_integer() else f"{number:g}"


def _wrong_type(parameter: Parameter, value: object) -> str:
    if parameter.form is Form.VARIABLE:
        return _no_variable()
    return f"must be {_SAID[parameter.type]}, not {shown(value)}."


def _no_variable() -> str:
    """Say what is wrong without showing it: whoever misunderstands the field writes the secret there."""
    return f"must be {Form.VARIABLE.value}; the secret itself does not belong into a spec."


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_list_of(check: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list | tuple) and all(map(check, value))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_IS: Final[Mapping[ParameterType, Callable[[object], bool]]] = {
    ParameterType.TEXT: _is_text,
    ParameterType.TEXTS: _is_list_of(_is_text),
    ParameterType.WHOLE: _is_whole,
    ParameterType.WHOLES: _is_list_of(_is_whole),
    ParameterType.NUMBER: lambda value: _is_whole(value) or (isinstance(value, float) and value == value),
    ParameterType.YES_NO: lambda value: isinstance(value, bool),
}
_SAID: Final[Mapping[ParameterType, str]] = {
    ParameterType.TEXT: "a text in quotes",
    ParameterType.TEXTS: "a list of texts in quotes",
    ParameterType.WHOLE: "a whole number",
    ParameterType.WHOLES: "a list of whole numbers",
    ParameterType.NUMBER: "a number",
    ParameterType.YES_NO: "true or false",
}


def _out_of_bounds(parameter: Parameter, value: float) -> str | None:
    if isinstance(value, bool):
        return None
    if parameter.least is not None and value < parameter.least:
        return f"{value} is too small; {plain_number(parameter.least)} is the least."
    if parameter.most is not None and value > parameter.most:
        return f"{value} is too large; {plain_number(parameter.most)} is the most."
    return None


def _text_problem(parameter: Parameter, text: str) -> str | None:
    if parameter.choices and text not in parameter.choices:
        return f"{shown(text)} is not known; write {_either(parameter.choices)}."
    if not text and parameter.form is not Form.FREE:
        return f"must be {parameter.form.value}, and is empty."
    if _FITS[parameter.form](text):
        return None
    if parameter.form is Form.VARIABLE:
        return _no_variable()
    return f"{_without_credentials(text)} is not {parameter.form.value}."


def _without_credentials(text: str) -> str:
    """Give a text as it is shown, without the name and password that may stand before an @."""
    return shown(_CREDENTIALS.sub("...@", text, count=1))


def _either(choices: Sequence[str]) -> str:
    return " or ".join((", ".join(choices[:-1]), choices[-1])) if len(choices) > 1 else choices[0]


def _is_address(text: str) -> bool:
    return _succeeds(ipaddress.ip_address, text.partition("%")[0])


def _is_host(text: str) -> bool:
    """Tell whether a text may be asked for: a name of four numbers is an address or a mistake."""
    if _is_address(text):
        return True
    return _NAME.fullmatch(text) is not None and not re.fullmatch(r"[\d.]+", text)


def _is_network(text: str) -> bool:
    return _succeeds(ipaddress.ip_network, text)


def _is_endpoint(text: str) -> bool:
    found = _ENDPOINT.fullmatch(text)
    return found is not None and _is_host(found[1].strip("[]")) and 0 < int(found[2]) < 65536


def _is_own_endpoint(text: str) -> bool:
    return _is_endpoint(text) and _is_address(text.rpartition(":")[0].strip("[]"))


def _with_port(place: str) -> str:
    return place if re.search(r":\d{1,5}\Z", place) else f"{place}:80"


def _succeeds(read: Callable[[str], Any], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


_FITS: Final[Mapping[Form, Callable[[str], bool]]] = {
    Form.FREE: lambda text: "\x00" not in text,
    Form.HOST: _is_host,
    Form.ADDRESS: _is_address,
    Form.NETWORK: _is_network,
    Form.PATH: lambda text: re.fullmatch(r"/[\x21-\x7e]*", text) is not None,
    Form.PROXY: lambda text: (
        _PROXY.fullmatch(text) is not None and _is_endpoint(text.removeprefix("http://").rstrip("/"))
    ),
    Form.ENDPOINT: _is_endpoint,
    Form.OWN_ENDPOINT: _is_own_endpoint,
    Form.URL: lambda text: (found := _URL.fullmatch(text)) is not None and _is_endpoint(_with_port(found[1])),
    Form.VARIABLE: lambda text: _VARIABLE.fullmatch(text) is not None,
    Form.TRUST: lambda text: _TRUST.fullmatch(text) is not None,
    Form.LABEL: lambda text: _LABELLED.fullmatch(text) is not None,
}
