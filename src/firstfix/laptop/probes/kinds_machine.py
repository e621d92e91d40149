"""The probe of this computer: room on a disk, memory, load, and services, as the system tells them."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any, Final

from firstfix.engines.diagnosis import Check
from firstfix.engines.diagnosis.hindrances import NOT_TOLD
from firstfix.laptop.probes.site import Seen, Site

__all__ = ["memory_of", "probe_machine", "services_of"]

_GIB, _MIB = 1 << 30, 1 << 20
_MEMORY: Final = Path("/proc/meminfo")
_ASKED: Final = "--property=Id,LoadState,ActiveState,SubState,Result"


async def probe_machine(_site: Site, check: Check) -> Seen:
    """Give what this system tells of itself; what it does not tell is left out, and named."""
    facts: dict[str, Any] = {"outcome": "observed", "disk": _disk(check.text("path")), "load": _load()}
    facts["memory"] = memory_of(_MEMORY)
    missing = [name for name in ("disk", "load", "memory") if not facts[name]]
    if check.texts("services"):
        facts["services"] = await _services(check)
        missing += [] if facts["services"] else ["services (systemctl)"]
    asked = [name for name, fields in _FIELDS.items() if any(field in check.parameters for field in fields)]
    hidden = [name for name in missing if name.partition(" ")[0] in asked]
    if hidden:
        facts["outcome"] = "undecided"
        return Seen({"machine": facts}, hindrance=NOT_TOLD.format(parts=", ".join(hidden)))
    return Seen({"machine": facts})


_FIELDS: Final = {
    "disk": ("min_free_gib", "min_free_percent"),
    "memory": ("min_available_mib",),
    "load": ("max_load_per_cpu",),
    "services": ("services",),
}


def memory_of(path: Path) -> dict[str, Any]:
    """Give all memory and what is available in MiB; empty where this system has no such file."""
    try:
        rows = [line.split() for line in path.read_text(encoding="ascii").splitlines()]
    except (OSError, ValueError):
        return {}
    found = {row[0].rstrip(":"): int(row[1]) for row in rows if len(row) > 1 and row[1].isdigit()}
    if "MemAvailable" not in found:
        return {}
    return {
        "available_mib": found["MemAvailable"] // 1024,
        "total_mib": found.get("MemTotal", 0) // 1024,
        "swap_free_mib": found.get("SwapFree", 0) // 1024,
    }


def services_of(text: str) -> list[dict[str, Any]]:
    """Give the services that ``systemctl show`` tells of: one block of lines for each."""
    blocks = [dict(line.partition("=")[::2] for line in each.splitlines()) for each in text.split("\n\n")]
    return [
        {
            "name": one.get("Id", ""),
            "is_installed": one.get("LoadState") == "loaded",
            "state": one.get("ActiveState", ""),
            "detail": one.get("SubState", ""),
            "result": one.get("Result", ""),
        }
        for one in blocks
        if one.get("Id")
    ]


def _disk(path: str) -> dict[str, Any]:
    try:
        usage = shutil.disk_usage(path)
    except (OSError, ValueError):
        return {}
    free = round(usage.free / _GIB, 3)
    return {
        "path": path,
        "free_gib": free,
        "total_gib": round(usage.total / _GIB, 3),
        "free_percent": round(100 * usage.free / usage.total, 1) if usage.total else 0.0,
    }


def _load() -> dict[str, Any]:
    # Windows has no such number.
    if not hasattr(os, "getloadavg"):
        return {}
    one, five, _fifteen = os.getloadavg()
    count = os.cpu_count() or 1
    return {"per_cpu": round(five / count, 2), "one_minute": round(one, 2), "cpu_count": count}


async def _services(check: Check) -> list[dict[str, Any]]:
    program = shutil.which("systemctl")
    if program is None:
        return []
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    words = (program, "show", _ASKED, "--", *check.texts("services"))
    asked = await asyncio.create_subprocess_exec(*words, stdout=pipe, stderr=nothing)
    try:
        async with asyncio.timeout(check.timeout_seconds):
            told, _errors = await asked.communicate()
    except TimeoutError:
        asked.kill()
        await asked.wait()
        return []
    return services_of(told.decode("utf-8", "replace")) if asked.returncode == 0 else []
