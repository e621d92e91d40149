"""Let the demo's people work on a case together, and put policies before the council."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.models import Case
from firstfix.cli.demo_region.making import give, is_given, table
from firstfix.cli.demo_region.people import actor, team_id
from firstfix.kernel import clock

__all__ = ["stage_policies", "swarm_one"]


def stage_policies() -> None:
    """Stage the demo's policies, or find them here; the council is asked about the first."""
    for row in table("together")["policies"]:
        words = {name: row[name] for name in ("area", "title", "wording", "definition") if name in row}
        version = give(cases.stage_policy, actor(row["by"]), row["code"], **words).subject_id
        if "because" in row:
            about: dict[str, Any] = {"subject_type": "policy_version", "subject_id": version}
            asked = {"kind": "process_change", "because": row["because"], **about}
            give(cases.request_approval, actor(row["by"]), f"policy:{row['code']}", **asked)


def swarm_one(until: datetime) -> None:
    """Start a swarm on a case that is being worked on, once, with drafts to its customer."""
    said = table("together")["swarm"]
    going = Case.objects.filter(state="in_progress", title=said["about"]).order_by("-number").first()
    if going is not None and not is_given(cases.start_swarm, "memory"):
        with clock.frozen_at(until):
            _swarm(said, going.pk)
            _tell(said, going.pk)


def _swarm(said: Mapping[str, Any], case_id: UUID) -> None:
    lead = actor(said["by"])
    swarm = give(cases.start_swarm, lead, "memory", case_id=case_id, purpose=said["purpose"]).subject_id
    engineering = team_id("engineering")
    give(cases.request_engineering, lead, "memory", swarm, team_id=engineering, ask=said["ask"])
    for code in said["joins"]:
        give(cases.join_swarm, actor(code), f"memory:{code}", swarm)


def _tell(said: Mapping[str, Any], case_id: UUID) -> None:
    for number, row in enumerate(said["drafts"]):
        words = {"kind": row["kind"], "words": row["words"]}
        give(cases.draft_message, actor(row["by"]), f"memory:{number}", case_id=case_id, **words)
    every = {"every_minutes": said["every_minutes"]}
    give(cases.set_update_cadence, actor("ruth"), "memory", case_id, **every)
