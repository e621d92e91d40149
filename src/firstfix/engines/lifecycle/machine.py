"""A life as a table: rows of (source, command, target, needs), checked when they are loaded.

One row serves seven uses: the check before a command, the database constraint, the buttons with
their reasons, the phone, the diagram, the documents and the test of every pair (style.md rule 5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

# The source of the row that creates a subject: before it, there is no state to be in.
BEGINNING = ""

# domain.md, "Lives": show a person at most six states; the rest are sub-states.
SHOWN_STATES_AT_MOST = 6

_SNAKE_CASE = re.compile(r"[a-z]+(_[a-z]+)*")


class BrokenTable(ValueError):
    """A state table that contradicts itself; raised when the table is loaded, never at a command."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: in ``source``, ``command`` leads to ``target`` if every need is answered and passes."""

    source: str
    command: str
    target: str
    needs: tuple[str, ...] = ()


def from_each(
    sources: Iterable[str], command: str, target: str, needs: tuple[str, ...] = ()
) -> tuple[Transition, ...]:
    """Give one row a source for a command that leads from many states to the same one."""
    return tuple(Transition(source, command, target, needs) for source in sources)


@dataclass(frozen=True)
class Machine:
    """The life of one kind of subject.

    ``shown`` maps every state to the one a person sees, ``endings`` are the states in which the
    subject asks nothing more of anybody (some may still be reopened).
    Raises :class:`BrokenTable` when the rows contradict each other.
    """

    name: str
    initial: str
    transitions: tuple[Transition, ...]
    shown: Mapping[str, str]
    endings: frozenset[str]

    def __post_init__(self) -> None:
        """Refuse a table that contradicts itself."""
        faults = [fault for check in _CHECKS for fault in check(self)]
        if faults:
            raise BrokenTable(f"{self.name}: " + "; ".join(faults))

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order in which the rows first name it."""
        named = (state for row in self.transitions for state in (row.source, row.target))
        return tuple(dict.fromkeys(state for state in named if state != BEGINNING))

    @cached_property
    def commands(self) -> tuple[str, ...]:
        """Every command, in the order of the rows."""
        return tuple(dict.fromkeys(row.command for row in self.transitions))

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Every need that some row asks for, in the order of the rows."""
        return tuple(dict.fromkeys(need for row in self.transitions for need in row.needs))

    @cached_property
    def _rows(self) -> dict[tuple[str, str], Transition]:
        return {(row.source, row.command): row for row in self.transitions}

    def find(self, state: str, command: str) -> Transition | None:
        """Give the row for ``command`` in ``state``, or ``None`` where the table has none."""
        return self._rows.get((state, command))

    def allowed(self, state: str) -> tuple[Transition, ...]:
        """Give the rows that lead out of ``state`` (``BEGINNING``: the rows that create)."""
        return tuple(row for row in self.transitions if row.source == state)

    def sources(self, command: str) -> tuple[str, ...]:
        """Give the states in which ``command`` has a row."""
        return tuple(row.source for row in self.transitions if row.command == command)

    def targets(self, command: str) -> tuple[str, ...]:
        """Give the states to which ``command`` may lead."""
        return tuple(dict.fromkeys(row.target for row in self.transitions if row.command == command))

    def is_final(self, state: str) -> bool:
        """Tell whether nothing leads out of ``state``."""
        return not self.allowed(state)

    def is_over(self, state: str) -> bool:
        """Tell whether a subject in ``state`` asks nothing more of anybody (it may be reopened)."""
        return state in self.endings

    def to_mermaid(self) -> str:
        """Give the table as a Mermaid state diagram, with the needs in square brackets."""
        lines = ["stateDiagram-v2", *(_arrow(row) for row in self.transitions)]
        lines += [f"    {state} --> [*]" for state in self.states if self.is_final(state)]
        return "\n".join(lines) + "\n"


def _arrow(row: Transition) -> str:
    needs = f" [{', '.join(row.needs)}]" if row.needs else ""
    return f"    {row.source or '[*]'} --> {row.target}: {row.command}{needs}"


def _names(machine: Machine) -> list[str]:
    names = {machine.name, *machine.states, *machine.commands, *machine.needs, *machine.shown.values()}
    return [
        f"the name {name!r} is not snake_case" for name in sorted(names) if not _SNAKE_CASE.fullmatch(name)
    ]


def _duplicates(machine: Machine) -> list[str]:
    seen: set[tuple[str, str]] = set()
    faults = []
    for row in machine.transitions:
        if (row.source, row.command) in seen:
            faults.append(f"two rows for {row.command} in {row.source or 'the beginning'}")
        seen.add((row.source, row.command))
    return faults


def _unknown_states(machine: Machine) -> list[str]:
    states, shown = set(machine.states), set(machine.shown)
    return [
        *(f"{state} has no shown state" for state in sorted(states - shown)),
        *(f"no row knows the shown state's source {state}" for state in sorted(shown - states)),
        *(f"no row knows the ending {state}" for state in sorted(machine.endings - states)),
        *([] if machine.initial in states else [f"no row knows the initial state {machine.initial}"]),
    ]


def _too_many_shown(machine: Machine) -> list[str]:
    count = len(set(machine.shown.values()))
    return [f"{count} shown states, at most {SHOWN_STATES_AT_MOST}"] if count > SHOWN_STATES_AT_MOST else []


def _beginnings(machine: Machine) -> list[str]:
    rows = machine.allowed(BEGINNING)
    if not rows:
        return ["no row creates it"]
    return [
        f"{row.command} does not create it {machine.initial}" for row in rows if row.target != machine.initial
    ]


def _unreachable(machine: Machine) -> list[str]:
    reached = _closure({machine.initial}, [(row.source, row.target) for row in machine.transitions])
    return [f"nothing leads to {state}" for state in machine.states if state not in reached]


def _dead_ends(machine: Machine) -> list[str]:
    backwards = [(row.target, row.source) for row in machine.transitions]
    ending = _closure(set(machine.endings), backwards)
    return [f"no ending can be reached from {state}" for state in machine.states if state not in ending]


def _closure(start: set[str], edges: list[tuple[str, str]]) -> set[str]:
    reached = set(start)
    while new := {target for source, target in edges if source in reached} - reached:
        reached |= new
    return reached


_CHECKS = (_names, _duplicates, _unknown_states, _too_many_shown, _beginnings, _unreachable, _dead_ends)
