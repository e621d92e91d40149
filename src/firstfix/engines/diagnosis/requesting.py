"""What to ask for: a sentence for people and the same for programs, with the proof beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from firstfix.engines.diagnosis.finding import Cause, Request
from firstfix.engines.diagnosis.scene import Scene
from firstfix.engines.diagnosis.spec import Check
from firstfix.engines.verdict import Scalar

__all__ = ["request_of"]

_PLACE = re.compile(r"\{(\w+)\}")


def request_of(cause: Cause, check: Check, scene: Scene, language: str = "en") -> Request:
    """Give the request for a cause: the spec's own words where it has some, else those of the code."""
    params = cause.params
    own = check.request.get(language, "")
    text = _filled(own, cause, scene) if own else cause.code.ask.format(**params)
    port = params.get("port")
    return Request(
        who=cause.code.who.value,
        action=cause.code.action,
        text=text,
        source=scene.source,
        target=str(params.get("host", "")),
        address=str(params.get("address", "")),
        protocol=str(params.get("protocol", "")),
        port=port if isinstance(port, int) else None,
        proof=cause.evidence,
    )


def _filled(text: str, cause: Cause, scene: Scene) -> str:
    """Give the spec's own request with its places filled; what is not known stays as it was written."""
    proof = "; ".join(f"{each.check_id} {each.path} = {each.value}" for each in cause.evidence)
    known: Mapping[str, Scalar] = {
        **cause.params,
        "src": scene.source,
        "dst": cause.params.get("host", ""),
        "evidence": proof,
    }
    return _PLACE.sub(lambda found: str(known.get(found[1], found[0])), text)
