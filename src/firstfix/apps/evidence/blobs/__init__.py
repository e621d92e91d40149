"""Bytes on disk: kept under their hash, told by their content, and turned into what may be shown.

Nothing here knows the database; ``commands/store_blob.py`` keeps the rows.
"""

from firstfix.apps.evidence.blobs.pictures import Picture, shown_picture, thumbnail
from firstfix.apps.evidence.blobs.shelf import (
    ArrivedBytes,
    TooLarge,
    arriving,
    is_kept,
    keep,
    kept_path,
    open_kept,
    remove_kept,
    storage_path,
)
from firstfix.apps.evidence.blobs.sniffing import SNIFFED_BYTE_COUNT, is_picture, is_text, sniff
from firstfix.apps.evidence.blobs.texts import LARGEST_TEXT_BYTES, NoText, redacted_text

__all__ = [
    "LARGEST_TEXT_BYTES",
    "SNIFFED_BYTE_COUNT",
    "ArrivedBytes",
    "NoText",
    "Picture",
    "TooLarge",
    "arriving",
    "is_kept",
    "is_picture",
    "is_text",
    "keep",
    "kept_path",
    "open_kept",
    "redacted_text",
    "remove_kept",
    "shown_picture",
    "sniff",
    "storage_path",
    "thumbnail",
]
