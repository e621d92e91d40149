"""What templates say about times, durations, sizes, hashes and engine sentences, in the reader's language.

Every class here is a small set of Jinja2 filters. They take the translations and the clock they need,
so that a page rendered by Django and a page rendered without it read the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape, soft_str

from firstfix.engines.lifecycle.words import COMMAND_WORDS
from firstfix.kernel.clock import now

__all__ = ["Wording", "bytes_size", "first_upper", "markdown", "own_words", "short_hash"]

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 604800
# Under this many seconds a time reads "just now": a shorter span is within the clock skew that the
# phone shows (architecture.md, "Late and stale") and would only flicker.
JUST_NOW_SECONDS = 45
# From here on nobody counts in hours: "3 days 4 h" is read at once, "76 h" is worked out.
DAYS_FROM_MINUTES = 2 * 24 * 60

# What a message, an article or a note may contain; pictures come as evidence, never as links to elsewhere.
ALLOWED_TAGS = {
    *("p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h1", "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"),
}
ALLOWED_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}

# The places of a sentence that hold words of ours, which the catalogue knows.
_OWN_PLACES = {
    *("subject", "state", "command", "sources", "onward", "need", "noun", "conditions", "roles"),
    *("purpose", "kinds", "party", "question", "basics"),
}

# RFC 3339, section 5.6: how engines write a time into the words they give.
_EXACT_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class Wording:
    """Give the filters that speak: ``ago``, ``stamp``, ``minutes``, ``span`` and ``sentence``."""

    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    zone: Callable[[], tzinfo]

    def ago(self, moment: datetime | None) -> str:
        """Give a ``<time>`` that reads relative to now and carries the exact stamp with its zone."""
        if moment is None:
            return ""
        utc = moment.astimezone(UTC).isoformat(timespec="seconds")
        stamp, words = escape(self.stamp(moment)), escape(self.relative(moment))
        return Markup(f'<time datetime="{utc}" title="{stamp}" data-ago>{words}</time>')  # noqa: S704 - escaped above

    def at(self, moment: datetime | None) -> str:
        """Give a ``<time>`` that reads as the exact stamp with its zone."""
        if moment is None:
            return ""
        utc = moment.astimezone(UTC).isoformat(timespec="seconds")
        return Markup('<time datetime="{}">{}</time>').format(utc, self.stamp(moment))

    def stamp(self, moment: datetime) -> str:
        """Give the exact local time with its zone, in the one order that no country misreads (ISO 8601)."""
        local = moment.astimezone(self.zone())
        return f"{local:%Y-%m-%d %H:%M} {local.tzname() or ''}".rstrip()

    def relative(self, moment: datetime) -> str:
        """Give the distance to now in words, or the date when it is over a week away."""
        seconds = (now() - moment).total_seconds()
        span = abs(seconds)
        if span < JUST_NOW_SECONDS:
            return self.gettext("just now")
        if span >= WEEK:
            return moment.astimezone(self.zone()).strftime("%Y-%m-%d")
        template = self._past(span) if seconds > 0 else self._future(span)
        return template.format(n=_whole_units(span))

    def age_words(self) -> dict[str, str]:
        """Give the templates of :meth:`relative` by name, for the page that keeps its times alive."""
        return {
            "now": self.gettext("just now"),
            "minutes_ago": self._past(MINUTE),
            "hours_ago": self._past(HOUR),
            "days_ago": self._past(DAY),
            "in_minutes": self._future(MINUTE),
            "in_hours": self._future(HOUR),
            "in_days": self._future(DAY),
        }

    def minutes(self, count: float | None, clock: str = "") -> str:
        """Give a duration in words; ``clock`` says which one: ``service``, ``calendar`` or nothing."""
        return "" if count is None else " ".join([self.span(count, clock), *self._clock_name(clock)])

    def span(self, count: float | None, clock: str = "") -> str:
        """Give a duration in words without the name of its clock, where that stands elsewhere.

        From two days on it is told in days and hours; but hours of service time are never folded
        into days, because such a day is as long as its calendar says.
        """
        if count is None:
            return ""
        whole = round(abs(count))
        is_long = clock != "service" and whole >= DAYS_FROM_MINUTES
        sign = "−" if count < 0 and whole else ""
        return sign + " ".join(self._days(whole) if is_long else self._hours(whole))

    def _days(self, whole: int) -> list[str]:
        days, hours = divmod(round(whole / 60), 24)
        told = self.ngettext("{n} day", "{n} days", days).format(n=days)
        return [told, self.gettext("{n} h").format(n=hours)] if hours else [told]

    def _hours(self, whole: int) -> list[str]:
        hours, rest = divmod(whole, 60)
        parts = [self.gettext("{n} h").format(n=hours)] if hours else []
        if rest or not hours:
            parts.append(self.gettext("{n} min").format(n=rest))
        return parts

    def sentence(self, said: Any) -> str:
        """Give the translated sentence of a refusal, a held or a missing thing, or of plain text."""
        template = getattr(said, "sentence", None) or getattr(said, "template", None)
        if template is None:
            return str(said)
        params: Mapping[str, Any] = getattr(said, "params", {})
        return self.gettext(template).format(**{name: self._told(name, params[name]) for name in params})

    def _told(self, name: str, value: Any) -> Any:
        """Give a time that an engine states in UTC on the reader's clocks, and our own words translated."""
        if not isinstance(value, str) or _EXACT_TIME.fullmatch(value) is None:
            return own_words(name, value, self.gettext)
        return self.stamp(datetime.fromisoformat(value))

    def _past(self, span: float) -> str:
        if span < HOUR:
            return self.gettext("{n} min ago")
        return self.gettext("{n} h ago") if span < DAY else self.gettext("{n} d ago")

    def _future(self, span: float) -> str:
        if span < HOUR:
            return self.gettext("in {n} min")
        return self.gettext("in {n} h") if span < DAY else self.gettext("in {n} d")

    def _clock_name(self, clock: str) -> list[str]:
        names = {"service": self.gettext("service time"), "calendar": self.gettext("calendar time")}
        return [names[clock]] if clock else []


def own_words(name: str, value: Any, gettext: Callable[[str], str]) -> Any:
    """Give what fills the place ``name`` in the reader's language, where we and not people worded it.

    What people wrote (a title, a reason) stays as it is even if the catalogue knows the same words.
    """
    if name not in _OWN_PLACES or not isinstance(value, str) or not value:
        return value
    whole = gettext(value)
    if whole != value:
        return whole
    return ", ".join(_own_word(part, gettext) for part in value.split(", "))


def _own_word(word: str, gettext: Callable[[str], str]) -> str:
    """Give a word translated; the name of a command by its words where the reader's language has them."""
    told = gettext(word) if word else word
    english = COMMAND_WORDS.get(word.replace(" ", "_"))
    if told != word or english is None:
        return told
    named = gettext(english)
    return named if named != english else word


def first_upper(words: object) -> str:
    """Give the words with a capital in front; the nouns of German keep theirs, unlike with ``capitalize``."""
    text = soft_str(words)
    return text[:1].upper() + text[1:]


def short_hash(digest: str | bytes | None) -> str:
    """Give the first 12 hexadecimal digits of a hash in a ``<code>`` that carries the whole of it."""
    if not digest:
        return ""
    whole = digest.hex() if isinstance(digest, bytes) else digest
    return Markup('<code class="exact" title="{}">{}</code>').format(whole, whole.rpartition(":")[2][:12])


def bytes_size(count: int | None) -> str:
    """Give a size in words with binary steps (IEC 80000-13): ``3.4 MiB``."""
    if count is None:
        return ""
    size, step = float(count), 0
    units = ("B", "KiB", "MiB", "GiB", "TiB")
    while size >= 1024 and step < len(units) - 1:
        size, step = size / 1024, step + 1
    return f"{size:.0f} B" if step == 0 else f"{size:.1f} {units[step]}"


def markdown(text: str | None) -> Markup:
    """Give safe HTML for Markdown: no raw HTML, no pictures, links without referrer."""
    html = _markdown.render(str(text or ""))
    clean = nh3.clean(
        html, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, url_schemes=ALLOWED_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )  # fmt: skip
    return Markup(clean)  # noqa: S704 - cleaned by nh3 in the line above


def initials(name: str) -> str:
    """Give the first letters of the first and last word of a name."""
    words = str(escape(name)).split() or ["?"]
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()


def _whole_units(span: float) -> int:
    unit = MINUTE if span < HOUR else HOUR if span < DAY else DAY
    return max(1, int(span // unit))
