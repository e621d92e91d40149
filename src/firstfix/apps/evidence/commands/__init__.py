"""What can be done with evidence; importing this package registers all of it."""

from firstfix.apps.evidence.commands.add_evidence import add_evidence
from firstfix.apps.evidence.commands.clear_evidence import clear_evidence
from firstfix.apps.evidence.commands.clear_orphans import CLEAR_EVERY, clear_orphans
from firstfix.apps.evidence.commands.erase_case_content import erase_case_content
from firstfix.apps.evidence.commands.erase_outlived import ERASE_EVERY, erase_outlived, erase_outlived_case
from firstfix.apps.evidence.commands.inspect_blob import inspect_waiting_blob
from firstfix.apps.evidence.commands.legal_holds import lift_legal_hold, place_legal_hold
from firstfix.apps.evidence.commands.link_evidence import link_evidence
from firstfix.apps.evidence.commands.outliving import outlived
from firstfix.apps.evidence.commands.publish_evidence import publish_evidence
from firstfix.apps.evidence.commands.review_evidence import review_evidence
from firstfix.apps.evidence.commands.store_blob import store_blob
from firstfix.apps.evidence.commands.withhold_evidence import withhold_evidence

__all__ = [
    "CLEAR_EVERY",
    "ERASE_EVERY",
    "add_evidence",
    "clear_evidence",
    "clear_orphans",
    "erase_case_content",
    "erase_outlived",
    "erase_outlived_case",
    "inspect_waiting_blob",
    "lift_legal_hold",
    "link_evidence",
    "outlived",
    "place_legal_hold",
    "publish_evidence",
    "review_evidence",
    "store_blob",
    "withhold_evidence",
]
