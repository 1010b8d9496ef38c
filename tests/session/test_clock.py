"""The machine's clocks, and what stands in where one of them is missing."""

import asyncio
import time
from pathlib import Path

import pytest

from indeed_tui.session import clock as clock_module
from indeed_tui.session.clock import SystemClock


class Times:
    """Stands in for the time module: the wall and a monotonic clock that stops in suspend."""

    def __init__(self) -> None:
        self.wall, self.awake = 1_000_000.0, 50.0

    def time(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.awake

    def pass_by(self, seconds: float) -> None:
        """Let time pass on both."""
        self.wall += seconds
        self.awake += seconds


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Times:
    """A machine without CLOCK_BOOTTIME."""
    times = Times()
    monkeypatch.setattr(clock_module, "time", times)
    return times


def test_elapsed_goes_on_and_never_back() -> None:
    clock = SystemClock()
    first = clock.elapsed()
    while (second := clock.elapsed()) == first:
        pass
    assert second > first


def test_elapsed_is_the_clock_that_counts_through_suspend() -> None:
    clock = SystemClock()
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert before <= clock.elapsed() <= time.clock_gettime(time.CLOCK_BOOTTIME)


def test_wall_is_the_time_of_day() -> None:
    assert time.time() <= SystemClock().wall() <= time.time()


def test_now_is_one_moment_on_all_clocks_with_the_boot() -> None:
    now = SystemClock().now()
    assert now.boot == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    assert now.elapsed <= SystemClock().elapsed()
    assert now.wall <= time.time()


def test_a_machine_without_boot_id_has_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clock_module, "_BOOT_ID", tmp_path / "missing")
    assert SystemClock().now().boot == ""


@pytest.mark.parametrize("seconds", [-1.0, 0.0, 0.0001])
async def test_sleep_gives_way_and_ends(seconds: float) -> None:
    ran = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(ran.set_result, None)
    await SystemClock().sleep(seconds)
    assert ran.done()


def test_without_boottime_elapsed_follows_the_monotonic_clock(times: Times) -> None:
    clock = SystemClock()
    start = clock.elapsed()
    times.pass_by(100)
    assert clock.elapsed() - start == pytest.approx(100)
    assert clock.now().boot == ""


def test_without_boottime_a_wall_jump_ahead_counts_as_suspend(times: Times) -> None:
    clock = SystemClock()
    start = clock.elapsed()
    times.wall += 3600
    assert clock.elapsed() - start == pytest.approx(3600)
    times.pass_by(10)
    assert clock.elapsed() - start == pytest.approx(3610)
    times.wall += 60
    assert clock.elapsed() - start == pytest.approx(3670)


def test_without_boottime_a_wall_jump_back_never_turns_elapsed_back(times: Times) -> None:
    clock = SystemClock()
    start = clock.elapsed()
    times.wall -= 3600
    times.pass_by(10)
    assert clock.elapsed() - start == pytest.approx(10)


def test_without_boottime_drift_is_no_suspend(times: Times) -> None:
    clock = SystemClock()
    start = clock.elapsed()
    for _ in range(100):
        times.pass_by(60)
        times.wall += 1
        clock.elapsed()
    assert clock.elapsed() - start == pytest.approx(6000)
