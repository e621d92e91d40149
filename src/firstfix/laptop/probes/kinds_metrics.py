"""The probe of metrics: the series of one name in a page of Prometheus' text format, as they stand there."""

from __future__ import annotations

import math
import re
from typing import Any

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.paging import page_of
from firstfix.laptop.probes.site import Seen, Site

__all__ = ["probe_metrics", "series_of"]

# The exposition format 0.0.4: a name, labels in braces, a value, and perhaps a time in ms.
_SAMPLE = re.compile(r"([A-Za-z_:][\w:]*)\s*(\{[^\n]*\})?\s+(\S+)(?:\s+-?\d+)?\s*")
_LABEL = re.compile(r'([A-Za-z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"')
_MOST_SERIES = 50


async def probe_metrics(site: Site, check: Check) -> Seen:
    """Give the series of a name, with the labels that are asked for."""
    reached, page = await page_of(site, check)
    if page is None:
        return reached.seen()
    if page.facts.get("outcome") != "answered":
        return reached.seen(http=page.facts)
    wanted = dict(each.partition("=")[::2] for each in check.texts("labels"))
    count, found = series_of(page.body.decode("utf-8", "replace"), check.text("metric"), wanted)
    facts: dict[str, Any] = {"series_count": count, "series": found[:_MOST_SERIES], "is_cut": page.is_cut}
    if page.is_cut and not found:
        # What was not read may hold it.
        facts["outcome"] = "error"
    return reached.seen(http=page.facts, metrics=facts)


def series_of(text: str, metric: str, wanted: dict[str, str]) -> tuple[int, list[dict[str, Any]]]:
    """Give how many samples a text holds, and those of a metric with the wanted labels."""
    count, found = 0, []
    for line in text.splitlines():
        sample = None if line.startswith("#") else _SAMPLE.fullmatch(line.strip())
        value = _value(sample[3]) if sample else None
        if sample is None or value is None:
            continue
        count += 1
        labels = dict(_LABEL.findall(sample[2] or "")) if sample[1] == metric else {}
        if sample[1] == metric and wanted.items() <= labels.items():
            found.append({"labels": labels, "value": value})
    return count, found


def _value(text: str) -> float | str | None:
    """Give a number; what JSON has no number for stays a text; None for what is no value at all."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else text
