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
    # Exports
    "line_malformed": mark("This line cannot be used: {reason}."),
    "line_unexpected": mark("A line of kind {kind} cannot stand here: lines were moved, added or removed."),
    "origin_unknown": mark("The export is of the log {name}, which none of the keys you trust belongs to."),
    "row_altered": mark("The body of this row does not have the hash {hash}: one of the two was changed."),
    "row_unreadable": mark("The body of this row is not a JSON object with each name once."),
    "row_unlinked": mark("The row in front of this line has no link: the log does not cover it."),
    "text_foreign": mark("The row above does not mention this text, or has it already."),
    "text_altered": mark(
        "This text is not the one the row above was written with: text or salt was changed."
    ),
    "leaf_missing": mark("Entry {index} stands where entry {expected} belongs: those between were removed."),
    "leaf_repeated": mark("Entry {index} stands where entry {expected} belongs: a copy, or out of order."),
    "link_of_other_row": mark("Link {version} of {subject} belongs to another row than the one above it."),
    "checkpoint_foreign": mark("The checkpoint is of the log {name}, not of the log of this export."),
    "checkpoint_ahead": mark(
        "The checkpoint covers {size} entries, but only {found} stand above it: entries were removed."
    ),
    "checkpoint_behind": mark(
        "The checkpoint covers {size} entries, but {found} stand above it: it was moved or rolled back."
    ),
    "checkpoint_inconsistent": mark(
        "The checkpoint over {size} entries was signed for another history: "
        "something between entry {since} and entry {size} was changed, or the checkpoint is not of this log."
    ),
    "checkpoint_missing": mark("No checkpoint vouches for this export: nothing in it is signed."),
    "tail_unsigned": mark(
        "The last {count} entries come after the newest checkpoint: nobody signed for them yet. "
        "Ask for an export with a checkpoint at its end."
    ),
    "kept_ahead": mark(
        "You keep a checkpoint over {size} entries, the export has {found}: its end was removed or an older "
        "state was restored."
    ),
    "kept_inconsistent": mark(
        "You keep a checkpoint over {size} entries, signed for another history: the log was rewritten."
    ),
    "count_wrong": mark("The last line speaks of {told} {kind}, the export has {found}."),
    "export_cut": mark("The export has no last line: it was cut off. Fetch it again."),
    # Manifests of evidence
    "manifest_malformed": mark("The manifest cannot be used: {reason}."),
    "file_missing": mark("The file {name} was sealed and is not here."),
    "file_extra": mark("The file {name} is here and was not sealed."),
    "file_resized": mark("The file {name} has {size} bytes; it was sealed with {sealed}."),
    "file_altered": mark("The content of the file {name} is not the one that was sealed."),
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
