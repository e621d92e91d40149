"""Labelled chains in the form of x509-limbo, as questions for the engine and for `cryptography` alone."""

from __future__ import annotations

import base64
import ipaddress
import json
import lzma
import ssl
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from firstfix.engines.x509 import Anchors, Profile, Purpose, Question


@dataclass(frozen=True)
class Case:
    """One chain with what is expected of it. ``suite`` says whose rules its authors had in mind."""

    name: str
    suite: str
    is_accepted: bool
    raw: dict[str, Any]


def read_cases(path: Path) -> list[Case]:
    """Give the cases of a file, packed or not."""
    content = path.read_bytes()
    rows = json.loads(lzma.decompress(content) if path.suffix == ".xz" else content)["testcases"]
    return [
        Case(row["id"], row["id"].split("::")[0], row["expected_result"] == "SUCCESS", row) for row in rows
    ]


def profile_of(case: Case) -> Profile:
    """Give whose rules a case is about; the suite of RFC 5280 contradicts that of the web in places."""
    return Profile.STANDARD if case.suite == "rfc5280" else Profile.WEB


def question_of(case: Case, profile: Profile) -> Question:
    """Give a case as the engine is asked."""
    raw = case.raw
    der = ssl.PEM_cert_to_DER_cert
    name = raw["expected_peer_name"]
    return Question(
        served=[der(raw["peer_certificate"]), *map(der, raw["untrusted_intermediates"])],
        at=moment_of(case),
        anchors=Anchors(map(der, raw["trusted_certs"])),
        server=name["value"] if name else "",
        profile=profile,
        purpose=Purpose.SERVER if raw["validation_kind"] == "SERVER" else Purpose.CLIENT,
        mailboxes=tuple(each["value"] for each in raw["expected_peer_names"]),
        most_authorities=raw["max_chain_depth"],
        lists=tuple(map(unpacked, raw["crls"])),
    )


def accepted_by_cryptography(case: Case) -> bool:
    """Tell whether `cryptography` alone accepts a case; it reads no revocation lists."""
    raw = case.raw
    try:
        builder = PolicyBuilder().store(Store(list(loaded(raw["trusted_certs"]))))
        builder = builder.time(moment_of(case).replace(tzinfo=None))
        if raw["max_chain_depth"] is not None:
            builder = builder.max_chain_depth(raw["max_chain_depth"])
        leaf, between = next(loaded([raw["peer_certificate"]])), list(loaded(raw["untrusted_intermediates"]))
        if raw["validation_kind"] == "CLIENT":
            builder.build_client_verifier().verify(leaf, between)
        else:
            builder.build_server_verifier(subject_of(raw["expected_peer_name"])).verify(leaf, between)
    except (VerificationError, ValueError, TypeError, UnsupportedAlgorithm, x509.ExtensionNotFound):
        return False
    return True


def moment_of(case: Case) -> datetime:
    text = case.raw["validation_time"]
    return datetime.fromisoformat(text) if text else datetime.now(UTC)


def loaded(pems: list[str]) -> Iterator[x509.Certificate]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for pem in pems:
            yield x509.load_pem_x509_certificate(pem.encode())


def subject_of(name: dict[str, str] | None) -> x509.DNSName | x509.IPAddress:
    if name is None:
        raise ValueError("it verifies no server without a name")
    if name["kind"] == "IP":
        return x509.IPAddress(ipaddress.ip_address(name["value"]))
    return x509.DNSName(name["value"])


def unpacked(pem: str) -> bytes:
    return base64.b64decode("".join(line for line in pem.splitlines() if not line.startswith("-")))
