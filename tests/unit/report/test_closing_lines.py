"""The lines that a command ends with: the environment first, counts that add up, short sentences, whole commands."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from support import builders as make

from batch.errors import InputError
from batch.identity.environment import Environment
from batch.ledger import KindCount, LedgerFile, Place
from batch.outcome import OutcomeKind
from batch.report.closing_lines import closing_lines
from batch.report.next_steps import Step
from batch.report.second_try import SecondTry
from batch.report.summary import Summary

STEP = Step(what="Open the list with the answers beside its rows:", commands=(f"xdg-open /srv/{'x' * 90}.xlsx",))


def lines(summary: Summary, *steps: Step, width: int | None = None) -> list[str]:
    return closing_lines(summary, steps, width=width)


def _file(**changes: int) -> LedgerFile:
    return LedgerFile(file_id=1, name="a.csv", path="a.csv", sha256="", decided={}, **changes)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (Environment.PPE, ["PPE: run 20260301T120000Z-0123abcd is complete."]),
        (Environment.PROD, ["PROD: run 20260301T120000Z-0123abcd is complete."]),
        (
            Environment.SANDBOX,
            [
                "SANDBOX: answers are made up by the embedded register, not Ektepaktregisteret's.",
                "Run 20260301T120000Z-0123abcd is complete.",
            ],
        ),
    ],
)
def test_the_first_line_names_the_environment(environment: Environment, said: list[str]) -> None:
    assert lines(make.summary(environment=environment))[: len(said)] == said


def test_a_run_that_is_not_complete_says_how_many_are_to_go() -> None:
    assert "is not complete: 1 identifier to go." in lines(make.summary(make.PENDING))[1]


def test_a_retry_says_what_it_changed() -> None:
    said = lines(make.summary(second_try=SecondTry(asked=3, still={OutcomeKind.TIMEOUT: 1})))
    assert said[2] == "Asked again: 2 of 3 now answered; still none: 1 timeout."


def test_its_table_adds_up_to_the_input() -> None:
    found = [re.fullmatch(r"  (\w[\w ]*?) +([0-9,]+) +([0-9,]+)", line) for line in lines(make.summary())]
    table = {row[1]: (int(row[2]), int(row[3])) for row in found if row}
    total = table.pop("in all")
    assert table == {"found": (3, 4), "empty": (5, 5), "invalid_id": (1, 2), "slow_skipped": (1, 1)}
    assert total == tuple(map(sum, zip(*table.values(), strict=True)))


def test_its_table_fits_on_a_terminal_of_40_columns() -> None:
    counts = {kind: KindCount(identifiers=999, rows=999) for kind in OutcomeKind}
    assert max(len(line) for line in lines(make.summary(counts)) if line.startswith("  ")) <= 40


def test_what_keeps_identifiers_from_an_answer_is_said_in_one_line() -> None:
    counts = {
        OutcomeKind.FOUND: KindCount(identifiers=9, rows=9),
        OutcomeKind.INVALID_ID: KindCount(identifiers=14, rows=15),
        OutcomeKind.TIMEOUT: KindCount(identifiers=2, rows=4),
    }
    assert "No identifiers: 15 cells; no answer: 2, worth `retry`." in lines(make.summary(counts))
    every = {kind: KindCount(identifiers=1, rows=1) for kind in OutcomeKind}
    assert (
        "No identifier: 1 cell; belongs to another environment: 1 cell; rejected by the register: 1; "
        "test person too slow: 1; no answer: 5, worth `retry`."
    ) in lines(make.summary(every))


def test_of_the_cells_without_identifier_it_says_how_many_are_empty() -> None:
    counts = {OutcomeKind.INVALID_ID: KindCount(identifiers=14, rows=1170)}
    summary = make.summary(account=make.account(counts, empty_cells=1052))
    assert "No identifiers: 1,170 cells (1,052 empty)." in lines(summary)


def test_where_every_identifier_has_its_answer_that_is_said() -> None:
    said = "Every identifier has its answer."
    assert said in lines(make.summary({OutcomeKind.FOUND: KindCount(identifiers=1, rows=1)}))
    assert said not in lines(make.summary())
    assert said not in lines(make.summary(make.PENDING))
    assert said not in lines(make.summary({}))


def test_it_says_where_the_files_are_with_the_whole_path() -> None:
    assert f"Files: {Path('out/runs/x').absolute()}" in lines(make.summary(folder=Path("out/runs/x")))


def test_remarks_are_made_only_where_there_is_something_and_in_the_right_number() -> None:
    many = make.account(totals={"repaired_cells": 17, "reused": 2}, files=[_file(blank_count=4321, row_count=12)])
    said = lines(make.summary(account=many, control_count=3))
    assert "17 damaged values were read as `repair` says; check them." in said
    assert "4,321 blank rows were passed over." in said
    assert "2 answers are those of earlier runs; attempts is 0 there." in said
    assert "3 look-ups only checked that the register still answers." in said
    one = make.account(totals={"repaired_cells": 1, "reused": 1}, files=[_file(blank_count=1, row_count=1)])
    said = lines(make.summary(account=one, control_count=1))
    assert "1 row holds 12 identifier cells, each counted." in said
    assert "1 damaged value was read as `repair` says; check it." in said
    assert "1 blank row was passed over." in said
    assert "1 answer is that of an earlier run; attempts is 0 there." in said
    assert "1 look-up only checked that the register still answers." in said
    assert any(re.fullmatch("  outcome +identifiers +cells", line) for line in said)
    plain = "\n".join(lines(make.summary(account=make.account(files=[_file(row_count=12)]))))
    assert re.search("  outcome +identifiers +rows", plain)
    assert not any(word in plain for word in ("damaged", "blank", "earlier run", "look-up", "hold"))


def test_the_rows_of_those_whom_the_register_refused_are_named() -> None:
    counts = {OutcomeKind.REFUSED: KindCount(identifiers=3, rows=3)}
    refused = [Place("list.csv", 17, 403), Place("list.csv", 40, 404)]
    summary = make.summary(account=make.account(counts, refused=refused))
    said = (
        "Refused, while others were answered: list.csv row 17 (403), list.csv row 40 (404), and 1 more, see errors.csv."
    )
    assert said in lines(summary)


def test_unread_inputs_and_edited_files_are_named() -> None:
    edited = [Path("a b-ektepakt (edited).xlsx"), Path("roller (edited).csv")]
    said = lines(make.summary(unread=[InputError("is empty", source="b.csv")], edited=edited))
    assert "NOT READ: b.csv: is empty. The run went on with the other inputs." in said
    assert "Changed by hand, and kept: a b-ektepakt (edited).xlsx, roller (edited).csv." in said


def test_what_a_sample_leaves_out_is_named_where_it_leaves_any_out() -> None:
    cut, whole = (make.account(totals={"identifier_cells": cells}, files=[_file(row_count=12)]) for cells in (13, 12))
    said = "A sample (--sample 5): the rest of the 12 rows is not in this run."
    assert said in lines(make.summary(account=cut, sample=5))
    assert not any("A sample" in line for line in lines(make.summary(account=whole, sample=5)))


@pytest.mark.parametrize("width", [40, 80])
def test_sentences_are_wrapped_to_the_terminal_and_commands_stay_whole(width: int) -> None:
    folder = Path("/srv") / ("x" * 90)
    said = lines(make.summary(folder=folder), STEP, width=width)
    assert f"  {STEP.commands[0]}" in said
    assert f"Files: {folder}" in said
    assert all(len(line) <= width for line in said if "xxx" not in line)
    assert " ".join(said).split() == " ".join(lines(make.summary(folder=folder), STEP)).split()


def test_no_reason_is_parted_from_its_count() -> None:
    every = {kind: KindCount(identifiers=1, rows=1) for kind in OutcomeKind}
    said = lines(make.summary(every), width=40)
    at = said.index("No identifier: 1 cell;")
    assert said[at : at + 5] == [
        "No identifier: 1 cell;",
        "belongs to another environment: 1 cell;",
        "rejected by the register: 1;",
        "test person too slow: 1;",
        "no answer: 5, worth `retry`.",
    ]


def test_blocks_are_set_apart_by_one_empty_line() -> None:
    said = lines(make.summary(), STEP)
    assert said[0]
    assert said[-1] == f"  {STEP.commands[0]}"
    assert ("", "") not in set(pairwise(said))
