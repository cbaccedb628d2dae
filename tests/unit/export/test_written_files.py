"""A finished file is described for the manifest by its bytes."""

from hashlib import sha256
from pathlib import Path

from batch.export.written_files import WrittenFile, written


def test_a_written_file_is_described_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"one\ntwo\n")
    assert written(tmp_path / "a.csv", row_count=1) == WrittenFile(
        name="a.csv", sha256=sha256(b"one\ntwo\n").hexdigest(), size_bytes=8, row_count=1
    )
