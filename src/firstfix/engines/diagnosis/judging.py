"""The judgement: one finding for each cause, told where it shows first; what it takes along is blocked by it.

Nothing here depends on the order in which observations came: checks count in the order of the spec, causes
from the lowest layer of the causal graph up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from firstfix.engines.diagnosis.finding import Cause, CheckVerdict, Diagnosis, Finding
from firstfix.engines.diagnosis.graph import explains, leads_astray, needed_by, order_of
from firstfix.engines.diagnosis.kinds import KINDS
from firstfix.engines.diagnosis.observation import Run
from firstfix.engines.diagnosis.requesting import asked_once, request_of
from firstfix.engines.diagnosis.rules import causes_of, is_answered
from firstfix.engines.diagnosis.scene import Scene
from firstfix.engines.diagnosis.spec import Check, Spec
from firstfix.engines.diagnosis.words import Status
from firstfix.engines.diagnosis.world import world_of

__all__ = ["diagnose"]

Key = tuple[str, str]


@dataclass(slots=True)
class _Group:
    """All checks that suffer from the same cause; the first one shows it."""

    cause: Cause
    checks: list[Check]
    root: _Group | None = None

    @property
    def top(self) -> _Group:
        return self if self.root is None else self.root.top


def diagnose(spec: Spec, run: Run) -> Diagnosis:
    """Give findings and verdicts for a run of a spec, without looking at anything but the two."""
    scenes = _scenes(spec, run)
    # From what was not observed nothing is concluded, not even that it is missing.
    causes = {check_id: causes_of(scene) for check_id, scene in scenes.items() if scene.facts}
    groups = _groups(spec, causes)
    _explain(spec, groups)
    found = (_finding(spec, group, groups, scenes) for group in groups if group.root is None)
    findings = asked_once(tuple(found))
    return Diagnosis(findings, tuple(_verdict(spec, check, scenes, causes, groups) for check in spec.checks))


def _scenes(spec: Spec, run: Run) -> Mapping[str, Scene]:
    world = world_of(spec, run)
    seen = ((check, run.observations.get(check.id)) for check in spec.checks)
    return {
        check.id: Scene(check, observation.facts, observation.started_at, world)
        for check, observation in seen
        if observation is not None and observation.kind == check.kind
    }


def _groups(spec: Spec, causes: Mapping[str, tuple[Cause, ...]]) -> list[_Group]:
    """Give one group for each cause, from the lowest layer up, then in the order of the causal graph."""
    groups: dict[Key, _Group] = {}
    for check in order_of(spec):
        for cause in causes.get(check.id, ()):
            group = groups.setdefault(cause.key, _Group(cause, []))
            if check not in group.checks:
                group.checks.append(check)
    for group in groups.values():
        # Whoever asks about this very layer shows it, though something lower may have met it first.
        group.checks.sort(key=lambda check: KINDS[check.kind].layer is not group.cause.code.layer)
        own = causes[group.checks[0].id]
        group.cause = next(cause for cause in own if cause.key == group.cause.key)
    return sorted(groups.values(), key=lambda group: group.cause.code.layer)


def _explain(spec: Spec, groups: list[_Group]) -> None:
    """Say for each group which one takes it along; only what stands before may, so there is no circle."""
    needed = needed_by(spec)
    for place, group in enumerate(groups):
        below = (each for each in groups[:place] if each.root is None)
        group.root = next((each for each in below if _takes_along(each, group, needed)), None)

    _explain_by_names(groups)


def _explain_by_names(groups: list[_Group]) -> None:
    """Say of ways that only a wrong answer of a resolver led to that the answer is their cause.

    Names stand above routes, so this comes last: what a name explains was explained by nothing below.
    """
    for group in groups:
        if group.root is None:
            names = (each for each in groups if each.root is None and not each.cause.code.is_warning)
            group.root = next((each for each in names if leads_astray(each.cause, group.cause)), None)


def _takes_along(low: _Group, high: _Group, needed: Mapping[str, frozenset[str]]) -> bool:
    if low.cause.code.is_warning:
        return False
    shown_by = {check.id for check in low.checks}
    # What shows without it is not its doing, though other checks meet both.
    is_needed = bool(shown_by & needed[high.checks[0].id])
    return explains(low.cause, high.cause, is_needed=is_needed)


def _finding(spec: Spec, group: _Group, groups: list[_Group], scenes: Mapping[str, Scene]) -> Finding:
    shows = group.checks[0]
    taken = {check.id for each in groups if each.top is group for check in each.checks}
    is_failure = not group.cause.code.is_warning and any(
        check.severity is Status.FAIL for each in groups if each.top is group for check in each.checks
    )
    affected = tuple(check.id for check in spec.checks if check.id in taken and check is not shows)
    request = request_of(group.cause, shows, scenes[shows.id])
    return Finding(shows.id, Status.FAIL if is_failure else Status.WARN, group.cause, affected, request)


def _verdict(
    spec: Spec,
    check: Check,
    scenes: Mapping[str, Scene],
    causes: Mapping[str, tuple[Cause, ...]],
    groups: list[_Group],
) -> CheckVerdict:
    own = causes.get(check.id, ())
    if own:
        return _caused(check, own, groups)
    scene = scenes.get(check.id)
    if scene is not None and is_answered(scene):
        return CheckVerdict(check.id, Status.PASS)
    blocker = _failed_need(spec, check, groups)
    if blocker is not None:
        return CheckVerdict(check.id, Status.BLOCKED, blocker.cause.code.code, blocker.checks[0].id)
    return CheckVerdict(check.id, Status.UNKNOWN, "not_observed")


def _caused(check: Check, own: tuple[Cause, ...], groups: list[_Group]) -> CheckVerdict:
    keys = {cause.key for cause in own}
    mine = [group for group in groups if group.cause.key in keys]
    # A warning of its own does not make a blocked check one that only warns.
    failing = [group for group in mine if not group.cause.code.is_warning] or mine
    shown = [group for group in failing if group.root is None and group.checks[0] is check]
    if shown:
        code = shown[0].cause.code
        is_failure = not code.is_warning and check.severity is Status.FAIL
        return CheckVerdict(check.id, Status.FAIL if is_failure else Status.WARN, code.code)
    top = failing[0].top
    return CheckVerdict(check.id, Status.BLOCKED, top.cause.code.code, top.checks[0].id)


def _failed_need(spec: Spec, check: Check, groups: list[_Group]) -> _Group | None:
    needs = needed_by(spec)[check.id]
    failing = (group.top for group in groups if not group.cause.code.is_warning)
    return next((group for group in failing if needs & {each.id for each in group.checks}), None)
