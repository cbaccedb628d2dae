"""What the program has had on the disk, and under which name, in the order that a power loss would cut short."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch


@contextmanager
def disk_events(under: Path) -> Iterator[list[str]]:
    """Note each file as it is synced, with its size by then, each folder as it is, and each renaming."""
    events: list[str] = []

    def synced(descriptor: int, sync: Callable[[int], None] = os.fsync) -> None:
        found = os.fstat(descriptor)
        path = next(each for each in (under, *under.rglob("*")) if os.path.samestat(each.lstat(), found))
        events.append(f"{path.relative_to(under)} synced" + ("" if path.is_dir() else f" at {found.st_size}"))
        sync(descriptor)

    def renaming(rename: Callable[..., None]) -> Callable[..., None]:
        def renamed(source: Path, target: Path, **how: Any) -> None:
            events.append(f"{Path(source).relative_to(under)} becomes {Path(target).relative_to(under)}")
            rename(source, target, **how)

        return renamed

    with (
        patch.object(os, "fsync", synced),
        patch.object(os, "replace", renaming(os.replace)),
        patch.object(os, "rename", renaming(os.rename)),
    ):
        yield events
