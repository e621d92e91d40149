"""Capabilities, layered low to high.

They are directory, assets, cases, evidence, visits, dispatching, escalations and knowledge.
"""
