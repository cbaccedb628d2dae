"""`option()`, with which the classes in `*_options.py` declare a setting: default, unit and help in one place."""

from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from typing import Any, NewType, TypeVar

Secret = NewType("Secret", str)
"""A setting that is never a flag and never shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionHelp:
    """What people are told about one option, and which values it takes.

    `read` makes a value of what was written, where its type alone does not tell how; `check` returns a value of that
    type as it is used. Both raise ValueError for what is not taken.
    """

    help: str
    metavar: str | None = None
    minimum: float | None = None
    is_flag: bool = True
    read: Callable[[object], object] | None = None
    check: Callable[[Any], Any] | None = None


_T = TypeVar("_T")


def option(
    default: _T,
    help_: str,
    *,
    metavar: str | None = None,
    minimum: float | None = None,
    is_flag: bool = True,
    is_secret: bool = False,
    read: Callable[[object], object] | None = None,
    check: Callable[[Any], Any] | None = None,
) -> _T:
    """Declare a dataclass field that is a setting.

    `is_flag=False` keeps it out of the command line, `is_secret=True` out of the repr.
    """
    about = OptionHelp(help=help_, metavar=metavar, minimum=minimum, is_flag=is_flag, read=read, check=check)
    return field(default=default, repr=not is_secret, metadata={"option": about})


def declared_options(option_class: type[Any]) -> list[tuple[Field[Any], OptionHelp]]:
    """List the settings of an option class in their order."""
    return [(each, each.metadata["option"]) for each in fields(option_class) if "option" in each.metadata]
