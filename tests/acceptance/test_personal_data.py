"""Identifiers are in the ledger, the outputs and the URL of the request, and nowhere else; secrets are nowhere."""

import re
from pathlib import Path
from typing import NoReturn

import pytest
from support.outputs import read_csv
from support.program import Program

from batch.register import client
from batch.sandbox import EXAMPLE_DIGITS, Fault, FaultKind, Faults, Sandbox

EVERYTHING_GOES_WRONG = Faults(
    faults=(
        Fault(kind=FaultKind.SERVER_ERROR, share=0.1),
        Fault(kind=FaultKind.RESET, share=0.1),
        Fault(kind=FaultKind.RESET, only=(EXAMPLE_DIGITS,)),
        Fault(kind=FaultKind.RESET_IN_BODY, share=0.05),
        Fault(kind=FaultKind.TRUNCATED_JSON, share=0.05),
        Fault(kind=FaultKind.OTHER_PERSON, share=0.05),
        Fault(kind=FaultKind.HTML, share=0.05),
        Fault(kind=FaultKind.DELAY, share=0.05, seconds=5.0),
    )
)
MAY_HOLD_IDENTIFIERS = re.compile(
    r"(ledger|slow)\.sqlite3(-wal|-shm)?$|(oppslag|ektepakter|roller|avtaleinnhold|changes)\.(csv|parquet)$|errors\.csv$"
    r"|-ektepakt(-[0-9]+)?-SANDBOX\.(csv|parquet|jsonl|xlsx)$"
)


def _input_identifiers(samples: Path) -> set[str]:
    text = (samples / "people.csv").read_text("utf-8-sig")
    return set(re.findall(r"[0-9]{11}", text)) | set(re.findall(r"[0-9]{6}[ -][0-9]{5}", text))


def test_nothing_but_ledger_and_outputs_holds_an_identifier_or_a_secret(
    tmp_path: Path, sandbox: Sandbox, samples: Path
) -> None:
    sandbox.faults = EVERYTHING_GOES_WRONG
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    program = Program(tmp_path, {**sandbox.settings, "TMPDIR": str(temporary)})
    flags = ("--timeout-seconds", "1", "--backoff-seconds", "0.05", "--attempts", "2", "-v")
    ended = program.run("run", samples / "people.csv", *flags)
    assert ended.code == 3, ended.stderr
    outcomes = {row["outcome"] for row in read_csv(tmp_path / "out/latest/oppslag.csv")}
    assert {"server_error", "network_error", "bad_response", "slow_skipped"} <= outcomes

    assert ended.stderr.count("attempt failed: ") > 30, "at debug level, every failed attempt is logged"

    secrets = {
        sandbox.settings["EKTEPAKT_KEYSTORE_PASSWORD"],
        sandbox.settings["EKTEPAKT_KEYSTORE"].removeprefix("base64:")[:60],
    }
    told = {"stdout": ended.stdout, "stderr": ended.stderr} | _files_that_may_not(tmp_path)
    assert {"stderr", "run.json", "report.html"} <= {Path(name).name for name in told}
    for where, text in told.items():
        assert not {each for each in _input_identifiers(samples) if each in text}, where
        assert not {each for each in secrets if each in text}, where
        assert not re.search(r"eyJ[\w-]{10,}\.", text), where


def test_a_defect_shows_no_identifier(program: Program, samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Break the program on purpose, in the middle of a look-up, with the identifier in the exception."""

    def broken(**facts: object) -> NoReturn:
        raise ZeroDivisionError(f"while reading about {facts}")

    monkeypatch.setattr(client, "read_response", broken)
    ended = program.run("run", samples / "people.csv", "-v")
    assert ended.code == 70, ended.stderr
    assert "ZeroDivisionError\n" in ended.stderr
    assert "while reading about {'" not in ended.stderr, "what stands in it may be a name, which nothing masks"
    assert not {each for each in _input_identifiers(samples) if each in ended.stderr + ended.stdout}


def _files_that_may_not(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file() and not MAY_HOLD_IDENTIFIERS.search(path.name)]
    return {str(path): path.read_bytes().decode("latin-1") for path in files}
