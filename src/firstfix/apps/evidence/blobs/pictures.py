"""Pictures as they may be shown: decoded and drawn anew, so that nothing but the picture is left.

Place, device, owner and comments of a photo (EXIF, XMP, IPTC) stay behind (S0-P02), and so does whatever
hides behind or between the picture's own bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

__all__ = ["Picture", "shown_picture", "thumbnail"]

# Phones take up to 50 million points; drawn larger than this side, a serial number reads no better.
_MOST_POINTS = 50_000_000
_SHOWN_SIDE_POINTS = 4000
_THUMBNAIL_SIDE_POINTS = 320
_JPEG_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# Everything that Pillow raises on hostile files; a warning counts where warnings are errors.
_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    OverflowError,
    MemoryError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that we drew ourselves."""

    content: bytes
    media_type: str


def shown_picture(file: BinaryIO) -> Picture | None:
    """Give the picture without metadata, upright, or None where it cannot be read or is too large."""
    return _drawn(file, _SHOWN_SIDE_POINTS)


def thumbnail(file: BinaryIO) -> Picture | None:
    """Give a small copy for lists, or None where there can be none."""
    return _drawn(file, _THUMBNAIL_SIDE_POINTS)


def _drawn(file: BinaryIO, side_points: int) -> Picture | None:
    try:
        with Image.open(file, formats=_FORMATS) as opened:
            # The header states the size; a small file may state a size that no memory holds.
            if opened.width * opened.height > _MOST_POINTS:
                return None
            has_sharp_edges = opened.format in {"PNG", "GIF"}
            opened.draft("RGB", (side_points, side_points))
            upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((side_points, side_points))
        return _written(upright, has_sharp_edges=has_sharp_edges)
    except _UNREADABLE:
        return None


def _written(picture: Image.Image, *, has_sharp_edges: bool) -> Picture:
    # Screenshots stay sharp as PNG; photos as PNG would be ten times as large.
    is_seen_through = picture.has_transparency_data
    kind = "PNG" if has_sharp_edges or is_seen_through else "JPEG"
    clean = picture.convert("RGBA" if is_seen_through else "RGB")
    clean.info.clear()
    written = io.BytesIO()
    clean.save(written, format=kind, quality=_JPEG_QUALITY)
    return Picture(written.getvalue(), f"image/{kind.lower()}")
