"""Lets `python -m batch.sandbox` be the sandbox as a process of its own."""

from argparse import SUPPRESS, ArgumentParser, Namespace

from batch.sandbox.options import SandboxOptions
from batch.sandbox.serving import serve


def main() -> None:
    """Read the command line; a flag that is not given leaves the option's default."""
    given = vars(_parser().parse_args(namespace=Namespace()))
    ignore_interrupt = given.pop("ignore_interrupt", False)
    outlive_stdin = given.pop("outlive_stdin", False)
    serve(SandboxOptions(**given), ignore_interrupt=ignore_interrupt, outlive_stdin=outlive_stdin)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m batch.sandbox", argument_default=SUPPRESS)
    parser.add_argument("--seed", type=int, help="makes the population")
    parser.add_argument("--port", type=int, help="0 takes a free one")
    parser.add_argument("--token-lifetime-seconds", type=int, help="how long a token is good for")
    parser.add_argument("--slow-seconds", type=float, help="how long a slow identity's answer is held back")
    parser.add_argument("--ignore-interrupt", action="store_true", help="leave Ctrl-C to the parent")
    parser.add_argument("--outlive-stdin", action="store_true", help="go on when standard input ends")
    return parser


if __name__ == "__main__":
    main()
