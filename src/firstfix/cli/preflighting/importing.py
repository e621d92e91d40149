"""``firstfix preflight import``: a host preflight of Troubleshoot becomes a spec."""

from __future__ import annotations

import argparse
import sys

from firstfix.cli.preflighting.files import BadInput, check_targets, content_of, spec_of, write_whole
from firstfix.cli.preflighting.plain_yaml import YamlError, documents_of
from firstfix.cli.preflighting.printing import print_document
from firstfix.cli.preflighting.telling import plain
from firstfix.cli.preflighting.troubleshoot import Imported, imported
from firstfix.engines.diagnosis.exit_code import BAD_SPEC, PASSED, WARNED
from firstfix.engines.diagnosis.reading import MOST_BYTES

__all__ = ["take_over"]


def take_over(options: argparse.Namespace) -> int:
    """Print or write the spec; give 0, or 4 where something is left out of it."""
    try:
        check_targets([options.output], source=options.file)
        taken = _taken(options.file)
        spec_of(options.file, taken.toml().encode("utf-8"), {"site": "a site"})
        if options.output:
            write_whole(options.output, taken.toml().encode("utf-8"))
        else:
            print_document(taken.toml().rstrip("\n").encode("utf-8"))
    except BadInput as error:
        sys.stderr.write("\n".join(error.lines) + "\n")
        return BAD_SPEC
    for each in taken.left_out:
        sys.stderr.write(plain(f"left out: {each}") + "\n")
    return WARNED if taken.left_out else PASSED


def _taken(name: str) -> Imported:
    content = content_of(name)
    if len(content) > MOST_BYTES:
        raise BadInput(f"{name}: it is longer than {MOST_BYTES:,} bytes, which are the most.")
    try:
        taken = imported(documents_of(content.decode("utf-8-sig")))
    except YamlError as error:
        raise BadInput(f"{name}:{error.line}: {error.sentence}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{name}:{line}: byte {error.start} is no UTF-8; save the file as UTF-8.") from None
    except ValueError as error:
        raise BadInput(f"{name}:1: {error}.") from None
    if not taken.checks:
        raise BadInput(f"{name}:1: there is no kind for anything in it.", *map(plain, taken.left_out))
    return taken
