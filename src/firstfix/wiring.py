"""The one table that connects the capabilities: nouns, rights, facts, reactions, jobs.

Read this file to learn what follows from what. Everything here is data; the code stands in the
capability that it belongs to. A test checks that events cannot cause each other in a circle.
"""

from __future__ import annotations

from datetime import timedelta

from firstfix.apps.assets import commands as assets_commands
from firstfix.apps.assets import models as assets
from firstfix.apps.assets import policy as assets_policy
from firstfix.apps.assets import queries as assets_queries
from firstfix.apps.cases import commands as cases_commands
from firstfix.apps.cases import facts as cases_facts
from firstfix.apps.cases import models as cases
from firstfix.apps.cases import policy as cases_policy
from firstfix.apps.cases import queries as cases_queries
from firstfix.apps.cases import reactions as cases_reactions
from firstfix.apps.diagnosis import commands as diagnosis_commands
from firstfix.apps.diagnosis import facts as diagnosis_facts
from firstfix.apps.diagnosis import models as diagnosis
from firstfix.apps.diagnosis import policy as diagnosis_policy
from firstfix.apps.diagnosis import queries as diagnosis_queries
from firstfix.apps.diagnosis import reactions as diagnosis_reactions
from firstfix.apps.directory import actors as directory_actors
from firstfix.apps.directory import commands as directory_commands
from firstfix.apps.directory import models as directory
from firstfix.apps.directory import policy as directory_policy
from firstfix.apps.directory import queries as directory_queries
from firstfix.apps.directory.models.references import Reference, register_reference
from firstfix.apps.dispatching import commands as dispatching_commands
from firstfix.apps.dispatching import models as dispatching
from firstfix.apps.dispatching import policy as dispatching_policy
from firstfix.apps.dispatching import queries as dispatching_queries
from firstfix.apps.dispatching import reactions as dispatching_reactions
from firstfix.apps.dispatching.commands.planning import PLAN_JOB
from firstfix.apps.escalations import commands as escalations_commands
from firstfix.apps.escalations import facts as escalations_facts
from firstfix.apps.escalations import models as escalations
from firstfix.apps.escalations import policy as escalations_policy
from firstfix.apps.escalations import queries as escalations_queries
from firstfix.apps.evidence import commands as evidence_commands
from firstfix.apps.evidence import facts as evidence_facts
from firstfix.apps.evidence import models as evidence
from firstfix.apps.evidence import policy as evidence_policy
from firstfix.apps.evidence import queries as evidence_queries
from firstfix.apps.evidence import reactions as evidence_reactions
from firstfix.apps.evidence.models import Linkable, register_linkable
from firstfix.apps.knowledge import commands as knowledge_commands
from firstfix.apps.knowledge import facts as knowledge_facts
from firstfix.apps.knowledge import models as knowledge
from firstfix.apps.knowledge import policy as knowledge_policy
from firstfix.apps.knowledge import queries as knowledge_queries
from firstfix.apps.knowledge import reactions as knowledge_reactions
from firstfix.apps.scorecards import commands as scorecards_commands
from firstfix.apps.scorecards import models as scorecards
from firstfix.apps.scorecards import policy as scorecards_policy
from firstfix.apps.scorecards import reactions as scorecards_reactions
from firstfix.apps.scorecards.queries import state as scorecards_state
from firstfix.apps.visits import commands as visits_commands
from firstfix.apps.visits import facts as visits_facts
from firstfix.apps.visits import models as visits
from firstfix.apps.visits import policy as visits_policy
from firstfix.apps.visits import queries as visits_queries
from firstfix.apps.visits import reactions as visits_reactions
from firstfix.kernel import facts, policy
from firstfix.kernel.accounts import commands as accounts_commands
from firstfix.kernel.accounts import mailing as accounts_mailing
from firstfix.kernel.accounts import policy as accounts_policy
from firstfix.kernel.accounts import queries as accounts_queries
from firstfix.kernel.accounts import tidying as accounts_tidying
from firstfix.kernel.commands import Subject, register_subject
from firstfix.kernel.commands.bulk import BULK_JOB, run_bulk
from firstfix.kernel.identity import access, standing
from firstfix.kernel.identity.models import User
from firstfix.kernel.jobs import policy as jobs_policy
from firstfix.kernel.jobs import queries as jobs_queries
from firstfix.kernel.jobs import running as jobs
from firstfix.kernel.jobs import tidying as jobs_tidying
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.ledger import keeping as ledger_keeping
from firstfix.kernel.ledger.verifying import VERIFY_JOB, run_verification
from firstfix.kernel.outbox import policy as outbox_policy
from firstfix.kernel.outbox import queries as outbox_queries
from firstfix.kernel.outbox.models import OutboxEvent
from firstfix.kernel.worker import commands as jobs_commands
from firstfix.kernel.worker.reactions import Reaction, react_to

__all__ = [
    "COMMANDS",
    "FACTS",
    "JOBS",
    "LINKABLES",
    "PERIODIC",
    "POLICIES",
    "REACTIONS",
    "REFERENCES",
    "SUBJECTS",
    "connect",
]

# Importing an app's command package registers its commands.
COMMANDS = (
    accounts_commands,
    jobs_commands,
    directory_commands,
    assets_commands,
    cases_commands,
    evidence_commands,
    visits_commands,
    diagnosis_commands,
    dispatching_commands,
    escalations_commands,
    knowledge_commands,
    scorecards_commands,
)

SUBJECTS = (
    Subject("user", User, accounts_queries.visible_users),
    Subject("api_token", access.ApiToken, accounts_queries.visible_api_tokens),
    Subject("external_link", access.ExternalLink, cases_queries.visible_external_links),
    Subject("job", Job, jobs_queries.visible_jobs),
    Subject("outbox_event", OutboxEvent, outbox_queries.visible_outbox_events),
    Subject("organization", directory.Organization, directory_queries.visible_organizations),
    Subject("site", directory.Site, directory_queries.visible_sites),
    Subject("person", directory.Person, directory_queries.visible_persons),
    Subject("team", directory.Team, directory_queries.visible_teams),
    Subject("skill", directory.Skill, directory_queries.visible_skills),
    Subject("skill_holding", directory.SkillHolding, directory_queries.visible_skill_holdings),
    Subject("work_calendar", directory.WorkCalendar, directory_queries.visible_calendars),
    Subject("contract", directory.Contract, directory_queries.visible_contracts),
    Subject("contract_site", directory.ContractSite, directory_queries.visible_contract_sites),
    Subject("service_target", directory.ServiceTarget, directory_queries.visible_service_targets),
    Subject("data_policy", directory.DataPolicy, directory_queries.visible_data_policies),
    Subject("contact_channel", directory.ContactChannel, directory_queries.visible_contact_channels),
    Subject("membership", directory.OrganizationMembership, directory_queries.visible_memberships),
    Subject("team_membership", directory.TeamMembership, directory_queries.visible_team_memberships),
    Subject("role_grant", directory.RoleGrant, directory_queries.visible_role_grants),
    Subject("product", assets.Product, assets_queries.visible_products),
    Subject("asset", assets.Asset, assets_queries.visible_assets),
    Subject("part_type", assets.PartType, assets_queries.visible_part_types),
    Subject("stock_location", assets.StockLocation, assets_queries.visible_stock_locations),
    Subject("reservation", assets.Reservation, assets_queries.visible_reservations, "reservation"),
    Subject("case", cases.Case, cases_queries.visible_cases, "case"),
    Subject("hypothesis", cases.Hypothesis, cases_queries.visible_hypotheses, "hypothesis"),
    Subject(
        "approval_request",
        cases.ApprovalRequest,
        cases_queries.visible_approval_requests,
        "approval_request",
    ),
    Subject("commitment", cases.Commitment, cases_queries.visible_commitments, "commitment"),
    Subject("credit_discussion", cases.CreditDiscussion, cases_queries.visible_credit_discussions),
    Subject("hand_over", cases.HandOver, cases_queries.visible_hand_overs),
    Subject("swarm", cases.Swarm, cases_queries.visible_swarms, "swarm"),
    Subject("message_draft", cases.MessageDraft, cases_queries.visible_message_drafts, "message_draft"),
    Subject("policy_version", cases.PolicyVersion, cases_queries.visible_policy_versions, "policy_version"),
    Subject("intake_source", cases.IntakeSource, cases_queries.visible_intake_sources),
    Subject("quarantined_message", cases.QuarantinedMessage, cases_queries.visible_quarantined_messages),
    Subject("evidence_item", evidence.EvidenceItem, evidence_queries.visible_evidence_items),
    Subject("work_order", visits.WorkOrder, visits_queries.visible_work_orders, "work_order"),
    Subject("visit", visits.Visit, visits_queries.visible_visits, "visit"),
    Subject("change", visits.Change, visits_queries.visible_changes, "change"),
    Subject("checklist_template", visits.ChecklistTemplate, visits_queries.visible_checklist_templates),
    Subject("checklist_run", visits.ChecklistRun, visits_queries.visible_checklist_runs),
    Subject(
        "checklist_result",
        visits.ChecklistResult,
        visits_queries.visible_checklist_results,
        "checklist_result",
    ),
    Subject("time_entry", visits.TimeEntry, visits_queries.visible_time_entries),
    Subject("remediation", diagnosis.Remediation, diagnosis_queries.visible_remediations, "remediation"),
    Subject("assignment", dispatching.Assignment, dispatching_queries.visible_assignments),
    Subject("absence", dispatching.Absence, dispatching_queries.visible_absences),
    Subject("on_call_shift", dispatching.OnCallShift, dispatching_queries.visible_on_call_shifts),
    Subject(
        "plan_proposal", dispatching.PlanProposal, dispatching_queries.visible_plan_proposals, "plan_proposal"
    ),
    Subject("escalation", escalations.Escalation, escalations_queries.visible_escalations, "escalation"),
    Subject("article", knowledge.Article, knowledge_queries.visible_articles, "article"),
    Subject("article_edition", knowledge.ArticleEdition, knowledge_queries.visible_article_editions),
    Subject("scorecard_rebuild", scorecards.ScorecardRebuild, scorecards_state.visible_scorecard_rebuilds),
)

POLICIES = (
    (accounts_policy.RULES, accounts_policy.RELATIONS),
    (jobs_policy.RULES, jobs_policy.RELATIONS),
    (outbox_policy.RULES, outbox_policy.RELATIONS),
    (directory_policy.RULES, directory_policy.RELATIONS),
    (assets_policy.RULES, assets_policy.RELATIONS),
    (cases_policy.RULES, cases_policy.RELATIONS),
    (diagnosis_policy.RULES, diagnosis_policy.RELATIONS),
    (dispatching_policy.RULES, dispatching_policy.RELATIONS),
    (escalations_policy.RULES, escalations_policy.RELATIONS),
    (evidence_policy.RULES, evidence_policy.RELATIONS),
    (knowledge_policy.RULES, knowledge_policy.RELATIONS),
    (scorecards_policy.RULES, scorecards_policy.RELATIONS),
    (visits_policy.RULES, visits_policy.RELATIONS),
)

FACTS: dict[str, facts.Provider] = {
    **visits_facts.PROVIDERS,
    **diagnosis_facts.PROVIDERS,
    **cases_facts.PROVIDERS,
    **evidence_facts.PROVIDERS,
    **escalations_facts.PROVIDERS,
    **knowledge_facts.PROVIDERS,
}

REACTIONS: tuple[Reaction, ...] = (
    Reaction("VisitCompleted", "free_the_engineer", dispatching_reactions.free_the_engineer),
    Reaction("VisitAborted", "free_the_engineer", dispatching_reactions.free_the_engineer),
    Reaction("ContentErased", "clear_erased_files", evidence_reactions.clear_erased_files),
    Reaction("ContentErased", "erase_reports", visits_reactions.erase_reports_too),
    Reaction("ContentErased", "erase_site_checks", diagnosis_reactions.erase_site_checks_too),
    Reaction("ReportsErased", "clear_erased_files", evidence_reactions.clear_erased_files),
    Reaction("QuarantinedAccepted", "file_kept_mail", cases_reactions.file_kept_mail),
    Reaction("MessageWritten", "mail_the_customer", cases_reactions.mail_the_customer),
    Reaction("PolicyEnacted", "end_the_policy_before", cases_reactions.end_the_policy_before),
    Reaction("AccountSecurityChanged", "tell_the_owner", accounts_mailing.tell_the_owner),
)

JOBS: dict[str, jobs.Handler] = {
    BULK_JOB: run_bulk,
    VERIFY_JOB: run_verification,
    "mail_message": cases_reactions.mail_message,
    "watch_cases": cases_reactions.watch_cases,
    "watch_articles": knowledge_reactions.watch_articles,
    "remind_customers": diagnosis_reactions.remind_customers,
    "sign_checkpoint": ledger_keeping.sign_checkpoint_job,
    "mail_account_link": accounts_mailing.mail_link,
    "mail_account_notice": accounts_mailing.mail_notice,
    "tidy_accounts": accounts_tidying.tidy_accounts,
    "tidy_jobs": jobs_tidying.tidy_jobs,
    "inspect_blob": evidence_commands.inspect_waiting_blob,
    "clear_orphans": evidence_commands.clear_orphans,
    "erase_outlived": evidence_commands.erase_outlived,
    "make_report_pdf": visits_commands.make_report_pdf,
    PLAN_JOB: dispatching_reactions.compute_plan,
    "follow_ledger": scorecards_reactions.follow_ledger,
    "look_through_ledger": scorecards_reactions.look_through_ledger,
    scorecards_commands.REBUILD_JOB: scorecards_reactions.compute_scorecards,
}

PERIODIC: dict[str, timedelta] = {
    "tidy_accounts": accounts_tidying.TIDY_EVERY,
    "tidy_jobs": jobs_tidying.TIDY_EVERY,
    "watch_cases": cases_reactions.WATCH_EVERY,
    "watch_articles": knowledge_reactions.WATCH_EVERY,
    "remind_customers": diagnosis_reactions.REMIND_EVERY,
    "sign_checkpoint": ledger_keeping.SIGN_EVERY,
    "clear_orphans": evidence_commands.CLEAR_EVERY,
    "erase_outlived": evidence_commands.ERASE_EVERY,
    "follow_ledger": scorecards_reactions.FOLLOW_EVERY,
    "look_through_ledger": scorecards_reactions.LOOK_EVERY,
}

_KEEPERS = ("administrator", "manager")

REFERENCES = (
    Reference("organization", directory.Organization, _KEEPERS),
    Reference("site", directory.Site, (*_KEEPERS, "dispatcher")),
    Reference("person", directory.Person, _KEEPERS),
    Reference("team", directory.Team, _KEEPERS),
    Reference("skill", directory.Skill, (*_KEEPERS, "lead_specialist")),
    Reference("skill_holding", directory.SkillHolding, (*_KEEPERS, "lead_specialist")),
    Reference("work_calendar", directory.WorkCalendar, _KEEPERS),
    Reference("contract", directory.Contract, _KEEPERS),
    Reference("contract_site", directory.ContractSite, _KEEPERS),
    Reference("service_target", directory.ServiceTarget, _KEEPERS),
    Reference("data_policy", directory.DataPolicy, _KEEPERS),
    Reference("contact_channel", directory.ContactChannel, (*_KEEPERS, "dispatcher")),
    Reference("membership", directory.OrganizationMembership, (*_KEEPERS, "dispatcher")),
    Reference("team_membership", directory.TeamMembership, _KEEPERS),
    Reference("product", assets.Product, (*_KEEPERS, "logistics")),
    Reference("asset", assets.Asset, (*_KEEPERS, "logistics", "dispatcher")),
    Reference("part_type", assets.PartType, (*_KEEPERS, "logistics")),
    Reference("intake_source", cases.IntakeSource, _KEEPERS),
    Reference("stock_location", assets.StockLocation, (*_KEEPERS, "logistics")),
)

# What evidence may hang on, and the field path from each to its case.
LINKABLES = (
    Linkable("case", "pk"),
    Linkable("hypothesis", "case"),
    Linkable("commitment", "case"),
    Linkable("work_order", "case"),
    Linkable("visit", "work_order__case"),
    Linkable("checklist_run", "case"),
    Linkable("checklist_result", "run__case"),
    Linkable("change", "case"),
)


def connect() -> None:
    """Register everything with the kernel; running it twice changes nothing."""
    for subject in SUBJECTS:
        register_subject(subject)
    for rules, relations in POLICIES:
        policy.register(rules, relations)
    for name, provider in FACTS.items():
        facts.provide(name, provider)
    for name, handler in JOBS.items():
        jobs.handle(name, handler)
    for name, period in PERIODIC.items():
        jobs.ask_again_every(name, period)
    for reference in REFERENCES:
        register_reference(reference)
    for linkable in LINKABLES:
        register_linkable(linkable)
    react_to(REACTIONS)
    standing.register_actor_loader(directory_actors.standing_of)
    standing.register_account_people(
        join=directory_actors.join_account, found=directory_actors.found_first_administrator
    )
