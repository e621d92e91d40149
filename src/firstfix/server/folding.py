"""Templates that are compiled once for each language, with what cannot change already in them.

A page of fifty rows asks for some thousand words, drawings and addresses of files that are the same for
every reader of one language. :class:`SpokenEnvironment` writes them into the compiled template, so that
drawing a page costs only what differs from reader to reader.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from django.utils import translation
from jinja2 import Environment, Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

__all__ = ["SpokenEnvironment"]

# Globals whose answer to constant arguments is the same for as long as the process and the language are.
_CONSTANT = frozenset({"icon", "static", "browser_words", "language", "direction"})


class SpokenEnvironment(Environment):
    """A template environment with one compiled set of templates for each language.

    ``spoken`` is the language of this set; the empty word stands for the environment that leads to the
    sets. An environment that knows one language only (the gallery) sets it once.
    """

    spoken = ""

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
