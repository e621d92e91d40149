"""Routing services on loopback for tests: each speaks the published interface of its kind, over real HTTP.

What a way takes is known: one second for each ten-thousandth of a degree from west to east and from south
to north, and two for each the other way. So an answer in the wrong place, transposed or shifted, shows.
"""

from __future__ import annotations

import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Place = tuple[float, float]
"""Latitude, longitude in degrees."""
Reply = Callable[[BaseHTTPRequestHandler], None]


def true_seconds(start: Place, end: Place) -> int:
    """Give what the stub says that a way takes."""
    steps = (round((end[side] - start[side]) * 10_000) for side in (0, 1))
    return sum(step if step >= 0 else -2 * step for step in steps)


class Stub:
    """A routing service of one kind; ``asked`` are the questions so far as (sources, targets)."""

    def __init__(self, kind: str, *, most_pairs: int = 10_000) -> None:
        self.kind = kind
        self.most_pairs = most_pairs
        self.key = ""
        self.is_verbose_only = False
        self.off_the_road: set[Place] = set()
        self.far_from_roads: set[Place] = set()
        """Places that the service moves to a road 5 km away, where it is not told to mind."""
        self.replies: list[Reply | None] = []
        """What happens to the next requests instead of an answer; None lets one be answered."""
        self.always: Reply | None = None
        self.asked: list[tuple[list[Place], list[Place]]] = []
        self.raw: list[str] = []
        self.url = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request as the service would."""
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length).decode("utf-8")
        self.raw.append(f"{handler.requestline}\n{handler.headers}\n{body}")
        reply = self.replies.pop(0) if self.replies else self.always
        if reply is not None:
            reply(handler)
        else:
            status, said = getattr(self, f"_{self.kind}")(handler, body)
            send_json(handler, said, status=status)

    def _osrm(self, handler: BaseHTTPRequestHandler, _body: str) -> tuple[int, Any]:
        parts = urlsplit(handler.path)
        line = re.fullmatch(r"/table/v1/driving/((?:-?[\d.]+,-?[\d.]+;?)+)", parts.path)
        if handler.command != "GET" or line is None:
            return 400, {"code": "InvalidUrl", "message": "URL string malformed"}
        options = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=True).items()}
        if set(options) - {"annotations", "generate_hints", "sources", "destinations"}:
            return 400, {"code": "InvalidOptions", "message": "Options are invalid"}
        places = [
            (float(north), float(east)) for east, north in (one.split(",") for one in line[1].split(";"))
        ]
        sources, targets = (chosen(places, options.get(name)) for name in ("sources", "destinations"))
        if len(sources) * len(targets) > self.most_pairs:
            return 400, {"code": "TooBig", "message": "Too many table coordinates"}
        if self._is_off(places):
            return 400, {"code": "NoSegment", "message": "Could not find a matching segment for coordinate 0"}
        return 200, {
            "code": "Ok",
            "durations": self._rows(sources, targets),
            "sources": [self._waypoint(place) for place in sources],
            "destinations": [self._waypoint(place) for place in targets],
        }

    def _waypoint(self, place: Place) -> dict[str, Any]:
        metres = 5_000.0 if place in self.far_from_roads else 12.5
        return {"location": [place[1], place[0]], "name": "", "distance": metres}

    def _valhalla(self, handler: BaseHTTPRequestHandler, body: str) -> tuple[int, Any]:
        if handler.command != "POST" or handler.path != "/sources_to_targets":
            return 404, {"error_code": 106, "error": "Try any of: '/sources_to_targets'", "status_code": 404}
        asked = json.loads(body)
        if asked.get("costing") != "auto":
            return 400, {"error_code": 124, "error": "No edge/node costing provided", "status_code": 400}
        sources, targets = (
            [(one["lat"], one["lon"]) for one in asked[name]] for name in ("sources", "targets")
        )
        if len(sources) * len(targets) > self.most_pairs:
            return 400, {"error_code": 150, "error": "Exceeded max locations", "status_code": 400}
        cutoffs = [one.get("search_cutoff", 35_000) for one in (*asked["sources"], *asked["targets"])]
        is_far = bool(self.far_from_roads & {*sources, *targets})
        if self._is_off([*sources, *targets]) or (is_far and max(cutoffs) < 5_000):
            return 400, {"error_code": 171, "error": "No suitable edges near location", "status_code": 400}
        rows = self._rows(sources, targets)
        if asked.get("verbose") is False and not self.is_verbose_only:
            return 200, {"sources_to_targets": {"durations": rows, "distances": rows}, "units": "kilometers"}
        objects = [
            [
                {"from_index": source, "to_index": target, "time": seconds, "distance": 1.5}
                for target, seconds in enumerate(row)
            ]
            for source, row in enumerate(rows)
        ]
        return 200, {"sources_to_targets": objects, "units": "kilometers"}

    def _openrouteservice(self, handler: BaseHTTPRequestHandler, body: str) -> tuple[int, Any]:
        if handler.command != "POST" or handler.path != "/v2/matrix/driving-car":
            return 404, {"error": {"code": 0, "message": "not found"}}
        if self.key and handler.headers.get("Authorization") != self.key:
            return 403, {"error": "Access to this API has been disallowed"}
        asked = json.loads(body)
        places = [(north, east) for east, north in asked["locations"]]
        if any(
            not isinstance(number, str)
            for name in ("sources", "destinations")
            for number in asked.get(name, [])
        ):
            return 400, {"error": {"code": 6002, "message": "Parameter has incorrect format."}}
        sources, targets = (
            [places[int(number)] for number in asked.get(name, range(len(places)))]
            for name in ("sources", "destinations")
        )
        if len(sources) * len(targets) > self.most_pairs:
            return 400, {"error": {"code": 6004, "message": "Search exceeds the limit of routes."}}
        # It looks 350 m around each place unless it is told otherwise.
        if self._is_off(places) or self.far_from_roads & set(places):
            return 404, {"error": {"code": 6010, "message": "Could not find routable point."}}
        return 200, {"durations": self._rows(sources, targets), "metadata": {"service": "matrix"}}

    def _is_off(self, places: Sequence[Place]) -> bool:
        return bool(self.off_the_road & {(round(north, 4), round(east, 4)) for north, east in places})

    def _rows(self, sources: Sequence[Place], targets: Sequence[Place]) -> list[list[int]]:
        self.asked.append((list(sources), list(targets)))
        return [[true_seconds(source, target) for target in targets] for source in sources]


@contextmanager
def running(stub: Stub, *, certificate: Path | None = None) -> Iterator[Stub]:
    """Run the stub on a free port of loopback; ``stub.url`` is its address.

    With a ``certificate`` (and its key in the same file) it speaks TLS.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stub.answer(self)

        def do_POST(self) -> None:
            stub.answer(self)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_arguments: Any) -> None:
            """Whoever hung up has their reasons."""

    with Server(("127.0.0.1", 0), Handler) as server:
        stub.url = f"http://127.0.0.1:{server.server_address[1]}"
        if certificate is not None:
            encrypted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            encrypted.load_cert_chain(certificate)
            server.socket = encrypted.wrap_socket(server.socket, server_side=True)
            stub.url = f"https://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield stub
        finally:
            server.shutdown()
            thread.join()


def send_json(handler: BaseHTTPRequestHandler, said: Any, *, status: int = 200) -> None:
    send_bytes(handler, json.dumps(said).encode("utf-8"), status=status)


def send_bytes(handler: BaseHTTPRequestHandler, content: bytes, *, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(content)))
    for name, text in headers.items():
        handler.send_header(name, text)
    handler.end_headers()
    handler.wfile.write(content)


def chosen(places: list[Place], numbers: str | None) -> list[Place]:
    return places if numbers in (None, "all") else [places[int(number)] for number in numbers.split(";")]
