"""Who looks at the lab: reads names of specs, answers each with a run and its diagnosis; knows nothing else.

It runs in the client's namespace as nobody, without any right. Each run is a process of its own, made from
one that has everything imported.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import traceback
from pathlib import Path

from firstfix.engines.diagnosis import diagnose, read_spec
from firstfix.engines.diagnosis.document import diagnosis_document
from firstfix.laptop.probes import run_spec
from firstfix.laptop.probes.running import PROBES, probe_of

# Modules that probes load only when they need them.
_LATER = ("firstfix.laptop.probes.snmp_user",)


def main() -> None:
    """Answer each line until there is no more."""
    for kind in PROBES:
        probe_of(kind)
    for name in _LATER:
        importlib.import_module(name)
    for line in sys.stdin:
        if os.fork() == 0:
            is_said = False
            try:
                sys.stdout.write(json.dumps(looked(Path(line.strip()))) + "\n")
                sys.stdout.flush()
                is_said = True
            except Exception:  # noqa: BLE001 - whatever it is, whoever waits has to hear of it
                traceback.print_exc()
            finally:
                os._exit(0 if is_said else 1)
        if os.wait()[1]:
            break


def looked(path: Path) -> dict[str, object]:
    """Give the diagnosis of a run of a spec, and how long the run took."""
    spec = read_spec(path.read_bytes())
    run = asyncio.run(run_spec(spec, path.parent))
    return {"took_ms": run.took_ms, **diagnosis_document(diagnose(spec, run))}


if __name__ == "__main__":
    main()
