"""How a plan is laid out for a person."""

from pathlib import Path
from typing import Any

import pytest

from batch.cells.observations import Observation, Oddity
from batch.errors import InputError, OutLockedError
from batch.identity.environment import Environment
from batch.jobs.exit_codes import code_for_plan
from batch.jobs.plan import Plan, report_lines
from batch.jobs.plan.contents import AskingAccount, InputAccount
from batch.jobs.plan.duration import Estimate
from batch.ledger import Category, CellPlace, LedgerFile

DECIDED = {"format": "Parquet", "column": "fnr"}


def category(name: str, *places: tuple[str, int], rows: int = 1) -> Category:
    return Category(
        name=name, identifiers=1, rows=rows, places=tuple(CellPlace(source=of, row=row) for of, row in places)
    )


def input_account(**changes: Any) -> InputAccount:
    file = LedgerFile(file_id=1, name="p.parquet", path="", sha256="", decided=DECIDED, row_count=1_200, blank_count=3)
    facts: dict[str, Any] = {
        "files": [file],
        "passed_over": [],
        "cells": 1_200,
        "identifiers": 1_100,
        "duplicates": [],
        "invalid": [],
        "wrong_environment": [],
        "repairs": [],
        "cut_at": None,
    }
    return InputAccount(**facts | changes)


def asking_account(**changes: Any) -> AskingAccount:
    facts: dict[str, Any] = {
        "continued_run": None,
        "settled": 0,
        "reused": 0,
        "unknown_answers": None,
        "slow": 0,
        "requests": 1_100,
        "expected_bytes": 3_200_000,
        "free_bytes": 50_000_000_000,
        "estimate": Estimate(seconds=60, assumption="by guess"),
    }
    return AskingAccount(**facts | changes)


ENDS_WITH_3 = (
    "A run would end with exit code 3 (complete, but with more errors than --max-errors): correct these rows, or "
    "allow them with --max-errors 2."
)


def plan(**changes: Any) -> Plan:
    facts: dict[str, Any] = {
        "environment": Environment.PPE,
        "register_url": "https://register.example",
        "token_url": "https://token.example",
        "limits": ["at most 8 in flight"],
        "inputs": input_account(),
        "asking": asking_account(),
        "key": "key.p12",
        "key_warning": None,
        "problems": [],
        "next_command": "ektepakt-batch run p.parquet",
    }
    return Plan(**facts | changes)


def test_a_plan_without_trouble_is_short() -> None:
    assert report_lines(plan()) == [
        "Plan for ppe: nothing was asked, nothing was changed.",
        "  register           https://register.example",
        "  Maskinporten       https://token.example",
        "  key                key.p12",
        "  limits             at most 8 in flight",
        "Inputs",
        "  p.parquet: Parquet, column fnr",
        "What they hold                           identifiers          rows  where first",
        "  rows with anything in them                                 1,200",
        "  blank rows, passed over                                        3",
        "  identifier cells                                           1,200",
        "  distinct identifiers                         1,100",
        "What would be asked: a new run begins",
        "  requests                                     1,100",
        "  expected duration: about 1 min 0 s, by guess; expected room: 3 MB of the 50,000 MB free",
        "A run could go ahead, and end with exit code 0 if everybody asked about is answered.",
        "Next: ektepakt-batch run p.parquet",
    ]


def test_all_sorts_are_told_and_the_total_is_that_of_all() -> None:
    invalid = [category(f"reason {n}", ("a.csv", 2), ("a.csv", 3), ("b.csv", 4), rows=3) for n in range(11)]
    lines = report_lines(plan(inputs=input_account(invalid=invalid)))
    title = next(index for index, line in enumerate(lines) if line.startswith("No identifiers"))
    assert lines[title].split()[-2:] == ["11", "33"]
    assert lines[title + 1].endswith("1             3  a.csv rows 2, 3; b.csv row 4")
    assert lines[title + 11].startswith("  reason 10 ")


def test_a_reason_is_told_in_words_with_its_code() -> None:
    [line] = [
        each
        for each in report_lines(plan(inputs=input_account(invalid=[category("k1", ("a.csv", 2))])))
        if "k1" in each
    ]
    assert line.startswith("  first check digit is wrong  ")
    assert line.endswith("a.csv row 2  (k1)")


def test_where_a_run_must_end_with_errors_the_plan_says_so_and_what_to_do() -> None:
    invalid = [category("length", ("a.csv", 2), rows=3)]
    made = plan(inputs=input_account(invalid=invalid), asking=asking_account(slow=1))
    assert report_lines(made)[-3:] == [
        "errors.csv would have 2 at least (in 4 rows): those not sent.",
        ENDS_WITH_3,
        "Next: ektepakt-batch run p.parquet",
    ]
    couples = report_lines(plan(inputs=input_account(invalid=invalid, cells=2_400), asking=asking_account(slow=1)))
    assert couples[-3] == "errors.csv would have 2 at least (in 4 cells): those not sent."
    assert couples[7].split()[-4:] == ["identifiers", "cells", "where", "first"]
    assert code_for_plan(made) == 3
    assert (made.as_json()["errors_at_least"], made.as_json()["has_too_many_errors"]) == (2, True)
    allowed = plan(inputs=input_account(invalid=invalid), max_errors="1%")
    assert code_for_plan(allowed) == 0
    assert report_lines(allowed)[-2].startswith("A run could go ahead")


def test_an_input_that_can_not_be_read_and_a_cap_on_requests_decide_the_exit_code_before_errors_do() -> None:
    facts = {
        "inputs": input_account(invalid=[category("length", ("a.csv", 2))]),
        "unread": [InputError("is damaged", source="b.csv")],
    }
    cut_short = asking_account(requests=5, is_cut_short=True)
    for unread in (plan(**facts), plan(**facts, asking=cut_short)):
        assert report_lines(unread)[-2] == "A run would end with exit code 2, since not all inputs can be read."
        assert code_for_plan(unread) == 2
    capped = plan(inputs=facts["inputs"], asking=cut_short)
    assert report_lines(capped)[-2].startswith("A run would stop after 5 requests, with exit code 75: ")
    assert code_for_plan(capped) == 75


def test_bad_rows_are_no_part_of_a_sample() -> None:
    made = plan(
        inputs=input_account(invalid=[category("length", ("a.csv", 2))]), asking=asking_account(is_sample=True, slow=3)
    )
    assert (code_for_plan(made), made.certain_errors.identifiers) == (0, 0)


def test_a_list_that_has_become_much_shorter_is_told() -> None:
    assert "LOOK: it is much shorter." in report_lines(plan(shrunk_list="it is much shorter"))


def test_what_is_not_asked_again_is_told() -> None:
    lines = report_lines(plan(asking=asking_account(continued_run="r-1", settled=7, reused=8, slow=9)))
    begin = lines.index("What would be asked: run r-1 is continued")
    assert [line.split()[-1] for line in lines[begin + 1 : begin + 4]] == ["7", "8", "9"]


def test_answers_that_are_not_reused_are_told() -> None:
    assert "  the input carries answers" in report_lines(
        plan(asking=asking_account(unknown_answers="the input carries answers"))
    )


def test_every_problem_is_told_and_the_first_is_the_end() -> None:
    problems = [OutLockedError("out", "process 1"), OutLockedError("out", "process 2")]
    made = plan(problems=problems, key_warning="the key ends")
    assert report_lines(made)[-3:] == ["Warning: the key ends", *(f"A run would end: {each}" for each in problems)]
    assert code_for_plan(made) == 75
    assert (made.as_json()["can_run"], len(made.as_json()["problems"])) == (False, 2)


@pytest.mark.parametrize("count", [1, 30])
def test_columns_to_look_at_are_told_up_to_a_screenful(count: int) -> None:
    seen = Observation(column="konto", oddity=Oddity.KONTONUMMER, count=9, rows=(2, 3))
    file = LedgerFile(file_id=1, name="p.parquet", path="", sha256="", decided=DECIDED, observations=(seen,) * count)
    lines = report_lines(plan(inputs=input_account(files=[file], passed_over=[Path("a.doc")])))
    told = [line for line in lines if line.startswith("  LOOK AT p.parquet: column “konto” looks like kontonummer")]
    assert len(told) == min(count, 8)
    assert ("  and 22 more columns to look at; see --json" in lines) == (count == 30)
    assert any("a.doc" in line for line in lines)


def test_a_plan_of_very_many_files_names_but_the_first() -> None:
    categories = [category(f"reason {n}", ("a.csv", 2)) for n in range(40)]
    file = LedgerFile(file_id=1, name="p.parquet", path="", sha256="", decided=DECIDED)
    account = input_account(files=[file] * 200, invalid=categories, wrong_environment=categories, repairs=categories)
    assert len(report_lines(plan(inputs=account))) <= 3 * 40 + 30
