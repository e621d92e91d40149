"""Which fonts a PDF is set in, and which characters they can show.

PDF/A forbids a character without a glyph, and the compiler refuses such a document as a whole, so the
characters are asked of the fonts before the text is set. The reader of the ``cmap`` table follows
the OpenType specification, formats 4 and 12, which every font of the last twenty years has.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import typst

_BUNDLED = Path(__file__).parent / "fonts"
# (platform, encoding) of Unicode subtables, best first: full repertoire, then the basic plane.
_UNICODE_TABLES = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))


@lru_cache(maxsize=8)
def load_fonts(more_folders: tuple[str, ...] = ()) -> typst.Fonts:
    """Give the bundled fonts and those in ``more_folders``; nothing of the machine's own is used."""
    paths = [str(_BUNDLED), *more_folders]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)


@lru_cache(maxsize=8)
def shown_characters(more_folders: tuple[str, ...] = ()) -> frozenset[int]:
    """Give the code points that every weight of some family can show."""
    by_family: dict[str, list[Path]] = {}
    for path in _font_files(more_folders):
        by_family.setdefault(path.stem.partition("-")[0], []).append(path)
    families = [frozenset.intersection(*map(_characters, paths)) for paths in by_family.values()]
    return frozenset().union(*families)


@lru_cache(maxsize=8)
def fallback_families(more_folders: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Give the families to try after the text face, the bundled ones first."""
    bundled = ("Noto Sans Arabic", "Noto Sans Hebrew", "Noto Emoji")
    known = {"Source Sans 3", "Source Code Pro", *bundled}
    return bundled + tuple(name for name in load_fonts(more_folders).families() if name not in known)


def _font_files(more_folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in (_BUNDLED, *map(Path, more_folders)):
        yield from sorted(
            path for path in folder.iterdir() if path.suffix.lower() in {".ttf", ".otf", ".ttc"}
        )


def _characters(path: Path) -> frozenset[int]:
    font = path.read_bytes()
    start = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    table = _table_offset(font, start, b"cmap")
    offset = table + _unicode_subtable(font, table)
    (version,) = struct.unpack_from(">H", font, offset)
    read = _segmented_coverage if version == 12 else _segment_mapping
    return frozenset(read(font, offset))


def _table_offset(font: bytes, start: int, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, start + 4)
    for place in range(count):
        name, _checksum, offset, _length = struct.unpack_from(">4sIII", font, start + 12 + 16 * place)
        if name == tag:
            return int(offset)
    raise ValueError(f"The font has no {tag.decode('ascii')} table.")


def _unicode_subtable(font: bytes, table: int) -> int:
    (count,) = struct.unpack_from(">H", font, table + 2)
    found = {}
    for place in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", font, table + 4 + 8 * place)
        found[platform, encoding] = offset
    best = next((key for key in _UNICODE_TABLES if key in found), None)
    if best is None:
        raise ValueError("The font has no Unicode character map.")
    return int(found[best])


def _segmented_coverage(font: bytes, offset: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", font, offset + 12)
    for place in range(count):
        first, last, _glyph = struct.unpack_from(">III", font, offset + 16 + 12 * place)
        yield from range(first, last + 1)


def _segment_mapping(font: bytes, offset: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", font, offset + 6)
    lasts = struct.unpack_from(f">{doubled // 2}H", font, offset + 14)
    firsts = struct.unpack_from(f">{doubled // 2}H", font, offset + 16 + doubled)
    for first, last in zip(firsts, lasts, strict=True):
        yield from (code for code in range(first, last + 1) if code != 0xFFFF)
