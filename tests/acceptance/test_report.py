"""`report.html` of a whole run: there when it stops and when it is complete, in the words chosen, and about nobody."""

import re
from pathlib import Path

import pytest
from support.outputs import manifest, read_csv
from support.program import Program

from batch.sandbox import Fault, FaultKind, Faults, Sandbox
from batch.sandbox.trouble.kinds import RetryAfter

QUICK = ("--backoff-seconds", "0.01", "--attempts", "2")


def report_of(program: Program) -> str:
    return (program.folder / "out/latest/report.html").read_text("utf-8")


def test_a_complete_run_has_its_report_among_its_outputs(program: Program, samples: Path) -> None:
    ended = program.run("run", samples / "people.csv", *QUICK)
    outputs = {each["name"]: each for each in manifest(program.folder / "out/latest")["outputs"]}
    assert outputs["report.html"]["row_count"] is None
    assert "Look at report.html first." in ended.stdout
    assert '<html lang="nb">' in report_of(program)
    assert "SANDBOX" in report_of(program)


def test_words_choose_its_language(program: Program, samples: Path) -> None:
    program.run("run", samples / "people.csv", "--words", "en", *QUICK)
    assert "What to do" in report_of(program)


def test_a_stopped_run_has_one_that_says_so_and_a_resumed_run_another(
    program: Program, samples: Path, sandbox: Sandbox
) -> None:
    command = ("run", samples / "people.csv", "--words", "en", *QUICK)
    program.run(*command, "--max-requests", "20")
    [path] = (program.folder / "out/runs").glob("*/report.html")
    assert "Not complete: " in path.read_text("utf-8")
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.SERVER_ERROR, share=0.05),))
    program.run(*command)
    text = path.read_text("utf-8")
    assert "Complete, but " in text
    assert "the register failed (HTTP 500)" in text


def test_it_holds_no_name_that_the_register_told(program: Program, samples: Path) -> None:
    program.run("run", samples / "people.csv", *QUICK)
    roles = read_csv(program.folder / "out/latest/roller.csv")
    names = {row["etternavn"] for row in roles} | {row["fornavn"] for row in roles}
    assert len(names) > 5
    words = set(re.findall(r"\w+", re.sub(r"<style>.*?</style>", "", report_of(program), flags=re.DOTALL)))
    assert not {name for name in names if name in words}


def test_a_report_that_cannot_be_written_takes_nothing_from_the_run(program: Program, samples: Path) -> None:
    usual = program.run("run", samples / "people.csv", *QUICK, "--max-requests", "20")
    [path] = (program.folder / "out/runs").glob("*/report.html")
    path.unlink()
    path.mkdir()
    ended = program.run("run", samples / "people.csv", *QUICK)
    assert (usual.code, ended.code) == (75, 3)
    assert "There is no report.html: can't write " in ended.stdout
    found = manifest(program.folder / "out/latest")
    assert found["is_complete"]
    assert "can't write" in found["report_fault"]
    assert "report.html" not in {each["name"] for each in found["outputs"]}


@pytest.mark.long
def test_it_says_when_the_register_was_down_and_when_it_told_us_to_wait(
    program: Program, samples: Path, sandbox: Sandbox
) -> None:
    sandbox.faults = Faults(
        faults=(
            Fault(
                kind=FaultKind.TOO_MANY_REQUESTS,
                retry_after=RetryAfter.SECONDS,
                seconds=2,
                from_request=30,
                to_request=31,
            ),
            Fault(kind=FaultKind.BAD_GATEWAY, from_request=60, to_request=100),
        )
    )
    probing = Program(program.folder, {**sandbox.settings, "EKTEPAKT_PROBE_SECONDS": "0.2"})
    probing.run("run", samples / "people.csv", "--words", "en", "--backoff-seconds", "0.5")
    text = report_of(program)
    assert "Pause: the register told us to wait (429 or 503)</th>" in text
    assert "Pause: the register was down</th>" in text
