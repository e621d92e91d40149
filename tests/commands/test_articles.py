"""Articles: written in the own domain without asking, reviewed by another person.

Where customers in a regulated context read them, a council member reviews them too.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.models import ApprovalRequest
from firstfix.apps.directory.commands import change_reference
from firstfix.apps.knowledge import commands as knowledge
from firstfix.apps.knowledge.models import Article, ArticleReview
from firstfix.apps.knowledge.queries import visible_article_editions, visible_articles
from firstfix.kernel import clock
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.identity import Actor, ActorKind
from firstfix.kernel.ids import new_id
from firstfix.kernel.jobs.running import enqueue, run_due_jobs
from firstfix.kernel.ledger.models import LedgerRow
from firstfix.kernel.ledger.timeline import timeline
from firstfix.kernel.refusal import Reason
from tests import world
from tests.world import Region, context, must, refused
from tests.written_work import drafted, handed_in, next_year

pytestmark = pytest.mark.django_db

MACHINES = (ActorKind.TOKEN, ActorKind.SERVICE, ActorKind.ASSISTANT)
WHY = "The ring has a second uplink since March."


@pytest.fixture
def region() -> Region:
    return world.region()


@pytest.fixture
def reviewer() -> Actor:
    return world.actor("knowledge_reviewer")


def published(region: Region, reviewer: Actor, **fields: Any) -> Article:
    article = handed_in(region, **fields)
    must(knowledge.publish_article(context(reviewer), article.pk, valid_until=next_year()))
    return seen(article)


def seen(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def lead_of_another_team(name: str = "Second line") -> Actor:
    team = world.put("team", name=name, kind="support", accountable_id=world.person().pk)
    return world.actor("lead_specialist", teams=(team.pk,))


def asked_council(region: Region, article: Article, by: str = "engineer") -> Any:
    about = {"subject_type": "article", "subject_id": article.pk}
    answer = cases.request_approval(region.by(by), kind="regulated_article", because=WHY, **about)
    return must(answer).subject_id


def approve(who: CommandContext, asked: Any) -> None:
    must(cases.grant_approval(who, asked, because="The dose table was checked."))


@pytest.mark.covers("S2-R04")
def test_a_lead_updates_what_lies_in_the_own_domain_alone_and_another_person_reviews_it(
    region: Region, reviewer: Actor
) -> None:
    article, lead = published(region, reviewer), region.by("lead_specialist")
    must(knowledge.revise_article(lead, article.pk, because=WHY))
    must(knowledge.write_article(region.by("lead_specialist"), article.pk, body="1. Look at *both* uplinks."))
    must(knowledge.submit_article(region.by("lead_specialist"), article.pk))
    own = refused(
        knowledge.publish_article(region.by("lead_specialist"), article.pk, valid_until=next_year()),
        "gate_missing",
    )
    assert [lack.code for lack in own.missing] == ["other_reviewer"]
    assert "somebody else has to review it" in own.missing[0].text()
    must(knowledge.publish_article(context(reviewer), article.pk, valid_until=next_year()))
    assert [(one.number, one.body) for one in article.editions.order_by("number")] == [
        (1, "1. Look at the **uplink**."),
        (2, "1. Look at *both* uplinks."),
    ]
    assert not ApprovalRequest.objects.exists()


@pytest.mark.parametrize("command", ["revise_article", "retire_article"])
def test_a_lead_of_another_domain_leaves_it_alone(region: Region, reviewer: Actor, command: str) -> None:
    article = published(region, reviewer)
    stranger = context(lead_of_another_team())
    answer = refused(getattr(knowledge, command)(stranger, article.pk, because=WHY), "no_right_here")
    assert answer.reason is Reason.NOT_ALLOWED
    assert "it is in their domain" in answer.text()
    assert seen(article).state == "published"
    must(getattr(knowledge, command)(region.by("lead_specialist"), article.pk, because=WHY))


def test_a_lead_publishes_what_others_wrote_in_the_own_domain_and_nowhere_else(region: Region) -> None:
    article = handed_in(region)
    day = {"valid_until": next_year()}
    refused(knowledge.publish_article(context(lead_of_another_team()), article.pk, **day), "no_right_here")
    must(knowledge.publish_article(region.by("lead_specialist"), article.pk, **day))


def test_whoever_changed_a_draft_or_handed_it_in_does_not_review_it(region: Region) -> None:
    article = drafted(region)
    must(knowledge.write_article(region.by("lead_specialist"), article.pk, title="No network on a ward"))
    must(knowledge.submit_article(region.by("engineer"), article.pk))
    answer = knowledge.publish_article(region.by("lead_specialist"), article.pk, valid_until=next_year())
    assert [lack.code for lack in refused(answer, "gate_missing").missing] == ["other_reviewer"]
    other = world.actor("lead_specialist", teams=(region.team.pk,))
    must(knowledge.publish_article(context(other), article.pk, valid_until=next_year()))


def test_only_those_who_wrote_a_draft_and_the_leads_of_its_domain_change_it(region: Region) -> None:
    article = drafted(region, "engineer")
    refused(knowledge.write_article(region.by("support_specialist"), article.pk, body="x"), "no_right_here")
    must(knowledge.write_article(region.by("engineer"), article.pk, body="1. Look at the port."))


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("command", ["publish_article", "return_article", "retire_article"])
def test_no_machine_reviews_in_the_name_of_who_may(
    region: Region, reviewer: Actor, machine: ActorKind, command: str
) -> None:
    article = handed_in(region)
    given = {"valid_until": next_year()} if command == "publish_article" else {"because": WHY}
    probe = context(replace(reviewer, kind=machine))
    refused(getattr(knowledge, command)(probe, article.pk, **given), "human_only")
    assert seen(article).state == "in_review"


def test_what_a_machine_drafts_names_nobody_and_any_reviewer_may_look_at_it(
    region: Region, reviewer: Actor
) -> None:
    assistant = replace(region.engineer, kind=ActorKind.ASSISTANT, person_id=None, id=new_id())
    text = {"title": "Draft from C-1", "body": "It was the fuse.", "is_regulated": False}
    where = {"team_id": region.team.pk, "audience": "internal"}
    article = must(knowledge.draft_article(context(assistant), **text, **where)).subject_id
    assert Article.objects.get(pk=article).drafted_by is None
    must(knowledge.submit_article(region.by("lead_specialist"), article))
    must(knowledge.publish_article(context(reviewer), article, valid_until=next_year()))


def test_what_is_in_review_stands_still_until_it_is_sent_back(region: Region, reviewer: Actor) -> None:
    article = handed_in(region)
    refused(knowledge.write_article(region.by("engineer"), article.pk, body="Slipped in."), "wrong_state")
    must(knowledge.return_article(context(reviewer), article.pk, because="Step 2 lacks the port."))
    must(knowledge.write_article(region.by("engineer"), article.pk, body="2. Look at port 24."))
    kept = ArticleReview.objects.get(article=article)
    assert (kept.outcome, kept.reason, kept.reviewed_by_id) == (
        "returned",
        "Step 2 lacks the port.",
        reviewer.person_id,
    )


@pytest.mark.covers("S2-R08")
def test_customers_in_a_regulated_context_read_nothing_that_the_council_did_not_review(
    region: Region, reviewer: Actor
) -> None:
    article = handed_in(region, audience="customer", is_regulated=True)
    day = {"valid_until": next_year()}
    alone = refused(knowledge.publish_article(context(reviewer), article.pk, **day), "gate_missing")
    assert [(lack.code, lack.who, lack.remedy) for lack in alone.missing] == [
        ("second_review", ("council_member",), "request_approval")
    ]
    asked = asked_council(region, article)
    waiting = refused(knowledge.publish_article(context(reviewer), article.pk, **day), "gate_missing")
    assert [lack.code for lack in waiting.missing] == ["second_review_open"]
    refused(cases.grant_approval(region.by("lead_specialist"), asked, because=WHY), "no_right_here")
    approve(context(world.actor("council_member")), asked)
    must(knowledge.publish_article(context(reviewer), article.pk, **day))
    review = ArticleReview.objects.get(article=article)
    assert review.approval_id == asked
    assert review.approval.decided_by_id not in (None, review.reviewed_by_id)
    told = json.loads(LedgerRow.objects.get(command="publish_article").body)["facts"]
    assert told["regulated_article_approval_id"] == str(asked)


@pytest.mark.parametrize(
    ("audience", "is_regulated"), [("internal", True), ("internal", False), ("customer", False)]
)
def test_other_articles_need_one_reviewer_only(
    region: Region, reviewer: Actor, audience: str, is_regulated: bool
) -> None:
    assert published(region, reviewer, audience=audience, is_regulated=is_regulated).state == "published"


def test_the_second_review_is_by_neither_an_author_nor_the_reviewer(region: Region) -> None:
    both = world.actor("council_member")
    both = replace(both, roles=frozenset({"council_member", "lead_specialist", "knowledge_reviewer"}))
    article = drafted(region, audience="customer", is_regulated=True)
    must(knowledge.write_article(context(both), article.pk, body="Written by the council's own member."))
    must(knowledge.submit_article(region.by("engineer"), article.pk))
    approve(context(both), asked_council(region, article))
    stranger = context(world.actor("knowledge_reviewer"))
    answer = refused(knowledge.publish_article(stranger, article.pk, valid_until=next_year()), "gate_missing")
    assert [lack.code for lack in answer.missing] == ["second_review"]


def test_who_gave_the_second_review_does_not_publish(region: Region) -> None:
    article = handed_in(region, audience="customer", is_regulated=True)
    both = world.actor("council_member")
    both = replace(both, roles=frozenset({"council_member", "knowledge_reviewer"}))
    approve(context(both), asked_council(region, article))
    answer = refused(
        knowledge.publish_article(context(both), article.pk, valid_until=next_year()), "gate_missing"
    )
    assert [lack.code for lack in answer.missing] == ["second_review"]
    other = context(world.actor("knowledge_reviewer"))
    must(knowledge.publish_article(other, article.pk, valid_until=next_year()))


def test_a_text_that_changed_after_the_second_review_needs_another(region: Region, reviewer: Actor) -> None:
    article = handed_in(region, audience="customer", is_regulated=True)
    council = world.actor("council_member")
    approve(context(council), asked_council(region, article))
    must(knowledge.return_article(context(reviewer), article.pk, because="The table is from 2019."))
    must(knowledge.write_article(region.by("engineer"), article.pk, body="The table of 2026."))
    must(knowledge.submit_article(region.by("engineer"), article.pk))
    day = {"valid_until": next_year()}
    refused(knowledge.publish_article(context(reviewer), article.pk, **day), "gate_missing")
    approve(context(council), asked_council(region, article))
    must(knowledge.publish_article(context(reviewer), article.pk, **day))


def test_only_the_council_says_that_an_article_is_no_longer_regulated(region: Region) -> None:
    article = drafted(region, audience="customer", is_regulated=True)
    answer = refused(
        knowledge.write_article(region.by("engineer"), article.pk, is_regulated=False), "stays_regulated"
    )
    assert answer.reason is Reason.NOT_ALLOWED
    assert seen(article).is_regulated


def test_an_article_learned_at_a_regulated_customer_is_regulated(region: Region) -> None:
    customer = {"noun": "organization", "reference_id": region.organization.pk}
    must(change_reference(context(region.manager), **customer, fields={"profile": "regulated"}))
    article = drafted(region, case_id=world.case(region).pk)
    assert article.is_regulated
    assert "draft_article" in [entry.command for entry in timeline("case", article.source_case_id)]


def test_a_stale_article_is_hidden_from_customers_until_somebody_renews_it(
    region: Region, reviewer: Actor
) -> None:
    article = published(region, reviewer, audience="customer")
    reads = visible_article_editions(region.customer_contact)
    assert [one.article_id for one in reads] == [article.pk]
    must(knowledge.mark_article_stale(region.by("trainee"), article.pk, because="Followed it, no light."))
    assert list(visible_article_editions(region.customer_contact)) == []
    author = knowledge.renew_article(region.by("engineer"), article.pk, valid_until=next_year())
    refused(author, "no_right")
    must(knowledge.renew_article(context(reviewer), article.pk, valid_until=next_year()))
    assert [one.article_id for one in visible_article_editions(region.customer_contact)] == [article.pk]
    with clock.frozen_at(clock.now() + timedelta(days=400)):
        assert list(visible_article_editions(region.customer_contact)) == []


def test_what_is_past_its_last_valid_day_becomes_stale_by_itself_once(
    region: Region, reviewer: Actor
) -> None:
    article, other = published(region, reviewer), published(region, reviewer)
    tomorrow = {"valid_until": clock.now().date() + timedelta(days=1)}
    must(knowledge.mark_article_stale(region.by("engineer"), other.pk, because="Short of a step."))
    must(knowledge.renew_article(context(reviewer), other.pk, **tomorrow))
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        enqueue("watch_articles", {})
        run_due_jobs(by="test")
        enqueue("watch_articles", {})
        run_due_jobs(by="test")
    assert (seen(article).state, seen(other).state) == ("published", "stale")
    told = [entry.command for entry in timeline("article", other.pk)]
    assert told.count("mark_article_stale") == 2


def test_a_published_edition_is_read_on_while_the_next_is_written(region: Region, reviewer: Actor) -> None:
    article = published(region, reviewer, audience="customer")
    must(knowledge.revise_article(region.by("lead_specialist"), article.pk, because=WHY))
    must(knowledge.write_article(region.by("lead_specialist"), article.pk, body="Not yet for you."))
    assert [one.body for one in visible_article_editions(region.customer_contact)] == [
        "1. Look at the **uplink**."
    ]
    assert list(visible_articles(region.customer_contact)) == []


def test_what_becomes_internal_is_read_by_no_customer_any_more(region: Region, reviewer: Actor) -> None:
    article = published(region, reviewer, audience="customer")
    must(knowledge.revise_article(region.by("lead_specialist"), article.pk, because=WHY))
    must(knowledge.write_article(region.by("lead_specialist"), article.pk, audience="internal"))
    must(knowledge.submit_article(region.by("lead_specialist"), article.pk))
    must(knowledge.publish_article(context(reviewer), article.pk, valid_until=next_year()))
    assert list(visible_article_editions(region.customer_contact)) == []


@pytest.mark.parametrize("days", [0, -1])
def test_nobody_vouches_for_a_day_that_is_over(region: Region, reviewer: Actor, days: int) -> None:
    article = handed_in(region)
    day = clock.now().date() + timedelta(days=days)
    answer = knowledge.publish_article(context(reviewer), article.pk, valid_until=day)
    assert refused(answer, "invalid_input").fields["valid_until"]


def test_publishing_twice_under_one_id_publishes_once(region: Region, reviewer: Actor) -> None:
    article, once = handed_in(region), context(reviewer)
    answers = [must(knowledge.publish_article(once, article.pk, valid_until=next_year())) for _ in range(2)]
    assert [answer.is_replay for answer in answers] == [False, True]
    assert article.editions.count() == ArticleReview.objects.filter(article=article).count() == 1
    refused(
        knowledge.publish_article(context(reviewer), article.pk, valid_until=next_year()), "already_there"
    )


def test_articles_are_numbered_one_by_one(region: Region) -> None:
    first, second = drafted(region), drafted(region)
    assert second.number > first.number
    assert str(second) == f"KB-{second.number} When a ward has no network"
