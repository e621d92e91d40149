"""Several people at the same moment: one swarm, one sending under one approval, a number for each version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.models import ApprovalUse, Message, MessageDraft, PolicyVersion, SwarmMember
from firstfix.kernel.commands import Done
from tests import world
from tests.threads import at_once, database_on_disk

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "The whole house is without network."
WORDS, OTHERS = "We are at it.", "We are not at it."


def seen(look: Callable[[], Any]) -> Any:
    """Give what a newcomer sees: this thread still looks at the database as it was before the race."""
    return at_once(look, times=1)[0]


def formal_draft(region: world.Region) -> MessageDraft:
    """Give a formal draft in a Sev1 case that a manager approved."""
    case = world.case(region, severity=1)
    said = {"case_id": case.pk, "words": WORDS, "kind": "incident"}
    draft = world.must(cases.draft_message(region.by("engineer"), **said)).subject_id
    about = {"case_id": case.pk, "subject_type": "message_draft", "subject_id": draft, "because": WHY}
    asked = cases.request_approval(region.by("engineer"), kind="incident_communication", **about)
    world.must(cases.grant_approval(region.by("manager"), world.must(asked).subject_id, because=WHY))
    return MessageDraft.objects.get(pk=draft)


def test_a_case_that_many_want_to_swarm_gets_one_swarm(tmp_path: Path) -> None:
    region = world.region()
    case = world.case(region)
    with database_on_disk(tmp_path):
        answers = at_once(
            lambda: cases.start_swarm(region.by("lead_specialist"), case_id=case.pk, purpose=WHY), times=6
        )
        codes = sorted(getattr(one, "code", "done") for one in answers)
        assert codes == ["done", *["swarm_open_already"] * 5]
        assert seen(SwarmMember.objects.filter(swarm__case=case).count) == 1


def test_a_draft_that_many_send_leaves_once_under_its_one_approval(tmp_path: Path) -> None:
    region = world.region()
    draft = formal_draft(region)
    with database_on_disk(tmp_path):
        answers = at_once(lambda: cases.send_draft(region.by("lead_specialist"), draft.pk), times=6)
        assert sum(isinstance(one, Done) for one in answers) == 1
        assert seen(Message.objects.filter(case=draft.case_id).count) == 1
        assert seen(ApprovalUse.objects.count) == 1


def test_what_is_sent_while_somebody_revises_it_is_what_was_approved(tmp_path: Path) -> None:
    region = world.region()
    draft = formal_draft(region)
    turns = iter(range(6))

    def revise_or_send() -> object:
        if next(turns) % 2:
            return cases.send_draft(region.by("lead_specialist"), draft.pk)
        return cases.revise_draft(region.by("engineer"), draft.pk, words=OTHERS)

    with database_on_disk(tmp_path):
        at_once(revise_or_send, times=6)
        sent = seen(lambda: set(Message.objects.filter(case=draft.case_id).values_list("body", flat=True)))
        assert sent <= {WORDS}


def test_versions_that_are_staged_at_once_have_numbers_of_their_own(tmp_path: Path) -> None:
    region = world.region()
    words = {"area": "routing", "title": "Nights", "wording": "To the duty desk."}
    with database_on_disk(tmp_path):
        answers = at_once(lambda: cases.stage_policy(region.by("lead_specialist"), **words), times=6)
        assert all(isinstance(one, Done) for one in answers)
        numbers = seen(lambda: sorted(PolicyVersion.objects.values_list("number", flat=True)))
        assert numbers == list(range(2, 8))
