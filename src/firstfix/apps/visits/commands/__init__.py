"""What can be done with work orders, changes and visits; importing this package registers all of it."""

from firstfix.apps.visits.commands.abort_visit import abort_visit
from firstfix.apps.visits.commands.acknowledge_safety import acknowledge_safety
from firstfix.apps.visits.commands.add_work_note import add_work_note
from firstfix.apps.visits.commands.ask_check import ask_check
from firstfix.apps.visits.commands.changing import (
    approve_change,
    assess_change,
    cancel_change,
    create_change,
    execute_change,
    execute_emergency_change,
    fail_change,
    finish_change,
    postcheck_change,
    precheck_change,
    record_change_step,
    record_post_check,
    record_pre_check,
    record_rollback_check,
    reject_change,
    review_change,
    revise_change,
    roll_back_change,
    schedule_change,
    write_rollback_plan,
)
from firstfix.apps.visits.commands.check_in import check_in
from firstfix.apps.visits.commands.complete_visit import complete_visit
from firstfix.apps.visits.commands.consume_part import consume_part
from firstfix.apps.visits.commands.correct_time import correct_time
from firstfix.apps.visits.commands.create_work_order import create_work_order
from firstfix.apps.visits.commands.erase_reports import erase_reports
from firstfix.apps.visits.commands.fail_check import fail_check
from firstfix.apps.visits.commands.make_report import make_report
from firstfix.apps.visits.commands.make_report_pdf import make_report_pdf
from firstfix.apps.visits.commands.pass_check import pass_check
from firstfix.apps.visits.commands.planning import (
    accept_criterion_exception,
    agree_acceptance_criteria,
    plan_firmware_path,
    prove_criterion,
    write_commissioning_plan,
)
from firstfix.apps.visits.commands.propose_visit import propose_visit
from firstfix.apps.visits.commands.publish_checklist import publish_checklist
from firstfix.apps.visits.commands.read_safety_notes import read_safety_notes
from firstfix.apps.visits.commands.readying import (
    answer_change_question,
    answer_prerequisite,
    confirm_access,
    confirm_clearance,
    list_parts,
    name_escort,
    record_site_survey,
    refuse_access,
)
from firstfix.apps.visits.commands.record_time import record_time
from firstfix.apps.visits.commands.refuse_visit_signature import refuse_visit_signature
from firstfix.apps.visits.commands.release_stop_work import release_stop_work
from firstfix.apps.visits.commands.reopen_check import reopen_check
from firstfix.apps.visits.commands.set_abort_cause import set_abort_cause
from firstfix.apps.visits.commands.sign_visit import sign_visit
from firstfix.apps.visits.commands.sign_visit_conditionally import sign_visit_conditionally
from firstfix.apps.visits.commands.skip_check import skip_check
from firstfix.apps.visits.commands.start_checklist import start_checklist
from firstfix.apps.visits.commands.start_timer import start_timer
from firstfix.apps.visits.commands.state_parts import state_parts
from firstfix.apps.visits.commands.stop_timer import stop_timer
from firstfix.apps.visits.commands.stop_work import stop_work
from firstfix.apps.visits.commands.transitions import (
    leave_site,
    pause_work,
    resume_work,
    start_travel,
    start_work,
)
from firstfix.apps.visits.commands.unfit_part import unfit_part
from firstfix.apps.visits.commands.verify_visit import verify_visit
from firstfix.apps.visits.commands.waive_check import waive_check
from firstfix.apps.visits.commands.waive_report_section import waive_report_section
from firstfix.apps.visits.commands.work_orders import (
    block_work_order,
    cancel_work_order,
    close_work_order,
    complete_work_order,
    complete_work_order_partially,
    dispatch_work_order,
    fail_work_order,
    qualify_work_order,
    ready_work_order,
    resolve_work_order_remotely,
    return_work_order,
    review_work_order,
    schedule_work_order,
    unschedule_work_order,
)

__all__ = [
    "abort_visit",
    "accept_criterion_exception",
    "acknowledge_safety",
    "add_work_note",
    "agree_acceptance_criteria",
    "answer_change_question",
    "answer_prerequisite",
    "approve_change",
    "ask_check",
    "assess_change",
    "block_work_order",
    "cancel_change",
    "cancel_work_order",
    "check_in",
    "close_work_order",
    "complete_visit",
    "complete_work_order",
    "complete_work_order_partially",
    "confirm_access",
    "confirm_clearance",
    "consume_part",
    "correct_time",
    "create_change",
    "create_work_order",
    "dispatch_work_order",
    "erase_reports",
    "execute_change",
    "execute_emergency_change",
    "fail_change",
    "fail_check",
    "fail_work_order",
    "finish_change",
    "leave_site",
    "list_parts",
    "make_report",
    "make_report_pdf",
    "name_escort",
    "pass_check",
    "pause_work",
    "plan_firmware_path",
    "postcheck_change",
    "precheck_change",
    "propose_visit",
    "prove_criterion",
    "publish_checklist",
    "qualify_work_order",
    "read_safety_notes",
    "ready_work_order",
    "record_change_step",
    "record_post_check",
    "record_pre_check",
    "record_rollback_check",
    "record_site_survey",
    "record_time",
    "refuse_access",
    "refuse_visit_signature",
    "reject_change",
    "release_stop_work",
    "reopen_check",
    "resolve_work_order_remotely",
    "resume_work",
    "return_work_order",
    "review_change",
    "review_work_order",
    "revise_change",
    "roll_back_change",
    "schedule_change",
    "schedule_work_order",
    "set_abort_cause",
    "sign_visit",
    "sign_visit_conditionally",
    "skip_check",
    "start_checklist",
    "start_timer",
    "start_travel",
    "start_work",
    "state_parts",
    "stop_timer",
    "stop_work",
    "unfit_part",
    "unschedule_work_order",
    "verify_visit",
    "waive_check",
    "waive_report_section",
    "write_commissioning_plan",
    "write_rollback_plan",
]
