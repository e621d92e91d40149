"""Who may do what with articles: everybody drafts, a lead keeps the own domain, another person reviews."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.knowledge.models import Article
from firstfix.kernel.policy import Relation, Request, Rule

__all__ = ["RELATIONS", "RULES"]

RECORDERS = (
    "support_specialist", "lead_specialist", "dispatcher", "engineer", "incident_commander", "manager",
    "trainee", "logistics", "engineering_receiver", "knowledge_reviewer",
)  # fmt: skip
_LEAD = ("lead_specialist",)
_REVIEWER = ("knowledge_reviewer",)
_THEIRS = "they_wrote_it"
_DOMAIN = "it_is_in_their_domain"

RULES: tuple[Rule, ...] = (
    Rule("draft_article", RECORDERS, source="S1-D06"),
    # S2-R04: in the own domain a lead asks nobody before, and another person reviews after.
    *(
        rule
        for name in ("write_article", "submit_article", "revise_article")
        for rule in (
            Rule(name, RECORDERS, when=_THEIRS, source="S1-D06"),
            Rule(name, _LEAD, when=_DOMAIN, source="S2-R04"),
        )
    ),
    Rule("revise_article", _REVIEWER, source="S2-D08"),
    *(
        rule
        for name in ("publish_article", "return_article", "renew_article", "retire_article")
        for rule in (
            Rule(name, _REVIEWER, human_only=True, source="S2-A03"),
            Rule(name, _LEAD, when=_DOMAIN, human_only=True, source="S2-R04"),
        )
    ),
    # Whoever followed it and failed says so; the next reader is warned at once (S2-X11).
    Rule("mark_article_stale", (*RECORDERS, "system"), source="S2-X11"),
)


def _wrote_it(request: Request) -> bool:
    article = request.subject
    person_id = request.actor.person_id
    if not isinstance(article, Article) or person_id is None:
        return False
    return article.drafted_by_id == person_id or article.is_written_by(person_id)


def _is_in_domain(request: Request) -> bool:
    """Tell whether the article's team is one of the actor's; whose roles name no team has all of them."""
    team_id: UUID | None = getattr(request.subject, "team_id", None)
    return team_id is not None and (not request.actor.team_ids or team_id in request.actor.team_ids)


RELATIONS: dict[str, Relation] = {_THEIRS: _wrote_it, _DOMAIN: _is_in_domain}
