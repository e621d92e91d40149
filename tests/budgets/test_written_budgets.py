"""What the pages of articles and escalations may ask of the database, however much is written."""

from __future__ import annotations

import pytest

from firstfix.apps.cases.commands import request_approval
from tests import world, written_work
from tests.budgets.test_page_budgets import must_open_within
from tests.edges.test_pages_commands import signed_in
from tests.world import Region, must

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return world.region()


def test_the_lists_ask_no_more_for_more_rows(region: Region) -> None:
    for _ in range(3):
        written_work.published(region, audience="customer")
        written_work.begun(region)
    must_open_within("articles", signed_in(region.engineer), "/knowledge")
    must_open_within("articles_outside", signed_in(region.customer_contact), "/knowledge")
    must_open_within("escalations", signed_in(region.dispatcher), "/escalations")


def test_an_article_and_an_escalation_ask_little(region: Region) -> None:
    article = written_work.handed_in(region, audience="customer", is_regulated=True)
    about = {"subject_type": "article", "subject_id": article.pk, "because": "For the wards."}
    must(request_approval(region.by("engineer"), kind="regulated_article", **about))
    must_open_within("article", signed_in(region.lead_specialist), f"/knowledge/{article.pk}")
    escalation = written_work.submitted(region)
    must_open_within("escalation", signed_in(region.manager), f"/escalations/{escalation.pk}")
