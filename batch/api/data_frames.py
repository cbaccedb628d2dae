"""Makes pandas frames of Arrow tables: text as text, numbers and truth values that can be missing, lists as lists."""

from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd


def data_frame(table: Any) -> "pd.DataFrame":  # noqa: ANN401 - pyarrow ships no types
    """Return the table with dtypes `string`, `Int64`, `boolean`, `datetime64[us, UTC]`, and lists as Python lists.

    `attrs` says which run it is of, and whether its answers are made up.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only here

    types = {pa.string(): pd.StringDtype(), pa.large_string(): pd.StringDtype(), pa.bool_(): pd.BooleanDtype()}
    types |= {pa.int64(): pd.Int64Dtype()}
    frame: pd.DataFrame = table.to_pandas(types_mapper=types.get, date_as_object=False)
    for field in table.schema:
        if pa.types.is_list(field.type):
            frame[field.name] = pd.Series(table.column(field.name).to_pylist(), dtype=object, index=frame.index)
    frame.attrs = _facts(table.schema.metadata)
    return frame


def _facts(metadata: dict[bytes, bytes] | None) -> dict[Any, Any]:
    """Return what the metadata of a table says of its run, as `attrs` of a frame."""
    said = {name.decode(): value.decode() for name, value in (metadata or {}).items()}
    facts: dict[Any, Any] = {name: said[name] for name in ("environment", "run_id") if name in said}
    if "answers_are_made_up" in said:
        facts["answers_are_made_up"] = said["answers_are_made_up"] == "true"
    return facts
