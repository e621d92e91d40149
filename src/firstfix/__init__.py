"""Firstfix: from a reported problem to a verified fix, the first time, with proof."""

__version__ = "0.1.0"
