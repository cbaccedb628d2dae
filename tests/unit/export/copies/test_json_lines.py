"""Annotated copies of JSON lines: the answers are members of each object."""

import json
from pathlib import Path

from support import builders as make
from support.annotated import NAMES, annotated, none, opened

FIRST, SECOND, THIRD, _ = make.TENOR
EMPTY = {digits: none() for digits in make.TENOR}


def write(folder: Path, *lines: str) -> Path:
    (folder / "people.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "people.jsonl"


def test_an_object_keeps_its_members_and_gets_the_answers(tmp_path: Path) -> None:
    own = {"navn": {"for": "Åse", "øvrige": ["x", None]}, "fnr": FIRST, "saldo": 1.5}
    copy = annotated(opened(write(tmp_path, json.dumps(own))))
    assert copy.name == "people-ektepakt.jsonl"
    (read,) = map(json.loads, copy.read_text("utf-8").splitlines())
    assert list(read) == [*own, *NAMES]
    assert {name: read[name] for name in own} == own
    assert (read["ektepakt_outcome"], read["ektepakt_antall"]) == ("found", 1)
    assert read["ektepakt_siste_innkomst"] == "2023-06-01T03:30:00+00:00"


def test_a_number_becomes_text_and_what_is_no_object_stays(tmp_path: Path) -> None:
    lines = [f'{{"fnr": {int(SECOND)}}}', "no object", "", f'{{"fnr": "{FIRST}"}}', f'{{"fnr": "{THIRD}"}}']
    copied = annotated(opened(write(tmp_path, *lines)), outcomes=EMPTY).read_text("utf-8").splitlines()
    assert json.loads(copied[0])["fnr"] == SECOND
    assert copied[1:3] == ["no object", ""]
    assert json.loads(copied[3])["ektepakt_outcome"] == "empty"


def test_a_copy_that_is_annotated_again_has_each_member_once(tmp_path: Path) -> None:
    first = annotated(opened(write(tmp_path, f'{{"fnr": "{FIRST}", "navn": "Åse"}}')))
    again = tmp_path / "again"
    again.mkdir()
    second = annotated(opened(first.rename(again / first.name)), outcomes=EMPTY)
    (read,) = map(json.loads, second.read_text("utf-8").splitlines())
    assert (list(read), read["ektepakt_outcome"]) == (["fnr", "navn", *NAMES], "empty")


def test_an_array_stays_one_with_what_stands_between_its_objects(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    path.write_text(f'[\n  {{"fnr": "{FIRST}"}},\n\n  7, {{"fnr": "{SECOND}"}}\n ]\n', "utf-8")
    copy = annotated(opened(path))
    assert copy.name == "people-ektepakt.json"
    one, seven, two = json.loads(copy.read_text("utf-8"))
    assert [one["fnr"], seven, two["fnr"]] == [FIRST, 7, SECOND]
    assert "ektepakt_outcome" in one
    assert copy.read_text("utf-8").endswith("}\n ]\n")


def test_asked_about_fewer_columns_a_copy_keeps_no_answer_about_the_others(tmp_path: Path) -> None:
    path = write(tmp_path, json.dumps({"fnr": FIRST, "partner": SECOND}))
    twice = annotated(opened(path, "fnr", "partner")).rename(tmp_path / "twice.jsonl")
    (read,) = map(json.loads, annotated(opened(twice, "partner"), outcomes=EMPTY).read_text("utf-8").splitlines())
    assert (list(read), read["ektepakt_outcome"]) == (["fnr", "partner", *NAMES], "empty")
