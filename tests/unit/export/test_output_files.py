"""A file of a run that a person changed is kept under another name; what nobody changed is written over."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from support.disk_events import disk_events

from batch.export.output_files import edited_files, forget_notes, is_unchanged, output_file, remove_output


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a file as the last export wrote it."""
    path = tmp_path / "errors.csv"
    path.write_bytes(b"ours")
    say(tmp_path, path.name, b"ours")
    return path


def say(folder: Path, name: str, content: bytes) -> None:
    outputs = [{"name": name, "sha256": sha256(content).hexdigest()}]
    (folder / "run.json").write_text(json.dumps({"outputs": outputs}))


def write(path: Path, content: bytes) -> None:
    with output_file(path) as file:
        file.write(content)


def visible(folder: Path) -> dict[str, bytes]:
    return {
        each.name: each.read_bytes() for each in folder.iterdir() if each.name[0] != "." and each.name != "run.json"
    }


def test_what_nobody_changed_is_written_over(path: Path) -> None:
    assert is_unchanged(path)
    write(path, b"new")
    assert visible(path.parent) == {"errors.csv": b"new"}


def test_what_was_changed_is_kept_however_often(path: Path) -> None:
    for content in (b"first", b"second", b"third"):
        path.write_bytes(content)
        write(path, b"ours")
    assert visible(path.parent) == {
        "errors.csv": b"ours",
        "errors (edited).csv": b"first",
        "errors (edited 2).csv": b"second",
        "errors (edited 3).csv": b"third",
    }
    assert len(edited_files(path.parent)) == 3


def test_what_an_export_wrote_that_was_killed_is_ours(path: Path) -> None:
    write(path, b"new")
    write(path, b"newer")
    assert visible(path.parent) == {"errors.csv": b"newer"}
    say(path.parent, path.name, b"newer")
    forget_notes(path.parent)
    assert is_unchanged(path)
    assert [each.name for each in path.parent.iterdir() if each.name[0] == "."] == []


def test_the_note_is_on_the_disk_before_the_file_that_it_tells_of(path: Path) -> None:
    """After a power loss in between, the file would pass for a person's change."""
    with disk_events(path.parent) as events:
        write(path, b"new")
    *_, noted, renamed, _ = events
    assert noted.startswith(".written.jsonl synced at ")
    assert not noted.endswith(" at 0")
    assert renamed == ".errors.csv.part becomes errors.csv"


def test_half_a_note_of_a_killed_export_is_passed_over(path: Path) -> None:
    write(path, b"new")
    notes = path.with_name(".written.jsonl")
    notes.write_bytes(notes.read_bytes()[:-5])
    for content in (b"newer", b"newest"):
        write(path, content)
    kept = visible(path.parent)
    assert kept.pop("errors.csv") == b"newest"
    assert b"new" in kept.values(), "kept rather than lost"


def test_only_what_is_ours_is_removed(path: Path) -> None:
    path.write_bytes(b"mine")
    other = path.with_name("other.csv")
    other.write_bytes(b"ours")
    remove_output(path)
    remove_output(other)
    assert visible(path.parent) == {"errors.csv": b"mine", "other.csv": b"ours"}
    path.write_bytes(b"ours")
    remove_output(path)
    assert visible(path.parent) == {"other.csv": b"ours"}


def test_before_the_first_manifest_all_is_ours_and_no_note_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"half an export")
    write(tmp_path / "a.csv", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("name", ["x (edited)-ektepakt.csv", "(edited).csv", "a (edited) b.csv"])
def test_a_name_that_only_resembles_is_nothing_that_was_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert edited_files(tmp_path) == set()
