"""Capabilities, layered low to high: directory, assets, cases, evidence, visits, dispatching, knowledge."""
