"""What a page shows of a visit's report before and after it was made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from firstfix.apps.visits.models import Visit
from firstfix.apps.visits.report.gathering import gather_facts
from firstfix.apps.visits.report.page import render_page
from firstfix.engines.documents import (
    Audience,
    content_hash,
    judge_report,
    read_out,
    write_justification_memo,
    write_service_report,
)

__all__ = ["memo_page_context", "report_page_context"]


def report_page_context(visit: Visit, *, now: datetime, audience: Audience = "customer") -> dict[str, Any]:
    """Give what a page needs to show the report as it stands now.

    ``fragment`` is the document as HTML, ``missing`` the sections that are neither filled nor waived,
    ``signing_sha256`` the hash that a signature given now is bound to (``shown_sha256`` of the signing
    commands), ``editions`` what was made so far, newest first.
    """
    document = write_service_report(gather_facts(visit, prepared_at=now), audience=audience)
    return {
        "visit": visit,
        "fragment": render_page(read_out(document)),
        "missing": judge_report(document).missing,
        "signing_sha256": content_hash(document.as_signed()),
        "editions": visit.reports.filter(audience=audience).order_by("-edition"),
    }


def memo_page_context(visit: Visit, *, now: datetime, audience: Audience = "internal") -> dict[str, Any]:
    """Give the on-site justification of the visit, written from what was recorded (S0-P03)."""
    memo = write_justification_memo(gather_facts(visit, prepared_at=now), audience=audience)
    return {"visit": visit, "fragment": render_page(read_out(memo))}
