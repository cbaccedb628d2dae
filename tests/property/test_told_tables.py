"""What is read back from the tables of a run differs in nothing that is compared from what the register answered."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from support import builders as make
from support import made_answers
from support.made_answers import Object
from support.made_identifiers import made_identifiers

from batch.export.result_files import TableForms, export
from batch.export.told_tables import ToldByTables
from batch.ledger import ComparableLedger, ComparedRow
from batch.oppslag.decoding import decode_oppslag
from batch.oppslag.gist import gist_of
from batch.options.export_options import OutputFormat
from batch.outcome import OutcomeKind
from batch.tables.differences import differences

PEOPLE = [each for each, _ in zip(made_identifiers(3), range(5), strict=False)]


class NoLedger:
    """A run whose ledger knows no answers."""

    run_id, is_cut = "20260101T020000Z-1a2b3c4d", False


@settings(max_examples=40)
@given(st.lists(made_answers.answers, min_size=1, max_size=5))
def test_nothing_differs_between_an_answer_and_what_its_tables_tell_of_it(answers: list[Object]) -> None:
    people = dict(zip(reversed(PEOPLE[: len(answers)]), answers, strict=True))
    told = {fnr: make.body(answer | {"rolleinnehaver": fnr}) for fnr, answer in people.items()}
    with TemporaryDirectory() as made, patch("batch.export.told_tables.is_unchanged", return_value=True):
        folder = Path(made)
        entries = [
            make.entry(of=make.subject(fnr), lookup_id=number, body=body)
            for number, (fnr, body) in enumerate(told.items(), 1)
        ]
        export(entries, folder, TableForms(formats=(OutputFormat.PARQUET,)), make.about_run())
        run = ToldByTables(cast("ComparableLedger", NoLedger()), folder)
        for number, (fnr, body) in enumerate(told.items(), 1):
            answered = decode_oppslag(body).oppslag
            gist = gist_of(answered)
            row = ComparedRow(fnr, number, OutcomeKind.FOUND, False, (gist.antall_ektepakt, gist.compared), None)
            found: Any = run.oppslag(row)
            assert list(differences(answered, found)) == []
            assert list(differences(found, answered)) == []
