"""The counters of packets that a system tells everybody, written as Linux does."""

from __future__ import annotations

from pathlib import Path

__all__ = ["IP", "told"]

IP = (
    "Forwarding InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos InDiscards InDelivers "
    "OutRequests OutDiscards ReasmReqds ReasmOKs FragOKs FragCreates OutTransmits"
)


def told(folder: Path, *, ip: str = IP, retried: int = 0, **numbers: int) -> None:
    """Have the files of a folder tell these numbers, and 0 for every other one."""
    values = " ".join(str(numbers.get(name, 0)) for name in ip.split())
    (folder / "snmp").write_text(f"Ip: {ip}\nIp: {values}\n", encoding="ascii")
    shared = f"{numbers.get('InMcastPkts', 0)} {numbers.get('InBcastPkts', 0)}"
    lines = [
        "TcpExt: TCPRetransFail",
        f"TcpExt: {retried}",
        "IpExt: InMcastPkts InBcastPkts",
        f"IpExt: {shared}",
    ]
    (folder / "netstat").write_text("\n".join([*lines, ""]), encoding="ascii")
