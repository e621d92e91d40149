"""The language of a report: sentences of findings, requests and the report's own words, in one language."""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import firstfix
from firstfix.cli.preflighting.files import BadInput
from firstfix.engines.diagnosis import Finding, Spec
from firstfix.engines.diagnosis.hindrances import HINDRANCES
from firstfix.engines.diagnosis.requesting import request_text
from firstfix.engines.diagnosis.retelling import retold
from firstfix.engines.verdict import mark

__all__ = ["ENGLISH", "Speaking", "speaking_of"]

_LOCALE: Final = Path(firstfix.__file__).parent / "server" / "locale"
# POSIX, section 8.2: the first of these that is set says the language of messages.
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")

# The values of statuses, domains, confidences and whom to ask, as the catalogue collects them.
_VALUES: Final = (
    mark("pass"), mark("warn"), mark("fail"), mark("blocked"), mark("unknown"), mark("skipped"),
    mark("physical"), mark("network"), mark("time"), mark("certificates"), mark("os"), mark("application"),
    mark("customer-environment"), mark("certain"), mark("likely"), mark("possible"),
    mark("the person on site"), mark("the customer's network team"), mark("the customer's firewall team"),
    mark("the customer's DNS team"), mark("the customer's time service team"),
    mark("the customer's proxy team"), mark("whoever issues the certificate of the server"),
    mark("whoever runs the server"), mark("whoever administers this computer"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speaking:
    """One language: ``gettext`` and ``ngettext`` give a text in it, the English one where it has none."""

    code: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str] = gettext.NullTranslations().ngettext

    def said(self, template: str, /, **params: Any) -> str:
        """Give a sentence with its places filled."""
        return self.gettext(template).format(**params)

    def finding(self, finding: Finding) -> str:
        """Give what a finding says."""
        return self.gettext(finding.cause.code.sentence).format(**self._spoken(finding.cause.params))

    def error(self, text: str) -> str:
        """Give what kept a probe from looking."""
        return retold(text, HINDRANCES, self.gettext)

    def request(self, finding: Finding, spec: Spec) -> str:
        """Give what is asked for, in the spec's own words where it has some in this language."""
        check = spec.check(finding.check_id)
        if self.code == "en" or check is None:
            return finding.request.text
        return request_text(
            finding.cause, check, finding.request.source, language=self.code, translated=self.gettext
        )

    def _spoken(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**params, "what": self.gettext(str(params["what"]))} if "what" in params else params


ENGLISH: Final = Speaking("en", str)


def speaking_of(asked: str | None) -> Speaking:
    """Give the language that is asked for, else the system's, else English. Raises BadInput."""
    code = asked or _language_of_system()
    if code == "en":
        return ENGLISH
    known = sorted(path.parent.parent.name for path in _LOCALE.glob("*/LC_MESSAGES/django.mo"))
    if code not in known:
        if asked is None:
            return ENGLISH
        raise BadInput(
            f"--language {code!r}: there is none of this code. Known: {', '.join(['en', *known])}."
        )
    with (_LOCALE / code / "LC_MESSAGES" / "django.mo").open("rb") as stream:
        found = gettext.GNUTranslations(stream)
    return Speaking(code, found.gettext, found.ngettext)


def _language_of_system() -> str:
    """Give the language part of ``de_CH.UTF-8``, English where nothing is set."""
    said = next(filter(None, (os.environ.get(name, "") for name in _VARIABLES)), "en")
    code = said.partition(".")[0].partition("_")[0].casefold()
    return code if code.isalpha() and code not in {"c", "posix"} else "en"
