"""What the pages of knowledge and escalations show to whom, and that work can be done on them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.models import ApprovalRequest
from firstfix.apps.escalations.commands import create_escalation
from firstfix.apps.escalations.models import Escalation
from firstfix.apps.knowledge import commands as knowledge
from firstfix.apps.knowledge.models import Article
from tests import world, written_work
from tests.edges.test_pages_commands import signed_in
from tests.edges.test_pages_reading import text
from tests.world import Region, must
from tests.written_work import next_year

pytestmark = pytest.mark.django_db

BODY = "Look at the **uplink**.\n\n<script>alert(1)</script>\n\n![x](https://elsewhere.example/x.png)"


@pytest.fixture
def region() -> Region:
    return world.region()


def send(client: Client, command: str, subject: object = None, **fields: object) -> int:
    address = f"/do/{command}/{subject}" if subject else f"/do/{command}"
    given = {name: str(value) for name, value in fields.items()}
    return client.post(address, {"command_id": uuid4(), **given}).status_code


def drafted(region: Region, **fields: object) -> Article:
    return written_work.drafted(region, **{"body": BODY, "audience": "customer"} | fields)


def published(region: Region, **fields: object) -> Article:
    return written_work.published(region, **{"body": BODY, "audience": "customer"} | fields)


def test_an_article_is_written_reviewed_and_published_on_its_page(region: Region) -> None:
    engineer, lead = signed_in(region.engineer), signed_in(region.lead_specialist)
    said = {"title": "No light", "body": "Clean the plug.", "audience": "internal", "is_regulated": ""}
    assert send(engineer, "draft_article", team_id=region.team.pk, next="subject", **said) == 303
    article = Article.objects.get()
    page = text(engineer, f"/knowledge/{article.pk}")
    assert all(words in page for words in (article.reference, "Clean the plug.", "Hand the article in"))
    assert send(engineer, "write_article", article.pk, body="Clean both plugs.") == 303
    assert send(engineer, "submit_article", article.pk) == 303
    assert "belongs to" in text(engineer, f"/knowledge/{article.pk}")
    assert send(lead, "publish_article", article.pk, valid_until=next_year()) == 303
    page = text(lead, f"/knowledge/{article.pk}")
    assert region.lead_specialist.name in page
    assert f"Vouched for until {next_year()}" in page


def test_markdown_is_drawn_without_scripts_or_pictures_from_elsewhere(region: Region) -> None:
    article = published(region)
    for reader in (region.engineer, region.customer_contact):
        page = text(signed_in(reader), f"/knowledge/{article.pk}")
        assert "<strong>uplink</strong>" in page
        assert "<script>alert" not in page
        assert "elsewhere.example" not in page.replace("![x](https://elsewhere.example/x.png)", "")


def test_a_customer_reads_what_was_published_for_them_and_no_draft(region: Region) -> None:
    shown, hidden = published(region, title="For you"), drafted(region, title="SECRET-DRAFT")
    internal = published(region, title="SECRET-INTERNAL", audience="internal")
    customer = signed_in(region.customer_contact)
    page = text(customer, "/knowledge")
    assert "For you" in page
    assert "SECRET" not in page
    for article in (hidden, internal):
        assert customer.get(f"/knowledge/{article.pk}").status_code == 404
    must(knowledge.revise_article(region.by("lead_specialist"), shown.pk, because="A new port."))
    must(knowledge.write_article(region.by("lead_specialist"), shown.pk, body="SECRET-NEXT"))
    assert "SECRET" not in text(customer, f"/knowledge/{shown.pk}")
    assert customer.get("/escalations").status_code == 403


def test_what_changed_since_the_published_edition_is_shown(region: Region) -> None:
    article = published(region)
    must(knowledge.revise_article(region.by("lead_specialist"), article.pk, because="A new port."))
    must(knowledge.write_article(region.by("lead_specialist"), article.pk, body="Look at port 24."))
    page = text(signed_in(region.engineer), f"/knowledge/{article.pk}")
    assert "What differs from edition 1" in page
    assert 'class="added"' in page


def test_the_list_is_filtered_and_survives_a_damaged_address(region: Region) -> None:
    drafted(region, title="Draft one")
    published(region, title="Published one")
    desk = signed_in(region.dispatcher)
    page = text(desk, "/knowledge?state=published")
    assert "Published one" in page
    assert "Draft one" not in page
    assert "Draft one" in text(desk, "/knowledge?q=draft")
    assert "Nothing fits" in text(desk, "/knowledge?q=nothing+like+it")
    for odd in ("?state=x", "?q=%00", "?audience=%00&state=%00"):
        assert desk.get(f"/knowledge{odd}").status_code == 200


def test_the_council_is_asked_and_answers_on_the_articles_page(region: Region) -> None:
    article = drafted(region, is_regulated=True)
    must(knowledge.submit_article(region.by("engineer"), article.pk))
    engineer, council = signed_in(region.engineer), signed_in(world.actor("council_member"))
    page = text(engineer, f"/knowledge/{article.pk}")
    assert "Second review by the council" in page
    about = {"kind": "regulated_article", "subject_type": "article", "subject_id": article.pk}
    assert send(engineer, "request_approval", because="For ward staff.", next="subject", **about) == 303
    asked = ApprovalRequest.objects.get()
    assert f"/knowledge/{article.pk}" in text(council, "/inbox")
    assert f"/do/grant_approval/{asked.pk}" in text(council, f"/knowledge/{article.pk}")
    assert send(council, "grant_approval", asked.pk, because="The doses are right.") == 303
    lead = signed_in(region.lead_specialist)
    assert send(lead, "publish_article", article.pk, valid_until=next_year()) == 303
    assert "The doses are right." in text(lead, f"/knowledge/{article.pk}")


def test_a_missing_second_review_leads_to_the_question_about_this_article(region: Region) -> None:
    article = drafted(region, is_regulated=True)
    must(knowledge.submit_article(region.by("engineer"), article.pk))
    page = text(signed_in(region.lead_specialist), f"/knowledge/{article.pk}")
    assert f"subject_type=article&amp;subject_id={article.pk}" in page


def test_an_escalation_is_begun_packed_and_submitted_on_its_page(region: Region) -> None:
    case, desk = world.case(region), signed_in(region.engineer)
    assert "/do/create_escalation" in text(desk, f"/cases/{case.pk}")
    said = {"title": "Who may decide", "question": "May we **swap** it?", "reason": "customer_conflict"}
    ask = {"case_id": case.pk, "to_team_id": region.team.pk, "ask": "decision", "next": "subject"}
    assert send(desk, "create_escalation", **said, **ask) == 303
    escalation = Escalation.objects.get()
    page = text(desk, f"/escalations/{escalation.pk}")
    assert "Nobody stated the impact" in page
    assert f"/do/state_impact/{case.pk}" in page
    assert "<strong>swap</strong>" in page
    must(cases.state_impact(region.by("engineer"), case.pk, affected="Ward 3", services="Network"))
    assert send(desk, "complete_escalation", escalation.pk) == 303
    assert send(desk, "submit_escalation", escalation.pk, because="The ward lead refuses.") == 303
    assert "The ward lead refuses." in text(desk, f"/escalations/{escalation.pk}")
    listed = text(signed_in(region.lead_specialist), "/escalations?show=all")
    assert "Who may decide" in listed


def test_an_escalation_is_read_by_our_side_only(region: Region) -> None:
    case, customer = world.case(region), signed_in(region.customer_contact)
    said = {"title": "SECRET", "question": "Is it a defect?", "reason": "hotfix", "ask": "fix"}
    place = {"case_id": case.pk, "to_team_id": region.team.pk}
    made = must(create_escalation(region.by("engineer"), **said, **place)).subject_id
    assert customer.get(f"/escalations/{made}").status_code == 404
    assert "SECRET" not in text(customer, f"/cases/{case.pk}")
    assert "SECRET" in text(signed_in(region.dispatcher), f"/cases/{case.pk}")
