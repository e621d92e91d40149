"""``firstfix ledger``: verify, export and sign the record of everything that was done.

``verify`` with a file needs no server: only the export and the public key. Without a file it checks
this installation's own ledger. Exit code 1 where anything is found.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType

from firstfix.cli.parsing import verb_parser
from firstfix.engines.custody import ProofError, load_verifier_key, read_lines, verify_export
from firstfix.engines.custody.keys import VerifierKey
from firstfix.engines.custody.verify import Verification

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Carry out one of the ledger's verbs and give the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.verb(options))
    except (OSError, ProofError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _verify(options: argparse.Namespace) -> int:
    kept = [Path(path).read_text(encoding="utf-8") for path in options.kept]
    if options.export is None:
        server = _server()
        return _report(verify_export(server.export_ledger(), [server.ledger_key().verifier], kept=kept))
    if options.key is None:
        raise ValueError(
            "To check a file, name the public key too: --key FILE ('firstfix ledger key' prints it)."
        )
    key = load_verifier_key(Path(options.key).read_text(encoding="utf-8"))
    with Path(options.export).open("rb") as stream:
        return _report(_verified(read_lines(stream), key, kept))


def _verified(lines: Iterable[bytes], key: VerifierKey, kept: list[str]) -> Verification:
    return verify_export(lines, [key], kept=kept)


def _report(verification: Verification) -> int:
    for finding in verification.findings:
        sys.stdout.write(f"  {finding.text()}\n")
    counts = verification.counts
    sys.stdout.write(
        f"{counts.row_count} commands on {counts.subject_count} subjects,"
        f" {counts.checkpoint_count} checkpoints, {counts.erased_text_count} texts erased.\n"
    )
    sys.stdout.write("The ledger is intact.\n" if verification.is_intact else _broken(verification))
    return 0 if verification.is_intact else 1


def _broken(verification: Verification) -> str:
    return f"The ledger is NOT intact: {verification.finding_count} findings.\n"


def _export(options: argparse.Namespace) -> int:
    target = Path(options.to)
    partial = target.with_name(f"{target.name}.part")
    with partial.open("wb") as stream:
        stream.writelines(_server().export_ledger())
    partial.replace(target)
    sys.stdout.write(f"{target} ({target.stat().st_size:,} bytes)\n")
    return 0


def _key(_options: argparse.Namespace) -> int:
    sys.stdout.write(f"{_server().ledger_key().verifier.text()}\n")
    return 0


def _checkpoint(_options: argparse.Namespace) -> int:
    checkpoint = _server().sign_new_checkpoint()
    sys.stdout.write(checkpoint.note if checkpoint else "Nothing was added since the last checkpoint.\n")
    return 0


def _server() -> ModuleType:
    # Only these verbs need the server's data; checking a file must not.
    return importlib.import_module("firstfix.cli.ledger_server")


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("ledger", __doc__)
    verbs = parser.add_subparsers(required=True)
    verify = verbs.add_parser("verify", help="say whether the ledger, or an export of it, is intact")
    verify.add_argument("export", nargs="?", help="an export to check; left out: this installation's ledger")
    verify.add_argument("--key", help="file with the public key that signs its checkpoints")
    verify.add_argument("--kept", action="append", default=[], help="a checkpoint put aside earlier")
    verify.set_defaults(verb=_verify)
    export = verbs.add_parser("export", help="write the whole ledger for an outsider to check")
    export.add_argument("to", help="file to write")
    export.set_defaults(verb=_export)
    verbs.add_parser("key", help="print the public key").set_defaults(verb=_key)
    verbs.add_parser("checkpoint", help="sign what was added").set_defaults(verb=_checkpoint)
    return parser
