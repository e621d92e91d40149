"""Honest numbers: KPIs of any event log, each with its counter-metric, its cases and its uncertainty.

``log = read_table(lines, mapping)`` reads a log, ``cases = Cases(log)`` follows every case, and
``score(kpi, cases)`` gives a KPI's value together with its counter-metric, or what the log lacks for them.
"""
