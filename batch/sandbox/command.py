"""The sandbox's command line, for people (`ektepakt-batch sandbox`) and for programs (`python -m batch.sandbox`)."""

from argparse import SUPPRESS, ArgumentParser, BooleanOptionalAction
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import NoReturn

from batch.sandbox.errors import UnusableOptionsError
from batch.sandbox.hosting.ready_message import Audience
from batch.sandbox.hosting.serving import serve
from batch.sandbox.sandbox_options import SandboxOptions


class _Parser(ArgumentParser):
    """Leaves it to the caller how to say what is wrong."""

    def error(self, message: str) -> NoReturn:
        raise UnusableOptionsError(message)


def run_command(arguments: Sequence[str], *, prog: str, audience: Audience) -> None:
    """Serve until told to end; a flag that is not given leaves the option's default.

    A program that ends takes its sandbox along, by closing its standard input; a person's goes on without one.
    Raises UnusableOptionsError for flags that are unknown, and for options that ask for what can't be.
    """
    given = vars(_parser(prog).parse_args(arguments))
    names = {field.name for field in fields(SandboxOptions)}
    options = {name: value for name, value in given.items() if name in names}
    serve(
        SandboxOptions(**options),
        audience=audience,
        ignore_interrupt=given["ignore_interrupt"],
        outlive_stdin=given["outlive_stdin"] or audience is Audience.PERSON,
    )


def _parser(prog: str) -> ArgumentParser:
    about = "Start an embedded Ektepaktregisteret and Maskinporten, and print the settings that point a client at them."
    parser = _Parser(prog=prog, description=about, argument_default=SUPPRESS)
    parser.add_argument("--seed", type=int, help="makes the population")
    parser.add_argument("--drift", type=int, metavar="SEED2", help="the same register some weeks later")
    parser.add_argument("--day", type=int, metavar="N", help="the same register N days later")
    parser.add_argument(
        "--calm", action=BooleanOptionalAction, help="without faults or broken identities, tokens of 120 s"
    )
    parser.add_argument("--faults", type=Path, dest="faults_file", metavar="FILE", help="what goes wrong (JSON)")
    parser.add_argument("--host", help="a loopback address")
    parser.add_argument("--port", type=int, help="0 takes a free one")
    parser.add_argument("--tls", action="store_true", help="serve HTTPS with an authority of its own")
    parser.add_argument("--token-lifetime-seconds", type=int, metavar="S", help="how long a token is good for")
    parser.add_argument("--slow-seconds", type=float, metavar="S", help="how long a slow answer is delayed")
    parser.add_argument("--env-file", type=Path, metavar="FILE", help="write the settings that a client needs")
    parser.add_argument("--credentials", type=Path, metavar="DIR", help="write the key as PKCS#12, JKS, PEM and JWK")
    parser.add_argument("--log-format", choices=("json", "console"), default="console", help="how warnings are written")
    parser.add_argument("--ignore-interrupt", action="store_true", default=False, help="leave Ctrl-C to the parent")
    parser.add_argument("--outlive-stdin", action="store_true", default=False, help="go on when stdin ends")
    return parser
