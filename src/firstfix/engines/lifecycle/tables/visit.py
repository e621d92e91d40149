"""The life of a visit: one trip of one engineer or crew for one work order."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["VISIT"]

_SIGNED = ("signed_off", "signed_conditionally", "signature_refused")

VISIT = Machine(
    name="visit",
    initial="proposed",
    transitions=(
        Transition(BEGINNING, "propose_visit", "proposed"),
        # Another engineer has another van and other certificates: judged for each anew.
        *from_each(("proposed", "declined"), "assign_visit", "assigned", needs=("engineer_ready",)),
        *from_each(
            ("assigned", "accepted", "declined"), "reassign_visit", "assigned", needs=("engineer_ready",)
        ),
        Transition("assigned", "accept_visit", "accepted"),
        # The engineer fell out and nobody else has time yet: the trip is wanted, and nobody goes.
        *from_each(("assigned", "accepted"), "unassign_visit", "proposed"),
        # From accepted: an acceptance may be taken back; it is counted (S1-K08).
        *from_each(("assigned", "accepted"), "decline_visit", "declined"),
        Transition("accepted", "start_travel", "en_route", needs=("work_order_dispatched",)),
        # From accepted: an engineer who is already on the site has no travel to start.
        *from_each(("accepted", "en_route"), "check_in", "on_site", needs=("work_order_dispatched",)),
        Transition("on_site", "start_work", "working", needs=("safety_acknowledged",)),
        Transition("working", "pause_work", "paused"),
        # From the later states: the check failed or the customer objects; a signature then is void.
        *from_each(("paused", "verifying", *_SIGNED), "resume_work", "working"),
        # Anybody may stop unsafe work at any time, so it needs nothing (S1-X09).
        *from_each(("on_site", "working", "paused", "verifying"), "stop_work", "stopped"),
        # Back to on_site, not to working: safety is acknowledged again for the changed site.
        Transition("stopped", "release_stop_work", "on_site", needs=("hazard_cleared",)),
        Transition("working", "verify_visit", "verifying"),
        # A refusal or a condition may turn into a signature while the engineer is still there.
        *from_each(
            ("verifying", "signed_conditionally", "signature_refused"),
            "sign_visit",
            "signed_off",
            needs=("evidence_after_fix",),
        ),
        # Signing with exceptions and refusing to sign are full outcomes, open without proof (S0-P11).
        Transition("verifying", "sign_visit_conditionally", "signed_conditionally"),
        Transition("verifying", "refuse_visit_signature", "signature_refused"),
        *from_each(_SIGNED, "leave_site", "left", needs=("change_matches",)),
        Transition("left", "complete_visit", "complete", needs=("time_and_parts",)),
        # Leaving an unsafe place is never refused; what was left behind stands in the way of closure.
        *from_each(
            ("en_route", "on_site", "working", "paused", "stopped", "verifying"), "abort_visit", "aborted"
        ),
        # Before the truck rolls a visit is cancelled, not aborted: it never counts as a roll (S1-K17).
        *from_each(("proposed", "assigned", "accepted", "declined"), "cancel_visit", "cancelled"),
    ),
    shown={
        "proposed": "planned",
        "assigned": "planned",
        "declined": "planned",
        "accepted": "accepted",
        "en_route": "en_route",
        "on_site": "on_site",
        "working": "on_site",
        "paused": "on_site",
        "stopped": "on_site",
        "verifying": "verifying",
        "signed_off": "verifying",
        "signed_conditionally": "verifying",
        "signature_refused": "verifying",
        "left": "finished",
        "complete": "finished",
        "aborted": "finished",
        "cancelled": "finished",
    },
    endings=frozenset({"complete", "aborted", "cancelled"}),
)
