"""The whole matrix of rights, cell by cell: what no rule allows is refused to every kind of principal."""

from __future__ import annotations

from itertools import product
from types import MappingProxyType

import pytest

from firstfix.apps.directory.models import Role
from firstfix.kernel.commands import all_commands
from firstfix.kernel.identity import Actor, ActorKind
from firstfix.kernel.ids import new_id
from firstfix.kernel.policy import may, relation_names, roles_for, rules_for
from firstfix.kernel.refusal import Reason, Refusal

NAMES = tuple(command.spec.name for command in all_commands())
ROLES = (*Role.values, "system")
MACHINES = (ActorKind.TOKEN, ActorKind.SERVICE, ActorKind.ASSISTANT)

# S2-Z01: severity, the safety of a workaround (an approval), when to escalate and approvals in general are
# a person's; so is the review of what others will rely on (S2-A03).
ONLY_PEOPLE = (
    "triage_case", "change_severity", "grant_approval", "reject_approval", "revoke_approval",
    "apply_workaround", "submit_escalation", "publish_article", "renew_article",
)  # fmt: skip
# S1-G02: what opens access to others asks for a second factor.
WITH_SECOND_FACTOR = ("grant_role", "invite_person", "disable_account", "enable_account", "create_api_token")


def test_every_command_has_a_rule_and_every_rule_a_known_condition() -> None:
    without = [name for name in NAMES if not rules_for(name)]
    unknown = {
        rule.when for name in NAMES for rule in rules_for(name) if rule.when not in {None, *relation_names()}
    }
    assert (without, unknown) == ([], set())


def test_every_role_that_a_rule_names_exists() -> None:
    named = {role for name in NAMES for role in roles_for(name)}
    assert named - {*ROLES, "account_holder"} == set()


@pytest.mark.parametrize("kind", ActorKind)
def test_a_cell_without_a_rule_is_refused_with_those_who_may(kind: ActorKind) -> None:
    cells = [(name, role) for name, role in product(NAMES, ROLES) if role not in roles_for(name)]
    assert len(cells) * len(ActorKind) >= 3000
    answers = {(name, role): may(name, principal(role, kind)) for name, role in cells}
    allowed = [cell for cell, answer in answers.items() if not is_refused(answer, "no_right")]
    assert allowed == []


def test_who_holds_no_role_or_only_reads_may_give_no_command() -> None:
    nobody = Actor(new_id(), ActorKind.PERSON, "Nobody", has_mfa=True)
    readers = (nobody, principal("auditor"))
    assert [name for name, who in product(NAMES, readers) if not is_refused(may(name, who), "no_right")] == []


def test_a_token_gives_no_command_outside_its_scopes() -> None:
    for name in NAMES:
        for role in roles_for(name):
            narrow = Actor(
                new_id(), ActorKind.TOKEN, "Probe", frozenset({role}), scopes=frozenset({"another_command"})
            )
            assert is_refused(may(name, narrow), "no_right"), (name, role)


@pytest.mark.parametrize("command", ONLY_PEOPLE)
def test_severity_and_approvals_are_left_to_people_by_every_rule(command: str) -> None:
    assert all(rule.human_only for rule in rules_for(command))


@pytest.mark.parametrize(("kind", "role"), [*product(MACHINES, roles_for("triage_case"))])
@pytest.mark.parametrize("command", ["triage_case", "change_severity"])
def test_no_machine_sets_a_severity_in_the_name_of_who_may(command: str, kind: ActorKind, role: str) -> None:
    assert may(command, principal(role)) is True
    assert is_refused(may(command, principal(role, kind)), "human_only")


@pytest.mark.parametrize("command", WITH_SECOND_FACTOR)
def test_what_opens_access_asks_for_a_second_factor_by_every_rule(command: str) -> None:
    assert all(rule.needs_mfa for rule in rules_for(command))


@pytest.mark.parametrize("role", roles_for("grant_role"))
def test_a_role_is_granted_only_after_a_second_factor(role: str) -> None:
    assert may("grant_role", principal(role)) is True
    assert is_refused(may("grant_role", principal(role, has_mfa=False)), "second_factor_needed")


def principal(role: str, kind: ActorKind = ActorKind.PERSON, *, has_mfa: bool = True) -> Actor:
    """Give somebody, or something, that holds this one role everywhere."""
    return Actor(
        id=new_id(),
        kind=kind,
        name=role,
        roles=frozenset({role}),
        person_id=new_id(),
        organization_ids=None,
        has_mfa=has_mfa,
        role_scopes=MappingProxyType({role: None}),
    )


def is_refused(answer: object, code: str) -> bool:
    """Tell whether the answer is a refusal of this code that a page shows as 403."""
    return isinstance(answer, Refusal) and (answer.code, answer.reason) == (code, Reason.NOT_ALLOWED)
