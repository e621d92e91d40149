"""An export is checked with nothing but the public key; the server's check and the auditor's agree."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstfix.engines.custody import verifier
from firstfix.engines.custody.chain import row_hash
from firstfix.engines.custody.checkpoint import sign_checkpoint
from firstfix.engines.custody.export import read_lines
from firstfix.engines.custody.transparency_log import Frontier
from firstfix.engines.custody.verify import Verification, verify_export
from tests.engines.custody.ledgers import (
    KEY,
    ORIGIN,
    START,
    STRANGER,
    Tampering,
    again,
    at,
    fields,
    ledger_of,
    places,
    recounted,
    rewritten,
    swapped,
    without,
    without_subject,
    without_tail,
)

LEDGER = ledger_of(9)
EXPORT = LEDGER.export()
SMALL = ledger_of(2, checkpoint_every=2).export()
OTHER = ledger_of(9, twist="!").export()


def server_s(lines: Sequence[bytes], kept: Sequence[str] = ()) -> Verification:
    return verify_export(lines, [KEY.verifier], kept=kept)


def auditor_s(lines: Sequence[bytes], kept: Sequence[str] = ()) -> verifier.Audit:
    audit = verifier.Audit([verifier.read_key(KEY.verifier.text())], kept)
    audit.read(io.BytesIO(b"".join(lines)))
    return audit


def codes(lines: Sequence[bytes], kept: Sequence[str] = ()) -> list[tuple[int | None, str]]:
    """Give what both checks find, after seeing that they find the same in the same lines."""
    mine = [(finding.line, finding.code) for finding in server_s(lines, kept).findings]
    others = [(line or None, code) for line, code, _ in auditor_s(lines, kept).findings]
    assert mine == others
    return mine


def names(lines: Sequence[bytes], kept: Sequence[str] = ()) -> set[str]:
    return {code for _, code in codes(lines, kept)}


def test_an_untouched_export_holds_and_is_counted() -> None:
    verdict, audit = server_s(EXPORT, LEDGER.checkpoints), auditor_s(EXPORT, LEDGER.checkpoints)
    assert verdict.is_intact
    assert (verdict.counts.row_count, verdict.counts.link_count, verdict.counts.subject_count) == (9, 13, 5)
    assert (verdict.counts.text_count, verdict.counts.erased_text_count) == (8, 0)
    assert verdict.counts.checkpoint_count == 4
    assert verdict.newest is not None
    assert verdict.newest.size == 13
    assert audit.finding_count == 0
    assert "13 links of 5 subjects, 8 texts (0 erased) and 4 checkpoints." in "\n".join(audit.summary())


def test_a_checkpoint_between_two_links_of_a_row_stands_between_them() -> None:
    ledger = ledger_of(0)
    ledger.command("add_note", "v-1", "v-2")
    half = Frontier()
    half.append(bytes.fromhex(ledger.entries[0].leaves[0].link.hash))
    ledger.checkpoints.append(sign_checkpoint(KEY, ORIGIN, half.size, half.root(), START))
    ledger.checkpoint()
    assert codes(ledger.export()) == []
    kinds = [fields(line)["kind"] for line in ledger.export()]
    assert kinds[-6:] == ["row", "link", "checkpoint", "link", "checkpoint", "end"]


def test_an_empty_ledger_holds() -> None:
    assert codes(ledger_of(0).export()) == []


def test_erased_texts_are_allowed_and_counted() -> None:
    lines = recounted([line for line in EXPORT if fields(line)["kind"] != "text"])
    assert codes(lines) == []
    assert server_s(lines).counts.erased_text_count == auditor_s(lines).erased_count == 8


def changed_body(content: dict[str, object]) -> str:
    return str(content["body"]).replace("add_note", "add_part")


def hash_of_changed_body(content: dict[str, object]) -> str:
    return row_hash(changed_body(content).encode())


def one_later(content: dict[str, object]) -> int:
    leaf_index = content["leaf_index"]
    assert isinstance(leaf_index, int)
    return leaf_index + 1


def fixed(value: object) -> object:
    return lambda _: value


def rewritten_history() -> list[bytes]:
    """Give another history with every hash right, under the checkpoints that were signed for the first."""
    forger = ledger_of(9, twist="!")
    forger.checkpoints = LEDGER.checkpoints
    return forger.export()


OLD_NOTE, OTHER_NOTE = LEDGER.checkpoints[1], ledger_of(9, twist="?").checkpoints[-1]
FORGED = ledger_of(9, key=STRANGER).checkpoints[-1]

TAMPERINGS: dict[str, tuple[Tampering, str]] = {
    "a changed body": (at("row", 3, body=changed_body), "row_altered"),
    "a changed row hash": (at("row", 3, hash=hash_of_changed_body), "row_altered"),
    "a changed body with its hash": (
        at("row", 3, body=changed_body, hash=hash_of_changed_body),
        "link_of_other_row",
    ),
    "a body that is no object": (at("row", 3, body=fixed("[]")), "row_unreadable"),
    "a body that names something twice": (at("row", 3, body=fixed('{"a":1,"a":2}')), "row_unreadable"),
    "a changed link hash": (at("link", 4, hash=fixed("ab" * 32)), "link_altered"),
    "a link put to another subject": (at("link", 4, subject_id=fixed("v-7")), "link_altered"),
    "a link put to another version": (at("link", 4, version=fixed(9)), "link_altered"),
    "a removed link": (without("link", 4), "leaf_missing"),
    "a repeated link": (again("link", 4), "version_repeated"),
    "two swapped links": (swapped("link", 0, 5), "version_missing"),
    "two swapped rows": (swapped("row", 3, 6), "link_of_other_row"),
    "a removed row": (without("row", 3), "link_of_other_row"),
    "a repeated row": (again("row", 3), "row_unlinked"),
    "a removed subject": (without_subject("v-9", is_renumbered=False), "leaf_missing"),
    "a removed subject with closed gaps": (without_subject("v-9", is_renumbered=True), "checkpoint_ahead"),
    "a history rewritten without the key": (lambda _: rewritten_history(), "checkpoint_inconsistent"),
    "a removed tail": (without_tail(2), "checkpoint_ahead"),
    "a shifted entry": (at("link", 4, leaf_index=one_later), "leaf_missing"),
    "an old checkpoint at the end": (at("checkpoint", -1, note=fixed(OLD_NOTE)), "checkpoint_behind"),
    "a checkpoint of another history": (
        at("checkpoint", -1, note=fixed(OTHER_NOTE)),
        "checkpoint_inconsistent",
    ),
    "a checkpoint by another key": (at("checkpoint", -1, note=fixed(FORGED)), "note_unsigned"),
    "a checkpoint with another size": (
        at("checkpoint", 1, note=lambda content: str(content["note"]).replace("\n5\n", "\n6\n")),
        "note_forged",
    ),
    "a checkpoint that is no note": (at("checkpoint", 1, note=fixed("hello")), "note_malformed"),
    "a removed newest checkpoint": (
        lambda lines: without("checkpoint", -1)(without("checkpoint", -1)(lines)),
        "tail_unsigned",
    ),
    "no checkpoints at all": (
        lambda lines: recounted([line for line in lines if fields(line)["kind"] != "checkpoint"]),
        "checkpoint_missing",
    ),
    "an altered text": (at("text", 2, text=fixed("Somebody else was on site.")), "text_altered"),
    "an altered salt": (at("text", 2, salt=fixed("00" * 16)), "text_altered"),
    "a text without its salt": (at("text", 2, salt=fixed("")), "text_altered"),
    "a text of another row": (swapped("text", 0, 4), "text_foreign"),
    "a repeated text": (again("text", 2), "text_foreign"),
    "another log's name": (at("header", 0, origin=fixed("ledger.example/south")), "origin_unknown"),
    "wrong counts": (at("end", 0, rows=fixed(8)), "count_wrong"),
    "a cut file": (lambda lines: lines[:-1], "export_cut"),
    "a line behind the end": (lambda lines: [*lines, lines[1]], "line_unexpected"),
    "a missing header": (lambda lines: lines[1:], "line_unexpected"),
    "a second header": (again("header", 0), "line_unexpected"),
    "a line of an unknown kind": (
        lambda lines: [*lines[:3], b'{"kind":"x"}\n', *lines[3:]],
        "line_malformed",
    ),
}


@pytest.mark.parametrize(("tamper", "code"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_each_kind_of_tampering_is_found_and_named(tamper: Tampering, code: str) -> None:
    lines = tamper(list(EXPORT))
    assert lines != EXPORT
    assert code in names(lines)
    for finding in server_s(lines).findings:
        assert finding.text().endswith(".")
        assert "{" not in finding.text()


def test_a_changed_body_is_found_in_its_line_and_nowhere_else() -> None:
    lines = at("row", 3, body=changed_body)(list(EXPORT))
    assert codes(lines) == [(places(EXPORT, "row")[3] + 1, "row_altered")]


def test_the_damage_is_told_between_two_checkpoints() -> None:
    (finding,) = server_s(rewritten_history()).findings
    assert (finding.params["since"], finding.params["size"]) == (0, 5)
    assert "something between entry 0 and entry 5 was changed" in finding.text()


def resigned(row_count: int, twist: str = "") -> list[bytes]:
    """Give what a thief of the signing key would show: a history of his own, signed anew."""
    return ledger_of(row_count, twist=twist).export()


def test_a_history_signed_anew_is_only_revealed_by_a_checkpoint_that_was_kept() -> None:
    forged = resigned(9, twist=" (not)")
    assert codes(forged) == []
    assert names(forged, [LEDGER.checkpoints[-1]]) == {"kept_inconsistent"}


def test_a_restored_older_state_is_only_revealed_by_a_checkpoint_that_was_kept() -> None:
    older = resigned(6)
    assert codes(older, LEDGER.checkpoints[:2]) == []
    assert names(older, LEDGER.checkpoints) == {"kept_ahead"}


def test_a_kept_checkpoint_that_nobody_signed_is_told() -> None:
    assert names(EXPORT, [FORGED]) == {"note_unsigned"}
    assert names(EXPORT, ["nonsense"]) == {"note_malformed"}


def test_any_changed_byte_of_a_small_export_is_found() -> None:
    content = b"".join(SMALL)
    for index in range(len(content)):
        changed = content[:index] + bytes([content[index] ^ 1]) + content[index + 1 :]
        assert not server_s(list(read_lines(io.BytesIO(changed)))).is_intact, index


@given(st.data(), st.integers(0, 255))
def test_any_byte_changed_to_any_other_is_found_by_both(data: st.DataObject, byte: int) -> None:
    content = b"".join(EXPORT)
    index = data.draw(st.integers(0, len(content) - 1))
    if content[index] != byte:
        changed = content[:index] + bytes([byte]) + content[index + 1 :]
        assert codes(list(read_lines(io.BytesIO(changed))))


@given(st.data(), st.sampled_from(["remove", "insert"]))
def test_any_byte_removed_or_added_is_found_by_both(data: st.DataObject, kind: str) -> None:
    content = b"".join(EXPORT)
    index = data.draw(st.integers(0, len(content) - 1))
    more = data.draw(st.binary(min_size=1, max_size=1)) if kind == "insert" else b""
    changed = content[:index] + more + content[index + (not more) :]
    assert codes(list(read_lines(io.BytesIO(changed))))


@given(st.data())
def test_any_line_removed_repeated_moved_or_replaced_is_found_by_both(
    data: st.DataObject,
) -> None:
    lines = list(EXPORT)
    index = data.draw(st.integers(0, len(lines) - 1))
    kind = data.draw(st.sampled_from(["remove", "repeat", "move", "take"]))
    line = lines.pop(index)
    if kind == "repeat":
        lines[index:index] = [line, line]
    elif kind == "move":
        lines.insert(data.draw(st.integers(0, len(lines))), line)
    elif kind == "take":
        lines.insert(index, data.draw(st.sampled_from(OTHER)))
    is_same = sorted(lines) == sorted(EXPORT) and means_the_same(lines)
    assert bool(codes(lines)) != is_same


def means_the_same(lines: list[bytes]) -> bool:
    """Tell whether only lines whose order says nothing were swapped: a row's texts, its links beside them."""

    def shape(content: list[bytes]) -> list[object]:
        groups: list[tuple[list[bytes], list[bytes]]] = [([], [])]
        for line in content:
            if fields(line)["kind"] == "row":
                groups.append(([], []))
            groups[-1][fields(line)["kind"] == "text"].append(line)
        return [(rest, sorted(texts)) for rest, texts in groups]

    return shape(lines) == shape(EXPORT) and lines[-1] == EXPORT[-1]


@settings(max_examples=20)
@given(st.lists(st.text(max_size=30) | st.sampled_from([line.decode() for line in EXPORT]), max_size=8))
def test_any_lines_give_sentences_and_never_an_error(texts: list[str]) -> None:
    lines = [text.encode("utf-8", "surrogatepass") + b"\n" for text in texts]
    assert codes(list(read_lines(io.BytesIO(b"".join(lines)))))


HOSTILE = [
    b"[" * 100_000 + b"\n",
    b'{"kind":"row","body":' + b"[" * 100_000 + b"\n",
    b"9" * 10_000 + b"\n",
    b'{"kind":NaN}\n',
    b'{"kind":["row"]}\n',
    b"\xff\xfe\n",
    b'{"body":"\\ud800","hash":"' + b"0" * 64 + b'","kind":"row"}\n',
    b'{"kind":"end","kind":"end"}\n',
    EXPORT[1].rstrip(b"\n") + b"\r\n",
    EXPORT[1].rstrip(b"\n") + b" \n",
    b"\n",
]


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_line_is_refused_and_the_rest_is_still_checked(line: bytes) -> None:
    assert codes([*EXPORT[:4], line, *EXPORT[4:]]) == [(5, "line_malformed")]


def test_a_hostile_body_is_refused() -> None:
    for body in ("[" * 100_000, "NaN", '{"a":NaN}', "9" * 10_000, '{"a":' * 2_000 + "1" + "}" * 2_000):
        assert "row_unreadable" in names(at("row", 3, body=fixed(body))(list(EXPORT)))


def test_an_endless_line_is_cut_and_refused() -> None:
    endless = io.BytesIO(b"".join(EXPORT[:2]) + b"x" * (40 * 1024 * 1024))
    assert names(list(read_lines(endless))) >= {"line_malformed", "export_cut"}


@pytest.mark.parametrize("subject", ["v\x1b[2J", "v\u202e1", "", "x" * 256])
def test_a_subject_that_would_play_with_the_screen_is_refused(subject: str) -> None:
    assert "line_malformed" in names(at("link", 0, subject_id=fixed(subject))(list(EXPORT)))


def test_findings_without_end_are_counted_and_not_kept() -> None:
    lines = [*EXPORT[:1], *[b"{}\n"] * 5_000, *EXPORT[1:]]
    verdict, audit = server_s(lines), auditor_s(lines)
    assert verdict.finding_count == audit.finding_count == 5_000
    assert len(verdict.findings) == len(audit.findings) == 1_000
    assert "And 4000 more findings." in audit.summary()


def test_a_changed_key_is_followed_when_both_keys_are_given() -> None:
    ledger = ledger_of(4)
    ledger.key = STRANGER
    ledger.command("add_note", "v-1")
    ledger.checkpoint()
    lines = ledger.export()
    assert names(lines) == {"note_unsigned", "tail_unsigned"}
    assert verify_export(lines, [KEY.verifier, STRANGER.verifier]).is_intact


def run_auditor(tmp_path: Path, lines: list[bytes], *kept: str) -> subprocess.CompletedProcess[str]:
    export, key = tmp_path / "export.jsonl", tmp_path / "key.pub"
    export.write_bytes(b"".join(lines))
    key.write_text(KEY.verifier.text() + "\n", encoding="utf-8")
    notes = [tmp_path / f"kept-{index}.txt" for index in range(len(kept))]
    for path, note in zip(notes, kept, strict=True):
        path.write_text(note, encoding="utf-8", newline="\r\n")  # as mail leaves it
    copy = tmp_path / "verifier.py"
    copy.write_bytes(Path(verifier.__file__).read_bytes())
    # -I -S: no site packages, no environment, no folder of ours on the path.
    command = [sys.executable, "-I", "-S", str(copy), str(export), str(key), *map(str, notes)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)


def test_the_auditor_s_file_runs_alone_with_nothing_installed(tmp_path: Path) -> None:
    answer = run_auditor(tmp_path, EXPORT, *LEDGER.checkpoints)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.endswith("Nothing was found: it holds.\n")


def test_the_auditor_s_file_names_the_line_and_fails(tmp_path: Path) -> None:
    answer = run_auditor(tmp_path, at("row", 3, body=changed_body)(list(EXPORT)))
    line = places(EXPORT, "row")[3] + 1
    assert answer.returncode == 1
    assert answer.stdout.startswith(f"Line {line}: The body of this row does not have its hash")


def test_the_auditor_s_file_says_what_it_could_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing, bad = tmp_path / "missing", tmp_path / "bad.pub"
    bad.write_text("not a key\n", encoding="utf-8")
    assert verifier.main([str(missing), str(missing)]) == 2
    assert verifier.main([str(missing), str(bad)]) == 2
    assert verifier.main([]) == 2
    assert "Could not check: The key is not of the form" in capsys.readouterr().out


def test_an_export_is_canonical_json_that_any_tool_reads() -> None:
    for line in EXPORT:
        assert rewritten(line) == line
        assert json.loads(line)["kind"]
