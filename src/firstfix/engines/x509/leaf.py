"""Rules for the server's (or client's) own certificate: its names, its uses, what it may not be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstfix.engines.x509.certificate import Certificate
from firstfix.engines.x509.host import is_name, names_shown, serves
from firstfix.engines.x509.names import COMMON_NAME
from firstfix.engines.x509.oids import Oid
from firstfix.engines.x509.shape import Found
from firstfix.engines.x509.spelling import is_meant, is_written
from firstfix.engines.x509.suffixes import wide_wildcard_of
from firstfix.engines.x509.verdict import Purpose, Question

__all__ = ["leaf_faults", "purpose_faults"]

# RFC 5280, section 4.2.1.3: digitalSignature, keyEncipherment, keyAgreement; one of them is needed for TLS.
_TLS_USES: Final = frozenset({0, 2, 4})
_USES: Final = (
    "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
    "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly",
)  # fmt: skip


def leaf_faults(one: Certificate, question: Question) -> Iterator[Found]:
    """Give every rule that the first certificate of a chain breaks for being the first."""
    if one.usage is not None and not one.usage & _TLS_USES:
        yield "usage", ", ".join(_USES[bit] for bit in sorted(one.usage) if bit < len(_USES))
    if one.basic is not None and one.basic.is_authority:
        yield "leaf_authority", ""
    yield from purpose_faults(one, question.purpose)
    if one.purposes is None:
        yield "no_purpose", ""
    elif Oid.ANY_PURPOSE in one.purposes:
        yield "any_purpose", ""
    written = one.extension(Oid.PURPOSES)
    if written is not None and written.is_critical:
        yield "purpose_critical", ""
    yield from _names(one, question)


def purpose_faults(one: Certificate, purpose: Purpose) -> Iterator[Found]:
    """Give that a certificate, or an authority above it, is not for this use."""
    purposes = one.purposes
    if purposes is not None and purpose.value not in purposes and Oid.ANY_PURPOSE not in purposes:
        yield "purpose", ", ".join(purposes)


def _names(one: Certificate, question: Question) -> Iterator[Found]:
    written = one.extension(Oid.NAMES)
    if written is None:
        if question.purpose is Purpose.SERVER:
            yield "no_names", ""
        return
    if written.is_critical is bool(one.subject.key):
        yield "names_criticality", ""
    if Oid.NAMES in one.malformed:
        return
    if question.server and not serves(one, question.server):
        yield "wrong_host", names_shown(one)
    mailboxes = {each.text for each in one.names if each.kind == "email"}
    if question.mailboxes and not mailboxes & set(question.mailboxes):
        yield "wrong_host", ", ".join(sorted(mailboxes)) or "no mailbox"
    yield from _texts(one)
    yield from _common_names(one)


def _common_names(one: Certificate) -> Iterator[Found]:
    for common in one.subject.all_of(COMMON_NAME):
        if _looks_like_host(common) and not is_written(common, one):
            yield "common_name_spelling" if is_meant(common, one) else "common_name_absent", common


def _texts(one: Certificate) -> Iterator[Found]:
    for each in one.names:
        if each.kind != "dns":
            continue
        if not is_name(each.text):
            yield "name_syntax", repr(each.text)
        if wide_wildcard_of(each.text):
            yield "wide_wildcard", wide_wildcard_of(each.text)


def _looks_like_host(text: str) -> bool:
    """Tell whether a common name is meant as a name or an address; a product's name has spaces or no dot."""
    return not any(map(str.isspace, text)) and ("." in text or ":" in text)
