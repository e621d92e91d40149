"""What is known of a command besides its body: one declaration feeds every edge, doc and test."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import create_model

from firstfix.kernel.commands.inputs import Input
from firstfix.kernel.ledger.sentences import teach

__all__ = ["Kind", "Spec", "Touch", "all_commands", "find_command", "register_command"]


class Kind(StrEnum):
    """Recording commands never fail for staleness; deciding ones are judged against the present."""

    DECIDING = "deciding"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Touch:
    """Another subject that the command locks, and whose chain it is linked into.

    It is found through ``via``, an immutable foreign key path of the main subject
    (``"work_order__case_id"``), or through ``given``, a field of the input that holds its id. Where
    the input also says what kind of subject that is, ``noun_given`` names that field. With both, the
    path ``via`` begins at the subject that ``given`` names, which is a ``of``.
    """

    noun: str = ""
    via: str | None = None
    given: str | None = None
    noun_given: str | None = None
    of: str | None = None


@dataclass(frozen=True)
class Spec:
    """One command's declaration; see :func:`firstfix.kernel.commands.command`."""

    name: str
    on: str
    capability: str
    body: Callable[..., Any]
    input_model: type[Input]
    takes_model: bool
    creates: bool = False
    kind: Kind = Kind.DECIDING
    touches: tuple[Touch, ...] = ()
    edits: tuple[str, ...] = ()
    says: str = ""
    is_public: bool = False
    summary: str = ""

    def call_body(self, work: Any, subject: Any, given: Input) -> Any:
        """Run the body with its subject and its input, in the form that it declared."""
        positional = (work,) if self.creates else (work, subject)
        if self.takes_model:
            return self.body(*positional, given)
        return self.body(*positional, **{name: getattr(given, name) for name in type(given).model_fields})


_commands: dict[str, Any] = {}


def register_command(command: Any) -> None:
    """Make a command known under its name; two commands of one name are a mistake."""
    if command.spec.name in _commands:
        raise ValueError(f"There are two commands named {command.spec.name!r}.")
    _commands[command.spec.name] = command
    teach(command.spec.name, command.spec.says, is_public=command.spec.is_public)


def find_command(name: str) -> Any | None:
    """Give the command of this name, or None."""
    return _commands.get(name)


def all_commands() -> tuple[Any, ...]:
    """Give every command, sorted by name."""
    return tuple(_commands[name] for name in sorted(_commands))


def input_model_of(name: str, body: Callable[..., Any]) -> tuple[type[Input], bool]:
    """Give the input model of a command body, and whether the body takes it whole.

    A body either lists its fields as keyword-only parameters or takes one parameter ``given`` of an
    :class:`Input` subclass (style.md: more than three own fields travel in a frozen input).
    """
    hints = typing.get_type_hints(body, include_extras=True)
    parameters = inspect.signature(body).parameters
    if "given" in parameters:
        return hints["given"], True
    fields: dict[str, Any] = {
        key: (hints[key], ... if parameter.default is inspect.Parameter.empty else parameter.default)
        for key, parameter in parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    title = "".join(part.capitalize() for part in name.split("_"))
    return create_model(title, __base__=Input, __module__=body.__module__, **fields), False


def given_id(given: Input, name: str) -> UUID | None:
    """Give the id in the input field ``name``, or None where it was left out."""
    value = getattr(given, name, None)
    return value if isinstance(value, UUID) else None
