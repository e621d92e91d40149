"""Keys that sign notes: Ed25519 with a name, written on one line (C2SP signed-note).

A verifier key reads ``name+id+base64``, where the id is a checksum over name and key, so that a line
copied wrongly is refused. A signing key has ``PRIVATE+KEY+`` in front and never shows itself in a repr.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from firstfix.engines.custody.findings import ProofError

__all__ = [
    "SigningKey",
    "VerifierKey",
    "decode_base64",
    "generate_key",
    "is_key_name",
    "load_key",
    "load_verifier_key",
]

ED25519 = b"\x01"  # C2SP signed-note, "Signature types"
KEY_BYTES = 32
MAX_NAME_LENGTH = 255  # our limit: longer than any host name (RFC 1035, 2.3.4), and one line on a screen
PRIVATE_PREFIX = "PRIVATE+KEY+"

_NAME = re.compile(rf"[^\s+\x00-\x1f\x7f-\x9f\ud800-\udfff]{{1,{MAX_NAME_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name: enough to check notes, useless for making them."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Give the 4 bytes that point from a signature to this key; not a proof of anything."""
        return sha256(self.name.encode("utf-8") + b"\n" + ED25519 + self.public).digest()[:4]

    def text(self) -> str:
        """Give the key as one line, to be handed to auditors."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(ED25519 + self.public).decode('ascii')}"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Tell whether ``signature`` (64 bytes, RFC 8032) is this key's over ``message``."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its name. Keep its text where only the server can read it."""

    name: str
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> VerifierKey:
        """Give the public half."""
        public = self._private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return VerifierKey(self.name, public)

    def text(self) -> str:
        """Give the secret as one line, to be stored in a file only the server can read."""
        secret = b64encode(ED25519 + self.seed).decode("ascii")
        return f"{PRIVATE_PREFIX}{self.name}+{self.verifier.key_id.hex()}+{secret}"

    def sign(self, message: bytes) -> bytes:
        """Give the 64-byte Ed25519 signature over ``message`` (RFC 8032)."""
        return self._private().sign(message)

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def generate_key(name: str, *, seed: bytes) -> SigningKey:
    """Give the signing key of ``seed``: 32 secret random bytes, from ``secrets.token_bytes(32)``.

    Raises :class:`ProofError` for a name no note can carry and ``ValueError`` for a seed of another length.
    """
    if not is_key_name(name):
        raise ProofError("key_malformed", reason="its name is empty, too long, or holds a space or a plus")
    if len(seed) != KEY_BYTES:
        raise ValueError(f"The seed has {len(seed)} bytes; give {KEY_BYTES} random bytes.")
    return SigningKey(name, seed)


def load_key(text: str) -> SigningKey:
    """Give the signing key of the line that :meth:`SigningKey.text` gave; raises :class:`ProofError`."""
    if not text.startswith(PRIVATE_PREFIX):
        raise ProofError("key_malformed", reason=f"a signing key begins with {PRIVATE_PREFIX}")
    name, key_id, seed = _fields(text.removeprefix(PRIVATE_PREFIX).strip())
    key = SigningKey(name, seed)
    if key.verifier.key_id.hex() != key_id:
        raise ProofError("key_malformed", reason="its id does not fit its name and its bytes")
    return key


def load_verifier_key(text: str) -> VerifierKey:
    """Give the public key of a ``name+id+base64`` line; raises :class:`ProofError` with the reason."""
    if text.startswith(PRIVATE_PREFIX):
        raise ProofError(
            "key_malformed", reason="it is a signing key, which must stay secret; give the public one"
        )
    name, key_id, public = _fields(text.strip())
    key = VerifierKey(name, public)
    if key.key_id.hex() != key_id:
        raise ProofError("key_malformed", reason="its id does not fit its name and its bytes")
    return key


def is_key_name(name: str) -> bool:
    """Tell whether a note can carry ``name``: 1 to 255 characters, no spaces, plus or control characters."""
    return _NAME.fullmatch(name) is not None


def decode_base64(text: str) -> bytes | None:
    """Give the bytes of standard, padded base64, or ``None`` for anything else, also a second spelling."""
    try:
        content = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if b64encode(content).decode("ascii") == text else None


def _fields(text: str) -> tuple[str, str, bytes]:
    parts = text.split("+", 2)  # base64 may hold a plus, the name and the id may not
    if len(parts) != 3 or not is_key_name(parts[0]):
        raise ProofError("key_malformed", reason="it is not of the form name+id+base64")
    content = decode_base64(parts[2])
    if content is None or len(content) != KEY_BYTES + 1 or content[:1] != ED25519:
        raise ProofError("key_malformed", reason="it does not hold an Ed25519 key of 32 bytes")
    return parts[0], parts[1], content[1:]
