"""A client of ``bench_crash.py``: sends commands over HTTP until each is acknowledged, under one id."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

__all__ = ["Acknowledged", "Client"]

# Of so many answers the first counts as lost on the way, so that a finished command is sent again.
LOST_EVERY = 20
PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class Acknowledged:
    """A command that was acknowledged: what it was to do, and its receipt."""

    command: str
    words: str
    command_id: UUID
    subject_id: UUID
    version: int
    is_replay: bool


class Client(threading.Thread):
    """Sends until it is stopped, and then until its last command is acknowledged.

    With ``uses_new_ids`` it sends again under a new id each time, which must be found out.
    """

    def __init__(self, number: int, port: int, ground: dict[str, str], *, uses_new_ids: bool) -> None:
        super().__init__(name=f"client {number}", daemon=True)
        self.number, self.port, self.ground, self.uses_new_ids = number, port, ground, uses_new_ids
        self.random = random.Random(number)
        self.is_stopped = threading.Event()
        self.acknowledged: list[Acknowledged] = []
        self.refused: list[str] = []
        self.case_ids: list[UUID] = []
        self.repeat_count = self.answer_count = 0

    def run(self) -> None:
        """Send one command after the other."""
        turn = 0
        while not self.is_stopped.is_set():
            turn += 1
            self._carry_out(f"command {turn} of {self.name}")

    def _carry_out(self, words: str) -> None:
        command = self.random.choice(["create_case", "add_note", "post_message"])
        if not self.case_ids:
            command = "create_case"
        path, body = self._request(command, words)
        command_id = uuid4()
        while (receipt := self._sent(path, body, command_id)) is None:
            self.repeat_count += 1
            if self.uses_new_ids:
                command_id = uuid4()
        if not receipt:
            return
        subject_id = UUID(receipt["subject_id"])
        if command == "create_case":
            self.case_ids.append(subject_id)
        self.acknowledged.append(
            Acknowledged(command, words, command_id, subject_id, receipt["version"], receipt["is_replay"])
        )

    def _request(self, command: str, words: str) -> tuple[str, dict[str, str]]:
        if command == "create_case":
            place = {"organization_id": self.ground["organization"], "team_id": self.ground["team"]}
            return "/api/v1/cases/create_case", {"title": words, **place}
        return f"/api/v1/cases/{self.random.choice(self.case_ids)}/{command}", {"words": words}

    def _sent(self, path: str, body: dict[str, str], command_id: UUID) -> dict[str, Any] | None:
        """Give the receipt, an empty one for a refusal, None where no answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Cookie": self.ground["cookie"],
            "X-CSRFToken": "c" * 32,
            "Content-Type": "application/json",
            "Idempotency-Key": str(command_id),
        }
        try:
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            told = answer.read()
        except (OSError, http.client.HTTPException):
            time.sleep(PAUSE_SECONDS)
            return None
        finally:
            connection.close()
        return self._understood(answer.status, told)

    def _understood(self, status: int, told: bytes) -> dict[str, Any] | None:
        if status >= 500:
            time.sleep(PAUSE_SECONDS)
            return None
        if status not in (200, 201):
            self.refused.append(f"{status} {told[:200]!r}")
            return {}
        self.answer_count += 1
        is_lost = self.answer_count % LOST_EVERY == 1
        return None if is_lost else json.loads(told)
