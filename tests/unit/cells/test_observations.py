"""What only a whole column shows."""

from collections.abc import Sequence
from itertools import islice

from support.made_identifiers import made_identifiers

from batch.cells.evidence import gather_evidence
from batch.cells.observations import ColumnObserver, Observation, Oddity
from batch.cells.reading import read_cell
from batch.cells.rows import Cell
from batch.cells.rules import ReadingRules

RULES = ReadingRules(accepts_2032=False)
IDS = list(islice(made_identifiers(6), 30))


def observe(*columns: Sequence[Cell]) -> tuple[Observation, ...]:
    return tuple(each for n, column in enumerate(columns) for each in observe_column(f"c{n}", column))


def observe_column(name: str, cells: Sequence[Cell]) -> list[Observation]:
    """Look at the cells as intake does, from row 2 on."""
    observer = ColumnObserver(name, accepts_2032=False)
    evidence = gather_evidence(cells, RULES)
    for row, cell in enumerate(cells, start=2):
        identity = read_cell(cell, evidence, RULES).identity
        observer.look_at(row, cell, identity and identity.digits)
    return observer.observations()


def accounts(count: int) -> list[str]:
    """Right account numbers that are no lawful identifiers: nobody's month is 55."""
    made = []
    for number in range(count):
        base = f"1255{number:06}"
        check = -sum(w * int(d) for w, d in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), base, strict=True)) % 11
        if check < 10:
            made.append(f"{base}{check}")
    return made


def test_an_ordinary_column_shows_nothing() -> None:
    assert observe([*IDS, None, "", "mangler", IDS[0][:-1] + "x"]) == ()


def test_account_numbers_are_recognised_in_both_forms() -> None:
    plain = accounts(20)
    dotted = [f"{number[:4]}.{number[4:6]}.{number[6:]}" for number in plain]
    assert observe(plain, dotted) == tuple(
        Observation(column=name, oddity=Oddity.KONTONUMMER, count=len(plain), rows=(2, 3, 4, 5, 6))
        for name in ("c0", "c1")
    )


def test_a_few_account_numbers_or_one_wrong_number_among_them_are_no_account_column() -> None:
    assert observe(accounts(4)) == ()
    assert observe([*accounts(20), "12550000000"]) == ()
    assert observe([*accounts(10), *IDS]) == ()


def test_a_dragged_fill_handle_is_seen_with_all_its_rows() -> None:
    dragged = [int(IDS[0]) + step for step in range(8)]
    (seen,) = observe([IDS[1], *dragged, IDS[2], *dragged[:3], *dragged[4:6]])
    assert (seen.oddity, seen.count, seen.rows) == (Oddity.CONSECUTIVE, 11, (3, 4, 5, 6, 7))


def test_two_neighbours_that_differ_by_one_are_no_run() -> None:
    assert observe([IDS[0], str(int(IDS[0]) + 1).zfill(11), IDS[1]]) == ()


def test_a_personnummer_of_five_digits_is_said() -> None:
    (seen,) = observe([number[6:] for number in IDS])
    assert (seen.oddity, seen.count) == (Oddity.HALF_NUMBERS, 30)
    assert str(seen).startswith("column “c0” holds only the last five digits of a fødselsnummer")


def test_a_column_of_which_only_a_few_in_a_hundred_are_lawful_is_said() -> None:
    shifted = [number[1:] + number[0] for number in islice(made_identifiers(8), 300)]
    lawful = [number for number in shifted if read_cell(number, gather_evidence([], RULES), RULES).identity]
    (seen,) = observe([*shifted, IDS[0]])
    assert (seen.oddity, seen.count) == (Oddity.FEW_LAWFUL, len(shifted) - len(lawful))
    assert str(seen).startswith("column “c0” holds eleven-digit numbers of which next to none is lawful")


def test_a_column_with_a_fifth_of_lawful_numbers_or_a_short_one_is_not_said_to_have_few() -> None:
    unlawful = [number[:-1] + str((int(number[-1]) + 1) % 10) for number in islice(made_identifiers(8), 80)]
    assert observe([*unlawful, *IDS[:20]], unlawful[:19]) == ()


def test_an_observation_names_rows_and_shows_no_digit_of_a_cell() -> None:
    (seen,) = observe(accounts(20))
    assert str(seen).endswith(f"right account numbers ({len(accounts(20))} cells; first rows: 2, 3, 4, 5, 6)")


def test_an_observation_is_read_back_as_it_was_written() -> None:
    (seen,) = observe(accounts(20))
    assert Observation.from_json(seen.as_json()) == seen
