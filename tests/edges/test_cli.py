"""The command line: it explains itself, acts as somebody, and says what is wrong in a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from firstfix.apps.cases.models import Case, Message
from firstfix.apps.directory.models import Person
from firstfix.cli import BAD_USE, BROKEN, DONE, REFUSED, VERBS, main
from firstfix.kernel.commands import all_commands
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.models import User
from tests import world
from tests.world import Region

pytestmark = pytest.mark.django_db

Output = pytest.CaptureFixture[str]


@pytest.fixture
def region() -> Region:
    return world.region()


def account(actor: Actor) -> str:
    """Give the mail address under which the person behind ``actor`` has an account."""
    user = User.objects.create(email=f"{actor.id}@example.org", name=actor.name)
    Person.objects.filter(pk=actor.person_id).update(user=user)
    return str(user.email)


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"manage"}))
def test_every_verb_explains_itself_and_does_nothing_else(verb: str, capsys: Output) -> None:
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith(f"usage: firstfix {verb}")
    assert "``" not in said


@pytest.mark.parametrize("command", all_commands(), ids=lambda command: command.spec.name)
def test_every_command_explains_its_fields(command, capsys: Output) -> None:
    assert main([command.spec.name, "--help"]) == DONE
    said = capsys.readouterr().out
    assert all(f"--{name.replace('_', '-')} " in said for name in command.spec.input_model.model_fields)


def test_what_one_may_see_is_listed_and_shown_by_its_number(region: Region, capsys: Output) -> None:
    case, email = world.case(region), account(region.support_specialist)
    assert main(["list", "cases", "--as", email]) == DONE
    table = capsys.readouterr().out
    assert str(case.number) in table
    assert main(["show", "case", f"#{case.number}", "--as", email, "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["id"] == str(case.pk)


def test_a_list_is_narrowed_and_paged(region: Region, capsys: Output) -> None:
    email = account(region.support_specialist)
    for _ in range(3):
        world.case(region)
    assert main(["list", "cases", "--as", email, "--size", "2", "--json"]) == DONE
    page = json.loads(capsys.readouterr().out)
    assert main(["list", "cases", "--as", email, "--after", page["next"], "--json"]) == DONE
    rest = json.loads(capsys.readouterr().out)
    assert len({row["id"] for row in [*page["rows"], *rest["rows"]]}) == 3
    assert main(["list", "cases", "--as", email, "--where", "state=closed"]) == DONE
    assert "No cases that you may see." in capsys.readouterr().out


def test_another_customers_case_is_neither_listed_nor_shown(region: Region, capsys: Output) -> None:
    case = world.case(region)
    elsewhere = world.put("organization", kind="customer", code=f"o{uuid4().hex[:8]}", name="Elsewhere")
    email = account(world.actor("customer_contact", elsewhere))
    assert main(["list", "cases", "--as", email]) == DONE
    assert case.title not in capsys.readouterr().out
    assert main(["show", "case", str(case.pk), "--as", email]) == REFUSED


def test_a_command_is_carried_out_once_however_often_it_is_given(region: Region, capsys: Output) -> None:
    case, email = world.case(region), account(region.support_specialist)
    words = ["add-note", str(case.pk), "--words", "Seen.", "--as", email, "--command-id", str(uuid4())]
    assert [main([*words, "--json"]) for _ in range(2)] == [DONE, DONE]
    assert "is_replay" in capsys.readouterr().out
    assert Message.objects.filter(case=case).count() == 1


def test_a_refusal_is_a_sentence_and_exit_code_1(region: Region, capsys: Output) -> None:
    case, email = world.case(region), account(region.support_specialist)
    assert main(["close_case", str(case.pk), "--as", email]) == REFUSED
    assert capsys.readouterr().err.strip()
    assert Case.objects.get(pk=case.pk).state != "closed"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["no-such-verb"], "There is no verb"),
        (["list", "unicorns"], "There is no noun 'unicorns'"),
        (["list", "cases", "--where", "state"], "write FIELD=VALUE"),
        (["show", "case", "F-0"], "names no case that you may see"),
        (["add_note", "not-an-id", "--words", "x"], "is not an id"),
        (["add_note"], "takes the id of one case"),
        (["commands", "--on", "unicorn"], "There is no noun 'unicorn'"),
    ],
)
def test_wrong_use_is_told_with_the_way_out(
    region: Region, capsys: Output, words: list[str], told: str
) -> None:
    email = account(region.support_specialist)
    acting = [] if words[0] in ("commands", "no-such-verb") else ["--as", email]
    assert main([*words, *acting]) == BAD_USE
    assert told in capsys.readouterr().err


def test_without_a_person_nothing_is_read(region: Region, capsys: Output) -> None:
    assert main(["list", "cases"]) == BAD_USE
    assert "--as EMAIL" in capsys.readouterr().err


def test_a_database_that_was_never_prepared_is_told_in_a_sentence(tmp_path: Path) -> None:
    environment = {"FIRSTFIX_HOME": str(tmp_path), "PATH": ""}
    ended = subprocess.run(
        [sys.executable, "-m", "firstfix", "worker", "--once"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == BROKEN
    assert "Run 'firstfix prepare'" in ended.stderr
    assert "Traceback" not in ended.stderr
