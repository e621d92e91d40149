"""The judgement over a chain: accepted by which path, or which certificate breaks which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from firstfix.engines.x509.certificate import Certificate, Malformed, read_certificate
from firstfix.engines.x509.differences import is_known_to_differ
from firstfix.engines.x509.missing import dead_end
from firstfix.engines.x509.paths import Path, Paths
from firstfix.engines.x509.rules import RULES
from firstfix.engines.x509.verdict import ChainVerdict, Defect, Question, Role, Standing, Status, defect

__all__ = ["judge_chain"]


def judge_chain(question: Question) -> ChainVerdict:
    """Give the verdict on a chain. Whatever bytes are served, no exception leaves it.

    Every rule that the leaf and the best way to a root break is told, not only the first.
    """
    served, unreadable = _read(question.served)
    if not served or (unreadable and unreadable[0].place == 0):
        return ChainVerdict(is_accepted=False, defects=tuple(unreadable))
    paths = Paths(question, served)
    best = paths.best()
    if best is None:
        return _refused(question, paths, unreadable)
    statuses, revoked = _statuses(question, best)
    defects = [*best.defects, *revoked, *_stapling(question, best)]
    if not any(each.rule.refused_by for each in defects):
        defects += _second(question, best)
    verdict = _verdict(question, best.certificates, defects, unreadable)
    return replace(verdict, statuses=statuses)


def _read(served: Sequence[bytes]) -> tuple[list[Certificate], list[Defect]]:
    """Give the certificates that can be read; what else was served is a finding and no reason to stop."""
    read, unreadable = [], []
    for place, der in enumerate(served):
        try:
            read.append(read_certificate(bytes(der)))
        except Malformed as error:
            role = Role.AUTHORITY if place else Role.LEAF
            unreadable.append(Defect(RULES["unreadable"], role, "", place=place, detail=str(error)))
    if not served:
        unreadable.append(Defect(RULES["unreadable"], Role.LEAF, "", detail="nothing was served"))
    return read, unreadable


def _refused(question: Question, paths: Paths, unreadable: Sequence[Defect]) -> ChainVerdict:
    """Give why no way leads to a root, and everything else that is wrong on the best that there is."""
    end, reason, missing = dead_end(question, paths)
    defects = (reason, *end.defects)
    return replace(
        _verdict(question, end.certificates, defects, unreadable), is_accepted=False, missing=missing
    )


def _verdict(
    question: Question,
    path: tuple[Certificate, ...],
    defects: Sequence[Defect],
    unreadable: Sequence[Defect],
) -> ChainVerdict:
    refused = [each for each in defects if question.profile in each.rule.refused_by]
    remarks = [each for each in defects if question.profile not in each.rule.refused_by]
    # What nobody needs does no harm; where the way is not found, it may be what is missing.
    refused += unreadable if refused else ()
    remarks += () if refused else unreadable
    return ChainVerdict(not refused, path, tuple(refused), tuple(remarks))


def _stapling(question: Question, path: Path) -> list[Defect]:
    leaf = path.certificates[0]
    if leaf.must_staple and question.stapled == b"":
        return [defect("not_stapled", leaf, Role.LEAF, 0)]
    return []


def _statuses(question: Question, path: Path) -> tuple[tuple[Status, ...], list[Defect]]:
    """Give what lists and answers say about a path, and what of it is a defect."""
    if not (question.lists or question.answers or question.stapled):
        untold = tuple(Status(one.subject.text, Standing.UNTOLD) for one in path.certificates[:-1])
        return untold, []
    # Few chains are asked about, and loading what reads lists and answers takes 40 ms.
    from firstfix.engines.x509.revocation import status_defects, statuses_of

    said = statuses_of(question, path.certificates)
    return said, [*status_defects(said, path.certificates)]


def _second(question: Question, path: Path) -> list[Defect]:
    """Give what another verifier refuses that we accept; where it is known to be wrong, nothing."""
    if question.is_verified or is_known_to_differ(question, path.certificates):
        return []
    # As above: whoever shook hands has verified most chains already.
    from firstfix.engines.x509.second_opinion import second_opinion

    said = second_opinion(question, path.certificates)
    return [defect("second_opinion", path.certificates[0], Role.LEAF, 0, detail=said)] if said else []
