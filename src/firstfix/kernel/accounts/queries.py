"""Which accounts, tokens and links an actor may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from firstfix.kernel.identity.access import ApiToken, ExternalLink
from firstfix.kernel.identity.actor import Actor
from firstfix.kernel.identity.models import User

__all__ = ["visible_api_tokens", "visible_external_links", "visible_users"]

_OVERSEERS = ("administrator", "auditor")


def visible_users(actor: Actor) -> QuerySet[User]:
    """Give one's own account; administrators, auditors and Firstfix itself see all."""
    if actor.is_system or actor.has_role(*_OVERSEERS):
        return User.objects.all()
    return User.objects.filter(pk=actor.user_id) if actor.user_id else User.objects.none()


def visible_api_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Give one's own tokens; administrators and auditors see all."""
    if actor.has_role(*_OVERSEERS):
        return ApiToken.objects.all()
    return ApiToken.objects.filter(user_id=actor.user_id) if actor.user_id else ApiToken.objects.none()


def visible_external_links(actor: Actor) -> QuerySet[ExternalLink]:
    """Give the links that one made, and the one that one came by; administrators and auditors see all."""
    if actor.has_role(*_OVERSEERS):
        return ExternalLink.objects.all()
    return ExternalLink.objects.filter(Q(created_by=actor.id) | Q(pk=actor.id))
