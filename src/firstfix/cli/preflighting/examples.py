"""Specs that come along, to start from."""

from __future__ import annotations

from pathlib import Path

__all__ = ["SPECS", "example"]

SPECS = Path(__file__).parent / "specs"


def example() -> str:
    """Give the spec that is the easiest to begin with."""
    return (SPECS / "saas-connector.toml").read_text(encoding="utf-8")
