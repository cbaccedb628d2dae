"""Reads the outputs of a run, and says what "equal" means for them (contract/tables.md, "Equal outputs")."""

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

MEASURES_OF_A_RUN = frozenset(
    {
        "attempts",
        "duration_ms",
        "oppslagstidspunkt",
        "korrelasjonsid",
        "tidspunkt",
        "first_attempt_at",
        "last_attempt_at",
    }
)
BYTE_FOR_BYTE = tuple(
    f"{table}.{suffix}" for table in ("ektepakter", "roller", "avtaleinnhold") for suffix in ("parquet", "csv")
)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "run.json").read_text("utf-8"))
    return found


def comparable(folder: Path) -> dict[str, Any]:
    """Everything that must be the same for the same input and the same answers."""
    exact = bytes_without_run_id(folder)
    tables = {name: _without_measures(read_csv(folder / name)) for name in ("oppslag.csv", "errors.csv")}
    return {**exact, **tables}


def bytes_without_run_id(folder: Path) -> dict[str, bytes]:
    """Return the files that are equal to the byte, but for the name of the run, which Parquet has in its footer."""
    return {
        name: _without_footer(folder / name) if name.endswith(".parquet") else (folder / name).read_bytes()
        for name in BYTE_FOR_BYTE
    }


def _without_footer(path: Path) -> bytes:
    """Return the rows as they lie on disk, and their schema."""
    content = path.read_bytes()
    length = int.from_bytes(content[-8:-4], "little")
    return content[: -8 - length] + str(pq.read_schema(path).remove_metadata()).encode()


def _without_measures(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{name: value for name, value in row.items() if name not in MEASURES_OF_A_RUN} for row in rows]
