"""The manifest of a run, `run.json`: what went in, how it was asked, what came out; no identifier, no secret."""

import json
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from batch import __version__
from batch.export.formats import WrittenFile, whole_file
from batch.identity.masking import mask_identifiers
from batch.ledger import KindCount, Ledger, LedgerFile
from batch.outcome import OutcomeKind

MANIFEST_NAME = "run.json"
_LIBRARIES = ("aiohttp", "cryptography", "msgspec", "pyarrow")


def write_manifest(
    folder: Path,
    *,
    ledger: Ledger,
    facts: Mapping[str, Any],
    files: Sequence[WrittenFile],
    anomaly_counts: Mapping[str, int],
) -> None:
    """Write the manifest of a run; `facts` are its settings and timings, under their own names.

    An anomaly names what the register sent; digits that could be an identifier are masked in it.
    """
    manifest = {
        **facts,
        "started_at": ledger.fact("started_at"),
        "written_at": datetime.now(UTC).isoformat(),
        "cut_at": _masked_text(ledger.fact("cut_at")),
        "inputs": [_input(file) for file in ledger.files()],
        "outcomes": {kind.value: asdict(count) for kind, count in ledger.counts().items()},
        "totals": ledger.totals() | total_counts(ledger.counts()),
        "anomalies": _masked(anomaly_counts),
        "outputs": [{**asdict(file), "name": mask_identifiers(file.name)} for file in files],
        "versions": _versions(),
    }
    with whole_file(folder / MANIFEST_NAME) as file:
        file.write(json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n")


def total_counts(counts: Mapping[OutcomeKind, KindCount]) -> dict[str, int]:
    """Add the outcomes up: their sum is every distinct identifier, and every identifier cell of the input."""
    return {
        "identifiers": sum(count.identifiers for count in counts.values()),
        "rows": sum(count.rows for count in counts.values()),
    }


def _input(file: LedgerFile) -> dict[str, Any]:
    """Describe an input; a file can be named after a person, and its checksum tells which it was all the same."""
    return {
        **asdict(file),
        "name": mask_identifiers(file.name),
        "path": mask_identifiers(file.path),
        "observations": [each.as_json() | {"said": str(each)} for each in file.observations],
        "decided": {name: mask_identifiers(value) for name, value in file.decided.items()},
    }


def _masked_text(text: str | None) -> str | None:
    return None if text is None else mask_identifiers(text)


def _masked(counts: Mapping[str, int]) -> dict[str, int]:
    masked: Counter[str] = Counter()
    for name, count in counts.items():
        masked[mask_identifiers(name)] += count
    return dict(masked)


def _versions() -> dict[str, str]:
    libraries = {name: version(name) for name in _LIBRARIES}
    return {"ektepakt-batch": __version__, "python": platform.python_version(), **libraries}
