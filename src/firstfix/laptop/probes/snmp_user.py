"""The user-based security model of SNMPv3: who asks, and that nobody reads along (RFC 3414, 7860, 3826)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from firstfix.laptop.probes.ber import OCTETS, SEQUENCE, packed, parts
from firstfix.laptop.probes.snmp_wire import (
    AUTHENTIC,
    PRIVATE,
    REPORTABLE,
    Answer,
    Engine,
    Security,
    read_pdu,
    usm_message,
)

__all__ = ["User", "key_of", "opened", "signed_get"]

# RFC 3414, section 6 (MD5, SHA-1) and RFC 7860, section 4.2: bytes of the digest that are sent.
_DIGEST_BYTES: Final = {"md5": 12, "sha1": 12, "sha224": 16, "sha256": 24, "sha384": 32, "sha512": 48}
_BLOCK: Final = 16
# RFC 3414, section A.2: a password is repeated to one MiB before it is hashed.
_REPEATED_BYTES: Final = 1_048_576


@dataclass(frozen=True, slots=True, repr=False)
class User:
    """A user with secrets; ``hash_name`` empty is without authentication, no ``privacy`` without privacy."""

    name: str
    hash_name: str = ""
    password: str = ""
    privacy: str = ""

    @property
    def flags(self) -> int:
        """Give the level as the message's flags."""
        return REPORTABLE | (AUTHENTIC if self.hash_name else 0) | (PRIVATE if self.privacy else 0)


def signed_get(number: int, engine: Engine, user: User, asked: bytes) -> bytes:
    """Give a GET by a user to an engine, closed and signed as the user's level asks."""
    scoped = packed(SEQUENCE, packed(OCTETS, engine.id) + packed(OCTETS, b"") + asked)
    salt = secrets.token_bytes(8) if user.privacy else b""
    if user.privacy:
        key = key_of(user.privacy, user.hash_name, engine.id)
        scoped = packed(OCTETS, _closed(scoped, key, engine, salt))
    blank = bytes(_DIGEST_BYTES.get(user.hash_name, 0))
    unsigned = Security(engine, user.name.encode("utf-8"), blank, salt)
    whole = usm_message(number, user.flags, unsigned, scoped)
    if not user.hash_name:
        return whole
    signed = replace(unsigned, digest=_digest(whole, user, engine))
    return usm_message(number, user.flags, signed, scoped)


def opened(content: bytes, answer: Answer, user: User) -> Answer:
    """Give an answer with its values, proved and opened. Raises ValueError where it is not by that engine."""
    if answer.flags & AUTHENTIC:
        place = content.find(answer.digest)
        blank = content[:place] + bytes(len(answer.digest)) + content[place + len(answer.digest) :]
        if not hmac.compare_digest(_digest(blank, user, answer.engine), answer.digest):
            raise ValueError("signed with another key")
    if not answer.flags & PRIVATE:
        return answer
    key = key_of(user.privacy, user.hash_name, answer.engine.id)
    scoped = parts(_opened(answer.scoped, key, answer.engine, answer.salt))
    return read_pdu(parts(scoped[0][1])[2])


@lru_cache(maxsize=64)
def key_of(password: str, hash_name: str, engine_id: bytes) -> bytes:
    """Give the key of a password at one engine (RFC 3414, section 2.6)."""
    secret = password.encode("utf-8")
    repeated = (secret * (_REPEATED_BYTES // len(secret) + 1))[:_REPEATED_BYTES]
    key = hashlib.new(hash_name, repeated).digest()
    return hashlib.new(hash_name, key + engine_id + key).digest()


def _digest(content: bytes, user: User, engine: Engine) -> bytes:
    key = key_of(user.password, user.hash_name, engine.id)
    return hmac.new(key, content, user.hash_name).digest()[: _DIGEST_BYTES[user.hash_name]]


def _closed(content: bytes, key: bytes, engine: Engine, salt: bytes) -> bytes:
    """Close with AES-128 in CFB mode (RFC 3826, section 3.1); each block is closed over the one before."""
    block, closed = _first_block(engine, salt), b""
    for place in range(0, len(content), _BLOCK):
        block = _mixed(content[place : place + _BLOCK], key, block)
        closed += block
    return closed


def _opened(content: bytes, key: bytes, engine: Engine, salt: bytes) -> bytes:
    block, plain = _first_block(engine, salt), b""
    for place in range(0, len(content), _BLOCK):
        piece = content[place : place + _BLOCK]
        plain += _mixed(piece, key, block)
        block = piece
    return plain


def _mixed(piece: bytes, key: bytes, block: bytes) -> bytes:
    # The mode is made of single blocks here: its own name is moving out of the library.
    stream = Cipher(algorithms.AES(key[:_BLOCK]), modes.ECB()).encryptor().update(block)  # noqa: S305
    return bytes(one ^ other for one, other in zip(piece, stream, strict=False))


def _first_block(engine: Engine, salt: bytes) -> bytes:
    if len(salt) != 8:
        raise ValueError("a salt of no known length")
    return engine.boots.to_bytes(4, "big") + engine.seconds.to_bytes(4, "big") + salt
