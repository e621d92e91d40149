"""Read one mail as it came: headers, words, files. Hostile input; nothing here touches the database.

What it understands: RFC 5322 threads (Message-ID, In-Reply-To, References), any declared or wrong
charset, multipart, HTML (cleaned by nh3), attachments. What counts as written by a machine follows
RFC 3834 (Auto-Submitted, an empty return path) and the older headers that are still sent.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

import nh3

__all__ = ["MAX_ATTACHMENTS", "MAX_MAIL_BYTES", "Attachment", "Mail", "Unreadable", "read_mail"]

# 25 MB is what the large mail providers deliver at most; base64 makes a third of it overhead.
MAX_MAIL_BYTES = 25 * 1024 * 1024
MAX_ATTACHMENTS = 30
MAX_WORDS = 20_000
OWN_DOMAIN = "firstfix"

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,290})>")
_MACHINE_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})
_BLOCK_ENDS = re.compile(r"(?i)</(p|div|tr|li|h[1-6]|blockquote)>|<br\s*/?>")
# The way into a case that our own mails bring: quoted in an answer, its readers could act as its owner.
_OWN_LINK = re.compile(r"(/l/)[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class Unreadable(ValueError):
    """The bytes are not a mail."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a mail; ``name`` is the sender's and is only ever shown."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: who wrote what to which thread, and whether a machine wrote it."""

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    sender_address: str
    sender_name: str
    subject: str
    words: str
    body_html: str
    written_at: datetime | None
    is_automatic: bool
    is_our_own: bool
    attachments: tuple[Attachment, ...]
    sha256: str
    size_bytes: int

    @property
    def thread(self) -> tuple[str, ...]:
        """Give the ids of the messages that this one answers, nearest first."""
        ids = (self.in_reply_to, *reversed(self.references))
        return tuple(dict.fromkeys(one for one in ids if one))


def read_mail(raw: bytes) -> Mail:
    """Give the mail in ``raw``; raises Unreadable where there is none."""
    try:
        message = message_from_bytes(raw, policy=policy.default)
        if not isinstance(message, EmailMessage) or not message.get("From"):
            raise Unreadable("It has no sender.")
        return _mail(message, raw)
    except Unreadable:
        raise
    except (MessageError, LookupError, ValueError, AttributeError, TypeError, RecursionError) as error:
        # The standard library's parser has its own way to stumble for each kind of broken mail.
        raise Unreadable(f"{type(error).__name__}: {error}") from error


def _mail(message: EmailMessage, raw: bytes) -> Mail:
    name, address = parseaddr(_header(message, "From"))
    plain, rich = _body(message, "plain"), _body(message, "html")
    text, cleaned = _words(plain), _cleaned(rich)
    attachments = tuple(_attachments(message, (plain, rich)))
    message_id = next(iter(_ids(message, "Message-ID")), "")
    return Mail(
        message_id=message_id,
        in_reply_to=next(iter(_ids(message, "In-Reply-To")), ""),
        references=tuple(_ids(message, "References"))[-50:],
        sender_address=_clean(address).lower()[:254],
        sender_name=_clean(name)[:300],
        subject=" ".join(_clean(_header(message, "Subject")).split())[:300],
        words=_whole(text or _text_of_html(cleaned), len(attachments) - MAX_ATTACHMENTS),
        body_html=cleaned,
        written_at=_date(message),
        is_automatic=_is_automatic(message),
        is_our_own=message_id.endswith(f"@{OWN_DOMAIN}") or "X-Firstfix" in message,
        attachments=attachments[:MAX_ATTACHMENTS],
        sha256=hashlib.sha256(raw).hexdigest(),
        size_bytes=len(raw),
    )


def _is_automatic(message: EmailMessage) -> bool:
    submitted = _header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or _header(message, "Precedence").strip().lower() in _MACHINE_PRECEDENCE
        or _header(message, "Return-Path").strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id"))
    )


def _body(message: EmailMessage, kind: str) -> EmailMessage | None:
    found = message.get_body(preferencelist=(kind,))
    return found if isinstance(found, EmailMessage) else None


def _words(part: EmailMessage | None) -> str:
    return "" if part is None else _clean(_content(part)).strip()


def _cleaned(part: EmailMessage | None) -> str:
    """Give the HTML that may be shown, whole tags only."""
    if part is None:
        return ""
    cleaned = nh3.clean(_clean(_content(part)), tags=_TAGS, attributes={}).strip()
    if len(cleaned) <= MAX_WORDS:
        return cleaned
    # Closing what the cut left open makes it longer again; where that does not fit, the words must do.
    cut = nh3.clean(cleaned[: MAX_WORDS - 1_000], tags=_TAGS, attributes={}).strip()
    return cut if len(cut) <= MAX_WORDS else ""


def _whole(words: str, left_out_count: int) -> str:
    """Give the words, with a line for what could not be taken in."""
    if left_out_count <= 0:
        return words[:MAX_WORDS]
    line = f"\n\n[{left_out_count} more files came with this mail and were not kept.]"
    return words[: MAX_WORDS - len(line)] + line


def _content(part: EmailMessage) -> str:
    """Give the text of a part whatever its charset says; what cannot be read is shown as a mark."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return str(payload or "")
    charset = part.get_content_charset() or "utf-8"
    for candidate in (charset, "utf-8"):
        try:
            return payload.decode(candidate)
        except (LookupError, UnicodeDecodeError):
            continue
    return payload.decode("cp1252", errors="replace")


def _text_of_html(cleaned: str) -> str:
    with_lines = _BLOCK_ENDS.sub("\n", cleaned)
    return html.unescape(nh3.clean(with_lines, tags=set())).strip()


def _attachments(message: EmailMessage, bodies: tuple[EmailMessage | None, ...]) -> Iterator[Attachment]:
    """Give every leaf that is not shown as the mail's words: files, inline images, forwarded mail."""
    for part in _leaves(message):
        content = b"" if any(part is body for body in bodies) else _bytes_of(part)
        if content:
            name = _clean(part.get_filename() or "").strip()
            yield Attachment(name[:300] or f"attachment.{part.get_content_subtype()}", content)


def _leaves(part: EmailMessage) -> Iterator[EmailMessage]:
    if part.get_content_maintype() != "multipart":
        yield part
        return
    for inner in part.iter_parts():
        if isinstance(inner, EmailMessage):
            yield from _leaves(inner)


def _bytes_of(part: EmailMessage) -> bytes:
    if part.get_content_maintype() == "message" and part.is_multipart():
        return b"\n".join(inner.as_bytes() for inner in part.iter_parts())
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _ids(message: EmailMessage, name: str) -> list[str]:
    return _MESSAGE_ID.findall(_clean(_header(message, name)))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, TypeError, IndexError):
        # A header that the parser itself stumbles over is as good as none.
        return ""


def _date(message: EmailMessage) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware if 2000 <= aware.year <= 2100 else None


def _clean(text: str) -> str:
    # Composed before it is cut to length: composing makes some texts longer.
    kept = _OWN_LINK.sub(r"\1...", _CONTROL.sub("", text.replace("\r\n", "\n")))
    return unicodedata.normalize("NFC", kept)


_TAGS = {
    "a", "b", "blockquote", "br", "code", "em", "h1", "h2", "h3", "i", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
