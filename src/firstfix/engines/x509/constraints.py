"""Name constraints: what an authority may issue for (RFC 5280, section 4.2.1.10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from firstfix.engines.x509.certificate import Certificate
from firstfix.engines.x509.extensions import Constraints, Subtree
from firstfix.engines.x509.host import is_name
from firstfix.engines.x509.names import EMAIL, GeneralName
from firstfix.engines.x509.shape import Found

__all__ = ["constraint_faults", "unreadable_constraints"]

# 1,000 names below 100 constraints are compared; what is beyond is an attack on whoever compares.
MOST_COMPARISONS: Final = 250_000


def constraint_faults(authority: Certificate, below: Sequence[Certificate]) -> Iterator[Found]:
    """Give the names below an authority that it may not issue for. ``below`` begins with the leaf."""
    constraints = authority.constraints
    if constraints is None:
        return
    names = [name for place, one in enumerate(below) if _counts(one, place) for name in _names(one)]
    trees = len(constraints.permitted) + len(constraints.excluded)
    if trees * len(names) > MOST_COMPARISONS:
        yield "too_complex", f"{trees} constraints for {len(names)} names"
        return
    for name in names:
        if not _is_allowed(name, constraints):
            yield "name_forbidden", _shown(name)
            return


def unreadable_constraints(one: Certificate) -> Iterator[Found]:
    """Give the constraints that are written wrong: nobody can say what they forbid."""
    constraints = one.constraints
    if constraints is None:
        return
    for tree in (*constraints.permitted, *constraints.excluded):
        is_below_only = tree.base.kind == "dns" and tree.base.text.startswith(".")
        if tree.has_bounds or not (is_below_only or _is_readable(tree.base)):
            yield "constraints_unreadable", _shown(tree.base)
            return
        if is_below_only:
            # Written by many private authorities, and read by OpenSSL and Schannel as what lies below.
            yield "constraints_period", _shown(tree.base)
            return


def _counts(one: Certificate, place: int) -> bool:
    """Self-issued certificates are left out, save the last (RFC 5280, section 6.1.3 (b))."""
    return place == 0 or not one.is_self_issued


def _names(one: Certificate) -> list[GeneralName]:
    names = [*one.names]
    if one.subject.key:
        names.append(GeneralName("directory", name=one.subject))
    if not any(each.kind == "email" for each in names):
        names += [GeneralName("email", text) for text in one.subject.all_of(EMAIL)]
    return names


def _is_allowed(name: GeneralName, constraints: Constraints) -> bool:
    permitted = [tree for tree in constraints.permitted if tree.base.kind == name.kind]
    excluded = [tree for tree in constraints.excluded if tree.base.kind == name.kind]
    if any(_may_lie_in(name, tree) for tree in excluded):
        return False
    return not permitted or any(_lies_in(name, tree.base) for tree in permitted)


def _may_lie_in(name: GeneralName, tree: Subtree) -> bool:
    """Tell whether a name, or one that its wildcard stands for, lies in an excluded tree."""
    if _lies_in(name, tree.base):
        return True
    if name.kind == "dns" and name.text.startswith("*."):
        parent = tree.base.text.lstrip(".").partition(".")[2]
        return bool(parent) and parent.casefold() == name.text[2:].casefold()
    return name.kind not in _COMPARED


def _lies_in(name: GeneralName, base: GeneralName) -> bool:
    if name.kind == "dns":
        return _dns_lies_in(name.text, base.text)
    if name.kind == "ip":
        return _ip_lies_in(name.octets, base.octets)
    if name.kind == "email":
        return _mailbox_lies_in(name.text, base.text)
    if name.kind == "uri":
        return _host_lies_in(_host_of(name.text), base.text)
    if name.kind == "directory" and name.name is not None and base.name is not None:
        return name.name.lies_in(base.name)
    return False


_COMPARED: Final = frozenset({"dns", "ip", "email", "uri", "directory"})


def _dns_lies_in(name: str, base: str) -> bool:
    name, base = name.removeprefix("*.").casefold(), base.casefold()
    if base.startswith("."):
        return name.endswith(base)
    return not base or name == base or name.endswith(f".{base}")


def _ip_lies_in(octets: bytes, base: bytes) -> bool:
    size = len(octets)
    if len(base) != 2 * size:
        return False
    network, mask = base[:size], base[size:]
    return all(have & bit == want & bit for have, want, bit in zip(octets, network, mask, strict=True))


def _mailbox_lies_in(mailbox: str, base: str) -> bool:
    local, _at, host = mailbox.rpartition("@")
    if "@" in base:
        wanted, _at, base_host = base.rpartition("@")
        return local == wanted and host.casefold() == base_host.casefold()
    return _host_lies_in(host, base)


def _host_lies_in(host: str, base: str) -> bool:
    host, base = host.casefold(), base.casefold()
    return host.endswith(base) if base.startswith(".") else not base or host == base


def _host_of(uri: str) -> str:
    """Give the host of an address, empty where it has none (then it lies nowhere)."""
    _scheme, _mark, rest = uri.partition("://")
    place = rest.partition("/")[0].partition("?")[0].rpartition("@")[2]
    return place.partition("]")[0] if place.startswith("[") else place.partition(":")[0]


def _is_readable(base: GeneralName) -> bool:
    if base.kind == "dns":
        return not base.text or ("*" not in base.text and is_name(base.text))
    if base.kind == "ip":
        return len(base.octets) in {8, 32} and _is_mask(base.octets[len(base.octets) // 2 :])
    if base.kind == "email":
        local, mark, host = base.text.rpartition("@")
        return (not mark or (bool(local) and "@" not in local)) and is_name(host.removeprefix("."))
    if base.kind == "uri":
        return is_name(base.text.removeprefix("."))
    return True


def _is_mask(octets: bytes) -> bool:
    """Ones, then zeros (RFC 4632, section 3.1)."""
    inverted = ~int.from_bytes(octets, "big") & ((1 << len(octets) * 8) - 1)
    return inverted & (inverted + 1) == 0


def _shown(name: GeneralName) -> str:
    text = name.name.text if name.name is not None else name.text or name.octets.hex(":")
    return f"{name.kind} {text[:100]!r}"
