"""The sandbox's command line, for programs (`python -m batch.sandbox`), and what `ektepakt-batch sandbox` calls."""

import sys
from argparse import SUPPRESS, ArgumentParser, BooleanOptionalAction
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from batch.sandbox.errors import UnusableOptionsError
from batch.sandbox.flags import FLAGS
from batch.sandbox.hosting.ready_message import Audience
from batch.sandbox.hosting.serving import serve
from batch.sandbox.sandbox_options import SandboxOptions

_WRONG_USAGE = 2


def run_command(arguments: Sequence[str], *, prog: str, audience: Audience) -> int:
    """Read the arguments, and serve as `serve_given` does."""
    return serve_given(vars(_parser(prog).parse_args(arguments)), audience=audience)


def serve_given(given: Mapping[str, Any], *, audience: Audience) -> int:
    """Serve until told to end, and return the exit code; a flag that is not given leaves the option's default.

    A program that ends takes its sandbox along, by closing its standard input; a person's goes on without one.
    """
    names = {field.name for field in fields(SandboxOptions)}
    options = {name: value for name, value in given.items() if name in names}
    try:
        serve(
            SandboxOptions(**options),
            audience=audience,
            ignore_interrupt=given.get("ignore_interrupt", False),
            outlive_stdin=given.get("outlive_stdin", False) or audience is Audience.PERSON,
        )
    except UnusableOptionsError as error:
        sys.stderr.write(f"{error}\n")
        return _WRONG_USAGE
    return 0


def _parser(prog: str) -> ArgumentParser:
    about = "Start an embedded Ektepaktregisteret and Maskinporten, and print the settings that point a client at them."
    parser = ArgumentParser(prog=prog, description=about, argument_default=SUPPRESS)
    groups = {subject: parser.add_argument_group(subject) for subject in dict.fromkeys(each.subject for each in FLAGS)}
    for each in FLAGS:
        how: dict[str, Any] = {"type": each.kind, "metavar": each.metavar}
        if each.kind is None:
            how = {"action": BooleanOptionalAction if each.has_opposite else "store_true"}
        groups[each.subject].add_argument(each.flag, dest=each.name, help=each.help, **how)
    return parser
