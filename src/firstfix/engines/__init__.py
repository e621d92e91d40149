"""Judgement: pure Python, frozen dataclasses in and out; no Django, no network, no clock, no random without a seed."""
