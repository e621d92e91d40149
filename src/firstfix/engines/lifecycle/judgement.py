"""The one checker: may this command pass now, and if not, why not and what leads onward.

It is judged against the present state, whenever the command was given: a late command from a phone
that was offline never undoes newer truth (domain.md, "Lives").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from firstfix.engines.lifecycle.machine import Machine, Transition
from firstfix.engines.lifecycle.words import COMMAND_WORDS, NEED_WORDS, STATE_WORDS, SUBJECT_WORDS
from firstfix.engines.verdict import Missing, Scalar, Verdict, mark


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a command may not pass.

    ``code`` is ``already_there``, ``wrong_state`` or ``gate_missing``; ``subject``, ``state``, ``command``,
    ``sources`` and ``onward`` are codes. ``onward`` are the commands that the present state allows,
    ``verdicts`` the gates that refused (each with its own override), ``unanswered`` the needs that
    nobody answered.
    """

    code: str
    sentence: str
    subject: str
    state: str
    command: str
    sources: tuple[str, ...] = ()
    onward: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    unanswered: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()

    def words(self, translate: Callable[[str], str] = mark) -> dict[str, Scalar]:
        """Give the words for the places of the sentence, each passed through ``translate``."""
        return {
            "subject": translate(SUBJECT_WORDS[self.subject]),
            "state": translate(STATE_WORDS[self.state]) if self.state else "",
            "command": translate(COMMAND_WORDS[self.command]),
            "sources": ", ".join(translate(STATE_WORDS[source]) for source in self.sources),
            "onward": ", ".join(translate(COMMAND_WORDS[command]) for command in self.onward),
            "count": len(self.missing),
        }

    @property
    def params(self) -> Mapping[str, Scalar]:
        """Give the English words for the places of the sentence."""
        return self.words()

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.sentence.format(**self.words())


def judge_transition(
    machine: Machine, state: str, command: str, answers: Mapping[str, Verdict | None]
) -> Transition | Refused:
    """Give the row that ``command`` may take in ``state``, or the refusal with its way out.

    ``answers`` hold one verdict a need; a need without an answer is refused, never passed
    (architecture.md, "Gates ask facts"). Raises :class:`LookupError` for a state or a command that the
    table does not know: that is a fault in the program, not in what a person did.
    """
    _demand_known(machine, state, command)
    row = machine.find(state, command)
    if row is None:
        return _wrong_state(machine, state, command)
    unanswered = tuple(need for need in row.needs if answers.get(need) is None)
    refusing = tuple(answer for need in row.needs if (answer := answers.get(need)) and not answer.passes)
    if unanswered or refusing:
        return _gate_missing(machine, row, unanswered, refusing)
    return row


def _demand_known(machine: Machine, state: str, command: str) -> None:
    if state and state not in machine.states:
        raise LookupError(f"{machine.name} has no state {state!r}")
    if command not in machine.commands:
        raise LookupError(f"{machine.name} has no command {command!r}")


def _wrong_state(machine: Machine, state: str, command: str) -> Refused:
    code, sentence = _wrong_state_words(machine, state, command)
    sources = tuple(source for source in machine.sources(command) if source)
    return Refused(code, sentence, machine.name, state, command, sources, _onward(machine, state))


def _wrong_state_words(machine: Machine, state: str, command: str) -> tuple[str, str]:
    if not state:
        return "wrong_state", mark("There is no {subject} yet. First: {onward}.")
    if state in machine.targets(command):
        return _already_there(is_final=machine.is_final(state))
    if not any(machine.sources(command)):
        return "wrong_state", mark("This {subject} exists already; it is {state}.")
    if machine.is_final(state):
        return "wrong_state", mark(
            "This {subject} is {state}, and nothing leads on from there. “{command}” starts from: {sources}."
        )
    return "wrong_state", mark(
        "This {subject} is {state}. “{command}” starts from: {sources}. Possible now: {onward}."
    )


def _already_there(*, is_final: bool) -> tuple[str, str]:
    if is_final:
        return "already_there", mark("This {subject} is already {state}; there is nothing left to do.")
    return "already_there", mark("This {subject} is already {state}. Possible now: {onward}.")


def _gate_missing(
    machine: Machine, row: Transition, unanswered: tuple[str, ...], refusing: tuple[Verdict, ...]
) -> Refused:
    missing = tuple(lack for verdict in refusing for lack in verdict.missing)
    return Refused(
        code="gate_missing",
        sentence=mark("“{command}” needs more for this {subject}; missing: {count}."),
        subject=machine.name,
        state=row.source,
        command=row.command,
        onward=_onward(machine, row.source),
        missing=missing + tuple(_unanswered(need) for need in unanswered),
        unanswered=unanswered,
        verdicts=refusing,
    )


def _onward(machine: Machine, state: str) -> tuple[str, ...]:
    return tuple(row.command for row in machine.allowed(state))


def _unanswered(need: str) -> Missing:
    return Missing(
        "need_unanswered",
        mark("Nothing in the system could say how it stands with {need}. Ask an administrator to look."),
        {"need": NEED_WORDS[need], "need_code": need},
        who=("administrator",),
        waivable=False,
    )
