"""The certificates of the lab: an authority that all processes of one lab share, and what hosts show."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.lab.clocked import wrong_clock
from tests.laptop.authority import Issued, Key, issue

__all__ = ["AUTHORITIES", "Authority", "Shown"]

# Name of the file -> name in the certificate, who issued it.
AUTHORITIES = {
    "root": ("Test Root", None),
    "intermediate": ("Test Issuing CA", "root"),
    "foreign": ("Foreign Root", None),
    "inspection": ("Inspection CA", None),
}
Settings = tuple[tuple[str, str], ...]


class Shown:
    """What a host shows: its key, and its certificates in the order in which it sends them."""

    def __init__(self, leaf: Issued, chain: list[Issued]) -> None:
        self.key = leaf.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        self.chain = b"".join(each.pem for each in chain)


class Authority:
    """Who issues the certificates of a lab; made once in a folder, read by everybody else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "authorities"

    def make(self) -> None:
        """Make all authorities."""
        self.folder.mkdir()
        made: dict[str, Issued] = {}
        for name, (subject, issuer) in AUTHORITIES.items():
            made[name] = issue(subject, made[issuer] if issuer else None, is_ca=True, ends=3000)
            shown = Shown(made[name], [made[name]])
            (self.folder / f"{name}.pem").write_bytes(shown.chain)
            (self.folder / f"{name}.key").write_bytes(shown.key)

    def named(self, name: str) -> Issued:
        """Give an authority."""
        return _read(self.folder / f"{name}.pem")

    def by_subject(self, subject: str) -> str:
        """Give the name of the authority whose certificate holds this subject; empty where none does."""
        return next((name for name, (own, _issuer) in AUTHORITIES.items() if own in subject), "")

    def shown(self, settings: Mapping[str, str], names: tuple[str, ...], address: str) -> Shown:
        """Give what a host shows that is set like this."""
        wanted = ("begins", "ends", "names", "issuer", "chain", "bits", "hash", "intermediate_ends")
        told = tuple((key, settings[key]) for key in wanted if key in settings)
        return _shown(self.folder, told, names, address)


@cache
def _read(path: Path) -> Issued:
    key = serialization.load_pem_private_key(path.with_suffix(".key").read_bytes(), None)
    assert isinstance(key, Key)
    return Issued(x509.load_pem_x509_certificate(path.read_bytes()), key)


@cache
def _shown(folder: Path, settings: Settings, names: tuple[str, ...], address: str) -> Shown:
    told = dict(settings)
    named = [each for each in told.get("names", ",".join(names)).split(",") if each]
    issuer = told.get("issuer", "intermediate")
    above = None if issuer == "self" else _read(folder / f"{issuer}.pem")
    changes = {"names": named, "ips": [] if "names" in told else [address]}
    days = {"begins": float(told.get("begins", -10)), "ends": float(told.get("ends", 300))}
    key = rsa.generate_private_key(65537, int(told["bits"])) if "bits" in told else None
    leaf = issue(named[0], above, key=key, **changes, **days)
    if above is not None and told.get("hash") == "sha1":
        leaf = _signed_weakly(leaf, folder / f"{issuer}.pem")
    known = {"leaf": leaf, **({} if above is None else {"issuer": above})}
    known["root"] = _read(folder / "root.pem")
    if issuer == "intermediate" and "intermediate_ends" in told:
        ends = float(told["intermediate_ends"])
        key_of = above.key if above else None
        known["issuer"] = issue(
            "Test Issuing CA", known["root"], is_ca=True, key=key_of, begins=-900, ends=ends
        )
    chain = told.get("chain", "leaf" if issuer == "self" else "leaf,issuer").split(",")
    return Shown(leaf, [known[each] for each in chain])


def _signed_weakly(leaf: Issued, issuer: Path) -> Issued:
    """Give the certificate signed with SHA-1, which only the program of OpenSSL still does."""
    names = leaf.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    told = [f"DNS:{each}" for each in names.get_values_for_type(x509.DNSName)]
    told += [f"IP:{each}" for each in names.get_values_for_type(x509.IPAddress)]
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(Shown(leaf, []).key)
        settings = Path(file.name).with_suffix(".settings")
        # Without settings of its own the program adds extensions that need more of the issuer.
        settings.write_text("[req]\ndistinguished_name = name\n[name]\n", encoding="utf-8")
        # It knows only "from now on", which is too late for whoever looks at this very moment.
        known = {**os.environ, **wrong_clock(-2 * 86_400)}
        words = ["openssl", "req", "-config", str(settings), "-x509", "-new", "-sha1", "-days", "300"]
        words += ["-key", file.name]
        words += ["-subj", f"/{leaf.certificate.subject.rfc4514_string()}", "-CA", str(issuer)]
        words += ["-CAkey", str(issuer.with_suffix(".key")), "-addext", f"subjectAltName={','.join(told)}"]
        made = subprocess.run(words, env=known, capture_output=True, check=True).stdout
        settings.unlink()
    return Issued(x509.load_pem_x509_certificate(made), leaf.key)
