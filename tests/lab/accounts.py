"""Accounts of the lab; whoever looks finds them in its environment, under the names that the spec says."""

from __future__ import annotations

from typing import Final

__all__ = ["ACCOUNT", "COMMUNITY", "PRIVACY", "SIGNING", "USER", "VARIABLES"]

ACCOUNT: Final = "lab:secret"
"""The account of the proxy that asks for one."""

COMMUNITY: Final = "lab-community"
"""What SNMP v2c is asked with."""

USER, SIGNING, PRIVACY = "reader", "lab-signing-word", "lab-privacy-word"
"""Who asks by SNMPv3, and the passwords of that user."""

VARIABLES: Final = {
    "LAB_ACCOUNT": ACCOUNT,
    "LAB_COMMUNITY": COMMUNITY,
    "LAB_SIGNING": SIGNING,
    "LAB_PRIVACY": PRIVACY,
}
"""Environment variable -> what it holds."""
