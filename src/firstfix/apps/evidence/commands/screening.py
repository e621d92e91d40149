"""Screen evidence before it is kept: secrets in its words, the customer's policy, who may see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from firstfix.apps.cases.models import Visibility
from firstfix.apps.cases.queries import sees_internal
from firstfix.apps.directory.models import DataPolicy, Handling
from firstfix.apps.evidence.models import EvidenceItem, RedactionState
from firstfix.engines.readiness import Medium
from firstfix.engines.redaction import contains_secret
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work
from firstfix.kernel.identity import Actor
from firstfix.kernel.refusal import Refusal, Refused

__all__ = ["refuse_unpublishable", "screen"]

_PICTURES = frozenset({Medium.PHOTO, Medium.SCREENSHOT})


class _Said(Protocol):
    @property
    def visibility(self) -> Visibility: ...

    @property
    def consent_from(self) -> str: ...


def screen(work: Work, evidence: EvidenceItem, said: _Said) -> Visibility:
    """Give who may see the new evidence; raises Refused for a secret, a policy, or a public unchecked file.

    What a customer brings, they see: it is public, and no machine has to look through it for them.
    """
    _refuse_secrets(evidence)
    if _is_from_outside(work.actor):
        if evidence.redaction_state == RedactionState.HELD_BACK:
            evidence.redaction_state = RedactionState.UNCHECKED
        return said.visibility if work.actor.is_system else Visibility.PUBLIC
    _refuse_against_policy(evidence, said.consent_from)
    if said.visibility == Visibility.PUBLIC:
        refuse_unpublishable(evidence)
    return said.visibility


def refuse_unpublishable(evidence: EvidenceItem) -> None:
    """Raise Refused where nobody has looked yet whether a customer may see the evidence."""
    state = evidence.redaction_in_force
    if state == RedactionState.UNCHECKED:
        raise Refused(
            Refusal(
                "not_checked_yet",
                mark(
                    "The file is still being checked for secrets. Keep it internal now and publish it later."
                ),
                remedy="publish_evidence",
            )
        )
    if state == RedactionState.HELD_BACK:
        raise Refused(
            Refusal(
                "cannot_be_checked",
                mark(
                    "No machine can look through a file of this kind ({media_type}). Look through it"
                    " yourself and say so, or give the customer a picture or a text instead."
                ),
                {"media_type": evidence.media_type},
                remedy="clear_evidence",
            )
        )


def _is_from_outside(actor: Actor) -> bool:
    # Firstfix itself takes evidence in only by carrying mail, alerts and forms of others.
    return actor.is_system or not sees_internal(actor)


def _refuse_secrets(evidence: EvidenceItem) -> None:
    for field, text in _texts(evidence):
        kinds = contains_secret(text)
        if kinds:
            raise Refused(
                Refusal(
                    "secret_in_text",
                    mark(
                        "Field {field}: the text seems to hold a secret ({kinds}). It was not kept. Take"
                        " it out, change it if it was ever shared, and say where it is kept instead."
                    ),
                    {"field": field, "kinds": ", ".join(kind.replace("_", " ") for kind in kinds)},
                    fields={field: "holds a secret"},
                )
            )


def _texts(evidence: EvidenceItem) -> Iterator[tuple[str, str]]:
    for field in ("title", "check_name", "collected_with", "original_name"):
        yield field, getattr(evidence, field)
    for name, value in (evidence.value or {}).items():
        # Name and value together, because "password" beside "letmein" is the secret.
        parts = value.items() if isinstance(value, dict) else [(name, value)]
        yield from (("value", f"{key}: {part}") for key, part in parts if isinstance(part, str))


def _refuse_against_policy(evidence: EvidenceItem, consent_from: str) -> None:
    if evidence.blob_id is None:
        return
    policy = _policy(evidence)
    if policy is None:
        return
    handling = policy.photos if evidence.kind in _PICTURES else policy.file_transfer
    if handling == Handling.FORBIDDEN:
        raise Refused(_forbidden(policy))
    if handling == Handling.WITH_CONSENT and not consent_from:
        raise Refused(_consent_needed(policy))


def _policy(evidence: EvidenceItem) -> DataPolicy | None:
    site = evidence.case.site if evidence.case else None
    return site.policy_in_force() if site else evidence.organization.data_policy


def _forbidden(policy: DataPolicy) -> Refusal:
    return Refusal(
        "forbidden_by_policy",
        mark(
            "The customer's data policy ({policy}) forbids taking this away. Delete it from the device and"
            " record what it showed as a value. {wording}"
        ),
        {"policy": policy.name, "wording": policy.wording},
    )


def _consent_needed(policy: DataPolicy) -> Refusal:
    return Refusal(
        "consent_needed",
        mark(
            "Field consent_from: the customer's data policy ({policy}) asks for consent. Ask, and say who"
            " agreed. {wording}"
        ),
        {"policy": policy.name, "wording": policy.wording},
        fields={"consent_from": "needed"},
    )
