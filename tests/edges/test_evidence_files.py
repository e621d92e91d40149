"""Files by the API and the page: stored, added, and given back so that no browser runs them."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from PIL import Image

from firstfix.apps.evidence.commands import publish_evidence
from firstfix.apps.evidence.models import EvidenceItem, FileBlob
from firstfix.kernel.outgoing.models import EgressLog
from tests import world
from tests.edges import signing

pytestmark = pytest.mark.django_db

LOG = b"12:00 link down\n12:01 login with password=hunter2hunter\n"
PAGE = b"<html><script>alert(document.cookie)</script></html>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
ADDRESS = "/api/v1/evidence-items/add_evidence_file"


def photo() -> bytes:
    """Give a JPEG that says where it was taken."""
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at 51.8985 N"
    exif.get_ifd(0x8825)[1] = "N"
    Image.effect_noise((640, 480), 40).convert("RGB").save(written, "JPEG", exif=exif)
    return written.getvalue()


def inside() -> Client:
    """Give a browser of our support specialist."""
    signing.granted(signing.account(), "support_specialist")
    return signing.signed_in()


def outside(region: world.Region) -> Client:
    """Give a browser of the customer's contact."""
    user = signing.account("carla@example.org", name="Carla Contact")
    signing.granted(user, "customer_contact", organization_id=region.organization.pk)
    return signing.signed_in("carla@example.org")


def send(client: Client, content: bytes, name: str = "a.log", **fields: Any) -> Any:
    """Give the answer to a file with the fields of ``add_evidence``."""
    said = {"title": "What the switch says", "kind": "log"} | fields
    file = SimpleUploadedFile(name, content, content_type="image/png")
    return client.post(ADDRESS, {"file": file, "fields": json.dumps(said, default=str)})


def added(client: Client, content: bytes, case: Any, **fields: Any) -> EvidenceItem:
    """Give the evidence that an upload made."""
    answer = send(client, content, case_id=case.pk, **fields)
    assert answer.status_code == 201, answer.content.decode()
    return EvidenceItem.objects.get(pk=answer.json()["subject_id"])


def body(answer: Any) -> bytes:
    """Give all of a streamed answer."""
    return b"".join(answer.streaming_content)


def test_a_file_is_stored_and_added_in_one_call_and_its_type_is_told_from_its_content() -> None:
    region = world.region()
    evidence = added(inside(), LOG, world.case(region))
    assert evidence.sha256 == hashlib.sha256(LOG).hexdigest()
    assert (evidence.media_type, evidence.original_name) == ("text/plain", "a.log")


def test_the_same_upload_under_the_same_id_adds_one_piece() -> None:
    region = world.region()
    client, case, command_id = inside(), world.case(region), str(uuid4())
    codes = []
    for _ in range(2):
        file = SimpleUploadedFile("a.log", LOG)
        fields = json.dumps({"title": "Log", "kind": "log", "case_id": str(case.pk)})
        answer = client.post(
            ADDRESS, {"file": file, "fields": fields}, headers={"Idempotency-Key": command_id}
        )
        codes.append(answer.status_code)
    assert codes == [201, 200]
    assert EvidenceItem.objects.count() == FileBlob.objects.filter(size_bytes=len(LOG)).count() == 1


def test_a_file_stored_before_is_named_by_its_hash_in_the_command() -> None:
    region = world.region()
    client, case = inside(), world.case(region)
    stored = client.put("/api/v1/files", LOG, content_type="application/octet-stream").json()
    assert stored["sha256"] == hashlib.sha256(LOG).hexdigest()
    fields = {"title": "Log", "kind": "log", "case_id": str(case.pk), "blob_sha256": stored["sha256"]}
    answer = client.post(
        "/api/v1/evidence-items/add_evidence", json.dumps(fields), content_type="application/json"
    )
    assert answer.status_code == 201, answer.content.decode()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"fields": "{}"}, "file"),
        ({"fields": "[1]", "file": "LOG"}, "fields"),
        ({"fields": "{", "file": "LOG"}, "fields"),
        ({"fields": "[" * 100_000, "file": "LOG"}, "fields"),
        ({"fields": '{"title": "x"}', "file": "LOG"}, "kind"),
        ({"fields": '{"title": "x", "kind": "log", "case_id": "x"}', "file": "LOG"}, "case_id"),
        ({"fields": '{"title": "x", "kind": "log"}', "file": "EMPTY"}, "file"),
    ],
)
def test_an_upload_that_is_not_understood_is_refused_by_the_field(
    content: dict[str, str], named: str
) -> None:
    files = {"LOG": LOG, "EMPTY": b""}
    sent = {
        name: SimpleUploadedFile("x", files[part]) if name == "file" else part
        for name, part in content.items()
    }
    answer = inside().post(ADDRESS, sent)
    assert answer.status_code == 422
    assert named in answer.json()["fields"]


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    client = inside()
    with override_settings(EVIDENCE_FILE_BYTES=1024):
        answer = client.put("/api/v1/files", b"x" * 2000, content_type="application/octet-stream")
    assert answer.status_code == 422
    assert "MB" in answer.json()["message"]
    too_much = client.put(
        "/api/v1/files", b"", content_type="application/octet-stream", headers={"Content-Length": str(10**10)}
    )
    assert too_much.status_code == 413


def test_who_may_add_no_evidence_may_store_no_file() -> None:
    signing.granted(signing.account(), "auditor")
    client = signing.signed_in()
    answer = client.put("/api/v1/files", LOG, content_type="application/octet-stream")
    assert answer.status_code == 403
    assert FileBlob.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "name"), [(LOG, "a.log"), (PAGE, "x.html"), (DRAWING, "x.svg"), (b"PK\x03\x04", "x.zip")]
)
def test_everything_that_we_did_not_draw_is_a_download_that_no_browser_runs(
    content: bytes, name: str
) -> None:
    region = world.region()
    client = inside()
    evidence = added(client, content, world.case(region))
    answer = client.get(f"/evidence/{evidence.pk}/file?original=1")
    assert body(answer) == content
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Content-Type"].split(";")[0] not in {
        "text/html", "image/svg+xml", "application/xml", "application/xhtml+xml", "image/png",
    }  # fmt: skip
    assert_locked_in(answer)


def test_a_picture_is_shown_as_a_copy_without_its_place() -> None:
    region = world.region()
    client = inside()
    taken = photo()
    evidence = added(client, taken, world.case(region), kind="photo")
    answer = client.get(f"/evidence/{evidence.pk}/file")
    shown = body(answer)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert b"51.8985" in taken
    assert b"51.8985" not in shown
    assert not Image.open(io.BytesIO(shown)).getexif()
    assert_locked_in(answer)
    small = client.get(f"/evidence/{evidence.pk}/thumbnail")
    assert max(Image.open(io.BytesIO(body(small))).size) <= 320


def assert_locked_in(answer: Any) -> None:
    """Check what every stored file is sent with, whoever made it."""
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_name_that_a_header_cannot_hold_is_sent_by_the_rule_for_it() -> None:
    region = world.region()
    client = inside()
    name = 'Störung "Süd"; x=\r\nSet-Cookie: a=b.log'
    evidence = added(client, LOG, world.case(region), original_name=name)
    answer = client.get(f"/evidence/{evidence.pk}/file?original=1")
    assert body(answer) == LOG
    header = answer.headers["Content-Disposition"]
    assert header.startswith("attachment; filename*=utf-8''St%C3%B6rung%20")
    assert "\n" not in header


@pytest.mark.covers("S1-D14")
def test_a_customer_never_gets_what_is_internal_nor_the_original_of_what_is_public() -> None:
    region = world.region()
    case, ours, theirs = world.case(region), inside(), outside(region)
    evidence = added(ours, LOG, case)
    for tail in ("file", "thumbnail", "file?original=1"):
        assert theirs.get(f"/evidence/{evidence.pk}/{tail}").status_code == 404
    world.must(publish_evidence(region.by("support_specialist"), evidence.pk))
    for tail in ("file", "file?original=1"):
        answer = theirs.get(f"/evidence/{evidence.pk}/{tail}")
        seen = body(answer)
        assert b"hunter2hunter" not in seen
        assert b"link down" in seen
        assert "a-redacted.txt" in answer.headers["Content-Disposition"]
    logged = EgressLog.objects.filter(subject_id=evidence.pk)
    assert {row.sha256 for row in logged} == {hashlib.sha256(seen).hexdigest()}
    assert [row.audience for row in logged] == ["customer", "customer"]


def test_another_customer_gets_nothing_at_all() -> None:
    region, other = world.region(), world.region()
    evidence = added(inside(), b"nothing secret\n", world.case(region), visibility="public")
    assert outside(other).get(f"/evidence/{evidence.pk}/file").status_code == 404


def test_what_a_customer_sends_they_see_and_so_do_we() -> None:
    region = world.region()
    case, ours, theirs = world.case(region), inside(), outside(region)
    evidence = added(theirs, b"%PDF-1.7 delivery note", case, kind="document", visibility="internal")
    assert evidence.visibility == "public"
    assert body(theirs.get(f"/evidence/{evidence.pk}/file")) == b"%PDF-1.7 delivery note"
    assert body(ours.get(f"/evidence/{evidence.pk}/file")) == b"%PDF-1.7 delivery note"


def test_a_value_has_no_file_and_nobody_gets_one() -> None:
    region = world.region()
    evidence = world.evidence(region)
    client = inside()
    assert client.get(f"/evidence/{evidence.pk}/file").status_code == 404
    assert client.post(f"/evidence/{evidence.pk}/file").status_code == 405


def test_without_signing_in_there_is_no_file() -> None:
    region = world.region()
    evidence = world.evidence(region)
    assert Client().get(f"/evidence/{evidence.pk}/file").status_code == 302
    assert Client().put("/api/v1/files", LOG).status_code in {401, 403}
