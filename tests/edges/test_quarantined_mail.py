"""Mail that was kept apart: whole, judged at the inbox, and accepted with all that came with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

from firstfix.apps.cases.commands import accept_quarantined, discard_quarantined
from firstfix.apps.cases.models import Case, Message, QuarantinedMessage
from firstfix.apps.evidence.commands.clear_orphans import GRACE, clear_orphans
from firstfix.apps.evidence.models import EvidenceItem, EvidenceLink, FileBlob
from firstfix.connectors.mail import Outcome
from firstfix.connectors.mail_reading import MAX_MAIL_BYTES
from firstfix.kernel import clock
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.jobs.running import JobRun
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.edges.test_intake_mail import mail, raw_of, taken
from tests.edges.test_pages_commands import signed_in
from tests.world import Region, must, refused

pytestmark = pytest.mark.django_db

# A picture's start and then noise, over the 256 KB that a quarantine once ended at.
LARGE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2048


@pytest.fixture
def region() -> Region:
    return world.region()


def kept(*, large: bytes = LARGE) -> QuarantinedMessage:
    """Give the quarantined mail of a stranger with two files."""
    made = mail(From="Eve <eve@elsewhere.example>")
    made.add_attachment(b"log line\n", maintype="text", subtype="plain", filename="switch.log")
    made.add_attachment(large, maintype="image", subtype="png", filename="rack.png")
    assert taken(made).outcome is Outcome.QUARANTINED
    found = QuarantinedMessage.objects.get()
    assert raw_of(found) == made.as_bytes()
    return found


def accepted(region: Region, found: QuarantinedMessage) -> Case:
    case = world.case(region)
    by = region.by("support_specialist")
    must(accept_quarantined(by, found.pk, case_id=case.pk, because="Nora's colleague."))
    drain()
    return case


def test_an_accepted_mail_brings_its_files_as_evidence_of_the_case(region: Region) -> None:
    case = accepted(region, kept())
    pieces = {one.original_name: one for one in EvidenceItem.objects.filter(case=case)}
    assert set(pieces) == {"switch.log", "rack.png"}
    assert pieces["rack.png"].size_bytes == len(LARGE)
    assert {one.visibility for one in pieces.values()} == {"public"}
    message = Message.objects.get(case=case)
    assert message.body == "The ward has no network."
    links = EvidenceLink.objects.filter(subject_type="message", subject_id=message.pk)
    assert {link.evidence for link in links} == set(pieces.values())


def test_filing_the_files_again_files_nothing_twice(region: Region) -> None:
    accepted(region, kept())
    job = Job.objects.get(name="file_kept_mail")
    Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING)
    drain()
    assert Job.objects.get(pk=job.pk).result == {"file_count": 2}
    assert EvidenceItem.objects.count() == 2


def test_the_sender_sends_the_accepted_mail_again_and_nothing_changes(region: Region) -> None:
    found = kept()
    accepted(region, found)
    assert taken(raw_of(found)).outcome is Outcome.KNOWN
    assert (EvidenceItem.objects.count(), Message.objects.count()) == (2, 1)


def test_a_discarded_mail_files_nothing(region: Region) -> None:
    must(discard_quarantined(region.by("dispatcher"), kept().pk, because="Advertisement."))
    drain()
    assert not EvidenceItem.objects.exists()
    assert not Message.objects.exists()


def test_a_kept_mail_is_decided_once(region: Region) -> None:
    found = kept()
    case = accepted(region, found)
    again = accept_quarantined(region.by("dispatcher"), found.pk, case_id=case.pk, because="Once more.")
    refused(again, "decided_already")


def test_the_bytes_of_kept_mail_are_no_orphans(region: Region) -> None:
    found = kept()
    with clock.frozen_at(clock.now() + GRACE + timedelta(days=1)):
        clear_orphans(JobRun(Job(name="clear_orphans")))
        assert FileBlob.objects.filter(sha256=found.raw_sha256).exists()
        assert raw_of(found).startswith(b"From: Eve")


@override_settings(EVIDENCE_FILE_BYTES=1024)
def test_where_files_are_smaller_by_rule_the_words_are_kept_all_the_same(region: Region) -> None:
    made = mail("x" * 5000, From="Eve <eve@elsewhere.example>")
    assert taken(made).outcome is Outcome.QUARANTINED
    found = QuarantinedMessage.objects.get()
    assert (found.raw_sha256, found.body) == ("", "x" * 5000)
    accepted(region, found)
    assert Message.objects.get().body == "x" * 5000


def test_of_a_mail_that_was_cut_no_half_file_is_filed(region: Region) -> None:
    made = mail(From="Eve <eve@elsewhere.example>")
    made.add_attachment(b"log line\n", maintype="text", subtype="plain", filename="switch.log")
    assert taken(made.as_bytes() + b"x" * MAX_MAIL_BYTES).outcome is Outcome.QUARANTINED
    accepted(region, QuarantinedMessage.objects.get())
    assert not EvidenceItem.objects.exists()


def test_the_inbox_tells_what_came_with_it_and_asks(region: Region) -> None:
    found = kept()
    page = signed_in(region.dispatcher).get("/inbox").content.decode()
    assert all(words in page for words in ("Eve", "switch.log, rack.png", "Read it"))
    assert f"/do/accept_quarantined/{found.pk}" in page
    assert f"/do/discard_quarantined/{found.pk}" in page


def test_a_customer_sees_no_kept_mail(region: Region) -> None:
    found = kept()
    case = world.case(region)
    by = region.by("customer_contact")
    refused(accept_quarantined(by, found.pk, case_id=case.pk, because="Mine."), "not_visible")
