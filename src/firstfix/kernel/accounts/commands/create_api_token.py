"""Make a key for a program."""

from __future__ import annotations

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.events import AccountSecurityChanged
from firstfix.kernel.accounts.lifetimes import LONGEST_TOKEN_DAYS, check_end
from firstfix.kernel.accounts.links import SecretHash
from firstfix.kernel.commands import Input, Work, command, find_command
from firstfix.kernel.commands.inputs import Code, Line, Moment
from firstfix.kernel.identity.access import ApiToken
from firstfix.kernel.identity.models import User
from firstfix.kernel.refusal import Refusal

__all__ = ["ApiTokenInput", "create_api_token"]

READ = "read"


class ApiTokenInput(Input):
    """What the key is for, what it may do, until when, and its secret as hash and start."""

    name: Line
    scopes: frozenset[Code]
    expires_at: Moment
    token_hash: SecretHash
    shown_start: Code


@command(on="api_token", creates=True, says=mark("{actor} made an API token until {expires_at}."))
def create_api_token(work: Work, given: ApiTokenInput) -> ApiToken | Refusal:
    """Make an API token for oneself: named commands or 'read', until a day; the secret is shown once."""
    owner = User.objects.get(pk=work.actor.user_id or work.actor.id)
    refusal = _bad_scopes(given) or check_end(given.expires_at, work.now, longest_days=LONGEST_TOKEN_DAYS)
    if refusal is not None:
        return refusal
    token = ApiToken.objects.create(
        id=work.subject_id,
        version=1,
        user=owner,
        name=given.name,
        scopes=sorted(given.scopes),
        shown_start=given.shown_start,
        token_hash=given.token_hash,
        created_at=work.now,
        expires_at=given.expires_at,
    )
    work.emit(AccountSecurityChanged(token.user_id, "create_api_token"))
    return token


def _bad_scopes(given: ApiTokenInput) -> Refusal | None:
    unknown = sorted(scope for scope in given.scopes if scope != READ and find_command(scope) is None)
    if given.scopes and not unknown:
        return None
    problem = mark("name 'read' or commands that exist")
    return Refusal(
        "invalid_input",
        mark("Field scopes: name 'read' or commands that exist. Not known: {unknown}."),
        {"unknown": ", ".join(unknown) or "-"},
        fields={"scopes": problem},
    )
