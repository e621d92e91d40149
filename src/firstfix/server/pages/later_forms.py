"""Forms that a page fetches when somebody unfolds them, so that it does not draw what nobody opens.

Templates get :func:`later_maker` as ``later``: ``later("close_case", case)`` gives what
``command_form.html`` draws as ``command_later``. Without scripts its link leads to the same form on a
page of its own; with them ``GET /do/...?part=form`` brings the form alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from firstfix.kernel import policy
from firstfix.kernel.commands import Spec, find_command
from firstfix.server.pages.command_forms import MACHINE_FIELDS, has_row
from firstfix.server.pages.places import do_place
from firstfix.server.pages.words import command_label
from firstfix.server.security import actor_of

__all__ = ["NEVER_ON_CASE", "CommandLater", "later_maker"]

NEVER_ON_CASE = ("override_because",)
"""What a folded form does not ask: going round a gate is asked beside the gate."""


@dataclass(frozen=True, slots=True)
class CommandLater:
    """A command whose form is not drawn yet: its words and where the form is fetched."""

    command: str
    label: str
    href: str
    is_plain: bool
    """Whether nothing is asked, so that a button is enough."""
    is_allowed: bool
    is_possible: bool = True
    """Whether the state of the subject knows the step."""


def later_maker(request: HttpRequest) -> Callable[..., CommandLater]:
    """Give the function that templates call ``later``: command, subject, then what is fixed."""
    here = request.get_full_path()
    actor = actor_of(request)
    assert actor is not None

    def later(command: str, subject: Any = None, *, is_judged: bool = True, **given: Any) -> CommandLater:
        found = find_command(command)
        if found is None:
            raise LookupError(command)
        spec: Spec = found.spec
        asked = set(spec.input_model.model_fields) - MACHINE_FIELDS - {*NEVER_ON_CASE, *given}
        allowed = is_judged or policy.may(command, actor, None if spec.creates else subject, given) is True
        href = do_place(command, subject, **given, next=here)
        is_possible = subject is None or spec.creates or has_row(spec, subject)
        return CommandLater(command, command_label(spec), href or "", not asked, allowed, is_possible)

    return later
