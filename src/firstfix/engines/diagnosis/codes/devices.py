"""Devices and what they tell: SNMP agents, and the logs that lines go to."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["DEVICES"]

DEVICES: Final = (
    Code(
        "SNMP.SILENT", Domain.NETWORK, Layer.APPLICATION, Symptom.SILENCE,
        mark(
            "Nothing answers SNMP at {endpoint} on UDP port {port}: it is dropped on the way, nobody is "
            "there, or {what} is wrong, which agents do not say."
        ),
        Who.FIREWALL, "allow",
        mark(
            "Please allow UDP port {port} from {source} to {endpoint}, and confirm that the agent runs and "
            "knows {what}."
        ),
    ),
    Code(
        "SNMP.NOT_LISTENING", Domain.APPLICATION, Layer.APPLICATION, Symptom.REFUSAL,
        mark("No SNMP agent listens on UDP port {port} of {endpoint}."),
        Who.SERVER, "start_service",
        mark("Please switch SNMP on at {endpoint} (UDP port {port})."),
    ),
    Code(
        "SNMP.CREDENTIALS", Domain.CUSTOMER, Layer.APPLICATION, Symptom.REFUSAL,
        mark("The SNMP agent of {endpoint} is there and does not answer with {what} that was given."),
        Who.SERVER, "give_credentials",
        mark("Please check {what} for {source} at the SNMP agent of {endpoint}, and its access list."),
    ),
    Code(
        "SNMP.USER", Domain.CUSTOMER, Layer.APPLICATION, Symptom.REFUSAL,
        mark("The SNMP agent of {endpoint} does not know the user '{user}'."),
        Who.SERVER, "give_credentials",
        mark("Please make the SNMPv3 user '{user}' at {endpoint}, or name the right one."),
    ),
    Code(
        "SNMP.AUTHENTICATION", Domain.CUSTOMER, Layer.APPLICATION, Symptom.REFUSAL,
        mark("The SNMP agent of {endpoint} refuses how '{user}' signs: another password or hash."),
        Who.SERVER, "give_credentials",
        mark("Please check the authentication of the SNMPv3 user '{user}' at {endpoint}: hash and password."),
    ),
    Code(
        "SNMP.PRIVACY", Domain.CUSTOMER, Layer.APPLICATION, Symptom.REFUSAL,
        mark("The SNMP agent of {endpoint} cannot decrypt what '{user}' asks: another password or cipher."),
        Who.SERVER, "give_credentials",
        mark("Please check the privacy of the SNMPv3 user '{user}' at {endpoint}: AES-128 and its password."),
    ),
    Code(
        "SNMP.LEVEL", Domain.CUSTOMER, Layer.APPLICATION, Symptom.REFUSAL,
        mark("The SNMP agent of {endpoint} does not take '{user}' at this security level."),
        Who.SERVER, "give_credentials",
        mark("Please say which security level '{user}' has at {endpoint}: signing alone, or privacy too."),
    ),
    Code(
        "SNMP.TIME_WINDOW", Domain.TIME, Layer.APPLICATION, Symptom.DATE,
        mark("The SNMP agent of {endpoint} calls every question too old: its engine's time jumps."),
        Who.SERVER, "mend_service",
        mark(
            "Please look at the SNMP engine of {endpoint}: its boots and time change between two questions "
            "(two agents with one engine id?)."
        ),
    ),
    Code(
        "SNMP.REPORT", Domain.APPLICATION, Layer.APPLICATION, Symptom.REFUSAL,
        mark("The SNMP agent of {endpoint} does not answer '{user}' as it should ({said})."),
        Who.SERVER, "mend_service",
        mark("Please look at the SNMP agent of {endpoint}: it answers '{user}' with '{said}'."),
    ),
    Code(
        "SNMP.VIEW", Domain.CUSTOMER, Layer.APPLICATION, Symptom.ANSWER,
        mark("The SNMP agent of {endpoint} hides what it is (error status {error})."),
        Who.SERVER, "widen_view",
        mark("Please let {source} read the system group (1.3.6.1.2.1.1) at {endpoint}."),
    ),
    Code(
        "SNMP.OTHER_DEVICE", Domain.CUSTOMER, Layer.APPLICATION, Symptom.ANSWER,
        mark("The SNMP agent of {endpoint} calls itself '{found}'; '{expected}' is expected in it."),
        Who.SERVER, "name_device",
        mark("Please name the address of the device that is '{expected}'; {endpoint} is '{found}'."),
    ),
    Code(
        "SYSLOG.REFUSED", Domain.APPLICATION, Layer.APPLICATION, Symptom.REFUSAL,
        mark("Nothing takes syslog on UDP port {port} of {endpoint}."),
        Who.SERVER, "start_service",
        mark("Please let the log server on {endpoint} listen on UDP port {port}."),
    ),
    Code(
        "SYSLOG.UNREACHABLE", Domain.NETWORK, Layer.APPLICATION, Symptom.SILENCE,
        mark("A line for {endpoint} cannot be sent: {said}."),
        Who.NETWORK, "add_route",
        mark("Please look at the way from {source} to {endpoint}: the network says '{said}'."),
    ),
    Code(
        "SYSLOG.CLOSED", Domain.APPLICATION, Layer.APPLICATION, Symptom.REFUSAL,
        mark("The log server {endpoint} port {port} hangs up on the line: another framing, or not allowed."),
        Who.SERVER, "allow_client",
        mark(
            "Please let {source} log to {endpoint} port {port}, and say which framing it takes (RFC "
            "6587)."
        ),
    ),
    Code(
        "SYSLOG.LOST", Domain.CUSTOMER, Layer.APPLICATION, Symptom.ANSWER,
        mark("The line '{marker}' went to {endpoint} port {port} and is not to be found at {reader}."),
        Who.SERVER, "find_log",
        mark(
            "Please look for '{marker}', sent from {source} at {at}: filters, other files, or a "
            "dropped packet."
        ),
    ),
    Code(
        "SYSLOG.UNREADABLE", Domain.APPLICATION, Layer.APPLICATION, Symptom.QUALITY,
        mark("Whether the line arrived cannot be read at {reader} (status {status})."),
        Who.SERVER, "confirm_log",
        mark("Please look for '{marker}' in the log of {endpoint}: it was sent from {source} at {at}."),
        is_warning=True,
    ),
    Code(
        "SYSLOG.UNPROVEN", Domain.CUSTOMER, Layer.APPLICATION, Symptom.QUALITY,
        mark("A line was sent to {endpoint} port {port}; over UDP nobody says whether it arrived."),
        Who.SERVER, "confirm_log",
        mark("Please look for '{marker}' in the log of {endpoint}: it was sent from {source} at {at}."),
        is_warning=True,
    ),
)  # fmt: skip
