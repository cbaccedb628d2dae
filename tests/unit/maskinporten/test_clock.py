"""The machine's own clocks agree with each other while nobody sleeps."""

import time
from datetime import UTC, datetime

import pytest

from batch.maskinporten.clock import SystemClock


def test_both_readings_grow_and_stand_in_seconds() -> None:
    clock = SystemClock()
    first, awake = clock.monotonic(), clock.awake()
    time_passed = time.perf_counter()
    while time.perf_counter() - time_passed < 0.02:
        pass
    assert 0.015 < clock.monotonic() - first < 5
    assert 0.015 < clock.awake() - awake < 5
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 5


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="only Linux has the clock that goes on in sleep")
def test_on_linux_the_age_goes_on_while_the_machine_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = {time.CLOCK_BOOTTIME: 5000.0, time.CLOCK_MONOTONIC: 1000.0}
    monkeypatch.setattr(time, "clock_gettime", readings.__getitem__)
    assert SystemClock().monotonic() == 5000.0


def test_without_such_a_clock_the_usual_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(time, "CLOCK_BOOTTIME", raising=False)
    monkeypatch.delattr(time, "CLOCK_MONOTONIC", raising=False)
    clock = SystemClock()
    assert abs(clock.monotonic() - time.monotonic()) < 1
