"""What every page knows: the places to go, where to search, where the palette asks, and ``form``."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from firstfix.apps.cases.queries import sees_internal
from firstfix.kernel.commands import find_command
from firstfix.kernel.identity import Actor
from firstfix.kernel.policy import roles_for
from firstfix.server.addresses import address_of
from firstfix.server.live import Topic, ticket_for
from firstfix.server.pages.command_forms import form_maker, way_maker
from firstfix.server.pages.later_forms import later_maker
from firstfix.server.pages.places import place_of
from firstfix.server.pages.words import blocker_words, command_label_of, role_names, said_roles
from firstfix.server.security import actor_of

__all__ = ["page_frame", "places_of"]

# url name, icon, in the thumb bar, who: "all", "ours", roles, or a command whose roles they are.
_PLACES: tuple[tuple[str, str, bool, tuple[str, ...]], ...] = (
    ("my_day", "day", True, ("engineer", "trainee", "lead_specialist")),
    ("queue", "queue", True, ("all",)),
    ("board", "board", True, ("dispatcher", "manager", "lead_specialist", "incident_commander")),
    ("inbox", "mail", True, ("ours",)),
    ("new_case", "plus", True, ("create_case",)),
    ("escalations", "escalate", False, ("ours",)),
    ("articles", "book", False, ("all",)),
    ("scorecards", "chart", False, ("ours", "customer_contact", "customer_approver")),
    ("policies", "shield-check", False, ("stage_policy", "enact_policy", "auditor")),
    ("people", "people", False, ("administrator", "manager", "director", "auditor", "dispatcher")),
    ("references", "list-check", False, ("change_reference",)),
    ("jobs", "gear", False, ("administrator", "auditor")),
    ("ledger", "ledger", False, ("auditor", "manager", "director", "administrator")),
)  # fmt: skip


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Give templates the frame's places and the forms of commands; nothing where nobody is signed in."""
    actor = actor_of(request) if hasattr(request, "session") else None
    if actor is None:
        return {}
    frame: dict[str, Any] = {
        "form": form_maker(request),
        "way_to": way_maker(request),
        "later": later_maker(request),
        "command_words": command_label_of,
        "blocker_words": blocker_words,
        "command_exists": lambda name: find_command(name) is not None,
        "place_of": place_of,
        "names": role_names(),
        "said_roles": said_roles,
    }
    if actor.subject is None:
        frame |= {
            "nav": places_of(actor, request.path),
            "search_url": address_of("queue"),
            "commands_url": address_of("palette"),
            "watch": partial(_watch, request),
        }
    return frame


def _watch(request: HttpRequest, *lists: str, **subjects: Model) -> str:
    """Give the ticket of a page that shows lists of these nouns, or these subjects, by their nouns."""
    topics = [Topic(noun) for noun in lists]
    for noun, subject in subjects.items():
        topics.append(Topic(noun, subject.pk, subject.version))  # type: ignore[attr-defined]  # subjects have one
    return ticket_for(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""), *topics)


def places_of(actor: Actor, path: str) -> list[dict[str, Any]]:
    """Give the places that the actor's roles make sense of, the present one marked."""
    words = _words()
    found = []
    for name, icon, is_at_thumb, who in _PLACES:
        href = _address(name)
        if href is not None and _is_for(actor, who):
            is_current = path == href or (href != "/" and path.startswith(f"{href}/"))
            place = {"label": words[name], "href": href, "icon": icon, "current": is_current}
            found.append(place | {"phone": is_at_thumb, "count": None})
    return found


def _is_for(actor: Actor, who: tuple[str, ...]) -> bool:
    if who == ("all",):
        return True
    if "ours" in who and sees_internal(actor):
        return True
    return actor.has_role(*(role for name in who for role in (roles_for(name) or (name,))))


def _address(name: str) -> str | None:
    try:
        return address_of(name)
    except NoReverseMatch:
        return None


def _words() -> dict[str, str]:
    return {
        "my_day": _("My day"),
        "queue": _("Cases"),
        "board": _("Board"),
        "inbox": _("Inbox"),
        "new_case": _("New case"),
        "escalations": _("Escalations"),
        "articles": _("Knowledge"),
        "scorecards": _("Scorecard"),
        "policies": _("Policies"),
        "people": _("People"),
        "references": _("Reference data"),
        "jobs": _("Background work"),
        "ledger": _("Ledger"),
    }
