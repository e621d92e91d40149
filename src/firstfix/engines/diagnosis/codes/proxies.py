"""Proxies on the way."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.codes.explaining import AS_UNREACHED
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["PROXIES"]

PROXIES: Final = (
    Code(
        "PROXY.AUTH_NEEDED", Domain.CUSTOMER, Layer.PROXY, Symptom.REFUSAL,
        mark("The proxy {proxy} asks for credentials ({schemes}) and none were given."),
        Who.PROXY, "allow_without_authentication",
        mark(
            "Please let {source} reach {host} port {port} through {proxy} without signing in, or "
            "give an account for it."
        ),
        AS_UNREACHED,
    ),
    Code(
        "PROXY.AUTH_REFUSED", Domain.CUSTOMER, Layer.PROXY, Symptom.REFUSAL,
        mark("The proxy {proxy} refuses the credentials that were given ({schemes})."),
        Who.PROXY, "renew_account",
        mark(
            "Please check the account for {proxy}: it is refused, or {schemes} is not what it is "
            "meant for."
        ),
        AS_UNREACHED,
    ),
    Code(
        "PROXY.AUTH_SCHEME", Domain.CUSTOMER, Layer.PROXY, Symptom.REFUSAL,
        mark(
            "The proxy {proxy} takes no user name and password as such (Basic): it asks for {schemes}."
        ),
        Who.PROXY, "allow_without_authentication",
        mark(
            "Please let {source} through {proxy} to {host} without authentication, or with a user name and "
            "password (Basic); programs like this one cannot sign in by {schemes}."
        ),
        AS_UNREACHED,
    ),
    Code(
        "PROXY.FORBIDDEN", Domain.CUSTOMER, Layer.PROXY, Symptom.REFUSAL,
        mark("The proxy {proxy} forbids {host} port {port} (status {status})."),
        Who.PROXY, "allow",
        mark("Please allow CONNECT to {host} port {port} at {proxy}."),
        AS_UNREACHED,
    ),
    Code(
        "PROXY.CANNOT_REACH", Domain.CUSTOMER, Layer.PROXY, Symptom.REFUSAL,
        mark("The proxy {proxy} cannot reach {host} port {port} itself (status {status})."),
        Who.PROXY, "allow",
        mark("Please let {proxy} resolve and reach {host} port {port}."),
        AS_UNREACHED,
    ),
    Code(
        "PROXY.NOT_A_PROXY", Domain.CUSTOMER, Layer.PROXY, Symptom.REFUSAL,
        mark("What listens at {proxy} does not speak as a proxy."),
        Who.PROXY, "name_proxy",
        mark("Please name the right address and port of the proxy; {proxy} is none."),
        AS_UNREACHED,
    ),
    Code(
        "PROXY.SILENT", Domain.CUSTOMER, Layer.PROXY, Symptom.SILENCE,
        mark("The proxy {proxy} takes the question for {host} port {port} and does not answer in time."),
        Who.PROXY, "allow",
        mark("Please look why {proxy} does not answer for {host} port {port}."),
        AS_UNREACHED,
    ),
)  # fmt: skip
