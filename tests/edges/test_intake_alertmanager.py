"""Alerts of Prometheus Alertmanager: one group is one case, whatever is delivered again or late."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from firstfix.apps.cases.commands import merge_case
from firstfix.apps.cases.models import AlertSignal, Case
from firstfix.kernel import clock
from firstfix.kernel.accounts.issuing import Issued, issue_api_token
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.identity.models import User
from firstfix.kernel.ledger.models import LedgerRow
from tests.edges.signing import account, as_owner, granted
from tests.ports import free_port
from tests.world import Region, context, in_hours, must, put, region

pytestmark = pytest.mark.django_db

BINARY = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
# Only a failure takes that long: a busy machine is not a bug.
DELIVERY_SECONDS = 120
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Receiver:
    """One alert source of a region, and the token that its Alertmanager brings."""

    def __init__(self, place: Region, role: str = "support_specialist", **scope: Any) -> None:
        self.place = place
        self.source = put(
            "intake_source",
            code="clinic",
            kind="alertmanager",
            name="Monitoring",
            team_id=place.team.pk,
            organization_id=place.organization.pk,
        )
        user = account()
        granted(user, role, **scope)
        self.secret = token(user, "record_alert")

    def post(self, body: Any, *, secret: str = "", source: str = "clinic") -> Any:
        """Deliver a body."""
        return Client(raise_request_exception=False).post(
            f"/in/alertmanager/{source}",
            body if isinstance(body, bytes | str) else json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret or self.secret}"},
        )


def token(user: User, *scopes: str) -> str:
    issued = issue_api_token(
        CommandContext(as_owner(user, has_mfa=True)),
        name="Alertmanager",
        scopes=frozenset(scopes),
        expires_at=in_hours(24),
    )
    assert isinstance(issued, Issued), issued
    return issued.shown_once


@pytest.fixture
def receiver(settings: Any) -> Receiver:
    return Receiver(region())


def alert(
    fingerprint: str = "a1", status: str = "firing", *, minutes: int = 0, **more: Any
) -> dict[str, Any]:
    """Give an alert that began so many minutes after START."""
    return {
        "status": status,
        "labels": {"alertname": "LinkDown", "instance": f"{fingerprint}:9100"},
        "annotations": {"summary": "The link is down"},
        "startsAt": (START + timedelta(minutes=minutes)).isoformat(),
        "endsAt": "0001-01-01T00:00:00Z" if status == "firing" else START.replace(hour=9).isoformat(),
        "fingerprint": fingerprint,
    } | more


def group(*alerts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a delivery of these alerts."""
    return {
        "version": "4",
        "groupKey": '{}:{alertname="LinkDown"}',
        "status": "firing",
        "receiver": "firstfix",
        "commonLabels": {"alertname": "LinkDown"},
        "commonAnnotations": {"summary": "The link is down"},
        "alerts": list(alerts),
    } | more


def resolved(case: Case) -> None:
    """Let the case be as after its closing gate, which has tests of its own."""
    Case.objects.filter(pk=case.pk).update(state="resolved")


@pytest.mark.covers("S1-T10")
def test_one_group_is_one_case_with_running_clocks(receiver: Receiver) -> None:
    answer = receiver.post(group(alert("a1"), alert("a2")))
    assert answer.status_code == 200, answer.content
    case = Case.objects.get()
    assert answer.json() == {"case": str(case.pk), "reference": case.reference, "taken_in": 2}
    assert (case.title, case.channel, case.organization_id) == (
        "The link is down",
        "alert",
        receiver.place.organization.pk,
    )
    assert case.reported_at == START
    assert case.owner_id == receiver.place.team.accountable_id
    assert case.clock_events.exists()
    assert AlertSignal.objects.filter(case=case, status="firing").count() == 2


def test_a_redelivery_changes_nothing(receiver: Receiver) -> None:
    body = group(alert("a1"), alert("a2"))
    first = receiver.post(body).json()
    rows = LedgerRow.objects.count()
    signals = list(AlertSignal.objects.order_by("pk").values())
    assert receiver.post(body).json() == first
    assert LedgerRow.objects.count() == rows
    assert list(AlertSignal.objects.order_by("pk").values()) == signals


def test_the_same_instant_in_another_zone_is_the_same_alert(receiver: Receiver) -> None:
    receiver.post(group(alert("a1")))
    rows = LedgerRow.objects.count()
    assert receiver.post(group(alert("a1", startsAt="2026-03-02T10:00:00+02:00"))).status_code == 200
    assert (Case.objects.count(), LedgerRow.objects.count()) == (1, rows)


def test_a_later_alert_of_the_group_joins_its_case(receiver: Receiver) -> None:
    receiver.post(group(alert("a1")))
    receiver.post(group(alert("a1"), alert("a2", minutes=3)))
    assert Case.objects.count() == 1
    assert set(AlertSignal.objects.values_list("fingerprint", flat=True)) == {"a1", "a2"}


def test_another_group_is_another_case(receiver: Receiver) -> None:
    receiver.post(group(alert("a1")))
    receiver.post(group(alert("b1"), groupKey='{}:{alertname="FanFailed"}'))
    assert Case.objects.count() == 2


def test_a_resolved_alert_is_recorded_and_closes_nothing(receiver: Receiver) -> None:
    receiver.post(group(alert("a1")))
    state = Case.objects.get().state
    assert receiver.post(group(alert("a1", "resolved"), status="resolved")).status_code == 200
    signal = AlertSignal.objects.get()
    assert (signal.status, signal.ended_at) == ("resolved", START.replace(hour=9))
    assert Case.objects.get().state == state


def test_a_late_firing_does_not_undo_a_newer_resolved(receiver: Receiver) -> None:
    receiver.post(group(alert("a1")))
    receiver.post(group(alert("a1", "resolved")))
    receiver.post(group(alert("a1")))
    assert AlertSignal.objects.get().status == "resolved"


def test_resolved_without_a_case_opens_none(receiver: Receiver) -> None:
    answer = receiver.post(group(alert("a1", "resolved")))
    assert (answer.status_code, answer.json()["case"]) == (200, None)
    assert not Case.objects.exists()


def test_firing_anew_reopens_the_resolved_case_once(receiver: Receiver) -> None:
    receiver.post(group(alert("a1")))
    resolved(Case.objects.get())
    assert receiver.post(group(alert("a1"))).status_code == 200
    assert Case.objects.get().state == "resolved"
    anew = group(alert("a1", minutes=90))
    for _ in range(2):
        assert receiver.post(anew).status_code == 200
    case = Case.objects.get()
    assert case.reopen_count == 1
    assert case.state != "resolved"


def test_alerts_follow_a_merged_case(receiver: Receiver) -> None:
    receiver.post(group(alert("a1")))
    receiver.post(group(alert("b1"), groupKey="other"))
    first, second = Case.objects.order_by("number")
    desk = context(receiver.place.support_specialist)
    must(merge_case(desk, first.pk, into_id=second.pk, because="One broken uplink."))
    answer = receiver.post(group(alert("a1"), alert("a2", minutes=5)))
    assert answer.json()["case"] == str(second.pk)
    assert Case.objects.count() == 2


def test_who_may_not_deliver_is_told_so(receiver: Receiver) -> None:
    assert receiver.post(group(alert()), secret="firstfix_unknown").status_code == 401
    assert Client().post("/in/alertmanager/clinic").status_code == 401
    other = account("eve@example.org", name="Eve")
    granted(other, "support_specialist")
    assert receiver.post(group(alert()), secret=token(other, "add_note")).status_code == 403
    visitor = account("cat@example.org", name="Cat")
    granted(visitor, "customer_contact", organization_id=receiver.place.organization.pk)
    assert receiver.post(group(alert()), secret=token(visitor, "record_alert")).status_code == 403
    assert not Case.objects.exists()


def test_an_unknown_source_is_not_found_and_so_is_one_of_another_customer(receiver: Receiver) -> None:
    assert receiver.post(group(alert()), source="nowhere").status_code == 404
    elsewhere = account("eve@example.org", name="Eve")
    other = put("organization", kind="customer", name="Another Clinic")
    granted(elsewhere, "support_specialist", organization_id=other.pk)
    assert receiver.post(group(alert()), secret=token(elsewhere, "record_alert")).status_code == 404
    assert not Case.objects.exists()


BAD = {
    "version": (group(alert(), version="3"), "version"),
    "no_alerts": (group(), "alerts"),
    "group_key": (group(alert(), groupKey=""), "groupKey"),
    "status": (group(alert("a1", "broken")), "alerts.0.status"),
    "fingerprint": (group(alert(fingerprint="../x")), "alerts.0.fingerprint"),
    "naive_start": (group(alert(startsAt="2026-01-01T00:00:00")), "alerts.0.startsAt"),
    "broken_clock": (group(alert(startsAt="1970-01-01T00:00:00Z")), "alerts.0.startsAt"),
    "label": (group(alert(labels={"alertname": 7})), "alerts.0.labels.alertname"),
    "nul_label": (group(alert(labels={"alertname": "a\x00b"})), "alerts.0.labels.alertname"),
    "nul_annotation": (group(alert(annotations={"summary": "\x00"})), "alerts.0.annotations.summary"),
    "nul_group": (group(alert(), groupKey="a\x00b"), "groupKey"),
    "surrogate_label": (group(alert(labels={"alertname": "\ud800"})), "alerts.0.labels.alertname"),
    "surrogate_group": (group(alert(), groupKey="\udfff"), "groupKey"),
    "storm": (group(*(alert(f"a{n}") for n in range(1001))), "alerts"),
    "no_object": ([], "body"),
    "no_json": ("{", "body"),
    "no_text": (b"\xff\xfe{", "body"),
    "deep": ("[" * 100_000, "body"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_delivery_is_refused_by_the_name_of_its_field(receiver: Receiver, name: str) -> None:
    body, field = BAD[name]
    answer = receiver.post(body)
    assert answer.status_code == 422, answer.content[:300]
    said = answer.json()
    assert said["code"] == "invalid_input"
    assert any(found.startswith(field) for found in said["fields"]), said
    assert not Case.objects.exists()


def test_a_paused_source_takes_nothing_in(receiver: Receiver) -> None:
    type(receiver.source).objects.filter(pk=receiver.source.pk).update(paused_at=clock.now())
    assert receiver.post(group(alert())).json()["code"] == "source_paused"
    assert not Case.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(BINARY is None, reason="No Alertmanager binary is on the path.")
@pytest.mark.covers("S1-T10", "S2-T12")
def test_a_real_alertmanager_delivers_groups_repeats_and_ends(
    live_server: LiveServer, tmp_path: Path
) -> None:
    receiver = Receiver(region())
    with alertmanager(tmp_path, f"{live_server.url}/in/alertmanager/clinic", receiver.secret) as address:
        tell(address, "eth0")
        until(lambda: AlertSignal.objects.filter(status="firing").count() == 1, "the first firing")
        tell(address, "eth0")
        tell(address, "eth1")
        until(lambda: AlertSignal.objects.filter(status="firing").count() == 2, "the second of the group")
        until_delivered(address)
        rows = LedgerRow.objects.count()
        until_delivered(address)
        assert LedgerRow.objects.count() == rows, "a repeat was written down a second time"
        tell(address, "eth0", has_ended=True)
        until(lambda: AlertSignal.objects.filter(status="resolved").count() == 1, "the end of one alert")
        until_delivered(address)
    case = Case.objects.get()
    assert case.title == "An uplink of the clinic is down"
    assert case.is_open
    assert case.clock_events.exists()
    ended = AlertSignal.objects.get(status="resolved")
    assert (ended.labels["port"], ended.case_id) == ("eth0", case.pk)
    assert ended.ended_at is not None
    assert AlertSignal.objects.get(status="firing").labels["port"] == "eth1"


def tell(address: str, port: str, *, has_ended: bool = False) -> None:
    """Give an Alertmanager one alert about a port, as Prometheus does."""
    now = datetime.now(UTC)
    said = {
        "labels": {"alertname": "LinkDown", "port": port},
        "annotations": {"summary": "An uplink of the clinic is down"},
        "startsAt": (now - timedelta(minutes=1)).isoformat(),
        "endsAt": (now + timedelta(seconds=-1 if has_ended else 600)).isoformat(),
    }
    request = urllib.request.Request(
        f"{address}/api/v2/alerts", json.dumps([said]).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=DELIVERY_SECONDS) as answer:
        assert answer.status == 200


def until_delivered(address: str) -> None:
    """Wait until one more delivery was answered.

    In memory, SQLite shows the test what the server is still writing; what it answered is written.
    """
    before = answered_count(address)
    until(lambda: answered_count(address) > before, "a repeat")


def answered_count(address: str) -> int:
    """Give how many deliveries an Alertmanager counts as answered."""
    with urllib.request.urlopen(f"{address}/metrics", timeout=DELIVERY_SECONDS) as answer:
        told = answer.read().decode("utf-8")
    counted = re.search(
        r'^alertmanager_notification_latency_seconds_count{[^}]*"webhook"[^}]*} (\d+)', told, re.MULTILINE
    )
    assert counted, told
    return int(counted[1])


def until(is_so: Callable[[], bool], what: str) -> None:
    """Wait until it is so, for a bounded time."""
    end = time.monotonic() + DELIVERY_SECONDS
    while not is_so():
        assert time.monotonic() < end, f"{what} did not arrive"
        time.sleep(0.1)


@contextmanager
def alertmanager(folder: Path, webhook: str, secret: str) -> Iterator[str]:
    """Give the address of a running Alertmanager that delivers to ``webhook``."""
    settings = folder / "alertmanager.yml"
    settings.write_text(
        f"""
route: {{receiver: firstfix, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 2s}}
receivers:
  - name: firstfix
    webhook_configs:
      - url: {webhook}
        send_resolved: true
        http_config: {{authorization: {{type: Bearer, credentials: {secret}}}}}
""",
        encoding="utf-8",
    )
    port = free_port()
    words = [
        str(BINARY),
        f"--config.file={settings}",
        f"--storage.path={folder / 'store'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(words, stdout=log, stderr=log) as process:
        try:
            until(lambda: is_ready(port), "Alertmanager")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=DELIVERY_SECONDS) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
