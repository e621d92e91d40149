"""A verdict as facts: plain JSON values, as runs keep and rules read them."""

from __future__ import annotations

from typing import Any, Final

from firstfix.engines.x509.oids import Oid
from firstfix.engines.x509.rule import Profile
from firstfix.engines.x509.verdict import ChainVerdict, Defect, MissingIssuer

__all__ = ["facts_of"]

# A chain of attack may break a rule a thousand times, and have a name of a page.
_MOST_FAULTS: Final = 20
_MOST_NAME: Final = 200


def facts_of(verdict: ChainVerdict) -> dict[str, Any]:
    """Give what a verdict found: faults, the path, who was revoked, what is missing.

    Faults of dates are among them; the judgement takes dates from the certificates and the time from a clock
    that it trusts.
    """
    faults = (*verdict.defects, *verdict.remarks)[:_MOST_FAULTS]
    statuses = zip(verdict.statuses, verdict.path, strict=False)
    facts: dict[str, Any] = {
        "faults": [_fault(each) for each in faults],
        "path": [each.subject.text[:_MOST_NAME] for each in verdict.path],
        "path_serials": [f"{each.serial:X}" for each in verdict.path],
        "statuses": [
            {
                "subject": each.subject[:_MOST_NAME],
                "standing": each.standing.value,
                "detail": each.detail,
                "places": [*one.places_of(Oid.OCSP), *one.crl_places],
            }
            for each, one in statuses
        ],
    }
    if verdict.missing is not None:
        facts["missing"] = _missing(verdict.missing)
    return facts


def _missing(missing: MissingIssuer) -> dict[str, Any]:
    return {
        "subject": missing.subject[:_MOST_NAME],
        "key_id": missing.key_id,
        "below": missing.below[:_MOST_NAME],
        "urls": list(missing.urls),
        "is_at_hand": bool(missing.der),
    }


def _fault(one: Defect) -> dict[str, Any]:
    return {
        "rule": one.rule.code,
        "role": one.role.value,
        "place": one.place,
        "subject": str(one.params["subject"]),
        "serial": one.serial,
        "detail": one.detail,
        "said": one.text(),
        "standard": one.rule.source,
        "is_refused": Profile.FIELD in one.rule.refused_by,
        "refused_by": sorted(each.value for each in one.rule.refused_by),
    }
