"""Writes the manifest `run.json`: what went in, how it was asked, what came out; no identifier, no secret."""

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
from batch.assembly.access import Access
from batch.assembly.preparation import Preparation
from batch.config import settings_in_force
from batch.disk.files import whole_file
from batch.errors import EktepaktBatchError
from batch.export.annotate import describe_copies
from batch.export.changes import Changes
from batch.export.output_files import forget_notes
from batch.export.phase import Exported
from batch.export.rule import Rule
from batch.export.written_files import WrittenFile
from batch.identity.environment import Environment
from batch.identity.masking import mask_identifiers
from batch.ledger import MANIFEST_NAME, LedgerFile, Run, manifest_of, place_of
from batch.lookup.lookup_ending import LookupEnding
from batch.maskinporten import describe_key
from batch.report.account import Account
from batch.report.page.writing import WrittenReport
from batch.report.told_changes import changes_as_json

_LIBRARIES = ("aiohttp", "cryptography", "msgspec", "pyarrow")


def write_manifest(
    folder: Path,
    *,
    facts: Mapping[str, Any],
    account: Account,
    exported: Exported,
    report: WrittenReport,
) -> None:
    """Write the manifest of a run; `facts` say how it was asked, under their own names.

    An anomaly names what the register sent; digits that could be an identifier are masked in it.
    """
    files = (*exported.files, *report.files)
    totals = {"identifiers": account.identifier_count, "rows": account.cell_count}
    manifest = {
        **facts,
        "is_complete": account.is_complete and exported.adds_up,
        "written_at": datetime.now(UTC).isoformat(),
        "cut_at": None if account.cut_at is None else mask_identifiers(account.cut_at),
        "inputs": [_input(file) for file in account.files],
        "outcomes": {kind.value: asdict(count) for kind, count in account.counts.items()},
        "totals": {**account.totals, **totals},
        "anomalies": _masked(exported.anomaly_counts),
        "copies": describe_copies(exported.copies),
        "changes": exported.changes and changes_as_json(exported.changes),
        "report_fault": report.fault and mask_identifiers(report.fault),
        "outputs": [{**asdict(file), "name": mask_identifiers(file.name)} for file in files],
        "self_check": [_rule(rule) for rule in exported.rules],
        "versions": _versions(),
    }
    _write(folder, manifest)
    forget_notes(folder)


def add_changes(folder: Path, changes: Changes, files: Sequence[WrittenFile], rules: Sequence[Rule]) -> None:
    """Let the manifest of a run tell what it was compared with later, in which files, and that these add up."""
    manifest = dict(manifest_of(folder))
    outputs = {each["name"]: each for each in manifest.get("outputs") or []} | {
        each.name: asdict(each) for each in files
    }
    checked = {each["rule"]: each for each in manifest.get("self_check") or []} | {
        each.name: _rule(each) for each in rules
    }
    told = {"changes": changes_as_json(changes), "outputs": [*outputs.values()], "self_check": [*checked.values()]}
    _write(folder, manifest | told)


def _write(folder: Path, manifest: Mapping[str, Any]) -> None:
    with whole_file(folder / MANIFEST_NAME) as file:
        file.write(json.dumps(manifest, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace") + b"\n")


def manifest_facts(prepared: Preparation, access: Access, run: Run, ending: LookupEnding) -> dict[str, Any]:
    """Say how it was asked: settings without secrets, the key, and what this command took."""
    environment = prepared.config.run.env
    return {
        "run_id": run.run_id,
        **place_of(run.folder, run.ledger.path),
        "environment": environment.value,
        "answers_are_made_up": environment is Environment.SANDBOX,
        "stopped_by": ending.stopped_by and _masked_error(ending.stopped_by),
        "started_at": run.ledger.fact("started_at"),
        "unread_inputs": list(map(_masked_error, prepared.unread)),
        "settings": {**settings_in_force(prepared.config), **_addresses(access)},
        "key": _key(access),
        "lookup_seconds": ending.seconds,
        "token_count": ending.token_count,
        "control_lookups": ending.control_count,
    }


def _masked_error(error: EktepaktBatchError) -> dict[str, str | None]:
    """Describe an error; the files that it names can be named after a person."""
    return {name: text and mask_identifiers(text) for name, text in error.as_json().items()}


def _addresses(access: Access) -> dict[str, str]:
    """Name the addresses in use, the embedded register's too, which are in no setting; a proxy without its sign-in."""
    return {**asdict(access.addresses), "way_out": access.way_out}


def _key(access: Access) -> dict[str, Any]:
    facts = describe_key(access.key, now=datetime.now(UTC))
    return {
        "organisation_number": facts.organisation_number,
        "key_id": facts.key_id,
        "ends_on": facts.ends_on and facts.ends_on.isoformat(),
        "days_left": facts.days_left,
        "warning": facts.warning,
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


def _rule(rule: Rule) -> dict[str, Any]:
    """Describe what was counted; a file that it names can be named after a person."""
    counted = {mask_identifiers(where): found for where, found in rule.counted.items()}
    return {"rule": mask_identifiers(rule.name), "holds": rule.holds, "counted": counted}


def _masked(counts: Mapping[str, int]) -> dict[str, int]:
    masked: Counter[str] = Counter()
    for name, count in counts.items():
        masked[mask_identifiers(name)] += count
    return dict(masked)


def _versions() -> dict[str, str]:
    libraries = {name: version(name) for name in _LIBRARIES}
    return {"ektepakt-batch": __version__, "python": platform.python_version(), **libraries}
