"""Completes what a shell asks for: values of settings, names of runs, files."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import click
from click.shell_completion import CompletionItem

from batch.config import Setting
from batch.errors import EktepaktBatchError
from batch.options.compare_options import NONE, PREVIOUS

_RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}(-\d+)?")
_LATEST = "latest"
Items = list[CompletionItem[str]]
Completer = Callable[[click.Context, click.Parameter, str], Items]


def completer_of(setting: Setting) -> Completer | None:
    """Return what completes the values of a setting; None where any text is one."""
    kinds = [each for each in (setting.type, *get_args(setting.type)) if isinstance(each, type)]
    if setting.name == "compare_with":
        return lambda ctx, param, begun: [*_matching((PREVIOUS, NONE), begun), *run_ids(ctx, param, begun)]
    if enums := [each for each in kinds if issubclass(each, Enum)]:
        values = [str(each.value) for each in enums[0]]
        return _of_list(values) if setting.is_list else lambda _ctx, _param, begun: _matching(values, begun)
    if Path in kinds:
        kind = "dir" if setting.about.metavar == "DIR" else "file"
        return lambda _ctx, _param, begun: [CompletionItem(begun, type=kind)]
    return None


def run_ids(ctx: click.Context, _param: click.Parameter, begun: str) -> Items:
    """Complete the names of the runs under --out, the newest first."""
    with suppress(EktepaktBatchError, OSError):
        found = [each.name for each in (_out(ctx) / "runs").iterdir() if _RUN_ID.fullmatch(each.name)]
        return _matching(sorted(found, reverse=True), begun)
    return []


def latest_or_run_ids(ctx: click.Context, param: click.Parameter, begun: str) -> Items:
    return [*_matching((_LATEST,), begun), *run_ids(ctx, param, begun)]


def files_or_run_ids(ctx: click.Context, param: click.Parameter, begun: str) -> Items:
    """Files come first: bash drops what it was told before it hears that files are wanted."""
    return [CompletionItem(begun, type="file"), *run_ids(ctx, param, begun)]


def _out(ctx: click.Context) -> Path:
    """Return the folder that the command would use, by its flags or wherever else --out is set."""
    from batch.config.loading import load_config  # noqa: PLC0415 - pydantic, which other completions do without

    above: click.Context | None = ctx
    given: dict[str, Any] = {}
    while above is not None:
        if above.params.get("out") and not given:
            given["out"] = above.params["out"][-1]
        above = above.parent
    return load_config(given, folder=Path.cwd(), today=datetime.now(UTC).date()).export.out


def _of_list(values: Iterable[str]) -> Completer:
    """Complete the last of several values that are separated by commas."""

    def complete(_ctx: click.Context, _param: click.Parameter, begun: str) -> Items:
        before, comma, last = begun.rpartition(",")
        given = before.split(",")
        return [
            CompletionItem(f"{before}{comma}{each}") for each in values if each.startswith(last) and each not in given
        ]

    return complete


def _matching(values: Iterable[str], begun: str) -> Items:
    return [CompletionItem(each) for each in values if each.startswith(begun)]
