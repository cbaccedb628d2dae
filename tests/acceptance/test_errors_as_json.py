"""What ends a command, for a script: with --json one object on standard output, whatever the command and exit code."""

import json
from typing import Any

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import manifest
from support.program import Ended, Program

from batch.sandbox import Fault, FaultKind, Faults, Sandbox


def error_of(ended: Ended) -> dict[str, Any]:
    (line,) = ended.stdout.splitlines()
    error: dict[str, Any] = json.loads(line)["error"]
    assert error.keys() == {"type", "what", "remedy", "source"}
    assert error["what"] in ended.stderr
    return error


@pytest.mark.parametrize("command", ["run", "plan"])
def test_an_input_that_is_none(program: Program, command: str) -> None:
    (program.folder / "a.csv").write_bytes(b"%PDF-1.7")
    ended = program.run(command, "a.csv", "--json")
    assert ended.code == 2
    assert error_of(ended) == {
        "type": "InputError",
        "what": "is a PDF",
        "remedy": "save the table in it as CSV or .xlsx",
        "source": "a.csv",
    }
    assert ended.stderr.endswith("ektepakt-batch: a.csv: is a PDF; save the table in it as CSV or .xlsx\n")


@pytest.mark.parametrize("command", ["run", "plan"])
def test_of_several_inputs_that_are_none_each_has_its_own_parts(program: Program, command: str) -> None:
    for folder in ("a", "b"):
        (program.folder / folder).mkdir()
        (program.folder / folder / "l.csv").write_bytes(b"%PDF-1.7")
    ended = program.run(command, "a/l.csv", "b/l.csv", "--json")
    error = json.loads(ended.stdout)["error"]
    assert error["what"] == "none of the 2 inputs can be read, and nothing was asked"
    assert error["unread_inputs"] == [
        {
            "type": "InputError",
            "what": "is a PDF",
            "remedy": "save the table in it as CSV or .xlsx",
            "source": f"{folder}/l.csv",
        }
        for folder in ("a", "b")
    ]
    assert ended.stderr.endswith(
        "none of the 2 inputs can be read, and nothing was asked:\n"
        "  a/l.csv: is a PDF; save the table in it as CSV or .xlsx\n"
        "  b/l.csv: is a PDF; save the table in it as CSV or .xlsx\n"
    )


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        (("retry", "--json"), "OutFolderError"),
        (("doctor", "--json", "--env", "ppe", "--env", "prod"), "SettingsError"),
        (("plan", "--json", "--no-such-flag"), "NoSuchOption"),
    ],
)
def test_other_commands_and_wrong_usage(program: Program, command: tuple[str, ...], kind: str) -> None:
    ended = program.run(*command)
    assert (ended.code, error_of(ended)["type"]) == (2, kind)


@pytest.mark.parametrize("setting", ["EKTEPAKT_CA_FILE", "EKTEPAKT_KEYSTORE_PASSWORD_FILE"])
@pytest.mark.parametrize(
    ("content", "why"), [(None, "can't be read (No such file or directory)"), (b"\xe5", "can't be read (")]
)
def test_a_file_of_the_settings_is_the_source_and_named_once(
    program: Program, sandbox: Sandbox, setting: str, content: bytes | None, why: str
) -> None:
    write_list(program.folder / "people.csv", some_identifiers(1))
    if content is not None:
        (program.folder / "own.txt").write_bytes(content)
    ended = Program(program.folder, {**sandbox.settings, setting: "own.txt"}).run("plan", "people.csv", "--json")
    [problem] = json.loads(ended.stdout)["problems"]
    assert ended.code == 2
    assert (problem["type"], problem["remedy"], problem["source"]) == ("SettingsError", f"check {setting}", "own.txt")
    assert problem["what"].startswith(why)
    assert "own.txt" not in problem["what"]


def test_no_identifier_gets_in(program: Program) -> None:
    (fnr,) = some_identifiers(1)
    ended = program.run("run", fnr, "--json")
    assert error_of(ended)["what"].startswith("an argument is an identifier")
    assert fnr not in ended.stdout + ended.stderr


def test_without_json_standard_output_stays_empty(program: Program) -> None:
    assert program.run("run", "none.csv").stdout == ""


def test_what_stopped_a_run_has_its_parts_in_the_summary_and_the_manifest(program: Program, sandbox: Sandbox) -> None:
    write_list(program.folder / "people.csv", some_identifiers(5))
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.AGREEMENT_WITHDRAWN),))
    ended = program.run("run", "people.csv", "--json")
    [folder] = (program.folder / "out" / "runs").iterdir()
    stopped_by = json.loads(ended.stdout)["stopped_by"]
    assert ended.code == 4
    assert stopped_by["remedy"].startswith("see to it that the organisation has an agreement")
    assert stopped_by == manifest(folder)["stopped_by"]
