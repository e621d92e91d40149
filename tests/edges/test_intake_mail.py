"""Mail becomes a case or finds it, what may not is kept apart, and nothing is lost or taken in twice."""

from __future__ import annotations

import io
import sys
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.apps.cases.commands import merge_case, post_message
from firstfix.apps.cases.models import Case, Message, QuarantinedMessage
from firstfix.apps.evidence.blobs import kept_path
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.cli.mail import run
from firstfix.connectors.mail import Outcome, TakenIn, take_in_mail
from firstfix.connectors.mail_reading import MAX_MAIL_BYTES, Unreadable, read_mail
from firstfix.kernel.ledger.models import LedgerRow
from tests.world import Region, must, person, put, region

pytestmark = pytest.mark.django_db

SENDER = "nora@clinic.example"


@pytest.fixture
def place() -> Region:
    """Give a region whose customer has a contact with a mailbox."""
    made = region()
    contact(made.organization, SENDER)
    return made


def contact(organization: Any, address: str) -> Any:
    """Give a contact of a customer who writes from ``address``."""
    who = person("Nora Byrne")
    put("contact_channel", person_id=who.pk, kind="email", address=address)
    put(
        "membership",
        person_id=who.pk,
        organization_id=organization.pk,
        capacity="contact",
        since_on="2025-01-01",
    )
    return who


def mail(words: str = "The ward has no network.", **headers: str) -> EmailMessage:
    """Give a mail of the contact; ``In_Reply_To`` sets In-Reply-To."""
    made = EmailMessage()
    given_headers = {
        "From": f"Nora Byrne <{SENDER}>",
        "To": "support@firstfix.example",
        "Subject": "No network on ward nine",
        "Message-ID": "<first@clinic.example>",
        "Date": "Mon, 02 Mar 2026 08:00:00 +0000",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given_headers.items():
        made[name] = value
    made.set_content(words)
    return made


def taken(made: EmailMessage | bytes) -> TakenIn:
    return take_in_mail(made if isinstance(made, bytes) else made.as_bytes())


def test_mail_of_a_contact_opens_a_case_with_their_words(place: Region) -> None:
    answer = taken(mail())
    assert answer.outcome is Outcome.OPENED, answer
    case = Case.objects.get()
    assert answer.case == case
    assert (case.title, case.channel, case.organization) == (
        "No network on ward nine",
        "mail",
        place.organization,
    )
    assert case.contact is not None
    assert case.contact.name == "Nora Byrne"
    assert case.clock_events.exists()
    message = Message.objects.get()
    assert (message.body, message.direction, message.message_id, message.author_id) == (
        "The ward has no network.",
        "inbound",
        "first@clinic.example",
        case.contact_id,
    )


def test_the_same_mail_twice_changes_nothing(place: Region) -> None:
    made = mail()
    made.add_attachment(b"log line\n", maintype="text", subtype="plain", filename="switch.log")
    taken(made)
    rows = LedgerRow.objects.count()
    again = taken(b"Received: by another relay\r\n" + made.as_bytes())
    assert (again.outcome, again.case) == (Outcome.KNOWN, Case.objects.get())
    assert (LedgerRow.objects.count(), Message.objects.count(), EvidenceItem.objects.count()) == (rows, 1, 1)


def test_quarantined_mail_comes_twice_and_is_kept_once(place: Region) -> None:
    stranger = mail(From="eve@elsewhere.example")
    assert taken(stranger).outcome is Outcome.QUARANTINED
    assert taken(b"Received: by another relay\r\n" + stranger.as_bytes()).outcome is Outcome.KNOWN
    assert QuarantinedMessage.objects.count() == 1


def test_a_wrongly_declared_charset_is_read_all_the_same(place: Region) -> None:
    raw = mail().as_bytes().partition(b"\n\n")[0].replace(b'charset="utf-8"', b'charset="us-ascii"')
    raw = raw.replace(b"7bit", b"8bit")
    taken(raw + b"\n\n" + "Türsteuerung läuft nicht".encode("latin-1"))
    assert Message.objects.get().body == "Türsteuerung läuft nicht"


def test_html_alone_is_cleaned_and_read_as_words(place: Region) -> None:
    made = mail()
    made.set_content(
        "<html><style>p{}</style><body onload='x()'><p>First <b>line</b></p><p>Second &lt;line&gt;</p>"
        "<script>alert(1)</script><img src=x onerror=alert(2)><a href='javascript:x'>here</a></body></html>",
        subtype="html",
    )
    taken(made)
    message = Message.objects.get()
    assert message.body.splitlines()[:2] == ["First line", "Second <line>"]
    for bad in ("script", "alert", "onerror", "onload", "javascript", "<img", "<style"):
        assert bad not in message.body_html.lower()
    assert "<b>line</b>" in message.body_html


def test_html_of_pictures_only_still_opens_a_case(place: Region) -> None:
    made = mail()
    made.set_content("<html><img src='cid:x'>\n <br></html>\n", subtype="html")
    assert taken(made).outcome is Outcome.OPENED
    assert Message.objects.get().body == "(no text)"


def test_html_longer_than_a_message_is_cut_between_tags(place: Region) -> None:
    made = mail()
    made.set_content("<ul>" + "<li><b>word</b></li>" * 3000 + "</ul>", subtype="html")
    assert taken(made).outcome is Outcome.OPENED
    kept = Message.objects.get().body_html
    assert len(kept) <= 20_000
    assert kept.count("<b>") == kept.count("</b>")
    assert kept.endswith("</ul>")


def test_attachments_become_evidence_of_the_case(place: Region) -> None:
    made = mail()
    made.add_alternative("<p>The ward has no network.</p>", subtype="html")
    made.add_attachment(b"%PDF-1.4 report", maintype="application", subtype="pdf", filename="report.pdf")
    forwarded = mail("What the carrier said.", Subject="Carrier", From="noc@carrier.example")
    made.add_attachment(forwarded)
    taken(made)
    found = {one.original_name: one for one in EvidenceItem.objects.all()}
    assert set(found) == {"report.pdf", "attachment.rfc822"}
    assert found["report.pdf"].case == Case.objects.get()
    assert found["report.pdf"].visibility == "public"


def test_a_mail_that_is_nothing_but_a_file_keeps_the_file(place: Region) -> None:
    made = mail()
    made.set_content(b"%PDF-1.4 scan", maintype="application", subtype="pdf")
    assert taken(made).outcome is Outcome.OPENED
    assert EvidenceItem.objects.count() == 1


def test_a_picture_inside_the_html_is_kept(place: Region) -> None:
    made = mail()
    made.add_alternative("<p>See <img src='cid:p'></p>", subtype="html")
    html = made.get_payload()[1]  # type: ignore[index]
    html.add_related(b"\x89PNG\r\n\x1a\n....", "image", "png", cid="<p>", filename="led.png")  # type: ignore[union-attr]
    taken(made)
    assert [one.original_name for one in EvidenceItem.objects.all()] == ["led.png"]


def test_more_files_than_are_taken_are_counted_in_the_words(place: Region) -> None:
    made = mail()
    for number in range(32):
        made.add_attachment(
            f"log {number}".encode(), maintype="text", subtype="x-log", filename=f"{number}.log"
        )
    taken(made)
    assert EvidenceItem.objects.count() == 30
    assert "2 more files" in Message.objects.get().body


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\boot.log", "boot.log"),
        ("\u202egpj.exe", "gpj.exe"),
        (" \t ", "attachment.octet-stream"),
        ("..", "file"),
        ("x" * 400 + ".log", "x" * 251 + ".log"),
        ("<script>.txt", "<script>.txt"),
    ],
)
def test_a_hostile_file_name_is_only_ever_shown(place: Region, name: str, shown: str) -> None:
    made = mail()
    made.add_attachment(b"bytes", maintype="application", subtype="octet-stream", filename=name)
    taken(made)
    kept = EvidenceItem.objects.get().original_name
    assert "/" not in kept
    assert kept == shown or (len(name) > 255 and kept and len(kept) <= 255)


@pytest.mark.parametrize("header", ["In_Reply_To", "References"])
def test_an_answer_joins_the_thread_of_its_message(place: Region, header: str) -> None:
    case = taken(mail()).case
    answer = mail(
        "It is back.", Message_ID="<second@clinic.example>", **{header: "<x@y> <first@clinic.example>"}
    )
    if header == "In_Reply_To":
        answer.replace_header("In-Reply-To", "<first@clinic.example>")
    joined = taken(answer)
    assert (joined.outcome, joined.case) == (Outcome.ADDED, case)
    assert (Case.objects.count(), Message.objects.count()) == (1, 2)


def test_an_answer_to_our_own_message_joins_its_case(place: Region) -> None:
    case = taken(mail()).case
    assert case is not None
    must(post_message(place.by("support_specialist"), case.pk, words="We look at it."))
    ours = Message.objects.get(direction="outbound").message_id
    joined = taken(mail("Thank you.", Message_ID="<t@clinic.example>", In_Reply_To=f"<{ours}>"))
    assert (joined.outcome, joined.case) == (Outcome.ADDED, case)


def test_the_reference_in_the_subject_counts_for_the_same_customer_only(place: Region) -> None:
    case = taken(mail()).case
    assert case is not None
    named = {"Subject": f"Re: [{case.reference}] No network"}
    joined = taken(mail("More.", Message_ID="<2@clinic.example>", **named))
    assert (joined.outcome, joined.case) == (Outcome.ADDED, case)
    contact(put("organization", kind="customer", name="Another Clinic"), "paul@other.example")
    other = taken(mail("Let me see.", Message_ID="<3@o.example>", From="paul@other.example", **named))
    assert other.outcome is Outcome.QUARANTINED
    assert QuarantinedMessage.objects.get().reason == "other_customer"
    assert Message.objects.filter(case=case).count() == 2


def test_a_thread_of_another_customer_is_closed_too(place: Region) -> None:
    taken(mail())
    contact(put("organization", kind="customer", name="Another Clinic"), "paul@other.example")
    thread = {"In_Reply_To": "<first@clinic.example>", "From": "paul@other.example"}
    assert taken(mail("Hm.", Message_ID="<3@o.example>", **thread)).outcome is Outcome.QUARANTINED


def test_an_unknown_or_absurd_reference_opens_a_case(place: Region) -> None:
    for number, subject in enumerate(("[C-999999999999] gone", "C-0", "C-4711")):
        made = mail(Subject=subject, Message_ID=f"<{number}@clinic.example>")
        assert taken(made).outcome is Outcome.OPENED


def test_mail_follows_a_merged_case(place: Region) -> None:
    first = taken(mail()).case
    second = taken(mail(Message_ID="<b@clinic.example>", Subject="Also here")).case
    assert first is not None
    assert second is not None
    must(merge_case(place.by("support_specialist"), first.pk, into_id=second.pk, because="One cause."))
    thread = {"Message_ID": "<c@clinic.example>", "In_Reply_To": "<first@clinic.example>"}
    joined = taken(mail("Still.", **thread))
    assert (joined.outcome, joined.case) == (Outcome.ADDED, second)
    again = taken(mail())
    assert again.outcome is Outcome.KNOWN


KEPT = {
    "auto_reply": ({"Auto_Submitted": "auto-replied"}, "automatic"),
    "list": ({"List_Id": "<all.clinic.example>"}, "automatic"),
    "bulk": ({"Precedence": "bulk"}, "automatic"),
    "bounce": ({"Return_Path": "<>"}, "automatic"),
    "own": ({"Message_ID": "<0190@firstfix>"}, "loop"),
    "stranger": ({"From": "eve@elsewhere.example"}, "unknown_sender"),
    "no_address": ({"From": "undisclosed"}, "unknown_sender"),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_may_not_open_a_case_is_kept_whole(place: Region, name: str) -> None:
    headers, reason = KEPT[name]
    made = mail(**headers)
    assert taken(made).outcome is Outcome.QUARANTINED
    kept = QuarantinedMessage.objects.get()
    assert kept.reason == reason
    assert raw_of(kept) == made.as_bytes()
    assert not Case.objects.exists()


def test_a_report_about_delivery_is_kept_apart(place: Region) -> None:
    raw = (
        mail().as_bytes().replace(b"Content-Type: text/plain", b"Content-Type: multipart/report; boundary=x")
    )
    assert taken(raw).outcome is Outcome.QUARANTINED


def test_mail_that_is_too_large_keeps_its_head(place: Region) -> None:
    raw = mail().as_bytes() + b"x" * MAX_MAIL_BYTES
    other = raw[:-1] + b"y"
    assert [taken(raw).outcome, taken(raw).outcome, taken(other).outcome] == [
        Outcome.QUARANTINED,
        Outcome.KNOWN,
        Outcome.QUARANTINED,
    ]
    kept = QuarantinedMessage.objects.first()
    assert kept is not None
    assert (kept.reason, kept.size_bytes) == ("too_large", len(raw))
    assert raw_of(kept) == raw[:MAX_MAIL_BYTES]


@pytest.mark.parametrize("raw", [b"", b"\x00\x01\x02", b"no headers at all", b"Subject: x\r\n\r\nbody"])
def test_what_is_no_mail_is_kept_as_it_came(place: Region, raw: bytes) -> None:
    assert taken(raw).outcome is Outcome.QUARANTINED
    kept = QuarantinedMessage.objects.get()
    assert (kept.reason, raw_of(kept)) == ("unreadable", raw)


def raw_of(kept: QuarantinedMessage) -> bytes:
    """Give the mail as it came; of an empty one there is nothing to keep."""
    return kept_path(kept.raw_sha256).read_bytes() if kept.raw_sha256 else b""


HOSTILE_HEADERS = (
    b"From: " + b"(" * 5000 + b"\r\n",
    b"From: nora@clinic.example\r\nDate: Mon, 99 Foo 20260 99:99\r\n",
    b"From: nora@clinic.example\r\nSubject: =?utf-8?b?////?= =?x?q?\x00?=\r\n",
    b"From: nora@clinic.example\r\nMessage-ID: <" + b"a" * 5000 + b">\r\n",
    b"From: nora@clinic.example\r\nReferences: " + b"<a@b> " * 2000 + b"\r\n",
    b"From: =?utf-8?q?=00=ff?= <nora@clinic.example>\r\nSubject: a\x00b\xed\xa0\x80\r\n",
    b"From: nora@clinic.example\r\nContent-Type: text/plain; charset=nonsense\r\n",
    b"From: nora@clinic.example\r\nContent-Type: multipart/mixed\r\n",
    b"From: nora@clinic.example\r\nContent-Transfer-Encoding: base64\r\n",
)


@pytest.mark.parametrize("number", range(len(HOSTILE_HEADERS)))
def test_hostile_headers_lose_no_mail(place: Region, number: int) -> None:
    answer = taken(HOSTILE_HEADERS[number] + b"\r\n\x00words\xff\xed\xa0\x80\r\n")
    assert answer.outcome in {Outcome.OPENED, Outcome.QUARANTINED}, answer
    assert Message.objects.count() + QuarantinedMessage.objects.count() == 1


def test_multiparts_nested_without_end_lose_no_mail(place: Region) -> None:
    raw = b"From: nora@clinic.example\r\n"
    for depth in range(400):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
    answer = taken(raw + b"\r\nwords")
    assert answer.outcome in {Outcome.OPENED, Outcome.QUARANTINED}, answer


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_bytes_are_a_mail_or_unreadable(head: bytes, body: bytes) -> None:
    try:
        read = read_mail(b"From: " + head + b"\r\n\r\n" + body)
    except Unreadable:
        return
    assert "\x00" not in read.words + read.subject + read.sender_address


def test_the_command_takes_one_mail_from_stdin(
    place: Region, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(mail().as_bytes())))
    assert run([]) == 0
    assert capsys.readouterr().out == f"opened {Case.objects.get().reference}\n"


def test_the_command_empties_a_maildir_and_forgets_none(
    place: Region, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "box" / "new"
    new.mkdir(parents=True)
    (new / "1.a.host").write_bytes(mail().as_bytes())
    (new / "2.b.host").write_bytes(mail(From="eve@elsewhere.example", Message_ID="<e@e>").as_bytes())
    assert run(["--maildir", str(tmp_path / "box")]) == 0
    assert [line.split()[0].rstrip(":") for line in capsys.readouterr().out.splitlines()] == [
        "opened",
        "quarantined",
    ]
    assert not list(new.iterdir())
    assert sorted(path.name for path in (tmp_path / "box" / "cur").iterdir()) == [
        "1.a.host:2,S",
        "2.b.host:2,S",
    ]
    assert run(["--maildir", str(tmp_path / "box")]) == 0


def test_a_folder_that_is_no_maildir_is_tried_again_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--maildir", str(tmp_path / "nothing")]) == 75
    assert "could not be fetched" in capsys.readouterr().err
