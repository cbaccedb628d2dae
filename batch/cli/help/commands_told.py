"""Commands that tell of themselves: in whole sentences, with flags by subject, examples, exit codes and the docs."""

import inspect
import re
from pathlib import Path
from typing import ClassVar

import click

import batch
from batch.cli.help.examples import EXAMPLES, codes_of
from batch.cli.help.flag_groups import CREDENTIALS, TITLES, place_of, title_of
from batch.cli.help.layout import Layout
from batch.errors.called import PROGRAM
from batch.jobs.exit_codes import SAID

_REGISTER = "https://brreg.github.io/docs"
_SENTENCE_END = re.compile(r"(?<=\.)\s")
_CHAPTERS = {
    "Ask the register": ("run", "plan", "doctor", "retry"),
    "Look after runs": ("compare", "runs", "slow"),
    "Set up and try": ("config", "sandbox", "completion"),
}


class ToldContext(click.Context):
    """The context of a command whose help is laid out here."""

    formatter_class = Layout


class ToldCommand(click.Command):
    """A command with its flags by subject, examples, exit codes and where to read more."""

    context_class = ToldContext

    def get_help_option_names(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click keeps the first it is told
        return ["-h", "--help"]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        by_title: dict[str, list[tuple[str, str]]] = {}
        for param in sorted(self.get_params(ctx), key=lambda each: place_of(each.name)):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                by_title.setdefault(self.title_of(param), []).append(record)
        for title in [*(each for each in by_title if each not in TITLES), *TITLES]:
            if title in by_title:
                with formatter.section(title):
                    formatter.write_dl(by_title[title])
                    if title.startswith("Credentials"):
                        formatter.write_text(" ".join(CREDENTIALS.split()))

    def title_of(self, param: click.Option) -> str:
        return title_of(param.name)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_epilog(ctx, formatter)


class ToldGroup(ToldCommand, click.Group):
    """A group of such commands, each with its first sentence whole."""

    command_class = ToldCommand
    chapters: ClassVar[dict[str, tuple[str, ...]]] = {}

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        self.format_commands(ctx, formatter)
        self.format_options(ctx, formatter)
        self.format_epilog(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in (self.chapters or {"Commands": tuple(self.list_commands(ctx))}).items():
            found = [(name, command) for name in names if (command := self.get_command(ctx, name)) is not None]
            with formatter.section(title):
                formatter.write_dl([(name, first_sentence(command)) for name, command in found])


class Program(ToldGroup):
    """The program: its commands by what they are for."""

    group_class = ToldGroup
    chapters = _CHAPTERS


def first_sentence(command: click.Command) -> str:
    """Return what a command does, in one whole sentence."""
    text = " ".join(inspect.cleandoc(command.help or "").split())
    return _SENTENCE_END.split(text)[0]


def docs_lines() -> list[str]:
    """Say where the docs are: with the whole path in a checkout, by their names otherwise."""
    checkout = Path(batch.__file__).parent.parent
    if (checkout / "README.md").is_file() and (checkout / "docs").is_dir():
        return [f"{checkout / 'README.md'}, and docs/ beside it.", f"The register's own: {_REGISTER}"]
    return ["README.md and docs/ of the source of this version.", f"The register's own: {_REGISTER}"]


def _write_epilog(ctx: click.Context, formatter: click.HelpFormatter) -> None:
    assert isinstance(formatter, Layout)
    name = ctx.command_path.removeprefix(PROGRAM).strip() or PROGRAM
    if examples := EXAMPLES.get(name):
        with formatter.section("Examples"):
            for each in examples:
                formatter.write_text(f"{each.what}:")
                with formatter.indentation():
                    formatter.write_command(each.line)
    with formatter.section("Exit codes"):
        formatter.write_dl([(str(int(code)), SAID[code]) for code in codes_of(name)])
    with formatter.section("Documentation"):
        for line in docs_lines():
            formatter.write_text(line)
