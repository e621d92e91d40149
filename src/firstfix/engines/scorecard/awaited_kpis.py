"""The KPIs that an event log cannot carry, and what each of them waits for."""

from __future__ import annotations

from typing import Final

from firstfix.engines.scorecard.declaration import AwaitedKpi
from firstfix.engines.verdict import mark

_VISITS: Final = mark("Visits with their arrival, outcome and case, as the ledger has them.")
_PARTS: Final = mark("Parts recorded at use and counted in stock.")
_REVIEWS: Final = mark("Quality reviews of samples that the system drew.")
_PACKAGES: Final = mark("Escalation packages with their submissions, answers and questions.")
_ARTICLES: Final = mark("Articles with the cases in which they were used.")
_SURVEYS: Final = mark("Answers to surveys.")

AWAITED_KPIS: Final = (
    AwaitedKpi(
        "S0-K01",
        mark("How fast is somebody on site?"),
        mark("First-time fix and hypothesis before departure"),
        mark("None: it is gamed."),
        _VISITS,
    ),
    AwaitedKpi(
        "S0-K02",
        mark("Is it still fixed a week later?"),
        mark("Reopened and repeated in 30 days"),
        mark("None: it is gamed."),
        _SURVEYS,
    ),
    AwaitedKpi(
        "S0-K03",
        mark("Are maintenance checklists done?"),
        mark("Evidence share and later failures"),
        mark("None: it is gamed."),
        mark("Checks with their evidence, as the ledger has them."),
    ),
    AwaitedKpi(
        "S1-K02",
        mark("How often does one visit suffice?"),
        mark("Documentation, compliance and customer sign-off"),
        mark("70 to 85 %."),
        _VISITS,
    ),
    AwaitedKpi(
        "S1-K07",
        mark("Are parts recorded as they were used?"),
        mark("Cycle count"),
        mark("More than 98 %."),
        _PARTS,
    ),
    AwaitedKpi(
        "S1-K10",
        mark("Are notes and reports good?"),
        mark("Samples drawn by the system"),
        mark("More than 90 % pass."),
        _REVIEWS,
    ),
    AwaitedKpi(
        "S1-K11",
        mark("Are escalation packages complete?"),
        mark("Acceptance by engineering"),
        mark("More than 90 % meet the template."),
        _PACKAGES,
    ),
    AwaitedKpi(
        "S1-K12",
        mark("Is work safe and secure?"),
        mark("Near misses told, which are never penalised"),
        mark("No major incident."),
        mark("Safety reports and findings of inspections."),
    ),
    AwaitedKpi(
        "S1-K14",
        mark("Is knowledge written down?"),
        mark("Reuse"),
        mark("1 to 2 good ones a quarter."),
        _ARTICLES,
    ),
    AwaitedKpi(
        "S1-K15",
        mark("What does a resolution cost?"),
        mark("First-time fix"),
        mark("Downward."),
        mark("Travel, labour and parts in money, by visit."),
    ),
    AwaitedKpi(
        "S1-K16",
        mark("Do hand-overs work?"),
        mark("Acceptance at hand-over"),
        mark("Positive, with low friction."),
        _SURVEYS,
    ),
    AwaitedKpi(
        "S1-K17",
        mark("Which trips were avoidable?"),
        mark("Never by person"),
        mark("Improvement only."),
        _VISITS,
    ),
    AwaitedKpi(
        "S2-K02",
        mark("How fast does engineering take up an escalation?"),
        mark("Escalations accepted without rework"),
        mark("Under 4 business hours for Sev2."),
        _PACKAGES,
    ),
    AwaitedKpi(
        "S2-K03",
        mark("How many escalations are accepted as they are?"),
        mark("Escalation cycle time"),
        mark("More than 85 to 95 %."),
        _PACKAGES,
    ),
    AwaitedKpi(
        "S2-K06",
        mark("How long until the cause is likely known?"),
        mark("Diagnoses refuted later"),
        mark("Down from quarter to quarter."),
        mark("Hypotheses with their evidence, as the ledger has them."),
    ),
    AwaitedKpi(
        "S2-K07",
        mark("Are tickets well kept?"),
        mark("Blind random sample, two raters"),
        mark("4.5 of 5 and more on what was audited."),
        _REVIEWS,
    ),
    AwaitedKpi(
        "S2-K08", mark("Do real cases become knowledge?"), mark("Reuse"), mark("2 to 6 a month."), _ARTICLES
    ),
    AwaitedKpi(
        "S2-K09",
        mark("How many cases did an article or automation save?"),
        mark("Interrupted time series, not page views"),
        mark("Demonstrable on the top drivers."),
        _ARTICLES,
    ),
    AwaitedKpi(
        "S2-K11",
        mark("Are customers of complex cases content?"),
        mark("Response rate"),
        mark("0.2 to 0.5 above the team's average."),
        _SURVEYS,
    ),
    AwaitedKpi(
        "S2-K12",
        mark("Is engineering content with escalations?"),
        mark("Escalations accepted without rework"),
        mark("4 of 5 and more."),
        _SURVEYS,
    ),
    AwaitedKpi(
        "S2-K15",
        mark("Does coaching help?"),
        mark("Outcome of each session"),
        mark("2 to 4 a month with an outcome."),
        mark("Coaching sessions with their outcome."),
    ),
    AwaitedKpi(
        "S2-K16",
        mark("Are actions from reviews done in time?"),
        mark("Due dates moved"),
        mark("More than 80 to 90 %."),
        mark("Action items with their due dates, as the ledger has them."),
    ),
    AwaitedKpi(
        "S2-K18",
        mark("How often must engineering ask back?"),
        mark("Escalations accepted without rework"),
        mark("Downward."),
        _PACKAGES,
    ),
    AwaitedKpi(
        "S2-K19",
        mark("Do the top drivers have guidance?"),
        mark("Reuse, and failure when followed"),
        mark("20 of 20 with a runbook, 10 of 10 for customers."),
        _ARTICLES,
    ),
)
