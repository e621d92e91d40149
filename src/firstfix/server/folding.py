"""Templates that are compiled once for each language, with what cannot change already in them.

A page of fifty rows asks for some thousand words, drawings and addresses of files that are the same for
every reader of one language. :class:`SpokenEnvironment` writes them into the compiled template, so that
drawing a page costs only what differs from reader to reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from typing import Any
from uuid import UUID

from django.utils import translation
from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # tests hold it to escape

__all__ = ["SpokenEnvironment", "printed"]

# A place in words that is filled by name, as gettext writes it.
_PLACE = re.compile(r"%\((\w+)\)s")
_PRINTED = f"{__name__}.printed"
# Globals whose answer to constant arguments is the same for as long as the process and the language are.
_CONSTANT = frozenset({"icon", "static", "browser_words", "language", "direction"})


def printed(value: Any) -> str:
    """Give what a template prints of a value: the same words as ``markupsafe.escape``, as a plain string.

    What is printed is joined and never looked at again, so the wrapping of each piece is saved: a page
    of fifty rows prints a thousand pieces.
    """
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    # Neither has a letter that means anything to HTML.
    return str(value) if kind is int or kind is UUID else escape(value)


class _Printing(CodeGenerator):
    """Writes templates that print through :func:`printed`."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Begin with the import of what prints."""
        node.body.insert(0, nodes.ExprStmt(nodes.ImportedName(_PRINTED), lineno=1))
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        is_plain = frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None
        if is_plain:
            self.write(f"{self.import_aliases[_PRINTED]}(")
        else:
            super()._output_child_pre(node, frame, finalize)


class SpokenEnvironment(Environment):
    """A template environment with one compiled set of templates for each language.

    ``spoken`` is the language of this set; the empty word stands for the environment that leads to the
    sets. An environment that knows one language only (the gallery) sets it once.
    """

    spoken = ""
    code_generator_class = _Printing

    def __init__(self, **options: Any) -> None:
        """Start without any language's set."""
        super().__init__(**options)
        self.sets: dict[str, SpokenEnvironment] = {}

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:  # noqa: A002
        if self.spoken:
            return super()._load_template(name, globals)
        language = translation.get_language() or "en"
        own = self.sets.get(language)
        if own is None:
            own = self.sets[language] = self.overlay()
            own.spoken = language
        return own._load_template(name, globals)  # noqa: SLF001 - of its own kind

    def _generate(self, source: nodes.Template, *args: Any, **named: Any) -> str:
        if self.spoken:
            with translation.override(self.spoken):
                source = _Folding(self).visit(source)
        return super()._generate(source, *args, **named)


class _Folding(NodeTransformer):
    def __init__(self, around: SpokenEnvironment) -> None:
        self.around = around

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - named by jinja2.visitor
        """Let words and what is filled into them stand side by side, with the rest of what is printed."""
        node.nodes = [piece for child in node.nodes for piece in self._apart(child)]
        return self.generic_visit(node)

    def _apart(self, child: nodes.Expr) -> list[nodes.Expr]:
        if not isinstance(child, nodes.Call) or not _is_words(child):
            return [child]
        told = Markup(self._global("gettext_of")(child.args[0].as_const()))  # noqa: S704 - our own words
        pieces, filled = _PLACE.split(told), {one.key: one.value for one in child.kwargs}
        is_plain = not any("%" in piece for piece in pieces[::2])
        if not is_plain or sorted(pieces[1::2]) != sorted(filled):
            return [child]
        return [
            filled[piece] if index % 2 else nodes.TemplateData(Markup(piece), lineno=child.lineno)  # noqa: S704 - a part of them
            for index, piece in enumerate(pieces)
        ]

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - named by jinja2.visitor
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return node
        name = node.node.name
        if not all(isinstance(one, nodes.Const) for one in node.args):
            return node
        given = [one.value for one in node.args if isinstance(one, nodes.Const)]
        if name == "_" and len(given) == 1:
            return self._words(node, given[0])
        if name in _CONSTANT and all(isinstance(one.value, nodes.Const) for one in node.kwargs):
            named = {one.key: one.value.as_const() for one in node.kwargs}
            return nodes.Const(self._global(name)(*given, **named), lineno=node.lineno)
        return node

    def _words(self, node: nodes.Call, text: str) -> nodes.Node:
        """Give the words as Jinja2's new-style gettext does: safe, with what is filled in escaped."""
        words = Markup(self._global("gettext_of")(text))  # noqa: S704 - our own words
        if not node.kwargs:
            return nodes.Const(words % {}, lineno=node.lineno)
        pairs = [nodes.Pair(nodes.Const(one.key), one.value, lineno=node.lineno) for one in node.kwargs]
        filled = nodes.Dict(pairs, lineno=node.lineno)
        return nodes.Mod(nodes.Const(words, lineno=node.lineno), filled, lineno=node.lineno)

    def _global(self, name: str) -> Callable[..., Any]:
        return self.around.globals[name]  # type: ignore[return-value]


def _is_words(call: nodes.Call) -> bool:
    """Tell whether a call asks for words that are known now, filled by name."""
    is_gettext = isinstance(call.node, nodes.Name) and call.node.name == "_"
    is_named = bool(call.kwargs) and not (call.dyn_args or call.dyn_kwargs)
    return is_gettext and is_named and len(call.args) == 1 and isinstance(call.args[0], nodes.Const)
