"""Mail about accounts: links that were asked for, and word of what changed; sent by jobs.

A job makes the link's secret itself, so that no secret waits in a table. Mail goes only to the
mailbox of the account, and no answer tells whether there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.issuing import issue_link
from firstfix.kernel.commands import Channel, CommandContext
from firstfix.kernel.identity.access import LinkPurpose
from firstfix.kernel.identity.actor import system_actor
from firstfix.kernel.identity.models import User
from firstfix.kernel.jobs.running import JobRun, enqueue
from firstfix.kernel.outbox.models import OutboxEvent
from firstfix.kernel.refusal import Refusal

__all__ = ["ask_for_link", "mail_link", "mail_notice", "tell_the_owner"]

_SUBJECTS: Mapping[LinkPurpose, str] = {
    LinkPurpose.INVITATION: mark("Your invitation to Firstfix"),
    LinkPurpose.PASSWORD_RESET: mark("Choose a new password for Firstfix"),
}
_BODIES: Mapping[LinkPurpose, str] = {
    LinkPurpose.INVITATION: mark(
        "Hello {name},\n\nyou have been given an account. Choose a password here, within 7 days:\n\n"
        "{address}\n\nThe link works once. If you did not expect it, delete this message.\n"
    ),
    LinkPurpose.PASSWORD_RESET: mark(
        "Hello {name},\n\nyou, or somebody else, asked for a new password. Choose one here, within 30"
        " minutes:\n\n{address}\n\nThe link works once. If it was not you, delete this message:"
        " nothing has changed.\n"
    ),
}
_CHANGES: Mapping[str, str] = {
    "change_password": mark("Your password was changed."),
    "reset_password": mark("A new password was chosen by a link from a mail."),
    "turn_on_second_factor": mark("A second factor was turned on."),
    "turn_off_second_factor": mark("The second factor was turned off."),
    "renew_recovery_codes": mark("Your recovery codes were renewed."),
    "create_api_token": mark("An API token was made that acts in your name."),
}


def ask_for_link(user: User | None, purpose: LinkPurpose) -> None:
    """Let a link be mailed to ``user``; for nobody it does the same work and mails nothing."""
    enqueue("mail_account_link", {"user_id": str(user.pk) if user else "", "purpose": purpose.value})


def mail_link(run: JobRun) -> Mapping[str, str]:
    """Carry out the job ``mail_account_link``: make a link and mail it, where there is an account."""
    user = _addressee(run.payload["user_id"])
    if user is None:
        return {"outcome": "nobody"}
    purpose = LinkPurpose(run.payload["purpose"])
    context = CommandContext(system_actor("account mail"), channel=Channel.JOB)
    answer = issue_link(context, user.pk, purpose=purpose)
    if isinstance(answer, Refusal):
        return {"outcome": answer.code}
    with override(user.language):
        body = _(_BODIES[purpose]).format(name=user.name, address=answer.shown_once)
        _mail(user, _(_SUBJECTS[purpose]), body)
    return {"outcome": "mailed"}


def tell_the_owner(context: CommandContext, event: OutboxEvent) -> None:
    """React to ``AccountSecurityChanged``: let the owner be told by mail, once."""
    enqueue("mail_account_notice", dict(event.payload), job_id=context.command_id)


def mail_notice(run: JobRun) -> Mapping[str, str]:
    """Carry out the job ``mail_account_notice``: say what changed and what to do if it was not them."""
    user = User.objects.get(pk=UUID(run.payload["user_id"]))
    change = _CHANGES[run.payload["what"]]
    with override(user.language):
        body = _(
            "Hello {name},\n\n{change}\n\nIf this was not you, choose a new password at {address} and tell an"
            " administrator.\n"
        )
        said = body.format(name=user.name, change=_(change), address=f"{settings.PUBLIC_URL}/reset")
        _mail(user, _("Your Firstfix account was changed"), said)
    return {"outcome": "mailed"}


def _addressee(user_id: str) -> User | None:
    return User.objects.filter(pk=UUID(user_id), disabled_at=None).first() if user_id else None


def _mail(user: User, subject: str, body: str) -> None:
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])
