"""What a file is, told from its first bytes and from nothing that its sender says.

The signatures are those that the formats' own specifications give; the row says which. What fits no
row is text where it reads as UTF-8 or UTF-16, else it is just bytes.
"""

from __future__ import annotations

import re

__all__ = ["SNIFFED_BYTE_COUNT", "is_picture", "is_text", "sniff"]

# Enough for every signature below, and to find the root element of SVG behind its prolog.
SNIFFED_BYTE_COUNT = 4096

# (offset, first bytes, media type)
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),  # PNG, section 5.2
    (0, b"\xff\xd8\xff", "image/jpeg"),  # ITU-T T.81, annex B
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),  # RFC 9649, section 2.4; behind RIFF and a length
    (0, b"II*\x00", "image/tiff"),  # TIFF 6.0, section 2
    (0, b"MM\x00*", "image/tiff"),
    (4, b"ftypheic", "image/heic"),  # ISO/IEC 23008-12
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftyp", "video/mp4"),  # ISO/IEC 14496-12
    (0, b"\x1aE\xdf\xa3", "video/webm"),  # EBML, RFC 8794
    (0, b"OggS", "application/ogg"),  # RFC 3533
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"%PDF-", "application/pdf"),  # ISO 32000-2, section 7.5.2
    (0, b"PK\x03\x04", "application/zip"),  # APPNOTE 4.3.7; office documents too
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b\x08", "application/gzip"),  # RFC 1952
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),  # RFC 8878
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),  # POSIX.1, pax
    (0, b"\xd4\xc3\xb2\xa1", "application/vnd.tcpdump.pcap"),  # draft-ietf-opsawg-pcap
    (0, b"\xa1\xb2\xc3\xd4", "application/vnd.tcpdump.pcap"),
    (0, b"\x4d\x3c\xb2\xa1", "application/vnd.tcpdump.pcap"),
    (0, b"\xa1\xb2\x3c\x4d", "application/vnd.tcpdump.pcap"),
    (0, b"\x0a\x0d\x0d\x0a", "application/x-pcapng"),  # draft-ietf-opsawg-pcapng
    (0, b"ElfFile\x00", "application/x-ms-evtx"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"MZ", "application/vnd.microsoft.portable-executable"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
)
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_MARKUP = (
    (re.compile(r"<svg[\s>:]", re.IGNORECASE), "image/svg+xml"),
    (re.compile(r"<(?:!doctype\s+html|html|head|body|script|iframe|meta)[\s>/]", re.IGNORECASE), "text/html"),
    (re.compile(r"\A\s*<\?xml\s", re.IGNORECASE), "application/xml"),
)
_TEXT = frozenset({"text/plain", "text/html", "image/svg+xml", "application/xml"})
# Controls that stand in logs: tab, line ends, form feed, and ESC of coloured terminals.
_CONTROLS_IN_TEXT = frozenset("\t\n\r\f\x1b\x08\x07")


def sniff(head: bytes) -> str:
    """Give the media type of a file by its first :data:`SNIFFED_BYTE_COUNT` bytes."""
    for offset, signature, media_type in _SIGNATURES:
        if head[offset : offset + len(signature)] == signature:
            return media_type
    text = _text(head)
    if text is None:
        return "application/octet-stream"
    return next((media_type for pattern, media_type in _MARKUP if pattern.search(text)), "text/plain")


def is_picture(media_type: str) -> bool:
    """Tell whether the type is one of which a shown copy can be made."""
    return media_type in _PICTURES


def is_text(media_type: str) -> bool:
    """Tell whether the type is one that can be read for secrets."""
    return media_type in _TEXT


def _text(head: bytes) -> str | None:
    encoding = _BYTE_ORDER_MARKS.get(head[:2], "utf-8-sig")
    try:
        text = head.decode(encoding)
    except UnicodeDecodeError as error:
        # The head may cut the last letter in two; an error before that is no text.
        if len(head) < SNIFFED_BYTE_COUNT or error.start < len(head) - 4:
            return None
        text = head[: error.start].decode(encoding)
    is_clean = all(letter >= " " or letter in _CONTROLS_IN_TEXT for letter in text)
    return text if is_clean else None
