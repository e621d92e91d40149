"""Statistics that hold: what is a change, what is chance, what is another mix, and what drives the work."""

from firstfix.engines.scorecard.trends.comparison import (
    Comparison,
    Outcome,
    compare_counts,
    compare_shares,
    compare_spreads,
)
from firstfix.engines.scorecard.trends.control_chart import Chart, Signal, control_chart
from firstfix.engines.scorecard.trends.drivers import Driver, top_drivers
from firstfix.engines.scorecard.trends.interruption import Interruption, interrupted_series
from firstfix.engines.scorecard.trends.intervention import Intervention, Study, study_intervention
from firstfix.engines.scorecard.trends.mix import Shift, Stratum, mix_and_change
from firstfix.engines.scorecard.trends.months_compared import Change, last_change
from firstfix.engines.scorecard.trends.series import Point, Series, fitting_step, series_of

__all__ = [
    "Change",
    "Chart",
    "Comparison",
    "Driver",
    "Interruption",
    "Intervention",
    "Outcome",
    "Point",
    "Series",
    "Shift",
    "Signal",
    "Stratum",
    "Study",
    "compare_counts",
    "compare_shares",
    "compare_spreads",
    "control_chart",
    "fitting_step",
    "interrupted_series",
    "last_change",
    "mix_and_change",
    "series_of",
    "study_intervention",
    "top_drivers",
]
