"""Say something in a case: to the customer, among ourselves, or as the customer's own words."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from firstfix.apps.cases.commands.clock_keeping import note_event
from firstfix.apps.cases.events import MessageReceived, MessageWritten
from firstfix.apps.cases.models import (
    Case,
    CaseChannel,
    ClockEventKind,
    Direction,
    Message,
    Visibility,
)
from firstfix.engines.redaction import contains_secret
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Channel, Input, Kind, Work, command
from firstfix.kernel.commands.inputs import Code, EmailAddress, Line, Moment, Words
from firstfix.kernel.refusal import Refusal

__all__ = [
    "ReceivedMessage",
    "add_note",
    "post_message",
    "receive_message",
    "secret_refusal",
    "write_to_customer",
]

_CHANNELS = {Channel.MAIL: CaseChannel.MAIL, Channel.API: CaseChannel.API, Channel.WEBHOOK: CaseChannel.ALERT}


@command(on="case", kind=Kind.RECORDING, says=mark("{actor} noted (internal): {words}"))
def add_note(work: Work, case: Case, *, words: Words) -> Refusal | None:
    """Write an internal note; the customer never sees it."""
    refusal = secret_refusal(words)
    if refusal is not None:
        return refusal
    message = _write(work, case, words, Visibility.INTERNAL, Direction.NOTE)
    work.emit(MessageWritten(message.pk, case.pk, message.visibility))
    return None


@command(on="case", kind=Kind.RECORDING, says=mark("{actor} wrote to the customer: {words}"), is_public=True)
def post_message(work: Work, case: Case, *, words: Words) -> Refusal | None:
    """Write to the customer; this is the response that the promise of a response waits for."""
    refusal = secret_refusal(words)
    if refusal is not None:
        return refusal
    write_to_customer(work, case, words)
    note_event(case, ClockEventKind.RESPONDED, at=work.at, now=work.now, person_id=work.actor.person_id)
    return None


class ReceivedMessage(Input):
    """What the customer said, by which mail; headers without angle brackets."""

    words: Words
    author_id: UUID | None = None
    author_address: EmailAddress | Literal[""] = ""
    subject: Line | Literal[""] = ""
    body_html: Words | Literal[""] = ""
    message_id: Line | Literal[""] = ""
    in_reply_to: Line | Literal[""] = ""
    references: tuple[Line, ...] = ()
    written_at: Moment | None = None
    source_code: Code | Literal[""] = ""


@command(on="case", kind=Kind.RECORDING, says=mark("The customer wrote: {words}"), is_public=True)
def receive_message(work: Work, case: Case, given: ReceivedMessage) -> None:
    """Take the customer's words into the case."""
    message = Message.objects.create(
        id=work.new_id("message"),
        case=case,
        visibility=Visibility.PUBLIC,
        direction=Direction.INBOUND,
        channel=_channel(work),
        author_id=given.author_id or work.actor.person_id,
        author_address=given.author_address,
        subject=given.subject,
        body=given.words,
        body_html=given.body_html,
        message_id=given.message_id,
        in_reply_to=given.in_reply_to,
        references=list(given.references),
        written_at=_not_in_the_future(given.written_at, work),
        received_at=work.now,
    )
    work.result["message_id"] = str(message.pk)
    work.emit(MessageReceived(message.pk, case.pk))


def write_to_customer(work: Work, case: Case, words: str) -> Message:
    """Give the message that goes out to the customer; the caller notes it as the response."""
    message = _write(work, case, words, Visibility.PUBLIC, Direction.OUTBOUND)
    work.emit(MessageWritten(message.pk, case.pk, message.visibility))
    return message


def secret_refusal(words: str) -> Refusal | None:
    """Refuse words that hold a credential, without repeating it (S1-G04, S1-X07)."""
    kinds = contains_secret(words)
    if not kinds:
        return None
    return Refusal(
        "secret_in_text",
        mark(
            "The text seems to hold a secret ({kinds}). It was not kept. Take it out, change it if it was"
            " ever shared, and say where it is kept instead."
        ),
        {"kinds": ", ".join(sorted(str(kind).replace("_", " ") for kind in kinds))},
        fields={"words": "holds a secret"},
    )


def _write(work: Work, case: Case, words: str, visibility: Visibility, direction: Direction) -> Message:
    message_id = work.new_id("message")
    return Message.objects.create(
        id=message_id,
        case=case,
        visibility=visibility,
        direction=direction,
        channel=_channel(work),
        author_id=work.actor.person_id,
        body=words,
        # What goes out by mail carries this id, so that the answer finds its case again.
        message_id=f"{message_id}@firstfix" if direction == Direction.OUTBOUND else "",
        written_at=work.at,
        received_at=work.now,
    )


def _channel(work: Work) -> CaseChannel:
    return _CHANNELS.get(work.context.channel, CaseChannel.FORM)


def _not_in_the_future(written_at: datetime | None, work: Work) -> datetime:
    return min(written_at or work.at, work.now)
