"""Lets `python -m batch.sandbox` be the sandbox as a process of its own."""

import sys
from argparse import SUPPRESS, ArgumentParser, BooleanOptionalAction
from dataclasses import fields
from pathlib import Path

from batch.errors import SandboxError
from batch.sandbox.options import SandboxOptions
from batch.sandbox.serving import serve

_WRONG_USAGE = 2


def main() -> int:
    """Read the command line; a flag that is not given leaves the option's default."""
    given = vars(_parser().parse_args())
    names = {field.name for field in fields(SandboxOptions)}
    options = {name: value for name, value in given.items() if name in names}
    try:
        serve(
            SandboxOptions(**options),
            ignore_interrupt=given["ignore_interrupt"],
            outlive_stdin=given["outlive_stdin"],
        )
    except SandboxError as error:
        sys.stderr.write(f"{error}\n")
        return _WRONG_USAGE
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m batch.sandbox", argument_default=SUPPRESS)
    parser.add_argument("--seed", type=int, help="makes the population")
    parser.add_argument("--drift", type=int, metavar="SEED2", help="the same register some weeks later")
    parser.add_argument("--calm", action=BooleanOptionalAction, help="without faults, with tokens of 120 s")
    parser.add_argument("--faults", type=Path, dest="faults_file", metavar="FILE", help="what goes wrong (JSON)")
    parser.add_argument("--host", help="a loopback address")
    parser.add_argument("--port", type=int, help="0 takes a free one")
    parser.add_argument("--tls", action="store_true", help="serve HTTPS with an authority of its own")
    parser.add_argument("--token-lifetime-seconds", type=int, metavar="S", help="how long a token is good for")
    parser.add_argument("--slow-seconds", type=float, metavar="S", help="how long a slow answer is held back")
    parser.add_argument("--env-file", type=Path, metavar="FILE", help="write the settings that a client needs")
    parser.add_argument("--credentials", type=Path, metavar="DIR", help="write the key as PKCS#12, JKS, PEM and JWK")
    parser.add_argument("--ignore-interrupt", action="store_true", default=False, help="leave Ctrl-C to the parent")
    parser.add_argument("--outlive-stdin", action="store_true", default=False, help="go on when stdin ends")
    return parser


if __name__ == "__main__":
    sys.exit(main())
