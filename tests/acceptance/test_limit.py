"""`--limit` cuts the input, and the first lines say what is asked and how it is read."""

import json
from itertools import pairwise

from support.lists import some_identifiers, write_list
from support.outputs import manifest, read_csv
from support.program import Program

from batch.sandbox import Sandbox


def test_the_first_identifiers_alone_are_the_run(program: Program, sandbox: Sandbox) -> None:
    people = some_identifiers(10)
    write_list(program.folder / "a.csv", ["no number", *people[:3], people[0], "none either", *people[3:]])
    write_list(program.folder / "b.csv", people)
    ended = program.run("run", "a.csv", "b.csv", "--limit", "3", "--json", "--max-errors", "2")
    summary = json.loads(ended.stdout)
    assert ended.code == 0, ended.stderr
    assert "the first 3 identifiers only (--limit)" in ended.stderr.splitlines()[0]
    assert set(sandbox.memory.asks) == set(people[:3])
    assert (summary["identifiers"], summary["rows"], summary["cut_at"]) == (5, 6, "a.csv, row 8")
    latest = program.folder / "out" / "latest"
    assert [row["fnr"] for row in read_csv(latest / "oppslag.csv") if row["fnr"]] == people[:3]
    facts = manifest(latest)
    assert (facts["cut_at"], facts["settings"]["limit"]) == ("a.csv, row 8", 3)
    assert [(file["name"], file["row_count"]) for file in facts["inputs"]] == [("a.csv", 6), ("b.csv", 0)]


def test_a_limit_that_cuts_nothing_says_nothing(program: Program) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    ended = program.run("run", "people.csv", "--limit", "3")
    assert ended.code == 0
    assert "The input was cut" not in ended.stdout


def test_a_limit_can_fall_between_the_cells_of_a_row(program: Program, sandbox: Sandbox) -> None:
    people = some_identifiers(6)
    rows = [f"{one};{other}" for one, other in zip(people[::2], people[1::2], strict=True)]
    (program.folder / "pairs.csv").write_text("\n".join(["fnr 1;fnr 2", *rows]) + "\n", "utf-8")
    ended = program.run("run", "pairs.csv", "--column", "fnr 1", "--column", "fnr 2", "--limit", "3")
    assert ended.code == 0, ended.stderr
    assert set(sandbox.memory.asks) == set(people[:3])
    assert "The input was cut (--limit) at pairs.csv, row 3" in ended.stdout
    assert manifest(program.folder / "out" / "latest")["inputs"][0]["row_count"] == 2


def test_each_limit_is_a_run_of_its_own(program: Program) -> None:
    write_list(program.folder / "people.csv", some_identifiers(3))
    runs = [
        json.loads(program.run("run", "people.csv", "--limit", limit, "--json").stdout)["run_id"]
        for limit in ("1", "2")
    ]
    assert all(one.split("-")[1] != other.split("-")[1] for one, other in pairwise(runs))


def test_how_each_input_is_read_is_said_first(program: Program) -> None:
    text = "Medlemmer pr. 1. mars;;\n;;\n\nNavn;Fødselsnr.;Sted"
    rows = [f"Bjørn {n};{digits};Bø" for n, digits in enumerate(some_identifiers(3))]
    (program.folder / "members.csv").write_text("\n".join([text, *rows]), "cp1252")
    ended = program.run("run", "members.csv")
    said = "members.csv: Windows-1252, semicolons, header in row 4, column Fødselsnr. (found by name; 100 % lawful)"
    assert ended.stderr.splitlines()[1] == said
    assert manifest(program.folder / "out" / "latest")["inputs"][0]["decided"]["encoding"] == "cp1252"


def test_a_column_to_look_at_is_said_in_the_log_and_the_manifest(program: Program) -> None:
    people = some_identifiers(4)
    write_list(program.folder / "people.csv", [*people, *(str(int(people[0]) + n).zfill(11) for n in range(1, 5))])
    ended = program.run("run", "people.csv", "--max-errors", "9", "--log-format", "json")
    sentence = (
        "column “fnr” holds consecutive numbers, as a dragged fill handle makes them (4 cells; first rows: 6, 7, 8, 9)"
    )
    [warning] = [json.loads(line) for line in ended.stderr.splitlines() if "a column to look at" in line]
    assert (warning["level"], warning["input"], warning["observation"]) == ("warning", "people.csv", sentence)
    [observation] = manifest(program.folder / "out" / "latest")["inputs"][0]["observations"]
    assert (observation["oddity"], observation["count"], observation["said"]) == ("consecutive", 4, sentence)
