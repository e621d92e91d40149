"""Live updates: an open page is told that what it shows has changed, and then asks for it anew.

What is sent are ids and versions (or, for lists, that something changed); whoever asks again gets what
their rights let them see. A page names its topics in a ticket that the server signed when it drew the page,
so that nobody can watch what they may not see. Held open by the loop of the bridge (decision 0013).
"""

from __future__ import annotations

from firstfix.server.live.streaming import LIVE_PATH, LiveUpdates
from firstfix.server.live.tickets import Topic, ticket_for

__all__ = ["LIVE_PATH", "LiveUpdates", "Topic", "ticket_for"]
