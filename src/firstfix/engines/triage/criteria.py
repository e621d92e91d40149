"""The severity questionnaire as versioned data: questions, answers, and rows that conclude (S2-X09).

A change of it is a policy decision of the council (S2-R06): it becomes a new version beside the old one,
never an edit, because what was proposed under a version must stay explainable.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from firstfix.engines.verdict import mark

__all__ = ["CRITERIA_V1", "BrokenCriteria", "Criteria", "Criterion", "Question"]

SEVERITIES = (1, 2, 3, 4)


class BrokenCriteria(ValueError):
    """Criteria that contradict themselves; raised when they are loaded."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its possible answers, each with the words a person reads."""

    code: str
    sentence: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row: if every named question has one of these answers, the severity is at least this."""

    code: str
    severity: int
    when: Mapping[str, frozenset[str]]
    sentence: str

    def is_met(self, answers: Mapping[str, str]) -> bool:
        """Tell whether the given answers alone meet every condition."""
        return all(answers.get(question) in accepted for question, accepted in self.when.items())

    def is_possible(self, answers: Mapping[str, str]) -> bool:
        """Tell whether some answer to the open questions could still meet every condition."""
        return all(
            answers.get(question) is None or answers[question] in accepted
            for question, accepted in self.when.items()
        )


@dataclass(frozen=True)
class Criteria:
    """One version of the questionnaire. Raises :class:`BrokenCriteria` when its rows do not fit."""

    version: str
    questions: tuple[Question, ...]
    rows: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        """Refuse rows that name an unknown question, answer or severity."""
        known = {question.code: question.answers for question in self.questions}
        for row in self.rows:
            for question, accepted in row.when.items():
                if not accepted <= set(known.get(question, ())):
                    raise BrokenCriteria(f"{self.version}: {row.code} asks {question} for an unknown answer")
            if row.severity not in SEVERITIES:
                raise BrokenCriteria(f"{self.version}: {row.code} concludes severity {row.severity}")
        if not any(not row.when and row.severity == SEVERITIES[-1] for row in self.rows):
            raise BrokenCriteria(f"{self.version}: no row concludes where nothing else does")

    def question(self, code: str) -> Question | None:
        """Give the question of that code, or ``None``."""
        return next((question for question in self.questions if question.code == code), None)


_YES_NO = {"yes": mark("yes"), "no": mark("no")}


def _any(*answers: str) -> frozenset[str]:
    return frozenset(answers)


_YES, _NO = _any("yes"), _any("no")
_WIDE = _any("site", "several_sites")

CRITERIA_V1 = Criteria(
    version="severity-1",
    questions=(
        Question(
            "service",
            mark("Does the service work?"),
            {"works": mark("it works"), "degraded": mark("in part"), "down": mark("it is down")},
        ),
        Question(
            "affected",
            mark("Who is affected?"),
            {
                "one": mark("one person"),
                "group": mark("a group"),
                "site": mark("a whole site"),
                "several_sites": mark("several sites or everybody"),
            },
        ),
        Question("workaround", mark("Is there a way to work until it is fixed?"), _YES_NO),
        Question("safety", mark("Is anybody in danger?"), _YES_NO),
        Question("data_loss", mark("Is data lost or damaged, or about to be?"), _YES_NO),
        Question("data_exposure", mark("May somebody have seen data who must not?"), _YES_NO),
        Question("regulatory", mark("Is a duty under law or regulation at stake?"), _YES_NO),
        Question(
            "business",
            mark("What happens to the customer's business?"),
            {"runs": mark("it runs"), "slowed": mark("it is slowed"), "stopped": mark("it stands still")},
        ),
    ),
    rows=(
        Criterion("danger", 1, {"safety": _YES}, mark("Somebody is in danger.")),
        Criterion("data_loss", 1, {"data_loss": _YES}, mark("Data is lost or damaged, or about to be.")),
        Criterion("data_exposure", 1, {"data_exposure": _YES}, mark("Data may have been exposed.")),
        Criterion(
            "wide_outage",
            1,
            {"service": _any("down"), "affected": _WIDE, "workaround": _NO},
            mark("The service is down for a whole site or more, and there is no way round."),
        ),
        Criterion(
            "business_stopped",
            1,
            {"business": _any("stopped"), "workaround": _NO},
            mark("The customer's business stands still, and there is no way round."),
        ),
        Criterion("regulatory", 2, {"regulatory": _YES}, mark("A duty under law or regulation is at stake.")),
        Criterion(
            "wide_outage_with_workaround",
            2,
            {"service": _any("down"), "affected": _WIDE},
            mark("The service is down for a whole site or more."),
        ),
        Criterion(
            "group_outage",
            2,
            {"service": _any("down"), "affected": _any("group"), "workaround": _NO},
            mark("The service is down for a group, and there is no way round."),
        ),
        Criterion(
            "wide_degradation",
            2,
            {"service": _any("degraded"), "affected": _WIDE, "workaround": _NO},
            mark("The service works only in part for a whole site or more, and there is no way round."),
        ),
        Criterion(
            "business_stopped_with_workaround",
            2,
            {"business": _any("stopped")},
            mark("The customer's business stands still."),
        ),
        Criterion("outage", 3, {"service": _any("down")}, mark("The service is down.")),
        Criterion("degradation", 3, {"service": _any("degraded")}, mark("The service works only in part.")),
        Criterion(
            "business_slowed", 3, {"business": _any("slowed")}, mark("The customer's business is slowed.")
        ),
        Criterion("nothing_impaired", 4, {}, mark("No answer says that anything is impaired.")),
    ),
)
