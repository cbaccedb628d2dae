"""What README and docs say is so: every setting, flag, exit code, outcome, file and link that they name is there."""

import re
import runpy
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from support.written_pages import DOCS, PAGES, README, ROOT, Page, page, project

from batch.cli.commands import commands
from batch.config import SETTINGS
from batch.config.setting_names import FILE_SUFFIX, SECRETS
from batch.jobs.exit_codes import ExitCode
from batch.outcome import OutcomeKind
from batch.sandbox.sandbox_options import read_faults
from batch.tables import RESULT_TABLES

OUTPUTS = page("docs/outputs.md")
OF_FOLDERS = ("deploy/README.md", "benchmarks/README.md", "sample_inputs/README.md")
LINKED = (*PAGES, *map(page, (*OF_FOLDERS, "CHANGELOG.md", "SECURITY.md")))
OF_OTHER_PROGRAMS = {"--dry-run", "--now"}
by_name = pytest.mark.parametrize("written", PAGES, ids=lambda each: each.name)


def all_flags(command: click.Command) -> Iterator[str]:
    for parameter in command.get_params(click.Context(command)):
        yield from (*parameter.opts, *parameter.secondary_opts)
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from all_flags(each)


@by_name
def test_every_setting_it_names_exists(written: Page) -> None:
    named = set(re.findall(r"EKTEPAKT_[A-Z0-9_]+[A-Z0-9]", written.text))
    files = {f"{SETTINGS[name].environment_name}{FILE_SUFFIX.upper()}" for name in SECRETS}
    assert named <= {setting.environment_name for setting in SETTINGS.values()} | files


@by_name
def test_every_flag_it_names_exists(written: Page) -> None:
    flag = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]+")
    of_root = {each for language, text in written.blocks if language == "bash" for each in flag.findall(text)}
    named = set(flag.findall(written.text)) - of_root
    assert named <= {*all_flags(commands), "--help"} | OF_OTHER_PROGRAMS


@by_name
def test_every_file_of_the_package_that_it_names_is_there(written: Page) -> None:
    for name in re.findall(r"`((?:batch|tests)/[\w/.]+)`", written.text):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("written", LINKED, ids=lambda each: each.name)
def test_every_link_leads_somewhere(written: Page) -> None:
    for link in written.links:
        if link.startswith("https://"):
            continue  # no test leaves this machine
        name, _, anchor = link.partition("#")
        target = Page((written.path.parent / name).resolve()) if name else written
        assert target.path.exists(), link
        assert not anchor or anchor in target.anchors, link


def test_no_page_is_left_out() -> None:
    """As git has them; what tools leave in a checkout begins with a dot."""
    found = {path.relative_to(ROOT) for path in ROOT.rglob("*.md")}
    assert {each.path.relative_to(ROOT) for each in LINKED} == {
        each for each in found if not any(part.startswith(".") for part in each.parts)
    }


def test_the_page_on_deployment_names_every_example() -> None:
    named = re.findall(r"^\| (.+?) \|", page("deploy/README.md").text, re.MULTILINE)
    files = {path.relative_to(ROOT / "deploy").as_posix() for path in (ROOT / "deploy").rglob("*") if path.is_file()}
    listed = [each for cell in named for each in re.findall(r"`([^`]+)`", cell)]
    told = {f"ektepakt-batch{each}" if each.startswith(".") else each for each in listed}
    assert told == files - {"README.md", "monitoring/alerts_test.yaml"}


def test_a_link_to_nowhere_would_be_found() -> None:
    assert "exit-codes" in README.anchors
    assert "exit-code" not in README.anchors
    assert "docs/nightly.md" in README.links


@pytest.mark.parametrize("written", DOCS, ids=lambda each: each.name)
def test_readme_leads_to_every_page(written: Page) -> None:
    assert written.name in README.links


def test_readme_stays_a_page_to_be_read_at_once() -> None:
    assert len(README.text.split()) <= 950


@pytest.mark.parametrize("name", ["README.md", "docs/nightly.md"])
def test_its_exit_codes_are_all_there_are(name: str) -> None:
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", page(name).text, re.MULTILINE)] == list(ExitCode)


@pytest.mark.parametrize("kind", OutcomeKind)
def test_it_explains_every_outcome(kind: OutcomeKind) -> None:
    [outcomes] = re.findall(r"^## Outcomes$(.*?)^## ", OUTPUTS.text, re.MULTILINE | re.DOTALL)
    assert re.search(rf"^\|.*`{kind.value}`.*\|", outcomes, re.MULTILINE)


@pytest.mark.parametrize("table", [table.name for table in RESULT_TABLES])
def test_it_explains_every_table(table: str) -> None:
    assert f"| `{table}." in OUTPUTS.text
    assert f"`{table}." in README.text


@by_name
def test_its_make_targets_can_be_made(written: Page) -> None:
    for target in set(re.findall(r"(?:^|`)make ([a-z-]+)", written.text, re.MULTILINE)) - {"adds"}:
        subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True)


def test_the_pages_that_are_made_of_declarations_are_as_these_say() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_pages.py"))["pages"]()
    assert set(made) == {"settings.md", "tables.md"}
    for name, text in made.items():
        assert text == page(f"docs/{name}").text, f"docs/{name} is not what its declarations say: make docs"


def test_the_layers_are_those_of_the_import_contracts() -> None:
    [contract] = [each for each in project()["tool"]["importlinter"]["contracts"] if each["type"] == "layers"]
    [drawn] = [text for language, text in page("docs/architecture.md").blocks if language == "layers"]
    shown = [re.split(r"  +", line)[0] for line in drawn.splitlines()]
    assert shown == [layer for layer in contract["layers"] if layer != "__main__"]


def test_the_faults_of_the_sandbox_are_taken_by_it(tmp_path: Path) -> None:
    sandbox = page("docs/sandbox.md")
    [example] = [text for language, text in sandbox.blocks if language == "json"]
    scenes = re.findall(r"\| `(\{\"kind\".*\})` \|$", sandbox.text, re.MULTILINE)
    assert len(scenes) > 10
    for number, text in enumerate([example, *(f'{{"faults": [{each}]}}' for each in scenes)]):
        path = tmp_path / f"{number}.json"
        path.write_text(text, "utf-8")
        assert read_faults(path).faults


def test_both_pages_for_analysts_have_the_same_commands() -> None:
    in_norwegian = [
        line.replace("kunder", "customers").replace("Kunder", "Customers").replace("rettet", "corrected")
        for line in page("docs/analytiker.md").commands
    ]
    assert in_norwegian == page("docs/analyst.md").commands
