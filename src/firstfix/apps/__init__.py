"""Capabilities, layered low to high.

They are directory, assets, cases, evidence, visits, diagnosis, dispatching, escalations and knowledge.
"""
