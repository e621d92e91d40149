"""Articles and escalations for tests, each got to its state by commands; ``tests/world.py`` is the ground."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.models import Case
from firstfix.apps.directory.models import Team
from firstfix.apps.escalations import commands as escalations
from firstfix.apps.escalations.models import Escalation
from firstfix.apps.knowledge import commands as knowledge
from firstfix.apps.knowledge.models import Article
from firstfix.engines.readiness import Basic
from firstfix.kernel import clock
from tests import world
from tests.world import Region, must

__all__ = [
    "begun",
    "completed",
    "drafted",
    "engineering",
    "handed_in",
    "next_year",
    "packed",
    "places",
    "published",
    "submitted",
]

WHY = "Two reboots after the firmware of March, none before it."


def next_year() -> date:
    """Give a day until which an article may be vouched for."""
    return clock.now().date() + timedelta(days=365)


def drafted(region: Region, by: str = "engineer", **fields: Any) -> Article:
    """Give the draft of an internal article in the domain of the region's team."""
    text = {"title": "When a ward has no network", "body": "1. Look at the **uplink**."}
    readers = {"audience": "internal", "is_regulated": False}
    said = {"team_id": region.team.pk} | text | readers | fields
    return Article.objects.get(pk=must(knowledge.draft_article(region.by(by), **said)).subject_id)


def handed_in(region: Region, by: str = "engineer", **fields: Any) -> Article:
    """Give an article that waits for its review."""
    article = drafted(region, by, **fields)
    must(knowledge.submit_article(region.by(by), article.pk))
    return Article.objects.get(pk=article.pk)


def published(region: Region, **fields: Any) -> Article:
    """Give an article of the engineer that the lead of the domain reviewed and published."""
    article = handed_in(region, **fields)
    must(knowledge.publish_article(region.by("lead_specialist"), article.pk, valid_until=next_year()))
    return Article.objects.get(pk=article.pk)


def engineering(region: Region) -> Team:
    """Give the team that receives, one for all regions."""
    known = Team.objects.filter(code="engineering").first()
    who = {"accountable_id": region.engineer_id}
    made: Team = known or world.put("team", code="engineering", name="Engineering", kind="engineering", **who)
    return made


def begun(region: Region, case: Case | None = None, **fields: Any) -> Escalation:
    """Give the draft of an escalation to engineering."""
    words = {"title": "Switch reboots", "question": "Is this the fault of release 7.2?"}
    ask = {"to_team_id": engineering(region).pk, "reason": "suspected_defect", "ask": "fix"}
    said = {"case_id": (case or world.case(region)).pk} | words | ask | fields
    made = must(escalations.create_escalation(region.by("engineer"), **said)).subject_id
    return Escalation.objects.get(pk=made)


def packed(region: Region, escalation: Escalation) -> None:
    """Give the case what the package of a suspected defect needs."""
    case = escalation.case
    must(cases.state_impact(region.by("engineer"), case.pk, affected="Ward 3", services="Network"))
    for basic in Basic:
        look = {"basic": basic.value, "answer": "sound", "words": "Looked at it."}
        must(cases.answer_basic(region.by("engineer"), case.pk, **look))
    tried = {"result": "not_fixed", "words": "Rebooted it."}
    must(cases.record_remote_attempt(region.by("engineer"), case.pk, **tried))
    world.evidence(region, case)


def completed(region: Region) -> Escalation:
    """Give an escalation whose package is complete."""
    escalation = begun(region)
    packed(region, escalation)
    must(escalations.complete_escalation(region.by("engineer"), escalation.pk))
    return Escalation.objects.get(pk=escalation.pk)


def submitted(region: Region) -> Escalation:
    """Give an escalation that its receiver has to acknowledge."""
    escalation = completed(region)
    must(escalations.submit_escalation(region.by("engineer"), escalation.pk, because=WHY))
    return Escalation.objects.get(pk=escalation.pk)


def places(region: Region) -> dict[str, tuple[UUID]]:
    """Give what the pages about what is written show: drafts, reviews and asks, by the name of each."""
    changed = published(region, audience="customer")
    must(
        knowledge.revise_article(
            region.by("lead_specialist"), changed.pk, because="The panel has a new label."
        )
    )
    must(
        knowledge.write_article(region.by("lead_specialist"), changed.pk, body="1. Look at the *new* label.")
    )
    regulated = handed_in(region, audience="customer", is_regulated=True)
    about = {"subject_type": "article", "subject_id": regulated.pk, "because": "For the wards."}
    must(cases.request_approval(region.by("engineer"), kind="regulated_article", **about))
    return {
        "draft_article": (drafted(region).pk,),
        "regulated_article": (regulated.pk,),
        "changed_article": (changed.pk,),
        "begun_escalation": (begun(region).pk,),
        "submitted_escalation": (submitted(region).pk,),
    }
