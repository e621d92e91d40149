"""Evidence: bound by hash, hung on what it speaks about, seen by whom it is meant for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from firstfix.apps.cases.commands import cancel_case, post_message, propose_hypothesis
from firstfix.apps.cases.models import Message
from firstfix.apps.directory.commands import change_reference
from firstfix.apps.evidence.commands import (
    add_evidence,
    clear_evidence,
    link_evidence,
    publish_evidence,
    review_evidence,
    store_blob,
    withhold_evidence,
)
from firstfix.apps.evidence.models import (
    EvidenceItem,
    EvidenceLink,
    FileBlob,
    linkable_nouns,
    linkable_of,
)
from firstfix.apps.evidence.queries import visible_evidence_items
from firstfix.kernel import clock
from firstfix.kernel.commands import CommandContext, subject_of
from firstfix.kernel.identity import SYSTEM, Actor, ActorKind
from firstfix.kernel.ledger.models import LedgerLink, LedgerRow, LedgerText
from firstfix.kernel.outbox.models import OutboxEvent
from tests import world

pytestmark = pytest.mark.django_db

READING = {"title": "Light level", "kind": "value", "value": {"value": -21.5, "unit": "dBm"}}
# The first bytes of a packet capture, which no machine of ours looks through.
CAPTURE = b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00"


@pytest.fixture
def region() -> world.Region:
    return world.region()


def got(answer: Any) -> EvidenceItem:
    """Give the evidence that a command made or changed."""
    return EvidenceItem.objects.get(pk=world.must(answer).subject_id)


def uploaded(content: bytes, by: Actor) -> FileBlob:
    return store_blob(content, by=by)


def hypothesis(region: world.Region, case_id: UUID) -> UUID:
    said = {"statement": "The uplink port is dead", "layer": "physical"}
    return world.must(propose_hypothesis(region.by("engineer"), case_id=case_id, **said)).subject_id


def machine(region: world.Region) -> CommandContext:
    """Give the circumstances of a language model that acts for the engineer."""
    return world.context(replace(region.engineer, kind=ActorKind.ASSISTANT))


def test_a_value_is_bound_by_the_hash_of_its_canonical_json(region: world.Region) -> None:
    evidence = world.evidence(region)
    said = {"details": {}, "unit": "dBm", "value": -21.5}
    written = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    assert evidence.value == said
    assert evidence.sha256 == hashlib.sha256(written).hexdigest()
    assert evidence.size_bytes == len(written)


def test_evidence_is_linked_into_the_chain_of_its_case_and_of_what_it_speaks_about(
    region: world.Region,
) -> None:
    case = world.case(region)
    about = hypothesis(region, case.pk)
    world.evidence(region, case, subject_type="hypothesis", subject_id=about, role="for")
    row = LedgerRow.objects.get(command="add_evidence")
    links = LedgerLink.objects.filter(row=row)
    assert {link.subject_type for link in links} == {"evidence_item", "case", "hypothesis"}
    assert EvidenceLink.objects.get().role == "for"
    assert "Light level" not in row.body
    assert LedgerText.objects.filter(row=row, field="title").exists()


def test_the_same_evidence_sent_twice_is_one_piece(region: world.Region) -> None:
    case = world.case(region)
    sent = region.by("engineer")
    answers = [world.must(add_evidence(sent, case_id=case.pk, **READING)) for _ in range(2)]
    assert [answer.is_replay for answer in answers] == [False, True]
    assert EvidenceItem.objects.count() == 1
    other = add_evidence(sent, case_id=case.pk, **{**READING, "title": "Another"})
    assert world.refused(other, "command_id_reused").reason == "conflict"


def test_others_hear_of_evidence_and_of_its_link(region: world.Region) -> None:
    case = world.case(region)
    world.evidence(region, case, subject_type="case", subject_id=case.pk)
    assert set(OutboxEvent.objects.filter(name__startswith="Evidence").values_list("name", flat=True)) == {
        "EvidenceAdded",
        "EvidenceLinked",
    }


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"value": None}, "value"),
        ({"value": {"value": float("nan")}}, "value.value"),
        ({"value": {"value": float("inf")}}, "value.value"),
        ({"value": {"value": 2**60}}, "value.value"),
        ({"value": {"value": None}}, "value.value"),
        ({"value": {"value": [1]}}, "value.value"),
        ({"value": {"value": ""}}, "value.value"),
        ({"value": {"value": "a\x00b"}}, "value.value"),
        ({"value": {"value": "\ud800"}}, "value.value"),
        ({"value": {"value": 1, "more": 2}}, "value.more"),
        ({"value": {"value": 1, "details": {"": 1}}}, "value.details..[key]"),
        ({"value": {"value": 1, "details": {f"k{n}": n for n in range(101)}}}, "value.details"),
        ({"blob_sha256": "0" * 64}, "value"),
        ({"value": None, "blob_sha256": "../../etc/passwd"}, "blob_sha256"),
        ({"value": None, "blob_sha256": "0" * 64}, "blob_sha256"),
        ({"title": ""}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"kind": "rumour"}, "kind"),
        ({"purpose": "none"}, "purpose"),
        ({"collected_at": "1970-01-01T00:00:00Z"}, "collected_at"),
        ({"subject_id": str(uuid4())}, "subject_type"),
        ({"subject_type": "hypothesis"}, "subject_id"),
        ({"title": "Login with password: letmein99"}, "title"),
        ({"value": {"value": "hunter2hunter", "details": {"password": "letmein99"}}}, "value"),
        ({"original_name": "token=ghp_abcdefghijklmnopqrstuvwxyz012345.txt"}, "original_name"),
    ],
)
def test_evidence_that_does_not_fit_is_refused_by_the_field(
    region: world.Region, fields: dict[str, Any], named: str
) -> None:
    case = world.case(region)
    answer = add_evidence(region.by("engineer"), case_id=case.pk, **{**READING, **fields})
    assert named in world.refused(answer).fields
    assert EvidenceItem.objects.count() == 0


def test_evidence_belongs_to_a_case_or_to_an_organisation(region: world.Region) -> None:
    other = world.region()
    by, case = region.by("engineer"), world.case(region)
    anew = region.by("engineer")
    assert "case_id" in world.refused(add_evidence(by, **READING)).fields
    mixed = {"case_id": case.pk, "organization_id": other.organization.pk}
    assert "organization_id" in world.refused(add_evidence(by, **READING, **mixed)).fields
    alone = got(add_evidence(by, **READING, organization_id=region.organization.pk))
    assert (alone.case, alone.organization) == (None, region.organization)
    whole = got(add_evidence(anew, **READING, subject_type="case", subject_id=case.pk))
    assert whole.case == case


@pytest.mark.parametrize("role", ["council_member", "auditor", "administrator", "executive"])
def test_who_does_not_work_on_cases_adds_no_evidence(region: world.Region, role: str) -> None:
    answer = add_evidence(world.context(world.actor(role)), case_id=world.case(region).pk, **READING)
    assert world.refused(answer, "no_right").reason == "not_allowed"


def test_evidence_of_one_case_never_speaks_for_another(region: world.Region) -> None:
    one, other = world.case(region), world.case(region)
    about = hypothesis(region, other.pk)
    evidence = world.evidence(region, one)
    link = {"subject_type": "hypothesis", "subject_id": about, "role": "for"}
    assert world.refused(link_evidence(region.by("engineer"), evidence.pk, **link)).code == (
        "evidence_of_another_case"
    )
    answer = add_evidence(region.by("engineer"), case_id=one.pk, **READING, **link)
    assert world.refused(answer).remedy == "add_evidence"
    assert EvidenceLink.objects.count() == 0


@pytest.mark.parametrize("noun", ["person", "nonsense", "organization"])
def test_evidence_hangs_only_on_what_belongs_to_cases(region: world.Region, noun: str) -> None:
    evidence = world.evidence(region)
    answer = link_evidence(
        region.by("engineer"), evidence.pk, subject_type=noun, subject_id=uuid4(), role="for"
    )
    refusal = world.refused(answer, "unknown_noun")
    assert "hypothesis" in refusal.text()


def test_what_cannot_be_seen_cannot_be_linked(region: world.Region) -> None:
    stranger = world.actor("engineer", organization=world.region().organization)
    evidence = world.evidence(region)
    link = {"subject_type": "case", "subject_id": evidence.case_id, "role": "for"}
    answer = link_evidence(world.context(stranger), evidence.pk, **link)
    assert world.refused(answer, "not_visible").reason == "not_visible"
    missing = link_evidence(region.by("engineer"), evidence.pk, **{**link, "subject_id": uuid4()})
    assert world.refused(missing, "not_visible").params == {"noun": "case"}


def test_the_same_link_twice_is_one_and_each_role_is_its_own(region: world.Region) -> None:
    evidence = world.evidence(region)
    link = {"subject_type": "case", "subject_id": evidence.case_id}
    for role in ("before", "before", "after"):
        world.must(link_evidence(region.by("engineer"), evidence.pk, **link, role=role))
    assert sorted(EvidenceLink.objects.values_list("role", flat=True)) == ["after", "before"]


def test_evidence_comes_with_the_message_that_it_was_attached_to(region: world.Region) -> None:
    case = world.case(region)
    world.must(post_message(region.by("support_specialist"), case.pk, words="Please look at the picture."))
    message = Message.objects.get(case=case)
    world.evidence(region, case, message_id=message.pk)
    link = EvidenceLink.objects.get()
    assert (link.subject_type, link.subject_id, link.role) == ("message", message.pk, "attachment")
    elsewhere = add_evidence(
        region.by("engineer"), case_id=world.case(region).pk, message_id=message.pk, **READING
    )
    world.refused(elsewhere, "evidence_of_another_case")
    nowhere = add_evidence(region.by("engineer"), case_id=case.pk, message_id=uuid4(), **READING)
    world.refused(nowhere, "not_visible")


@pytest.mark.covers("S1-D14")
def test_a_customer_sees_public_evidence_of_their_own_and_nothing_else(region: world.Region) -> None:
    case = world.case(region)
    for who in (region.customer_contact, region.customer_approver):
        world.evidence(region, case)
        shown = world.evidence(region, case, visibility="public")
        world.evidence(world.region(), visibility="public")
        assert list(visible_evidence_items(who)) == [shown]
        world.must(withhold_evidence(region.by("engineer"), shown.pk, because="Shows another ward."))
        assert list(visible_evidence_items(who)) == []


def test_what_a_customer_brings_is_public_whatever_they_say(region: world.Region) -> None:
    answer = add_evidence(region.by("customer_contact"), case_id=world.case(region).pk, **READING)
    assert got(answer).visibility == "public"


def test_knowing_a_hash_is_not_enough_to_get_the_file(region: world.Region) -> None:
    case = world.case(region)
    blob = uploaded(b"core dump of the billing system", region.engineer)
    asked = {"title": "Mine", "kind": "log", "blob_sha256": blob.sha256, "case_id": case.pk}
    by_hash = world.refused(add_evidence(region.by("customer_contact"), **asked))
    never = world.refused(add_evidence(region.by("customer_contact"), **{**asked, "blob_sha256": "0" * 64}))
    assert by_hash == never
    internal = got(add_evidence(region.by("engineer"), **asked))
    world.refused(add_evidence(region.by("customer_contact"), **asked), "file_not_uploaded")
    world.must(publish_evidence(region.by("engineer"), internal.pk))
    assert got(add_evidence(region.by("customer_contact"), **asked)).sha256 == blob.sha256


def test_late_evidence_is_kept_whatever_became_of_the_case(region: world.Region) -> None:
    case = world.case(region)
    world.must(cancel_case(region.by("dispatcher"), case.pk, because="It was a test."))
    assert world.evidence(region, case).case == case


def test_device_time_counts_between_the_last_contact_and_now(region: world.Region) -> None:
    case, now = world.case(region), clock.now()
    offline = {"device_at": now - timedelta(hours=2), "last_contact_at": now - timedelta(hours=3)}
    late = got(add_evidence(world.context(region.engineer, **offline), case_id=case.pk, **READING))
    assert late.collected_at == late.device_at == now - timedelta(hours=2)
    assert late.received_at >= now
    broken = {"device_at": now + timedelta(days=300), "last_contact_at": now - timedelta(hours=3)}
    wrong = got(add_evidence(world.context(region.engineer, **broken), case_id=case.pk, **READING))
    assert wrong.collected_at == wrong.received_at
    assert wrong.device_at == now + timedelta(days=300)


def test_nothing_is_collected_in_the_future_but_a_log_may_be_older_than_its_upload(
    region: world.Region,
) -> None:
    yesterday = clock.now() - timedelta(days=1)
    assert world.evidence(region, collected_at=yesterday).collected_at == yesterday
    early = world.evidence(region, collected_at=clock.now() + timedelta(days=1))
    assert early.collected_at == early.received_at


def test_a_file_that_no_machine_can_read_stays_inside_until_a_person_vouches_for_it(
    region: world.Region,
) -> None:
    case, by = world.case(region), region.by
    blob = uploaded(CAPTURE, region.engineer)
    said = {"title": "Capture", "kind": "capture", "blob_sha256": blob.sha256, "case_id": case.pk}
    world.refused(add_evidence(by("engineer"), **said, visibility="public"), "cannot_be_checked")
    evidence = got(add_evidence(by("engineer"), **said))
    refusal = world.refused(publish_evidence(by("engineer"), evidence.pk), "cannot_be_checked")
    assert refusal.remedy == "clear_evidence"
    program = world.context(replace(region.engineer, kind=ActorKind.TOKEN))
    world.refused(clear_evidence(program, evidence.pk, because="Trust me."), "human_only")
    world.must(clear_evidence(by("engineer"), evidence.pk, because="Only our own test traffic."))
    assert got(publish_evidence(by("engineer"), evidence.pk)).visibility == "public"


def test_a_file_that_a_machine_looked_through_needs_nobody_to_vouch_for_it(region: world.Region) -> None:
    blob = uploaded(b"password=hunter2hunter\n", region.engineer)
    said = {"title": "Log", "kind": "log", "blob_sha256": blob.sha256}
    evidence = got(add_evidence(region.by("engineer"), case_id=world.case(region).pk, **said))
    assert evidence.redaction_state == "redacted"
    answer = clear_evidence(region.by("engineer"), evidence.pk, because="It is an old one.")
    assert world.refused(answer, "nothing_to_clear").remedy == "publish_evidence"


@pytest.mark.parametrize("kind", [ActorKind.TOKEN, ActorKind.ASSISTANT, ActorKind.SERVICE])
def test_no_machine_shows_anything_to_a_customer(region: world.Region, kind: ActorKind) -> None:
    evidence = world.evidence(region)
    answer = publish_evidence(world.context(replace(region.engineer, kind=kind)), evidence.pk)
    world.refused(answer, "human_only")
    world.refused(publish_evidence(world.context(SYSTEM), evidence.pk), "no_right")


def test_publishing_what_somebody_just_withheld_is_stale(region: world.Region) -> None:
    evidence = world.evidence(region, visibility="public")
    world.must(withhold_evidence(region.by("engineer"), evidence.pk, because="A face is in it."))
    old = world.context(region.dispatcher, seen_version=1)
    assert world.refused(publish_evidence(old, evidence.pk), "stale").reason == "conflict"


def test_what_a_machine_suggests_counts_only_once_a_person_reviewed_it(region: world.Region) -> None:
    case = world.case(region)
    suggested = got(add_evidence(machine(region), case_id=case.pk, **READING))
    assert suggested.needs_review
    world.refused(review_evidence(machine(region), suggested.pk, because="I am sure."), "human_only")
    reviewed = got(review_evidence(region.by("engineer"), suggested.pk, because="I measured it too."))
    assert not reviewed.needs_review


def with_policy(region: world.Region, **handling: str) -> None:
    """Let a data policy hold at the region's site."""
    policy = world.put("data_policy", name=f"Policy {uuid4()}", wording="No faces, no screens.", **handling)
    site = {"noun": "site", "reference_id": region.site.pk, "fields": {"data_policy_id": str(policy.pk)}}
    world.must(change_reference(world.context(world.founder()), **site))


@pytest.mark.parametrize(
    ("handling", "kind", "consent", "code"),
    [
        ({"photos": "forbidden"}, "photo", "", "forbidden_by_policy"),
        ({"photos": "forbidden"}, "screenshot", "Ms Hall", "forbidden_by_policy"),
        ({"photos": "with_consent"}, "photo", "", "consent_needed"),
        ({"photos": "with_consent"}, "photo", "Ms Hall, head of the ward", ""),
        ({"photos": "allowed", "file_transfer": "forbidden"}, "photo", "", ""),
        ({"photos": "allowed", "file_transfer": "forbidden"}, "capture", "", "forbidden_by_policy"),
        ({"photos": "forbidden", "file_transfer": "allowed"}, "log", "", ""),
    ],
)
def test_the_customers_data_policy_says_what_may_be_taken_away(
    region: world.Region, handling: dict[str, str], kind: str, consent: str, code: str
) -> None:
    with_policy(region, **handling)
    blob = uploaded(CAPTURE, region.engineer)
    said = {"title": "Seen", "kind": kind, "blob_sha256": blob.sha256, "consent_from": consent}
    answer = add_evidence(region.by("engineer"), case_id=world.case(region).pk, **said)
    if code:
        assert "No faces, no screens." in world.refused(answer, code).text()
    else:
        world.must(answer)


def test_a_policy_forbids_no_value_and_nothing_that_the_customer_sends(region: world.Region) -> None:
    with_policy(region, photos="forbidden", file_transfer="forbidden")
    case = world.case(region)
    world.evidence(region, case)
    blob = uploaded(CAPTURE, region.customer_contact)
    said = {"title": "Seen", "kind": "photo", "blob_sha256": blob.sha256, "case_id": case.pk}
    world.must(add_evidence(region.by("customer_contact"), **said))


@pytest.mark.parametrize("noun", linkable_nouns())
def test_everything_that_evidence_hangs_on_is_known_and_leads_to_its_case(noun: str) -> None:
    linkable = linkable_of(noun)
    assert linkable is not None
    rows = subject_of(noun).model._default_manager.values_list(linkable.case_path, flat=True)
    assert list(rows) == []
    assert any(field.name == "version" for field in subject_of(noun).model._meta.fields)
