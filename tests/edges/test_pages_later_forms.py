"""Folded forms of a case are fetched when they are opened, and reached by a link without scripts."""

from __future__ import annotations

import re
from html import unescape

import pytest

from firstfix.apps.cases.commands import propose_hypothesis
from tests import world
from tests.edges.test_pages_commands import signed_in
from tests.world import Region, must

pytestmark = pytest.mark.django_db

FOLD = re.compile(
    r'<details class="fold" id="([^"]+)" hx-get="([^"]+)".*?<a class="button" href="([^"]+)"', re.DOTALL
)


@pytest.fixture
def region() -> Region:
    return world.region()


def test_each_fold_of_a_case_opens_to_the_form_that_its_link_leads_to(region: Region) -> None:
    case = world.case(region)
    stated = {"case_id": case.pk, "statement": "A worn fan.", "layer": "physical"}
    must(propose_hypothesis(region.by("support_specialist"), **stated))
    desk = signed_in(region.lead_specialist)
    folds = FOLD.findall(desk.get(f"/cases/{case.pk}").content.decode())
    assert {"do-answer_basic", "do-cancel_case", "propose-here"} <= {fold for fold, _part, _link in folds}
    for _fold, part, link in folds:
        form = desk.get(unescape(part)).content.decode()
        assert form.count("<form") == 1
        assert "<html" not in form
        assert f'name="next" value="/cases/{case.pk}"' in form
        assert 'name="override_because"' not in form
        assert "<html" in desk.get(unescape(link)).content.decode()


def test_a_case_draws_no_form_that_is_folded(region: Region) -> None:
    case = world.case(region)
    page = signed_in(region.lead_specialist).get(f"/cases/{case.pk}").content.decode()
    assert f"/do/cancel_case/{case.pk}?" in page
    assert f'action="/do/cancel_case/{case.pk}"' not in page
