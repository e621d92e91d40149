"""A run from a stranger: judged anew whatever it says of itself, or refused with one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.diagnosis import Status
from firstfix.engines.diagnosis.judged import (
    MOST_CHECKS,
    MOST_UPLOADED_BYTES,
    RunRefused,
    fingerprint_of,
    judge_run,
)
from firstfix.engines.diagnosis.run_file import write_run
from firstfix.engines.diagnosis.wording import ask_text, finding_text
from tests.engines.diagnosis.faults import FAULTS, Fault
from tests.engines.diagnosis.observed import SITE, healthy, run_of

CONTENT = write_run(SITE, run_of(healthy()))

Change = Callable[[dict[str, Any]], object]


def changed(change: Change) -> bytes:
    document = json.loads(CONTENT)
    change(document)
    return json.dumps(document).encode("utf-8")


def numbered(document: dict[str, Any], number: int) -> dict[str, Any]:
    return {**document["spec"]["checks"][0], "id": f"check.{number}", "needs": []}


def refused(content: bytes) -> RunRefused:
    with pytest.raises(RunRefused) as caught:
        judge_run(content)
    return caught.value


def test_a_healthy_run_is_judged_without_findings() -> None:
    judged = judge_run(CONTENT)
    assert judged.diagnosis.findings == ()
    assert {each.status for each in judged.diagnosis.verdicts} == {Status.PASS}


def test_what_the_file_says_of_its_own_diagnosis_is_not_looked_at() -> None:
    def claims(document: dict[str, Any]) -> None:
        document["diagnosis"] = {"findings": [{"code": "LINK.DOWN", "sentence": "Pay here."}], "verdicts": []}

    assert judge_run(changed(claims)) == judge_run(CONTENT)


def test_the_same_run_has_the_same_digest_however_it_is_written() -> None:
    document = json.loads(CONTENT)
    loose = json.dumps(dict(reversed(document.items())), indent=3).encode("utf-8")
    assert judge_run(loose).digest == judge_run(CONTENT).digest
    assert judge_run(changed(lambda each: each.update(took_ms=2.0))).digest != judge_run(CONTENT).digest


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{fault.code}-{fault.at}" for fault in FAULTS])
def test_every_finding_says_what_it_said_before_from_its_code_and_values(fault: Fault) -> None:
    facts = healthy()
    fault.change(facts)
    judged = judge_run(write_run(SITE, run_of(facts)))
    for finding in judged.diagnosis.findings:
        assert finding_text(finding.code, finding.cause.params) == finding.text()
        assert "{" not in ask_text(finding.code, finding.cause.params)


def test_a_code_of_another_version_is_told_as_it_is() -> None:
    assert finding_text("QUIC.LOST", {}) == "QUIC.LOST"
    assert ask_text("QUIC.LOST", {"host": "a"}) == "QUIC.LOST"


HOSTILE: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "run_foreign", "no kept run"),
    "binary": (b"\x00\xff\x1f\x8b", "run_foreign", "no kept run"),
    "truncated": (CONTENT[: len(CONTENT) // 2], "run_cut", "ends in the middle"),
    "too large": (b" " * (MOST_UPLOADED_BYTES + 1), "run_too_large", "larger than 8 MB"),
    "changed": (CONTENT.replace(b"{", b'{"digest":"0",', 1), "run_changed", "changed after it was saved"),
    "a list": (b"[]", "run_unreadable", "one JSON object"),
    "deep": (b'{"a":' * 900 + b"1" + b"}" * 900, "run_unreadable", "deep"),
    "very deep": (b'{"a":' * 200_000, "run_unreadable", "deep"),
    "a huge number": (b'{"a":' + b"9" * 5_000 + b"}", "run_unreadable", "no JSON"),
    "another form": (changed(lambda run: run.update(form="other/9")), "run_unreadable", "other/9"),
    "a newer kind": (
        changed(lambda run: run["spec"]["checks"][0].update(kind="quic")), "run_unreadable", "a newer one",
    ),
    "an unknown parameter": (
        changed(lambda run: run["spec"]["checks"][0]["parameters"].update(evil=1)), "run_unreadable", "evil",
    ),
    "no spec": (changed(lambda run: run.pop("spec")), "run_unreadable", "the run: 'spec' is missing"),
    "a spec without a name": (changed(lambda run: run["spec"].update(name="")), "run_unreadable", "no name"),
    "an id with markup": (
        changed(lambda run: run["spec"]["checks"][0].update(id="<b>")), "run_unreadable", "no name of",
    ),
    "needs in a circle": (
        changed(lambda run: run["spec"]["checks"][0].update(needs=["gw"])), "run_unreadable", "circle",
    ),
    "needs of nothing": (
        changed(lambda run: run["spec"]["checks"][0].update(needs=["nil"])), "run_unreadable", "nil",
    ),
    "too many checks": (
        changed(lambda run: run["spec"].update(checks=[numbered(run, n) for n in range(MOST_CHECKS + 1)])),
        "run_too_large",
        "",
    ),
    "observations of another spec": (
        changed(lambda run: run["observations"][0].update(check="other")), "run_of_another_spec", "other",
    ),
    "an observation of another kind": (
        changed(lambda run: run["observations"][0].update(kind="disk")), "run_of_another_spec", "",
    ),
    "no observation": (changed(lambda run: run.update(observations=[])), "run_is_empty", "nothing"),
    "no time": (changed(lambda run: run.update(started_at="0001-01-01T00:00:00Z")), "run_of_no_time", ""),
    "a time of nowhere": (changed(lambda run: run.update(started_at="soon")), "run_unreadable", "soon"),
    "infinitely long": (
        CONTENT.replace(b'"took_ms":', b'"took_ms":1e999,"was":', 1), "run_unreadable", "",
    ),
    "a year long": (changed(lambda run: run.update(took_ms=3e10)), "run_unreadable", "one day"),
    "a NUL": (changed(lambda run: run.update(site="a\x00b")), "run_unreadable", "NUL"),
    "half a letter": (changed(lambda run: run.update(site="\ud800")), "run_unreadable", "surrogate"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_run_is_refused_with_one_sentence_that_says_what_to_do(name: str) -> None:
    content, code, words = HOSTILE[name]
    refusal = refused(content)
    assert refusal.code == code
    assert words in str(refusal)
    assert str(refusal).endswith(".")
    assert len(str(refusal)) < 400


@given(st.integers(0, len(CONTENT) - 1), st.binary(max_size=5), st.integers(0, 40))
def test_changed_bytes_are_judged_or_refused_in_a_sentence(place: int, new: bytes, length: int) -> None:
    try:
        said = judge_run(CONTENT[:place] + new + CONTENT[place + length :]).digest
    except RunRefused as error:
        said = str(error)
    assert said.endswith(".") or len(said) == 64


STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_facts_of_any_shape_are_judged_or_refused_in_a_sentence(data: st.DataObject) -> None:
    document = json.loads(CONTENT)
    observation = data.draw(st.sampled_from(document["observations"]))
    facts = observation["facts"]
    stage = data.draw(st.sampled_from(sorted(facts)))
    facts[stage] = data.draw(STRANGE)
    try:
        said = judge_run(json.dumps(document).encode("utf-8")).digest
    except RunRefused as error:
        said = str(error)
    assert said.endswith(".") or len(said) == 64


def test_a_check_is_known_again_by_what_it_asks_and_not_by_its_name() -> None:
    def asked(**fields: Any) -> str:
        check = json.loads(CONTENT)["spec"]["checks"]
        place = next(place for place, each in enumerate(check) if each["id"] == "tcp")
        judged = judge_run(changed(lambda run: run["spec"]["checks"][place]["parameters"].update(fields)))
        return fingerprint_of(judged.spec.checks[place])

    assert asked() == asked(port=443)
    assert asked() != asked(port=444)
