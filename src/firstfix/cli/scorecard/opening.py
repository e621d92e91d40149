"""The file of a log, opened as text or bytes: unpacked where it is compressed, refused where it is no log."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, TextIO, cast

__all__ = ["BadInput", "Misread", "broken_packing", "form_of", "opened_bytes", "opened_text"]

_GZIP: Final = b"\x1f\x8b"
# So much of a file tells what it is.
_BEGINNING: Final = 1024
# How files begin that are no table: what they are, and what to do.
_OTHER: Final = (
    (b"\xff\xfe", "is UTF-16. Save it as UTF-8, such as 'CSV UTF-8' in a spreadsheet"),
    (b"\xfe\xff", "is UTF-16. Save it as UTF-8, such as 'CSV UTF-8' in a spreadsheet"),
    (b"PK\x03\x04", "is a workbook or an archive. Save the sheet with the log as 'CSV UTF-8' first"),
    (b"PAR1", "is Parquet. Let its name end in .parquet"),
    (b"{", "is JSON. Turn it into CSV with one event a row"),
    (b"[", "is JSON. Turn it into CSV with one event a row"),
)
_HANDLER: Final = "firstfix.windows-1252"


class BadInput(Exception):
    """What is wrong with the file, the mapping or the words of the verb, in sentences."""


class Misread:
    """Counts the places of a text that are no UTF-8; they are read as Windows-1252 instead."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        """Give what the bytes are in Windows-1252, and where to go on."""
        if not isinstance(error, UnicodeDecodeError):
            raise error
        self.count += 1
        return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


def form_of(path: Path) -> str:
    """Give "parquet", "xes" or "csv", by the file's ending or, for XML, its beginning.

    Raises BadInput with a sentence for what is none of them, and OSError.
    """
    ending = Path(path.stem).suffix if path.suffix.casefold() == ".gz" else path.suffix
    if ending.casefold() in {".parquet", ".xes"}:
        return ending.casefold()[1:]
    with broken_packing(path), opened_bytes(path) as file:
        beginning = file.read(_BEGINNING)
    for sign, sentence in _OTHER:
        if beginning.startswith(sign):
            raise BadInput(f"{path}: it {sentence}.")
    if beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        if b"<log" in beginning or b":log" in beginning or b"xes" in beginning:
            return "xes"
        raise BadInput(f"{path}: it is a page or another XML, and no log in CSV or XES.")
    return "csv"


def opened_bytes(path: Path) -> IO[bytes]:
    """Give the file as bytes, unpacked where it is compressed with gzip."""
    return cast("IO[bytes]", gzip.open(path)) if _is_packed(path) else path.open("rb")


def opened_text(path: Path, misread: Misread | None = None) -> TextIO:
    """Give the file as text, unpacked where it is compressed; ``misread`` is asked where it is no UTF-8."""
    codecs.register_error(_HANDLER, misread or Misread())
    if _is_packed(path):
        return cast("TextIO", gzip.open(path, "rt", encoding="utf-8", errors=_HANDLER, newline=""))
    return path.open(encoding="utf-8", errors=_HANDLER, newline="")


@contextmanager
def broken_packing(path: Path) -> Iterator[None]:
    """Turn what a damaged compressed file raises into BadInput."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadInput(f"{path}: the compressed file is damaged or breaks off ({error}).") from None


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_GZIP)) == _GZIP
