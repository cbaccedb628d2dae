"""The command `sandbox` with its flags as the sandbox declares them; they are asked for when they are needed."""

from pathlib import Path
from typing import Any

import click

from batch.cli.help.commands_told import ToldCommand


def _click_type(kind: object) -> Any:  # noqa: ANN401 - what click takes for a type
    if isinstance(kind, tuple):
        return click.Choice(kind)
    return click.Path(path_type=Path) if kind is Path else kind


class SandboxCommand(ToldCommand):
    """Takes its flags from the sandbox, which other commands do without."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        if not self.params:
            from batch.sandbox.flags import FLAGS  # noqa: PLC0415 - aiohttp and all that the sandbox is made of

            self.params = [
                click.Option(
                    [f"{each.flag}/--no-{each.flag.removeprefix('--')}" if each.has_opposite else each.flag, each.name],
                    type=_click_type(each.kind),
                    metavar=each.metavar,
                    help=each.help,
                    default=None,
                    is_flag=each.kind is None,
                )
                for each in FLAGS
            ]
        return super().get_params(ctx)

    def title_of(self, param: click.Option) -> str:
        from batch.sandbox.flags import FLAGS  # noqa: PLC0415

        return next((each.subject for each in FLAGS if each.name == param.name), super().title_of(param))
