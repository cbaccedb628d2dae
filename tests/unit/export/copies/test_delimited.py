"""Annotated copies of delimited text: the file's own bytes, with the answers behind each row."""

import csv
import gzip
from pathlib import Path

import pytest
from support import builders as make
from support.annotated import NAMES, annotated, none, opened, refused

from batch.outcome import OutcomeKind

FIRST, SECOND, THIRD, _ = make.TENOR
HEADER = ";".join(NAMES)
EMPTY = {digits: none() for digits in make.TENOR}
DAMAGED = (b"navn;fnr\n", b"Ola;" + FIRST.encode() + b"\n", b"Kari \xff;" + SECOND.encode() + b"\n")


def write(folder: Path, content: str, *, encoding: str = "utf-8", name: str = "people.csv") -> Path:
    (folder / name).write_bytes(content.encode(encoding))
    return folder / name


def test_each_record_stays_as_it_stood_and_the_answers_follow_it(tmp_path: Path) -> None:
    path = write(tmp_path, f'navn;"fnr"\r\n"Ola ""O""";"{FIRST}"\r\n"to\nlinjer"; {SECOND}')
    copy = annotated(opened(path), outcomes=EMPTY)
    assert copy.name == "people-ektepakt.csv"
    assert copy.read_bytes().decode() == (
        f'navn;"fnr";{HEADER}\r\n"Ola ""O""";"{FIRST}";empty;0;;;;\r\n"to\nlinjer"; {SECOND};empty;0;;;trimmed;'
    )


def test_an_answer_tells_types_and_the_latest_time(tmp_path: Path) -> None:
    body = make.oppslag_with(
        make.ektepakt(innkomsttidspunkt="2020-01-01T00:00:00+01:00"),
        make.ektepakt(innkomsttidspunkt="2024-05-17T12:00:00+02:00"),
        make.ektepakt(innkomsttidspunkt=None),
    )
    path = write(tmp_path, f"navn;fnr\nOla;{FIRST}\n")
    row = annotated(opened(path), outcomes={FIRST: {"body": body}}).read_text().splitlines()[1].split(";")
    assert row[2:4] == ["found", "3"]
    assert len(row[4].split(" | ")) == len(set(row[4].split(" | "))) > 1
    assert row[5] == "2024-05-17T10:00:00+00:00", "as in every CSV"


def test_titles_the_declaration_and_blank_lines_stay(tmp_path: Path) -> None:
    lines = ["sep=;", "Medlemmer 2026;", "", "navn;fnr", f"Ola;{FIRST}", ";", "", f"Kari;{SECOND}", ""]
    copy = annotated(opened(write(tmp_path, "\n".join(lines))), outcomes=EMPTY)
    expected = lines[:]
    expected[3] += f";{HEADER}"
    expected[4] += ";empty;0;;;;"
    expected[7] += ";empty;0;;;;"
    assert copy.read_text() == "\n".join(expected)


NOT_SENT = (
    '"The row has more fields than other rows: quote the text that holds a delimiter, or remove what is too much;'
    ' it was not sent."'
)


def test_a_short_row_is_filled_up_and_one_with_too_many_cells_keeps_them(tmp_path: Path) -> None:
    path = write(tmp_path, f"fnr;navn;sted\n{FIRST};a;b\n{SECOND}\n{THIRD};a;b;c\n")
    assert annotated(opened(path), outcomes=EMPTY).read_text().splitlines()[1:] == [
        f"{FIRST};a;b;empty;0;;;;",
        f"{SECOND};;;empty;0;;;;",
        f"{THIRD};a;b;c;empty;0;;;;",
    ]


def test_a_delimiter_at_every_lines_end_does_not_shift_the_answers(tmp_path: Path) -> None:
    path = write(tmp_path, f"fnr;navn\n{FIRST};a;\n{SECOND};b;\n")
    assert annotated(opened(path), outcomes=EMPTY).read_text().splitlines()[:2] == [
        f"fnr;navn;;{HEADER}",
        f"{FIRST};a;;empty;0;;;;",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_the_encoding_is_the_files_own(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, f"navn;fnr\nÆrlig Åse;{FIRST}\nBjørn;{SECOND}\n", encoding=encoding)
    own = path.read_bytes()
    copy = annotated(opened(path), outcomes=EMPTY).read_bytes()
    assert copy[:4] == own[:4]
    assert copy.decode(encoding).splitlines()[1] == f"Ærlig Åse;{FIRST};empty;0;;;;"


def test_a_big_endian_text_with_a_mark_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(b"\xfe\xff" + f"navn;fnr\nÅse;{FIRST}\n".encode("utf-16-be"))
    assert annotated(opened(path), outcomes=EMPTY).read_bytes().startswith(b"\xfe\xff\x00n\x00a")


def test_bytes_of_another_encoding_are_written_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("Ærlig Åse æøå;æøå\n".encode() + b"".join(DAMAGED))
    copy = annotated(opened(path), outcomes=EMPTY)
    assert b"\nKari \xff;" + SECOND.encode() + b";empty;0;;;;\n" in copy.read_bytes()


def test_a_letter_that_the_encoding_lacks_becomes_a_question_mark(tmp_path: Path) -> None:
    path = write(tmp_path, f"navn;fnr\nÅse;{FIRST}\n", encoding="cp1252")
    copy = annotated(opened(path), outcomes={FIRST: refused("Ugyldig č på ø")})
    assert copy.read_bytes().decode("cp1252").splitlines()[1].endswith(";Ugyldig ? på ø")


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_foreign_text_never_becomes_a_formula(tmp_path: Path, start: str) -> None:
    path = write(tmp_path, f"navn;fnr\nÅse;{FIRST}\n")
    copy = annotated(opened(path), outcomes={FIRST: refused(f'{start}HYPERLINK("x";"y")')})
    assert copy.read_text().splitlines()[1].endswith(f';"\'{start}HYPERLINK(""x"";""y"")"')


def test_a_row_without_an_answer_tells_why(tmp_path: Path) -> None:
    path = write(tmp_path, f"navn;fnr\na;{FIRST}\nb;{SECOND}\nc;ukjent\nd;{make.real_looking()}\n")
    outcomes = {FIRST: {"kind": OutcomeKind.TIMEOUT}, SECOND: {"kind": OutcomeKind.NOT_RUN}}
    rows = [line.split(";", 7) for line in annotated(opened(path), outcomes=outcomes).read_text().splitlines()[1:]]
    assert [row[2] for row in rows] == ["timeout", "not_run", "invalid_id", "wrong_environment"]
    assert all(row[7].strip('"').endswith(".") for row in rows)


def test_one_column_gets_a_delimiter(tmp_path: Path) -> None:
    path = write(tmp_path, f"fnr\n{FIRST}\n{SECOND}\n", name="people.txt")
    assert annotated(opened(path), outcomes=EMPTY).read_text().splitlines()[:2] == [
        f"fnr;{HEADER}",
        f"{FIRST};empty;0;;;;",
    ]


def test_a_list_without_header_gets_none(tmp_path: Path) -> None:
    path = write(tmp_path, f"{FIRST};a\n{SECOND};b\n")
    assert annotated(opened(path), outcomes=EMPTY).read_text() == f"{FIRST};a;empty;0;;;;\n{SECOND};b;empty;0;;;;\n"


def test_each_identifier_column_of_a_row_has_its_own_answers(tmp_path: Path) -> None:
    path = write(tmp_path, f"mann;kone\n{FIRST};{SECOND}\n")
    copy = annotated(opened(path, "mann", "kone"), outcomes={FIRST: none(), SECOND: {"kind": OutcomeKind.TIMEOUT}})
    header, row = (line.split(";") for line in copy.read_text().splitlines())
    named = dict(zip(header, row, strict=False))
    assert header[2:] == [f"{name}_{position}" for position in (1, 2) for name in NAMES]
    assert (named["ektepakt_outcome_1"], named["ektepakt_outcome_2"]) == ("empty", "timeout")


def test_a_packed_text_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "people.v2.CSV.gz"
    path.write_bytes(gzip.compress(f"navn;fnr\nOla;{FIRST}\n".encode()))
    copy = annotated(opened(path), outcomes=EMPTY)
    assert copy.name == "people.v2-ektepakt.csv"
    assert copy.read_text().splitlines()[1] == f"Ola;{FIRST};empty;0;;;;"


def test_a_copy_that_is_annotated_again_keeps_its_name_and_its_columns(tmp_path: Path) -> None:
    path = write(tmp_path, f"navn;fnr;sted\nOla;{FIRST};a\nKari;{SECOND};b;{THIRD}\n")
    first = annotated(opened(path), outcomes=EMPTY)
    again = tmp_path / "again"
    again.mkdir()
    outcomes = EMPTY | {FIRST: {"kind": OutcomeKind.TIMEOUT}}
    second = annotated(opened(first.rename(again / first.name)), outcomes=outcomes)
    assert second.name == first.name
    header, ola, kari = second.read_text().splitlines()
    assert header == f"navn;fnr;sted;{HEADER}"
    assert ola.startswith(f"Ola;{FIRST};a;timeout;;;;;")
    assert kari == f"Kari;{SECOND};b;{THIRD};invalid_id;;;;;{NOT_SENT}"


def test_asked_about_fewer_columns_a_copy_keeps_no_answer_about_the_others(tmp_path: Path) -> None:
    lines = ["navn;fnr;partner", f"Ola;{FIRST};{SECOND}", ";;", f"Kari;{THIRD};{FIRST};for mye", "Åse;;"]
    twice = annotated(opened(write(tmp_path, "\n".join(lines)), "fnr", "partner"))
    copy = annotated(opened(twice.rename(tmp_path / "twice.csv"), "partner"), outcomes=EMPTY)
    header, *rows = copy.read_text("utf-8").splitlines()
    assert header == f"navn;fnr;partner;{HEADER}"
    assert [len(cells) for cells in csv.reader(rows, delimiter=";")] == [9, 3, 10, 9]
    assert rows[0] == f"Ola;{FIRST};{SECOND};empty;0;;;;"
    assert rows[1] == ";;"
