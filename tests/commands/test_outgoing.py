"""The outgoing point: what leaves is redacted for its audience, keeps its shape, and is written down."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.redaction import AUDIENCES
from firstfix.kernel.identity import system_actor
from firstfix.kernel.outgoing import Document, KeptFile, NotReleasable, Provenance, release
from firstfix.kernel.outgoing.models import EgressLog

pytestmark = pytest.mark.django_db

KEY = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"
ME = system_actor("a test")


def released(content: Any, audience: Any = "customer", **options: Any) -> Any:
    return release(content, audience=audience, purpose="test", **options)


def test_a_text_leaves_without_its_secrets_and_the_log_says_so() -> None:
    about = Provenance(ME, "case", uuid4())
    left = released(f"The key is {KEY}, ask bob@example.org.", provenance=about)
    assert KEY not in left
    assert "bob@example.org" not in left
    row = EgressLog.objects.get()
    assert (row.actor_id, row.audience, row.purpose) == (ME.id, "customer", "test")
    assert (row.subject_type, row.subject_id) == ("case", about.subject_id)
    assert row.sha256 == hashlib.sha256(left.encode()).hexdigest()
    assert (row.size_bytes, row.replacement_count) == (len(left.encode()), 2)


@pytest.mark.parametrize(
    ("audience", "is_mail_kept", "is_address_kept"),
    [
        ("internal", True, True),
        ("customer", False, True),
        ("engineering", False, True),
        ("public", False, False),
    ],
)
def test_each_audience_reads_what_its_policy_leaves(
    audience: str, is_mail_kept: bool, is_address_kept: bool
) -> None:
    left = released(f"{KEY} bob@example.org 10.1.2.3", audience)
    assert KEY not in left
    assert ("bob@example.org" in left) is is_mail_kept
    assert ("10.1.2.3" in left) is is_address_kept


def test_an_audience_without_a_policy_gets_nothing() -> None:
    with pytest.raises(KeyError):
        released("hello", "everybody")
    assert EgressLog.objects.count() == 0


def test_structures_keep_their_shape_and_a_secret_its_one_placeholder() -> None:
    content = {"note": f"key {KEY}", "steps": [f"again {KEY}", 3, None, True], "deep": {"x": (KEY, 1.5)}}
    left = released(content)
    assert KEY not in json.dumps(left)
    assert list(left) == ["note", "steps", "deep"]
    assert left["steps"][1:] == [3, None, True]
    assert isinstance(left["deep"]["x"], tuple)
    shown = left["deep"]["x"][0]
    assert left["note"] == f"key {shown}"
    assert left["steps"][0] == f"again {shown}"


def test_a_value_beside_the_name_of_a_secret_is_one() -> None:
    left = released({"password": "letmein99", "title": "letmein99", KEY: "x"})
    assert left["title"] == "letmein99"
    assert "letmein99" not in left["password"]
    assert KEY not in json.dumps(left)


def test_the_same_document_leaves_the_same_twice_and_two_share_no_placeholder() -> None:
    one, other = Provenance(ME, "case", uuid4()), Provenance(ME, "case", uuid4())
    content = {"note": f"key {KEY}"}
    assert released(content, provenance=one) == released(content, provenance=one)
    assert released(content, provenance=one) != released(content, provenance=other)


@pytest.mark.parametrize(
    "media_type", ["text/plain; charset=utf-8", "text/html", "message/rfc822", "text/csv"]
)
def test_documents_of_text_are_redacted(media_type: str) -> None:
    left = released(Document(f"key {KEY}".encode(), media_type))
    assert KEY.encode() not in left.content
    assert left.media_type == media_type


def test_a_json_document_stays_json() -> None:
    content = {"password": "letmein99", "quote": 'a "b"', "note": f"the password is '{KEY}'"}
    left = json.loads(released(Document(json.dumps(content).encode(), "application/json")).content)
    assert set(left) == set(content)
    assert left["quote"] == 'a "b"'
    assert KEY not in left["note"]
    assert "letmein99" not in left["password"]


def test_a_pdf_made_from_what_was_released_passes_as_it_is() -> None:
    assert released(Document(b"%PDF-1.7", "application/pdf")).content == b"%PDF-1.7"


@pytest.mark.parametrize("media_type", ["application/octet-stream", "application/vnd.tcpdump.pcap", ""])
def test_what_cannot_be_looked_through_stays_inside(media_type: str) -> None:
    with pytest.raises(NotReleasable):
        released(Document(b"\x00", media_type))
    assert EgressLog.objects.count() == 0


def test_a_stored_file_leaves_only_once_it_was_looked_through() -> None:
    with pytest.raises(NotReleasable):
        released(KeptFile("0" * 64, 5, is_cleared=False))
    assert released(KeptFile("0" * 64, 5, is_cleared=False), "internal").sha256 == "0" * 64
    assert released(KeptFile("1" * 64, 5, is_cleared=True)).sha256 == "1" * 64
    assert set(EgressLog.objects.values_list("sha256", "audience")) == {
        ("0" * 64, "internal"),
        ("1" * 64, "customer"),
    }


def test_a_structure_without_a_bottom_is_refused() -> None:
    nested: list[Any] = []
    nested.append(nested)
    with pytest.raises(NotReleasable):
        released(nested)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(codec="utf-8"), max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN, st.sampled_from(sorted(AUDIENCES)))
def test_a_key_hidden_anywhere_in_a_structure_never_leaves(part: Any, audience: str) -> None:
    left = released({"outer": [part, {"inner": f"x {KEY} y"}, part]}, audience)
    assert KEY not in json.dumps(left)
    assert shape(left) == shape({"outer": [part, {"inner": ""}, part]})


def shape(part: Any) -> Any:
    """Give a structure with every text taken out."""
    if isinstance(part, dict):
        return {name: shape(value) for name, value in part.items()}
    if isinstance(part, list):
        return [shape(value) for value in part]
    return type(part).__name__
