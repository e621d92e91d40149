"""TLS 1.3 as far as the server's certificates: what is stapled to them is secret there (RFC 8446).

Keys are agreed on as any client does, and the first flight is read. The handshake is not ended, and nothing
is sent by these keys. Who answers proves nothing here; an answer of OCSP proves itself by its signature.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from firstfix.laptop.probes.tls_wire import (
    HANDSHAKE,
    STATUS_REQUEST,
    hello_of,
    listed,
    messages_in,
    records_in,
    sized,
)

__all__ = ["Secret13"]

_APPLICATION: Final = 23
_SERVER_HELLO, _CERTIFICATE = 2, 11
# Extensions: groups, signatures, versions, keys (RFC 8446, section 4.2).
_GROUPS, _SCHEMES, _VERSIONS, _KEYS = 10, 13, 43, 51
_X25519, _P256 = 0x001D, 0x0017
_KNOWN_SCHEMES = (0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0807)
# RFC 8446, section 4.1.3: a ServerHello with this random asks for another hello with another group.
_ASKS_AGAIN: Final = hashlib.sha256(b"HelloRetryRequest").digest()


class _Suite(NamedTuple):
    hash_name: str
    key_size: int
    cipher: type[AESGCM | ChaCha20Poly1305]


# RFC 8446, appendix B.4.
_SUITES: Final[Mapping[int, _Suite]] = {
    0x1301: _Suite("sha256", 16, AESGCM),
    0x1302: _Suite("sha384", 32, AESGCM),
    0x1303: _Suite("sha256", 32, ChaCha20Poly1305),
}


class Secret13:
    """One hello of TLS 1.3, and what a server's first flight staples in answer to it."""

    def __init__(self, server_name: str) -> None:
        self._x25519, self._p256 = X25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
        own = {
            _X25519: self._x25519.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
            _P256: self._p256.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
        }
        shares = b"".join(group.to_bytes(2, "big") + sized(key, 2) for group, key in own.items())
        extensions = (
            STATUS_REQUEST,
            (_GROUPS, listed([*own])),
            (_SCHEMES, listed(_KNOWN_SCHEMES)),
            (_VERSIONS, b"\x02\x03\x04"),
            (_KEYS, sized(shares, 2)),
        )
        self.hello = hello_of(server_name, [*_SUITES], extensions)

    def status_in(self, content: bytes) -> bytes | None:
        """Give the stapled answer in DER; empty where the certificates came without, None where unknown.

        A flight that is not whole yet is unknown, and so is one that cannot be read with these keys.
        """
        flow = b"".join(each.body for each in records_in(content) if each.kind == HANDSHAKE)
        first = next(messages_in(flow), None)
        if first is None or first[0] != _SERVER_HELLO:
            return None
        try:
            for number, body in messages_in(b"".join(self._opened(content, first[1]))):
                if number == _CERTIFICATE:
                    return _status_of(body)
        except (ValueError, InvalidTag, IndexError):
            return None
        return None

    def _opened(self, content: bytes, server_hello: bytes) -> Iterator[bytes]:
        """Give what is in the secret records of a flight. Raises ValueError, InvalidTag, IndexError."""
        suite, secret = self._agreed(server_hello)
        key, start = _expanded(secret, "key", suite.key_size, suite), _expanded(secret, "iv", 12, suite)
        cipher = suite.cipher(key)
        hidden = [each for each in records_in(content) if each.kind == _APPLICATION and each.is_whole]
        for place, each in enumerate(hidden):
            nonce = (int.from_bytes(start, "big") ^ place).to_bytes(12, "big")
            plain = cipher.decrypt(nonce, each.body, each.header).rstrip(b"\x00")
            # Behind the content stands what it is (RFC 8446, section 5.2).
            if plain[-1] == HANDSHAKE:
                yield plain[:-1]

    def _agreed(self, server_hello: bytes) -> tuple[_Suite, bytes]:
        """Give the suite, and the secret that the server's handshake is kept by (RFC 8446, section 7.1)."""
        number, extensions = _read_hello(server_hello)
        suite, share = _SUITES.get(number), extensions.get(_KEYS, b"")
        if suite is None or extensions.get(_VERSIONS) != b"\x03\x04" or server_hello[2:34] == _ASKS_AGAIN:
            raise ValueError("no TLS 1.3 with what was offered")
        shared = self._shared(int.from_bytes(share[:2], "big"), share[4:])
        empty = bytes(hashlib.new(suite.hash_name).digest_size)
        early = _extracted(empty, empty, suite)
        derived = _derived(early, "derived", b"", suite)
        written = b"\x02" + sized(server_hello, 3)
        handshake = _extracted(derived, shared, suite)
        return suite, _derived(handshake, "s hs traffic", self.hello[5:] + written, suite)

    def _shared(self, group: int, key: bytes) -> bytes:
        if group == _X25519:
            return self._x25519.exchange(X25519PublicKey.from_public_bytes(key))
        if group == _P256:
            public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
            return self._p256.exchange(ec.ECDH(), public)
        raise ValueError("a group that was not offered")


def _read_hello(body: bytes) -> tuple[int, dict[int, bytes]]:
    """Give the suite and the extensions of a ServerHello (RFC 8446, section 4.1.3). Raises IndexError."""
    place = 35 + body[34]
    suite = int.from_bytes(body[place : place + 2], "big")
    return suite, _extensions(body[place + 5 :])


def _extensions(content: bytes) -> dict[int, bytes]:
    found, place = {}, 0
    while len(content) >= place + 4:
        end = place + 4 + int.from_bytes(content[place + 2 : place + 4], "big")
        found[int.from_bytes(content[place : place + 2], "big")] = content[place + 4 : end]
        place = end
    return found


def _status_of(body: bytes) -> bytes:
    """Give what is stapled to the first certificate of a Certificate message (RFC 8446, section 4.4.2.1)."""
    place = 1 + body[0] + 3
    after = place + 3 + int.from_bytes(body[place : place + 3], "big")
    size = int.from_bytes(body[after : after + 2], "big")
    status = _extensions(body[after + 2 : after + 2 + size]).get(STATUS_REQUEST[0], b"")
    return status[4 : 4 + int.from_bytes(status[1:4], "big")] if status[:1] == b"\x01" else b""


def _extracted(salt: bytes, content: bytes, suite: _Suite) -> bytes:
    """RFC 5869, section 2.2."""
    return hmac.digest(salt, content, suite.hash_name)


def _derived(secret: bytes, label: str, messages: bytes, suite: _Suite) -> bytes:
    digest = hashlib.new(suite.hash_name, messages).digest()
    return _expanded(secret, label, len(digest), suite, digest)


def _expanded(secret: bytes, label: str, size: int, suite: _Suite, about: bytes = b"") -> bytes:
    """RFC 8446, section 7.1: HKDF-Expand-Label; never is more asked for than one round of the hash gives."""
    told = size.to_bytes(2, "big") + sized(b"tls13 " + label.encode("ascii"), 1) + sized(about, 1)
    return hmac.digest(secret, told + b"\x01", suite.hash_name)[:size]
