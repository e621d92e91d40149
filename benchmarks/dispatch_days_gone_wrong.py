"""One row of the dispatch benchmark as a script: a thousand random events, what they broke and moved."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.dispatch_events import run_events

EVENT_COUNT = 1_000


def main() -> None:
    """Print the row of the seed that is given."""
    run = run_events(EVENT_COUNT, seed=int(sys.argv[1]))
    row = {
        "events": run.event_count,
        "broken": run.faults,
        "kinds": dict(run.kinds),
        "moved_share": round(run.moved_share, 4),
        "visits_unserved": run.unserved_count,
    }
    json.dump(row, sys.stdout)


if __name__ == "__main__":
    main()
