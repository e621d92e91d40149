"""Why no way leads to a root: which certificate is missing, and which file to install."""

from __future__ import annotations

from dataclasses import replace

from firstfix.engines.x509.certificate import Certificate, Malformed, read_certificate
from firstfix.engines.x509.keys import is_self_signed
from firstfix.engines.x509.oids import Oid
from firstfix.engines.x509.paths import Path, Paths
from firstfix.engines.x509.verdict import Defect, MissingIssuer, Question, Role, defect

__all__ = ["dead_end"]


def dead_end(question: Question, paths: Paths) -> tuple[Path, Defect, MissingIssuer | None]:
    """Give the best way that leads nowhere, the rule that ends it, and what would have led further."""
    # The way that comes nearest to a root, and of those the one that breaks the fewest rules.
    end = min(paths.dead_ends, key=lambda path: (-path.rank[1], path.rank[0]))
    if paths.is_exhausted:
        return end, _at_top(paths, end, "too_complex", "the ways to a root are too many"), None
    top = end.certificates[-1]
    found = _spare(question, paths)
    if found is not None:
        return end, _at_top(paths, end, "no_issuer", top.issuer.text), found
    forged = next((issuer for issuer, one in paths.forged if one == top and _is_meant(issuer, one)), None)
    if is_self_signed(top):
        code = "self_signed" if len(end.certificates) == 1 else "unknown_root"
        return end, _at_top(paths, end, code, ""), None
    if forged is not None:
        return end, _at_top(paths, end, "bad_signature", forged.subject.text), None
    return end, _at_top(paths, end, "no_issuer", top.issuer.text), _missing(top)


def _spare(question: Question, paths: Paths) -> MissingIssuer | None:
    """Give the file to install, where it is at hand and really leads to a root."""
    if not question.spare:
        return None
    complete = replace(question, served=(*question.served, *question.spare), spare=())
    whole = Paths(complete, [each for each in map(_readable, complete.served) if each is not None]).best()
    if whole is None:
        return None
    new = (each for each in whole.certificates[1:-1] if paths.place_of(each) is None)
    first = next(new, None)
    if first is None:
        return None
    below = whole.certificates[whole.certificates.index(first) - 1]
    return replace(_missing(below), der=first.der)


def _missing(below: Certificate) -> MissingIssuer:
    key = below.authority_key.key_id if below.authority_key else None
    urls = below.places_of(Oid.ISSUERS)
    return MissingIssuer(below.issuer.text, key.hex() if key else "", below.subject.text, urls)


def _readable(der: bytes) -> Certificate | None:
    try:
        return read_certificate(der)
    except Malformed:
        return None


def _is_meant(issuer: Certificate, one: Certificate) -> bool:
    """Tell whether a certificate names this very key as its issuer's; one name may have several."""
    named = one.authority_key.key_id if one.authority_key else None
    return named is None or issuer.subject_key is None or named == issuer.subject_key


def _at_top(paths: Paths, end: Path, code: str, detail: str) -> Defect:
    top = end.certificates[-1]
    role = Role.LEAF if len(end.certificates) == 1 else Role.AUTHORITY
    return defect(code, top, role, paths.place_of(top), detail=detail)
