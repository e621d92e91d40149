"""Who may change accounts, tokens and links."""

from __future__ import annotations

from firstfix.kernel.identity.access import ApiToken
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import ACCOUNT_HOLDER
from firstfix.kernel.policy import Request, Rule

__all__ = ["RELATIONS", "RULES"]

_OWNER = (ACCOUNT_HOLDER,)
_KEEPER = ("administrator",)
# Who works with vendors, carriers and customers' own people (S1-F26).
_HOSTS = ("dispatcher", "engineer", "support_specialist", "lead_specialist", "incident_commander",
          "logistics", "manager", "administrator")  # fmt: skip


def _own(command: str) -> Rule:
    return Rule(command, _OWNER, when="it_is_their_own_account", human_only=True, source="S1-G02")


def _kept(command: str, *, when: str | None = None) -> Rule:
    return Rule(command, _KEEPER, when=when, human_only=True, needs_mfa=True, source="S1-G02")


RULES = (
    Rule("open_first_administrator", ("system",), source="S1-G02"),
    Rule("issue_account_link", ("system",), source="S1-G02"),
    _kept("issue_account_link"),
    _kept("invite_person"),
    _own("accept_invitation"),
    _own("reset_password"),
    _own("change_password"),
    _own("choose_language"),
    _own("turn_on_second_factor"),
    _own("turn_off_second_factor"),
    _kept("turn_off_second_factor", when="it_is_somebody_elses_account"),
    _own("renew_recovery_codes"),
    _own("end_sessions"),
    _kept("end_sessions", when="it_is_somebody_elses_account"),
    _kept("disable_account", when="it_is_somebody_elses_account"),
    _kept("enable_account", when="it_is_somebody_elses_account"),
    Rule("create_api_token", _OWNER, human_only=True, needs_mfa=True, source="S1-G02"),
    _own("revoke_api_token"),
    _kept("revoke_api_token", when="it_is_somebody_elses_account"),
    Rule("create_external_link", _HOSTS, human_only=True, source="S1-F26"),
    # A mail to the customer brings the way to answer it.
    Rule("create_external_link", ("system",), source="S1-F26"),
    Rule("revoke_external_link", _HOSTS, source="S1-F26"),
)


def _is_own(request: Request) -> bool:
    return request.actor.user_id is not None and _owner_of(request) == request.actor.user_id


def _is_somebody_elses(request: Request) -> bool:
    return not _is_own(request)


def _owner_of(request: Request) -> object:
    subject = request.subject
    if isinstance(subject, ApiToken):
        return subject.user_id
    return subject.pk if isinstance(subject, User) else None


RELATIONS = {
    "it_is_their_own_account": _is_own,
    "it_is_somebody_elses_account": _is_somebody_elses,
}
