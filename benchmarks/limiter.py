"""Compares the adaptive limit with the best fixed one, for a simulated register of limited capacity.

In virtual time, so that the figures are the same on every machine. Every fixed limit of 1, 2, 4 … 128 is tried, through
the same turnstile. Prints a line for each scene: the ratio to the best, the share of errors after ten seconds, and how
soon nine tenths of the former throughput are back after an outage.
"""

from simulated_register import CEILING, FixedLimit, Scene, Seen, simulate

from batch.pacing import AdaptiveLimit

DESKS = (2, 4, 8, 16, 32, 64)
FIXED = (1, 2, 4, 8, 16, 32, 64, 128)
LENGTH = 30.0
OUTAGE = (15.0, 25.0)


def main() -> None:
    """Run all scenes."""
    worst = 1.0
    for spread in ("exponential", "lognormal"):
        for small_queue in (False, True):
            for desks in DESKS:
                for name, changes in _changes(desks).items():
                    queue = desks if small_queue else 100
                    scene = Scene(changes=changes, queue=queue, spread=spread, length=LENGTH)
                    worst = min(worst, _compare(f"{spread}, queue {queue}, {desks} desks {name}", scene))
    print(f"worst ratio {worst:.2f}")
    for desks in DESKS:
        _recover(desks)


def _changes(desks: int) -> dict[str, list[tuple[float, int]]]:
    return {
        "constant": [(0, desks)],
        "halved": [(0, desks), (LENGTH / 2, max(1, desks // 2))],
        "doubled": [(0, desks), (LENGTH / 2, 2 * desks)],
    }


def _compare(name: str, scene: Scene) -> float:
    best, fixed = max((simulate(scene, FixedLimit(limit)).rate(0, LENGTH), limit) for limit in FIXED)
    seen = simulate(scene, AdaptiveLimit(ceiling=CEILING))
    ratio = seen.rate(0, LENGTH) / best
    errors = seen.error_share(10, LENGTH)
    print(f"{name}: {ratio:.2f} of the best fixed limit ({fixed}), errors {errors:.1%}", flush=True)
    return ratio


def _recover(desks: int) -> None:
    begin, end = OUTAGE
    scene = Scene(changes=[(0, desks), (begin, 0), (end, desks)], length=end + 15)
    seen = simulate(scene, AdaptiveLimit(ceiling=CEILING))
    print(f"{desks} desks: nine tenths of the throughput {_seconds_to_recover(seen, begin, end):.1f} s after an outage")


def _seconds_to_recover(seen: Seen, begin: float, end: float) -> float:
    former = seen.rate(5, begin)
    moments = (end + step / 2 for step in range(28))
    return next((at + 1 - end for at in moments if seen.rate(at, at + 1) >= 0.9 * former), float("inf"))


if __name__ == "__main__":
    main()
