"""Rights as data: which role may give which command, under which condition, and what to do otherwise.

Each capability's ``policy.py`` holds :class:`Rule` rows; ``wiring.py`` registers them. A command
without a row may be given by nobody. The role x command matrix in the reference, and the test that
allows and denies every must-right of the register, are generated from these rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Model

from firstfix.engines.verdict import mark
from firstfix.kernel.identity.actor import Actor, ActorKind
from firstfix.kernel.refusal import Reason, Refusal

__all__ = ["Relation", "Request", "Rule", "may", "register", "relation_names", "roles_for", "rules_for"]


@dataclass(frozen=True, slots=True)
class Request:
    """What a relation judges: who wants which command on what, with which input."""

    actor: Actor
    command: str
    subject: Model | None
    given: Mapping[str, Any]


Relation = Callable[[Request], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """Any of ``roles`` may give ``command`` where the relation named ``when`` holds.

    ``human_only`` refuses machines even where they act for such a person (S2-Z01); ``needs_mfa``
    asks for a second factor (S1-G02); ``source`` is the requirement that the rule comes from;
    ``otherwise`` is the command that helps who may not.
    """

    command: str
    roles: tuple[str, ...]
    when: str | None = None
    human_only: bool = False
    needs_mfa: bool = False
    source: str = ""
    otherwise: str | None = None


_rules: dict[str, tuple[Rule, ...]] = {}
_relations: dict[str, Relation] = {}


def register(rules: Iterable[Rule], relations: Mapping[str, Relation] | None = None) -> None:
    """Add an app's rules and the relations that they name."""
    _relations.update(relations or {})
    for rule in rules:
        if rule not in _rules.get(rule.command, ()):
            _rules[rule.command] = (*_rules.get(rule.command, ()), rule)


def may(
    command: str, actor: Actor, subject: Model | None = None, given: Mapping[str, Any] | None = None
) -> Literal[True] | Refusal:
    """Tell whether ``actor`` may give ``command`` on ``subject``, or why not and what helps."""
    rules = _rules.get(command, ())
    held = [rule for rule in rules if actor.has_role(*rule.roles)]
    if not held or not actor.covers(command):
        return _no_role(command, rules)
    request = Request(actor, command, subject, given or {})
    fitting = [rule for rule in held if rule.when is None or _relations[rule.when](request)]
    if not fitting:
        return _no_relation(command, held)
    return _principal_fits(command, actor, fitting)


def rules_for(command: str) -> tuple[Rule, ...]:
    """Give the rows that speak of ``command``."""
    return _rules.get(command, ())


def roles_for(command: str) -> tuple[str, ...]:
    """Give the roles that may give ``command`` under some condition, sorted."""
    return tuple(sorted({role for rule in rules_for(command) for role in rule.roles}))


def relation_names() -> frozenset[str]:
    """Give the names of all registered relations, for the start-up check."""
    return frozenset(_relations)


def _principal_fits(command: str, actor: Actor, rules: list[Rule]) -> Literal[True] | Refusal:
    if not actor.is_human and all(rule.human_only for rule in rules):
        return _refusal(
            "human_only",
            mark("Only a person may do this: {command}. A machine may propose it."),
            command,
        )
    rules = [rule for rule in rules if actor.is_human or not rule.human_only]
    if actor.kind is ActorKind.PERSON and not actor.has_mfa and all(rule.needs_mfa for rule in rules):
        return _refusal(
            "second_factor_needed",
            mark("This needs a second factor: {command}. Set one up under your account, then try again."),
            command,
            remedy="set_up_second_factor",
        )
    return True


def _no_role(command: str, rules: tuple[Rule, ...]) -> Refusal:
    roles = ", ".join(sorted({role.replace("_", " ") for rule in rules for role in rule.roles} - {"system"}))
    return _refusal(
        "no_right",
        mark("This is not among your rights: {command}. It belongs to: {roles}."),
        command,
        remedy=next((rule.otherwise for rule in rules if rule.otherwise), None),
        roles=roles or "nobody",
    )


def _no_relation(command: str, rules: list[Rule]) -> Refusal:
    conditions = ", ".join(sorted({str(rule.when).replace("_", " ") for rule in rules}))
    return _refusal(
        "no_right_here",
        mark("Your role may do this only where one of these holds: {conditions} ({command})."),
        command,
        remedy=next((rule.otherwise for rule in rules if rule.otherwise), None),
        conditions=conditions,
    )


def _refusal(code: str, template: str, command: str, *, remedy: str | None = None, **params: str) -> Refusal:
    words = {"command": command.replace("_", " "), **params}
    return Refusal(code, template, words, Reason.NOT_ALLOWED, remedy)
