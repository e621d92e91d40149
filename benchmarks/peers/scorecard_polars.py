"""The basic KPIs of the incident log with polars, by group and by month, as its users would write them."""

import json
import sys

import polars as pl


def main(path: str) -> None:
    """Print the figures as JSON."""
    stamps = ["opened_at", "sys_updated_at", "resolved_at", "closed_at"]
    events = pl.scan_csv(path, try_parse_dates=False).with_columns(
        pl.col(stamps).str.to_datetime("%Y-%m-%d %H:%M:%S%.3f", strict=False)
    )
    first = (
        events.filter(pl.col("incident_state") != "New")
        .group_by("number")
        .agg(pl.col("sys_updated_at").first().alias("responded_at"))
    )
    cases = (
        events.group_by("number", maintain_order=True)
        .agg(pl.len().alias("rows"), pl.all().exclude("number").last())
        .join(first, on="number", how="left")
        .with_columns(
            ((pl.col("resolved_at") - pl.col("opened_at")).dt.total_seconds() / 3600).alias("restore"),
            ((pl.col("closed_at") - pl.col("opened_at")).dt.total_seconds() / 3600).alias("close"),
            ((pl.col("responded_at") - pl.col("opened_at")).dt.total_seconds() / 3600).alias("response"),
            pl.col("opened_at").dt.strftime("%Y-%m").alias("month"),
        )
        .collect()
    )
    figures = [
        pl.len().alias("incidents"),
        pl.col("rows").sum().alias("events"),
        pl.col("made_sla").sum().alias("made_sla"),
        (pl.col("reopen_count") > 0).sum().alias("reopened"),
        pl.col("restore").mean().alias("mttr_h_mean"),
        pl.col("restore").median().alias("mttr_h_p50"),
        pl.col("restore").quantile(0.9, "linear").alias("mttr_h_p90"),
        pl.col("close").mean().alias("time_to_close_h_mean"),
        pl.col("response").mean().alias("first_response_h_mean"),
        pl.col("response").median().alias("first_response_h_p50"),
    ]
    told = cases.select(figures).to_dicts()[0]
    told["groups"] = len(cases.group_by("assignment_group").agg(figures))
    told["months"] = len(cases.group_by("month").agg(figures))
    sys.stdout.write(json.dumps(told))


main(sys.argv[1])
