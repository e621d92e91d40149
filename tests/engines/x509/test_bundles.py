"""Files of authorities: one certificate, PEM, or PKCS #7, as OpenSSL writes them."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.x509.bundles import certificates_in, der_of
from tests.engines.x509.making import a_leaf, a_root, an_authority

ROOT = a_root("Bundled Root")
ISSUER = an_authority(ROOT, "Bundled Issuing CA")
LEAF = a_leaf(ISSUER, "bundled.test")
NEEDS_OPENSSL = pytest.mark.skipif(shutil.which("openssl") is None, reason="There is no openssl here.")


def pem(*ders: bytes) -> bytes:
    return "".join(map(ssl.DER_cert_to_PEM_cert, ders)).encode("ascii")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (ISSUER.der, (ISSUER.der,)),
        (pem(ISSUER.der, ROOT.der), (ISSUER.der, ROOT.der)),
        (b"\r\n" + pem(ISSUER.der).replace(b"\n", b"\r\n"), (ISSUER.der,)),
        (pem(ISSUER.der, ISSUER.der), (ISSUER.der,)),
        (b"", ()),
        (b"<html>not found</html>", ()),
        (b"-----BEGIN CERTIFICATE-----\n#\n-----END CERTIFICATE-----\n" + pem(ROOT.der), (ROOT.der,)),
        (ISSUER.der[:-1], ()),
    ],
)
def test_certificates_are_found_in_every_form_that_is_published(
    content: bytes, found: tuple[bytes, ...]
) -> None:
    assert certificates_in(content) == found


@NEEDS_OPENSSL
@pytest.mark.parametrize("form", ["DER", "PEM"])
@pytest.mark.parametrize("chain", [[ISSUER], [ISSUER, ROOT], [LEAF, ISSUER, ROOT]])
def test_a_file_that_openssl_packs_as_pkcs_7_holds_what_went_in(
    form: str, chain: list[object], tmp_path: Path
) -> None:
    ders = [each.der for each in chain]  # type: ignore[attr-defined]
    (tmp_path / "in.pem").write_bytes(pem(*ders))
    words = ["openssl", "crl2pkcs7", "-nocrl", "-certfile", "in.pem", "-outform", form, "-out", "out.p7c"]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    assert sorted(certificates_in((tmp_path / "out.p7c").read_bytes())) == sorted(ders)


@given(st.binary(max_size=200), st.integers(0, len(ISSUER.der) - 1))
def test_whatever_lies_there_is_read_without_an_exception(noise: bytes, place: int) -> None:
    damaged = ISSUER.der[:place] + noise + ISSUER.der[place + len(noise) :]
    for content in (noise, damaged, pem(damaged), b"-----BEGIN PKCS7-----" + noise):
        assert all(isinstance(each, bytes) for each in certificates_in(content))
        der_of(content)
