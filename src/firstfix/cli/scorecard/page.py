"""The report as one page that needs no network: tiles in pairs, charts, drivers, and what the log hides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment

from firstfix.cli.offline_page import page_environment
from firstfix.cli.planning.day_input import BadInput as BadTarget
from firstfix.cli.planning.day_input import check_target, write_whole
from firstfix.cli.planning.speaking import Language, language_of
from firstfix.cli.scorecard.page_charts import Drawing, drawn_study
from firstfix.cli.scorecard.page_tiles import Tile, tiles_of
from firstfix.cli.scorecard.page_words import Speech
from firstfix.cli.scorecard.reading import BadInput
from firstfix.engines.scorecard import Finding, PairVerdict, Report, Trace
from firstfix.engines.scorecard.trend_report import TrendReport
from firstfix.engines.scorecard.trends import Driver, Study
from firstfix.engines.verdict import mark

__all__ = ["page_of", "page_writer"]

_TEMPLATES: Final = Path(__file__).parent / "templates" / "kpi"
# So many cases are named beside a sentence; its figures are of all of them.
_EXAMPLES: Final = 5
# What was found while reading speaks of the file, all else of the work behind it.
_OF_THE_FILE: Final = (
    "left_out", "column", "doubl", "mixed", "backward", "unknown", "empty", "one_case", "times_", "misread",
    "broken_off",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """One driver of the work: the words of its row, and its shares of cases and hours."""

    name: str
    case_count: str
    share: float
    cumulative: str
    hours_share: str
    median: str
    again: str
    watched: str


def page_writer(target: str, *, file: str, language: str) -> Callable[[Report, TrendReport], None]:
    """Give what writes a report's page to ``target``. Raises BadInput where that cannot be done."""
    try:
        check_target(target)
        spoken = language_of(language)
    except BadTarget as error:
        raise BadInput(str(error)) from None

    def write(report: Report, told: TrendReport) -> None:
        try:
            write_whole(target, page_of(report, told, file=file, spoken=spoken))
        except BadTarget as error:
            raise BadInput(str(error)) from None

    return write


def page_of(report: Report, told: TrendReport, *, file: str, spoken: Language) -> str:
    """Give the page's HTML; ``file`` is the name of the log."""
    speech = Speech(spoken.code, spoken.gettext)
    tiles = tiles_of(report, told, speech)
    findings = [(finding.code, _sentence(finding, speech)) for finding in report.findings]
    return (
        _environment(spoken, speech)
        .get_template("page.html")
        .render(
            language=spoken.code,
            file=speech.word(file),
            span=[speech.date(moment) for moment in report.span] if report.case_count else None,
            report=report,
            tiles=tiles,
            charted=_charted(tiles),
            summary=list(_summary(report, tiles, speech)),
            misleading=[told for code, told in findings if not code.startswith(_OF_THE_FILE)],
            of_the_file=[told for code, told in findings if code.startswith(_OF_THE_FILE)],
            flagged=[_sentence(trace, speech) for trace in report.traces if trace.is_flagged],
            unflagged=[_quiet(trace, speech) for trace in report.traces if not trace.is_flagged],
            waited=[
                (speech.party(one.party), one.share, speech.time(one.hours), one.case_count)
                for one in report.waited
            ],
            driven_by=speech.segment(told.driven_by),
            bars=[_bar(driver, speech) for driver in told.drivers],
            study=_study(told.study, speech) if told.study else None,
        )
    )


def _environment(spoken: Language, speech: Speech) -> Environment:
    environment = page_environment(_TEMPLATES, spoken.gettext, spoken.ngettext)
    environment.filters["count"] = lambda number: speech.number(number, 0)
    environment.filters["percent"] = lambda share: speech.figure(share, "share")
    return environment


def _charted(tiles: list[Tile]) -> list[tuple[Tile, str]]:
    """Give the tiles to draw, each pair of measures once, with the ids of all KPIs that it belongs to."""
    ids: dict[tuple[str, str], list[str]] = {}
    firsts: dict[tuple[str, str], Tile] = {}
    for tile in tiles:
        key = tile.value.name, tile.counter.name
        ids.setdefault(key, []).append(tile.id)
        firsts.setdefault(key, tile)
    return [(tile, ", ".join(ids[key])) for key, tile in firsts.items() if tile.value_trend]


def _summary(report: Report, tiles: list[Tile], speech: Speech) -> Iterator[tuple[str, str, str]]:
    """Give the figures on top: how many, of what, in which tone."""
    verdicts = Counter(scored.verdict for scored in report.scored)
    missed, doubted = verdicts[PairVerdict.MISSED], verdicts[PairVerdict.IN_DOUBT]
    unguarded, met = verdicts[PairVerdict.UNGUARDED], verdicts[PairVerdict.MET]
    signals = sum(bool(tile.value_trend and tile.value_trend.signal_count) for tile, _ in _charted(tiles))
    counts = [
        (met, mark("targets met"), "good"),
        (missed, mark("targets missed"), "bad"),
        (unguarded, mark("look good, but are not backed"), "warn"),
        (doubted, mark("in doubt because of a trace"), "warn"),
        (signals, mark("figures moved out of the ordinary"), "plain"),
        (len(report.findings), mark("things that this log hides"), "plain"),
    ]
    for count, words, tone in counts:
        yield str(count), speech.gettext(words), tone if count else "plain"


def _sentence(finding: Finding | Trace, speech: Speech) -> tuple[str, str]:
    """Give the sentence, and the first of the cases that it is about."""
    cases = finding.seen.cases if isinstance(finding, Trace) else finding.cases
    told = ", ".join(map(speech.word, cases[:_EXAMPLES]))
    return speech.found(finding), f"{told}, …" if len(cases) > _EXAMPLES else told


def _quiet(trace: Trace, speech: Speech) -> str:
    if trace.is_flagged is None:
        return speech.said(mark("{name}: too few cases to say."), name=speech.gettext(trace.name))
    return speech.found(trace)


def _bar(driver: Driver, speech: Speech) -> Bar:
    again = ""
    if driver.recurrence is not None:
        again = speech.figure(driver.recurrence, "share")
        if driver.recurrence_interval:
            again += f" ({speech.between(driver.recurrence_interval, 'share')})"
    return Bar(
        name=speech.word(driver.name),
        case_count=speech.number(driver.case_count, 0),
        share=driver.share,
        cumulative=speech.figure(driver.cumulative_share, "share"),
        hours_share=speech.figure(driver.hours_share, "share"),
        median="–" if driver.median_hours is None else speech.time(driver.median_hours),
        again=again or "–",
        watched=speech.number(driver.watched_count, 0),
    )


def _study(study: Study, speech: Speech) -> tuple[Drawing, str, str]:
    """Give the drawing, what was asked and what was found."""
    asked = speech.said(
        mark("Cases of {word}, before and after {day}"),
        word=study.intervention.about[1],
        day=speech.date(study.intervention.at),
    )
    found = study.found
    if found.effect is None or found.effect_interval is None:
        few = mark("Too short before or after to tell: eight whole periods are needed on each side.")
        return drawn_study(study, speech), asked, speech.gettext(few)
    words = {
        ("week", True): mark("{effect} cases a week ({range}). That is more than chance explains."),
        ("week", False): mark("{effect} cases a week ({range}). Chance alone may explain it."),
        ("day", True): mark("{effect} cases a day ({range}). That is more than chance explains."),
        ("day", False): mark("{effect} cases a day ({range}). Chance alone may explain it."),
    }[study.step, found.is_more_than_chance]
    low, high = (speech.number(end, 1) for end in found.effect_interval)
    told = speech.said(
        words,
        effect=("+" if found.effect > 0 else "") + speech.number(found.effect, 1),
        range=speech.said(mark("{low} to {high}"), low=low, high=high),
    )
    return drawn_study(study, speech), asked, told
