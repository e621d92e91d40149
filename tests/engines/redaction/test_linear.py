"""Redaction takes one pass over any text: shown by the shape of the patterns and by counting calls."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

from firstfix.engines.redaction import PERSONAL_KINDS, SECRET_KINDS, private_keys, redact, rules, spans

PATTERNS = {
    **{f"{rule.kind}-{place}": rule.pattern for place, rule in enumerate(rules.RULES)},
    "begin": private_keys._BEGIN,
    "end": private_keys._END,
    "body": private_keys._BODY,
    "no-secret": rules._NO_SECRET,
    "placeholder": spans.PLACEHOLDER,
}
REPEATS = {constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT}
# A repetition that may give back what it took must be short; 128 characters cost at most 128 tries.
LONGEST_GIVING_BACK = 128
ALL_KINDS = (*SECRET_KINDS, *PERSONAL_KINDS)

HOSTILE: dict[str, Callable[[int], str]] = {
    "letters": lambda size: "a" * size,
    "digits": lambda size: "4" * size,
    "spaced digits": lambda size: "4 " * (size // 2),
    "jwt starts": lambda size: "eyJ" * (size // 3),
    "jwt parts": lambda size: "eyJhbGciOiJI." * (size // 13),
    "key begins": lambda size: "-----BEGIN PRIVATE KEY-----" * (size // 27),
    "key ends": lambda size: "-----END PRIVATE KEY-----" * (size // 25),
    "assignments": lambda size: "password=" * (size // 9),
    "words": lambda size: "password" * (size // 8),
    "open quotes": lambda size: 'password="' * (size // 10),
    "urls": lambda size: "://a:" * (size // 5),
    "at signs": lambda size: "a@a.a." * (size // 6),
    "dots": lambda size: "1.1." * (size // 4),
    "iban heads": lambda size: "DE89 3704 " * (size // 10),
    "blanks": lambda size: "token " + " " * size,
    "placeholders": lambda size: "[redacted:password-1]" * (size // 21),
    "leaning keys": lambda size: "AKIAIOSFODNN7EXAMPLE" * (size // 20),
    "bearers": lambda size: "bearer " * (size // 7),
}


def repetitions(parsed: object, depth: int = 0) -> Iterator[tuple[object, int, int]]:
    """Give each repetition of a pattern: its operator, upper bound, how many variable ones hold it."""
    for operator, argument in parsed:  # type: ignore[attr-defined]
        inner = depth
        if operator in REPEATS:
            least, most, _ = argument
            yield operator, int(most), depth
            inner = depth + int(most > 1 and least != most)
        for part in argument if isinstance(argument, (tuple, list)) else [argument]:
            yield from repetitions_in(part, inner)


def repetitions_in(part: object, depth: int) -> Iterator[tuple[object, int, int]]:
    if isinstance(part, parser.SubPattern):
        yield from repetitions(part, depth)
    elif isinstance(part, list):
        for branch in part:
            yield from repetitions_in(branch, depth)


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS.keys())
def test_no_pattern_can_try_a_long_run_again(pattern: re.Pattern[str]) -> None:
    found = list(repetitions(parser.parse(pattern.pattern, pattern.flags)))
    for operator, most, _ in found:
        assert operator is constants.POSSESSIVE_REPEAT or most <= LONGEST_GIVING_BACK
    assert all(most <= 64 for _, most, depth in found if depth)
    assert all(depth <= 1 for _, _, depth in found)


def test_the_check_finds_a_pattern_that_gives_back_without_end() -> None:
    with pytest.raises(AssertionError):
        test_no_pattern_can_try_a_long_run_again(re.compile(r"(?:a+)+b"))


def calls_of(text: str) -> int:
    """Give how many calls a redaction makes: each candidate, check and replacement is at least one."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        redact(text, kinds=ALL_KINDS)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_twice_the_text_makes_no_more_than_twice_the_work(hostile: Callable[[int], str]) -> None:
    small, large = calls_of(hostile(20_000)), calls_of(hostile(40_000))
    # A tenth is for what a call costs whatever the text is.
    assert large <= 2.1 * small + 200


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_megabyte_of_hostile_text_is_redacted_for_good(hostile: Callable[[int], str]) -> None:
    once = redact(hostile(1_000_000), kinds=ALL_KINDS)
    assert redact(once.text, kinds=ALL_KINDS).replacements == ()
