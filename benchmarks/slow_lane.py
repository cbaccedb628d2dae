"""Measures how much longer a list takes when one in twenty of it never answers, over HTTP against the sandbox.

Prints for each latency when nine tenths and when all of the others were answered, with the slow ones and without.
"""

import tempfile
from pathlib import Path

from identifiers import answered_identifiers, slow_identifiers
from scene import Change, Scene, Seen
from stage import play_all

from batch.sandbox import Capacity, Faults, Spread

OTHERS = 2000
ONE_IN = 20
CONCURRENCY = 16
TIMEOUT_SECONDS = 2.0
LATENCIES = ((Spread.CONSTANT, 0.05), (Spread.EXPONENTIAL, 0.02), (Spread.EXPONENTIAL, 0.05), (Spread.EXPONENTIAL, 0.2))
ENOUGH_DESKS = 1000
SHARES = (0.9, 1.0)


def main() -> None:
    """Play each scene with and without the slow ones."""
    others = answered_identifiers(OTHERS)
    slow = slow_identifiers(OTHERS // (ONE_IN - 1))
    with tempfile.TemporaryDirectory() as folder:
        alone, mixed = Path(folder) / "alone", Path(folder) / "mixed"
        alone.write_text("\n".join(others), encoding="ascii")
        mixed.write_text("\n".join(_mixed(others, slow)), encoding="ascii")
        for spread, seconds in LATENCIES:
            scenes = [_scene(file, spread, seconds) for file in (alone, mixed)]
            without, with_them = (seen for _, seen in play_all(scenes))
            for share in SHARES:
                _tell(
                    f"{spread} {seconds:g} s, {share:.0%}", _answered_at(without, share), _answered_at(with_them, share)
                )


def _mixed(others: list[str], slow: list[str]) -> list[str]:
    """Put one slow one after every nineteen others."""
    step = ONE_IN - 1
    groups = [others[start : start + step] for start in range(0, len(others), step)]
    return [digits for number, group in enumerate(groups) for digits in (*group, *slow[number : number + 1])]


def _scene(file: Path, spread: Spread, seconds: float) -> Scene:
    capacity = Capacity(served=ENOUGH_DESKS, seconds=seconds, spread=spread)
    return Scene(
        name=f"{file.name} {spread} {seconds}",
        identifiers=str(file),
        changes=(Change(at=0.0, faults=Faults(capacity=capacity)),),
        concurrency=CONCURRENCY,
        timeout_seconds=TIMEOUT_SECONDS,
        length=600.0,
    )


def _tell(name: str, without: float, with_them: float) -> None:
    print(
        f"{name}: {with_them:.1f} s with the slow ones, {without:.1f} s without, {with_them / without:.2f}", flush=True
    )


def _answered_at(seen: Seen, share: float) -> float:
    if len(seen.answered_at) != OTHERS:
        raise SystemExit(f"{len(seen.answered_at)} of {OTHERS} were answered")
    return sorted(seen.answered_at)[int(share * OTHERS) - 1]


if __name__ == "__main__":
    main()
