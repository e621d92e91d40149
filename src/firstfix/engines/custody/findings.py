"""What a check found wrong: a code, its parameters, and a sentence for the person who has to act on it.

Every finding of the package is listed in ``TEMPLATES``, so that one place shows what can be found and
the message catalogue sees every sentence. Where a sentence could be read in two ways, it says what is
known and leaves the guilt open: a check sees a difference, never the hand that made it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from firstfix.engines.verdict import Scalar, mark

__all__ = ["TEMPLATES", "Finding", "ProofError"]

TEMPLATES: Mapping[str, str] = {
    # Subject chains
    "link_altered": mark(
        "Link {version} of {subject} does not have the hash it claims: it was changed after it was written."
    ),
    "version_missing": mark(
        "{subject} jumps from version {after} to version {version}: the links between them were removed."
    ),
    "version_repeated": mark("{subject} has version {version} again after version {after}: one is a copy."),
    "chain_broken": mark(
        "Version {version} of {subject} does not continue version {after}: one of the two was replaced."
    ),
    # Signed notes and checkpoints
    "note_malformed": mark("The signed note cannot be read: {reason}. Ask its sender for an unchanged copy."),
    "note_unsigned": mark("No key you trust signed the note of {name}. Ask for the right public key."),
    "note_forged": mark("The signature of {name} does not fit the note: the note was changed or forged."),
    "checkpoint_malformed": mark("The checkpoint cannot be read: {reason}. Ask for an unchanged copy."),
    "key_malformed": mark("The key cannot be read: {reason}. Copy the key's whole line again."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: ``code`` is a key of ``TEMPLATES``, ``line`` where in a file it is."""

    code: str
    params: Mapping[str, Scalar] = field(default_factory=dict)
    line: int | None = None

    @property
    def template(self) -> str:
        """Give the English template, to be translated at the edge."""
        return TEMPLATES[self.code]

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        sentence = self.template.format(**self.params)
        return sentence if self.line is None else f"Line {self.line}: {sentence}"


class ProofError(ValueError):
    """Raised where a note, key or proof cannot be read or trusted; ``finding`` says why."""

    def __init__(self, code: str, **params: Scalar) -> None:
        self.finding = Finding(code, params)
        super().__init__(self.finding.text())
