"""The one template environment: autoescape, translations, filters and the few globals that pages use.

Django's Jinja2 backend calls :func:`environment`; a page rendered without Django (the gallery, a
report in a child process) calls :func:`equipped` with its own :class:`Surroundings`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, Undefined
from markupsafe import Markup

from firstfix.engines.diagnosis.wording import told_again
from firstfix.kernel.clock import now
from firstfix.server.addresses import address_of
from firstfix.server.drawing import curve, line_difference
from firstfix.server.folding import SpokenEnvironment
from firstfix.server.wording import Wording, bytes_size, first_upper, initials, markdown, short_hash

__all__ = ["TEMPLATES", "Surroundings", "environment", "equipped"]

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Give what templates need from outside: addresses, translations, the reader's zone and language."""

    static: Callable[[str], str]
    url: Callable[..., str]
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    zone: Callable[[], tzinfo]
    language: Callable[[], str]
    reads_right_to_left: Callable[[], bool]


def environment(**options: Any) -> Environment:
    """Give the environment for Django's Jinja2 backend (``OPTIONS["environment"]``).

    Templates come from an installation's ``DIRS`` first, then from the server, then from each app.
    """
    options.pop("autoescape", None)  # always on: a page that is not escaped is a hole
    own = [TEMPLATES, *(Path(app.path) / "templates" for app in apps.get_app_configs() if _is_ours(app.name))]
    loaders = [loader for loader in (options.pop("loader", None), FileSystemLoader(own)) if loader]
    bare = SpokenEnvironment(autoescape=True, loader=ChoiceLoader(loaders), **options)
    return equipped(bare, _DJANGO)


def equipped(bare: Environment, around: Surroundings) -> Environment:
    """Give ``bare`` with the project's translations, filters and globals."""
    bare.trim_blocks = bare.lstrip_blocks = True
    bare.add_extension("jinja2.ext.i18n")
    bare.add_extension("jinja2.ext.do")
    bare.install_gettext_callables(around.gettext, around.ngettext, newstyle=True)  # type: ignore[attr-defined]
    wording = Wording(around.gettext, around.ngettext, around.zone)
    # What a site check found is kept in English, and told in the language of who reads.
    bare.filters["retold"] = lambda text: told_again(str(text), around.gettext)
    bare.filters.update(_filters(wording) | {"span": _silent_without_value(_spans(around, wording))})
    bare.globals.update(_globals(around, wording))
    return bare


def _is_ours(name: str) -> bool:
    return name.startswith("firstfix.")


def _filters(wording: Wording) -> dict[str, Callable[..., Any]]:
    named: dict[str, Callable[..., Any]] = {
        "ago": wording.ago,
        "at": wording.at,
        "stamp": wording.stamp,
        "minutes": wording.minutes,
        "sentence": wording.sentence,
        "short_hash": short_hash,
        "bytes_size": bytes_size,
        "capitalize": first_upper,
        "markdown": markdown,
        "initials": initials,
    }
    return {name: _silent_without_value(apply) for name, apply in named.items()}


def _spans(around: Surroundings, wording: Wording) -> Callable[..., str]:
    """Give the filter ``span``, which worded nearly every duration of a list before."""

    @lru_cache(maxsize=4096)
    def worded(_language: str, whole_minutes: int, clock: str) -> str:
        return wording.span(whole_minutes, clock)

    def span(count: float | None, clock: str = "") -> str:
        return "" if count is None else worded(around.language(), round(count), clock)

    return span


def _silent_without_value(apply: Callable[..., Any]) -> Callable[..., Any]:
    """Give a filter that answers "" for a name the page does not know, as Jinja2 does when it prints one."""

    def tolerant(value: Any, *args: Any) -> Any:
        return "" if isinstance(value, Undefined) else apply(value, *args)

    return tolerant


def _globals(around: Surroundings, wording: Wording) -> dict[str, Any]:
    return {
        "static": around.static,
        "gettext_of": around.gettext,
        "url": around.url,
        "now": now,
        "icon": _icon_drawer(around.static),
        "curve": curve,
        "line_difference": line_difference,
        "language": around.language,
        "direction": lambda: "rtl" if around.reads_right_to_left() else "ltr",
        "browser_words": lambda: _browser_words(around.gettext, wording),
    }


def _icon_drawer(address: Callable[[str], str]) -> Callable[..., Markup]:
    # A list of fifty rows draws some six hundred icons of thirty kinds, in up to a few languages.
    @lru_cache(maxsize=1024)
    def icon(name: str, *, label: str = "", kind: str = "") -> Markup:
        """Give one drawing of ``icons.svg``; silent for readers unless it has a ``label``."""
        spoken = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
        return Markup('<svg class="icon {}" {}><use href="{}#{}"/></svg>').format(
            kind, spoken, address("firstfix/icons.svg"), name
        )

    return icon


def _browser_words(gettext: Callable[[str], str], wording: Wording) -> dict[str, str]:
    """Give the sentences that the page's own modules say, already translated."""
    return wording.age_words() | {
        "online": gettext("Online"),
        "offline": gettext("Offline"),
        "not_sent": gettext(
            "Not sent: the server cannot be reached. What you wrote is kept here. Try again."
        ),
        "failed": gettext(
            "The server could not finish this. Nothing was changed. Try again, or reload the page."
        ),
        "copied": gettext("Copied"),
        "chosen_to_copy": gettext("Chosen: copy it with your keys"),
        "no_reason": gettext("The reason could not be fetched. Open the record to read it."),
        "draft_kept": gettext("Draft kept on this device."),
        "draft_restored": gettext("Your draft from {when} is back."),
        "discard": gettext("Discard draft"),
        "dismiss": gettext("Dismiss"),
        "remove_file": gettext("Remove {name}"),
        "file_too_large": gettext("{name} is larger than {limit}. Choose a smaller file."),
        "files_chosen": gettext("{n} chosen"),
        "sending": gettext("Sending: {n} %"),
        "rows_chosen": gettext("{n} chosen"),
        "changed_here": gettext("Something changed here."),
        "show_it": gettext("Show it"),
        "no_command": gettext("No command matches. Try another word."),
        "theme_system": gettext("Theme: as the system"),
        "theme_light": gettext("Theme: light"),
        "theme_dark": gettext("Theme: dark"),
        "keys_on": gettext("Single keys: on"),
        "keys_off": gettext("Single keys: off"),
    }


def _gettext(text: str) -> str:
    """Give the words in the reader's language; ours are few and asked for some hundred times a page."""
    return _known(translation.get_language(), text) if type(text) is str else translation.gettext(text)


@lru_cache(maxsize=8192)
def _known(_language: str | None, text: str) -> str:
    return translation.gettext(text)


_DJANGO = Surroundings(
    # The same few files on every page; their addresses change with their content, and so with the process.
    static=lru_cache(maxsize=256)(static),
    url=lambda name, *args, **kwargs: (
        reverse(name, args=args, kwargs=kwargs) if kwargs else address_of(name, *args)
    ),
    gettext=_gettext,
    ngettext=translation.ngettext,
    zone=timezone.get_current_timezone,
    language=lambda: translation.get_language() or "en",
    reads_right_to_left=translation.get_language_bidi,
)
