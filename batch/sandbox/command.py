"""The sandbox's command line, for programs (`python -m batch.sandbox`), and what `ektepakt-batch sandbox` calls."""

from argparse import SUPPRESS, ArgumentParser, BooleanOptionalAction
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, NoReturn

from batch.sandbox.errors import UnusableOptionsError
from batch.sandbox.flags import FLAGS
from batch.sandbox.hosting.ready_message import Audience
from batch.sandbox.hosting.serving import serve
from batch.sandbox.sandbox_options import SandboxOptions


class _Parser(ArgumentParser):
    """Leaves it to the caller how to say what is wrong."""

    def error(self, message: str) -> NoReturn:
        raise UnusableOptionsError(message)


def run_command(arguments: Sequence[str], *, prog: str, audience: Audience) -> None:
    """Read the arguments, and serve. Raises UnusableOptionsError for unknown flags, and as `serve_given` does."""
    serve_given(vars(_parser(prog).parse_args(arguments)), audience=audience)


def serve_given(given: Mapping[str, Any], *, audience: Audience) -> None:
    """Serve until told to end; a flag that is not given leaves the option's default.

    A program that ends takes its sandbox along, by closing its standard input; a person's goes on without one.
    Raises UnusableOptionsError for options that ask for what can't be.
    """
    names = {field.name for field in fields(SandboxOptions)}
    options = {name: value for name, value in given.items() if name in names}
    serve(
        SandboxOptions(**options),
        audience=audience,
        ignore_interrupt=given.get("ignore_interrupt", False),
        outlive_stdin=given.get("outlive_stdin", False) or audience is Audience.PERSON,
    )


def _parser(prog: str) -> ArgumentParser:
    about = "Start an embedded Ektepaktregisteret and Maskinporten, and print the settings that point a client at them."
    parser = _Parser(prog=prog, description=about, argument_default=SUPPRESS)
    groups = {subject: parser.add_argument_group(subject) for subject in dict.fromkeys(each.subject for each in FLAGS)}
    for each in FLAGS:
        how: dict[str, Any] = {"type": each.kind, "metavar": each.metavar}
        if isinstance(each.kind, tuple):
            how = {"choices": each.kind}
        if each.kind is None:
            how = {"action": BooleanOptionalAction if each.has_opposite else "store_true"}
        groups[each.subject].add_argument(each.flag, dest=each.name, help=each.help, **how)
    return parser
