"""The paths by which a command reaches the kernel, each behind the same ``send``."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from django.test import Client
from pydantic import BaseModel, ValidationError

from firstfix.cli import commands as cli_commands
from firstfix.kernel import clock
from firstfix.kernel.commands import Channel, CommandContext, Done, find_command
from firstfix.kernel.commands.bulk import BULK_JOB, carry_out_bulk
from firstfix.kernel.ids import derived_id, new_id
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.jobs.running import enqueue, run_due_jobs
from firstfix.kernel.ledger.models import Receipt
from firstfix.kernel.refusal import Refusal
from firstfix.server.command_api import plural
from tests.storm.forms import as_form
from tests.storm.ground import FORM_TOKEN, Ground

__all__ = ["CARRIERS", "Carrier", "Move", "Told"]

REFUSAL = re.compile(r'data-refusal="(?P<code>[a-z_]+)"(?P<words>.*?)</section>', re.DOTALL)
WAY_OUT = re.compile(r'href="/do/([a-z_]+)')

# A program in a person's name may not do what only a person may; that person then does it in the browser, and
# the id of what was done there is not the program's to use again.
ONLY_PEOPLE = ("human_only", "command_id_reused")


@dataclass(frozen=True)
class Move:
    """One command on its way: who gives it, on what, with what; ``fields`` are plain JSON."""

    command: str
    role: str
    subject_id: UUID | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    command_id: UUID = field(default_factory=new_id)
    seen_version: int | None = None
    late_minutes: int = 0


@dataclass(frozen=True)
class Told:
    """What a path answered: carried out, or refused with a code and the ways out it named; what was made."""

    is_done: bool
    code: str = ""
    subject_id: UUID | None = None
    result: Mapping[str, Any] = field(default_factory=dict)
    is_replay: bool = False
    named: tuple[str, ...] = ()


class Carrier(Protocol):
    """A path: gives a command to the kernel the way one kind of user does."""

    def send(self, ground: Ground, move: Move) -> Told | None:
        """Give what was answered, or None where this path cannot express the command."""


class CommandPath:
    """The command itself, as connectors and the phone call it, now and then with a device's late time."""

    def send(self, ground: Ground, move: Move) -> Told | None:
        """Give the answer of the command."""
        now = clock.now()
        late_at = now - timedelta(minutes=move.late_minutes) if move.late_minutes else None
        context = CommandContext(
            ground.region.actors[move.role],
            move.command_id,
            Channel.PHONE,
            move.seen_version,
            device_at=late_at,
            last_contact_at=late_at and late_at - timedelta(minutes=1),
        )
        return _told(find_command(move.command)(context, *_ids(move), **move.fields))  # type: ignore[misc]


class PagePath:
    """The form of the command, posted from a signed-in browser: by htmx, or as a plain form."""

    def __init__(self, *, is_htmx: bool) -> None:
        self.headers = {"HX-Request": "true", "X-CSRFToken": FORM_TOKEN} if is_htmx else {}
        self.hidden = {} if is_htmx else {"csrfmiddlewaretoken": FORM_TOKEN}

    def send(self, ground: Ground, move: Move) -> Told | None:
        """Give what the page answered; the receipt says what was made."""
        posted = _posted(move)
        if posted is None:
            return None
        answer = ground.browsers[move.role].post(_page(move), posted | self.hidden, headers=self.headers)
        if answer.status_code not in (204, 303):
            return _page_refusal(answer)
        receipt = Receipt.objects.get(pk=move.command_id)
        return Told(True, "", receipt.subject_id, receipt.result)

    def forge(self, ground: Ground, move: Move) -> int | None:
        """Give the status that the same form gets from another site: with the cookies, without the token."""
        posted = _posted(move)
        headers = {"HX-Request": "true"} if "HX-Request" in self.headers else {}
        browser = ground.browsers[move.role]
        return None if posted is None else browser.post(_page(move), posted, headers=headers).status_code


class ApiPath:
    """The HTTP API: a token, Idempotency-Key and If-Match; what only people may, the person's browser."""

    def send(self, ground: Ground, move: Move) -> Told | None:
        """Give what the API answered."""
        told = self._post(ground.program, move, Authorization=f"Bearer {ground.tokens[move.role]}")
        if told.code not in ONLY_PEOPLE:
            return told
        return self._post(ground.browsers[move.role], move, **{"X-CSRFToken": FORM_TOKEN})

    def _post(self, client: Client, move: Move, **headers: str) -> Told:
        middle = "" if move.subject_id is None else f"/{move.subject_id}"
        noun = plural(find_command(move.command).spec.on)  # type: ignore[union-attr]
        headers |= {"Idempotency-Key": str(move.command_id)}
        headers |= {} if move.seen_version is None else {"If-Match": f'"{move.seen_version}"'}
        address = f"/api/v1/{noun}{middle}/{move.command}"
        answer = client.post(
            address, json.dumps(move.fields), content_type="application/json", headers=headers
        )
        assert answer.status_code < 500, answer.content
        return _told_json(answer.json())


class CliPath:
    """The command line in this process: ``firstfix <verb> --as ... --json``, fields on standard input."""

    def send(self, ground: Ground, move: Move) -> Told | None:
        """Give what the verb printed."""
        words = [move.command, *map(str, _ids(move)), "--as", ground.users[move.role].email, "--json"]
        words += ["--command-id", str(move.command_id)]
        words += [] if move.seen_version is None else ["--seen-version", str(move.seen_version)]
        shown, wrong = io.StringIO(), io.StringIO()
        with redirect_stdout(shown), redirect_stderr(wrong), _typed(json.dumps(move.fields)):
            code = cli_commands.run([*words, "--input", "-"])
        assert code in (0, cli_commands.REFUSED), wrong.getvalue()
        return _told_json(json.loads(shown.getvalue()))


class BulkPath:
    """The command on many rows at once: here on the subject and on one that nobody sees."""

    def send(self, ground: Ground, move: Move) -> Told | None:
        """Give the report of the subject's row."""
        if move.subject_id is None:
            return None
        rows = [new_id(), move.subject_id]
        actor = ground.region.actors[move.role]
        command = find_command(move.command)
        reports = list(carry_out_bulk(actor, command, rows, bulk_id=move.command_id, given=move.fields))
        assert not reports[0].is_done, reports
        return _reported(move, reports[1].refused)


class JobPath:
    """The command as a job that the worker carries out, with all that is due in that minute."""

    def send(self, ground: Ground, move: Move) -> Told | None:
        """Give what the job reports of the subject's row."""
        if move.subject_id is None:
            return None
        payload = {
            "command": move.command,
            "bulk_id": str(move.command_id),
            "user_id": str(ground.user_id(move.role)),
            "subject_ids": [str(move.subject_id)],
            "given": dict(move.fields),
        }
        job = enqueue(BULK_JOB, payload)
        assert job is not None
        while Job.objects.get(pk=job.pk).state not in ("done", "dead"):
            assert run_due_jobs(by="storm", count=10)
        job.refresh_from_db()
        assert job.state == "done", job.error
        assert not job.error, job.error
        # The job tells its refusals in words; what they were is asked again by the command itself.
        return CARRIERS["command"].send(ground, move) if job.result["refused"] else _reported(move, None)


CARRIERS: Mapping[str, Carrier] = {
    "command": CommandPath(),
    "page": PagePath(is_htmx=False),
    "htmx": PagePath(is_htmx=True),
    "api": ApiPath(),
    "cli": CliPath(),
    "bulk": BulkPath(),
    "job": JobPath(),
}


def _ids(move: Move) -> list[UUID]:
    return [] if move.subject_id is None else [move.subject_id]


def _told(answer: Done | Refusal) -> Told:
    if isinstance(answer, Refusal):
        return _refused(answer)
    return Told(True, "", answer.subject_id, answer.result, answer.is_replay)


def _refused(refusal: Refusal) -> Told:
    named = [lack.remedy for lack in refusal.missing] + [refusal.remedy]
    return Told(False, refusal.code, named=tuple(name for name in named if name))


def _told_json(answer: Mapping[str, Any]) -> Told:
    if "code" in answer:
        named = [lack["remedy"] for lack in answer.get("missing", ())] + [answer.get("remedy")]
        return Told(False, str(answer["code"]), named=tuple(name for name in named if name))
    return Told(True, "", UUID(answer["subject_id"]), answer["result"], answer["is_replay"])


def _reported(move: Move, refused: Refusal | None) -> Told:
    if refused is not None:
        return _refused(refused)
    receipt = Receipt.objects.get(pk=derived_id(move.command_id, str(move.subject_id)))
    return Told(True, "", receipt.subject_id, receipt.result)


def _posted(move: Move) -> Mapping[str, Any] | None:
    model: type[BaseModel] = find_command(move.command).spec.input_model  # type: ignore[union-attr]
    try:
        posted = as_form(model, move.fields)
    except ValidationError:
        return None
    if posted is None:
        return None
    posted["command_id"] = str(move.command_id)
    return posted if move.seen_version is None else posted | {"seen_version": str(move.seen_version)}


def _page(move: Move) -> str:
    return "/".join(["/do", move.command, *map(str, _ids(move))])


def _page_refusal(answer: Any) -> Told:
    """Give what the page says of a refusal: its code, and the commands that its ways out lead to."""
    assert answer.status_code in (403, 404, 409, 422), (answer.status_code, answer.content[:500])
    shown = REFUSAL.search(answer.content.decode())
    if shown is None:
        return Told(False, f"status_{answer.status_code}")
    return Told(False, shown["code"], named=tuple(WAY_OUT.findall(shown["words"])))


@contextmanager
def _typed(text: str) -> Any:
    before, sys.stdin = sys.stdin, io.StringIO(text)
    try:
        yield
    finally:
        sys.stdin = before
