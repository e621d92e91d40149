"""One question to a routing service over HTTP, with an end in time and size whatever the other side does.

The address comes from the settings and from nowhere else; redirects and proxies of the environment are not
followed. What leaves are coordinates without names, rounded to 11 m, and it passes the outgoing point
(:func:`released`) before it becomes part of any question.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from firstfix.connectors.travel.grid import Spot
from firstfix.connectors.travel.unanswered import Unanswered
from firstfix.kernel.outgoing import release

__all__ = ["Answer", "Question", "ask", "released"]

# 200 x 200 ways in Valhalla's long form are 4 MB.
_MOST_BYTES = 16 * 1024 * 1024
_PORTION_BYTES = 64 * 1024
_SHOWN_DIGITS = 10_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is sent: the path below the service's address, and a body where it is posted."""

    path: str
    body: Mapping[str, Any] | None = None
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the HTTP status, and the JSON in it (None where it was none)."""

    status: int
    body: Any


def released(spots: Sequence[Spot]) -> list[Spot]:
    """Give the places as they may leave, with a row in the log of what left."""
    points = [[latitude / _SHOWN_DIGITS, longitude / _SHOWN_DIGITS] for latitude, longitude in spots]
    cleared = release({"points": points}, audience="public", purpose="travel_times")
    return [
        (round(latitude * _SHOWN_DIGITS), round(longitude * _SHOWN_DIGITS))
        for latitude, longitude in cleared["points"]
    ]


def ask(url: str, question: Question, *, seconds: float) -> Answer:
    """Give the answer of the service at ``url``; raises Unanswered after ``seconds`` at the latest."""
    outcome: SimpleQueue[Answer | Exception] = SimpleQueue()
    work = _Exchange(url, question, seconds)
    # A thread, because neither a name server nor a slow line can be given an end from within.
    Thread(target=work.run, args=(outcome,), name="travel times", daemon=True).start()
    try:
        found = outcome.get(timeout=seconds)
    except Empty:
        work.hang_up()
        raise Unanswered("late", seconds=_shown(seconds)) from None
    if isinstance(found, Exception):
        raise found
    return found


class _Exchange:
    """What the thread does; everything that goes wrong becomes the reason why there is no answer."""

    def __init__(self, url: str, question: Question, seconds: float) -> None:
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=seconds)
        self._path = parts.path + question.path
        self._question = question
        self._seconds = seconds
        self._ends_at = monotonic() + seconds
        self._line: socket.socket | None = None

    def run(self, outcome: SimpleQueue[Answer | Exception]) -> None:
        with closing(self._connection):
            outcome.put(self._tried())

    def hang_up(self) -> None:
        """Wake the thread that still reads, so that it ends."""
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def _tried(self) -> Answer | Exception:
        try:
            return self._answered()
        except Unanswered as reason:
            return reason
        except TimeoutError:
            return Unanswered("late", seconds=_shown(self._seconds))
        except OSError:
            return Unanswered("unreachable", is_worth_a_retry=True)
        except (HTTPException, ValueError, RecursionError):
            # Not HTTP, not JSON, or nested without end. The words of these exceptions may hold the key.
            return Unanswered("other")

    def _answered(self) -> Answer:
        self._connection.connect()
        self._line = self._connection.sock
        posted = self._question.body is not None
        self._connection.request(
            "POST" if posted else "GET",
            self._path,
            body=json.dumps(self._question.body) if posted else None,
            headers=self._headers(posted),
        )
        with closing(self._connection.getresponse()) as response:
            body = self._read(response)
        if response.status == 200:
            return Answer(200, json.loads(body))
        try:
            return Answer(response.status, json.loads(body))
        except (ValueError, RecursionError):
            return Answer(response.status, None)

    def _headers(self, posted: bool) -> dict[str, str]:
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Connection": "close",
            "User-Agent": "Firstfix",
        }
        if posted:
            headers["Content-Type"] = "application/json"
        if self._question.key:
            headers["Authorization"] = self._question.key
        return headers

    def _read(self, response: HTTPResponse) -> bytes:
        portions, size = [], 0
        while portion := response.read1(_PORTION_BYTES):
            size += len(portion)
            if size > _MOST_BYTES:
                raise Unanswered("other")
            if monotonic() > self._ends_at:
                raise TimeoutError
            portions.append(portion)
        if response.length:
            raise HTTPException("It ended early.")
        return b"".join(portions)


def _shown(seconds: float) -> int:
    return max(1, round(seconds))
