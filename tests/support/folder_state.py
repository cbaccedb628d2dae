"""What a folder looks like, to the last byte and moment, so that a test can tell that nothing was touched."""

import hashlib
from pathlib import Path


def state_of(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Map every file and folder below to its time of change, its mode and its content."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_mtime_ns, path.lstat().st_mode, _content(path))
        for path in sorted(folder.rglob("*"))
    }


def _content(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
