"""Compares the adaptive limit with the best fixed one, over HTTP against the sandbox's capacity model.

Every fixed limit of 1, 2, 4 … 128 is tried, through the same turnstile. Prints a line for each scene, and writes what
was seen to `limiter.json` and as a plot to `limiter.svg`. Takes about a quarter of an hour.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
from identifiers import answered_identifiers
from limiter_plot import draw
from limiter_report import Compared, Report, compared, recovered
from limiter_scenes import DESKS, FIXED, Shape, capacity_scene, outage_scene
from scene import Scene, Seen
from stage import play_all

from batch.sandbox import FaultKind

IDENTIFIERS = 20_000
OUTAGES = (FaultKind.UNAVAILABLE, FaultKind.RESET)
HERE = Path(__file__).parent


def main() -> None:
    """Play all scenes, and tell what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "identifiers"
        file.write_text("\n".join(answered_identifiers(IDENTIFIERS)), encoding="ascii")
        seen = dict(play_all([*_capacity_scenes(str(file)), *_outage_scenes(str(file))]))
        report = Report(
            compared=[_compare(str(file), desks, shape, seen) for desks in DESKS for shape in Shape],
            recovered=[recovered(scene, seen[scene]) for scene in _outage_scenes(str(file))],
        )
    for each in (*report.compared, *report.recovered):
        print(each)
    (HERE / "limiter.json").write_bytes(msgspec.json.encode(report))
    draw(report, HERE / "limiter.svg")


def _compare(file: str, desks: int, shape: Shape, seen: dict[Scene, Seen]) -> Compared:
    fixed = {limit: seen[capacity_scene(file, desks, shape, limit)] for limit in FIXED}
    return compared(capacity_scene(file, desks, shape, None), seen[capacity_scene(file, desks, shape, None)], fixed)


def _capacity_scenes(file: str) -> Iterator[Scene]:
    for desks in DESKS:
        for shape in Shape:
            for limit in (None, *FIXED):
                yield capacity_scene(file, desks, shape, limit)


def _outage_scenes(file: str) -> Iterator[Scene]:
    for kind in OUTAGES:
        for desks in DESKS:
            yield outage_scene(file, desks, kind)


if __name__ == "__main__":
    main()
