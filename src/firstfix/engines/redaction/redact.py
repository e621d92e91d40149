"""Finding and replacing: every secret by a placeholder that is the same wherever the secret is the same."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from firstfix.engines.redaction.policy import SECRET_KINDS
from firstfix.engines.redaction.private_keys import find_private_keys
from firstfix.engines.redaction.rules import RULES, secret_span
from firstfix.engines.redaction.spans import PLACEHOLDER, Kept, Masked, Span, merged

# Replacing can uncover a secret that leant on its neighbour. Two rounds do for found text; from the third
# on whole words go, which ends every chain that somebody built on purpose.
_ROUNDS = 8
_WHOLE_WORDS_FROM = 2


@dataclass(frozen=True, slots=True)
class Replacement:
    """One secret that was taken out: its kind, where it stood in the text given, what stands there now."""

    kind: str
    start: int
    end: int
    placeholder: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """The text without its secrets, and what was replaced, in order."""

    text: str
    replacements: tuple[Replacement, ...] = ()


def redact(text: str, *, kinds: Collection[str] = SECRET_KINDS, salt: bytes | None = None) -> Redacted:
    """Give ``text`` without secrets of ``kinds``; doing it again changes nothing.

    The same secret gets the same placeholder: without ``salt`` a number counted within this call, with
    ``salt`` (a random value of the session, at least 16 bytes) a short keyed hash, the same in every
    call of the session and worthless without the salt. Raises ``ValueError`` for a shorter salt.
    """
    if salt is not None and len(salt) < 16:
        raise ValueError("The salt of a redaction session needs at least 16 random bytes.")
    spans = _all_spans(text, frozenset(kinds))
    namer = _Namer(text, salt)
    replacements = tuple(
        Replacement(kind, start, end, namer.placeholder(kind, text[start:end])) for start, end, kind in spans
    )
    return Redacted(_replace(text, replacements), replacements)


def contains_secret(text: str) -> tuple[str, ...]:
    """Give the kinds of credentials in ``text``, each once, in the order in which they stand (S1-G04)."""
    return tuple(dict.fromkeys(kind for _, _, kind in merged(_found(text, frozenset(SECRET_KINDS)))))


def _all_spans(text: str, kinds: frozenset[str]) -> list[Span]:
    spans: list[Span] = []
    for round_number in range(_ROUNDS):
        masked = Masked(text, spans)
        found = [masked.original(span) for span in _found(masked.text, kinds)]
        if not found:
            break
        if round_number >= _WHOLE_WORDS_FROM:
            found = [_whole_words(text, span) for span in found]
        spans = merged([*spans, *found])
    return spans


def _found(text: str, kinds: frozenset[str]) -> list[Span]:
    kept = Kept(text)
    return [
        (*kept.around(start, end), kind)
        for begin, start, end, kind in _candidates(text, kinds)
        if not kept.has(begin, begin + 1) and not kept.has(start, end)
    ]


def _candidates(text: str, kinds: frozenset[str]) -> Iterator[tuple[int, int, int, str]]:
    if "private_key" in kinds:
        yield from ((start, start, end, "private_key") for start, end in find_private_keys(text))
    lowered = text.lower()
    for rule in RULES:
        if rule.kind in kinds and (not rule.hints or any(hint in lowered for hint in rule.hints)):
            believed = filter(rule.is_believed, rule.pattern.finditer(text))
            yield from ((match.start(), *secret_span(match), rule.kind) for match in believed)


def _whole_words(text: str, span: Span) -> Span:
    start, end, kind = span
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end, kind


def _replace(text: str, replacements: Iterable[Replacement]) -> str:
    parts: list[str] = []
    place = 0
    for one in replacements:
        parts += (text[place : one.start], one.placeholder)
        place = one.end
    return "".join([*parts, text[place:]])


class _Namer:
    """Names secrets: by number in order of appearance, or by a keyed hash of the session."""

    def __init__(self, text: str, salt: bytes | None) -> None:
        taken = [int(match["number"]) for match in PLACEHOLDER.finditer(text) if match["number"].isdecimal()]
        self.next_number = max(taken, default=0) + 1
        self.salt = salt
        self.names: dict[str, str] = {}

    def placeholder(self, kind: str, secret: str) -> str:
        if secret not in self.names:
            self.names[secret] = self._new_name(secret)
        return f"[redacted:{kind}-{self.names[secret]}]"

    def _new_name(self, secret: str) -> str:
        if self.salt is not None:
            # 40 bits: two of a thousand secrets meet by chance less than once in a million sessions.
            keyed = hmac.new(self.salt, secret.encode("utf-8", "surrogatepass"), hashlib.sha256)
            return f"x{keyed.hexdigest()[:10]}"
        self.next_number += 1
        return str(self.next_number - 1)
