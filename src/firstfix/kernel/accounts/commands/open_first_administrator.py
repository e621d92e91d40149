"""Make the first account, by the link that the server printed."""

from __future__ import annotations

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.links import SecretHash, take_link
from firstfix.kernel.commands import Input, Work, command
from firstfix.kernel.commands.inputs import EmailAddress, Line
from firstfix.kernel.identity.access import LinkPurpose
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.passwords import NewPassword
from firstfix.kernel.identity.standing import found_administrator
from firstfix.kernel.locks import mutex
from firstfix.kernel.refusal import Reason, Refusal

__all__ = ["FirstAdministrator", "open_first_administrator"]


class FirstAdministrator(Input):
    """Who sets this installation up, and the link that they followed."""

    name: Line
    email: EmailAddress
    password: NewPassword
    token_hash: SecretHash


@command(on="user", creates=True, says=mark("{name} opened the first account and became administrator."))
def open_first_administrator(work: Work, given: FirstAdministrator) -> User | Refusal:
    """Open the first account of this installation, as administrator."""
    with mutex("first_administrator"):
        if User.objects.exists():
            return Refusal(
                "not_the_first",
                mark("Somebody has an account here already. Ask an administrator for an invitation."),
                reason=Reason.NOT_ALLOWED,
            )
        take_link(None, LinkPurpose.FIRST_ADMINISTRATOR, given.token_hash, work.now)
        user = User.objects.create(
            id=work.subject_id,
            version=1,
            name=given.name,
            email=User.objects.normalize_email(given.email),
            password=given.password.get_secret_value(),
        )
        found_administrator(work, user)
    return user
