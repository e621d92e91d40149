"""Pictures made fit for print: decoded once, turned upright, no larger than a page can show."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

# 170 mm of text width at 200 dots an inch, which print shows without visible loss.
_LARGEST_SIDE_PIXELS = 1340


def settable_picture(picture: bytes) -> bytes | None:
    """Give a PNG without metadata for ``picture``, or ``None`` where the bytes are no readable picture."""
    try:
        with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG", "WEBP")) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    upright.thumbnail((_LARGEST_SIDE_PIXELS, _LARGEST_SIDE_PIXELS))
    written = io.BytesIO()
    upright.save(written, format="PNG", optimize=False)
    return written.getvalue()
