"""Pollutes a table of persons in the 2,290 ways of HPI's Pollock benchmark, and tells who stands in each file.

The kinds and how many there are of each are those of its published list; table, persons and code are our own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from support.made_identifiers import made_identifiers

DATA_ROWS = 83
FNR = 3
"""The column of the identifiers, from 0."""

_PEOPLE = ("dato", "tid", "antall", "fnr", "pris", "vare", "beskrivelse", "lenke", "merknad")
_COUPLES = ("dato", "tid", "ektefelle", "fnr", "pris", "vare", "beskrivelse", "lenke", "verge")
_OF_OTHERS = {"ektefelle": 1, "verge": 3}  # columns of identifiers nobody asked about: how many rows to each filled one
_QUOTED = {6, 7}  # columns always in quotation marks; others where they hold a comma or a quotation mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Polluted:
    """One file, the delimiter that a person would name, the persons in it from top to bottom, and those of others."""

    name: str
    kind: str
    content: bytes
    delimiter: str
    identifiers: tuple[str, ...]
    of_others: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Rows of cells as they are written, with what stands between them."""

    rows: Sequence[Sequence[str]]
    delimiter: str = ","
    line_end: str = "\r\n"

    def with_row(self, number: int, *cells: str) -> Self:
        return replace(self, rows=[*self.rows[:number], cells, *self.rows[number + 1 :]])

    def text(self) -> str:
        return "".join(self.delimiter.join(row) + self.line_end for row in self.rows)


def polluted_files(*, are_couples: bool = False) -> Iterator[Polluted]:
    """Yield all 2,290; couples have a column of identifiers on either side of the one that is asked for."""
    values = _values(_COUPLES if are_couples else _PEOPLE, seed=21)
    more = _values(_COUPLES if are_couples else _PEOPLE, seed=22)
    identifiers, later = (tuple(row[FNR] for row in rows[1:]) for rows in (values, more))
    of_others = frozenset(
        row[at] for row in [*values, *more] for at, name in enumerate(values[0]) if name in _OF_OTHERS
    )
    for kind, place, text, delimiter in _texts(values, more):
        persons = {"no_payload": (), "header_only": (), "one_data_row": identifiers[:1]}.get(kind, identifiers)
        yield Polluted(
            name=f"{kind}{place}.csv",
            kind=kind,
            content=text.encode(),
            delimiter=delimiter,
            identifiers=persons + later if kind.startswith("multitable") else persons,
            of_others=of_others,
        )


def _texts(values: Sequence[Sequence[str]], more: Sequence[Sequence[str]]) -> Iterator[tuple[str, str, str, str]]:
    """Yield kind, place, text and delimiter of each file."""
    table = _written(values)
    for kind, text in _whole_files(table, more):
        yield kind, "", text, ","
    for delimiter, kind in ((";", "semicolon"), ("\t", "tab"), (" ", "space"), (", ", "comma_and_space")):
        yield f"delimiter_{kind}", "", replace(table, delimiter=delimiter).text(), delimiter[0]
    yield "quotation_char", "", _written(values, quote="'", escape="'").text(), ","
    yield "escape_backslash", "", _written(values, escape="\\").text(), ","
    yield "escape_missing", "", _written(values, escape="").text(), ","
    yield "record_delimiter_lf", "", replace(table, line_end="\n").text(), ","
    yield "record_delimiter_cr", "", replace(table, line_end="\r").text(), ","
    for at, row in enumerate(table.rows):
        yield "row_field_delimiter", f"_{at}", table.with_row(at, " ".join(row)).text(), ","
        for column, cell in enumerate(row):
            place, before, after = f"_{at}_{column}", row[:column], row[column + 1 :]
            yield "row_more_sep", place, table.with_row(at, *before, "", cell, *after).text(), ","
            extra = f'""{cell[1:]}' if cell.startswith('"') else f'"{cell}'
            yield "row_extra_quote", place, table.with_row(at, *before, extra, *after).text(), ","
            if column > 0:
                joined = table.with_row(at, *before[:-1], before[-1] + cell, *after)
                yield "row_less_sep", place, joined.text(), ","


def _whole_files(table: _Table, more: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    text, header = table.text(), table.rows[0]
    yield "source", text
    yield "no_payload", ""
    yield "no_trailing_newline", text.removesuffix("\r\n")
    yield "double_trailing_newline", text + "\r\n"
    yield "no_header", replace(table, rows=table.rows[1:]).text()
    yield "header_multirow_2", replace(table, rows=[header, *table.rows]).text()
    yield "header_multirow_3", replace(table, rows=[header, header, *table.rows]).text()
    yield "preamble", replace(table, rows=[["PREAMBLE", *[""] * 8], [""] * 9, *table.rows]).text()
    yield "multitable_less", text + _written([row[:-1] for row in more]).text()
    yield "multitable_same", text + _written(more).text()
    yield "multitable_more", text + _written([[*row, "x"] for row in more]).text()
    yield "header_only", replace(table, rows=table.rows[:1]).text()
    yield "one_data_row", replace(table, rows=table.rows[:2]).text()


def _written(values: Sequence[Sequence[str]], *, quote: str = '"', escape: str = '"') -> _Table:
    def write(value: str, column: int) -> str:
        needs_quotes = column in _QUOTED or "," in value or quote in value
        return f"{quote}{value.replace(quote, escape + quote)}{quote}" if needs_quotes else value

    return _Table(rows=[[write(value, column) for column, value in enumerate(row)] for row in values])


def _values(header: Sequence[str], *, seed: int) -> list[list[str]]:
    own, others = made_identifiers(seed), made_identifiers(seed + 100)
    rows = [_person(number, next(own)) for number in range(DATA_ROWS)]
    for column, name in enumerate(header):
        every = _OF_OTHERS.get(name)
        for number, row in enumerate(rows if every else []):
            row[column] = next(others) if number % (every or 1) == 0 else ""
    return [list(header), *rows]


def _person(number: int, identifier: str) -> list[str]:
    return [
        f"{number % 28 + 1:02}/01/2018",
        f"{number % 24:02}:15",
        str(number % 34),
        identifier,
        f"${number * 7 % 90}.{number % 100:02}",
        ["Stuebord", "Pute, rød", 'Sykkel, 24"', "Barnelue"][number % 4],
        f"Nr. {number}: tåler vær, vind og lek i snøen" + (' i str. 9"' if number % 5 == 0 else "") + ", hele året.",
        f"https://www.example.com/vare/{number}.html",
        "sendt, betalt" if number % 9 == 4 else "",
    ]
