"""Lay the ground for ``bench_crash.py`` by commands, and print what its clients need as JSON."""

from __future__ import annotations

import json
import sys

from django.conf import settings
from filling import FOUNDER, account_of, must, put, session_cookie

from firstfix.apps.directory.commands import grant_role
from firstfix.kernel.commands import CommandContext


def main() -> None:
    """Make one customer, one team and one specialist who is signed in."""
    organization = put("organization", kind="customer", code="bench", name="Bench")
    person = put("person", name="Bea Bench")
    team = put("team", code="desk", name="Desk", kind="support", accountable_id=person)
    must(grant_role(CommandContext(FOUNDER), person_id=person, role="support_specialist", because="Bench."))
    # With the cookie against forged forms: writing to a customer is no machine's business.
    cookies = f"{session_cookie(account_of(person))}; {settings.CSRF_COOKIE_NAME}={'c' * 32}"
    sys.stdout.write(json.dumps({"organization": organization, "team": team, "cookie": cookies}))


if __name__ == "__main__":
    main()
