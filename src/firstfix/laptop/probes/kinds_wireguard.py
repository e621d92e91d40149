"""The probe of WireGuard: its interface, its counters, and the age of handshakes where that may be read."""

from __future__ import annotations

import asyncio
import base64
import binascii
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from firstfix.engines.diagnosis import Check
from firstfix.engines.diagnosis.hindrances import NO_HANDSHAKES, NO_WIREGUARD
from firstfix.laptop.probes.contacts import endpoint_of
from firstfix.laptop.probes.datagram import exchange
from firstfix.laptop.probes.site import CannotLook, Seen, Site

__all__ = ["peers_of_dump", "peers_of_socket", "probe_wireguard"]

_NET: Final = Path("/sys/class/net")
# Where implementations outside the kernel answer (the cross-platform interface of wireguard.com/xplatform).
_SOCKETS: Final = Path("/var/run/wireguard")
# A refusal comes as fast as a ping; a site on the same continent answers within this.
_REFUSAL_SECONDS: Final = 0.15
# An initiation is 148 bytes (WireGuard's paper, section 5.4.2); one without a valid MAC is dropped unread.
_INITIATION: Final = b"\x01\x00\x00\x00"


async def probe_wireguard(site: Site, check: Check) -> Seen:
    """Give the state of a tunnel as far as it may be read, and whether its endpoint refuses UDP."""
    if sys.platform != "linux":
        raise CannotLook(NO_WIREGUARD)
    name = check.text("interface") or next(_interfaces(), "")
    facts: dict[str, Any] = {"interface": name, "outcome": "not_there"}
    refusal = await _refusal(site, check)
    if not name or not (_NET / name).is_dir():
        return Seen({"wireguard": {**facts, **refusal}})
    facts |= {"outcome": "observed", **_counters(name)}
    peers = await _peers(name, check.timeout_seconds)
    if peers is None:
        # Counters may show a fault; that there is none, they cannot.
        facts |= {"outcome": "undecided", "is_readable": False}
        return Seen({"wireguard": {**facts, **refusal}}, hindrance=NO_HANDSHAKES)
    return Seen({"wireguard": {**facts, **refusal, "is_readable": True, "peers": peers}})


def peers_of_dump(text: str, now: float) -> list[dict[str, Any]]:
    """Give the peers of ``wg show NAME dump``; its first line holds the private key and is not looked at."""
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return [
        _peer(row[0], row[2], int(row[4]), int(row[5]), keepalive=row[7], now=now)
        for row in rows
        if len(row) >= 8 and row[4].isdigit() and row[5].isdigit()
    ]


def peers_of_socket(text: str, now: float) -> list[dict[str, Any]]:
    """Give the peers that an implementation outside the kernel tells; keys that are secret are left out."""
    peers: list[dict[str, str]] = []
    for line in text.splitlines():
        name, _, value = line.partition("=")
        if name == "public_key":
            peers.append({})
        if peers and name not in {"private_key", "preshared_key"}:
            peers[-1][name] = value
    return [
        _peer(
            _as_base64(one["public_key"]),
            one.get("endpoint", ""),
            _whole(one.get("last_handshake_time_sec")),
            _whole(one.get("rx_bytes")),
            keepalive=one.get("persistent_keepalive_interval", "0"),
            now=now,
        )
        for one in peers
    ]


def _peer(
    key: str, endpoint: str, shaken_at: int, received: int, *, keepalive: str, now: float
) -> dict[str, Any]:
    facts: dict[str, Any] = {"public_key": key, "endpoint": endpoint.replace("(none)", "")}
    facts |= {"received_bytes": received, "keeps_alive": keepalive.isdigit() and int(keepalive) > 0}
    return {**facts, "handshake_age_seconds": round(now - shaken_at, 1)} if shaken_at else facts


def _interfaces() -> Iterator[str]:
    for folder in sorted(_NET.iterdir()) if _NET.is_dir() else ():
        if "DEVTYPE=wireguard" in _text(folder / "uevent") or (_SOCKETS / f"{folder.name}.sock").exists():
            yield folder.name


def _counters(name: str) -> dict[str, Any]:
    """Give what anybody may read: whether it is up, and how much went through."""
    flags = int(_text(_NET / name / "flags").strip() or "0", 16)
    counted = {
        f"{word}_bytes": _whole(_text(_NET / name / "statistics" / f"{word}_bytes").strip())
        for word in ("rx", "tx")
    }
    # linux/if.h: IFF_UP.
    return {"is_up": bool(flags & 0x1), **counted}


async def _peers(name: str, seconds: float) -> list[dict[str, Any]] | None:
    """Give the peers, None where they may not be read."""
    try:
        async with asyncio.timeout(seconds):
            if (_SOCKETS / f"{name}.sock").exists():
                return peers_of_socket(await _told_by_socket(_SOCKETS / f"{name}.sock"), time.time())
            return await _told_by_program(name)
    except OSError:
        return None


async def _told_by_socket(path: Path) -> str:
    reader, writer = await asyncio.open_unix_connection(str(path))
    try:
        writer.write(b"get=1\n\n")
        return (await reader.readuntil(b"\n\n")).decode("ascii", "replace")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return ""
    finally:
        writer.close()


async def _told_by_program(name: str) -> list[dict[str, Any]] | None:
    program = shutil.which("wg")
    if program is None:
        return None
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    asked = await asyncio.create_subprocess_exec(program, "show", name, "dump", stdout=pipe, stderr=nothing)
    told, _errors = await asked.communicate()
    return peers_of_dump(told.decode("ascii", "replace"), time.time()) if asked.returncode == 0 else None


async def _refusal(site: Site, check: Check) -> dict[str, Any]:
    """Give whether the endpoint refuses UDP; WireGuard answers no stranger, so silence says nothing."""
    if not check.text("endpoint"):
        return {}
    host, port = endpoint_of(check.text("endpoint"))
    resolved = await site.names.resolve(host, seconds=check.timeout_seconds)
    address = next(iter(resolved["addresses"]), "")
    if not address:
        return {"endpoint": {"outcome": "unresolved", "host": host, "port": port}}
    packet = _INITIATION + secrets.token_bytes(144)
    _answer, told = await exchange(
        site.door, (host, address, port), packet, seconds=_REFUSAL_SECONDS, fits=lambda _content: False
    )
    outcome = "undecided" if told["outcome"] == "silent" else told["outcome"]
    facts = {"host": host, "address": address, "port": port, "icmp": told.get("icmp", {})}
    return {"endpoint": {**facts, "outcome": outcome}}


def _as_base64(hexadecimal: str) -> str:
    try:
        return base64.b64encode(binascii.unhexlify(hexadecimal)).decode("ascii")
    except (binascii.Error, ValueError):
        return ""


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
