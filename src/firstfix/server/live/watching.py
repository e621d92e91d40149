"""One look at the ledger for everybody who waits, while anybody waits."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable

from django.db import Error, close_old_connections

from firstfix.kernel.ledger.changes import Change, changes_after, newest_change_id
from firstfix.server.bridge.one_thread import OneThread
from firstfix.server.live.tickets import Topic

__all__ = ["Listener", "Watcher"]

logger = logging.getLogger(__name__)

# A look by primary key costs 0.2 ms of CPU; twice a second is soon enough for people.
LOOK_SECONDS = 0.5
# After an error of the database, which pages report better than a stream does.
REST_SECONDS = 5.0
# PostgreSQL commits out of the order of ids: looks overlap by more than can be under way at once.
OVERLAP_COUNT = 200


class Listener:
    """One open page: what it watches, and what it was not told yet."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self.topics = {(topic.subject_type, topic.subject_id): topic for topic in topics}
        self.untold: dict[Topic, int] = {}
        self.has_news = asyncio.Event()

    def tell(self, change: Change) -> None:
        """Note a change where it concerns this page."""
        for key in ((change.subject_type, change.subject_id), (change.subject_type, None)):
            topic = self.topics.get(key)
            if topic is not None and (topic.subject_id is None or change.version > topic.version):
                self.note(topic, change.version)

    def note(self, topic: Topic, version: int) -> None:
        """Note that a topic has news, up to a version."""
        self.untold[topic] = max(version, self.untold.get(topic, 0))
        self.has_news.set()

    def take(self) -> dict[Topic, int]:
        """Give what was not told yet, once."""
        untold, self.untold = self.untold, {}
        self.has_news.clear()
        return untold


class Watcher:
    """Looks at the ledger twice a second while pages are open, and tells them."""

    def __init__(self, thread: OneThread) -> None:
        self._thread = thread
        self._listeners: set[Listener] = set()
        self._looking: asyncio.Task[None] | None = None
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._newest_id = 0

    @property
    def listener_count(self) -> int:
        """How many pages are open at this process."""
        return len(self._listeners)

    def add(self, listener: Listener) -> None:
        """Tell this page from now on."""
        self._listeners.add(listener)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_on())

    def remove(self, listener: Listener) -> None:
        """Stop telling this page."""
        self._listeners.discard(listener)

    def wake_all(self) -> None:
        """Let every page's stream look whether it should go on."""
        for listener in self._listeners:
            listener.has_news.set()

    async def _look_on(self) -> None:
        self._newest_id = 0
        while self._listeners:
            try:
                for change in await self._thread.run(self._look):
                    for listener in self._listeners:
                        listener.tell(change)
            except Error as error:
                logger.warning("live updates rest: %s", type(error).__name__)
                await asyncio.sleep(REST_SECONDS)
            await asyncio.sleep(LOOK_SECONDS)
        self._looking = None

    def _look(self) -> list[Change]:
        close_old_connections()
        is_first = not self._newest_id
        if is_first:
            self._newest_id = newest_change_id()
        near = changes_after(self._newest_id - OVERLAP_COUNT)
        found = [change for change in near if change.id not in self._seen]
        for change in found:
            self._seen[change.id] = None
            self._newest_id = max(self._newest_id, change.id)
        while len(self._seen) > 4 * OVERLAP_COUNT:
            self._seen.popitem(last=False)
        # Who came first has asked for what happened before.
        return [] if is_first else found
