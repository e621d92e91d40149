"""The auditor's own Ed25519 against the vectors of RFC 8032 and against the `cryptography` package."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.custody.verifier import L, P, ed25519_verifies

# RFC 8032, section 7.1, TEST 1 to 3: public key, message, signature.
RFC_VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


def package_s(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def signed(seed: bytes, message: bytes) -> tuple[bytes, bytes]:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key.public_key().public_bytes_raw(), key.sign(message)


seeds = st.binary(min_size=32, max_size=32)


@pytest.mark.parametrize(("public", "message", "signature"), RFC_VECTORS)
def test_the_vectors_of_the_rfc_verify_and_no_other_message_does(
    public: str, message: str, signature: str
) -> None:
    key, text, sealed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert ed25519_verifies(key, sealed, text)
    assert not ed25519_verifies(key, sealed, text + b"x")


@given(seeds, st.binary(max_size=200))
def test_what_the_package_signs_verifies(seed: bytes, message: bytes) -> None:
    public, signature = signed(seed, message)
    assert ed25519_verifies(public, signature, message)


@given(seeds, st.binary(max_size=40), st.integers(0, 64 * 8 - 1))
def test_a_signature_with_one_bit_turned_is_refused(seed: bytes, message: bytes, bit: int) -> None:
    public, signature = signed(seed, message)
    turned = (int.from_bytes(signature, "little") ^ 1 << bit).to_bytes(64, "little")
    assert not ed25519_verifies(public, turned, message)
    assert not package_s(public, turned, message)


@given(seeds, st.binary(max_size=40))
def test_a_second_spelling_of_a_signature_is_refused(seed: bytes, message: bytes) -> None:
    public, signature = signed(seed, message)
    scalar = int.from_bytes(signature[32:], "little") + L  # same residue, RFC 8032 section 5.1.7 refuses it
    malleable = signature[:32] + scalar.to_bytes(32, "little")
    assert not ed25519_verifies(public, malleable, message)
    assert not package_s(public, malleable, message)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64), st.binary(max_size=8))
def test_random_bytes_are_judged_as_the_package_does(public: bytes, signature: bytes, message: bytes) -> None:
    assert ed25519_verifies(public, signature, message) == package_s(public, signature, message)


@pytest.mark.parametrize(
    ("public", "signature"),
    [
        (b"", bytes(64)),
        (bytes(32), b""),
        (P.to_bytes(32, "little"), bytes(64)),
        ((1 | 1 << 255).to_bytes(32, "little"), bytes(64)),
        ((2).to_bytes(32, "little"), bytes(64)),
    ],
)
def test_keys_and_signatures_that_cannot_be_are_refused(public: bytes, signature: bytes) -> None:
    assert not ed25519_verifies(public, signature, b"")
