"""How often verdicts on certificates are right: ``python benchmarks/bench_certificates.py [cases.json.xz]``.

The cases are chains with a label, accepted or refused (x509-limbo and BetterTLS). Each is judged by the
engine under the rules that its suite is about, once more under the web's rules throughout, and by
`cryptography`'s verifier alone. Every refusal must name a rule and, where one can be read, a certificate.
Times are CPU time of whole judgements with nothing kept from before; reading the system's store of roots,
26 ms once a run, is not among them. Ends with 1 where agreement is below 99.9 %, a refusal lacks its reason,
or a chain of the suite of real sites takes more than 50 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import cryptography
from certificate_cases import Case, accepted_by_cryptography, profile_of, question_of, read_cases

from firstfix.engines.x509 import ChainVerdict, Profile, judge_chain, read_certificate
from firstfix.engines.x509.keys import is_self_signed
from firstfix.engines.x509.second_opinion import loaded

RESULT = Path(__file__).parent / "results" / "certificates.json"
FOLDER = Path(os.environ.get("FIRSTFIX_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
CASES = FOLDER / "certificates" / "limbo_dev.json.xz"
LEAST_AGREEMENT, MOST_MS = 0.999, 50.0


@dataclass
class Judge:
    """One judge's record."""

    name: str
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def note(self, case: Case, is_accepted: bool, began: float) -> None:
        self.milliseconds.append((time.process_time() - began) * 1000)
        if is_accepted == case.is_accepted:
            self.right += 1
        else:
            self.wrong.append(case.name)

    def told(self) -> dict[str, object]:
        times = sorted(self.milliseconds)
        return {
            "right": self.right,
            "cases": len(times),
            "agreement": round(self.right / len(times), 5),
            "median_ms": round(median(times), 3),
            "p99_ms": round(times[int(len(times) * 0.99)], 3),
            "longest_ms": round(times[-1], 3),
            "wrong": self.wrong[:50],
        }


def main() -> int:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="?", type=Path, default=CASES)
    parser.add_argument("--no-store", action="store_true")
    given = parser.parse_args()
    cases = read_cases(given.cases)
    judges = (Judge("ours"), Judge("ours, rules of the web throughout"), Judge("cryptography alone"))
    rules: Counter[str] = Counter()
    unnamed: list[str] = []
    sites: list[float] = []
    for case in cases:
        verdict = judged(judges[0], case, profile_of(case))
        judged(judges[1], case, Profile.WEB)
        by_cryptography(judges[2], case)
        rules.update(each.rule.code for each in verdict.defects[:1])
        unnamed += [] if verdict.is_accepted or is_named(verdict) else [case.name]
        sites += judges[0].milliseconds[-1:] if case.suite == "online" else []
    table = {judge.name: judge.told() for judge in judges}
    shown = {"rules": dict(rules.most_common()), "refused_without_reason": unnamed}
    stored = {"table": table, **shown, "real_sites_ms": [round(each, 2) for each in sites], **machine()}
    show(table, stored)
    if not given.no_store:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    is_right = judges[0].right / len(cases) >= LEAST_AGREEMENT
    return 0 if is_right and not unnamed and max(sites, default=0.0) <= MOST_MS else 1


def judged(judge: Judge, case: Case, profile: Profile) -> ChainVerdict:
    """Give the engine's verdict and note it, with nothing kept from before."""
    for kept in (read_certificate, is_self_signed, loaded):
        kept.cache_clear()
    began = time.process_time()
    verdict = judge_chain(question_of(case, profile))
    judge.note(case, verdict.is_accepted, began)
    return verdict


def by_cryptography(judge: Judge, case: Case) -> None:
    """Note what `cryptography` says."""
    began = time.process_time()
    judge.note(case, accepted_by_cryptography(case), began)


def is_named(verdict: ChainVerdict) -> bool:
    """Tell whether a refusal names a rule and the certificate that breaks it."""
    first = verdict.defects[0] if verdict.defects else None
    return first is not None and bool(first.fingerprint or first.rule.code == "unreadable")


def machine() -> dict[str, str]:
    """Give what was measured with."""
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cryptography": cryptography.__version__,
    }


def show(table: dict[str, dict[str, Any]], stored: dict[str, Any]) -> None:
    """Print the table."""
    print("judge                               right  cases  agreement  median ms  p99 ms  longest ms (CPU)")
    for name, line in table.items():
        print(
            f"{name:<34}{line['right']:>7}{line['cases']:>7}{line['agreement']:>11.3%}{line['median_ms']:>11}"
            f"{line['p99_ms']:>8}{line['longest_ms']:>12}"
        )
    print("wrong:", ", ".join(map(str, table["ours"]["wrong"])) or "none")
    print(
        "refused without a reason:",
        len(stored["refused_without_reason"]),
        "| real sites, ms:",
        stored["real_sites_ms"],
    )
    print("first rule of each refusal:", stored["rules"])


if __name__ == "__main__":
    sys.exit(main())
