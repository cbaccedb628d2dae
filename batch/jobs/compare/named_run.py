"""Finds a run that somebody names to compare with."""

from pathlib import Path

from batch.errors import SettingsError
from batch.ledger import find_run, ledger_of, read_facts, undisturbed


def complete_run(out: Path, name: str) -> tuple[Path, str]:
    """Return its folder, and its environment. Raises OutFolderError, SettingsError for one that is not complete."""
    folder = find_run(out, name)
    path = ledger_of(folder)
    with undisturbed(path) as uri:
        facts = read_facts(uri, path)
    if "completed_at" not in facts:
        raise SettingsError(f"run {name} is not complete", remedy="go on with it by its own command, or name another")
    return folder, facts.get("environment", "")


def check_same_environment(old: str, new: str) -> None:
    """Raise SettingsError where answers come from two registers: nothing of one is a change of the other."""
    if old != new:
        raise SettingsError(f"a run in {old} can't be compared with one in {new}", remedy="name two of one environment")
