"""Chains of a run judged anew: by the rules of this version, at the true time, with what any check saw.

A probe judges its own chain when it sees it, by this computer's clock. Once all is observed more is known:
time servers told the time, and another server may have sent the intermediate that is missing here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from firstfix.engines.diagnosis.facts import (
    Facts,
    facts_at,
    flag_at,
    frozen,
    number_at,
    objects_at,
    text_at,
    thawed,
)
from firstfix.engines.diagnosis.observation import Observation, RawEvidence, Run
from firstfix.engines.diagnosis.spec import Spec
from firstfix.engines.diagnosis.world import world_of
from firstfix.engines.x509 import Anchors, ChainVerdict, Question, judge_chain
from firstfix.engines.x509.bundles import certificates_in, der_of, pem_of
from firstfix.engines.x509.telling import facts_of

__all__ = ["ROOT", "SERVED", "TO_INSTALL", "with_chains_judged"]

# Raw evidence by its name: what was served (with its place), the roots that matter, the file that is missing.
SERVED: Final = "certificate "
ROOT: Final = "trusted root"
TO_INSTALL: Final = "certificate to install"
# These come from lists and answers, which are not kept: what was found then still counts.
_OF_STATUS: Final = frozenset({"revoked", "status_unusable", "not_stapled"})
# A site has some tens of authorities; more certificates than this are made to keep a verifier busy.
_MOST_SPARE: Final = 100
# A server judges runs of strangers too; a whole site has fewer chains than this, the rest stays as it is.
_MOST_CHAINS: Final = 100


def with_chains_judged(spec: Spec, run: Run) -> Run:
    """Give the run with every chain judged again whose certificates and roots it keeps.

    Other chains stay as they are, and so does what lists and answers said: they are not kept with a run.
    """
    offset = timedelta(seconds=world_of(spec, run).clock_offset_seconds or 0)
    spare, roots = _spare(run), _roots(spec, run)
    chains = [name for name, one in run.observations.items() if facts_at(one.facts, "tls.judged")]
    judged = {
        name: _judged(one, _Known(_moment(one.started_at, offset), spare, roots.get(name, ())))
        for name, one in ((name, run.observations[name]) for name in chains[:_MOST_CHAINS])
    }
    return replace(run, observations={**run.observations, **judged})


@dataclass(frozen=True, slots=True)
class _Known:
    """What a whole run knows: the true time, other servers' certificates, the roots that are trusted."""

    at: datetime
    spare: tuple[bytes, ...]
    roots: tuple[bytes, ...]


def _spare(run: Run) -> tuple[bytes, ...]:
    """Give every certificate that any server of the run sent behind its own, or an authority published."""
    found = [
        der
        for one in run.observations.values()
        for each in one.raw
        if each.name == TO_INSTALL or (each.name.startswith(SERVED) and each.name != f"{SERVED}0")
        for der in certificates_in(each.text.encode())
    ]
    return tuple(dict.fromkeys(found))[:_MOST_SPARE]


def _roots(spec: Spec, run: Run) -> dict[str, tuple[bytes, ...]]:
    """Give the roots by check: those that any check met which trusts the same."""
    trusted: dict[tuple[str, ...], list[bytes]] = {}
    for check in spec.checks:
        if check.id in run.observations:
            trusted.setdefault(check.texts("trust"), []).extend(_ders(run.observations[check.id], ROOT))
    return {check.id: tuple(trusted.get(check.texts("trust"), ())) for check in spec.checks}


def _judged(one: Observation, known: _Known) -> Observation:
    served, kept, own = _ders(one, SERVED), facts_at(one.facts, "tls.judged"), _ders(one, ROOT)
    if not served or number_at(kept, "root_count") != len(own):
        return one
    verdict = judge_chain(_question(one, served, known))
    judged = {**facts_of(verdict), "root_count": len(own)}
    tls = {**thawed(facts_at(one.facts, "tls")), "judged": _with_statuses(judged, kept)}
    facts = {**thawed(one.facts), "tls": tls}
    return replace(one, facts=frozen(facts), raw=_with_missing(one.raw, verdict))


def _question(one: Observation, served: tuple[bytes, ...], known: _Known) -> Question:
    return Question(
        served=served,
        at=known.at,
        anchors=Anchors(known.roots),
        server=text_at(one.facts, "tls.server_name").rstrip("."),
        spare=[each for each in known.spare if each not in served],
        is_verified=flag_at(one.facts, "tls.is_trusted") is True,
    )


def _with_statuses(judged: dict[str, Any], kept: Facts) -> dict[str, Any]:
    """Give facts with what was found about statuses then."""
    old = [thawed(each) for each in objects_at(kept, "faults") if text_at(each, "rule") in _OF_STATUS]
    statuses = [thawed(each) for each in objects_at(kept, "statuses")]
    return {**judged, "faults": [*judged["faults"], *old], **({"statuses": statuses} if statuses else {})}


def _with_missing(raw: tuple[RawEvidence, ...], verdict: ChainVerdict) -> tuple[RawEvidence, ...]:
    is_there = any(each.name == TO_INSTALL for each in raw)
    if is_there or verdict.missing is None or not verdict.missing.der:
        return raw
    return (*raw, RawEvidence(TO_INSTALL, "pem", pem_of(verdict.missing.der)))


def _ders(one: Observation, name: str) -> tuple[bytes, ...]:
    """Give certificates that an observation keeps under a name, in the order in which they were served."""
    texts = [each.text for each in one.raw if not each.is_cut and _is_called(each.name, name)]
    return tuple(filter(None, (der_of(text.encode()) for text in texts)))


def _is_called(name: str, wanted: str) -> bool:
    return name == wanted or (wanted == SERVED and name.removeprefix(SERVED).isdigit())


def _moment(started_at: datetime, offset: timedelta) -> datetime:
    try:
        return started_at + offset
    except OverflowError:
        return started_at
