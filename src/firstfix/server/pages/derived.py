"""English words that pages make from names, told apart so that the message catalogue can hold them.

A command or a field without hand-written words is called by its name, a code by itself, and the first
line of a command's docstring explains it. What is made this way is looked up in the catalogue like any
other text; ``bin/messages`` collects it here.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from firstfix.engines.lifecycle.words import STATE_WORDS
from firstfix.kernel import policy
from firstfix.kernel.commands import Spec, all_commands, all_subjects
from firstfix.server.pages.command_forms import MACHINE_FIELDS, is_for_pages
from firstfix.server.pages.fields import code_sentences, shape_of
from firstfix.server.pages.words import command_sentence, field_sentence, noun_sentence

__all__ = ["derived_words"]


def derived_words() -> frozenset[str]:
    """Give every English text that pages derive from commands, fields, codes, nouns and conditions."""
    found = {name.replace("_", " ") for name in policy.relation_names()}
    found |= {noun_sentence(subject.noun) for subject in all_subjects()}
    found |= {state.replace("_", " ").capitalize() for state in STATE_WORDS}
    for command in all_commands():
        spec = command.spec
        found |= {spec.summary, command_sentence(spec.name)}
        if is_for_pages(spec):
            found |= set(_of_fields(spec.input_model, spec))
    return frozenset(found - {""})


def _of_fields(model: type[BaseModel], spec: Spec) -> Iterator[str]:
    for name, info in model.model_fields.items():
        if name not in MACHINE_FIELDS:
            shape = shape_of(info)
            yield field_sentence(name, spec.name)
            yield from code_sentences(info)
            if shape.parts is not None:
                yield from _of_fields(shape.parts, spec)
