"""The rules: one row a shape of secret. A rule finds by pattern and believes by a check.

Every pattern runs in linear time on any text. It starts at a fixed word or at the beginning of a run
(so no run is scanned twice), every unbounded repetition is possessive (so nothing is tried again),
and no repetition contains another unbounded one. `tests/engines/redaction/test_linear.py` checks this.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from firstfix.engines.redaction.number_checks import is_card_number, is_iban, is_internal_address


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape of secret: where the group ``secret`` of ``pattern`` matches and ``is_believed`` agrees.

    ``hints`` are lower-case words of which one must be in the text for the pattern to be worth running.
    """

    kind: str
    pattern: re.Pattern[str]
    hints: tuple[str, ...] = ()
    is_believed: Callable[[re.Match[str]], bool] = bool


# Words before a value that make it a credential, whatever it looks like.
_CREDENTIAL_WORDS = (
    r"passwords?|passwort|passwd|passphrase|passcode|pwd|kennwort|mot[ _]de[ _]passe|contrase(?:n|ñ)a"
    r"|secret|token|credentials?|community[ _-]?string|psk|pre[ _-]?shared[ _-]?key"
    r"|(?:api|access|account|private|auth|encryption|signing|shared)[ _-]?key"
)
_ASSIGNMENT = re.compile(
    rf"""(?:{_CREDENTIAL_WORDS})(?:[\w.-]{{0,40}}+)["'`\])>]{{0,3}}+(?:[ \t]string(?=[ \t]))?[ \t]{{0,8}}+"""
    r"""(?P<sign>:{1,4}=|[.?+]=|=>|=|,\s{0,8}["']value["'][ \t]{0,4}:|:|,[ \t]{0,4}(?=["'])"""
    r"""|(?<=[ \t])(?:is|ist|lautet|was|est)[ \t]|(?<=>)\s{0,8})"""
    r"""[ \t]{0,8}+"""
    r"""(?:"(?P<double>[^"\n]{1,1024}+)"|'(?P<single>[^'\n]{1,1024}+)'|`(?P<back>[^`\n]{1,1024}+)`"""
    r"""|(?P<bare>[^\s"'`<>;,&|]{3,1024}+))""",
    re.IGNORECASE,
)
# Options of command lines: --password hunter2.
_OPTION = re.compile(
    r"(?<![\w-])--(?:pass(?:word|wd|phrase)?|token|secret|api-key|auth-token)[ =][\"']?"
    r"(?P<secret>[^\s\"'<>$]{3,256}+)"
)
# Device configurations name a type of encoding before the value: "secret 5 $1$...", "password 7 0822...".
_DEVICE_CONFIGURATION = re.compile(
    r"(?<![\w-])(?:(?:password|secret|key|key-string|auth-key)[ \t]{1,4}\d[ \t]{1,4}"
    r"|snmp-server community[ \t]{1,4})"
    r"(?P<secret>\S{3,256}+)",
    re.IGNORECASE,
)
# Values that stand where a credential would, and are none: references, blanks, types, answers.
_NO_SECRET = re.compile(
    r"(?:none|null|nil|true|false|yes|no|undefined|empty|unset|required|optional|string|str|int|bool|bytes"
    r"|changed?|reset|expired|invalid|missing|unknown|redacted|hidden|removed|withheld|and|or|not|the|for|to"
    r"|x{3,64}|\*{1,64}|\.{2,64}|-{2,64}|_{2,64}|\$\{?[\w.:-]{1,64}\}?|%[\w.]{1,64}%?|\{\{?.{0,64}\}?\}|<.{0,64}>?"
    r"|(?:os\.|process\.|self\.|env\.|config\.|request\.|get_?|getenv).{0,128}|\[redacted:[a-z_]{1,32}-\w{1,16}\])",
    re.IGNORECASE,
)


def _is_credential(match: re.Match[str]) -> bool:
    value = value_of(match)
    if _NO_SECRET.fullmatch(value) or len(value.strip()) < 3:
        return False
    if match.group("bare") is None or "=" in match.group("sign"):
        return True
    # After a colon or "is", prose may follow: "token: the one on the desk", "the password is wrong". A lone
    # plain word after a colon at the end of its line is a password all the same: "password: letmein".
    return not value.rstrip(".!?").isalpha() or (":" in match.group("sign") and _ends_line(match))


def value_of(match: re.Match[str]) -> str:
    """Give the value of an assignment, whichever quotes it stands in."""
    start, end = secret_span(match)
    return match.string[start:end]


def secret_span(match: re.Match[str]) -> tuple[int, int]:
    """Give where the secret itself stands: one of the pattern's named groups, else the whole match."""
    for name in ("secret", "double", "single", "back", "bare"):
        if name in match.re.groupindex and match.group(name) is not None:
            return match.span(name)
    return match.span()


def _ends_line(match: re.Match[str]) -> bool:
    return match.string[match.end() : match.end() + 2].lstrip(" \t.,;)")[:1] in {"", "\n", "\r"}


def _is_jwt_header(match: re.Match[str]) -> bool:
    # "eyJ" is the Base64url form of '{"', with which every JOSE header begins (RFC 7515).
    return len(match.group()) >= 30


def _mixes_digits_and_letters(match: re.Match[str]) -> bool:
    value = value_of(match)
    return any(map(str.isdigit, value)) and any(map(str.isalpha, value))


def _believe(check: Callable[[str], bool]) -> Callable[[re.Match[str]], bool]:
    return lambda match: check(match.group())


# Prefixes that makers of access keys publish so that scanners can find them.
_KEY_PREFIXES = (
    r"(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)(?=[A-Z2-7]{16}(?![A-Za-z0-9]))"  # Amazon Web Services
    r"|gh[pousr]_|github_pat_|glpat-|glrt-|gldt-"  # GitHub, GitLab
    r"|xox[abeoprs]-|xapp-"  # Slack
    r"|[srp]k_(?:live|test|prod)_|whsec_"  # Stripe
    r"|AIza|ya29\.|GOCSPX-"  # Google
    r"|npm_|pypi-|dop_v1_|SG\.|shpat_|hvs\.|sk-ant-|sk-proj-|NRAK-|PMAK-"
    r"|dapi(?=[0-9a-f]{32})|rubygems_|hf_|lin_api_"
)

RULES: tuple[Rule, ...] = (
    Rule(
        "authorization",
        re.compile(
            r"authorization[\"']?[ \t]{0,4}[:=,][ \t]{0,4}[\"']?"
            r"(?:(?:bearer|basic|token|digest|negotiate|apikey)[ \t]{1,4})?+"
            r"(?P<secret>[\w.~+/=:-]{6,}+)",
            re.IGNORECASE,
        ),
        hints=("authorization",),
    ),
    Rule(
        "authorization",
        re.compile(r"(?<![\w])(?:bearer|basic)[ \t]{1,4}(?P<secret>[\w.~+/=-]{12,}+)", re.IGNORECASE),
        hints=("bearer", "basic"),
        is_believed=_mixes_digits_and_letters,
    ),
    Rule(
        "authorization",
        re.compile(r"(?<![\w-])(?:-u|--user)[ \t=]{1,4}[\"']?[\w.@\\-]{1,64}:(?P<secret>[^\s\"']{3,256}+)"),
        hints=("-u", "--user"),
    ),
    Rule(
        "url_password",
        re.compile(r"://[^\s/@:\"'<>]{0,128}+:(?P<secret>[^\s/@\"'<>]{1,256}+)@"),
        hints=("://",),
        is_believed=lambda match: not _NO_SECRET.fullmatch(match.group("secret")),
    ),
    Rule(
        "jwt",
        re.compile(r"(?<![\w-])eyJ[\w-]{8,}+\.[\w-]{4,}+(?:\.[\w-]{0,4096}+)?"),
        hints=("eyj",),
        is_believed=_is_jwt_header,
    ),
    Rule(
        "access_key",
        re.compile(r"hooks\.slack\.com/(?P<secret>(?:services|workflows|triggers)/[\w/-]{8,256}+)"),
        hints=("hooks.slack.com",),
    ),
    Rule("access_key", re.compile(rf"(?<![A-Za-z0-9])(?:{_KEY_PREFIXES})[\w./+=-]{{12,}}+")),
    Rule("password", _ASSIGNMENT, is_believed=_is_credential),
    Rule("password", _OPTION),
    Rule("password", _DEVICE_CONFIGURATION),
    Rule(
        "card_number",
        # Whole, in fours, or as 4-6-5; not the digits of an IBAN, which also come in fours.
        re.compile(
            r"(?<![\w.-])(?<![A-Z]{2}\d{2} )(?:\d{13,19}|\d{4}[ -]\d{6}[ -]\d{5}"
            r"|\d{4}(?P<gap>[ -])\d{4}(?P=gap)\d{4}(?P=gap)\d{4}(?:(?P=gap)\d{1,3})?)(?![\w-]| \d)"
        ),
        is_believed=_believe(is_card_number),
    ),
    Rule(
        "iban",
        re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"),
        is_believed=_believe(is_iban),
    ),
    Rule(
        "email",
        re.compile(r"(?<![\w.+-])[\w.+-]{1,64}+@(?:[A-Za-z0-9-]{1,63}+\.){1,8}[A-Za-z]{2,24}(?![\w-])"),
        hints=("@",),
    ),
    Rule(
        "internal_address",
        re.compile(
            r"(?<![\w.:])(?:\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|f[cde][0-9a-f:]{4,37}+)(?![\w:]|\.\d)",
            re.IGNORECASE,
        ),
        is_believed=_believe(is_internal_address),
    ),
)
