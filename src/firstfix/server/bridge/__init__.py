"""Between the web server and Django: bodies are waited for, and answers sent, without holding a worker.

Django runs as WSGI in one thread (SQLite dislikes more). Were that thread to read a body from the wire,
two half-sent requests would stop everybody: an engineer's slow upload, or anybody's ill will. So granian
gives requests by its RSGI protocol to an event loop; the loop collects the whole body, the thread
answers, and the loop sends the answer as fast as its receiver takes it. Live updates
(:mod:`firstfix.server.live`) are held open by the same loop (decision 0013).
"""

from __future__ import annotations

from firstfix.server.bridge.serving import Bridge

__all__ = ["Bridge"]
