"""``python -m firstfix``: the same as the ``firstfix`` command, where scripts are not on the path."""

from firstfix.cli import main

raise SystemExit(main())
