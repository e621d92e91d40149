"""Pages for programs: metrics, SAML metadata and PAC files from loopback servers, and hostile ones."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.diagnosis import Status
from firstfix.laptop.probes.kinds_metrics import series_of
from firstfix.laptop.probes.kinds_pac import pac_facts
from firstfix.laptop.probes.saml import metadata_facts
from firstfix.laptop.probes.web import _moment
from tests.laptop.authority import server
from tests.laptop.looking import check, codes, look
from tests.laptop.servers import answering, listening, page, time_of


def run(test: Awaitable[Any]) -> Any:
    async def whole() -> Any:
        return await test

    return asyncio.run(whole())


async def found(folder: Path, kind: str, body: bytes, **fields: Any) -> list[str]:
    async with listening(page(body)) as port:
        return await codes(folder, check(kind, port=port, **fields))


def metrics(seconds_old: float = 5, *, lag: str = "3") -> bytes:
    return (
        "# HELP backup_done_seconds When\n# TYPE backup_done_seconds gauge\n"
        f'backup_done_seconds{{job="backup",path="/a \\"b\\"}}"}} {time.time() - seconds_old:.3f}\n'
        f'queue_length{{queue="in"}} {lag} 1700000000000\nup 1\n'
    ).encode()


HEARTBEAT = {"metric": "backup_done_seconds", "max_age": 60}
QUEUE = {"metric": "queue_length", "expect_most": 10}
# Made when they are looked at: what was fresh when tests were collected is stale minutes later.
SERIES: list[tuple[list[str], Callable[[], bytes], dict[str, Any]]] = [
    ([], metrics, HEARTBEAT),
    ([], metrics, {**HEARTBEAT, "labels": ["job=backup"]}),
    ([], metrics, QUEUE),
    ([], partial(metrics, lag="0"), {**QUEUE, "expect_least": 0}),
    (["METRICS.STALE"], partial(metrics, 3600), HEARTBEAT),
    (["METRICS.AHEAD"], partial(metrics, -3600), HEARTBEAT),
    (["METRICS.OUT_OF_BOUNDS"], partial(metrics, lag="11"), QUEUE),
    (["METRICS.OUT_OF_BOUNDS"], partial(metrics, lag="NaN"), QUEUE),
    (["METRICS.MISSING"], metrics, {"metric": "backup_done"}),
    (["METRICS.MISSING"], metrics, {**HEARTBEAT, "labels": ["job=other"]}),
    (["METRICS.NONE"], lambda: b"<html>ready</html>", HEARTBEAT),
]


@pytest.mark.parametrize(("said", "body", "fields"), SERIES)
def test_a_metric_is_judged(
    said: list[str], body: Callable[[], bytes], fields: dict[str, Any], tmp_path: Path
) -> None:
    assert run(found(tmp_path, "metrics", body(), **fields)) == said


def test_a_heartbeat_is_as_old_as_true_time_says_not_as_this_computer_s_clock(tmp_path: Path) -> None:
    """The clock here is an hour slow by two time servers, so a heartbeat of now is no heartbeat ahead."""

    async def whole() -> Any:
        async with (
            listening(page(metrics(-3600))) as port,
            answering(time_of(offset=3600)) as one,
            answering(time_of(offset=3600)) as other,
        ):
            clocks = [check("ntp", id=f"ntp.{place}", port=clock) for place, clock in enumerate((one, other))]
            return await look(tmp_path, check("metrics", id="beat", port=port, **HEARTBEAT), *clocks)

    diagnosis = run(whole())
    assert [finding.code for finding in diagnosis.findings] == ["TIME.CLOCK_WRONG"]
    assert diagnosis.verdicts[0].status is Status.PASS


LABELS = st.dictionaries(
    st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True), st.text("ab {},=", max_size=6), max_size=3
)


@given(LABELS, st.floats(allow_nan=False, allow_infinity=False))
def test_a_sample_comes_back_as_it_was_written(labels: dict[str, str], value: float) -> None:
    told = ",".join(f'{name}="{label}"' for name, label in labels.items())
    text = f"# x\nother 1\nthis{{{told}}} {value!r}\n"
    assert series_of(text, "this", {}) == (2, [{"labels": labels, "value": value}])


@given(st.text(max_size=200))
def test_any_text_has_some_samples_or_none(text: str) -> None:
    count, found_series = series_of(text, "up", {})
    assert 0 <= len(found_series) <= count


def saml(
    *,
    until: str = "",
    keys: list[bytes] | None = None,
    binding: str = "HTTP-POST",
    place: str = "https://a/b",
) -> bytes:
    """Give a provider's metadata."""
    certificates = [der()] if keys is None else keys
    told = "".join(
        '<m:KeyDescriptor use="signing"><d:KeyInfo><d:X509Data><d:X509Certificate>\n'
        f"{base64.encodebytes(each).decode()}</d:X509Certificate></d:X509Data></d:KeyInfo></m:KeyDescriptor>"
        for each in certificates
    )
    return (
        '<?xml version="1.0"?><m:EntityDescriptor xmlns:m="urn:oasis:names:tc:SAML:2.0:metadata" '
        f'xmlns:d="http://www.w3.org/2000/09/xmldsig#" entityID="https://login.test/idp"{until}>'
        f'<m:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{told}'
        f'<m:SingleSignOnService Location="{place}" '
        f'Binding="urn:oasis:names:tc:SAML:2.0:bindings:{binding}"/>'
        "</m:IDPSSODescriptor></m:EntityDescriptor>"
    ).encode()


def der(**changes: Any) -> bytes:
    return server(**changes).certificate.public_bytes(Encoding.DER)


def ending(days: float) -> str:
    return f' validUntil="{datetime.now(UTC) + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"'


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FILE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PROVIDERS: list[tuple[list[str], bytes, dict[str, Any]]] = [
    ([], saml(), {}),
    ([], saml(until=ending(2)), {"expect_entity_id": "https://login.test/idp"}),
    ([], saml(), {"expect_binding": "HTTP-POST"}),
    ([], saml(keys=[der(ends=-1, begins=-9), der(ends=300)]), {}),
    (["SAML.METADATA"], saml().replace(b"IDPSSO", b"SPSSO"), {}),
    (["SAML.ENTITY"], saml(), {"expect_entity_id": "https://other.test"}),
    (["SAML.EXPIRED"], saml(until=ending(-1)), {}),
    (["SAML.NO_KEY"], saml(keys=[]), {}),
    (["SAML.NO_KEY"], saml(keys=[b"no certificate"]), {}),
    (["SAML.KEY_EXPIRED"], saml(keys=[der(ends=-1, begins=-9)]), {}),
    (["SAML.KEY_EXPIRES_SOON"], saml(keys=[der(ends=5)]), {}),
    (["SAML.BINDING"], saml(), {"expect_binding": "HTTP-Redirect"}),
    (["SAML.PLAIN_ENDPOINT"], saml(place="http://a/b"), {}),
    (["SAML.METADATA"], b"<html>sign in</html>", {}),
    (["SAML.METADATA"], b"{}", {}),
    (["SAML.METADATA"], BOMB + saml().partition(b"?>")[2], {}),
    (["SAML.METADATA"], FILE + saml().partition(b"?>")[2], {}),
    (["SAML.METADATA"], b"<a>" * 5000, {}),
]


@pytest.mark.parametrize(("said", "body", "fields"), PROVIDERS)
def test_metadata_of_a_provider_are_judged(
    said: list[str], body: bytes, fields: dict[str, Any], tmp_path: Path
) -> None:
    assert run(found(tmp_path, "saml", body, path="/metadata", tls=False, **fields)) == said


def test_a_document_type_is_refused_before_anything_is_expanded() -> None:
    for hostile in (BOMB, FILE):
        facts = metadata_facts(hostile + b"<x>&a;</x>")
        assert facts["entities"] == []
        assert "document type" in facts["said"]


@given(st.binary(max_size=300))
def test_any_bytes_of_metadata_give_facts(content: bytes) -> None:
    assert metadata_facts(content)["is_xml"] in {True, False}


@given(st.integers(0, 700), st.binary(min_size=1, max_size=5))
def test_metadata_with_changed_bytes_give_facts(place: int, new: bytes) -> None:
    whole = saml(keys=[])
    assert isinstance(metadata_facts(whole[:place] + new + whole[place + len(new) :])["entities"], list)


ALWAYS = b'function FindProxyForURL(url, host) { return "PROXY proxy.test:3128; DIRECT"; }'
DECIDING = b"""// PROXY old.test:1
function FindProxyForURL(url, host) {
  if (isPlainHostName(host)) return "DIRECT";
  return "PROXY proxy.test:3128";
}"""
FILES: list[tuple[list[str], bytes, dict[str, Any]]] = [
    ([], ALWAYS, {"expect_proxy": "proxy.test:3128"}),
    ([], DECIDING, {}),
    (["PAC.UNEVALUATED"], DECIDING, {"expect_proxy": "proxy.test:3128"}),
    (["PAC.OTHER_PROXY"], DECIDING, {"expect_proxy": "old.test:1"}),
    (["PAC.NO_FUNCTION"], b"<html>", {}),
]


@pytest.mark.parametrize(("said", "body", "fields"), FILES)
def test_a_pac_file_is_judged_without_being_run(
    said: list[str], body: bytes, fields: dict[str, Any], tmp_path: Path
) -> None:
    assert run(found(tmp_path, "pac", body, **fields)) == said


@given(st.text(max_size=300))
def test_any_text_is_a_pac_file_or_none(text: str) -> None:
    assert pac_facts(text)["has_function"] in {True, False}


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the zone is added
def test_the_date_of_a_page_is_read_as_the_standard_library_writes_it(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert _moment(format_datetime(whole, usegmt=True)) == whole.isoformat()


@pytest.mark.parametrize(
    "text", ["", "now", "Xxx, 31 Feb 2026 10:00:00 GMT", "Sun, 22 Nov 2026 25:00:00 GMT"]
)
def test_a_date_that_is_none_is_not_told(text: str) -> None:
    assert _moment(text) == ""
