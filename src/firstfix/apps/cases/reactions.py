"""What follows from what happened to cases: words leave by mail, and time passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from firstfix.apps.cases.commands.approving import expire_approval
from firstfix.apps.cases.commands.committing import miss_commitment
from firstfix.apps.cases.commands.note_breach import note_breach
from firstfix.apps.cases.commands.policy_enacting import supersede_policy
from firstfix.apps.cases.commands.transitions import close_case
from firstfix.apps.cases.models import Case, Message, PolicyArea
from firstfix.apps.cases.queries import (
    visible_approval_requests,
    visible_cases,
    visible_commitments,
    visible_external_links,
    visible_messages,
    visible_policy_versions,
    visible_target_clocks,
)
from firstfix.apps.directory.models import ChannelKind
from firstfix.kernel import clock
from firstfix.kernel.accounts.issuing import standing_external_link
from firstfix.kernel.accounts.lifetimes import LONGEST_LINK_DAYS
from firstfix.kernel.commands import Channel, Command, CommandContext
from firstfix.kernel.identity import SYSTEM, system_actor
from firstfix.kernel.jobs.running import JobRun, enqueue
from firstfix.kernel.locks import give_way
from firstfix.kernel.outbox.models import OutboxEvent
from firstfix.kernel.outgoing import Provenance, release
from firstfix.kernel.refusal import Refusal

__all__ = [
    "WATCH_EVERY",
    "end_the_policy_before",
    "file_kept_mail",
    "mail_message",
    "mail_the_customer",
    "watch_cases",
]

# A promise that was missed shows within a minute.
WATCH_EVERY = timedelta(minutes=1)
# A resolved case closes by itself when the customer said nothing for so long; closing changes
# nothing else, and a later objection reopens it (domain.md, "Gates").
CLOSES_AFTER = timedelta(days=5)
# One run carries out at most this many steps of each kind; the next minute takes the rest.
STEPS_AT_ONCE = 200
# The longest that a link may live (accounts.lifetimes), counted from the first of the month.
LINK_LASTS = timedelta(days=LONGEST_LINK_DAYS)
_MAILING = system_actor("mail")


def mail_the_customer(context: CommandContext, event: OutboxEvent) -> None:
    """React to ``MessageWritten``: let public words be mailed to the case's contact, once."""
    if event.payload["visibility"] == "public":
        message_id = event.payload["message_id"]
        enqueue("mail_message", {"message_id": message_id}, job_id=context.command_id)


def file_kept_mail(context: CommandContext, event: OutboxEvent) -> None:
    """React to ``QuarantinedAccepted``: let the files of the accepted mail be filed, once."""
    enqueue("file_kept_mail", event.payload, job_id=context.command_id)


def end_the_policy_before(context: CommandContext, event: OutboxEvent) -> None:
    """React to ``PolicyEnacted``: what was in force in that area before is so no longer."""
    in_force = visible_policy_versions(SYSTEM).in_force(PolicyArea(event.payload["area"]))  # type: ignore[attr-defined]
    for before in in_force[1:]:
        supersede_policy(context.following(str(before.pk)), before.pk)


def mail_message(run: JobRun) -> Mapping[str, str]:
    """Carry out the job ``mail_message``: send what a person wrote to the contact, in their thread."""
    message = visible_messages(SYSTEM).select_related("case__contact").get(pk=UUID(run.payload["message_id"]))
    address = _address_of(message.case)
    if not address:
        return {"outcome": "the case has no contact with an e-mail address"}
    _mail(message, address).send()
    return {"outcome": "mailed"}


def watch_cases(run: JobRun) -> Mapping[str, int]:
    """Carry out the job ``watch_cases``: note what time alone has changed."""
    now = clock.now()
    steps = list(_steps(now))
    for index, (command, subject_id, given) in enumerate(steps):
        _step(command, subject_id, given, now)
        give_way()
        if index % 20 == 0:
            run.progress(index, len(steps))
    return {"steps": len(steps)}


def _steps(now: datetime) -> Iterator[tuple[Command, UUID, Mapping[str, UUID]]]:
    for running in visible_target_clocks(SYSTEM).running_out(now)[:STEPS_AT_ONCE]:
        yield note_breach, running.case_id, {"clock_id": running.pk}
    for promised in visible_commitments(SYSTEM).running_out(now)[:STEPS_AT_ONCE]:
        yield miss_commitment, promised.pk, {}
    over = visible_approval_requests(SYSTEM).filter(state__in=["requested", "granted"], expires_at__lte=now)
    for asked in over[:STEPS_AT_ONCE]:
        yield expire_approval, asked.pk, {}
    silent = visible_cases(SYSTEM).filter(state="resolved", updated_at__lte=now - CLOSES_AFTER)
    for case in silent[:STEPS_AT_ONCE]:
        yield close_case, case.pk, {}


def _step(command: Command, subject_id: UUID, given: Mapping[str, UUID], now: datetime) -> None:
    # The minute is part of the id: what is refused now may be right later, what was done is a replay.
    named = ":".join([command.spec.name, str(subject_id), *map(str, given.values()), f"{now:%Y%m%d%H%M}"])
    context = CommandContext(
        actor=system_actor("time"),
        command_id=uuid5(NAMESPACE_URL, f"firstfix:watch:{named}"),
        channel=Channel.JOB,
    )
    # A refusal says that somebody was faster, which is as good.
    command(context, subject_id, **given)


def _mail(message: Message, address: str) -> EmailMessage:
    case = message.case
    contact = case.contact
    with override(contact.language if contact else settings.LANGUAGE_CODE):
        words = {
            "subject": f"[{case.reference}] {case.title}",
            "body": _("{words}\n\n-- \nCase {reference}. Answer to this mail to add to the case.").format(
                words=message.body, reference=case.reference
            ),
        }
        way_in = _way_in(case)
    released = release(
        words,
        audience="customer",
        purpose="case_message",
        provenance=Provenance(subject_type="case", subject_id=case.pk),
    )
    return EmailMessage(
        released["subject"],
        released["body"] + way_in,
        settings.DEFAULT_FROM_EMAIL,
        [address],
        headers=_headers(message),
    )


def _way_in(case: Case) -> str:
    """Give the line with the contact's own link to the case, or nothing where somebody ended that link.

    One link a month serves all mails of the month, so that a person can see and end it at one place.
    """
    contact, now = case.contact, clock.now()
    if contact is None:
        return ""
    begins_at = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    given = {"party": contact.name, "purpose": f"{case.reference} {case.title}"[:300]}
    issued = standing_external_link(
        _MAILING,
        named="\n".join([str(case.pk), str(contact.pk), f"{begins_at:%Y-%m}", *given.values()]),
        subject_type="case",
        subject_id=case.pk,
        expires_at=begins_at + LINK_LASTS,
        **given,
    )
    if isinstance(issued, Refusal):
        return ""
    link = visible_external_links(_MAILING).usable(now).filter(pk=issued.done.subject_id).first()  # type: ignore[attr-defined]
    if link is None:
        return ""
    said = _("Read it and answer without an account, until {until}: {address}")
    return "\n" + said.format(until=f"{link.expires_at:%Y-%m-%d}", address=issued.shown_once)


def _headers(message: Message) -> dict[str, str]:
    """Give the headers that keep the thread together; ours carry X-Firstfix so that a loop is seen."""
    before = visible_messages(SYSTEM).public().filter(case=message.case_id, written_at__lt=message.written_at)
    ids = [one for one in before.order_by("written_at").values_list("message_id", flat=True) if one]
    headers = {"Message-ID": f"<{message.message_id}>", "X-Firstfix": "case-message"}
    if ids:
        headers["In-Reply-To"] = f"<{ids[-1]}>"
        headers["References"] = " ".join(f"<{one}>" for one in ids[-20:])
    return headers


def _address_of(case: Case) -> str:
    if case.contact is None:
        return ""
    channels = case.contact.channels.filter(kind=ChannelKind.EMAIL).order_by("rank")
    return str(channels.values_list("address", flat=True).first() or "")
