"""What Python holds becomes columns of Arrow, or of cells where one mixes types; nothing changes its value."""

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from batch.api.given import Given
from batch.errors import ColumnError


class Streamed:
    """What another library hands out by Arrow's protocol, as polars does."""

    def __init__(self, arrow: Any) -> None:
        self._arrow = arrow

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._arrow.__arrow_c_stream__(requested_schema)


def cells(given: object, column: int = 0) -> list[Any]:
    held = Given.of(given).columns[column]
    return held if isinstance(held, list) else held.to_pylist()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["a", None], ["a", None]),
        ([1, 2], [1, 2]),
        ([True, False], [True, False]),
        ([1, "1", None, 1.5], [1, "1", None, 1.5]),
        ([1010112345, 2.5], [1010112345, 2.5]),
        ([10**30, 1], ["1" + "0" * 30, "1"]),
        ([Decimal(7), "x"], [7, "x"]),
        ([["nested"], "x"], ["['nested']", "x"]),
        (pd.Series(["a", float("nan"), None], dtype=object), ["a", None, None]),
        (pd.Series(["a", pd.NA], dtype="string"), ["a", None]),
        (pd.Series([1, pd.NA], dtype="Int64"), [1, None]),
        (pd.Series([1, pd.NA, "x", pd.NaT], dtype=object), [1, None, "x", None]),
        (pd.Series(["b", "a", "b"], dtype="category"), ["b", "a", "b"]),
        (pd.Index(["a", "b"]), ["a", "b"]),
        (np.array(["a", "b"]), ["a", "b"]),
        (np.array([], dtype=object), []),
        (Streamed(pa.chunked_array([["a", None]], pa.string_view())), ["a", None]),
        (Streamed(pa.chunked_array([[[1], [2]]])), ["[1]", "[2]"]),
        (Streamed(pa.table({"fnr": ["a", "b"]})), ["a", "b"]),
        (pa.chunked_array([["a"], ["b"]]), ["a", "b"]),
        (pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"]),
        ((each for each in "ab"), ["a", "b"]),
    ],
)
def test_each_value_stays_what_it_was(given: object, expected: list[Any]) -> None:
    found = cells(given)
    shown = [str(each) if isinstance(expected[at], str) else each for at, each in enumerate(found)]
    assert list(map(repr, shown)) == list(map(repr, expected))  # a whole number is no float


def test_a_float_of_32_bits_shows_only_the_digits_that_it_holds_also_among_texts() -> None:
    (shown, text) = cells([np.float32(21089512345), "x"])
    assert (shown, text) == ("2.108951E+10", "x")


def test_columns_of_a_frame_have_names_of_text_and_may_share_one() -> None:
    frame = pd.DataFrame([[1, 2, 3]], columns=["a", 0, "a"])
    given = Given.of(frame)
    assert (list(given.names), given.row_count, given.is_frame) == (["a", "0", "a"], 1, True)
    with pytest.raises(ColumnError, match=r"2 columns called “a”.* give each a name of its own"):
        given.places(["a"])


def test_an_empty_frame_keeps_its_columns() -> None:
    arrow = pa.table({"fnr": pa.array([], pa.string())})
    for frame in (pd.DataFrame({"fnr": []}), arrow, Streamed(arrow)):
        given = Given.of(frame)
        assert (list(given.names), given.row_count) == (["fnr"], 0)


def test_a_name_that_is_no_column_is_refused_and_never_taken_for_a_position() -> None:
    given = Given.of(pd.DataFrame({"a": ["x"], "b": ["y"]}))
    with pytest.raises(ColumnError, match="“a”, “b”"):
        given.places(["2"])


class Interchanged:
    """A frame of a library that knows the older protocol alone."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __dataframe__(self, **how: Any) -> Any:
        return self._table.__dataframe__(**how)


def test_the_interchange_protocol_is_taken_too() -> None:
    assert cells(Interchanged(pa.table({"fnr": ["a", "b"]}))) == ["a", "b"]
