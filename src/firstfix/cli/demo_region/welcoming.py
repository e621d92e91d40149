"""What the terminal says once the demo stands: where it is, whom one can be, what to try first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from firstfix.cli.demo_region.ground import CUSTOMERS
from firstfix.cli.demo_region.people import CONTACTS, STAFF

__all__ = ["logins", "welcome"]

_TRY = (
    (
        "Jonas Brenner, engineer",
        "is at work on a switch: open My day, note what was done, add evidence, verify",
    ),
    (
        "Dana Vogt, dispatcher",
        "has visits without an engineer: open the board, plan, ask why",
    ),
    ("Samira Haddad, support", "has a core switch down since this morning: open its case and make it ready"),
    ("Sabine Ott, customer", "sees her hospital's cases only, in public words"),
    ("Greta Thoma, auditor", "reads everything, changes nothing, and checks the ledger"),
)


def logins() -> Iterator[tuple[str, list[str]]]:
    """Give each role with the names of those who hold it, in the order of the staff."""
    names: dict[str, list[str]] = {}
    for member in STAFF:
        names.setdefault(member.role, []).append(member.name)
    for customer in CUSTOMERS:
        contact, approver = CONTACTS[customer.code]
        names.setdefault("customer_contact", []).append(f"{contact} ({customer.name})")
        names.setdefault("customer_approver", []).append(f"{approver} ({customer.name})")
    yield from names.items()


def welcome(url: str) -> str:
    """Give the words for the terminal."""
    return "\n".join(["", *_people(), "", *_first_steps(), "", *_doors(url), ""])


def _people() -> Iterable[str]:
    yield "Sign in as any of them by one click, without a password (only here, only in the demo):"
    for role, names in logins():
        shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        yield f"  {role.replace('_', ' '):<22} {shown}"


def _first_steps() -> Iterable[str]:
    yield "Try first:"
    for who, what in _TRY:
        yield f"  {who:<26} {what}"


def _doors(url: str) -> Iterable[str]:
    yield f"Sign in at  {url}/demo/sign-in"
    yield "More cases are played in the background until there are 400."
