"""Judgement, pure Python: frozen dataclasses in and out; no Django, network or clock, no unseeded random."""
