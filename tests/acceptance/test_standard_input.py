"""A list that is piped in is read like any file, and leaves nothing beside the outputs."""

import gzip
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import manifest, read_csv
from support.program import Program, wait_until_asked

from batch.sandbox import Fault, FaultKind, Faults, Sandbox

DATA = Path(__file__).parents[1] / "data" / "libreoffice"


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def piped(program: Program, sandbox: Sandbox, temporary: Path) -> Program:
    return Program(program.folder, {**sandbox.settings, "TMPDIR": str(temporary)})


@pytest.mark.parametrize("name", ["people.csv", "people.xlsx", "people.ods", "people.xls"])
def test_every_format_can_be_piped_in(piped: Program, temporary: Path, name: str) -> None:
    content = (DATA / name).read_bytes()
    (piped.folder / "content").write_bytes(content)
    by_name, by_pipe = piped.run("run", "content", "--out", "a"), piped.run_in_shell("run - --out b < content")
    assert (by_name.code, by_pipe.code) == (0, 0), by_pipe.stderr
    (named,), (nameless,) = (manifest(piped.folder / out / "latest")["inputs"] for out in "ab")
    assert nameless["name"].startswith("standard input")
    assert nameless["path"] == "standard input"
    assert {**named, "name": "", "path": ""} == {**nameless, "name": "", "path": ""}
    assert list(temporary.iterdir()) == []


def test_a_packed_text_can_be_piped_in(piped: Program) -> None:
    text = "fnr\n" + "".join(f"{identifier}\n" for identifier in some_identifiers(3))
    (piped.folder / "packed").write_bytes(gzip.compress(text.encode()))
    assert piped.run_in_shell("run - < packed").code == 0
    assert len(read_csv(piped.folder / "out" / "latest" / "oppslag.csv")) == 3


@pytest.mark.long
def test_the_same_content_piped_in_again_continues_a_killed_run(
    piped: Program, sandbox: Sandbox, temporary: Path
) -> None:
    write_list(piped.folder / "people.csv", some_identifiers(60))
    sandbox.faults = Faults(faults=(Fault(kind=FaultKind.DELAY, seconds=0.1),))
    command = "run - --concurrency 2 < people.csv"
    process = piped.start_in_shell(command)
    wait_until_asked(sandbox, 10)
    process.kill()
    process.ended()
    assert list(temporary.iterdir()) == []
    sandbox.faults = Faults()
    ended = piped.run_in_shell(command)
    assert ended.code == 0, ended.stderr
    assert "continues" in ended.stderr
    assert len(list((piped.folder / "out" / "runs").iterdir())) == 1


CASES = [
    ("run - - < people.csv", "standard input can be read only once"),
    ("run - <&-", "standard input: is closed; pipe a list to it"),
    ("run - < /dev/null", "standard input: the file is empty"),
    ("run - < unread.pdf", "standard input: is a PDF"),
]


@pytest.mark.parametrize(("command", "words"), CASES, ids=[words for _, words in CASES])
def test_what_can_not_be_read_from_it_is_said(piped: Program, command: str, words: str) -> None:
    write_list(piped.folder / "people.csv", some_identifiers(1))
    (piped.folder / "unread.pdf").write_bytes(b"%PDF-1.7")
    ended = piped.run_in_shell(command)
    assert ended.code == 2
    assert words in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not (piped.folder / "out").exists()


def test_at_a_terminal_it_is_said_what_is_awaited(piped: Program) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"fnr\n%s\n\x04" % some_identifiers(1)[0].encode())
    ended = subprocess.run(
        [sys.executable, "-m", "batch", "run", "-"],
        cwd=piped.folder,
        env=piped.environment,
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert ended.returncode == 0, ended.stderr
    assert "end it with Ctrl-D" in ended.stderr
