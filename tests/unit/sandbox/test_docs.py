"""The sandbox's page says what the sandbox does."""

import re
from dataclasses import fields
from pathlib import Path

import msgspec

from batch.sandbox import Alteration, Capacity, Fault, FaultKind, Faults, Memory

PAGE = (Path(__file__).parents[3] / "docs" / "sandbox.md").read_text("utf-8")


def first_column(heading: str) -> list[str]:
    """The names in the first column of the table with this heading."""
    rows = PAGE.partition(f"| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])]


def test_every_kind_of_fault_is_listed() -> None:
    assert sorted(first_column("kind")) == sorted(FaultKind)


def test_every_alteration_is_listed() -> None:
    assert sorted(first_column("alteration")) == sorted(Alteration)


def test_every_scene_is_a_fault() -> None:
    scenes = PAGE.partition("| scene |")[2].partition("\n\n")[0].splitlines()[2:]
    kinds = {msgspec.json.decode(scene.split("`")[1], type=Fault).kind for scene in scenes}
    assert len(scenes) == 14
    assert kinds >= {
        FaultKind.REFUSED, FaultKind.DOOR, FaultKind.ALTERED_BODY, FaultKind.CACHED, FaultKind.LATE_ANSWER,
    }  # fmt: skip


def test_everything_that_is_remembered_is_listed() -> None:
    assert sorted(first_column("in memory")) == sorted(field.name for field in fields(Memory))


def test_every_setting_of_faults_is_named() -> None:
    settings = [name for kind in (Fault, Capacity, Faults) for name in kind.__struct_fields__]
    assert [name for name in settings if not re.search(rf'[`"]{name}[`"]', PAGE)] == []


def test_the_example_is_a_file_of_faults() -> None:
    example = PAGE.partition("```json\n")[2].partition("```")[0]
    assert len(msgspec.json.decode(example, type=Faults).faults) == 4
