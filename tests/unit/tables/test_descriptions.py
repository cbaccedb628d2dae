"""Every table and column says what it holds, in both languages, and the keys name columns that there are."""

import pytest

from batch.tables import ANNOTATION, ERRORS, RESULT_TABLES, OutputTable

TABLES = (*RESULT_TABLES, ERRORS)
BY_NAME = {table.name: table for table in TABLES}


@pytest.mark.parametrize("table", [*TABLES, ANNOTATION], ids=lambda table: table.name)
def test_no_column_lacks_a_description(table: OutputTable) -> None:
    wanting = [
        column.name
        for column in table.columns
        for said in column.description
        if len(said) < 5 or not said.endswith(".") or said != said.strip()
    ]
    assert wanting == []


@pytest.mark.parametrize("table", [*TABLES, ANNOTATION], ids=lambda table: table.name)
def test_both_languages_say_it_each_in_its_own_words(table: OutputTable) -> None:
    assert [each.name for each in table.columns if each.description.nb == each.description.en] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_says_what_a_row_of_it_is_and_what_tells_rows_apart(table: OutputTable) -> None:
    assert table.description is not None
    assert all(table.description)
    assert table.key
    assert set(table.key) <= set(table.column_names)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_reference_names_columns_of_both_tables(table: OutputTable) -> None:
    if table.reference is not None:
        assert set(table.reference.columns) <= set(table.column_names)
        assert set(table.reference.columns) <= set(BY_NAME[table.reference.table].column_names)
