"""The shelf of stored bytes: one file per content, told by its content, nothing hostile unpacked."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import struct
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from firstfix.apps.evidence import blobs
from firstfix.apps.evidence.commands import add_evidence, clear_orphans, store_blob
from firstfix.apps.evidence.commands.inputs import shown_name
from firstfix.apps.evidence.models import BlobDerivation, BlobUpload, FileBlob
from firstfix.kernel import clock
from firstfix.kernel.identity import system_actor
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.jobs.running import JobRun
from firstfix.kernel.refusal import Refused
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.threads import at_once, database_on_disk

ME = system_actor("a test")
SECRET = b"login as root with password=hunter2hunter\n"


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """Give a small picture of noise."""
    written = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(written, kind, **options)
    return written.getvalue()


def stated_png(width: int, height: int) -> bytes:
    """Give a PNG of a few bytes whose header states any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 1000)
    chunks = [(b"IHDR", header), (b"IDAT", body), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in chunks
    )


def zip_bomb() -> bytes:
    """Give a few kilobytes that unpack to many megabytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("../../etc/cron.d/x"), b"\x00" * 20_000_000, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def copies(blob: FileBlob) -> dict[str, bytes]:
    """Give the bytes of each copy that was made of a blob."""
    rows = BlobDerivation.objects.filter(original=blob).select_related("derived")
    return {row.derivation: blobs.kept_path(row.derived.sha256).read_bytes() for row in rows}


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def shelf(tmp_path: Path, settings: Any) -> Path:
    settings.BLOBS = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_bytes_lie_under_their_own_hash_and_nothing_else_is_left(shelf: Path) -> None:
    blob = store_blob(io.BytesIO(b"hello\n"), by=ME)
    digest = hashlib.sha256(b"hello\n").hexdigest()
    assert blob.sha256 == digest
    assert blob.storage_path == f"{digest[:2]}/{digest[2:4]}/{digest}"
    assert files_below(shelf) == [shelf / blob.storage_path]
    assert (shelf / blob.storage_path).read_bytes() == b"hello\n"
    if os.name == "posix":
        assert (shelf / blob.storage_path).stat().st_mode & 0o077 == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_file_from_four_threads_at_once_is_stored_once(shelf: Path, tmp_path_factory: Any) -> None:
    content = os.urandom(300_000)
    with database_on_disk(tmp_path_factory.mktemp("database")):
        answers = at_once(lambda: store_blob(content, by=ME).pk, times=4)
        (counts,) = at_once(lambda: (FileBlob.objects.count(), BlobUpload.objects.count()), times=1)
    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert counts == (1, 1)
    assert len(files_below(shelf)) == 1


@pytest.mark.django_db
def test_an_upload_that_breaks_off_leaves_nothing(shelf: Path) -> None:
    class Broken:
        def read(self, _size: int) -> bytes:
            raise OSError("connection reset")

    with pytest.raises(OSError, match="connection reset"):
        store_blob(Broken(), by=ME)
    assert files_below(shelf) == []
    assert FileBlob.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "code"), [(b"", "file_is_empty"), (b"x" * 2049, "file_too_large")])
def test_an_empty_and_an_endless_file_are_refused(
    shelf: Path, settings: Any, content: bytes, code: str
) -> None:
    settings.EVIDENCE_FILE_BYTES = 2048
    with pytest.raises(Refused) as refused:
        store_blob(content, by=ME)
    assert refused.value.refusal.code == code
    assert files_below(shelf) == []


@pytest.mark.django_db
def test_a_file_that_was_lost_is_whole_again_once_it_is_brought_again(shelf: Path) -> None:
    blob = store_blob(b"hello\n", by=ME)
    (shelf / blob.storage_path).write_bytes(b"hel")
    assert store_blob(b"hello\n", by=ME).pk == blob.pk
    assert (shelf / blob.storage_path).read_bytes() == b"hello\n"


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "g" * 64, "", "ab/cd", "0" * 63])
def test_no_path_is_made_of_anything_but_a_hash(name: str) -> None:
    with pytest.raises(ValueError, match="64"):
        blobs.storage_path(name)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("GIF"), "image/gif"),
        (picture("WEBP"), "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (zip_bomb(), "application/zip"),
        (gzip.compress(b"x", mtime=0), "application/gzip"),
        (b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00", "application/vnd.tcpdump.pcap"),
        (b"\x0a\x0d\x0d\x0a\x1c\x00\x00\x00", "application/x-pcapng"),
        (b"MZ\x90\x00", "application/vnd.microsoft.portable-executable"),
        (b"Jan 1 12:00 link down\n", "text/plain"),
        ("Störung um 12:00\n".encode(), "text/plain"),
        ("Störung".encode("utf-16"), "text/plain"),
        ("ä".encode() * 3000, "text/plain"),
        (("x" + "ä" * 3000).encode(), "text/plain"),
        (b"\x1b[31mred\x1b[0m\n", "text/plain"),
        (b'{"a": 1}', "text/plain"),
        (b"\n <!DOCTYPE html><html>", "text/html"),
        (b"hello <ScRiPt >alert(1)</script>", "text/html"),
        (b'<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg">', "image/svg+xml"),
        (b'<?xml version="1.0"?><log/>', "application/xml"),
        (b"\x00\x01\x02\x03", "application/octet-stream"),
        (b"\xff\xfe\x00", "application/octet-stream"),
        (b"caf\xe9 latin-1", "application/octet-stream"),
        (b"", "text/plain"),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, media_type: str) -> None:
    assert blobs.sniff(content[: blobs.SNIFFED_BYTE_COUNT]) == media_type


@given(st.binary(max_size=5000))
def test_any_bytes_have_a_type_and_no_picture_comes_of_them_by_accident(content: bytes) -> None:
    media_type = blobs.sniff(content[: blobs.SNIFFED_BYTE_COUNT])
    assert "/" in media_type
    assert blobs.shown_picture(io.BytesIO(content)) is None


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_shown_picture_is_drawn_anew_and_carries_nothing_along(shelf: Path, kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "owner: Jane Roe"
    options = {"comment": b"owner: Jane Roe"} if kind in {"GIF", "JPEG"} else {}
    taken = picture(kind, exif=exif, **options) + b"<script>alert(1)</script>"
    assert b"Jane Roe" in taken
    made = copies(store_blob(taken, by=ME))
    assert set(made) == {"re_encoded", "thumbnail"}
    for copy in made.values():
        assert b"Jane Roe" not in copy
        assert b"script" not in copy
        with Image.open(io.BytesIO(copy)) as opened:
            assert opened.format in {"PNG", "JPEG"}
            assert not opened.getexif()


@pytest.mark.covers("S0-P02")
def test_a_photo_says_no_longer_where_it_was_taken_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: turn by a quarter (EXIF 2.32, section 4.6.4)
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 53.0, 54.0)})
    shown = blobs.shown_picture(io.BytesIO(picture("JPEG", (64, 48), exif=exif)))
    assert shown is not None
    with Image.open(io.BytesIO(shown.content)) as opened:
        assert opened.size == (48, 64)
        assert dict(opened.getexif().get_ifd(0x8825)) == {}


@pytest.mark.parametrize("kind", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "F"])
def test_pictures_of_every_depth_are_shown_or_left_alone(kind: str) -> None:
    written = io.BytesIO()
    form = "JPEG" if kind == "CMYK" else "TIFF" if kind == "F" else "PNG"
    Image.new(kind, (8, 8)).save(written, form)
    written.seek(0)
    shown = blobs.shown_picture(written)
    assert shown is None or Image.open(io.BytesIO(shown.content)).size == (8, 8)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        stated_png(60_000, 60_000),
        stated_png(8_000, 8_000),
        stated_png(0, 0),
        picture("PNG")[:100],
        picture("JPEG")[:200],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
        b"GIF89a" + b"\xff" * 50,
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    ],
)
def test_a_picture_that_cannot_be_drawn_is_kept_but_never_shown(shelf: Path, content: bytes) -> None:
    blob = store_blob(content, by=ME)
    assert blob.redaction_state == "held_back"
    assert copies(blob) == {}
    assert (shelf / blob.storage_path).read_bytes() == content


@pytest.mark.django_db
def test_a_file_that_is_two_things_at_once_is_shown_as_the_picture_only(shelf: Path) -> None:
    polyglot = picture("GIF") + zip_bomb()
    made = copies(store_blob(polyglot, by=ME))
    assert zipfile.is_zipfile(io.BytesIO(polyglot))
    assert not any(zipfile.is_zipfile(io.BytesIO(copy)) for copy in made.values())


@pytest.mark.django_db
@pytest.mark.parametrize("content", [zip_bomb(), gzip.compress(b"\x00" * 20_000_000, mtime=0)])
def test_an_archive_is_kept_as_it_is_and_never_unpacked(shelf: Path, content: bytes) -> None:
    blob = store_blob(content, by=ME)
    assert blob.redaction_state == "held_back"
    assert sum(path.stat().st_size for path in files_below(shelf)) == len(content)


@pytest.mark.django_db
def test_a_text_with_a_secret_gets_a_copy_without_it(shelf: Path) -> None:
    blob = store_blob(b"link down\n" + SECRET, by=ME)
    assert blob.redaction_state == "redacted"
    (copy,) = copies(blob).values()
    assert b"hunter2hunter" not in copy
    assert b"link down" in copy
    assert store_blob(b"link down\n", by=ME).redaction_state == "clean"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"x" * 5000 + b"\xff" + SECRET,
        b"x" * 5000 + b"\x00".join(bytes([letter]) for letter in SECRET),
    ],
)
def test_a_text_that_turns_into_something_else_is_held_back(shelf: Path, content: bytes) -> None:
    assert store_blob(content, by=ME).redaction_state == "held_back"


@pytest.mark.django_db(transaction=True)
def test_a_long_log_is_looked_through_by_a_job(shelf: Path) -> None:
    region = world.region()
    blob = store_blob(b"12:00 all is well at the site today\n" * 10_000 + SECRET, by=region.engineer)
    said = {"title": "Log", "kind": "log", "blob_sha256": blob.sha256}
    case_id = world.case(region).pk
    early = add_evidence(region.by("engineer"), case_id=case_id, visibility="public", **said)
    world.refused(early, "not_checked_yet")
    drain()
    late = add_evidence(region.by("engineer"), case_id=case_id, visibility="public", **said)
    world.must(late)
    assert b"hunter2hunter" not in copies(blob)["redacted"]


@pytest.mark.django_db
def test_two_photos_that_differ_only_in_their_place_share_one_copy(shelf: Path) -> None:
    plain = picture("PNG")
    both = [store_blob(plain, by=ME), store_blob(plain + b"trailing", by=ME)]
    shared = {copies(blob)["re_encoded"] for blob in both}
    assert len(shared) == 1
    # What we drew may come back as an upload, and is a picture like any other.
    again = store_blob(shared.pop(), by=ME)
    assert again.redaction_state == "redacted"


@pytest.mark.django_db
def test_what_nobody_names_goes_after_a_while_and_what_is_named_stays(shelf: Path) -> None:
    region = world.region()
    kept = store_blob(picture("PNG") + b"tail", by=region.engineer)
    said = {"title": "Rack", "kind": "photo", "blob_sha256": kept.sha256}
    world.must(add_evidence(region.by("engineer"), case_id=world.case(region).pk, **said))
    store_blob(picture("JPEG", (32, 32)), by=ME)
    # Drawn anew, this one is the same as before: its own copy does not keep it alive.
    store_blob(picture("PNG", (16, 16)), by=ME)
    left_behind = shelf / "incoming" / "killed.part"
    left_behind.write_bytes(b"half")
    os.utime(left_behind, (0, 0))
    run = JobRun(Job.objects.create(name="clear_orphans", run_at=clock.now()))
    with clock.frozen_at(clock.now() + timedelta(days=6)):
        assert clear_orphans(run) == {"cleared_count": 0, "left_behind_count": 1}
    with clock.frozen_at(clock.now() + timedelta(days=8)):
        assert clear_orphans(run)["cleared_count"] == 4
    assert len(files_below(shelf)) == FileBlob.objects.count() == 2
    assert (shelf / kept.storage_path).exists()


@pytest.mark.django_db
def test_bringing_a_file_again_keeps_it_for_another_while(shelf: Path) -> None:
    store_blob(b"hello\n", by=ME)
    run = JobRun(Job.objects.create(name="clear_orphans", run_at=clock.now()))
    with clock.frozen_at(clock.now() + timedelta(days=6)):
        store_blob(b"hello\n", by=ME)
    with clock.frozen_at(clock.now() + timedelta(days=8)):
        assert clear_orphans(run)["cleared_count"] == 0


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("switch.log", "switch.log"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\notes.txt", "notes.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("half \ud800 letter.txt", "half letter.txt"),
        ("..", "file"),
        ("   ", "file"),
        ("/", "file"),
        ("x" * 400 + ".log", "x" * 251 + ".log"),
        ("Sto\u0308rung.txt", "St\u00f6rung.txt"),
    ],
)
def test_a_name_from_outside_is_shown_without_what_deceives(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown


@given(st.text(max_size=400))
def test_every_name_becomes_one_that_any_system_can_show(sent: str) -> None:
    name = shown_name(sent)
    assert 0 < len(name) <= 255
    assert not set(name) & set("/\\\x00\r\n")
    name.encode("utf-8")
    assert shown_name(name) == name


def test_the_shelf_of_the_tests_is_not_the_one_of_the_person_who_runs_them() -> None:
    own_shelf = Path.home() / ".firstfix"
    assert not Path(settings.BLOBS).is_relative_to(own_shelf)
