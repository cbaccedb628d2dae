"""A deleted run is out of the way, on the disk too, before anything of it is deleted."""

from pathlib import Path

from support.disk_events import disk_events

from batch.ledger.deletion import delete_runs


def test_a_run_is_renamed_aside_for_good_before_it_is_deleted(tmp_path: Path) -> None:
    """After a power loss there is the whole run, or what the next deletion finishes, and never half a run."""
    run = tmp_path / "runs" / "a"
    run.mkdir(parents=True)
    with disk_events(tmp_path) as events:
        delete_runs(tmp_path, [run])
    assert events == ["runs/a becomes .deleted/a", "runs synced", ".deleted synced"]
    assert not any((tmp_path / "runs").iterdir())
