"""The engine beside the minute oracle; ``oracle_run`` does the same for 100,000 cases."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.service_clock.comparison import compare_batch


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_a_random_fortnight_is_judged_as_the_minute_oracle_judges_it(seed):
    compared = list(compare_batch(seed, calendar_count=3, case_count=8))
    assert len(compared) == 24
    assert [case.differences for case in compared if case.differences] == []
