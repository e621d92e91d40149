"""The network of the lab says what it should, however much it was asked before."""

from __future__ import annotations

import sys

from tests.lab.fault import FAULTS, Fault
from tests.lab.site import Site

# A packet that dies at the second router, then one that it forbids: both have to be told about.
_ASKING = """
import socket, sys, time
sys.path.insert(0, "src")
from firstfix.laptop.probes.icmp import listen_for_errors, next_error, set_ttl
for address, port, hops in ((sys.argv[1], 33434, 2), (sys.argv[2], 123, 64)):
    said, ends_at = None, time.monotonic() + 5
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        listen_for_errors(opened)
        set_ttl(opened, hops)
        opened.connect((address, port))
        opened.send(b"firstfix")
        while said is None and time.monotonic() < ends_at:
            said = next_error(opened)
    print((said or {}).get("icmp_type"), (said or {}).get("icmp_code"))
"""


def test_a_router_says_what_it_forbids_right_after_it_answered_a_trace(site: Site) -> None:
    fault = Fault(FAULTS / "time-forbidden", {"draw": {"HOST": ["time1"]}}).drawn(1)
    with site.with_faults([fault]):
        hosts = site.lab.plan.hosts
        said = site.lab.inside("client", sys.executable, "-c", _ASKING, hosts["app"], hosts["time1"])
    assert said.stdout.splitlines() == ["11 0", "3 13"], said.stderr
