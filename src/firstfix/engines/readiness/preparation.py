"""What is tried, asked and thought before anybody travels: remote attempt, basics, survey, hypothesis."""

from collections.abc import Iterator

from firstfix.engines.readiness.findings import Finding
from firstfix.engines.readiness.roll_facts import Basic, BasicAnswer, ReadinessFacts
from firstfix.engines.readiness.wording import says_something
from firstfix.engines.verdict import Holds, Missing, mark

__all__ = ["basics", "hypothesis", "pre_checks", "prerequisites", "remote_attempt", "site_survey"]

BASIC_WORDS: dict[Basic, str] = {
    Basic.POWER: mark("power"),
    Basic.CABLING: mark("cabling"),
    Basic.DNS: mark("DNS"),
    Basic.NTP: mark("NTP"),
    Basic.CERTIFICATE_EXPIRY: mark("certificate expiry"),
}


def remote_attempt(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give whether a remote fix was tried, or ruled out with a reason (S0-P04)."""
    attempt = facts.remote_attempt
    if attempt and says_something(attempt.tried):
        yield Holds("remote_attempt", mark("Tried remotely: {tried}"), {"tried": attempt.tried})
    elif attempt and says_something(attempt.ruled_out_because):
        reason = {"reason": attempt.ruled_out_because}
        yield Holds("remote_attempt", mark("A remote fix was ruled out: {reason}"), reason)
    else:
        yield Missing(
            "remote_attempt",
            mark("No remote attempt is recorded. Say what was tried, or why nothing can be done remotely."),
            who=("support_specialist", "lead_specialist", "engineer"),
            remedy="record_remote_attempt",
        )


def basics(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give for each basic whether somebody looked, or waived it with a reason (S0-P05, S1-X04)."""
    for basic in Basic:
        yield _basic(basic, facts.basics.get(basic, BasicAnswer()))


def site_survey(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give whether the site was surveyed; an installation has no basics to ask yet."""
    if facts.is_site_surveyed:
        yield Holds("site_survey", mark("The site is surveyed."))
    else:
        yield Missing(
            "site_survey",
            mark("The site is not surveyed: space, power, cooling and network are not known."),
            who=("customer_contact", "engineer"),
            remedy="record_site_survey",
        )


def pre_checks(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give whether the checks before an upgrade were all done and passed (S1-D03)."""
    if not facts.pre_checks:
        yield _pre_checks_missing("pre_checks", mark("No checks before the upgrade are recorded."))
    for name, has_passed in sorted(facts.pre_checks.items()):
        if has_passed:
            yield Holds("pre_check", mark("Checked before the upgrade: {check}"), {"check": name})
        elif has_passed is None:
            yield _pre_checks_missing(
                "pre_check_open", mark("Not yet checked before the upgrade: {check}"), name
            )
        else:
            yield _pre_checks_missing(
                "pre_check_failed", mark("The check before the upgrade failed: {check}"), name
            )


def prerequisites(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give what has to be there on site and is not, as far as anybody looked; what is there is told once."""
    met = [one.name for one in facts.prerequisites if one.is_met]
    if met:
        sentence = mark("Prerequisites that are met: {count} ({names})")
        yield Holds("prerequisite", sentence, {"count": len(met), "names": ", ".join(met)})
    for one in facts.prerequisites:
        if not one.is_met:
            yield Missing(
                "prerequisite",
                mark("A prerequisite is not met: {name}. {reason}"),
                {"name": one.name, "reason": one.reason},
                who=("customer_contact", "engineer"),
                remedy="answer_prerequisite",
            )


def hypothesis(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give whether somebody wrote down what they expect to find."""
    if says_something(facts.hypothesis):
        yield Holds("hypothesis", mark("Hypothesis: {statement}"), {"statement": facts.hypothesis})
    else:
        yield Missing(
            "hypothesis",
            mark("No hypothesis is written down. Say what is expected to be at fault, and how to tell."),
            who=("engineer", "support_specialist", "lead_specialist"),
            remedy="propose_hypothesis",
        )


def _basic(basic: Basic, answer: BasicAnswer) -> Finding:
    params = {"basic": BASIC_WORDS[basic], "basic_code": basic.value, "reason": answer.waived_because}
    if answer.is_sound:
        return Holds("basic", mark("Checked and sound: {basic}"), params)
    if answer.is_sound is False:
        return Holds("basic_faulty", mark("Checked and found faulty: {basic}"), params)
    if says_something(answer.waived_because):
        return Holds("basic_waived", mark("Not checked: {basic}. Reason: {reason}"), params)
    return Missing(
        "basic",
        mark("Not answered: {basic}. Look, ask the customer, or say why it does not apply."),
        params,
        who=("support_specialist", "customer_contact", "engineer"),
        remedy="answer_basic",
    )


def _pre_checks_missing(code: str, sentence: str, check: str = "") -> Missing:
    return Missing(
        code,
        sentence,
        {"check": check} if check else {},
        who=("engineer", "support_specialist"),
        remedy="record_pre_check",
    )
