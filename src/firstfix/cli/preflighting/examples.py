"""Specs that come along, to start from."""

from __future__ import annotations

from pathlib import Path

__all__ = ["SPECS", "example"]

SPECS = Path(__file__).parent / "specs"


def example(name: str) -> str:
    """Give the text of a spec by its name."""
    return (SPECS / f"{name}.toml").read_text(encoding="utf-8")
