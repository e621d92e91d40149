"""``firstfix mail``: take mail in from stdin (one mail), from a maildir, or from an IMAP mailbox.

As the last stage of a mail server's delivery: ``| firstfix mail --source support``. A mail is marked as
read or moved to ``cur`` only after it was taken in or kept apart, so a crash loses none.
"""

from __future__ import annotations

import argparse
import imaplib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from firstfix.cli.loading import load_server
from firstfix.cli.parsing import verb_parser

load_server()

from firstfix.connectors.mail import Outcome, TakenIn, take_in_mail  # noqa: E402 - needs the server loaded
from firstfix.connectors.mail_reading import MAX_MAIL_BYTES  # noqa: E402 - needs the server loaded

__all__ = ["run"]

# sysexits.h: the mail server tries again later after this code.
TEMPORARY_FAILURE = 75
IMAP_SECONDS = 60


def run(arguments: Sequence[str]) -> int:
    """Take mail in and say for each what became of it; give 1 where one was refused."""
    options = _parser().parse_args(arguments)
    try:
        outcomes = [_say(taken) for taken in _taken(options)]
    except (OSError, imaplib.IMAP4.error) as error:
        sys.stderr.write(f"The mail could not be fetched: {error}\n")
        return TEMPORARY_FAILURE
    return 1 if Outcome.REFUSED in outcomes else 0


def _taken(options: argparse.Namespace) -> Iterator[TakenIn]:
    if options.maildir:
        yield from _maildir(Path(options.maildir), options.source)
    elif options.imap:
        yield from _imap(options.imap, options.source)
    else:
        # One byte over the limit is enough to see that it is too large.
        yield take_in_mail(sys.stdin.buffer.read(MAX_MAIL_BYTES + 1), options.source)


def _maildir(folder: Path, source: str) -> Iterator[TakenIn]:
    for path in sorted((folder / "new").iterdir()):
        with path.open("rb") as file:
            raw = file.read(MAX_MAIL_BYTES + 1)
        taken = take_in_mail(raw, source)
        if taken.outcome is not Outcome.REFUSED:
            (folder / "cur").mkdir(exist_ok=True)
            path.replace(folder / "cur" / f"{path.name}:2,S")
        yield taken


def _imap(address: str, source: str) -> Iterator[TakenIn]:
    with _mailbox(address) as mailbox:
        _status, found = mailbox.search(None, "UNSEEN")
        for number in found[0].split():
            _status, parts = mailbox.fetch(number, "(BODY.PEEK[])")
            raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            taken = take_in_mail(raw[: MAX_MAIL_BYTES + 1], source)
            if taken.outcome is not Outcome.REFUSED:
                mailbox.store(number, "+FLAGS", "\\Seen")
            yield taken


@contextmanager
def _mailbox(address: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(address)
    password = os.environ.get("FIRSTFIX_IMAP_PASSWORD") or unquote(parts.password or "")
    opener = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
    mailbox = opener(
        parts.hostname or "localhost",
        parts.port or (993 if parts.scheme == "imaps" else 143),
        timeout=IMAP_SECONDS,
    )
    try:
        mailbox.login(unquote(parts.username or ""), password)
        mailbox.select(unquote(parts.path.lstrip("/")) or "INBOX")
        yield mailbox
    finally:
        mailbox.logout()


def _say(taken: TakenIn) -> Outcome:
    where = f" {taken.case.reference}" if taken.case else ""
    words = f": {taken.words}" if taken.words else ""
    sys.stdout.write(f"{taken.outcome}{where}{words}\n")
    return taken.outcome


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("mail", __doc__)
    parser.add_argument("--source", default="", help="code of the intake source (mailbox) it came to")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--maildir", help="take in what lies in this maildir's new/")
    where.add_argument(
        "--imap", help="imaps://user@host/INBOX; the password comes from FIRSTFIX_IMAP_PASSWORD"
    )
    return parser
