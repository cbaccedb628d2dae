"""The commands about the memory of slow identities: list, add, forget."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from batch.cli.flags import configured, given, settings_flags, speaking
from batch.cli.help.commands_told import ToldGroup
from batch.cli.speech.endings import ending_of_result
from batch.cli.speech.voice import current_voice
from batch.config import Config
from batch.errors import IdentityError, InputError, SettingsError
from batch.identity import Identity

if TYPE_CHECKING:  # the memory is SQLite, which help and completion do without
    from batch.ledger import SlowIdentity, SlowMemory

_SETTINGS = ("env", "out", "state", "slow_forget_after")
_STANDARD_INPUT = "-"
_OF_JSON = "print the result as one JSON object"


@click.group(cls=ToldGroup, invoke_without_command=True)
@settings_flags(*_SETTINGS)
@speaking(_OF_JSON)
@click.pass_context
def slow(context: click.Context, /, **flags: Any) -> None:  # noqa: ANN401
    """List, add to or forget the identities of a test environment that timed out, and are not asked about for a while.

    Without a subcommand they are listed: identifier, first and last time, longest wait, how often.
    """
    context.obj = given(flags)
    if context.invoked_subcommand is None:
        _list(_configured_for_test(context.obj))


@slow.command()
@click.argument("identifiers", metavar="ID...", nargs=-1, required=True)
@settings_flags(*_SETTINGS)
@speaking(_OF_JSON)
@click.pass_obj
def add(above: dict[str, Any], /, identifiers: Sequence[str], **flags: Any) -> None:  # noqa: ANN401
    """Remember these as slow; `-` reads them from standard input, one a line."""
    from batch.ledger import SlowIdentity

    config = _configured_for_test(above | given(flags))
    digits = _read(identifiers, config)
    now = datetime.now(UTC)
    with _memory(config) as memory:
        memory.remember(SlowIdentity(fnr=each, waited_ms=0, at=now) for each in digits)
    until = f"{now + config.slow.forget_after:%Y-%m-%d}"
    said = f"{len(digits):,} {'is' if len(digits) == 1 else 'are'} remembered as slow until {until}."
    current_voice().end(ending_of_result({"added": len(digits), "until": until}, [said]))


@slow.command()
@click.argument("identifiers", metavar="[ID...]", nargs=-1)
@settings_flags(*_SETTINGS)
@speaking(_OF_JSON)
@click.pass_obj
def forget(above: dict[str, Any], /, identifiers: Sequence[str], **flags: Any) -> None:  # noqa: ANN401
    """Forget these, or all that are remembered; `-` reads them from standard input, one a line."""
    config = _configured_for_test(above | given(flags))
    with _memory(config) as memory:
        wanted = _read(identifiers, config) if identifiers else memory.remembered()
        count = memory.forget(wanted)
    said = f"{count:,} forgotten; to be asked about again."
    current_voice().end(ending_of_result({"forgotten": count}, [said]))


def _configured_for_test(flags: dict[str, Any]) -> Config:
    config = configured(flags)
    if not config.run.env.is_test:
        raise SettingsError("in production nothing is remembered as slow", remedy="name a test environment with --env")
    return config


def _list(config: Config) -> None:
    """List the identifiers unmasked: they are what is asked for."""
    with _memory(config) as memory:
        entries = memory.entries()
    voice = current_voice()
    if voice.manner.as_json:
        identities = [_as_json(each) for each in entries]
        click.echo(json.dumps({"environment": config.run.env.value, "identities": identities}))
        return
    if voice.manner.is_quiet:
        return
    for each in entries:
        first_at = each.first_at or each.at
        click.echo(
            f"{each.fnr}  {first_at:%Y-%m-%d %H:%M}  {each.at:%Y-%m-%d %H:%M}  {each.waited_ms / 1000:8.1f} s"
            f"  {each.timeout_count:4}"
        )
    voice.say(f"{len(entries):,} remembered as slow in {config.run.env}", level="info")


def _as_json(identity: "SlowIdentity") -> dict[str, Any]:
    return {
        "fnr": identity.fnr,
        "first_at": (identity.first_at or identity.at).isoformat(),
        "last_at": identity.at.isoformat(),
        "waited_ms": identity.waited_ms,
        "timeout_count": identity.timeout_count,
    }


@contextmanager
def _memory(config: Config) -> "Iterator[SlowMemory]":
    """Open the memory while no run writes in it."""
    from batch.ledger import locked, open_slow_memory, state_folder

    now = datetime.now(UTC)
    out, state, since = config.export.out, config.export.state, config.slow.since(now)
    with (
        locked(out, now, state=state),
        open_slow_memory(state_folder(out, state), config.run.env, since=since) as memory,
    ):
        yield memory


def _read(identifiers: Sequence[str], config: Config) -> list[str]:
    texts = sys.stdin.read().split() if list(identifiers) == [_STANDARD_INPUT] else identifiers
    try:
        return [Identity.parse(text.strip(), accepts_2032=config.accepts_2032).digits for text in texts]
    except IdentityError as error:
        raise InputError(f"one of the identifiers is {error}", remedy="correct it, nothing was changed") from error
