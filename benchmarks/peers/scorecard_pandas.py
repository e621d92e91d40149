"""The basic KPIs of the incident log with pandas, by group and by month, as its users would write them."""

import json
import sys

import pandas as pd

COLUMNS = ["number", "incident_state", "sys_updated_at", "opened_at", "resolved_at", "closed_at", "made_sla",
           "reopen_count", "assignment_group"]  # fmt: skip


def main(path: str) -> None:
    """Print the figures as JSON."""
    events = pd.read_csv(path, usecols=COLUMNS)
    for stamp in ("sys_updated_at", "opened_at", "resolved_at", "closed_at"):
        events[stamp] = pd.to_datetime(events[stamp], format="%Y-%m-%d %H:%M:%S.%f")
    # tail(1) and not last(): last() skips what is empty.
    cases = events.groupby("number", sort=False).tail(1).set_index("number")
    first = events[events["incident_state"] != "New"].groupby("number")["sys_updated_at"].first()
    cases["restore"] = (cases["resolved_at"] - cases["opened_at"]).dt.total_seconds() / 3600
    cases["close"] = (cases["closed_at"] - cases["opened_at"]).dt.total_seconds() / 3600
    cases["response"] = (first.reindex(cases.index) - cases["opened_at"]).dt.total_seconds() / 3600
    cases["month"] = cases["opened_at"].dt.strftime("%Y-%m")
    cases["is_reopened"] = cases["reopen_count"] > 0
    told = {
        "events": len(events),
        "incidents": len(cases),
        "made_sla": int(cases["made_sla"].sum()),
        "reopened": int(cases["is_reopened"].sum()),
        "mttr_h_mean": cases["restore"].mean(),
        "mttr_h_p50": cases["restore"].median(),
        "mttr_h_p90": cases["restore"].quantile(0.9),
        "time_to_close_h_mean": cases["close"].mean(),
        "first_response_h_mean": cases["response"].mean(),
        "first_response_h_p50": cases["response"].median(),
    }
    for name in ("assignment_group", "month"):
        groups = cases.groupby(name)
        times = groups[["restore", "close", "response"]]
        parts = pd.concat([groups[["made_sla", "is_reopened"]].sum(), times.mean(), times.median()], axis=1)
        told["groups" if name == "assignment_group" else "months"] = len(parts)
    sys.stdout.write(json.dumps(told))


main(sys.argv[1])
