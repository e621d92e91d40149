"""From where it is looked: interfaces, addresses, gateways, resolvers, proxies, as this system tells them.

Linux tells all of it in files. Elsewhere only what the standard library knows is told, and ``is_known`` is
false: then nothing is concluded from what is missing.
"""

from __future__ import annotations

import ipaddress
import os
import platform
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from firstfix.laptop.probes.door import outcome_of

__all__ = [
    "arp_state",
    "gateways_of",
    "hosts_of",
    "observe_vantage",
    "refusal_of_way",
    "resolvers_of",
    "search_of",
    "source_towards",
]

_NET: Final = Path("/sys/class/net")
_PROC: Final = Path("/proc/net")
# Documentation addresses (RFC 5737, RFC 3849): choosing a source address towards them sends nothing.
_OUTSIDE: Final = ("192.0.2.1", "2001:db8::1")
# linux/if_arp.h ATF_COM: the address was learnt; linux/route.h RTF_UP, RTF_GATEWAY and RTF_REJECT.
_LEARNT, _UP, _GATEWAY, _REJECT = 0x2, 0x1, 0x2, 0x200


def observe_vantage() -> dict[str, Any]:
    """Give the facts of this computer; names and passwords in proxies' addresses are left out."""
    is_known = sys.platform == "linux" and _NET.is_dir()
    interfaces = [*_interfaces()] if is_known else []
    return {
        "is_known": is_known,
        "system": f"{platform.system()} {platform.release()}",
        "interfaces": interfaces,
        "addresses": [
            address for one in interfaces for address in one["addresses"] if not one["is_loopback"]
        ],
        "gateways": [
            {"address": address, "interface": name, "metric": metric}
            for address, name, metric in gateways_of()
        ],
        "routes": [*_own_routes()],
        "resolvers": resolvers_of(),
        "search": search_of(),
        "proxies": _proxies(),
        "source": next(filter(None, map(source_towards, _OUTSIDE)), ""),
    }


def source_towards(address: str) -> str:
    """Give the address from which this computer would send there, empty without a way; nothing is sent."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as opened:
            opened.connect((address, 9))
            return str(opened.getsockname()[0])
    except OSError:
        return ""


def refusal_of_way(address: str) -> dict[str, Any]:
    """Give what this computer says where it knows no way to an address, empty where it does."""
    try:
        with socket.socket(
            socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM
        ) as opened:
            opened.connect((address, 9))
    except OSError as error:
        return outcome_of(error)
    return {}


def resolvers_of(path: Path = Path("/etc/resolv.conf")) -> list[str]:
    """Give the resolvers that this computer is set up with, in their order."""
    words = [line.split() for line in _lines(path)]
    return [each[1] for each in words if len(each) > 1 and each[0] == "nameserver" and _is_address(each[1])]


def search_of(path: Path = Path("/etc/resolv.conf")) -> list[str]:
    """Give the domains that short names are completed with; of several lines the last one counts."""
    words = [line.split() for line in _lines(path)]
    named = [each[1:] for each in words if len(each) > 1 and each[0] in {"search", "domain"}]
    # resolv.conf(5): older systems take six of them.
    return [each.rstrip(".") for each in (named[-1] if named else [])][:6]


def hosts_of(name: str, path: Path = Path("/etc/hosts")) -> list[str]:
    """Give the addresses that the file of hosts has for a name."""
    wanted = name.rstrip(".").casefold()
    words = [line.partition("#")[0].split() for line in _lines(path)]
    return [each[0] for each in words if wanted in map(str.casefold, each[1:]) and _is_address(each[0])]


def gateways_of() -> list[tuple[str, str, int]]:
    """Give address, interface and metric of each default gateway, IPv4 first; the least metric is used."""
    return [*_gateways_of_4(), *_gateways_of_6()]


def arp_state(address: str) -> str:
    """Give what the table of neighbours says about an address: ``answered``, ``silent``, or ``unknown``."""
    for line in _lines(_PROC / "arp")[1:]:
        words = line.split()
        if len(words) > 3 and words[0] == address:
            return "answered" if int(words[2], 16) & _LEARNT else "silent"
    return "unknown"


def _interfaces() -> Iterator[dict[str, Any]]:
    fours, sixes = _addresses_of_4(), _addresses_of_6()
    for folder in sorted(_NET.iterdir()):
        flags = int(_word(folder / "flags") or "0", 16)
        carrier, mbit = _word(folder / "carrier"), _word(folder / "speed")
        yield {
            "name": folder.name,
            # linux/if.h: IFF_UP and IFF_LOOPBACK.
            "is_up": bool(flags & 0x1),
            "is_loopback": bool(flags & 0x8),
            "has_carrier": carrier == "1" if carrier else (False if not flags & 0x1 else None),
            "mbit": int(mbit) if mbit.isdigit() else None,
            "duplex": _word(folder / "duplex"),
            "addresses": [*fours.get(folder.name, ()), *sixes.get(folder.name, ())],
        }


def _addresses_of_4() -> dict[str, list[str]]:
    """Give own IPv4 addresses by interface: the kernel lists addresses here and networks there."""
    networks = []
    for line in _lines(_PROC / "route")[1:]:
        words = line.split()
        if len(words) > 7 and not int(words[3], 16) & _GATEWAY:
            networks.append(
                (words[0], ipaddress.ip_network((_four(words[1]), _bits(words[7])), strict=False))
            )
    found: dict[str, list[str]] = {}
    for address in _local_fours():
        fitting = [(network.prefixlen, name) for name, network in networks if address in network]
        bits, name = max(fitting, default=(8, "lo"))
        if not address.is_loopback or name == "lo":
            found.setdefault(name, []).append(f"{address}/{bits}")
    return found


def _local_fours() -> list[ipaddress.IPv4Address]:
    """Give the addresses that fib_trie calls LOCAL, each once."""
    found: dict[ipaddress.IPv4Address, None] = {}
    last = ""
    for line in _lines(_PROC / "fib_trie"):
        words = line.split()
        if len(words) > 1 and words[0] in {"|--", "+--"}:
            last = words[1]
        elif words[:3] == ["/32", "host", "LOCAL"] and _is_address(last):
            found[ipaddress.IPv4Address(last)] = None
    return [*found]


def _addresses_of_6() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in _lines(_PROC / "if_inet6"):
        words = line.split()
        if len(words) == 6:
            address = ipaddress.IPv6Address(int(words[0], 16))
            found.setdefault(words[5], []).append(f"{address}/{int(words[2], 16)}")
    return found


def _gateways_of_4() -> Iterator[tuple[str, str, int]]:
    for line in _lines(_PROC / "route")[1:]:
        words = line.split()
        if len(words) > 7 and words[1] == "00000000" == words[7] and int(words[3], 16) & _GATEWAY:
            yield _four(words[2]), words[0], int(words[6])


def _own_routes() -> Iterator[dict[str, Any]]:
    """Give routes beside the default one and those of own networks; of IPv4, and of the main table."""
    for line in _lines(_PROC / "route")[1:]:
        words = line.split()
        flags = int(words[3], 16) if len(words) > 7 else 0
        if len(words) > 7 and words[7] != "00000000" and flags & (_GATEWAY | _REJECT):
            yield {
                "network": f"{_four(words[1])}/{_bits(words[7])}",
                "gateway": _four(words[2]) if flags & _GATEWAY else "",
                "is_rejected": bool(flags & _REJECT),
            }


def _gateways_of_6() -> Iterator[tuple[str, str, int]]:
    for line in _lines(_PROC / "ipv6_route"):
        words = line.split()
        if len(words) == 10 and words[1] == "00" and int(words[8], 16) & _GATEWAY and set(words[0]) == {"0"}:
            address = ipaddress.IPv6Address(int(words[4], 16))
            scope = f"%{words[9]}" if address.is_link_local else ""
            yield f"{address}{scope}", words[9], int(words[5], 16)


def _four(word: str) -> str:
    """Give an address that the kernel prints as a number in its own byte order."""
    return str(ipaddress.IPv4Address(int(word, 16).to_bytes(4, sys.byteorder)))


def _bits(word: str) -> int:
    return int(word, 16).bit_count()


def _proxies() -> dict[str, str]:
    found = {}
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        value = os.environ.get(name) or os.environ.get(name.upper()) or ""
        if value:
            found[name] = _without_credentials(value)
    return found


def _without_credentials(value: str) -> str:
    if "@" not in value:
        return value
    parts = urlsplit(value)
    return f"{parts.scheme}://{value.rpartition('@')[2]}" if parts.scheme else value.rpartition("@")[2]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _word(path: Path) -> str:
    return next(iter(_lines(path)), "").strip()


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True
