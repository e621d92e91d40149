"""Every page of the product as somebody sees it: which addresses there are, whose eyes, in which world.

:data:`LOOKS` names each registered address with its samples, :data:`LEFT_OUT` those that show no page,
each with its reason. :func:`filled` builds the one world in which all of them have something to show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from firstfix.apps.cases.commands import (
    add_note,
    create_case,
    offer_hand_over,
    post_message,
    request_approval,
    stage_policy,
    start_case,
)
from firstfix.apps.directory.models import Person
from firstfix.apps.scorecards.commands import look_through, rebuild, rebuild_scorecards
from firstfix.apps.visits.commands import make_report, ready_work_order
from firstfix.apps.visits.models import ServiceReport
from firstfix.connectors.mail import take_in_mail
from firstfix.kernel import clock
from firstfix.kernel.accounts.issuing import (
    Issued,
    first_administrator_link,
    issue_external_link,
    issue_invitation,
)
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import actor_for_user
from firstfix.kernel.jobs.running import run_due_jobs
from firstfix.kernel.refusal import Refusal
from firstfix.server import urls as product
from firstfix.server.accounts.urls import demo_urls
from tests import checked_work, planned_work, site_work, world, written_work
from tests.edges import signing
from tests.edges.field_pages import day_of
from tests.journeys.looks import Look, asked_in_bulk, in_bulk, refused, with_keys_of_the_palette, wrongly
from tests.world import Region, must

__all__ = ["LEFT_OUT", "LOOKS", "Filled", "Look", "filled", "page_names"]

# The product's addresses and, with them, the demo's: both are looked at.
urlpatterns = [*demo_urls, *product.urlpatterns]
handler400, handler403 = product.handler400, product.handler403
handler404, handler500 = product.handler404, product.handler500

NOBODY = UUID(int=0)
LOOKS: tuple[Look, ...] = (
    Look("queue", "support_specialist", query="?show=all"),
    Look("queue", "manager", query="?show=all&order=pressing"),
    Look("queue", "customer_contact"),
    Look("queue", "trainee", query="?q=there-is-no-such-case"),
    Look("queue", "support_specialist", query="?show=all", then=with_keys_of_the_palette),
    Look("case", "manager", "new_case"),
    Look("case", "support_specialist", "working_case"),
    Look("case", "manager", "verifying_case"),
    Look("case", "second_customer_contact", "verifying_case"),
    Look("case", "manager", "nobody", status=404),
    Look("case_by_number", "auditor", "number"),
    Look("rank", "support_specialist", "working_case"),
    Look("do_create", "support_specialist", "create_case"),
    Look("do", "support_specialist", "wait_case"),
    Look("do", "support_specialist", "triage_case"),
    Look("do", "manager", "close_case", then=refused),
    Look("do", "engineer", "close_case"),
    Look("bulk", "support_specialist", then=in_bulk),
    Look("bulk", "support_specialist", then=asked_in_bulk),
    Look("job", "support_specialist", "job"),
    Look("jobs", "administrator"),
    Look("jobs", "customer_contact"),
    Look("new_case", "support_specialist"),
    Look("new_case", "customer_contact"),
    Look("inbox", "support_specialist"),
    Look("inbox", "manager"),
    Look("ledger", "manager", query="?command=sign_visit"),
    Look("policies", "manager"),
    Look("policy_area", "manager", "policy_area"),
    Look("policy_version", "lead_specialist", "policy_version"),
    Look("work_order", "dispatcher", "draft_order"),
    Look("work_order", "manager", "ready_order"),
    Look("work_order", "customer_contact", "ready_order"),
    Look("site_checks", "engineer", "draft_order"),
    Look("site_checks", "engineer", "checked_order"),
    Look("site_checks", "customer_contact", "checked_order"),
    Look("site_check", "trainee", "run_of_checks"),
    Look("visit", "engineer", "working_visit"),
    Look("visit", "second_engineer", "verifying_visit"),
    Look("visit", "manager", "complete_visit"),
    Look("visit_report", "third_engineer", "complete_visit"),
    Look("visit_report", "third_customer_contact", "complete_visit"),
    Look("my_day", "engineer", query="?on={day}"),
    Look("my_day", "trainee"),
    Look("day_list", "dispatcher", query="?on={day}&order={ready_order}"),
    Look("day_list", "dispatcher", query="?on={day}&visit={proposed_visit}"),
    Look("board", "dispatcher", query="?on={day}&order={ready_order}"),
    Look("board", "dispatcher", query="?on={day}&days=3&visit={proposed_visit}"),
    Look("board", "manager", query="?on={day}&days=14&engineer={engineer}"),
    Look("board", "dispatcher", query="?on={day}&visit={proposed_visit}&show=slots"),
    Look("board", "dispatcher", query="?on={day}&order={ready_order}&show=why"),
    Look("late_list", "dispatcher"),
    Look("narrow_board", "dispatcher", query="?on={day}&days=3"),
    Look("ask_repair", "dispatcher", query="?on={day}&days=3&visit={proposed_visit}"),
    Look("plan_proposal", "dispatcher", "plan"),
    Look("plan_proposal", "manager", "plan", query="?trip=order:{ready_order}"),
    Look("articles", "support_specialist"),
    Look("articles", "manager", query="?state=retired"),
    Look("articles", "customer_contact"),
    Look("article", "engineer", "draft_article"),
    Look("article", "lead_specialist", "regulated_article"),
    Look("article", "lead_specialist", "changed_article"),
    Look("article", "customer_contact", "changed_article"),
    Look("article", "customer_contact", "draft_article", status=404),
    Look("escalations", "engineer"),
    Look("escalations", "manager", query="?show=ours"),
    Look("escalation", "engineer", "begun_escalation"),
    Look("escalation", "manager", "submitted_escalation"),
    Look("people", "administrator"),
    Look("person", "administrator", "engineer"),
    Look("rights", "administrator"),
    Look("references", "administrator"),
    Look("reference_rows", "administrator", "sites"),
    Look("reference_new", "administrator", "new_site"),
    Look("reference_change", "administrator", "site"),
    Look("accounts", "administrator"),
    Look("accounts", "engineer", status=403),
    Look("invite", "administrator"),
    Look("account", "manager"),
    Look("new_password", "manager"),
    Look("second_factor", "manager"),
    Look("second_factor_off", "manager"),
    Look("new_recovery", "manager"),
    Look("confirm_second_factor", "manager"),
    Look("new_api_token", "manager"),
    Look("sign_in", ""),
    Look("sign_in", "", then=wrongly),
    Look("sign_in_code", "half_way"),
    Look("ask_for_reset", ""),
    Look("reset", "", "over", status=404),
    Look("accept", "", "invitation"),
    Look("first_administrator", "", "first_administrator"),
    Look("external_landing", "", "external"),
    Look("external_home", "external_party"),
    Look("demo_people", ""),
    Look("share_case", "support_specialist", "working_case"),
    Look("shared_case", "case_guest", "complete_case"),
    Look("shared_report", "case_guest", "shared_report"),
    Look("scorecards", "manager"),
    Look("scorecards", "support_specialist", query="?months=24&kind=incident"),
    Look("scorecards", "customer_contact"),
    Look("scorecards", "second_manager", query="?kind=upgrade"),
    Look("scorecard_board", "manager", "kpi_board"),
    Look("scorecard", "manager", "kpi"),
    Look("scorecard", "customer_contact", "unread_kpi", status=404),
    Look("scorecard_cases", "manager", "kpi"),
    Look("scorecard_cases", "manager", "kpi", query="?which=no_resolved_at"),
    Look("own_scorecard", "engineer"),
    Look("own_cases", "engineer", "kpi"),
    Look("scorecard_definitions", "director"),
    Look("scorecard_reports", "manager"),
    Look("scorecard_reports", "customer_contact"),
)  # fmt: skip

LEFT_OUT: Mapping[str, str] = {
    "attach": "answers what is sent and leads back",
    "attach_and_do": "answers what is sent and leads back",
    "take_run_in": "takes a file and leads to the run",
    "choose": "gives JSON to a field",
    "place_visit": "takes a drop of the board and leads back; its refusal is looked at in test_board.py",
    "palette": "gives JSON to the palette",
    "verify_ledger": "starts a job and leads to its page",
    "ledger_export": "gives a file",
    "evidence_file": "gives a file",
    "evidence_thumbnail": "gives a picture",
    "visit_report_pdf": "gives a file",
    "visit_report_json": "gives a file",
    "answer_case": "takes an answer and leads back to the shared case",
    "shared_file": "gives a file",
    "shared_thumbnail": "gives a picture",
    "shared_pdf": "gives a file",
    "take_in_alerts": "takes alerts of a machine",
    "sign_out": "ends the session and leads to the sign-in",
    "demo_sign_in": "opens a session and leads on",
    "new_language": "leads back to where it was chosen",
    "end_other_sessions": "leads back to the account",
    "end_session": "leads back to the account",
    "end_api_token": "leads back to the account",
    "new_link": "shows the link once, as the page of an invitation does",
    "change_account": "leads back to the accounts",
    "scorecards_csv": "gives a file",
    "scorecard_csv": "gives a file",
    "scorecard_report": "gives a file",
}  # fmt: skip


def page_names() -> frozenset[str]:
    """Give the names of all registered addresses but those of the API, which has pages of its own."""
    return frozenset(_names(urlpatterns))


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name"
            yield pattern.name
        elif not str(pattern.pattern).startswith("api/"):
            yield from _names(pattern.url_patterns)


@dataclass(frozen=True)
class Filled:
    """The filled world: the arguments of places, cookies by role, and pages that were there before it."""

    places: Mapping[str, tuple[Any, ...]]
    cookies: Mapping[str, str]
    day: str
    before: Mapping[str, str]

    def address(self, look: Look) -> str:
        """Give the path of a look."""
        known = {name: args[-1] for name, args in self.places.items() if args} | {"day": self.day}
        return self.path(look) + look.query.format(**known)

    def path(self, look: Look) -> str:
        """Give the path of a look without what is asked of it; a page one comes to starts elsewhere."""
        return reverse(_STARTS_AT.get(look.name, look.name), args=self.places.get(look.at, ()))


# Pages that only a form leads to.
_STARTS_AT = {"bulk": "queue"}


def filled() -> Filled:
    """Build the world; the page of the first administrator is there only before anybody is."""
    first = first_administrator_link()
    assert first is not None
    secret = signing.secret_in(first)
    before = Client().get(reverse("first_administrator", args=[secret])).content.decode()
    half_way = _half_way()
    # An engineer is booked once at a time: three visits on one day need three of them.
    region, second, third = (world.region() for _ in range(3))
    verifying, complete = site_work.verifying(second), site_work.complete(third)
    must(make_report(third.by("engineer"), complete.pk, audience="customer"))
    actors = {**region.actors, **{role: world.actor(role) for role in ("administrator", "auditor")}}
    actors |= {f"second_{role}": who for role, who in second.actors.items()}
    actors |= {f"third_{role}": who for role, who in third.actors.items()}
    people = {role: _account(role, who) for role, who in actors.items()}
    places, day = _cases(region)
    of_complete = complete.work_order.case_id
    places |= {"complete_visit": (complete.pk,), "verifying_visit": (verifying.pk,)}
    places |= {"verifying_case": (verifying.work_order.case_id,), "complete_case": (of_complete,)}
    places |= {"shared_report": (of_complete, ServiceReport.objects.get().pk)} | checked_work.places(region)
    places |= _orders(region) | _links(people["administrator"], third, of_complete)
    places |= _commands(places, region) | _policies(region) | written_work.places(region)
    places |= {"first_administrator": (secret,), "over": ("0" * 43,), "engineer": (region.engineer_id,)}
    cookies = {role: _cookie(_client_of(user)) for role, user in people.items()}
    cookies |= {"half_way": _cookie(half_way)}
    for who, link in (("external_party", "external"), ("case_guest", "shared")):
        client = Client()
        client.post(reverse("external_landing", args=places[link]))
        cookies[who] = _cookie(client)
    places["plan"] = (planned_work.proposed(region, day_count=14).pk,)
    places |= {"kpi": ("S1-K03",), "unread_kpi": ("LOG-ROUTING",), "kpi_board": ("all",)}
    asked = must(rebuild_scorecards(region.by("manager"), because="To be looked at."))
    rebuild(asked.subject_id, clock.now(), beat=lambda _done, _total: None)
    look_through(clock.now(), beat=lambda _done, _total: None)
    places["job"] = (_job(_client_of(people["support_specialist"]), places["working_case"][0]),)
    return Filled(places, cookies, day, {reverse("first_administrator", args=[secret]): before})


def _account(role: str, who: Actor) -> User:
    user = User.objects.create(email=f"{'m' * 40}.{role}@example.org", name=who.name, zone="Europe/Dublin")
    Person.objects.filter(pk=who.person_id).update(user=user)
    return user


def _client_of(user: User) -> Client:
    client = Client()
    client.post(reverse("demo_sign_in", args=[user.pk]))
    return client


def _cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _half_way() -> Client:
    """Give a browser whose owner has shown the password and not yet the code."""
    user = signing.account()
    signing.pair(signing.signed_in(), user)
    client = Client()
    signing.sign_in(client)
    return client


def _job(client: Client, case_id: UUID) -> str:
    """Give a bulk of more rows than a page carries out by itself, done."""
    picked = [case_id, *(UUID(int=number) for number in range(1, 102))]
    answer = client.post(reverse("bulk"), {"command": "start_case", "picked": picked})
    run_due_jobs(by="test")
    return str(answer["Location"]).rpartition("/")[2]


def _cases(region: Region) -> tuple[dict[str, tuple[Any, ...]], str]:
    working = site_work.working(region)
    site_work.run_of(region, working, site_work.checklist(region))
    new = must(
        create_case(
            region.by("customer_contact"),
            title="The lift is dark",
            organization_id=region.organization.pk,
            description="Since **noon**. `PSU 2` is out:\n\n- nobody was hurt\n- the stairs are open",
        )
    ).subject_id
    case = world.case(region, severity=1)
    must(start_case(region.by("support_specialist"), case.pk))
    _talk(region, case.pk)
    place = {
        "new_case": new, "working_case": case.pk, "working_visit": working.pk, "number": case.number,
        "nobody": NOBODY,
    }  # fmt: skip
    day = day_of(working).isoformat()
    return {name: (value,) for name, value in place.items()}, day


def _talk(region: Region, case_id: UUID) -> None:
    must(add_note(region.by("support_specialist"), case_id, words="The log says `link down` since 03:12."))
    must(post_message(region.by("support_specialist"), case_id, words="We look at it now."))
    receiver = region.actors["lead_specialist"].person_id
    offer = {"to_person_id": receiver, "to_team_id": region.team.pk, "because": "The shift ends."}
    known = {"summary": "The link is down, look at the optic."}
    must(offer_hand_over(region.by("support_specialist"), case_id=case_id, **known, **offer))
    wish = {"kind": "partial_closure", "subject_type": "case", "subject_id": case_id}
    must(request_approval(region.by("engineer"), case_id=case_id, because="It cannot wait.", **wish))
    stranger = b"From: eve@elsewhere.example\nSubject: Hello\nMessage-ID: <1@elsewhere.example>\n\nAnybody?\n"
    take_in_mail(stranger)


def _orders(region: Region) -> dict[str, tuple[Any, ...]]:
    draft = world.work_order(region)
    ready = world.prepared_order(region)
    must(ready_work_order(region.by("dispatcher"), ready.pk))
    proposed = world.proposed_visit(region, world.prepared_order(region))
    return {
        "draft_order": (draft.pk,),
        "ready_order": (ready.pk,),
        "proposed_visit": (proposed.pk,),
        "sites": ("site",),
        "new_site": ("site",),
        "site": ("site", region.site.pk),
    }


def _links(administrator: User, region: Region, case_id: UUID) -> dict[str, tuple[Any, ...]]:
    keeper = world.context(actor_for_user(administrator, has_mfa=True))
    guest = issue_invitation(keeper, name="Gail Guest", email="gail@example.org", person_id=world.person().pk)
    site = {"subject_type": "site", "subject_id": region.site.pk, "purpose": "Confirm the access window"}
    case = {"subject_type": "case", "subject_id": case_id, "purpose": "Your report"}
    issued = {
        "invitation": guest,
        "external": issue_external_link(region.by("lead_specialist"), **site, **_party()),
        "shared": issue_external_link(region.by("lead_specialist"), **case, **_party()),
    }
    return {name: (signing.secret_in(_shown(link)),) for name, link in issued.items()}


def _party() -> dict[str, Any]:
    return {"party": "Northern Carrier, desk 4", "expires_at": world.in_hours(48)}


def _shown(issued: Issued | Refusal) -> str:
    assert isinstance(issued, Issued), issued.text()
    return issued.shown_once


def _policies(region: Region) -> dict[str, tuple[Any, ...]]:
    said = {"area": "routing", "title": "Who gets what", "wording": "Radio goes to the radio team."}
    version = must(stage_policy(region.by("lead_specialist"), **said))
    return {"policy_area": ("routing",), "policy_version": (version.subject_id,)}


def _commands(places: Mapping[str, tuple[Any, ...]], region: Region) -> dict[str, tuple[Any, ...]]:
    case_id = places["working_case"][0]
    return {
        "create_case": ("create_case",),
        "wait_case": ("wait_case", case_id),
        "triage_case": ("triage_case", places["new_case"][0]),
        "close_case": ("close_case", case_id),
    }
