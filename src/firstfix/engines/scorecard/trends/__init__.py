"""Statistics that hold: what is a change, what is chance, what is another mix, and what drives the work."""

from firstfix.engines.scorecard.trends.comparison import Comparison, compare_shares, compare_spreads
from firstfix.engines.scorecard.trends.control_chart import Chart, Signal, control_chart
from firstfix.engines.scorecard.trends.drivers import Driver, top_drivers
from firstfix.engines.scorecard.trends.interruption import Interruption, interrupted_series
from firstfix.engines.scorecard.trends.mix import Shift, Stratum, mix_and_change

__all__ = [
    "Chart",
    "Comparison",
    "Driver",
    "Interruption",
    "Shift",
    "Signal",
    "Stratum",
    "compare_shares",
    "compare_spreads",
    "control_chart",
    "interrupted_series",
    "mix_and_change",
    "top_drivers",
]
