"""The stream of one open page: server-sent events, held open by the loop."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import close_old_connections
from django.http import parse_cookie

from firstfix.kernel.ledger.changes import has_changed_since, version_of
from firstfix.server.bridge.one_thread import OneThread
from firstfix.server.live.tickets import TICKET_SECONDS, Ticket, Topic, read_ticket
from firstfix.server.live.watching import Listener, Watcher

__all__ = ["LIVE_PATH", "LiveUpdates"]

LIVE_PATH = "/live"

# Each process; what is more still has its pages, which are loaded anew by hand.
MOST_LISTENERS = 500
# Proxies close what is silent for a minute.
BREATH_SECONDS = 20.0
# A burst of commands becomes one event: a page that is told asks for itself anew.
GATHER_SECONDS = 0.6

_HEADERS = [
    ("content-type", "text/event-stream; charset=utf-8"),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    # nginx would gather the stream.
    ("x-accel-buffering", "no"),
]


class LiveUpdates:
    """Answers ``GET /live?ticket=...`` for as long as the page stays, at most as long as its ticket."""

    def __init__(self) -> None:
        self._watcher: Watcher | None = None
        self._is_ending = False

    async def __call__(self, scope: Any, protocol: Any, thread: OneThread) -> None:
        """Hold one stream open."""
        ticket = _ticket_of(scope)
        if ticket is None:
            # 204 tells a browser to stop asking; the page then asks for itself, and gets a new ticket.
            protocol.response_empty(204, [("cache-control", "no-store")])
            return
        watcher = self._watcher = self._watcher or Watcher(thread)
        if watcher.listener_count >= MOST_LISTENERS:
            protocol.response_empty(503, [("retry-after", "60")])
            return
        listener = Listener(ticket.topics)
        watcher.add(listener)
        try:
            await self._stream(protocol, thread, ticket, listener)
        finally:
            watcher.remove(listener)

    def end(self) -> None:
        """End every stream; browsers ask again in a few seconds."""
        self._is_ending = True
        if self._watcher is not None:
            self._watcher.wake_all()

    async def _stream(self, protocol: Any, thread: OneThread, ticket: Ticket, listener: Listener) -> None:
        transport = protocol.response_stream(200, _HEADERS)
        await transport.send_str("retry: 4000\n\n")
        for topic, version in (await thread.run(lambda: _missed(ticket))).items():
            listener.note(topic, version)
        ends_at = asyncio.get_running_loop().time() + TICKET_SECONDS
        while not self._is_ending and asyncio.get_running_loop().time() < ends_at:
            try:
                await asyncio.wait_for(listener.has_news.wait(), BREATH_SECONDS)
            except TimeoutError:
                await transport.send_str(": still here\n\n")
                continue
            if not self._is_ending:
                await asyncio.sleep(GATHER_SECONDS)
            news = listener.take()
            await transport.send_str("".join(_event(topic, version) for topic, version in news.items()))


def _ticket_of(scope: Any) -> Ticket | None:
    """Give the request's ticket where it comes from a page of ours, of the session that got it."""
    headers = scope.headers
    if scope.method != "GET" or headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return None
    session_key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    given = parse_qs(scope.query_string).get("ticket")
    return read_ticket(given[0], session_key) if given and session_key else None


def _missed(ticket: Ticket) -> dict[Topic, int]:
    """Give what changed between the drawing of the page and its asking."""
    close_old_connections()
    missed: dict[Topic, int] = {}
    for topic in ticket.topics:
        if topic.subject_id is not None:
            version = version_of(topic.subject_type, topic.subject_id)
            if version > topic.version:
                missed[topic] = version
        elif has_changed_since(topic.subject_type, ticket.drawn_at):
            missed[topic] = 0
    return missed


def _event(topic: Topic, version: int) -> str:
    told: dict[str, object] = {"subject_type": topic.subject_type}
    if topic.subject_id is not None:
        # Lists are told only that something changed: not all of it may be theirs to see.
        told |= {"subject_id": str(topic.subject_id), "version": version}
    return f"event: changed\ndata: {json.dumps(told)}\n\n"
