"""Commands: the only things that change anything.

A command is declared where its body stands::

    @command(on="work_order", says=mark("{actor} closed the work order: {outcome}."))
    def close_work_order(work: Work, work_order: WorkOrder, *, outcome: Outcome) -> None:
        \"\"\"Close the work order for good.\"\"\"
        ...

and called everywhere else as ``close_work_order(context, work_order_id, outcome=...)``, which gives
a :class:`Done` or a :class:`~firstfix.kernel.refusal.Refusal`. A creating command (``creates=True``)
has no subject yet: its body makes the row with ``id=work.subject_id, version=1`` and returns it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict, Unpack
from uuid import UUID

from firstfix.kernel.commands.context import Channel, CommandContext, Done
from firstfix.kernel.commands.inputs import Input
from firstfix.kernel.commands.running import carry_out
from firstfix.kernel.commands.spec import (
    Kind,
    Spec,
    Touch,
    all_commands,
    find_command,
    input_model_of,
    register_command,
)
from firstfix.kernel.commands.subjects import Subject, all_subjects, register_subject, see, subject_of
from firstfix.kernel.commands.work import Work
from firstfix.kernel.refusal import Refusal

__all__ = [
    "Channel",
    "Command",
    "CommandContext",
    "Done",
    "Input",
    "Kind",
    "Spec",
    "Subject",
    "Touch",
    "Work",
    "all_commands",
    "all_subjects",
    "command",
    "find_command",
    "register_subject",
    "see",
    "subject_of",
]


class Command:
    """A callable command: ``command(context, subject_id, **input)`` gives Done or Refusal."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.__name__ = spec.name
        self.__doc__ = spec.body.__doc__

    def __call__(
        self, context: CommandContext, subject_id: UUID | None = None, /, **given: Any
    ) -> Done | Refusal:
        """Carry the command out, or say why not."""
        if (subject_id is None) is not self.spec.creates:
            raise TypeError(f"{self.spec.name} takes {'no' if self.spec.creates else 'a'} subject id.")
        return carry_out(self.spec, context, subject_id, given)

    def __repr__(self) -> str:
        return f"<command {self.spec.name}>"


class Declared(TypedDict, total=False):
    """What a command may say of itself besides its noun.

    ``creates``: there is no subject yet, the body makes it. ``touches``: other subjects to lock and
    link. ``edits``: the fields that the seen version guards. ``says``: the sentence that the timeline
    shows. ``is_public``: a customer sees that sentence too.
    """

    creates: bool
    kind: Kind
    touches: tuple[Touch, ...]
    edits: tuple[str, ...]
    says: str
    is_public: bool


def command(*, on: str, **declared: Unpack[Declared]) -> Callable[[Callable[..., Any]], Command]:
    """Declare a command on the subject noun ``on``; :class:`Declared` says what else can be told."""

    def declare(body: Callable[..., Any]) -> Command:
        model, takes_model = input_model_of(body.__name__, body)
        spec = Spec(
            name=body.__name__,
            on=on,
            capability=body.__module__.split(".")[2],
            body=body,
            input_model=model,
            takes_model=takes_model,
            summary=(body.__doc__ or "").strip().partition("\n")[0],
            **declared,
        )
        made = Command(spec)
        register_command(made)
        return made

    return declare
