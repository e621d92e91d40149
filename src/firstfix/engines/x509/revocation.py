"""Whether the certificates of a path were revoked: by lists and by answers that prove what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from firstfix.engines.x509.certificate import Certificate
from firstfix.engines.x509.crl import RevocationList
from firstfix.engines.x509.ocsp import StatusAnswer
from firstfix.engines.x509.verdict import Defect, Question, Role, Standing, Status, defect

__all__ = ["status_defects", "statuses_of"]

# The gravest counts: who is revoked by one list is revoked, whatever another one says.
_ORDER = (Standing.REVOKED, Standing.GOOD, Standing.UNUSABLE, Standing.UNTOLD)


def statuses_of(question: Question, path: Sequence[Certificate]) -> tuple[Status, ...]:
    """Give the status of each certificate of a path, the leaf first; the root has none, it is trusted."""
    lists = [RevocationList(der) for der in question.lists]
    answers = [StatusAnswer(der) for der in (*question.answers, question.stapled or b"") if der]
    return tuple(
        _gravest(one, _said(question, lists, answers, one, issuer)) for one, issuer in pairwise(path)
    )


def status_defects(statuses: Sequence[Status], path: Sequence[Certificate]) -> Iterator[Defect]:
    """Give who was revoked, and of whom it cannot be told though somebody said something."""
    codes = {Standing.REVOKED: "revoked", Standing.UNUSABLE: "status_unusable"}
    for place, (status, one) in enumerate(zip(statuses, path, strict=False)):
        role = Role.AUTHORITY if place else Role.LEAF
        if status.standing in codes:
            yield defect(codes[status.standing], one, role, None if place else 0, detail=status.detail)


def _said(
    question: Question,
    lists: Iterable[RevocationList],
    answers: Iterable[StatusAnswer],
    one: Certificate,
    issuer: Certificate,
) -> list[Status]:
    said = [each.status_of(one, issuer, question.at) for each in lists]
    said += [each.status_of(one, issuer, question.at) for each in answers]
    return [each for each in said if each is not None]


def _gravest(one: Certificate, said: Sequence[Status]) -> Status:
    untold = Status(one.subject.text, Standing.UNTOLD)
    return min((*said, untold), key=lambda status: _ORDER.index(status.standing))
