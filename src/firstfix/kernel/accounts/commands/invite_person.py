"""Give somebody an account that opens by a link."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.hashers import make_password

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.events import PersonInvited
from firstfix.kernel.accounts.links import SecretHash, offer_link
from firstfix.kernel.commands import Input, Work, command
from firstfix.kernel.commands.inputs import Code, EmailAddress, Line, Zone
from firstfix.kernel.identity.access import LinkPurpose
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import join_person
from firstfix.kernel.refusal import Reason, Refusal

__all__ = ["Invitation", "invite_person"]


class Invitation(Input):
    """Who is invited, as which person of the directory, and the link's secret as its hash."""

    name: Line
    email: EmailAddress
    token_hash: SecretHash
    person_id: UUID | None = None
    language: Code = "en"
    zone: Zone = "UTC"


@command(on="user", creates=True, says=mark("{actor} invited {name}."))
def invite_person(work: Work, given: Invitation) -> User | Refusal:
    """Give somebody an account that opens by a one-time link; nobody chooses a password for another."""
    email = User.objects.normalize_email(given.email)
    if User.objects.filter(email__iexact=email).exists():
        return _taken()
    user = User.objects.create(
        id=work.subject_id,
        version=1,
        name=given.name,
        email=email,
        password=make_password(None),
        language=given.language,
        zone=given.zone,
    )
    if given.person_id is not None:
        join_person(work, user, given.person_id)
    offer_link(user, LinkPurpose.INVITATION, given.token_hash, work.now)
    work.emit(PersonInvited(user.pk, given.person_id))
    return user


def _taken() -> Refusal:
    return Refusal(
        "email_taken",
        mark("Field email: an account has this address already. Send that account a new link instead."),
        reason=Reason.CONFLICT,
        remedy="issue_account_link",
        fields={"email": mark("an account has this address already")},
    )
