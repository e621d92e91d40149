"""How the verbs of ``firstfix`` read their words: every verb explains itself and takes nothing unknown."""

from __future__ import annotations

import argparse
import re

__all__ = ["verb_parser"]


def verb_parser(verb: str, module_words: str | None) -> argparse.ArgumentParser:
    """Give a parser for ``firstfix VERB`` that explains itself by its module's docstring."""
    return argparse.ArgumentParser(
        f"firstfix {verb}",
        description=_plain(module_words or ""),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _plain(words: str) -> str:
    """Give a docstring without its first ``firstfix verb:`` and without reStructuredText's marks."""
    told = re.sub(r"^``firstfix [^`]*``: ", "", words.strip()).replace("``", "'")
    return told[:1].upper() + told[1:]
