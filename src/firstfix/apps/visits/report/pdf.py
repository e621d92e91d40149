"""The document as PDF/A-2b, tagged, set by typst from data alone.

No markup is ever built from text: the template reads one JSON value, and strings in typst content are
shown, not parsed. Fonts come from this folder, never from the machine, and the only date is the one in
the document, so the same document gives the same bytes anywhere.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import typst

from firstfix.apps.visits.report.fonts import fallback_families, load_fonts, shown_characters
from firstfix.apps.visits.report.pictures import settable_picture
from firstfix.apps.visits.report.settable import make_settable
from firstfix.engines.documents.readable import Plain

_TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
# ISO 19005-2 level B for keeping, ISO 14289-1 for readers with assistive technology.
_STANDARDS: list[typst.PDFStandard] = ["a-2b", "ua-1"]
_NO_GLYPH = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# Each round takes out the cluster that the compiler named. More rounds than this mean a text made to resist.
_ROUNDS = 20


def render_pdf(
    plain: Plain | Mapping[str, Any],
    *,
    prepared_at: datetime,
    pictures: Mapping[str, bytes] | None = None,
    font_folders: tuple[str, ...] = (),
    template: Path = _TEMPLATE,
) -> bytes:
    """Give a document that was read out as PDF bytes.

    ``prepared_at`` (aware) is the only date in the file. ``pictures`` are JPEG or PNG bytes by SHA-256; a
    missing or unreadable one is named by its hash. ``font_folders`` are searched for characters that the
    bundled fonts lack, for instance Chinese. ``template`` sets another shape of document. Raises
    ``typst.TypstError`` when the template is broken.
    """
    with tempfile.TemporaryDirectory(prefix="firstfix-pdf-") as folder:
        shown_pictures = _write_pictures(Path(folder), pictures or {})
        shown = shown_characters(font_folders)
        compiled = partial(
            _compile,
            Path(folder),
            template=template,
            prepared_at=prepared_at,
            fonts=load_fonts(font_folders),
        )
        for _round in range(_ROUNDS):
            inputs = _inputs(make_settable(plain, shown), shown_pictures, font_folders)
            try:
                return compiled(inputs)
            except typst.TypstError as error:
                shown = shown - _without_glyph(error)
        inputs = _inputs(make_settable(plain, frozenset(range(0x7F))), shown_pictures, font_folders)
        return compiled(inputs)


def _write_pictures(folder: Path, pictures: Mapping[str, bytes]) -> dict[str, str]:
    names: dict[str, str] = {}
    for place, (digest, picture) in enumerate(sorted(pictures.items())):
        settable = settable_picture(picture)
        if settable is not None:
            names[digest] = f"picture-{place}.png"
            (folder / names[digest]).write_bytes(settable)
    return names


def _inputs(plain: Any, pictures: dict[str, str], font_folders: tuple[str, ...]) -> dict[str, str]:
    shown = {"document": plain, "pictures": pictures, "fallback": fallback_families(font_folders)}
    return {"shown": json.dumps(shown, sort_keys=True)}


def _compile(
    folder: Path, inputs: dict[str, str], *, template: Path, prepared_at: datetime, fonts: typst.Fonts
) -> bytes:
    compiler = typst.Compiler(
        template.read_bytes(),
        root=str(folder),
        font_paths=fonts,
        ignore_system_fonts=True,
    )
    compiled = compiler.compile(
        format="pdf", sys_inputs=inputs, pdf_standards=_STANDARDS, timestamp=int(prepared_at.timestamp())
    )
    if not isinstance(compiled, bytes):
        raise TypeError("The compiler gave several files where one PDF was asked for.")
    return compiled


def _without_glyph(error: typst.TypstError) -> frozenset[int]:
    found = _NO_GLYPH.search(str(error))
    if found is None:
        raise error
    text = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), found.group("text"))
    return frozenset(map(ord, text))
