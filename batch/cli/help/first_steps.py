"""What somebody is told who calls the program without saying what for."""

import click

from batch.cli.help.commands_told import first_sentence
from batch.cli.help.examples import FIRST_STEPS
from batch.cli.help.layout import Layout


def first_steps(context: click.Context) -> list[str]:
    """Return what to try first, as commands to copy."""
    layout = Layout()
    layout.write_text(first_sentence(context.command))
    for each in FIRST_STEPS:
        layout.write_paragraph()
        layout.write_text(f"{each.what}:")
        with layout.indentation():
            layout.write_command(each.line)
    return layout.getvalue().splitlines()
