"""What the timeline says of each command: taught by the commands as they are declared."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Sentence", "sentence_of", "teach"]


class Sentence(NamedTuple):
    """The template that a command shows, and whether a customer sees it too."""

    says: str = ""
    is_public: bool = False


_sentences: dict[str, Sentence] = {}


def teach(command: str, says: str, *, is_public: bool) -> None:
    """Let the timeline know what ``command`` says."""
    _sentences[command] = Sentence(says, is_public)


def sentence_of(command: str) -> Sentence:
    """Give what the timeline says of ``command``, nothing for one that no longer exists."""
    return _sentences.get(command, Sentence())
