"""Writes the pages that are made of declarations anew: `make docs`. A test compares them with what lies here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from batch.config.in_force import shown
from batch.config.setting_names import PARTS, Setting
from batch.options.export_options import Words
from batch.tables import ANNOTATION, ERRORS, RESULT_TABLES, OutputTable
from batch.tables.changes import CHANGES
from batch.tables.words.changes import CHANGES as CHANGES_IN_WORDS
from batch.tables.words.outcomes import OUTCOMES
from batch.tables.words.reasons import REASONS
from batch.tables.words.repairs import REPAIRS
from batch.tables.words.said import Said

HERE = Path(__file__).parent
_MADE = "<!-- Made by `make docs` from the declarations in {}; change those. -->"


def main() -> None:
    """Write each page beside this script."""
    for name, text in pages().items():
        (HERE / name).write_text(text, "utf-8")


def pages() -> dict[str, str]:
    """Return the text of each page by the name of its file."""
    return {"settings.md": "\n".join(_settings()) + "\n", "tables.md": "\n".join(_tables()) + "\n"}


def _settings() -> Iterator[str]:
    yield from ("# Settings", "", _MADE.format("`batch/options/`"), "")
    yield "Each setting has one name in three forms: a flag, a name in the environment or in `.env`, and a key in"
    yield "`ektepakt-batch.toml`. The first of these that has it decides; which files are read, and when not,"
    yield "is in [ppe.md](ppe.md#settings). What has no flag belongs to the installation, or is secret."
    for part in PARTS:
        yield from ("", f"## {_title(part.option_class.__doc__ or part.name)}", "")
        yield from _rows(("flag", "environment", "TOML", "default", "meaning"), map(_setting, part.settings))


def _title(doc: str) -> str:
    first = doc.partition("\n")[0].removeprefix("Settings: ").rstrip(".").partition(";")[0]
    return first[0].upper() + first[1:]


def _setting(setting: Setting) -> tuple[str, ...]:
    flag = f"`{setting.flag}`" if setting.about.is_flag else ""
    if flag and setting.is_switch:
        flag = f"{flag}, `--no-{setting.flag.removeprefix('--')}`"
    default = _default(setting)
    meaning = setting.about.help.partition("  [default:")[0]
    return flag, f"`{setting.environment_name}`", f"`{setting.name}`", default, meaning


def _default(setting: Setting) -> str:
    default = shown(setting.field.default)
    if isinstance(default, bool):
        return "on" if default else "off"
    return "" if default in (None, []) else f"`{default}`"


def _tables() -> Iterator[str]:
    yield from ("# Tables", "", _MADE.format("`batch/tables/`"), "")
    yield "Each column of each table, in order. Any value can be missing: empty in CSV, null in Parquet. How the tables"
    yield "hang together, and what an outcome means, is in [outputs.md](outputs.md)."
    for table in (*RESULT_TABLES, ERRORS, CHANGES):
        yield from _table(f"`{table.name}`", table)
    yield from _table("The columns of a copy", ANNOTATION)
    yield from _in_words("Outcomes", {kind.value: said for kind, said in OUTCOMES.items()})
    yield from _in_words("Reasons", REASONS)
    yield from _in_words("Repairs", REPAIRS)
    yield from _in_words("Changes", CHANGES_IN_WORDS)


def _in_words(what: str, codes: Mapping[str, Said]) -> Iterator[str]:
    yield from ("", f"## {what} in words", "", "The code, and how a workbook says it by `--words`.", "")
    rows = ((f"`{code}`", said.by(Words.NB), said.by(Words.EN)) for code, said in codes.items())
    yield from _rows(("code", "nb", "en"), rows)


def _table(title: str, table: OutputTable) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    if table.description is not None:
        yield table.description.en
    if table.key:
        yield f"What tells its rows apart: {_names(table.key)}."
    if table.reference is not None:
        yield f"Its rows belong to those of `{table.reference.table}`, by {_names(table.reference.columns)}."
    if table.description is not None:
        yield ""
    yield from _rows(
        ("column", "type", "holds"),
        ((f"`{each.name}`", each.type.name.lower(), each.description.en) for each in table.columns),
    )


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in columns)


def _rows(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(header)
    yield "|" + "---|" * len(header)
    for row in rows:
        yield _row(row)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(each.replace('|', chr(92) + '|') for each in cells)} |"


if __name__ == "__main__":
    main()
