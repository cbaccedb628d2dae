"""--out on file systems that are none of the usual: tmpfs, and in `make chaos` FAT, mounted from a file."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.lists import some_identifiers, write_list
from support.outputs import comparable
from support.program import Program

from batch.sandbox import Sandbox

_TMPFS = Path("/dev/shm")  # noqa: S108 - every Linux has it
_MEGABYTES = 64


@pytest.fixture
def tmpfs() -> Iterator[Path]:
    if not os.access(_TMPFS, os.W_OK):
        pytest.skip("no tmpfs is here")
    with tempfile.TemporaryDirectory(dir=_TMPFS) as folder:
        yield Path(folder)


@pytest.fixture
def fat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Mount FAT, as on a memory stick: it has no links and keeps no modes."""
    if not os.environ.get("MOUNTS"):
        pytest.skip("mounts a file system; by make chaos")
    if os.geteuid() != 0 or shutil.which("mkfs.vfat") is None:
        pytest.skip("FAT needs root, and mkfs.vfat (dosfstools)")
    image, at = tmp_path_factory.mktemp("image") / "fat.img", tmp_path_factory.mktemp("mounted")
    with image.open("wb") as file:
        file.truncate(_MEGABYTES << 20)
    subprocess.run(["mkfs.vfat", image], check=True, capture_output=True)
    if subprocess.run(["mount", "-o", "loop,umask=000", image, at], check=False, capture_output=True).returncode:
        pytest.skip("this kernel mounts no FAT")
    try:
        yield at
    finally:
        subprocess.run(["umount", at], check=True)


@pytest.fixture
def listed(program: Program) -> Program:
    write_list(program.folder / "people.csv", some_identifiers(30))
    assert program.run("run", "people.csv").code == 0
    return program


def test_on_tmpfs_a_run_is_as_on_a_disk(listed: Program, tmpfs: Path) -> None:
    ended = listed.run("run", "people.csv", "--out", tmpfs / "out")
    assert ended.code == 0, ended.stderr
    assert comparable(tmpfs / "out" / "latest") == comparable(listed.folder / "out" / "latest")


def test_on_fat_a_run_is_as_on_a_disk_but_for_the_link(listed: Program, sandbox: Sandbox, fat: Path) -> None:
    ended = listed.run("run", "people.csv", "--out", fat / "out")
    assert ended.code == 0, ended.stderr
    assert ended.stderr.count("keeps no modes") == 1
    latest = fat / "out" / (fat / "out" / "latest.txt").read_text().strip()
    assert comparable(latest) == comparable(listed.folder / "out" / "latest")
    asked = sandbox.memory.asks.total()
    for again in (("retry",), ("run", "people.csv", "--max-age", "1d")):
        assert listed.run(*again, "--out", fat / "out").code == 0
    assert sandbox.memory.asks.total() == asked


def test_killed_on_fat_it_goes_on(listed: Program, fat: Path) -> None:
    killed = listed.kill_when(
        lambda: any((fat / "out").glob("runs/*/ledger.sqlite3-wal")), "run", "people.csv", "--out", fat / "out"
    )
    assert killed.code == -9
    ended = listed.run("run", "people.csv", "--out", fat / "out")
    assert ended.code == 0, ended.stderr
    latest = fat / "out" / (fat / "out" / "latest.txt").read_text().strip()
    assert comparable(latest) == comparable(listed.folder / "out" / "latest")
