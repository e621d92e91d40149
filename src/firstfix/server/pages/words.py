"""What commands, fields, states and roles are called on a page, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext

from firstfix.apps.directory.models import Role
from firstfix.engines.lifecycle.words import COMMAND_WORDS, STATE_WORDS, SUBJECT_WORDS
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Spec
from firstfix.server.wording import first_upper

__all__ = [
    "blocker_words",
    "code_words",
    "command_label",
    "command_label_of",
    "command_sentence",
    "field_help",
    "field_label",
    "field_sentence",
    "noun_sentence",
    "noun_words",
    "role_names",
    "said_roles",
    "state_words",
]

# Commands that are no step of a life have no words in the lifecycle tables.
_COMMANDS: Mapping[str, str] = {
    "add_note": mark("Add an internal note"),
    "accept_criterion_exception": mark("Accept an exception from a criterion"),
    "accept_quarantined": mark("Accept the held mail"),
    "discard_quarantined": mark("Discard the held mail"),
    "acknowledge_safety": mark("Confirm the safety notes"),
    "read_safety_notes": mark("Read the safety notes"),
    "write_safety_notes": mark("Write safety notes"),
    "add_work_note": mark("Write down what was seen or done"),
    "agree_acceptance_criteria": mark("Agree the acceptance criteria"),
    "answer_change_question": mark("Say whether it changes the configuration"),
    "answer_prerequisite": mark("Answer a prerequisite"),
    "apply_workaround": mark("Put a workaround in place"),
    "refuse_access": mark("Note that access is denied"),
    "confirm_clearance": mark("Confirm the clearance"),
    "name_escort": mark("Name the escort"),
    "correct_time": mark("Correct a time"),
    "create_external_link": mark("Make a link for somebody outside"),
    "discuss_credit": mark("Discuss a credit"),
    "expect_part": mark("Say when a part arrives"),
    "list_parts": mark("List the parts"),
    "state_parts": mark("State which parts were used"),
    "note_absence": mark("Note an absence"),
    "plan_on_call": mark("Plan on-call duty"),
    "plan_firmware_path": mark("Plan the firmware path"),
    "prove_criterion": mark("Prove a criterion"),
    "publish_checklist": mark("Publish a checklist"),
    "publish_evidence": mark("Show the evidence to the customer"),
    "withhold_evidence": mark("Withhold the evidence"),
    "review_evidence": mark("Review the evidence"),
    "clear_evidence": mark("Release the evidence"),
    "recommend_approach": mark("Recommend an approach"),
    "record_alert": mark("Record an alert"),
    "record_change_step": mark("Record a step of the change"),
    "record_post_check": mark("Record a check after the change"),
    "record_pre_check": mark("Record a check before the change"),
    "record_rollback_check": mark("Record a check of the way back"),
    "record_site_survey": mark("Record the site survey"),
    "waive_report_section": mark("Leave a section of the report out"),
    "write_commissioning_plan": mark("Write the commissioning plan"),
    "write_rollback_plan": mark("Write the way back"),
    "invite_person": mark("Invite a person"),
    "issue_account_link": mark("Make a link for an account"),
    "end_sessions": mark("End the sessions"),
    "disable_account": mark("Disable the account"),
    "enable_account": mark("Enable the account again"),
    "choose_language": mark("Choose the language"),
    "create_api_token": mark("Make an API token"),
    "revoke_api_token": mark("Revoke an API token"),
    "erase_case_content": mark("Erase the content of the case"),
    "post_message": mark("Write to the customer"),
    "receive_message": mark("Write to us"),
    "take_case": mark("Take the case"),
    "offer_hand_over": mark("Hand the case over"),
    "accept_hand_over": mark("Accept the hand-over"),
    "return_hand_over": mark("Return the hand-over"),
    "withdraw_hand_over": mark("Withdraw the hand-over"),
    "answer_basic": mark("Answer a basic"),
    "record_remote_attempt": mark("Record a remote attempt"),
    "propose_severity": mark("Answer the severity questions"),
    "recommend_severity": mark("Recommend a severity"),
    "change_severity": mark("Change the severity"),
    "state_impact": mark("State the impact"),
    "prepare_closure": mark("Prepare the closure"),
    "link_knowledge": mark("Link knowledge"),
    "record_acceptance": mark("Record the customer's answer"),
    "retry_job": mark("Run it again now"),
    "give_up_job": mark("Give it up"),
    "retry_outbox_event": mark("Try it again now"),
    "rebuild_scorecards": mark("Compute all figures anew"),
    "place_legal_hold": mark("Place a legal hold"),
    "lift_legal_hold": mark("Lift the legal hold"),
    "revoke_external_link": mark("End this link"),
    "grant_role": mark("Give a role"),
    "revoke_role": mark("Take the role back"),
    "change_reference": mark("Change reference data"),
    "answer_readiness": mark("Answer a readiness question"),
    "add_evidence": mark("Add evidence"),
    "link_evidence": mark("Link evidence"),
    "override_readiness": mark("Go round readiness"),
    "start_timer": mark("Count my time"),
    "stop_timer": mark("Stop counting"),
    "record_time": mark("Write time down"),
    "set_abort_cause": mark("Correct why it was aborted"),
    "make_report": mark("Make the report"),
    "start_checklist": mark("Begin a checklist"),
    "take_command": mark("Take command of the incident"),
    "set_update_cadence": mark("Set how often the customer hears"),
}

# Parts of codes that are written in capitals where a code is shown as words.
_ACRONYMS = frozenset({"api", "dns", "html", "id", "ip", "mac", "ntp", "pdf", "ups", "url", "utc", "vlan"})

_FIELDS: Mapping[str, str] = {
    "answer_change_question.changes_it": mark("The work changes the configuration of the asset"),
    "is_supervised": mark("Somebody goes along to supervise"),
    "supervisor_id": mark("Who supervises"),
    "confirm_access.opens_at": mark("People are let in from"),
    "confirm_access.closes_at": mark("People are let in until"),
    "schedule_change.opens_at": mark("The window opens"),
    "schedule_change.closes_at": mark("The window closes"),
    "affects_stability": mark("It may make the service less stable"),
    "has_passed": mark("Is it in order?"),
    "collected_at": mark("Collected at"),
    "needed_by_at": mark("Needed by"),
    "for_type": mark("What it is for"),
    "assisted_id": mark("Who was helped"),
    "documented_path": mark("Versions on the maker's documented path"),
    "because": mark("Why"),
    "words": mark("In words"),
    "reason": mark("Why"),
    "wait_case.reason": mark("What for"),
    "party": mark("Waiting for"),
    "expected_at": mark("Expected by"),
    "how": mark("How"),
    "into_id": mark("Into which case"),
    "to_person_id": mark("To whom"),
    "to_team_id": mark("To which team"),
    "organization_id": mark("Customer"),
    "create_case.title": mark("What is the problem"),
    "create_work_order.title": mark("What is to be done"),
    "description": mark("What happened, since when, what was tried"),
    "source": mark("Why it is needed"),
    "part_type_id": mark("Part"),
    "is_mandatory": mark("Demanded by law or safety"),
    "contact_id": mark("Contact"),
    "reported_at": mark("It began"),
    "by_phone": mark("Reported by phone"),
    "external_system": mark("Other system"),
    "external_reference": mark("Reference there"),
    "duration_minutes": mark("Minutes on site"),
    "crew_count": mark("People needed"),
    "earliest_start_at": mark("Not before"),
    "latest_end_at": mark("Not after"),
    "statement": mark("Suspected cause"),
    "next_step": mark("What would prove or refute it"),
    "corrects_id": mark("Replaces the hypothesis"),
    "affected": mark("Who is affected"),
    "affected_count": mark("How many people"),
    "services": mark("What does not work"),
    "regions": mark("Where"),
    "since_at": mark("Since"),
    "due_at": mark("By when"),
    "what": mark("What is promised"),
    "to_whom": mark("To whom, if not in the directory"),
    "asked_of_id": mark("Ask this person"),
    "summary": mark("What is known, what comes next"),
    "skill_needed": mark("Skill that is needed"),
    "root_cause_unknown_because": mark("Why the cause is not known"),
    "environment_cause": mark("What around the equipment caused it"),
    "repeat_cause": mark("Why one visit was not enough"),
    "is_partial": mark("Part of the fault stays"),
    "waived_because": mark("Why none is needed"),
    "override_because": mark("Why it is right to go round the gate"),
    "expires_at": mark("Until"),
    "code": mark("Code"),
    "resolution": mark("What was done"),
    "signer_name": mark("Name"),
    "signer_role": mark("Function"),
    "refuse_visit_signature.reason": mark("Why, in their words"),
    "sign_visit_conditionally.reason": mark("Anything else they said"),
    "conditions": mark("What is still to be done"),
    "hazard": mark("What is unsafe"),
    "add_work_note.text": mark("What was seen or done"),
    "clearance": mark("How it was made safe"),
    "serial_in": mark("Serial number fitted"),
    "serial_out": mark("Serial number taken out"),
    "ground": mark("On which ground"),
    "failing_evidence_id": mark("Evidence of the failure"),
    "avoidable_cause": mark("What would have avoided the trip"),
    "verify_visit.result": mark("What came of it"),
    "complete_visit.result": mark("What came of it"),
    "abort_visit.cause": mark("Why it ends"),
    "set_abort_cause.cause": mark("Why it ended"),
    "note": mark("In words"),
    "engineer_id": mark("Who goes"),
    "note_absence.person_id": mark("Who is away"),
    "note_absence.start_at": mark("Away from"),
    "note_absence.end_at": mark("Away until"),
    "plan_on_call.start_at": mark("On call from"),
    "plan_on_call.end_at": mark("On call until"),
    "start_at": mark("On site from"),
    "end_at": mark("On site until"),
    "travel_minutes": mark("Minutes on the road before"),
    "assign_visit.because": mark("Why somebody else than the first"),
    "started_at": mark("From"),
    "ended_at": mark("Until"),
    "visibility": mark("Who reads it"),
    "given_by_name": mark("Who said so"),
    "body": mark("Text, in Markdown"),
    "audience": mark("Who reads it"),
    "is_regulated": mark("For a regulated context"),
    "valid_until": mark("Vouch for it until"),
    "draft_article.team_id": mark("Whose domain it is"),
    "ask": mark("What is asked for"),
    "question": mark("What exactly is asked"),
    "create_escalation.reason": mark("Why somebody else is needed"),
    "write_escalation.reason": mark("Why somebody else is needed"),
    "submit_escalation.because": mark("Why it is time to escalate"),
    "return_escalation.reasons": mark("Why it comes back"),
    "answer_escalation.answer": mark("What is given"),
    "given_by_id": mark("Who said so, if in the directory"),
    "start_swarm.purpose": mark("What it is to find out"),
    "request_engineering.ask": mark("What they are needed for"),
    "end_swarm.outcome": mark("What came of it"),
    "every_minutes": mark("Minutes between updates"),
    "draft_message.kind": mark("What kind of words"),
    "owner_id": mark("Who at the customer puts it right"),
    "answer_remediation.words": mark("What was done"),
    "withdraw_remediation.because": mark("Why it is not asked for any more"),
    "withdraw_diagnostic_run.because": mark("What is wrong with it"),
    "withdraw_diagnostic_run.run_id": mark("Which site check"),
    "record_diagnostic_run.evidence_id": mark("File of the run, kept as evidence"),
    "area": mark("What it is about"),
    "stage_policy.wording": mark("What it says"),
    "revise_policy.wording": mark("What it says"),
    "definition": mark("What the system reads of it, as JSON"),
    "first_day": mark("First day"),
    "day_count": mark("How many days"),
    "seconds": mark("Seconds to search"),
    "keeps_accepted": mark("Leave alone what an engineer accepted"),
    "cause": mark("What happened"),
    "request_repair.visit_id": mark("Which visit"),
    "request_repair.absence_id": mark("Which absence"),
    "overrun_minutes": mark("Minutes longer than planned"),
    "with_provisional": mark("Publish also what is not ready yet"),
    "publish_plan.because": mark("Why visits after their promised arrival are right"),
}

_HELP: Mapping[str, str] = {
    "severity": mark("1 is the worst."),
    "impact": mark("1 is the widest."),
    "urgency": mark("1 is the most urgent."),
    "override_because": mark("Leave empty unless you hold the right. It is written to the ledger."),
    "expires_at": mark("Left empty, it has no end."),
    "changes_it": mark("Ticked, an approved change with a way back is asked for before a truck rolls."),
    "is_supervised": mark("For a trainee, or for work that nobody does alone."),
    "definition": mark("Severity definitions and formal incident communication have one; others stay empty."),
    "seconds": mark("Longer may find better; 0 takes the first plan."),
    "with_provisional": mark("Their readiness is asked again before a truck rolls."),
}


# What stands in the way of a work order: codes of engines.readiness in as few words as a list has room for.
_BLOCKERS: Mapping[str, str] = {
    "parts": mark("parts are missing"),
    "parts_not_listed": mark("parts are not listed"),
    "part_not_reserved": mark("part is not reserved"),
    "part_late": mark("part comes too late"),
    "part_without_arrival": mark("part has no arrival yet"),
    "access": mark("access is not confirmed"),
    "access_denied": mark("access was denied"),
    "escort": mark("escort is missing"),
    "clearance": mark("clearance is missing"),
    "window": mark("no window for the work"),
    "skill": mark("nobody has the skill"),
    "prerequisite": mark("prerequisite is open"),
    "hypothesis": mark("no hypothesis yet"),
    "safety_notes": mark("safety notes are missing"),
    "change_approval": mark("change is not approved"),
}


def blocker_words(code: str) -> str:
    """Give what blocks a work order in few words; a code that people made up is read as it stands."""
    return gettext(_BLOCKERS[code]) if code in _BLOCKERS else code_words(code)


def command_label(spec: Spec) -> str:
    """Give the words for a button that gives this command."""
    return command_label_of(spec.name)


def command_label_of(name: str) -> str:
    """Give the words for a command known by its name alone, such as one that is no longer here."""
    return gettext(command_sentence(name))


def command_sentence(name: str) -> str:
    """Give the English words for a command, made from its name where nobody wrote any."""
    return COMMAND_WORDS.get(name) or _COMMANDS.get(name) or first_upper(code_words(name))


def field_label(name: str, command: str = "") -> str:
    """Give the words above a field, which may differ between commands."""
    return gettext(field_sentence(name, command))


def field_sentence(name: str, command: str = "") -> str:
    """Give the English words above a field, made from its name where nobody wrote any."""
    known = _FIELDS.get(f"{command}.{name}") or _FIELDS.get(name)
    return known or first_upper(code_words(name.removesuffix("_id").removesuffix("_at")))


def code_words(code: object) -> str:
    """Give a code as English words, short forms in capitals: "DNS check" for ``dns_check``."""
    return " ".join(part.upper() if part in _ACRONYMS else part for part in str(code).split("_"))


def field_help(name: str) -> str:
    """Give the sentence below a field, or nothing."""
    return gettext(_HELP[name]) if name in _HELP else ""


def noun_words(noun: str) -> str:
    """Give the words for a kind of subject."""
    return gettext(noun_sentence(noun))


def noun_sentence(noun: str) -> str:
    """Give the English words for a kind of subject."""
    return SUBJECT_WORDS.get(noun) or noun.replace("_", " ")


def state_words(state: str) -> str:
    """Give the words for a state, with a capital as badges write it."""
    words = gettext(STATE_WORDS[state]) if state in STATE_WORDS else state.replace("_", " ")
    return words[:1].upper() + words[1:]


def role_names() -> dict[str, str]:
    """Give every role's code with its words, for "who can give it"."""
    return {role.value: first_upper(role.label) for role in Role}


def said_roles(roles: Iterable[str]) -> str:
    """Give roles in words, with commas."""
    names = role_names()
    return ", ".join(names.get(role, role.replace("_", " ")) for role in roles)
