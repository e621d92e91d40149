"""What differs in the configuration against what was planned (domain.md, gate 3; S1-X02)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from firstfix.apps.evidence.models import EvidenceItem, EvidenceLink, EvidenceRole
from firstfix.apps.visits.facts.scope import Scope
from firstfix.apps.visits.models import Change, Visit
from firstfix.engines.readiness import ExpectedDifference, Medium, Snapshots, judge_change_matches
from firstfix.engines.verdict import Verdict
from firstfix.kernel.facts import Question

__all__ = ["change_matches", "unmatched"]

# From the first stroke on, a change has to show what it did.
_STARTED = ("executing", "post_checked", "successful", "rolled_back", "failed", "reviewed")
_DID_NOT_HOLD = ("rolled_back", "failed")


def change_matches(question: Question) -> Verdict:
    """Give whether only what was planned differs: of one change, or of all at a visit that is left."""
    subject = question.subject
    if isinstance(subject, Change):
        return judge_change_matches(_pairs([subject]))
    assert isinstance(subject, Visit)
    return judge_change_matches(_at(Scope.of_visit(subject, question.now)))


def unmatched(scope: Scope) -> tuple[str, ...]:
    """Give in words each difference, and each missing snapshot, that no approved change explains."""
    return tuple(lack.text() for lack in judge_change_matches(_at(scope)).missing)


def _at(scope: Scope) -> list[Snapshots]:
    """Give the comparisons of the started changes, and of visits that took snapshots without a change."""
    started = Change.objects.filter(state__in=_STARTED, case=scope.case)
    if not scope.is_whole_case:
        started = started.filter(work_order__in=scope.order_ids)
    pairs = _pairs(list(started))
    visits = _looks("visit", scope.visit_ids)
    names = {visit.pk: scope.name_of(visit) for visit in scope.visits}
    planned = tuple(difference for pair in pairs for difference in pair.expected)
    return pairs + [
        Snapshots(names[visit_id], *_sides(looks), planned, must_happen=False)
        for visit_id, looks in visits.items()
    ]


def _pairs(changes: list[Change]) -> list[Snapshots]:
    looks = _looks("change", [change.pk for change in changes])
    return [
        Snapshots(
            change.title,
            *_sides(looks.get(change.pk, [])),
            _expected(change),
            must_happen=change.state not in _DID_NOT_HOLD,
        )
        for change in changes
    ]


def _expected(change: Change) -> tuple[ExpectedDifference, ...]:
    if change.state == "rolled_back":
        return ()
    return tuple(
        ExpectedDifference(str(one["path"]), str(one.get("before", "")), str(one.get("after", "")))
        for one in change.expected_difference
    )


def _looks(noun: str, ids: Iterable[UUID]) -> dict[UUID, list[tuple[str, EvidenceItem]]]:
    links = EvidenceLink.objects.filter(
        subject_type=noun,
        subject_id__in=list(ids),
        role__in=[EvidenceRole.BEFORE, EvidenceRole.AFTER],
        evidence__kind=Medium.CONFIGURATION,
    )
    found: dict[UUID, list[tuple[str, EvidenceItem]]] = {}
    for link in links.select_related("evidence"):
        found.setdefault(link.subject_id, []).append((link.role, link.evidence))
    return found


def _sides(
    looks: list[tuple[str, EvidenceItem]],
) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """Give the settings before and after; of several looks at one thing the newest counts after, the
    oldest before.
    """
    ordered = sorted(looks, key=lambda look: (look[1].collected_at, str(look[1].pk)))
    before = [evidence for role, evidence in reversed(ordered) if role == EvidenceRole.BEFORE]
    after = [evidence for role, evidence in ordered if role == EvidenceRole.AFTER]
    return _settings(before), _settings(after)


def _settings(looks: list[EvidenceItem]) -> dict[str, str] | None:
    if not looks:
        return None
    return {path: value for look in looks for path, value in _settings_of(look).items()}


def _settings_of(look: EvidenceItem) -> dict[str, str]:
    """Give the settings that a snapshot holds: each detail of a value, or a file as one, by its hash."""
    name = look.check_name or "configuration"
    if look.value is None:
        return {name: f"sha256:{look.sha256}"}
    details = {str(path): str(value) for path, value in (look.value.get("details") or {}).items()}
    return details or {name: str(look.value.get("value"))}
