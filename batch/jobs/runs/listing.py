"""Tells of the runs under an output folder: all of them in a line or two each, or one with all that is known of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from batch.config import Config
from batch.disk.latest import latest_run
from batch.errors import OutFolderError
from batch.errors.counted import counted
from batch.errors.shown_text import shown_name
from batch.identity.masking import mask_identifiers
from batch.ledger import KeptRun, RunState, kept_runs, manifest_of, read_alone

_UNIT, _UNITS = 1000, ("B", "kB", "MB", "GB", "TB")
_NOT_TOLD = frozenset({"fingerprint", "settings", "lookup_count", "cell_counts", "left_out"})


def list_runs(config: Config) -> tuple[list[KeptRun], str | None]:
    """Return the runs, the newest first, and the name of the latest. Raises OutLockedError, OutFolderError."""
    out = config.export.out
    if not out.exists():
        return [], None
    if not out.is_dir():
        raise OutFolderError(f"{out} is no folder", remedy="name another with --out")
    with read_alone(out, state=config.export.state):
        return kept_runs(out), latest_run(out)


def run_named(name: str, config: Config) -> tuple[KeptRun, str | None]:
    """Return one of them by its name, or `latest`. Raises OutFolderError when it is not there."""
    runs, latest = list_runs(config)
    wanted = latest if name == "latest" else name
    for run in runs:
        if run.run_id == wanted:
            return run, latest
    raise OutFolderError(
        f"there is no run {name} under {config.export.out}", remedy="see `ektepakt-batch runs`, or name another --out"
    )


def list_lines(runs: Sequence[KeptRun], latest: str | None, out: Path) -> Iterator[str]:
    for run in runs:
        yield from run_lines(run, latest=latest)
    whole = said_bytes(sum(each.bytes for each in runs))
    yield f"{counted(len(runs), 'run')} under {out}, {whole}." if runs else f"There are no runs under {out}."


def run_lines(run: KeptRun, *, latest: str | None) -> Iterator[str]:
    """Yield its name with how it stands, and indented below what it is about."""
    begun = f"({_local(run.facts.get('started_at'))})"  # digits beside those of a name could pass for an identifier
    marks = [run.facts.get("environment"), run.state.value, None if run.has_answers else "forgotten"]
    is_latest = "latest" if run.run_id == latest else None
    yield f"{run.run_id}  {' '.join(filter(None, [*marks, is_latest, begun]))}"
    if run.damage is not None:
        yield f"    {run.damage.what}; {said_bytes(run.bytes)}"
        return
    counts = [counted(run.identifiers, "identifier"), counted(run.hits, "hit"), counted(run.errors, "error")]
    pending = [f"{run.pending:,} pending"] if run.state is RunState.STOPPED else []
    yield f"    {', '.join(_names(run)) or 'no input'}: {', '.join([*counts, *pending, said_bytes(run.bytes)])}"


def run_as_json(run: KeptRun, *, latest: str | None) -> dict[str, Any]:
    completed_at = run.completed_at
    return {
        "run_id": run.run_id,
        "folder": str(run.folder),
        "ledger": str(run.ledger),
        "state": run.state.value,
        "is_latest": run.run_id == latest,
        "environment": run.facts.get("environment"),
        "started_at": run.facts.get("started_at"),
        "completed_at": completed_at and completed_at.astimezone(UTC).isoformat(),
        "has_answers": run.has_answers and run.damage is None,
        "inputs": _names(run),
        "identifiers": run.identifiers,
        "hits": run.hits,
        "errors": run.errors,
        "pending": run.pending,
        "bytes": run.bytes,
        "damage": run.damage and run.damage.as_json(),
    }


def shown_run(run: KeptRun, latest: str | None) -> dict[str, Any]:
    """Return all that is told of one run, for a script."""
    outcomes = {kind.value: {"identifiers": each.identifiers, "rows": each.rows} for kind, each in run.counts.items()}
    facts = {key: value for key, value in run.facts.items() if key not in _NOT_TOLD}
    said = manifest_of(run.folder) if run.damage is None else {}
    return {
        **run_as_json(run, latest=latest),
        "outcomes": outcomes,
        "facts": facts,
        "settings": said.get("settings"),
        "changes": said.get("changes"),
        "files": {shown_name(mask_identifiers(each.name)): each.stat().st_size for each in _files(run.folder)},
    }


def shown_lines(run: KeptRun, latest: str | None) -> Iterator[str]:
    """Yield the same for a person."""
    yield from run_lines(run, latest=latest)
    yield f"Folder: {run.folder}"
    if run.ledger.parent != run.folder:
        yield f"Ledger: {run.ledger}"
    if run.completed_at is not None:
        yield f"Complete since {_local(run.facts['completed_at'])}."
    if not run.has_answers:
        yield f"The register's answers were deleted from its ledger ({_local(run.facts.get('forgetting_at'))})."
    for kind, count in run.counts.items():
        yield f"    {kind.value:<18} {count.identifiers:>9,} in {counted(count.rows, 'row')}"
    changes: Mapping[str, Any] = (manifest_of(run.folder) if run.damage is None else {}).get("changes") or {}
    if changes:
        yield f"Compared with run {changes.get('old_run')}: {counted(sum(changes.get('rows', {}).values()), 'change')}."
    yield "Files:"
    for each in _files(run.folder):
        yield f"    {shown_name(mask_identifiers(each.name))}  {said_bytes(each.stat().st_size)}"


def said_bytes(count: int) -> str:
    """Say a size as people do: 12 kB, 3.4 MB."""
    size, units = float(count), iter(_UNITS)
    unit = next(units)
    while size >= _UNIT and unit != _UNITS[-1]:
        size, unit = size / _UNIT, next(units)
    return f"{size:,.0f} {unit}" if unit == _UNITS[0] else f"{size:,.1f} {unit}"


def _files(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.is_file() and not each.is_symlink())


def _names(run: KeptRun) -> list[str]:
    """Return what its inputs are called; a file can be named after a person."""
    return [shown_name(mask_identifiers(each)) for each in run.inputs]


def _local(at: str | None) -> str:
    return "-" if at is None else f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
