"""Shows the settings in force, for a person or a script."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

from batch.config import Config, DescribedSetting, described_settings, foreign_addresses, refuse_untrusted_addresses
from batch.errors import SettingsError
from batch.errors.counted import counted

_NAME_WIDTH, _VALUE_WIDTH = 29, 24


def settings_lines(config: Config, *, width: int | None) -> list[str]:
    """Return a line for each setting; those that somebody has set come first, since they are what is looked for.

    On a terminal of that width, an origin that does not fit goes on below: a value stays whole, to be copied.
    """
    described = described_settings(config)
    given = [each for each in described if each.origin is not None]
    defaults = [each for each in described if each.origin is None]
    return [
        f"{counted(len(given), 'setting')} given, {len(defaults)} with their default; a value of - is not set.",
        *_lines(given, width),
        *([""] if given else []),
        *_lines(defaults, width),
        *([f"ektepakt-batch would refuse this: {error}"] if (error := _refusal(config)) else []),
    ]


def settings_as_json(config: Config) -> dict[str, Any]:
    return {
        "environment": config.run.env.value,
        "settings": {each.name: each.as_json() for each in described_settings(config)},
        "foreign_addresses": [each.setting.name for each in foreign_addresses(config)],
        "refused": (error := _refusal(config)) and error.as_json(),
        "notes": list(config.notes),
    }


def _lines(settings: Sequence[DescribedSetting], width: int | None) -> Iterator[str]:
    for each in settings:
        start, origin = f"{each.name:<{_NAME_WIDTH}} {_shown(each.value)}", each.said_origin
        line = f"{start:<{_NAME_WIDTH + _VALUE_WIDTH + 1}} {origin}"
        if width is None or len(line) <= width:
            yield line
        else:
            yield start
            indent = " " * (_NAME_WIDTH + 1)
            yield from wrap(origin, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False)


def _shown(value: object) -> str:
    match value:
        case None | [] | "":
            return "-"
        case bool():
            return str(value).lower()
        case list():
            return ",".join(map(str, value))
        case float():
            return f"{value:g}"
        case _:
            return str(value)


def _refusal(config: Config) -> SettingsError | None:
    try:
        refuse_untrusted_addresses(config)
    except SettingsError as error:
        return error
    return None
