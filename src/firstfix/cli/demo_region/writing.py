"""Write the demo's knowledge down and escalate one of its cases: by the people whose work it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.models import Case
from firstfix.apps.escalations.commands import complete_escalation, create_escalation, submit_escalation
from firstfix.apps.evidence.commands import add_evidence
from firstfix.apps.knowledge import commands as knowledge
from firstfix.cli.demo_region.making import give, is_given, table
from firstfix.cli.demo_region.people import actor, team_id
from firstfix.engines.readiness import Basic
from firstfix.kernel import clock

__all__ = ["escalate_one", "write_articles"]

_REVIEWER = "david"
_SENDER = "samira"
# As long as most of the demo's people would vouch for a text: half a year.
_VALID = timedelta(days=182)


def write_articles(laid_for: datetime) -> None:
    """Write the demo's articles, or find them here: published, waiting for the council, stale, a draft."""
    for row in table("articles")["articles"]:
        article = _draft(row)
        _FATES[row["fate"]](row, article, laid_for)


def escalate_one(until: datetime) -> None:
    """Escalate a case that is being worked on, once; the receiver has not seen it yet."""
    if is_given(create_escalation, "memory"):
        return
    about = table("articles")["escalation"]["about"]
    going = Case.objects.filter(state="in_progress", title=about).order_by("-number").first()
    if going is not None:
        with clock.frozen_at(until):
            _pack(going)
            _escalate(going.pk)


def _draft(row: Mapping[str, Any]) -> UUID:
    text = {name: row[name] for name in ("kind", "audience", "title", "body")}
    return give(
        knowledge.draft_article,
        actor(row["by"]),
        row["code"],
        team_id=team_id(row["team"]),
        is_regulated=row.get("is_regulated", False),
        **text,
    ).subject_id


def _hand_in(row: Mapping[str, Any], article: UUID, _laid_for: datetime) -> None:
    give(knowledge.submit_article, actor(row["by"]), row["code"], article)


def _publish(row: Mapping[str, Any], article: UUID, laid_for: datetime) -> None:
    _hand_in(row, article, laid_for)
    valid_until = (laid_for + _VALID).date()
    give(knowledge.publish_article, actor(_REVIEWER), row["code"], article, valid_until=valid_until)


def _ask_council(row: Mapping[str, Any], article: UUID, laid_for: datetime) -> None:
    _hand_in(row, article, laid_for)
    about: dict[str, Any] = {"kind": "regulated_article", "subject_type": "article", "subject_id": article}
    because = table("articles")["council_because"]
    give(cases.request_approval, actor(row["by"]), f"article:{row['code']}", because=because, **about)


def _outlive(row: Mapping[str, Any], article: UUID, laid_for: datetime) -> None:
    _publish(row, article, laid_for)
    because = table("articles")["stale_because"]
    give(knowledge.mark_article_stale, actor("hugo"), row["code"], article, because=because)


def _leave(_row: Mapping[str, Any], _article: UUID, _laid_for: datetime) -> None:
    """Leave the draft a draft."""


_FATES: Mapping[str, Callable[[Mapping[str, Any], UUID, datetime], None]] = {
    "published": _publish,
    "asked": _ask_council,
    "stale": _outlive,
    "draft": _leave,
}


def _pack(case: Case) -> None:
    """Give the case what its escalation lacks: impact, the basics that nobody looked at, a reading."""
    said, who = table("articles")["escalation"], actor(_SENDER)
    impact = {"affected": said["affected"], "services": said["services"]}
    give(cases.state_impact, who, "escalation", case.pk, **impact)
    answered = case.basics.latest_by_basic()
    for basic in Basic:
        if basic.value not in answered:
            look = {"basic": basic.value, "answer": "sound", "words": said["basic"]}
            give(cases.answer_basic, who, f"escalation:{basic.value}", case.pk, **look)
    reading = {"title": said["reading"], "kind": "value", "value": {"value": 91, "unit": "%"}}
    give(add_evidence, who, "escalation", case_id=case.pk, **reading)


def _escalate(case_id: UUID) -> None:
    said, who = table("articles")["escalation"], actor(_SENDER)
    ask: dict[str, Any] = {
        "to_team_id": team_id("engineering"),
        "reason": "advanced_diagnostics",
        "ask": "workaround",
    }
    words = {"title": said["title"], "question": said["question"], "skill_needed": said["skill"]}
    escalation = give(create_escalation, who, "memory", case_id=case_id, **ask, **words).subject_id
    give(complete_escalation, who, "memory", escalation)
    give(submit_escalation, who, "memory", escalation, because=said["because"])
