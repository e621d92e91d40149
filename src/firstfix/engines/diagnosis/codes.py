"""Every cause that can be found, as rows; the first part of a code says what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["CODES"]

_SILENCE = frozenset({Symptom.SILENCE})
_NAME = frozenset({Symptom.NAME})
_BELOW_TLS = frozenset({Symptom.SILENCE, Symptom.REFUSAL})

_GROUND: Final = (
    Code(
        "LINK.NONE", Domain.PHYSICAL, Layer.LINK, Symptom.SILENCE,
        mark("This computer has no network interface but the one to itself."),
        Who.SITE, "connect_interface",
        mark("Please connect a network adapter and a cable, or join the wireless network of the site."),
        _SILENCE | _NAME,
    ),
    Code(
        "LINK.DOWN", Domain.PHYSICAL, Layer.LINK, Symptom.SILENCE,
        mark("Interface {interface} has no link: no cable, a dead port, or it is switched off."),
        Who.SITE, "connect_link",
        mark("Please check cable and switch port of interface {interface}, and switch the port on."),
        _SILENCE | _NAME,
    ),
    Code(
        "LINK.SLOW", Domain.PHYSICAL, Layer.LINK, Symptom.QUALITY,
        mark(
            "Interface {interface} agreed on {mbit} Mbit/s, {duplex} duplex; {least} Mbit/s full "
            "duplex is asked."
        ),
        Who.SITE, "renegotiate_link",
        mark("Please change the cable of {interface} or set its switch port to automatic negotiation."),
        is_warning=True,
    ),
    Code(
        "ADDRESS.NONE", Domain.NETWORK, Layer.ADDRESS, Symptom.SILENCE,
        mark("No interface has an address although a link is up."),
        Who.NETWORK, "give_address",
        mark(
            "Please give an address to this computer: by DHCP on the port it is plugged into, or a "
            "fixed one."
        ),
        _SILENCE | _NAME,
    ),
    Code(
        "ADDRESS.SELF_ASSIGNED", Domain.NETWORK, Layer.ADDRESS, Symptom.SILENCE,
        mark(
            "The only address is {address}, which the computer gave itself: no DHCP server has "
            "answered."
        ),
        Who.NETWORK, "give_address",
        mark(
            "Please let DHCP answer on the port this computer is plugged into (relay, scope, free "
            "addresses)."
        ),
        _SILENCE | _NAME,
    ),
    Code(
        "ADDRESS.UNEXPECTED", Domain.NETWORK, Layer.ADDRESS, Symptom.SILENCE,
        mark(
            "The address is {address}; it should lie in {network}. The port is probably in another "
            "VLAN."
        ),
        Who.NETWORK, "move_port",
        mark("Please put the switch port of this computer into the network {network}; it got {address}."),
        _SILENCE,
    ),
    Code(
        "GATEWAY.NONE", Domain.NETWORK, Layer.GATEWAY, Symptom.SILENCE,
        mark("There is no default gateway: packets to other networks have nowhere to go."),
        Who.NETWORK, "give_gateway",
        mark("Please hand out a default gateway (DHCP option 3) or name the one to set."),
        _SILENCE | _NAME,
    ),
    Code(
        "GATEWAY.SILENT", Domain.NETWORK, Layer.GATEWAY, Symptom.SILENCE,
        mark("The default gateway {address} does not answer on the local network (no ARP answer)."),
        Who.NETWORK, "mend_gateway",
        mark("Please look at the gateway {address}: it does not answer ARP from {source} on this port."),
        _SILENCE | _NAME,
    ),
    Code(
        "GATEWAY.UNEXPECTED", Domain.NETWORK, Layer.GATEWAY, Symptom.SILENCE,
        mark("The default gateway is {address}; {expected} is expected."),
        Who.NETWORK, "give_gateway",
        mark("Please hand out {expected} as the default gateway on this port, or confirm {address}."),
        _SILENCE,
    ),
    Code(
        "ROUTE.UNREACHABLE", Domain.NETWORK, Layer.ROUTE, Symptom.SILENCE,
        mark("{reporter} says that it knows no way to {host} ({said})."),
        Who.NETWORK, "add_route",
        mark("Please add a route from {source} to {host}: {reporter} answers '{said}'."),
        _SILENCE,
    ),
    Code(
        "ROUTE.FORBIDDEN",
        Domain.NETWORK,
        Layer.ROUTE,
        Symptom.SILENCE,
        mark("{reporter} forbids the way to {host} ({said})."),
        Who.FIREWALL,
        "allow_route",
        mark("Please let {source} reach {host}; {reporter} answers '{said}'."),
        _SILENCE,
    ),
    Code(
        "ROUTE.LOOP", Domain.NETWORK, Layer.ROUTE, Symptom.SILENCE,
        mark("Packets to {host} go in a circle between {first} and {second}."),
        Who.NETWORK, "mend_loop",
        mark("Please mend the routing loop between {first} and {second} for {host}."),
        _SILENCE,
    ),
    Code(
        "ROUTE.ENDS", Domain.NETWORK, Layer.ROUTE, Symptom.SILENCE,
        mark("The way to {host} is lost after {last_hop} ({hop_count} hops answer)."),
        Who.NETWORK, "allow_route",
        mark("Please look at what stands behind {last_hop} on the way from {source} to {host}."),
        is_warning=True,
    ),
)  # fmt: skip

_NAMES: Final = (
    Code(
        "DNS.NO_RESOLVER", Domain.NETWORK, Layer.NAME, Symptom.NAME,
        mark("This computer is set up with no DNS resolver."),
        Who.NETWORK, "give_resolver",
        mark("Please hand out a DNS resolver (DHCP option 6) or name the one to set."),
        _NAME,
    ),
    Code(
        "DNS.SILENT", Domain.NETWORK, Layer.NAME, Symptom.SILENCE,
        mark("The resolver {resolver} answers neither over UDP nor over TCP."),
        Who.DNS, "allow_dns",
        mark(
            "Please let {source} reach the resolver {resolver} on port 53 (UDP and TCP), or name "
            "another one."
        ),
        _NAME,
    ),
    Code(
        "DNS.UDP_BLOCKED", Domain.NETWORK, Layer.NAME, Symptom.SILENCE,
        mark("The resolver {resolver} answers over TCP but not over UDP: something drops UDP port 53."),
        Who.FIREWALL, "allow",
        mark("Please allow UDP port 53 from {source} to {resolver}; TCP port 53 passes."),
        _NAME,
    ),
    Code(
        "DNS.TCP_BLOCKED", Domain.NETWORK, Layer.NAME, Symptom.SILENCE,
        mark("The answer for {name} is too long for UDP, and TCP port 53 of {resolver} is closed."),
        Who.FIREWALL, "allow",
        mark("Please allow TCP port 53 from {source} to {resolver}; long answers need it (RFC 7766)."),
        _NAME,
    ),
    Code(
        "DNS.REFUSED", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("The resolver {resolver} refuses to answer this computer (REFUSED)."),
        Who.DNS, "allow_recursion",
        mark("Please allow recursive questions from {source} at {resolver}."),
        _NAME,
    ),
    Code(
        "DNS.SERVFAIL", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("The resolver {resolver} fails to find out about {name} (SERVFAIL)."),
        Who.DNS, "mend_resolution",
        mark(
            "Please find out why {resolver} cannot resolve {name}: forwarders, DNSSEC, "
            "reachability of the zone."
        ),
        _NAME,
    ),
    Code(
        "DNS.NXDOMAIN", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("The name {name} does not exist according to {resolver} (NXDOMAIN)."),
        Who.DNS, "add_record",
        mark("Please add {name} ({type}) to DNS, or forward its zone at {resolver}."),
        _NAME,
    ),
    Code(
        "DNS.NO_DATA", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("The name {name} exists at {resolver} but has no {type} record."),
        Who.DNS, "add_record",
        mark("Please add a {type} record for {name}."),
        _NAME,
    ),
    Code(
        "DNS.WRONG_ANSWER", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("{resolver} answers {found} for {name}; {expected} is expected."),
        Who.DNS, "change_record",
        mark("Please change {name} ({type}) at {resolver} from {found} to {expected}."),
        frozenset({Symptom.SILENCE, Symptom.REFUSAL, Symptom.TRUST, Symptom.ANSWER}),
    ),
    Code(
        "DNS.UNWANTED", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("{resolver} answers {found} for {name}, which must not exist."),
        Who.DNS, "remove_record",
        mark("Please remove {name} ({type}) from {resolver}."),
    ),
    Code(
        "DNS.HIJACKED", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("{resolver} answers {found} even for names that cannot exist: it rewrites answers."),
        Who.DNS, "stop_rewriting",
        mark(
            "Please switch off the rewriting of unknown names at {resolver}, or let {source} use "
            "another resolver."
        ),
        frozenset({Symptom.SILENCE, Symptom.REFUSAL, Symptom.TRUST, Symptom.ANSWER}),
    ),
    Code(
        "DNS.SPLIT_HORIZON", Domain.CUSTOMER, Layer.NAME, Symptom.NAME,
        mark("Resolvers disagree about {name}: {resolver} says {found}, {other} says {other_found}."),
        Who.DNS, "align_views",
        mark(
            "Please make {resolver} and {other} answer alike for {name}, or say which one is to be "
            "used here."
        ),
        frozenset({Symptom.SILENCE, Symptom.REFUSAL, Symptom.TRUST, Symptom.ANSWER}),
    ),
    Code(
        "TIME.SILENT", Domain.NETWORK, Layer.TIME, Symptom.SILENCE,
        mark("The time server {host} does not answer on UDP port {port}."),
        Who.FIREWALL, "allow",
        mark(
            "Please allow UDP port {port} from {source} to {endpoint}, or name another "
            "time server."
        ),
    ),
    Code(
        "TIME.REFUSED", Domain.NETWORK, Layer.TIME, Symptom.REFUSAL,
        mark("Nothing listens on UDP port {port} of {host}."),
        Who.TIME, "start_service",
        mark("Please start the time service on {host}, or name another time server."),
    ),
    Code(
        "TIME.KISS", Domain.TIME, Layer.TIME, Symptom.ANSWER,
        mark("The time server {host} asks to be left alone ({kiss})."),
        Who.TIME, "allow_client",
        mark("Please let {source} ask {host} for the time; it answers '{kiss}'."),
    ),
    Code(
        "TIME.UNSYNCHRONISED", Domain.TIME, Layer.TIME, Symptom.ANSWER,
        mark("The time server {host} is not synchronised itself (leap {leap}, stratum {stratum})."),
        Who.TIME, "mend_time_server",
        mark("Please mend the time source of {host}: it says that it is not synchronised."),
    ),
    Code(
        "TIME.CLOCK_WRONG", Domain.TIME, Layer.TIME, Symptom.DATE,
        mark("This computer's clock is off by {offset} s against {host}; {most} s are allowed."),
        Who.SYSTEM, "set_clock",
        mark("Please set this computer's clock: it differs by {offset} s from {host}."),
    ),
    Code(
        "TIME.SERVER_WRONG", Domain.TIME, Layer.TIME, Symptom.DATE,
        mark(
            "The time server {host} is off by {offset} s, while {other} agrees with this "
            "computer's clock."
        ),
        Who.TIME, "mend_time_server",
        mark("Please mend the time of {host}: it differs by {offset} s from {other}."),
    ),
    Code(
        "TIME.STRATUM", Domain.TIME, Layer.TIME, Symptom.QUALITY,
        mark("The time server {host} is of stratum {stratum}; {most} is the most."),
        Who.TIME, "mend_time_server",
        mark("Please give {host} a time source closer to a clock."),
        is_warning=True,
    ),
)  # fmt: skip

_TRANSPORT: Final = (
    Code(
        "TCP.NO_ANSWER", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark(
            "Nothing comes back from {endpoint} on TCP port {port}: it is dropped on the "
            "way, or the host is off."
        ),
        Who.FIREWALL, "allow",
        mark(
            "Please allow TCP port {port} from {source} to {endpoint}, and confirm that "
            "the host is on."
        ),
        _BELOW_TLS,
    ),
    Code(
        "HOST.SILENT", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark("Nothing comes back from {host} on any of the ports {ports}."),
        Who.NETWORK, "power_on_or_route",
        mark("Please check that {host} is on and that {source} may reach it ({ports})."),
        _BELOW_TLS,
    ),
    Code(
        "TCP.SILENT_DROP", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark("TCP port {port} of {endpoint} is dropped on the way; the host itself is alive."),
        Who.FIREWALL, "allow",
        mark("Please allow TCP port {port} from {source} to {endpoint}."),
        _BELOW_TLS,
    ),
    Code(
        "TCP.REJECTED", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark("{reporter} forbids TCP port {port} to {endpoint}: {said}."),
        Who.FIREWALL, "allow",
        mark(
            "Please allow TCP port {port} from {source} to {endpoint}; {reporter} rejects "
            "it ({said})."
        ),
        _BELOW_TLS,
    ),
    Code(
        "TCP.REFUSED", Domain.APPLICATION, Layer.TRANSPORT, Symptom.REFUSAL,
        mark(
            "{endpoint} refuses TCP port {port}: nothing listens there, or a firewall "
            "answers for it."
        ),
        Who.SERVER, "start_service",
        mark(
            "Please start the service on TCP port {port} of {endpoint}, or confirm that no "
            "firewall refuses it."
        ),
        _BELOW_TLS,
    ),
    Code(
        "TCP.UNREACHABLE", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark("{endpoint} cannot be reached: {said}."),
        Who.NETWORK, "add_route",
        mark("Please look at the way from {source} to {endpoint}: the network says '{said}'."),
        _BELOW_TLS,
    ),
    Code(
        "TCP.LOCAL_BLOCK", Domain.SYSTEM, Layer.TRANSPORT, Symptom.SILENCE,
        mark(
            "This computer itself forbids connections to {host} port {port} (a local firewall or "
            "security software)."
        ),
        Who.SYSTEM, "allow_locally",
        mark("Please allow outgoing TCP port {port} to {endpoint} on this computer."),
        _BELOW_TLS,
    ),
    Code(
        "TCP.OPEN", Domain.CUSTOMER, Layer.TRANSPORT, Symptom.ANSWER,
        mark("TCP port {port} of {endpoint} is open from here and must not be."),
        Who.FIREWALL, "deny",
        mark("Please close TCP port {port} from {source} to {endpoint}."),
    ),
    Code(
        "MTU.BLACKHOLE", Domain.NETWORK, Layer.TRANSPORT, Symptom.SILENCE,
        mark(
            "Small packets to {host} pass and large ones vanish: the path is narrower than it says "
            "(path MTU)."
        ),
        Who.NETWORK, "mend_mtu",
        mark(
            "Please let ICMP 'fragmentation needed' pass between {source} and {host}, or clamp the "
            "MSS of TCP to {mss}."
        ),
        _SILENCE,
    ),
    Code(
        "PROXY.AUTH_NEEDED", Domain.CUSTOMER, Layer.PROXY, Symptom.REFUSAL,
        mark("The proxy {proxy} asks for credentials ({schemes}) and none were given."),
        Who.PROXY, "allow_without_authentication",
        mark(
            "Please let {source} reach {host} port {port} through {proxy} without signing in, or "
            "give an account for it."
        ),
        _BELOW_TLS,
    ),
    Code(
        "PROXY.AUTH_REFUSED", Domain.CUSTOMER, Layer.PROXY, Symptom.REFUSAL,
        mark("The proxy {proxy} refuses the credentials that were given ({schemes})."),
        Who.PROXY, "renew_account",
        mark(
            "Please check the account for {proxy}: it is refused, or {schemes} is not what it is "
            "meant for."
        ),
        _BELOW_TLS,
    ),
    Code(
        "PROXY.FORBIDDEN", Domain.CUSTOMER, Layer.PROXY, Symptom.REFUSAL,
        mark("The proxy {proxy} forbids {host} port {port} (status {status})."),
        Who.PROXY, "allow",
        mark("Please allow CONNECT to {host} port {port} at {proxy}."),
        _BELOW_TLS,
    ),
    Code(
        "PROXY.CANNOT_REACH", Domain.CUSTOMER, Layer.PROXY, Symptom.REFUSAL,
        mark("The proxy {proxy} cannot reach {host} port {port} itself (status {status})."),
        Who.PROXY, "allow",
        mark("Please let {proxy} resolve and reach {host} port {port}."),
        _BELOW_TLS,
    ),
    Code(
        "PROXY.NOT_A_PROXY", Domain.CUSTOMER, Layer.PROXY, Symptom.REFUSAL,
        mark("What listens at {proxy} does not speak as a proxy."),
        Who.PROXY, "name_proxy",
        mark("Please name the right address and port of the proxy; {proxy} is none."),
        _BELOW_TLS,
    ),
    Code(
        "PROXY.SILENT", Domain.CUSTOMER, Layer.PROXY, Symptom.SILENCE,
        mark("The proxy {proxy} takes the question for {host} port {port} and does not answer in time."),
        Who.PROXY, "allow",
        mark("Please look why {proxy} does not answer for {host} port {port}."),
        _BELOW_TLS,
    ),
)  # fmt: skip

_TLS: Final = (
    Code(
        "TLS.EXPIRED", Domain.CERTIFICATES, Layer.TLS, Symptom.DATE,
        mark("The certificate '{subject}' of {host} port {port} ended on {ended}."),
        Who.CERTIFICATES, "renew_certificate",
        mark(
            "Please renew the certificate '{subject}' (serial {serial}, issuer {issuer}) on {host} "
            "port {port}."
        ),
    ),
    Code(
        "TLS.NOT_YET_VALID", Domain.CERTIFICATES, Layer.TLS, Symptom.DATE,
        mark("The certificate '{subject}' of {host} port {port} begins on {begins} only."),
        Who.CERTIFICATES, "renew_certificate",
        mark(
            "Please put a certificate on {host} port {port} that is valid already; '{subject}' "
            "begins on {begins}."
        ),
    ),
    Code(
        "TLS.EXPIRES_SOON", Domain.CERTIFICATES, Layer.TLS, Symptom.QUALITY,
        mark("The certificate '{subject}' of {host} port {port} ends in {days} days, on {ended}."),
        Who.CERTIFICATES, "renew_certificate",
        mark(
            "Please renew the certificate '{subject}' (serial {serial}) on {host} port {port} "
            "before {ended}."
        ),
        is_warning=True,
    ),
    Code(
        "TLS.WRONG_HOST", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark("The certificate of {host} port {port} is for {names}, not for {server_name}."),
        Who.CERTIFICATES, "replace_certificate",
        mark(
            "Please put a certificate on {host} port {port} that names {server_name}; this one is "
            "for {names}."
        ),
    ),
    Code(
        "TLS.SELF_SIGNED", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark("The certificate of {host} port {port} is signed by itself, and nothing here trusts it."),
        Who.CERTIFICATES, "replace_certificate",
        mark(
            "Please put a certificate of your certification authority on {host} port {port}, or "
            "hand over this one to trust."
        ),
    ),
    Code(
        "TLS.MISSING_INTERMEDIATE", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark(
            "{host} port {port} does not send the intermediate certificate '{issuer}' that issued "
            "'{subject}'."
        ),
        Who.SERVER, "install_intermediate",
        mark(
            "Please install the intermediate certificate '{issuer}' on {host} port {port}, behind "
            "'{subject}'{where}."
        ),
    ),
    Code(
        "TLS.UNKNOWN_ROOT", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark("{host} port {port} shows a complete chain up to '{issuer}', which is not trusted here."),
        Who.CERTIFICATES, "hand_over_root",
        mark(
            "Please hand over the root certificate '{issuer}' to be trusted, or use a certificate "
            "of a trusted authority."
        ),
    ),
    Code(
        "TLS.INTERCEPTED", Domain.CUSTOMER, Layer.TLS, Symptom.TRUST,
        mark(
            "TLS to {host} port {port} is opened on the way: the certificate comes from "
            "'{issuer}', not from '{expected}'."
        ),
        Who.PROXY, "exempt_from_inspection",
        mark(
            "Please exempt {host} port {port} from TLS inspection for {source}; '{issuer}' "
            "replaces its certificate."
        ),
    ),
    Code(
        "TLS.WRONG_ORDER", Domain.CERTIFICATES, Layer.TLS, Symptom.QUALITY,
        mark("{host} port {port} sends its certificates in the wrong order; strict clients refuse that."),
        Who.SERVER, "reorder_chain",
        mark(
            "Please order the certificates on {host} port {port}: the server's first, then each "
            "one's issuer."
        ),
        is_warning=True,
    ),
    Code(
        "TLS.WEAK_KEY", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark(
            "The certificate '{subject}' of {host} port {port} has a key of {bits} bits ({key}); "
            "{least} is the least."
        ),
        Who.CERTIFICATES, "replace_certificate",
        mark(
            "Please replace '{subject}' on {host} port {port} by one with a key of {least} bits or "
            "more."
        ),
    ),
    Code(
        "TLS.WEAK_SIGNATURE", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark(
            "The certificate '{subject}' of {host} port {port} is signed with {hash}, which can be "
            "forged."
        ),
        Who.CERTIFICATES, "replace_certificate",
        mark("Please replace '{subject}' on {host} port {port} by one signed with SHA-256 or better."),
    ),
    Code(
        "TLS.UNTRUSTED", Domain.CERTIFICATES, Layer.TLS, Symptom.TRUST,
        mark("The certificate of {host} port {port} is not accepted: {said}."),
        Who.CERTIFICATES, "replace_certificate",
        mark("Please look at the certificate of {host} port {port}: it is refused with '{said}'."),
    ),
    Code(
        "TLS.OLD_PROTOCOL", Domain.APPLICATION, Layer.TLS, Symptom.REFUSAL,
        mark("{host} port {port} speaks no TLS as new as {least} ({said})."),
        Who.SERVER, "enable_protocol",
        mark("Please enable TLS {least} or newer on {host} port {port}."),
    ),
    Code(
        "TLS.CLIENT_CERTIFICATE", Domain.CUSTOMER, Layer.TLS, Symptom.REFUSAL,
        mark("{host} port {port} asks for a certificate of this computer, and there is none."),
        Who.SERVER, "give_client_certificate",
        mark("Please give a client certificate for {host} port {port}, or do not ask for one."),
    ),
    Code(
        "TLS.NOT_TLS", Domain.APPLICATION, Layer.TLS, Symptom.REFUSAL,
        mark("What listens on {host} port {port} does not speak TLS."),
        Who.SERVER, "name_port",
        mark("Please name the port on which {host} speaks TLS; {port} does not."),
    ),
    Code(
        "TLS.CLOSED", Domain.NETWORK, Layer.TLS, Symptom.REFUSAL,
        mark("The connection to {host} port {port} is cut as soon as TLS begins ({said})."),
        Who.FIREWALL, "allow",
        mark(
            "Please let TLS for {server_name} pass from {source} to {host} port {port}: it is cut "
            "after the first message."
        ),
    ),
    Code(
        "TLS.REJECTED", Domain.APPLICATION, Layer.TLS, Symptom.REFUSAL,
        mark("{host} port {port} refuses the TLS handshake: {said}."),
        Who.SERVER, "mend_tls",
        mark(
            "Please look at the TLS settings of {host} port {port}: it answers '{said}' for "
            "{server_name}."
        ),
    ),
    Code(
        "TLS.SILENT", Domain.NETWORK, Layer.TLS, Symptom.SILENCE,
        mark("{host} port {port} takes the connection and never answers TLS."),
        Who.SERVER, "mend_tls",
        mark("Please look at {host} port {port}: it takes connections and does not answer."),
    ),
)  # fmt: skip

_APPLICATIONS: Final = (
    Code(
        "APP.SILENT", Domain.APPLICATION, Layer.APPLICATION, Symptom.SILENCE,
        mark("{host} port {port} takes the connection and never answers the question ({protocol})."),
        Who.SERVER, "mend_service",
        mark(
            "Please look at the service on {host} port {port}: it takes connections and does not "
            "answer {protocol}."
        ),
    ),
    Code(
        "APP.CLOSED", Domain.APPLICATION, Layer.APPLICATION, Symptom.REFUSAL,
        mark("{host} port {port} cuts the connection instead of answering {protocol}."),
        Who.SERVER, "mend_service",
        mark("Please look why {host} port {port} cuts the connection for {protocol}."),
    ),
    Code(
        "APP.OTHER_PROTOCOL", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("What listens on {host} port {port} does not speak {protocol}."),
        Who.SERVER, "name_port",
        mark("Please name the port on which {host} speaks {protocol}; {port} does not."),
    ),
    Code(
        "APP.SLOW", Domain.APPLICATION, Layer.APPLICATION, Symptom.QUALITY,
        mark("{host} took {took} ms to answer; {most} ms are allowed."),
        Who.SERVER, "speed_up",
        mark("Please look why {host} takes {took} ms to answer."),
        is_warning=True,
    ),
    Code(
        "HTTP.STATUS", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("{host} port {port} answers {path} with status {status}; {expected} is expected."),
        Who.SERVER, "mend_service",
        mark("Please look why {host} port {port} answers {path} with status {status}."),
    ),
    Code(
        "HTTP.PORTAL", Domain.CUSTOMER, Layer.APPLICATION, Symptom.ANSWER,
        mark("A sign-in page stands in the way: {host} is answered by a redirect to {location}."),
        Who.NETWORK, "exempt_from_portal",
        mark("Please exempt {source} from the sign-in page of this network, or sign it in: {location}."),
    ),
    Code(
        "HTTP.WORDS", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("The page {path} of {host} port {port} does not hold what it should."),
        Who.SERVER, "mend_service",
        mark("Please look at {path} on {host} port {port}: '{expected}' is missing in it."),
    ),
    Code(
        "OIDC.METADATA", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("The metadata of {host} cannot be used: {said}."),
        Who.SERVER, "mend_metadata",
        mark("Please mend the metadata at {path} of {host}: {said}."),
    ),
    Code(
        "OIDC.ISSUER", Domain.CUSTOMER, Layer.APPLICATION, Symptom.ANSWER,
        mark("The metadata of {host} name the issuer {found}; {expected} is expected."),
        Who.SERVER, "mend_metadata",
        mark("Please publish {expected} as the issuer at {host}, or confirm {found}."),
    ),
    Code(
        "SMTP.NO_STARTTLS", Domain.CUSTOMER, Layer.APPLICATION, Symptom.ANSWER,
        mark(
            "{host} port {port} does not offer STARTTLS: the server lacks it, or something on the "
            "way strips it."
        ),
        Who.FIREWALL, "stop_stripping",
        mark(
            "Please offer STARTTLS on {host} port {port}, and switch off SMTP inspection on the "
            "way from {source}."
        ),
    ),
    Code(
        "SMTP.REFUSED", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("{host} port {port} greets with '{said}' and takes no mail from here."),
        Who.SERVER, "allow_client",
        mark("Please let {source} hand over mail to {host} port {port}; it answers '{said}'."),
    ),
    Code(
        "LDAP.REFUSED", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("The directory {host} port {port} refuses the question for its root (result {result})."),
        Who.SERVER, "allow_client",
        mark("Please let {source} read the root DSE of {host} port {port} (result {result})."),
    ),
    Code(
        "LDAP.OTHER_BASE", Domain.APPLICATION, Layer.APPLICATION, Symptom.ANSWER,
        mark("The directory {host} holds {found}; {expected} is expected."),
        Who.SERVER, "name_directory",
        mark("Please name the directory that holds {expected}; {host} holds {found}."),
    ),
)  # fmt: skip

CODES: Final[Mapping[str, Code]] = {
    code.code: code for code in (*_GROUND, *_NAMES, *_TRANSPORT, *_TLS, *_APPLICATIONS)
}
"""Every code, from the lowest layer of the causal graph up."""
