"""Each command of README and docs does, as printed, what the page says it does.

A page is one session of a shell: its commands run in order in a folder that has the lists they name, with `.venv` as
`make` would have set it up (setting it up itself is what CI does before). In every environment the settings point at a
sandbox; production is asked about people born in 1860, made on the spot. Lines that begin with `export` are to be
filled in: their names alone are checked (test_docs.py). The targets of make for developers are only read
(`make --dry-run`, test_docs.py).
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from support import warm_start
from support.lists import born_in_1860, some_identifiers, write_list
from support.program import Program, wait_until
from support.wheel import clean_environment
from support.written_pages import PAGES, README, ROOT, Page, page

import batch
from batch.sandbox import Sandbox

TO_BE_FILLED_IN = re.compile(r"export ")
OF_INSTALLING = re.compile(r"python3 -m venv \.venv$|\.venv/bin/pip install ")  # by a test of their own below
OF_DEVELOPERS = re.compile(r"make (test|lint|bench|chaos|docs|lock)")
NORWEGIAN = page("docs/analytiker.md")
WITH_COMMANDS = [each for each in PAGES if each.commands and each.name != NORWEGIAN.name]


class Session:
    """A shell in a folder as the page's reader has it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self._started: list[subprocess.Popen[str]] = []
        self._left_environment = folder / ".environment"

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run it as printed; what it sets in the environment stays set."""
        self.write_lists(is_production="--env prod" in command or "make nightly" in command)
        script = f"{self._filled_in(command)}\nstatus=$?\nenv -0 > {self._left_environment}\nexit $status\n"
        ended = subprocess.run(
            ["sh", "-c", script],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        pairs = (each.split("=", 1) for each in self._left_environment.read_text("utf-8").split("\0") if each)
        self.environment = dict(pairs)
        return ended

    def _filled_in(self, command: str) -> str:
        if "OLD-RUN" in command:
            command = command.replace("OLD-RUN", min(each.name for each in (self.folder / "out" / "runs").iterdir()))
        return command

    @contextmanager
    def started(self, command: str) -> Iterator[None]:
        """Leave a sandbox running as long as the page is read."""
        printed = self.folder / "printed"
        with (
            printed.open("w") as file,
            subprocess.Popen(shlex.split(command), cwd=self.folder, env=self.environment, stdout=file) as process,
        ):
            wait_until(lambda: "EKTEPAKT_" in printed.read_text() or process.poll() is not None)
            wait_until(lambda: (self.folder / "sandbox.env").exists() or process.poll() is not None)
            assert process.poll() is None
            try:
                yield
            finally:
                process.terminate()

    def write_lists(self, *, is_production: bool) -> None:
        people = born_in_1860(12) if is_production else some_identifiers(12)
        write_list(self.folder / "members.csv", people)
        write_list(self.folder / "my-list.csv", some_identifiers(12))
        write_list(self.folder / "tenor-list.csv", some_identifiers(40))
        write_book(self.folder / "customers.xlsx", "Customers", people)
        copy = self.folder / "out" / "latest" / "customers-ektepakt.xlsx"
        if copy.exists():  # which a person has corrected and saved
            shutil.copy(copy, self.folder / "customers-corrected.xlsx")
        pq.write_table(pa.table({"fnr": some_identifiers(3)}), self.folder / "customers.parquet")
        (self.folder / "lists").mkdir(exist_ok=True)
        write_list(self.folder / "lists" / "one.csv", some_identifiers(5))


def write_book(path: Path, sheet: str, people: list[str]) -> None:
    with xlsxwriter.Workbook(path) as book:
        written = book.add_worksheet(sheet)
        written.write_row(0, 0, ["Navn", "Fødselsnummer"])
        for row, each in enumerate(people, start=1):
            written.write_row(row, 0, [f"Nr. {row}", each])


def set_up(folder: Path) -> None:
    """Lay in the folder what a checkout has after `make`: the program, and nothing that make would do again."""
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copytree(ROOT / "sample_inputs", folder / "sample_inputs")
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("pyproject.toml", "requirements.lock", ".venv/bin/python"):
        (folder / name).touch()
    program = programs / "ektepakt-batch"
    program.write_text(warm_start.client(), "utf-8")
    program.chmod(0o755)
    (programs / "activate").write_text(f"PATH={programs}:$PATH\n", "utf-8")
    (folder / ".venv" / ".run").touch()


@pytest.fixture
def session(tmp_path: Path, sandbox: Sandbox) -> Session:
    set_up(tmp_path)
    settings = {
        **sandbox.settings,
        "HOME": str(tmp_path),
        "PATH": f"{tmp_path / '.venv' / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": ":".join(sys.path),
    }
    made = Session(tmp_path, Program(tmp_path, settings).environment)
    made.write_lists(is_production=False)
    return made


def steps(written: Page) -> Iterator[tuple[str, str]]:
    """Yield what the reader does, in order: each line of a shell, and each file of settings."""
    for language, text in written.blocks:
        if language == "sh":
            yield from (("sh", line) for line in text.splitlines() if line)
        else:
            yield language, text


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("written", WITH_COMMANDS, ids=lambda each: each.name)
def test_the_commands_of_a_page_do_what_it_says(written: Page, session: Session) -> None:
    if written.name in {"docs/outputs.md", "docs/personal-data.md"}:  # whose reader has run something
        assert [session.run("ektepakt-batch run my-list.csv -q").returncode for _ in range(2)] == [0, 0]
    with ExitStack() as page_is_read:
        for language, text in steps(written):
            if language == "toml":
                (session.folder / "ektepakt-batch.toml").write_text(text, "utf-8")
            if language != "sh" or any(kind.match(text) for kind in (TO_BE_FILLED_IN, OF_INSTALLING, OF_DEVELOPERS)):
                continue
            if text.startswith("ektepakt-batch sandbox"):
                page_is_read.enter_context(session.started(text))
                continue
            ended = session.run(text)
            assert ended.returncode == 0, (text, ended.stdout, ended.stderr)


def test_the_norwegian_page_has_the_commands_of_the_english_one() -> None:
    """But for the names of its list; and so they do what it says."""
    words = {"kunder": "customers", "Kunder": "Customers", "rettet": "corrected"}
    translated = [re.sub("|".join(words), lambda word: words[word[0]], each) for each in NORWEGIAN.commands]
    assert translated == page("docs/analyst.md").commands


def test_the_pages_install_the_wheel_of_this_version_by_the_same_lines() -> None:
    wheel = f"ektepakt_batch-{batch.__version__}-py3-none-any.whl"
    lines = ["python3 -m venv .venv", f".venv/bin/pip install {wheel}"]
    for name in ("docs/nightly.md", "docs/analyst.md", "docs/analytiker.md"):
        assert [each for each in page(name).commands if OF_INSTALLING.match(each)] == lines
    assert f"`{lines[0]}` and `{lines[1]}`" in " ".join(README.text.split())


@pytest.mark.tools
@pytest.mark.timeout(600)
def test_the_wheel_is_installed_by_the_lines_of_the_pages(wheel: Path, tmp_path: Path) -> None:
    shutil.copy(wheel, tmp_path)
    lines = [each for each in page("docs/nightly.md").commands if OF_INSTALLING.match(each)]
    script = "\n".join(
        ["set -e", *lines, ". .venv/bin/activate", "printf 'fnr\n06821349425\n' > a.csv", "ektepakt-batch run a.csv -q"]
    )
    ended = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "out" / "latest" / "report.html").exists()


def test_a_command_that_fails_would_be_seen(session: Session) -> None:
    assert session.run("ektepakt-batch run no-such-list.csv").returncode == 2


def test_the_crontab_line_runs_and_says_nothing(session: Session) -> None:
    [crontab] = [text for language, text in page("docs/nightly.md").blocks if language == "crontab"]
    mailto, line = crontab.splitlines()
    assert mailto.startswith("MAILTO=")
    *times, command = line.split(" ", 5)
    assert times == ["0", "2", "*", "*", "*"]
    ended = session.run(command.replace("/srv/ektepakt", str(session.folder)))
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_the_sandbox_can_be_used_from_python_as_its_page_says(session: Session) -> None:
    [code] = [text for language, text in page("docs/sandbox.md").blocks if language == "python"]
    ended = session.run(shlex.join([sys.executable, "-c", code]))
    assert ended.returncode == 0, ended.stderr


def test_a_fence_is_of_a_kind_that_some_test_reads() -> None:
    kinds = {language for each in PAGES for language, _ in each.blocks}
    assert kinds == {"", "sh", "python", "toml", "crontab", "json", "layers", "bash"}
    assert README.commands
