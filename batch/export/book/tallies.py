"""Counts what the sheets of a workbook hold, as it passes by, for the sheet that sums them up."""

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from batch.tables import EKTEPAKTER, OPPSLAG, OutputTable


class Tallies:
    """Identifiers and rows of the list by outcome, and ektepakter by what was agreed."""

    def __init__(self) -> None:
        self.identifiers: Counter[str] = Counter()
        self.rows: Counter[str] = Counter()
        self.avtaletyper: Counter[str] = Counter()

    def add(self, table: OutputTable, group: pa.Table) -> None:
        """Count a group of rows of a table; most tables have nothing that is counted."""
        if table is OPPSLAG:
            by_outcome = group.group_by("outcome").aggregate([("row_count", "count"), ("row_count", "sum")])
            for each in by_outcome.to_pylist():
                self.identifiers[each["outcome"]] += each["row_count_count"]
                self.rows[each["outcome"]] += each["row_count_sum"]
        elif table is EKTEPAKTER:
            for name in ("avtaletyper", "rolle1_avtaletyper", "rolle2_avtaletyper"):
                for each in pc.value_counts(pc.list_flatten(group[name]).drop_null()).to_pylist():
                    self.avtaletyper[each["values"]] += each["counts"]
