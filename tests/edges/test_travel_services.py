"""Road times over real HTTP: three services by their published interfaces, and all that can go wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from firstfix.connectors.travel.choosing import source_for
from firstfix.engines.dispatch import Place
from firstfix.engines.dispatch.travel import ARRIVAL_MINUTES, OfflineEstimate, TravelMatrix
from firstfix.kernel.outgoing.models import EgressLog
from tests.edges.road_points import ask, road_minutes, settings, spread
from tests.edges.routing_stub import Stub, running, true_seconds

pytestmark = pytest.mark.django_db

KINDS = ("osrm", "valhalla", "openrouteservice")
KEY = "5b3ce3597851110001cf6248-not-a-real-key"


@pytest.fixture(params=KINDS)
def stub(request: pytest.FixtureRequest) -> Iterator[Stub]:
    """Give a running service of each kind."""
    with running(Stub(request.param)) as made:
        yield made


@pytest.fixture
def osrm() -> Iterator[Stub]:
    """Give a running OSRM, for what is the same for every kind."""
    with running(Stub("osrm")) as made:
        yield made


def test_the_stub_tells_directions_apart() -> None:
    there, back = true_seconds((48.0, 7.0), (48.001, 7.1)), true_seconds((48.001, 7.1), (48.0, 7.0))
    assert (there, back) == (1010, 2020)


def test_every_minute_comes_from_the_road_and_stands_in_its_place(stub: Stub) -> None:
    points = spread(7)
    answer = ask(stub, points)
    assert answer.minutes == road_minutes(points)
    assert (answer.source, answer.estimated_count, answer.caution) == (stub.kind, 0, None)


def test_a_matrix_larger_than_one_question_is_asked_in_parts(stub: Stub) -> None:
    points = spread(23)
    answer = ask(stub, points, FIRSTFIX_TRAVEL_PAIRS="40")
    assert (answer.minutes, answer.estimated_count) == (road_minutes(points), 0)
    assert max(len(sources) * len(targets) for sources, targets in stub.asked) <= 40
    assert sum(len(sources) * len(targets) for sources, targets in stub.asked) <= 23 * 23


def test_a_service_that_takes_less_than_we_think_is_asked_for_less(stub: Stub) -> None:
    stub.most_pairs = 9
    points = spread(11)
    answer = ask(stub, points)
    assert (answer.minutes, answer.estimated_count) == (road_minutes(points), 0)
    assert len(stub.raw) < 60


def test_a_place_on_no_road_costs_its_own_ways_only(stub: Stub) -> None:
    points = spread(12)
    stub.off_the_road = {(points[5].latitude, points[5].longitude)}
    answer = ask(stub, points)
    assert estimated_places(answer) == {5}
    assert answer.estimated_count == 22
    assert answer.caution is not None
    assert answer.caution.text().startswith("The routing service knows no way for 22 of 132 pairs of places")
    estimate = OfflineEstimate().matrix(points)
    assert answer.minutes[5] == estimate.minutes[5]
    assert answer.minutes[4][6] == road_minutes(points)[4][6]


def test_a_place_far_from_every_road_is_not_taken_for_the_nearest_one(stub: Stub) -> None:
    points = spread(6)
    stub.far_from_roads = {(points[2].latitude, points[2].longitude)}
    answer = ask(stub, points)
    assert (estimated_places(answer), answer.estimated_count) == ({2}, 10)


def test_older_valhallas_answer_way_by_way() -> None:
    with running(Stub("valhalla")) as stub:
        stub.is_verbose_only = True
        points = spread(4)
        assert ask(stub, points).minutes == road_minutes(points)


def test_the_key_goes_into_a_header_and_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with running(Stub("openrouteservice")) as stub:
        stub.key = KEY
        assert ask(stub, spread(3), FIRSTFIX_TRAVEL_KEY=KEY).estimated_count == 0
        wrong = ask(stub, spread(3), FIRSTFIX_TRAVEL_KEY="another-key")
        assert wrong.caution is not None
        assert wrong.caution.code == "travel_key"
        assert stub.raw[0].count(KEY) == 1
        assert KEY not in stub.raw[0].splitlines()[0]
        wanted = settings(stub, FIRSTFIX_TRAVEL_KEY=KEY)
        assert KEY not in repr(wanted)
        assert KEY not in repr(source_for(wanted))
    assert KEY not in caplog.text + wrong.caution.text()


def test_only_rounded_coordinates_leave_and_the_log_says_so(osrm: Stub) -> None:
    points = [Place(48.573412, 7.752111), Place(48.580093, 7.760987)]
    ask(osrm, points)
    path = osrm.raw[0].split()[1]
    assert path.startswith("/table/v1/driving/7.7521,48.5734;7.7610,48.5801?annotations=duration")
    left = EgressLog.objects.get()
    assert (left.audience, left.purpose, left.replacement_count) == ("public", "travel_times", 0)


def test_places_within_eleven_metres_are_one_question(osrm: Stub) -> None:
    points = [Place(48.57341, 7.75211), Place(48.573409, 7.752112), Place(48.6, 7.8)]
    answer = ask(osrm, points)
    assert [len(sources) for sources, _ in osrm.asked] == [2]
    assert answer.minutes[0][1] == answer.minutes[1][0] == 0
    assert answer.minutes[0][2] == answer.minutes[1][2] > ARRIVAL_MINUTES
    assert answer.estimated_count == 0


@pytest.mark.parametrize("points", [[], [Place(48.6, 7.8)], [Place(48.6, 7.8)] * 3])
def test_nobody_is_asked_where_there_is_no_way(osrm: Stub, points: list[Place]) -> None:
    answer = ask(osrm, points)
    assert (osrm.raw, answer.estimated_count, answer.caution) == ([], 0, None)
    assert EgressLog.objects.count() == 0


def test_what_was_asked_once_is_remembered_by_every_process(stub: Stub, tmp_path: Path) -> None:
    cache = tmp_path / "travel.sqlite3"
    points = spread(5)
    first = ask(stub, points, cache=cache)
    asked = len(stub.raw)
    assert ask(stub, points, cache=cache) == first
    assert len(stub.raw) == asked
    more = [*points, Place(48.9, 7.1)]
    assert ask(stub, more, cache=cache).minutes == road_minutes(more)
    # One place more asks for its own row and column, not for the others again.
    assert sum(len(sources) * len(targets) for sources, targets in stub.asked[1:]) <= 2 * 6


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    with running(Stub("osrm"), certificate=certificate(tmp_path)) as stub:
        answer = ask(stub, spread(3))
    assert answer.caution is not None
    assert answer.caution.code == "travel_unreachable"
    assert stub.raw == []


def test_a_certificate_that_the_machine_trusts_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with running(Stub("valhalla"), certificate=path) as stub:
        assert ask(stub, spread(3)).estimated_count == 0


def test_proxies_of_the_environment_are_not_asked(osrm: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert ask(osrm, spread(3)).estimated_count == 0


def certificate(folder: Path) -> Path:
    """Give a file with a new certificate for loopback, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "loopback.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return path


def estimated_places(answer: TravelMatrix) -> set[int]:
    """Give the places all of whose ways are estimated."""
    size = range(len(answer.minutes))
    return {place for place in size if all(answer.is_estimated(place, end) for end in size if end != place)}
