"""A session that runs for a day keeps what it kept after a few hours, and no more.

Eight hours of five keys by a clock moved by hand, or with INDEED_TUI_SOAK=full the acceptance: 24
hours of 100 keys and 10,000 exchanges.
"""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import astuple
from pathlib import Path

from tests.sharing.day import Day, Kept
from tests.sharing.soak import FULL, report

DAY = Day(100, 285, 6, 24, 500) if FULL else Day(5, 20, 6, 8, 30)
DAYS = (sys.executable, "-X", "tracemalloc", "-m", "tests.sharing.day")
ROOT = Path(__file__).parents[2]
# Of one type, and in bytes: caches that fill up slowly, and tokens that the simulator still knows,
# never something for each call or token.
FEW, LITTLE = 25, 300_000 if FULL else 100_000


def test_nothing_grows_but_the_ledger_and_that_only_by_calls(tmp_path: Path) -> None:
    told = subprocess.run(
        [*DAYS, str(tmp_path), *map(str, astuple(DAY))],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    answer = json.loads(told.stdout)
    exchanges, calls = answer["exchanges"], DAY.calls_an_hour * DAY.last
    before, after = (Kept(**each) for each in answer["marks"])
    grown = {
        kind: more
        for kind, more in (Counter(after.objects) - Counter(before.objects)).items()
        if more > FEW
    }
    report(
        f"{DAY.last} h, {DAY.keys} keys, {exchanges} exchanges, {calls} calls; hour {DAY.first} "
        f"and {DAY.last}: traced {before.traced:,} and {after.traced:,} B, objects "
        f"{sum(before.objects.values()):,} and {sum(after.objects.values()):,}, tasks "
        f"{before.tasks} and {after.tasks}, threads {before.threads} and {after.threads}, "
        f"handles {before.handles} and {after.handles}, files {before.files} and {after.files} "
        f"of {before.size:,} and {after.size:,} B, ledger {before.lines} and {after.lines} lines; "
        f"grown: {grown}"
    )
    assert exchanges > (10_000 if FULL else 100)
    assert grown == {}
    assert after.traced - before.traced < LITTLE
    assert (after.tasks, after.threads) == (before.tasks, before.threads)
    assert after.handles <= before.handles
    assert after.files == before.files
    assert abs(after.size - before.size) < 200 * before.files
    # appinfo was asked once; every call is two lines: it left, it ended.
    assert after.lines == 2 * (calls + 1)
