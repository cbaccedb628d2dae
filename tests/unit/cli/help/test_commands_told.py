"""The help of every command: whole sentences, flags by subject, examples that work, and as wide as a terminal."""

import re
import shlex
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from batch.cli.commands import commands
from batch.cli.help.examples import CODES, EXAMPLES, FIRST_STEPS, Example
from batch.cli.help.flag_groups import TITLES
from batch.config import SETTINGS
from batch.errors.called import PROGRAM
from batch.jobs.exit_codes import ExitCode


def _named(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from _named(command, (*path, name))


COMMANDS = [(), *_named(commands)]
EVERY_EXAMPLE = [each for examples in EXAMPLES.values() for each in examples]


def said(*words: str, columns: int = 80) -> str:
    result = CliRunner().invoke(commands, words, prog_name=PROGRAM, env={"COLUMNS": str(columns)})
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_no_line_is_wider_than_the_terminal_but_a_word_that_is(path: tuple[str, ...], columns: int) -> None:
    wide = [line for line in said(*path, "-h", columns=columns).splitlines() if len(line) > columns]
    assert [line for line in wide if " " in line.strip()] == []


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_each_has_examples_exit_codes_and_the_docs(path: tuple[str, ...]) -> None:
    text = said(*path, "--help")
    assert text == said(*path, "-h")
    for heading in ("Examples:", "Exit codes:", "Documentation:"):
        assert f"\n{heading}\n" in text
    assert EXAMPLES[" ".join(path) or PROGRAM][0].what in " ".join(text.split())
    first = text.split("\n\n")[1].split()
    assert first[0][0].isupper()
    assert [word for word in first if word.endswith(".")], "it is a sentence"


def test_the_program_tells_each_command_in_its_first_sentence_whole() -> None:
    text = " ".join(said("-h").split())
    assert "..." not in text.replace("[ARGS]...", "").replace("[COMMAND]", "")
    for name, command in commands.commands.items():
        assert re.search(rf" {name} [A-Z][^.]*\. ", text), name
        assert command.help is not None


def test_a_flag_stands_under_one_heading_and_those_of_a_subject_together() -> None:
    text = said("run", "-h")
    for setting in SETTINGS.values():
        if setting.about.is_flag:
            assert len(re.findall(rf"^  {setting.flag}(?![\w-])", text, re.MULTILINE)) == 1, setting.flag
    places = [text.index(f"\n{title}:\n") for title in TITLES if title != "Which runs"]
    assert places == sorted(places)
    assert places[0] < text.index("  --column") < places[1] < text.index("  --out") < places[2]
    assert "EKTEPAKT_KEYSTORE" in text[text.index("Credentials") :]
    assert "Which runs:\n  --older-than" in said("runs", "purge", "-h")


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_no_flag_is_broken_at_a_hyphen(path: tuple[str, ...]) -> None:
    for columns in (40, 80):
        assert not re.findall(r"--[a-z-]*-$", said(*path, "-h", columns=columns), re.MULTILINE)


def test_the_sandbox_is_told_in_the_same_manner() -> None:
    text = said("sandbox", "-h")
    for heading in ("People and answers:", "Trouble:", "Address and tokens:", "Files for a client:"):
        assert f"\n{heading}\n" in text
    assert "--calm / --no-calm" in text


@pytest.mark.parametrize("example", [*EVERY_EXAMPLE, *FIRST_STEPS], ids=lambda each: each.words)
def test_an_example_is_a_command_that_the_program_takes(example: Example) -> None:
    words = shlex.split(re.sub(r" [<>] .*", "", example.words))
    command: click.Command = commands
    context = click.Context(command, info_name=PROGRAM, help_option_names=["-h", "--help"])
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
        context = click.Context(command, info_name=command.name, parent=context)
    command.make_parser(context).parse_args(words)


def test_what_is_too_long_for_a_line_goes_on_as_a_shell_takes_it() -> None:
    text = said("completion", "-h", columns=40)
    [(_, joined)] = re.findall(r"( {4}(ektepakt-batch completion bash(?:.*\\\n)*.*))", text)
    whole = shlex.split(joined.replace("\\\n", " "))
    assert whole == shlex.split(EXAMPLES["completion"][0].line)


def test_all_codes_are_those_of_the_program() -> None:
    assert CODES[PROGRAM] == tuple(ExitCode)
    text = said("-h")
    assert [int(code) for code in re.findall(r"^  (\d+) ", text, re.MULTILINE)] == list(map(int, ExitCode))


def test_who_names_nothing_is_told_what_to_try_first() -> None:
    for columns in (40, 80):
        text = said(columns=columns)
        for words in ("run my-list.csv", "plan my-list.csv --env ppe", "doctor --env ppe"):
            assert words in " ".join(text.replace("\\\n", " ").split())
        assert max(map(len, text.splitlines())) <= columns


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("rn", "x.csv"), "'run'"),
        (("run", "x.csv", "--concurency", "3"), "'--concurrency'"),
        (("runs", "purg"), "'purge'"),
        (("slow", "--evn", "ppe"), "'--env'"),
        (("sandbox", "--clam"), "'--calm'"),
    ],
)
def test_what_is_mistyped_is_told_what_is_near(words: tuple[str, ...], near: str) -> None:
    result = CliRunner().invoke(commands, words, prog_name=PROGRAM)
    assert result.exit_code == 2
    assert "Did you mean" in result.output
    assert near in result.output
