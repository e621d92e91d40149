"""Whose judgement is it, and on what? The small gates before hypotheses and approvals."""

from collections.abc import Iterator, Mapping

from firstfix.engines.readiness.findings import Finding, verdict_of
from firstfix.engines.verdict import Holds, Missing, Verdict, mark

__all__ = ["judge_evidence_linked", "judge_named_person", "judge_other_person"]

_DIAGNOSTICIANS = ("engineer", "support_specialist", "lead_specialist")

# Which links count for which judgement (S1-F07, S1-A06): what is supported or confirmed has something
# that speaks for it, what is refuted something against it; a correction may rest on either.
_COUNTING: Mapping[str, tuple[str, ...]] = {
    "support_hypothesis": ("for",),
    "confirm_hypothesis": ("for",),
    "refute_hypothesis": ("against",),
    "correct_hypothesis": ("for", "against"),
}
_ASKED_WORDS: Mapping[tuple[str, ...], str] = {
    ("for",): mark("No evidence is linked that speaks for this hypothesis."),
    ("against",): mark("No evidence is linked that speaks against this hypothesis."),
    ("for", "against"): mark("No evidence is linked that speaks for or against this hypothesis."),
}


def judge_named_person(*, is_person: bool, name: str) -> Verdict:
    """Give whether a named person judges; what a machine thinks is a proposal (S1-A06, S2-Z01)."""
    return verdict_of("named_person", _named_person(is_person, name))


def judge_evidence_linked(command: str, link_counts: Mapping[str, int]) -> Verdict:
    """Give whether the judgement ``command`` rests on evidence, by the number of links in each role.

    The caller counts only evidence that a person collected or reviewed. Raises KeyError for a command
    that is no judgement of a hypothesis.
    """
    return verdict_of("evidence_linked", _evidence_linked(_COUNTING[command], link_counts))


def judge_other_person(*, is_own: bool, is_author: bool = False) -> Verdict:
    """Give whether somebody else decides than who asked (S1-G02), or than whose words it is about."""
    return verdict_of("other_person", _other_person(is_own, is_author))


def _named_person(is_person: bool, name: str) -> Iterator[Finding]:
    if is_person:
        yield Holds("named_person", mark("Judged by {name}."), {"name": name})
    else:
        sentence = mark("A machine may propose this, but a person has to judge it and give their name.")
        yield Missing("named_person", sentence, who=_DIAGNOSTICIANS, waivable=False)


def _evidence_linked(roles: tuple[str, ...], link_counts: Mapping[str, int]) -> Iterator[Finding]:
    count = sum(link_counts.get(role, 0) for role in roles)
    if count:
        yield Holds("evidence_linked", mark("Linked evidence: {count}"), {"count": count})
    else:
        yield Missing(
            "evidence_linked",
            _ASKED_WORDS[roles],
            {"roles": ", ".join(roles)},
            who=_DIAGNOSTICIANS,
            remedy="link_evidence",
            waivable=False,
        )


def _other_person(is_own: bool, is_author: bool) -> Iterator[Finding]:
    if is_own or is_author:
        sentence = (
            mark("You asked for this yourself, so somebody else has to decide it.")
            if is_own
            else mark("These are your own words, so somebody else has to decide about them.")
        )
        yield Missing("other_person", sentence, who=("manager", "lead_specialist"), waivable=False)
    else:
        yield Holds("other_person", mark("Somebody else asked for it."))
