"""Finding the header row and the identifier columns."""

import shlex
from collections.abc import Sequence
from itertools import islice

import pytest
from support.made_identifiers import made_identifiers

from batch.cells.rows import Cell
from batch.errors import AmbiguousColumnsError, ColumnError
from batch.inputs.columns import layout
from batch.inputs.columns.layout import Layout, describe_columns, find_layout, is_named, lay_out
from batch.tables import ERRORS, OPPSLAG

IDS = list(islice(made_identifiers(), 40))
OTHERS = list(islice(made_identifiers(2), 40))
COUPLES = list(zip(IDS, OTHERS, strict=True))


def find(sample: Sequence[Sequence[Cell]], *wanted: str) -> Layout:
    return find_layout(sample, wanted=wanted, accepts_2032=False)


def found(sample: Sequence[Sequence[Cell]], *wanted: str) -> tuple[int | None, list[str]]:
    decided = find(sample, *wanted)
    return decided.header, [column.name for column in decided.columns]


def test_a_named_column_with_identifiers_is_found() -> None:
    assert found([["Navn", "Fnr"], *(["Ola", number] for number in IDS)]) == (0, ["Fnr"])


def test_an_unnamed_column_is_found_by_its_content() -> None:
    assert found([["Navn", "Kunde"], *(["Ola", number] for number in IDS)]) == (0, ["Kunde"])


def test_a_damaged_column_is_found_by_its_content() -> None:
    assert found([["Navn", "Kunde"], *(["Ola", int(number)] for number in IDS)]) == (0, ["Kunde"])


def test_the_header_may_stand_below_titles() -> None:
    titles: list[list[Cell]] = [["Liste over fødselsnummer", None], [None, None], ["Laget 2024-01-01"], []]
    assert found([*titles, ["Fødselsnr", "Navn"], *([number, "Ola"] for number in IDS)]) == (4, ["Fødselsnr"])


@pytest.mark.parametrize(
    "day", ["31.12.2023", "31.12.23", "1/2-2023", "2023-12-31", "20231231", "2022/2023", "2022\N{EN DASH}2023"]
)
def test_a_name_of_identifiers_may_say_as_of_when(day: str) -> None:
    name = f"Fødselsnummer slik det er registrert per {day}"
    assert found([[name, "Navn"], *([number, "Ola"] for number in IDS)])[0] == 0
    assert found([[f"fnr {IDS[0]} mangler", "Navn"], *([number, "Ola"] for number in IDS)])[0] is None
    assert found([[f"fnr {day} 12345", "Navn"], *([number, "Ola"] for number in IDS)])[0] is None
    titled = [[f"Uttrekk av fødselsnummer {day}"], ["Kunde", "Navn"], *([number, "Ola"] for number in IDS)]
    assert found(titled)[0] == 1


def test_a_birth_date_in_an_identifiers_place_is_a_row_and_no_header() -> None:
    assert found([["f. 12.03.1990", "Kari"], *([number, "Ola"] for number in IDS)]) == (None, ["column 1"])


def test_an_unnamed_header_may_stand_below_titles() -> None:
    titles: list[list[Cell]] = [["Kundeliste"], []]
    assert found([*titles, ["Kunde", "Navn"], *([number, "Ola"] for number in IDS)]) == (2, ["Kunde"])


def test_a_table_may_begin_with_its_data() -> None:
    assert found([["Ola", number] for number in IDS]) == (None, ["column 2"])


def test_damaged_first_rows_are_data_and_no_header() -> None:
    assert found([["kr 41 819 077 302"], ["4l819077302"], *([number] for number in IDS)]) == (None, ["column 1"])


def test_rows_between_header_and_first_identifier_are_data() -> None:
    assert found([["Navn", "Kunde"], ["Ola", None], ["Kari", "mangler"], *(["P", n] for n in IDS)]) == (0, ["Kunde"])


def test_a_column_named_fnr_is_found_though_nothing_in_it_is_lawful() -> None:
    assert found([["Navn", "fnr"], ["Ola", "1234"], ["Kari", ""]]) == (0, ["fnr"])


def test_a_column_with_few_identifiers_is_found_when_no_other_has_more() -> None:
    few = [[number] for number in IDS[:3]] + [["mangler"]] * 17
    assert found([["Kunde"], *few]) == (0, ["Kunde"])
    with pytest.raises(ColumnError, match=r"no column holds .*“Kunde” \(5% lawful\)"):
        find([["Kunde"], [IDS[0]], *[["mangler"]] * 19])


def test_a_fuller_row_of_words_below_the_header_is_data() -> None:
    assert found([["fnr"], ["mangler", "se vedlegg"], *([number] for number in IDS)]) == (0, ["fnr"])


@pytest.mark.parametrize(
    "first", [["fnr mangler", "Kari", "Oslo"], ["mangler fnr", "Kari", ""], ["fnr", "Navn", "Sted"]]
)
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("title", [[], [["Liste med fnr", "", ""], []], [["Liste", "over fnr", ""]]])
def test_a_row_of_data_that_speaks_of_identifiers_is_no_header(
    title: list[list[str]], first: list[str], count: int
) -> None:
    rows = [*title, ["fnr", "Navn", "Sted"], *[first] * count, *([number, "Ola", "Oslo"] for number in IDS)]
    assert found(rows) == (len(title), ["fnr"])


def test_of_titles_and_notes_in_a_single_column_that_name_it_none_is_its_header() -> None:
    rows = [["Oversikt over fødselsnummer"], [], ["Fødselsnummer"], ["Fødselsnummer mangler"], *([n] for n in IDS)]
    assert found(rows) == (2, ["Fødselsnummer"])


def test_a_first_row_with_a_cell_more_than_the_header_is_data() -> None:
    rows = [["Liste"], ["Kunde", "Navn", ""], ["ukjent", "Ola", "flyttet"], *([number, "Ola", ""] for number in IDS)]
    assert found(rows) == (1, ["Kunde"])


@pytest.mark.parametrize("header", [["fnr", "Navn"], ["Kunde", "Navn"], ["Navn", "fnr"]])
def test_no_identifier_is_skipped_as_what_stands_above_a_header(header: list[str]) -> None:
    rows = [[number, "Ola"] for number in IDS]
    assert found([*rows[:3], header, *rows[3:]]) == (None, ["column 1"])
    wide = [*header, "Gate", "Sted", "Merknad"]
    assert found([*([number] for number in IDS[:3]), wide, *rows[3:]]) == (None, ["column 1"])
    swapped = [row[::-1] for row in rows]
    assert found([*swapped[:3], header, *rows[3:]])[0] is None


def test_a_title_may_name_a_person() -> None:
    header = ["fnr", "Navn", "Gate", "Sted"]
    assert found([["Bestilt av", OTHERS[0]], [], header, *([n, "Ola", "", ""] for n in IDS)]) == (2, ["fnr"])


@pytest.mark.parametrize("header", [["fnr", "fnr ektefelle"], ["fnr", "Navn"], ["fnr ektefelle", "fnr"]])
def test_a_header_without_a_name_for_the_row_names_stands_above_the_columns_after_them(header: list[str]) -> None:
    rows = [header, *([str(n), a, b if "ektefelle" in "".join(header) else "Ola"] for n, (a, b) in enumerate(COUPLES))]
    assert [column.index for column in find(rows, "fnr").columns] == [1 + header.index("fnr")]


@pytest.mark.parametrize("last", ["", "x", OTHERS[0]])
def test_a_header_without_a_name_for_the_last_column_stands_where_it_is(last: str) -> None:
    rows = [["Navn", "fnr"], *(["Ola", number, last] for number in IDS)]
    assert [column.index for column in find(rows, "fnr").columns] == [1]


@pytest.mark.parametrize(
    ("header", "wanted", "columns"),
    [
        (["navnnr", "ektefelle", "fnr", "merknad"], ["fnr"], "--column 3 or --column 4"),
        (["navnnr", "ektefelle", "fnr", "merknad"], [], "--column 3 or --column 4"),
        (["navn", "nr", "", "ektefelle", "fnr", "merknad"], ["fnr"], None),
        (["", "navn", "nr", "fnr", "ektefelle", "merknad"], ["fnr"], "--column 3 or --column 4"),
    ],
    ids=["joined", "found by name", "added, above another's", "added"],
)
def test_a_header_whose_cells_are_too_few_or_too_many_names_no_column_for_sure(
    header: list[str], wanted: list[str], columns: str | None
) -> None:
    rows = [header, *(["Ola", str(n), b, a, "ok"] for n, (a, b) in enumerate(COUPLES))]
    if columns is None:
        assert find(rows, *wanted).columns[0].lawful == 0
        return
    with pytest.raises(ColumnError, match=f"^the header has .* cells and the rows below it have 5, .*{columns}$"):
        find(rows, *wanted)
    assert [column.index for column in find(rows, "4").columns] == [3]


def test_a_column_that_is_named_in_two_ways_is_read_once() -> None:
    layout = find([["Fnr", "Navn"], *([number, "Ola"] for number in IDS)], "fnr", "1", "FNR")
    assert [column.index for column in layout.columns] == [0]


def test_a_header_without_any_identifier_below_it_may_stand_below_titles() -> None:
    assert found([["Rapport 20240101"], ["fnr", "Navn"], ["1234", "Ola"]]) == (1, ["fnr"])


def test_a_header_is_found_by_the_columns_that_are_wanted() -> None:
    assert found([["Oversikt"], ["A", "B"], ["1", "2"]], "b") == (1, ["B"])


def test_a_five_digit_personnummer_does_not_compete_with_full_numbers() -> None:
    rows = [["Personnummer", "ID"], *([number[6:], number] for number in IDS)]
    assert found(rows) == (0, ["ID"])


def test_a_column_named_as_something_else_is_never_taken_by_itself() -> None:
    rows = [["Kundenr", "Navn"], *([number, "Ola"] for number in IDS)]
    with pytest.raises(ColumnError, match=r"^no column holds .*“Kundenr” \(100% lawful\), “Navn” \(0% lawful\)"):
        find(rows)
    assert found(rows, "Kundenr") == (0, ["Kundenr"])


def test_two_candidates_are_an_error_that_lists_both_with_their_shares() -> None:
    spouses = [*OTHERS[:30], *"x" * 10]
    rows = [["Fnr", "Navn", "Ektefelle"], *([a, "Ola", b] for a, b in zip(IDS, spouses, strict=True))]
    with pytest.raises(ColumnError, match=r"2 .* “Fnr” \(100% lawful\), “Ektefelle” \(75% lawful\); .*"):
        find(rows)


@pytest.mark.parametrize("header", [["Fnr", "Navn"], ["Kunde", "Navn"], ["Fnr", "Navn", "Merknad"], None])
def test_a_single_identifier_in_another_column_does_not_compete_and_is_told(header: list[str] | None) -> None:
    rows = [[number, "Ola", ""] for number in IDS]
    rows[7][2] = OTHERS[0]
    layout = find([*([header] if header else []), *rows])
    assert [column.index for column in layout.columns] == [0]
    assert [column.name for column in layout.strays] == ["Merknad" if header and len(header) > 2 else "column 3"]


@pytest.mark.parametrize(
    ("name", "spouses", "rows"),
    [("Ektefelle fnr", 1, 40), ("Ektefelle", 2, 40), ("Ektefelle", 1, 4)],
    ids=["named so", "more than one", "not many of the others either"],
)
def test_a_column_that_may_be_a_second_list_still_competes(name: str, spouses: int, rows: int) -> None:
    others = [*OTHERS[:spouses], *[""] * rows]
    sample = [["Fnr", name], *([a, b] for a, b in zip(IDS[:rows], others, strict=False))]
    with pytest.raises(ColumnError, match=f"2 columns can be the identifiers: “Fnr” .*, “{name}” "):
        find(sample)


def test_columns_can_be_named_by_name_by_folded_name_or_by_number() -> None:
    rows = [["Fnr", "Navn", "Ektefelles fnr."], *([a, "Ola", b] for a, b in zip(IDS, OTHERS, strict=True))]
    assert found(rows, "Ektefelles fnr.", "FNR") == (0, ["Ektefelles fnr.", "Fnr"])
    assert found(rows, "3", "1") == (0, ["Ektefelles fnr.", "Fnr"])
    assert found(rows[1:], "3", "1") == (None, ["column 3", "column 1"])


def test_a_column_that_is_not_there_is_an_error_that_lists_those_that_are() -> None:
    with pytest.raises(ColumnError, match=r"^there is no column “pnr”; .*“Fnr” \(100% lawful\), “Navn”"):
        find([["Fnr", "Navn"], [IDS[0], "Ola"]], "pnr")


def test_two_columns_of_the_same_name_are_told_apart_by_number() -> None:
    rows = [["fnr", "fnr"], [IDS[0], OTHERS[0]]]
    with pytest.raises(ColumnError, match=r"2 columns are called “fnr”; .*--column 1 or --column 2"):
        find(rows, "fnr")
    assert [column.index for column in find(rows, "2").columns] == [1]


def test_a_table_without_any_identifier_is_an_error() -> None:
    with pytest.raises(ColumnError, match=r"no column holds .*“column 1” \(0% lawful\)"):
        find([["a", "b"], ["1", "2"]])


def test_the_first_row_of_a_list_without_identifiers_is_not_quoted() -> None:
    names = [["Ola Nordmann", "Storgata"], ["Kari Nordmann", "Lillegata"]]
    for wanted in ((), ("fnr",), ("9",)):
        with pytest.raises(ColumnError) as caught:
            find(names, *wanted)
        assert "Nordmann" not in str(caught.value)
        assert "“column 2” (0% lawful)" in str(caught.value)
    assert found(names, "1") == (None, ["column 1"]), "the first is somebody, too"
    with pytest.raises(ColumnError, match="there is no column “Ola Nordmann”"):
        find(names, "Ola Nordmann")


def test_a_row_of_words_above_numbers_is_a_header_and_sure_when_it_bears_a_named_column() -> None:
    rows = [["Person", "Gate"], ["4,18E+10", "Storgata"], ["4,19E+10", "Lillegata"]]
    assert (found(rows, "person"), found(rows, "1")) == ((0, ["Person"]), (0, ["column 1"]))
    assert found(rows, "person", "2") == (0, ["Person", "Gate"]), "a number says nothing about the header"
    assert found(rows[:1], "person") == (0, ["Person"])


@pytest.mark.parametrize("wanted", ["Kari 3", "Kari 3 ", "kari 3"])
def test_a_name_in_a_row_of_data_makes_no_header_of_it(wanted: str) -> None:
    with pytest.raises(ColumnError, match=r"there is no column “[Kk]ari 3 ?”"):
        find([[number, f"Kari {n}"] for n, number in enumerate(IDS)], wanted)
    with pytest.raises(ColumnError, match="there is no column"):
        find([["navn", "gate"], *([f"Kari {n}", "Storgata"] for n in range(9))], wanted)


@pytest.mark.parametrize("titles", [0, 2])
def test_a_number_is_the_position_of_a_column(titles: int) -> None:
    rows = [[number, other, "1"] for number, other in zip(IDS, OTHERS, strict=True)]
    sample = [*[["Liste over kunder"]] * titles, ["fnr", "ektefelle fnr", "barn"], *rows]
    assert found(sample, "1") == (titles, ["fnr"])
    assert found(sample, "02", "1") == (titles, ["ektefelle fnr", "fnr"])
    assert found(rows, "1") == (None, ["column 1"])


@pytest.mark.parametrize("wanted", ["0", "-1", "4", "9" * 200])
def test_a_number_that_no_column_has_is_an_error_that_counts_them(wanted: str) -> None:
    with pytest.raises(ColumnError, match=f"no column number {wanted}, .* there are 3 columns; name one of 1 to 3: "):
        find([["fnr", "navn", "barn"], *([number, "Ola", "2"] for number in IDS)], wanted)


def test_a_number_that_the_header_bears_is_a_name() -> None:
    rows = [
        ["fnr", "3", "2024", "20240131"],
        *([number, "a", other, "b"] for number, other in zip(IDS, OTHERS, strict=True)),
    ]
    taken = {wanted: find(rows, wanted).columns[0] for wanted in ("3", "2024", "4", "20240131")}
    assert {wanted: column.index for wanted, column in taken.items()} == {"3": 1, "2024": 2, "4": 3, "20240131": 3}
    assert {wanted for wanted, column in taken.items() if not is_named(wanted, column)} == {"4"}


@pytest.mark.parametrize("names", [ERRORS.column_names, OPPSLAG.column_names])
def test_in_our_own_tables_the_damaged_value_stands_in_for_an_identifier(names: Sequence[str]) -> None:
    rows = [[number, "", *names[2:]] for number in IDS[:9]] + [["", number, *names[2:]] for number in IDS[9:20]]
    for wanted in ([], ["fnr"], ["1"]):
        layout = find([names, *rows], *wanted)
        assert ([column.name for column in layout.columns], layout.stand_in and layout.stand_in.index) == (["fnr"], 1)
    assert find([names, *rows], "input_value").stand_in is None
    assert find([names, *rows], "fnr", "input_value").stand_in is None
    others = find([["fnr", "input_value", "outcome"], *rows], "fnr")
    assert others.stand_in is None, "another list may have columns of these names"


def test_several_candidates_are_named_by_flags_that_a_shell_takes() -> None:
    rows = [["fnr", "ektefelle's fnr", "fnr"], *zip(IDS, OTHERS, IDS, strict=True)]
    with pytest.raises(AmbiguousColumnsError) as caught:
        find(rows)
    assert shlex.split(caught.value.flags) == ["--column", "1", "--column", "ektefelle's fnr", "--column", "3"]
    assert found(rows, *shlex.split(caught.value.flags)[1::2])[1] == ["fnr", "ektefelle's fnr", "fnr"]


def test_a_damaged_first_row_taken_for_a_header_does_not_give_its_digits_as_a_name() -> None:
    columns = describe_columns(["Fnr: 418190 77302", "Navn"], [[IDS[0], "Ola"]], accepts_2032=False)
    assert [column.name for column in lay_out(columns, header=None, wanted=()).columns] == ["column 1"]


def test_many_columns_are_not_all_listed() -> None:
    with pytest.raises(ColumnError, match=r"“column 8” \(0% lawful\) and 192 more"):
        find([[f"c{n}" for n in range(200)], ["x"] * 200])


@pytest.mark.parametrize("wanted", [[], ["fnr"]])
def test_a_table_of_nothing_is_said_to_be_empty(wanted: list[str]) -> None:
    with pytest.raises(ColumnError, match=r"^is empty; check how it was made"):
        find([], *wanted)


def test_a_number_in_a_title_does_not_hide_a_damaged_column() -> None:
    without_zeros: list[list[Cell]] = [[number[1:]] for number in islice(made_identifiers(3, day_to=9), 12)]
    assert found([["2026"], ["Kunde"], *without_zeros]) == (1, ["Kunde"])


@pytest.mark.parametrize("blank", ["", None, " "])
def test_only_columns_with_a_filled_cell_are_judged(monkeypatch: pytest.MonkeyPatch, blank: Cell) -> None:
    """One stray cell far to the right makes thousands of columns between; a column of the sample is judged at most."""
    judged: list[Sequence[Cell]] = []
    gather = layout.gather_evidence
    monkeypatch.setattr(layout, "gather_evidence", lambda cells, rules: judged.append(cells) or gather(cells, rules))
    rows: list[list[Cell]] = [["Navn", "Fnr", *([blank] * 500)], *(["Ola", number, *([blank] * 500)] for number in IDS)]
    rows[1][-1] = "x"
    assert found(rows) == (0, ["Fnr"])
    assert len(judged) == 3
    assert found(rows, "300") == (0, ["column 300"]), "an empty one can still be named"
