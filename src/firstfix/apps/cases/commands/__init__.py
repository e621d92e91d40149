"""What can be done with a case; importing this package registers all of it."""

from firstfix.apps.cases.commands.alerting import record_alert
from firstfix.apps.cases.commands.answering import record_acceptance
from firstfix.apps.cases.commands.approving import (
    expire_approval,
    grant_approval,
    reject_approval,
    revoke_approval,
    withdraw_approval,
)
from firstfix.apps.cases.commands.committing import (
    keep_commitment,
    make_commitment,
    miss_commitment,
    renegotiate_commitment,
    withdraw_commitment,
)
from firstfix.apps.cases.commands.coordinating import set_update_cadence, take_command
from firstfix.apps.cases.commands.create_case import create_case
from firstfix.apps.cases.commands.diagnosing import (
    answer_basic,
    confirm_hypothesis,
    correct_hypothesis,
    propose_hypothesis,
    record_remote_attempt,
    refute_hypothesis,
    support_hypothesis,
)
from firstfix.apps.cases.commands.discuss_credit import discuss_credit
from firstfix.apps.cases.commands.drafting import discard_draft, draft_message, revise_draft, send_draft
from firstfix.apps.cases.commands.messaging import add_note, post_message, receive_message
from firstfix.apps.cases.commands.note_breach import note_breach
from firstfix.apps.cases.commands.offer_hand_over import offer_hand_over
from firstfix.apps.cases.commands.owning import (
    accept_hand_over,
    return_hand_over,
    take_case,
    withdraw_hand_over,
)
from firstfix.apps.cases.commands.policy_enacting import enact_policy, supersede_policy
from firstfix.apps.cases.commands.policy_staging import revise_policy, stage_policy, withdraw_policy
from firstfix.apps.cases.commands.quarantining import (
    accept_quarantined,
    discard_quarantined,
    quarantine_message,
)
from firstfix.apps.cases.commands.remedying import apply_workaround, recommend_approach
from firstfix.apps.cases.commands.request_approval import request_approval
from firstfix.apps.cases.commands.resolving import link_knowledge, prepare_closure, resolve_case
from firstfix.apps.cases.commands.severity import (
    change_severity,
    propose_severity,
    recommend_severity,
    state_impact,
)
from firstfix.apps.cases.commands.swarming import (
    end_swarm,
    join_swarm,
    request_engineering,
    start_swarm,
)
from firstfix.apps.cases.commands.transitions import (
    cancel_case,
    close_case,
    merge_case,
    reopen_case,
    restore_case,
    resume_case,
    start_case,
    verify_case,
    wait_case,
)
from firstfix.apps.cases.commands.triage_case import triage_case

__all__ = [
    "accept_hand_over",
    "accept_quarantined",
    "add_note",
    "answer_basic",
    "apply_workaround",
    "cancel_case",
    "change_severity",
    "close_case",
    "confirm_hypothesis",
    "correct_hypothesis",
    "create_case",
    "discard_draft",
    "discard_quarantined",
    "discuss_credit",
    "draft_message",
    "enact_policy",
    "end_swarm",
    "expire_approval",
    "grant_approval",
    "join_swarm",
    "keep_commitment",
    "link_knowledge",
    "make_commitment",
    "merge_case",
    "miss_commitment",
    "note_breach",
    "offer_hand_over",
    "post_message",
    "prepare_closure",
    "propose_hypothesis",
    "propose_severity",
    "quarantine_message",
    "receive_message",
    "recommend_approach",
    "recommend_severity",
    "record_acceptance",
    "record_alert",
    "record_remote_attempt",
    "refute_hypothesis",
    "reject_approval",
    "renegotiate_commitment",
    "reopen_case",
    "request_approval",
    "request_engineering",
    "resolve_case",
    "restore_case",
    "resume_case",
    "return_hand_over",
    "revise_draft",
    "revise_policy",
    "revoke_approval",
    "send_draft",
    "set_update_cadence",
    "stage_policy",
    "start_case",
    "start_swarm",
    "state_impact",
    "supersede_policy",
    "support_hypothesis",
    "take_case",
    "take_command",
    "triage_case",
    "verify_case",
    "wait_case",
    "withdraw_approval",
    "withdraw_commitment",
    "withdraw_hand_over",
    "withdraw_policy",
]
