"""slow: the memory of slow identities, and the list of those to be skipped."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import read_csv
from support.program import Program

from batch.sandbox import MemberKind, Sandbox


def test_what_is_added_is_listed_not_asked_and_can_be_forgotten(program: Program, sandbox: Sandbox) -> None:
    first, second, third = some_identifiers(3)
    write_list(program.folder / "people.csv", [first, second, third])
    assert program.run("slow", "add", first, second).stdout.startswith("2 are remembered as slow until")
    assert [line.split()[0] for line in program.run("slow").stdout.splitlines()] == sorted([first, second])
    assert program.run("run", "people.csv").code == 3
    assert set(sandbox.memory.asks) == {third}
    assert program.run("slow", "forget", first).stdout.startswith("1 forgotten")
    assert program.run("run", "people.csv").code == 3
    assert set(sandbox.memory.asks) == {first, third}
    assert program.run("slow", "forget").stdout.startswith("1 forgotten")
    assert program.run("run", "people.csv").code == 0


def test_with_json_each_command_prints_one_object(program: Program) -> None:
    first, second = sorted(some_identifiers(2))
    added = json.loads(program.run("slow", "add", first, second, "--json").stdout)
    assert added.keys() == {"added", "until"}
    assert added["added"] == 2
    listed = json.loads(program.run("slow", "--json").stdout)
    assert listed["environment"] == "sandbox"
    assert [each["fnr"] for each in listed["identities"]] == [first, second]
    assert all(each["first_at"] == each["last_at"] for each in listed["identities"])
    assert [(each["waited_ms"], each["timeout_count"]) for each in listed["identities"]] == [(0, 1)] * 2
    assert json.loads(program.run("slow", "forget", first, "--json").stdout) == {"forgotten": 1}
    assert json.loads(program.run("slow", "--json", "forget").stdout) == {"forgotten": 1}
    assert json.loads(program.run("slow", "--json").stdout)["identities"] == []


def test_with_json_a_wrong_identifier_is_an_object_too(program: Program) -> None:
    error = json.loads(program.run("slow", "add", "123", "--json").stdout)["error"]
    assert (error["type"], error["remedy"]) == ("InputError", "correct it, nothing was changed")


def test_of_a_damaged_memory_the_file_alone_is_to_be_moved_away(program: Program) -> None:
    write_list(program.folder / "people.csv", some_identifiers(1))
    (program.folder / "out").mkdir()
    (program.folder / "out" / "slow.sqlite3").write_bytes(b"this was the memory once " * 200)
    for command in (("run", "people.csv", "-q"), ("slow",)):
        ended = program.run(*command)
        assert ended.code == 2
        assert "out/slow.sqlite3 is damaged" in ended.stderr
        assert "move this file away: only the memory of slow identities is lost" in ended.stderr
        assert "folder" not in ended.stderr
    (program.folder / "out" / "slow.sqlite3").unlink()
    assert program.run("run", "people.csv").code == 0


def test_identifiers_can_come_by_standard_input(program: Program) -> None:
    (program.folder / "slow.txt").write_text("\n".join(some_identifiers(3)))
    assert program.run_in_shell("slow add - < slow.txt").code == 0
    assert program.run_in_shell("slow forget - < slow.txt").stdout.startswith("3 forgotten")


def test_after_a_while_a_slow_one_is_asked_again(program: Program, sandbox: Sandbox) -> None:
    [slow] = some_identifiers(1, MemberKind.SLOW)
    write_list(program.folder / "people.csv", [slow])
    command = ("run", "people.csv", "--timeout-seconds", "0.5")
    assert program.run(*command).code == 3
    assert program.run(*command).code == 3
    assert sandbox.memory.asks.total() == 1
    _age(program.folder / "out" / "slow.sqlite3", timedelta(days=13))
    assert program.run(*command).code == 3
    assert sandbox.memory.asks.total() == 1
    assert program.run(*command, "--slow-forget-after", "12d").code == 3
    assert sandbox.memory.asks.total() == 2


def test_a_run_deletes_who_counts_as_forgotten_so_that_no_identifier_is_kept_for_longer(program: Program) -> None:
    forgotten, asked = some_identifiers(2)
    assert program.run("slow", "add", forgotten).code == 0
    with closing(sqlite3.connect(program.folder / "out" / "slow.sqlite3")) as memory, memory:
        memory.execute("UPDATE slow SET last_at = '2020-01-01T00:00:00+00:00'")
    write_list(program.folder / "people.csv", [asked])
    assert program.run("run", "people.csv").code == 0
    with closing(sqlite3.connect(program.folder / "out" / "slow.sqlite3")) as memory:
        assert memory.execute("SELECT count(*) FROM slow").fetchone() == (0,)


def _age(memory: Path, by: timedelta) -> None:
    """Let what is remembered have happened so much earlier."""
    with closing(sqlite3.connect(memory, isolation_level=None)) as connection:
        connection.execute("UPDATE slow SET last_at = ?", ((datetime.now(UTC) - by).isoformat(),))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("slow", "--env", "prod"), "in production nothing is remembered as slow"),
        (("slow", "add", "123"), "one of the identifiers is not a lawful"),
        (("slow", "--slow-forget-after", "soon"), "write a duration such as"),
    ],
)
def test_bad_usage_is_told_in_one_sentence(program: Program, arguments: tuple[str, ...], said: str) -> None:
    ended = program.run(*arguments)
    assert ended.code == 2
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_those_on_the_skip_list_are_not_asked(program: Program, sandbox: Sandbox) -> None:
    first, second = some_identifiers(2)
    write_list(program.folder / "people.csv", [first, second])
    (program.folder / "skip.txt").write_text(f"{first}\n")
    assert program.run("run", "people.csv", "--skip-list", "skip.txt").code == 3
    assert set(sandbox.memory.asks) == {second}
    [row] = read_csv(program.folder / "out" / "latest" / "errors.csv")
    assert (row["fnr"], row["outcome"], row["attempts"]) == (first, "slow_skipped", "0")


def test_lines_of_the_skip_list_that_are_no_identifiers_are_told_by_number(program: Program, sandbox: Sandbox) -> None:
    first, second, third = some_identifiers(3)
    write_list(program.folder / "people.csv", [first, second, third])
    (program.folder / "skip.txt").write_text(
        f"fnr\n# of May\n\n{first}\n{second},x\n{second} x\n{third} # too slow\n{first[:-1]}\n"
    )
    for command in ("run", "plan"):
        ended = program.run(command, "people.csv", "--skip-list", "skip.txt", "--log-format", "json")
        assert ended.code == 3, ended.stderr
        [told] = [json.loads(line) for line in ended.stderr.splitlines() if "skip list" in line]
        assert (told["lines"], told["first"]) == (4, "1, 5, 6, 8")
        assert not {first, second, third, first[:-1]} & set(re.findall("[0-9]+", ended.stderr))
    assert set(sandbox.memory.asks) == {second}


def test_a_skip_list_of_comments_skips_nobody_and_says_nothing(program: Program) -> None:
    write_list(program.folder / "people.csv", some_identifiers(1))
    (program.folder / "skip.txt").write_text("# nobody any more\n\n")
    ended = program.run("run", "people.csv", "--skip-list", "skip.txt", "-q")
    assert (ended.code, ended.stderr) == (0, "")


def test_a_skip_list_without_any_identifier_is_refused(program: Program) -> None:
    [digits] = some_identifiers(1)
    write_list(program.folder / "people.csv", [digits])
    (program.folder / "skip.txt").write_text(f"fnr,navn\n{digits},x\n")
    ended = program.run("run", "people.csv", "--skip-list", "skip.txt")
    assert ended.code == 2
    assert ended.stderr.startswith("ektepakt-batch: skip.txt: no line is an identifier; write one a line")
    assert ended.stderr.count("\n") == 1
    assert digits not in ended.stderr
    assert not (program.folder / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--skip-list", "nowhere.txt"), "nowhere.txt: can't be read (No such file or directory); check --skip-list\n"),
        (("--skip-list", "people.csv", "--env", "prod"), "--skip-list is for test environments"),
    ],
)
def test_a_skip_list_that_is_of_no_use_is_refused(program: Program, arguments: tuple[str, ...], said: str) -> None:
    write_list(program.folder / "people.csv", some_identifiers(1))
    ended = program.run("run", "people.csv", *arguments)
    assert ended.code == 2
    assert said in ended.stderr
    assert not (program.folder / "out").exists()
