"""Mail becomes a case or finds its case; what may not is kept apart, and nothing is thrown away.

A mail belongs to the case whose message it answers (Message-ID threads), else to the case that its
subject names ([C-123]), if the sender belongs to that customer; otherwise it opens a case. Senders are
matched to the directory; an unknown one, an automatic reply, our own mail come back, a mail that is too
large or that cannot be read is quarantined for a person to decide. Taking the same mail in again is a
replay, because every command id is derived from its Message-ID.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from firstfix.apps.cases.commands import create_case, quarantine_message, receive_message
from firstfix.apps.cases.models import (
    Case,
    IntakeSource,
    IntakeSourceKind,
    Message,
    QuarantinedMessage,
    QuarantineReason,
)
from firstfix.apps.directory.models import Organization, Person
from firstfix.apps.evidence.blobs import open_kept
from firstfix.apps.evidence.commands import add_evidence, store_blob
from firstfix.apps.evidence.commands.inputs import shown_name
from firstfix.connectors.mail_reading import MAX_MAIL_BYTES, Attachment, Mail, Unreadable, read_mail
from firstfix.kernel import clock
from firstfix.kernel.commands import Channel, CommandContext, Done
from firstfix.kernel.identity import Actor, system_actor
from firstfix.kernel.jobs.running import JobRun
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["Outcome", "TakenIn", "file_kept_mail", "take_in_mail"]

_REFERENCE_IN_SUBJECT = re.compile(r"\bC-(\d{1,12})\b")
# What a person reads of a long list of files before they decide.
_FILES_WORDS_LENGTH = 300


class Outcome(StrEnum):
    """What became of a mail."""

    OPENED = "opened"
    ADDED = "added"
    QUARANTINED = "quarantined"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of one mail: the case it went to, or why it was kept apart."""

    outcome: Outcome
    case: Case | None = None
    words: str = ""


def take_in_mail(raw: bytes, source_code: str = "") -> TakenIn:
    """Take one mail in, as ``source_code`` received it, and say what became of it."""
    actor = system_actor(f"mail:{source_code or 'inbox'}")
    if len(raw) > MAX_MAIL_BYTES:
        return _quarantine_raw(actor, raw, QuarantineReason.TOO_LARGE)
    try:
        mail = read_mail(raw)
    except Unreadable:
        return _quarantine_raw(actor, raw, QuarantineReason.UNREADABLE)
    known = _known(actor, mail)
    if known is not None:
        return known
    reason = _machine_reason(mail)
    if reason is not None:
        return _quarantine(actor, mail, raw, reason)
    person = Person.objects.reached_by("email", mail.sender_address).first()
    if person is None:
        return _quarantine(actor, mail, raw, QuarantineReason.UNKNOWN_SENDER)
    return _from_person(actor, mail, raw, person, _source(source_code))


def _known(actor: Actor, mail: Mail) -> TakenIn | None:
    """Give where the mail is already, or None; another mail under a used Message-ID is not known."""
    if not mail.message_id:
        return None
    message = (
        Message.objects.in_thread([mail.message_id])
        .filter(author_address__iexact=mail.sender_address, subject=mail.subject)
        .select_related("case")
        .first()
    )
    if message is not None:
        # A crash may have come between the words and the files; filing them again is a replay.
        _attach_all(actor, mail, message.case, message.pk)
        return TakenIn(Outcome.KNOWN, message.case)
    kept = QuarantinedMessage.objects.filter(
        message_id=mail.message_id, sender_address=mail.sender_address, subject=mail.subject
    ).first()
    return kept and TakenIn(Outcome.KNOWN, words=str(kept.get_reason_display()))


def _from_person(
    actor: Actor, mail: Mail, raw: bytes, person: Person, source: IntakeSource | None
) -> TakenIn:
    organizations = _organizations(person, source)
    case = _case_of(mail)
    if case is not None and case.organization_id not in {one.pk for one in organizations}:
        return _quarantine(actor, mail, raw, QuarantineReason.OTHER_CUSTOMER)
    if case is None and not organizations:
        return _quarantine(actor, mail, raw, QuarantineReason.UNKNOWN_SENDER)
    if case is not None:
        return _add(actor, mail, case, person, Outcome.ADDED)
    opened = _open(actor, mail, person, organizations[0], source)
    if isinstance(opened, Refusal):
        return TakenIn(Outcome.REFUSED, words=opened.text())
    return _add(actor, mail, opened, person, Outcome.OPENED)


def _machine_reason(mail: Mail) -> QuarantineReason | None:
    if mail.is_our_own:
        return QuarantineReason.LOOP
    return QuarantineReason.AUTOMATIC if mail.is_automatic else None


def _case_of(mail: Mail) -> Case | None:
    """Give the case whose message is answered, else the one that the subject names."""
    answered = {
        one.message_id: one for one in Message.objects.in_thread(list(mail.thread)).select_related("case")
    }
    for message_id in mail.thread:
        if message_id in answered:
            return _present(answered[message_id].case)
    named = _REFERENCE_IN_SUBJECT.search(mail.subject)
    found = Case.objects.filter(number=int(named[1])).first() if named else None
    return _present(found) if found else None


def _present(case: Case) -> Case:
    """Give the case that stands for ``case`` now: the one it was merged into, if it was."""
    seen = {case.pk}
    while case.merged_into is not None and case.merged_into_id not in seen:
        case = case.merged_into
        seen.add(case.pk)
    return case


def _open(
    actor: Actor, mail: Mail, person: Person, organization: Organization, source: IntakeSource | None
) -> Case | Refusal:
    answer = create_case(
        _context(actor, mail, "case"),
        title=mail.subject or "(no subject)",
        description=mail.words or "(no text)",
        organization_id=organization.pk,
        contact_id=person.pk,
        kind=source.case_kind if source else "incident",
        site_id=source and source.site_id,
        team_id=source and source.team_id,
        reported_at=None,
    )
    return answer if isinstance(answer, Refusal) else Case.objects.get(pk=answer.subject_id)


def _add(actor: Actor, mail: Mail, case: Case, person: Person, outcome: Outcome) -> TakenIn:
    answer = receive_message(
        _context(actor, mail, "message"),
        case.pk,
        words=mail.words or "(no text)",
        author_id=person.pk,
        author_address=mail.sender_address,
        subject=mail.subject,
        body_html=mail.body_html,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        written_at=mail.written_at,
    )
    if isinstance(answer, Refusal):
        return TakenIn(Outcome.REFUSED, case, answer.text())
    _attach_all(actor, mail, case, UUID(answer.result["message_id"]))
    return TakenIn(Outcome.KNOWN if answer.is_replay else outcome, case)


def file_kept_mail(run: JobRun) -> dict[str, int]:
    """Carry out the job ``file_kept_mail``: read an accepted mail again, and file what came with it."""
    kept = QuarantinedMessage.objects.get(pk=UUID(run.payload["quarantined_id"]))
    if not kept.raw_sha256 or kept.size_bytes > MAX_MAIL_BYTES:
        # Of a mail that was cut the last file is not whole; a person asks the sender for it.
        return {"file_count": 0}
    try:
        with open_kept(kept.raw_sha256) as file:
            mail = read_mail(file.read())
    except Unreadable:
        return {"file_count": 0}
    case = Case.objects.get(pk=UUID(run.payload["case_id"]))
    _attach_all(system_actor("mail:quarantine"), mail, case, UUID(run.payload["message_id"]))
    return {"file_count": len(mail.attachments)}


def _attach_all(actor: Actor, mail: Mail, case: Case, message_id: UUID) -> None:
    for index, attachment in enumerate(mail.attachments):
        _attach(_context(actor, mail, f"attachment:{index}"), case, message_id, attachment)


def _attach(context: CommandContext, case: Case, message_id: UUID, attachment: Attachment) -> None:
    try:
        blob = store_blob(attachment.content, by=context.actor)
    except Refused:
        # Too large for the store: the mail's words stand in the case, the sender is asked by a person.
        return
    add_evidence(
        context,
        title=shown_name(attachment.name),
        kind="document",
        blob_sha256=blob.sha256,
        original_name=attachment.name,
        visibility="public",
        case_id=case.pk,
        message_id=message_id,
    )


def _organizations(person: Person, source: IntakeSource | None) -> list[Organization]:
    """Give the customers whom the person may speak for, the mailbox's own customer first."""
    own = Organization.objects.filter(
        memberships__in=person.memberships.current(clock.now().date()), kind="customer"
    )
    wanted = source.organization_id if source else None
    return sorted(own.distinct().order_by("code"), key=lambda one: one.pk != wanted)


def _source(code: str) -> IntakeSource | None:
    mailboxes = IntakeSource.objects.filter(kind=IntakeSourceKind.MAIL, paused_at=None)
    return mailboxes.filter(code=code).first() if code else mailboxes.order_by("code").first()


def _quarantine(actor: Actor, mail: Mail, raw: bytes, reason: QuarantineReason) -> TakenIn:
    answer = quarantine_message(
        _context(actor, mail, "quarantine"),
        reason=reason,
        sender_address=mail.sender_address,
        subject=mail.subject,
        body=mail.words,
        message_id=mail.message_id,
        headers=_headers(mail),
        raw_sha256=_raw_kept(actor, raw),
        size_bytes=mail.size_bytes,
    )
    return _kept(answer, reason)


def _quarantine_raw(actor: Actor, raw: bytes, reason: QuarantineReason) -> TakenIn:
    command_id = uuid5(NAMESPACE_URL, f"firstfix:mail:raw:{hashlib.sha256(raw).hexdigest()}")
    answer = quarantine_message(
        CommandContext(actor=actor, command_id=command_id, channel=Channel.MAIL),
        reason=reason,
        raw_sha256=_raw_kept(actor, raw),
        size_bytes=len(raw),
    )
    return _kept(answer, reason)


def _raw_kept(actor: Actor, raw: bytes) -> str:
    """Give the hash under which the mail is kept as it came; nothing where there is nothing to keep."""
    try:
        return store_blob(raw[:MAX_MAIL_BYTES], by=actor, is_inspected=False).sha256
    except Refused:
        # Empty, or over the limit that this installation set for files: the words above are what is left.
        return ""


def _headers(mail: Mail) -> dict[str, str]:
    files = ", ".join(shown_name(attachment.name) for attachment in mail.attachments)
    known = {"sender_name": mail.sender_name, "files": files[:_FILES_WORDS_LENGTH]}
    return {name: words for name, words in known.items() if words}


def _kept(answer: Done | Refusal, reason: QuarantineReason) -> TakenIn:
    if isinstance(answer, Refusal):
        return TakenIn(Outcome.REFUSED, words=answer.text())
    outcome = Outcome.KNOWN if answer.is_replay else Outcome.QUARANTINED
    return TakenIn(outcome, words=str(reason.label))


def _context(actor: Actor, mail: Mail, part: str) -> CommandContext:
    name = f"firstfix:mail:{mail.message_id or mail.sha256}:{part}"
    return CommandContext(actor=actor, command_id=uuid5(NAMESPACE_URL, name), channel=Channel.MAIL)
