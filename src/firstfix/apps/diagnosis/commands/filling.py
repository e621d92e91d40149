"""Fill what readiness asks from what a run shows; a person's waiver and newer answers stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from firstfix.apps.cases.models import BasicFinding, BasicsAnswer
from firstfix.apps.diagnosis.commands.finding import Found
from firstfix.apps.diagnosis.commands.raising import Asking
from firstfix.apps.diagnosis.models import DiagnosticRun
from firstfix.apps.visits.models import ReadinessAnswer, ReadinessCode, ReadinessItem
from firstfix.engines.diagnosis import CODES, Domain
from firstfix.engines.diagnosis.wording import HOLDS, SOUND
from firstfix.engines.readiness import Basic
from firstfix.kernel.commands import Work

__all__ = ["answer_basics", "fill_prerequisites"]

# A check that is blocked or unknown says nothing: docs/explanation/diagnosis.md, "What is not concluded".
_ANSWERS: Mapping[str, ReadinessAnswer] = {
    "pass": ReadinessAnswer.YES,
    "warn": ReadinessAnswer.YES,
    "fail": ReadinessAnswer.NO,
}
# Which kind of check looks at which basic, and whose fault makes it faulty: a TLS check that fails for its
# version of the protocol says nothing about when the certificate ends.
_BASICS: Mapping[str, tuple[Basic, frozenset[Domain]]] = {
    "link": (Basic.CABLING, frozenset({Domain.PHYSICAL})),
    "dns": (Basic.DNS, frozenset(Domain)),
    "ntp": (Basic.NTP, frozenset(Domain)),
    "tls": (Basic.CERTIFICATE_EXPIRY, frozenset({Domain.CERTIFICATES})),
}
_FIELDS = ("answer", "text", "evidence", "owner", "due_at", "answered_by", "answered_at", "version")


def fill_prerequisites(work: Work, run: DiagnosticRun, found: list[Found], asking: Asking | None) -> None:
    """Give each check that decides something its prerequisite: met with the run, or not with the reason.

    What a person found not applicable stays, and so does an answer that is newer than the run.
    """
    rows = run.work_order.readiness_items.filter(code=ReadinessCode.PREREQUISITE)
    known = {row.name: row for row in rows}
    shown = {one.row.check_id: one for one in found}
    filled: dict[str, ReadinessItem] = {}
    for verdict in run.verdicts:
        name = f"{run.spec_name}: {verdict['check']}"
        if verdict["status"] in _ANSWERS and _may_change(known.get(name), run):
            row = filled[name] = known.get(name) or _new(work, run, name)
            row.answer = _ANSWERS[verdict["status"]]
            _prove(row, run, shown.get(verdict["check"]))
            _ask(row, asking)
            row.answered_by_id = work.actor.person_id
            row.version += 1
    ReadinessItem.objects.bulk_create([row for name, row in filled.items() if name not in known])
    ReadinessItem.objects.bulk_update([row for name, row in filled.items() if name in known], _FIELDS)


def answer_basics(work: Work, run: DiagnosticRun, found: list[Found]) -> None:
    """Answer the basics that the run looked at, as far as it decides them and says something new."""
    case = run.work_order.case
    latest = case.basics.latest_by_basic()
    for basic, answer, words in _basics(run, found):
        before = latest.get(basic.value)
        if before is not None and (
            before.answer in (BasicFinding.WAIVED, answer) or before.answered_at > run.ended_at
        ):
            continue
        BasicsAnswer.objects.create(
            id=work.new_id(f"basics:{basic.value}"),
            case=case,
            basic=basic.value,
            answer=answer,
            finding=words,
            answered_by_id=work.actor.person_id,
            answered_at=run.ended_at,
        )


def _may_change(row: ReadinessItem | None, run: DiagnosticRun) -> bool:
    if row is None:
        return True
    is_newer = row.answered_at is not None and row.answered_at > run.ended_at
    return row.answer != ReadinessAnswer.NOT_APPLICABLE and not is_newer


def _new(work: Work, run: DiagnosticRun, name: str) -> ReadinessItem:
    return ReadinessItem(
        id=work.new_id(f"prerequisite:{name}"),
        work_order=run.work_order,
        code=ReadinessCode.PREREQUISITE,
        name=name,
    )


def _prove(row: ReadinessItem, run: DiagnosticRun, shown: Found | None) -> None:
    row.text = shown.sentence if shown else HOLDS
    row.evidence = shown.row.evidence if shown else run.evidence
    row.answered_at = run.ended_at


def _ask(row: ReadinessItem, asking: Asking | None) -> None:
    """Say who puts it right by when; nobody has to any more once it holds."""
    if row.answer == ReadinessAnswer.YES:
        row.owner_id = row.due_at = None
    elif asking is not None:
        row.owner_id, row.due_at = asking.owner_id, asking.due_at


def _basics(run: DiagnosticRun, found: list[Found]) -> Iterator[tuple[Basic, BasicFinding, str]]:
    for kind, (basic, domains) in _BASICS.items():
        looked = [verdict for verdict in run.verdicts if verdict["kind"] == kind]
        failing = [one for one in found if one.row.status == "fail" and _is_of(one, looked, domains)]
        if failing:
            yield basic, BasicFinding.FAULTY, failing[0].sentence
        elif looked and all(verdict["status"] in ("pass", "warn") for verdict in looked):
            checks = ", ".join(verdict["check"] for verdict in looked)
            yield basic, BasicFinding.SOUND, SOUND.format(checks=checks)


def _is_of(one: Found, looked: list[dict[str, str]], domains: frozenset[Domain]) -> bool:
    return CODES[one.row.code].domain in domains and one.row.check_id in {each["check"] for each in looked}
