"""What a request asks for, done in the lab by its machine-readable part alone.

Each action stands for the people whom the request goes to. None of them knows the fault; they know their own
network, their zone, their certificates, and what the request says.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from fnmatch import fnmatch
from string import Template
from typing import Any

from tests.lab.fault import Drawn
from tests.lab.network import VERBS, Lab
from tests.lab.state import zone_of

__all__ = ["Granting"]

Request = Mapping[str, Any]
# What a host is set to do wrong, by who mends it: settings that the action takes back.
_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "allow_recursion": ("rcode",),
    "mend_resolution": ("rcode",),
    "stop_rewriting": ("invents",),
    "start_service": ("service", "closed"),
    "allow_client": ("kiss", "greeting", "access", "result"),
    "give_credentials": ("community", "user", "signing", "privacy", "level"),
    "widen_view": ("hides",),
    "name_device": ("description",),
    "enable_binding": ("binding",),
    "name_page": ("page",),
    "mend_time_server": ("leap", "stratum", "offset"),
    "allow_without_authentication": ("auth", "scheme"),
    "renew_account": ("auth",),
    "name_proxy": ("proxy",),
    "replace_certificate": ("names", "bits", "hash", "issuer", "chain"),
    "enable_protocol": ("protocol", "tls"),
    "give_client_certificate": ("asks_client",),
    "name_port": ("tls", "web", "greeting", "mail", "directory", "other"),
    "mend_tls": ("tls",),
    "mend_service": (
        "status", "location", "body", "web", "directory", "mail", "greeting", "age", "waiting", "hides",
    ),
    "speed_up": ("delay",),
    "exempt_from_portal": ("status", "location"),
    "mend_metadata": (
        "issuer_url", "without", "identity", "page", "entity", "until", "keyless", "location",
    ),
    "stop_stripping": ("extensions",),
    "name_directory": ("base",),
}  # fmt: skip
# What requests about leases are about, whatever they name: the server of the laptop's network.
_LEASES = ("serve_dhcp", "remove_dhcp_server", "add_dhcp_option", "change_dhcp_option")


class Granting:
    """Those whom requests go to."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self.plan, self.state = lab, lab.plan, lab.state
        self._expected: list[Drawn] = []
        self._own: Mapping[str, Callable[[Request], None]] = {
            **dict.fromkeys(("connect_interface", "connect_link"), self._connect),
            **dict.fromkeys(("give_address", "move_port", "give_gateway"), self._configure),
            **dict.fromkeys(_LEASES, self._serve_leases),
            "find_log": self._find_log,
            "confirm_log": self._confirm_log,
            "mend_gateway": self._mend_gateway,
            **dict.fromkeys(("add_route", "allow_route", "mend_loop", "mend_way"), self._open_way),
            "power_on_or_route": self._open_way,
            "give_resolver": lambda _request: self.lab.restore_resolvers(),
            "allow_dns": self._allow_dns,
            "allow": self._allow,
            **dict.fromkeys(("add_record", "change_record", "align_views"), self._set_record),
            "remove_record": self._remove_record,
            "set_clock": self._set_clock,
            "allow_locally": self._allow_locally,
            "remove_route": self._remove_route,
            **dict.fromkeys(("start_vpn", "enable_management"), self._start_vpn),
            "remove_hosts_entry": lambda _request: self.lab.restore_resolvers(),
            "answer_from_address": lambda _request: self._script('unfilter "$FAR"'),
            "admit_port": self._admit_port,
            "advertise_prefix": self._advertise,
            "mend_family": lambda _request: self._script('unfilter "$FAR"'),
            "deny": self._deny,
            "mend_mtu": self._mend_mtu,
            "renew_certificate": self._renew_certificate,
            **dict.fromkeys(("install_intermediate", "reorder_chain"), self._complete_chain),
            "hand_over_root": self._hand_over_root,
            "exempt_from_inspection": self._exempt_from_inspection,
        }

    def grant(self, request: Request) -> None:
        """Do what a request asks for. Raises KeyError for an action that nobody here knows."""
        action = str(request["action"])
        if not self._mend(request):
            if action in _SETTINGS:
                self.state.unset(self._host(request), *_SETTINGS[action])
            else:
                self._own[action](request)
        self.lab.programs.settle()
        self.lab.forget()

    def expect(self, fault: Drawn) -> None:
        """Know of a fault what its own people need to be asked for (``Drawn.mended_by``)."""
        self._expected.append(fault)

    def _mend(self, request: Request) -> bool:
        place = f"{request['action']} {request['address'] or request['to']}:{request['port']}"
        mended = False
        for fault in self._expected:
            wanted = (Template(each).substitute(self.plan.words()) for each in fault.mended_by)
            if any(fnmatch(place, each) for each in wanted):
                words = {**fault.words, "MENDS": "1"}
                self.lab.carry_out(fault.fault.folder / "revert", words, is_strict=False)
                mended = True
        return mended

    def undo(self) -> None:
        """Take back what was opened beside the fault."""
        self._expected.clear()
        for name in ("client", "near", "far", "server"):
            self._script(f'while ip -n "${name.upper()}" rule del pref 50 2> /dev/null; do :; done')
            self._script(f'unfilter "${name.upper()}"') if shutil.which("nft") else None
        self.lab.restore_resolvers()
        self.lab.restore_trust()

    def _host(self, request: Request) -> str:
        """Give the host that a request is about: a proxy where it names one, else who is at its address."""
        proxy = str(request["details"].get("proxy", ""))
        if proxy and request["action"] in {
            "allow",
            "allow_without_authentication",
            "renew_account",
            "name_proxy",
        }:
            return self.plan.host_at(proxy.rpartition("/")[2].partition(":")[0])
        return self.plan.host_at(str(request["address"])) or self.plan.host_at(str(request["to"]))

    def _script(self, text: str, **words: str) -> None:
        known = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **self.lab.words(), **words}
        subprocess.run(["sh", "-c", f". '{VERBS}'; {text}"], env=known, capture_output=True, check=False)

    def _connect(self, _request: Request) -> None:
        self._script('ip -n "$NEAR" link set spare name up0 netns "$CLIENT"; ip -n "$NEAR" link set down0 up')
        self._configure(_request)

    def _advertise(self, _request: Request) -> None:
        self._script('ip -n "$NEAR" addr add fd00:1::1/64 dev down0 nodad; advertise fd00:1::')

    def _configure(self, _request: Request) -> None:
        if (self.lab.folder / "sixes").exists():
            self._advertise(_request)
        self._script('reconnect; ip -n "$NEAR" route replace "$SERVERS" via 192.0.2.2')
        self.state.unset("desk", "pool")

    def _start_vpn(self, _request: Request) -> None:
        self._script("vpn_client --management 127.0.0.1 7505")

    def _admit_port(self, _request: Request) -> None:
        self._script('ip netns exec "$NEAR" nft delete table netdev lab')

    def _serve_leases(self, request: Request) -> None:
        option = str(request["details"].get("option") or request["details"].get("options", ""))
        if request["action"] == "remove_dhcp_server":
            # Whoever has this address is unplugged, and the right one plugged in.
            self._script(
                'ip -n "$ROOM" addr del "$OTHER/24" dev room0; ip -n "$ROOM" addr add "$DESK/24" dev room0',
                OTHER=str(request["to"]),
            )
            self.state.unset("desk", "server")
            self._script('kill "$(cat "$LAB/second/pid")"')
        elif option:
            self.state.unset("desk", *option.split(", "))
        else:
            self.state.unset("desk", "service", "exhausted")

    def _find_log(self, request: Request) -> None:
        """Look where a line got lost: in the log's own filters, else on the way to it."""
        self.state.unset(self._host(request), "drops")
        self._accept(str(request["address"]), str(request["protocol"]), str(request["port"]))

    def _confirm_log(self, request: Request) -> None:
        self.state.unset(self.plan.host_at(str(request["details"]["reader"])), "status")

    def _mend_gateway(self, request: Request) -> None:
        self._script(
            'ip -n "$NEAR" addr add "$ADDRESS/24" dev down0; '
            'ip netns exec "$NEAR" sysctl -qw net.ipv4.conf.down0.arp_ignore=0; '
            'ip -n "$NEAR" route replace "$SERVERS" via 192.0.2.2',
            ADDRESS=str(request["address"]),
        )

    def _open_way(self, request: Request) -> None:
        """Route to an address and back, or to all of them where the request names none."""
        host = str(request["address"])
        address = host if self.plan.host_at(host) else ""
        self._script(
            'ip -n "$WIRE" link set w1 up; '
            'ip -n "$FAR" route replace "$NETWORK" via 192.0.2.1; '
            'ip -n "$NEAR" route replace "$SERVERS" via 192.0.2.2; '
            "for kind in blackhole unreachable prohibit unicast; do "
            'for space in "$NEAR" "$FAR"; do '
            'ip -n "$space" route del $kind "${ADDRESS:-$CLIENT_ADDRESS}"; done; done; '
            'ip -n "$SERVER" route replace default via "$FAR_GATEWAY"; '
            'ip -n "$FAR" neigh del "$ADDRESS" dev up0; '
            '[ -n "$ADDRESS" ] || { unfilter "$NEAR"; ip -n "$CLIENT" neigh del "$GATEWAY" dev up0; '
            'ip -n "$NEAR" neigh del "$CLIENT_ADDRESS" dev down0; '
            'ip netns exec "$NEAR" sysctl -qw net.ipv4.ip_forward=1; }',
            ADDRESS=address,
        )
        if address:
            self._accept(address, "", "")

    def _accept(self, address: str, protocol: str, port: str) -> None:
        """Let packets pass in both routers and in the server, before whatever stops them."""
        selector = f"ipproto {protocol} dport {port}" if port else ""
        there, back = (f"{protocol} {way} {port}" if port else "" for way in ("dport", "sport"))
        for name, chain in (("NEAR", "passing"), ("FAR", "passing"), ("SERVER", "guarding")):
            self._script(f'ip -n "${name}" rule add pref 50 to {address} {selector} lookup main')
            for rule in (f"ip daddr {address} {there} accept", f"ip saddr {address} {back} accept"):
                self._script(f'ip netns exec "${name}" nft insert rule inet lab {chain} {rule}')

    def _allow(self, request: Request) -> None:
        host = self._host(request)
        # Whoever lets through the firewall also lets their own machine answer there.
        self.state.unset(host, "time", "tls", "denies", "proxy", "service")
        self.state.unset(host, "status") if "proxy" in request["details"] else None
        if "proxy" not in request["details"]:
            self._open_way({"address": request["address"]})
            self._accept(str(request["address"]), str(request["protocol"]) or "tcp", str(request["port"]))

    def _allow_dns(self, request: Request) -> None:
        address = str(request["address"])
        if not self.plan.host_at(address):
            # Nobody is there: the other half of the request, to name another one.
            self.lab.restore_resolvers()
            return
        self.state.unset(self._host(request), "names", "service")
        self._open_way(request)

    def _set_record(self, request: Request) -> None:
        """Set a name as the zone of the site has it."""
        details = request["details"]
        name, kind = str(details["name"]).casefold(), str(details["type"])
        if kind == "PTR" and name[-1].isdigit():
            name = ".".join(reversed(name.split("."))) + ".in-addr.arpa"
        truth = [record for record in zone_of(self.plan) if record[:2] == (name, kind)]
        for resolver in {str(details["resolver"]), str(details.get("other", ""))} - {""}:
            host = self.plan.host_at(resolver)
            kept = [record for record in self.state.zone(host) if record[:2] != (name, kind)]
            self.state.write_zone(host, kept + truth)

    def _remove_record(self, request: Request) -> None:
        details, host = request["details"], self._host(request)
        kept = [
            record for record in self.state.zone(host) if record[:2] != (details["name"], details["type"])
        ]
        self.state.write_zone(host, kept)

    def _set_clock(self, request: Request) -> None:
        if self._host(request) == "meter":
            # Not the clock here: that of the server whose page is ahead.
            self.state.unset("meter", "age")
            return
        path = self.lab.folder / "clock"
        had = float(path.read_text(encoding="utf-8")) if path.exists() else 0.0
        path.write_text(f"{had + float(request['details']['offset']):.3f}\n", encoding="utf-8")

    def _allow_locally(self, request: Request) -> None:
        address, port, protocol = request["address"], request["port"], request["protocol"] or "tcp"
        if not address or "resolver" in request["details"]:
            # Many hosts are asked for at once: whoever administers this computer switches its rules off.
            self._script('unfilter "$CLIENT"')
            return
        what = f"to {address} ipproto {protocol} dport {port}"
        self._script(f'ip -n "$CLIENT" rule add pref 50 {what} lookup main')
        for chain, rule in (
            ("leaving", f"ip daddr {address} {protocol} dport {port} accept"),
            ("guarding", f"ip saddr {address} {protocol} sport {port} accept"),
        ):
            self._script(f'ip netns exec "$CLIENT" nft insert rule inet lab {chain} {rule}')

    def _remove_route(self, request: Request) -> None:
        network = request["details"]["network"]
        self._script('unway "$CLIENT"')
        self._script(f'ip -n "$CLIENT" route del {network}; ip -n "$CLIENT" route del unreachable {network}')

    def _deny(self, request: Request) -> None:
        address, port = request["address"], request["port"]
        self._script(f'ip -n "$FAR" rule add pref 50 to {address} ipproto tcp dport {port} blackhole')

    def _mend_mtu(self, request: Request) -> None:
        mss = int(request["details"]["mss"])
        self._script(f'filter "$NEAR" "tcp flags syn tcp option maxseg size set {mss}"')

    def _renew_certificate(self, request: Request) -> None:
        is_authority = bool(self.lab.programs.authority.by_subject(str(request["details"]["subject"])))
        self.state.unset(
            self._host(request), *(("intermediate_ends",) if is_authority else ("begins", "ends", "key_ends"))
        )

    def _complete_chain(self, request: Request) -> None:
        self.state.unset(self._host(request), "chain")

    def _hand_over_root(self, request: Request) -> None:
        authority = self.lab.programs.authority
        root = authority.named(authority.by_subject(str(request["details"]["issuer"])))
        self.lab.trusted.write_bytes(self.lab.trusted.read_bytes() + root.pem)

    def _exempt_from_inspection(self, request: Request) -> None:
        self.state.unset(self._host(request), "issuer")
        self.state.unset("gate", "inspects")
