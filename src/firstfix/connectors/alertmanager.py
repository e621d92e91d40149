"""Alerts from Prometheus Alertmanager (webhook version 4) become cases, and find their case again.

``POST /in/alertmanager/<source>`` with an API token that is scoped to ``record_alert``. One group of alerts
is one case; every alert of the group is kept on it as it last said. The same alert again (a redelivery, a
repeat) is a replay: its command ids are derived from what it says, so nothing happens twice. A firing
alert after the case was resolved reopens it; a resolved alert is a reason to check, never a closure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from firstfix.apps.assets.models import Asset
from firstfix.apps.cases.commands import create_case, record_alert, reopen_case
from firstfix.apps.cases.models import AlertSignal, Case, IntakeSource, IntakeSourceKind
from firstfix.apps.cases.queries import visible_intake_sources
from firstfix.apps.directory.models import Site
from firstfix.engines.custody import sha256_hex
from firstfix.engines.verdict import mark
from firstfix.kernel import policy
from firstfix.kernel.commands import Channel, CommandContext, Done
from firstfix.kernel.commands.inputs import Moment, invalid_input
from firstfix.kernel.identity import Actor, system_actor
from firstfix.kernel.refusal import Reason, Refusal, not_visible

__all__ = ["Alert", "Notification", "take_in"]

# A group of 1,000 alerts is a storm; the receiver can limit groups with max_alerts.
MAX_ALERTS = 1_000
# Alertmanager writes the zero time of Go where an alert has not ended.
_NEVER_YEAR = 1


def _storable(text: str) -> str:
    # PostgreSQL keeps no NUL, neither in text nor in JSON, and nothing that is not UTF-8.
    if "\x00" in text:
        raise ValueError("it holds a NUL character; remove it")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("it holds half a character (a lone surrogate); send it as UTF-8")
    return text


Text = Annotated[str, AfterValidator(_storable)]
Labels = dict[Text, Text]


class Alert(BaseModel):
    """One alert of a notification."""

    model_config = ConfigDict(extra="ignore")

    status: str = Field(pattern="^(firing|resolved)$")
    labels: Labels
    annotations: Labels = {}
    startsAt: Moment  # noqa: N815 - Alertmanager's own name
    endsAt: AwareDatetime | None = None  # noqa: N815 - Alertmanager's own name
    fingerprint: str = Field(min_length=1, max_length=64, pattern="^[A-Za-z0-9]+$")


class Notification(BaseModel):
    """One delivery of Alertmanager: a group of alerts and what they have in common."""

    model_config = ConfigDict(extra="ignore")

    version: str = Field(pattern="^4$")
    groupKey: Text = Field(min_length=1, max_length=4096)  # noqa: N815 - Alertmanager's own name
    status: str
    receiver: str = ""
    commonLabels: Labels = {}  # noqa: N815 - Alertmanager's own name
    commonAnnotations: Labels = {}  # noqa: N815 - Alertmanager's own name
    alerts: list[Alert] = Field(min_length=1, max_length=MAX_ALERTS)


@dataclass(frozen=True, slots=True)
class _Intake:
    """One delivery on its way in: from which source, in whose name."""

    source: IntakeSource
    actor: Actor
    on_behalf_of: UUID
    notification: Notification

    @property
    def fingerprint(self) -> str:
        """Give the name of the group as the signal that its case stands for."""
        return f"am:{sha256_hex(f'{self.source.code}:{self.notification.groupKey}'.encode())[:40]}"

    def context(self, *parts: object) -> CommandContext:
        """Give a context whose id is derived from what is said, so saying it again changes nothing."""
        name = ":".join(["firstfix", "alertmanager", self.source.code, *map(str, parts)])
        return CommandContext(
            actor=self.actor,
            command_id=uuid5(NAMESPACE_URL, name),
            channel=Channel.WEBHOOK,
            on_behalf_of=self.on_behalf_of,
        )


def take_in(actor: Actor, source_code: str, body: Mapping[str, Any]) -> dict[str, Any] | Refusal:
    """Give the case that a delivery was taken into, or why it was refused as a whole."""
    sources = visible_intake_sources(actor).filter(kind=IntakeSourceKind.ALERTMANAGER)
    source = sources.filter(code=source_code).first()
    allowed = policy.may("record_alert", actor)
    if allowed is not True:
        return allowed
    if source is None:
        return not_visible("intake_source")
    if source.paused_at is not None:
        return Refusal("source_paused", mark("This source is paused. Resume it under People and rights."))
    try:
        notification = Notification.model_validate(body)
    except ValidationError as error:
        return invalid_input(error)
    system = system_actor(f"alertmanager:{source.code}")
    return _take_in(_Intake(source, system, actor.id, notification))


def _take_in(intake: _Intake) -> dict[str, Any] | Refusal:
    case = _case_of(intake)
    if isinstance(case, Refusal):
        return case
    if case is None:
        return {"case": None, "taken_in": 0, "message": "Nothing was open for this group."}
    for alert in sorted(intake.notification.alerts, key=lambda alert: alert.startsAt):
        answer = _record(intake, case, alert)
        if isinstance(answer, Refusal):
            return answer
    return {"case": str(case.pk), "reference": case.reference, "taken_in": len(intake.notification.alerts)}


def _case_of(intake: _Intake) -> Case | Refusal | None:
    """Give the open case of the group, the one that is reopened by it, or a new one while it fires."""
    firing = [alert for alert in intake.notification.alerts if alert.status == "firing"]
    known = Case.objects.filter(organization=intake.source.organization, fingerprint=intake.fingerprint)
    newest = _present(known.select_related("merged_into").order_by("-opened_at").first())
    if newest is not None and (newest.is_open or not firing):
        return _awake(intake, newest, firing)
    if not firing:
        return None
    return _open(intake, firing, newest)


def _present(case: Case | None) -> Case | None:
    """Give the case that stands for ``case`` now: the one it was merged into, if it was."""
    while case is not None and case.merged_into is not None:
        case = case.merged_into
    return case


def _awake(intake: _Intake, case: Case, firing: list[Alert]) -> Case | Refusal:
    """Reopen a case that was resolved before one of its alerts fired anew."""
    signals = AlertSignal.objects.filter(source=intake.source)
    heard = set(
        signals.filter(fingerprint__in={one.fingerprint for one in firing}).values_list(
            "fingerprint", "started_at"
        )
    )
    anew = [alert for alert in firing if (alert.fingerprint, alert.startsAt) not in heard]
    if case.state != "resolved" or not anew:
        return case
    because = (
        f"{_title(intake)} fires again since {min(alert.startsAt for alert in anew):%Y-%m-%d %H:%M} UTC."
    )
    answer = reopen_case(intake.context("reopen", case.pk, case.reopen_count), case.pk, because=because)
    return answer if isinstance(answer, Refusal) else case


def _open(intake: _Intake, firing: list[Alert], previous: Case | None) -> Case | Refusal:
    since = min(alert.startsAt for alert in firing)
    after = previous.pk if previous else "first"
    asset, site = _place(intake)
    answer = create_case(
        intake.context("case", intake.notification.groupKey, since.isoformat(), after),
        title=_title(intake),
        description=_description(intake, firing),
        organization_id=intake.source.organization_id,
        kind=intake.source.case_kind,
        site_id=site and site.pk,
        asset_id=asset and asset.pk,
        team_id=intake.source.team_id,
        reported_at=since,
        fingerprint=intake.fingerprint,
        external_system="alertmanager",
    )
    if isinstance(answer, Refusal) and answer.reason is Reason.CONFLICT:
        # Another delivery of the same group opened the case in the same moment.
        return Case.objects.open().filter(fingerprint=intake.fingerprint).first() or answer
    return answer if isinstance(answer, Refusal) else Case.objects.get(pk=answer.subject_id)


def _record(intake: _Intake, case: Case, alert: Alert) -> Done | Refusal:
    ended_at = _end(alert.endsAt) if alert.status == "resolved" else None
    said = (case.pk, alert.fingerprint, alert.startsAt.isoformat(), alert.status, ended_at)
    return record_alert(
        intake.context("alert", *said),
        case.pk,
        source_code=intake.source.code,
        status=alert.status,
        fingerprint=alert.fingerprint,
        started_at=alert.startsAt,
        ended_at=ended_at,
        group_key=intake.notification.groupKey[:300],
        labels=alert.labels,
        annotations=alert.annotations,
    )


def _end(moment: datetime | None) -> datetime | None:
    return None if moment is None or moment.year <= _NEVER_YEAR else moment


def _title(intake: _Intake) -> str:
    said = intake.notification
    label = said.commonLabels.get(str(intake.source.mapping.get("title", "alertname")), "")
    where = said.commonLabels.get("instance", "")
    words = said.commonAnnotations.get("summary") or " ".join(part for part in (label, where) if part)
    return (words.strip() or said.alerts[0].labels.get("alertname", "").strip() or "Alert")[:300]


def _description(intake: _Intake, firing: list[Alert]) -> str:
    lines = [intake.notification.commonAnnotations.get("description", "")]
    lines += [_line(alert) for alert in firing[:50]]
    return "\n".join(line for line in lines if line)[:20_000]


def _line(alert: Alert) -> str:
    labels = (f"{name}={value}" for name, value in sorted(alert.labels.items()) if name != "alertname")
    name = alert.labels.get("alertname", "alert")
    return f"{name} since {alert.startsAt:%Y-%m-%d %H:%M} UTC: {', '.join(labels)}"


def _place(intake: _Intake) -> tuple[Asset | None, Site | None]:
    """Give asset and site as the source's mapping finds them in the labels the alerts have in common."""
    mapping, labels = intake.source.mapping, intake.notification.commonLabels
    sites = Site.objects.filter(organization=intake.source.organization)
    site = sites.filter(code=labels.get(str(mapping.get("site", "site")), "")).first() or intake.source.site
    name = labels.get(str(mapping.get("asset", "instance")), "").partition(":")[0]
    assets = Asset.objects.filter(site__organization=intake.source.organization, name=name)
    asset = assets.filter(site=site).first() if site else assets.first()
    return asset, site or (asset and asset.site)
