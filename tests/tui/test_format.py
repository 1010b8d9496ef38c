"""Numbers read the same at every size, and no number breaks a column or the app."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.tui import format as fmt

ANY_NUMBER = st.floats(allow_nan=True, allow_infinity=True)
NO_NUMBERS = [math.nan, math.inf, -math.inf]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0:00"),
        (-5, "0:00"),
        (0.99, "0:00"),
        (59.999, "0:59"),
        (252, "4:12"),
        (2537, "42:17"),
        (3600, "1:00:00"),
        (3723.9, "1:02:03"),
        (360_000, "100:00:00"),
    ],
)
def test_clock(seconds: float, shown: str) -> None:
    assert fmt.clock(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-3, "just now"),
        (0.4, "just now"),
        (5.9, "5 s ago"),
        (60, "1 min ago"),
        (7199, "1 h ago"),
        (200_000, "2 d ago"),
    ],
)
def test_ago(seconds: float, shown: str) -> None:
    assert fmt.ago(seconds) == shown


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (0, "0 B"),
        (-1, "0 B"),
        (812, "812 B"),
        (999.9, "999 B"),
        (1000, "1.0 kB"),
        (1234, "1.2 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (3_400_000, "3.4 MB"),
        (5e9, "5.0 GB"),
        (5e15, "5000.0 TB"),
    ],
)
def test_size(length: float, shown: str) -> None:
    assert fmt.size(length) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-1, "0 ms"),
        (0.143, "143 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.0 s"),
        (2.34, "2.3 s"),
        (59.94, "59.9 s"),
        (59.96, "1:00 min"),
        (72, "1:12 min"),
        (3723, "1:02:03 h"),
    ],
)
def test_duration(seconds: float, shown: str) -> None:
    assert fmt.duration(seconds) == shown


def test_moments_are_utc_and_say_so() -> None:
    wall = 1795442291.9
    assert fmt.utc(wall) == "13:58:11Z"
    assert fmt.utc(wall, seconds=False) == "13:58Z"
    assert fmt.utc_date(wall) == "2026-11-23 13:58:11Z"
    assert fmt.utc_date(0) == "1970-01-01 00:00:00Z"


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_what_is_no_number_is_a_dash(number: float) -> None:
    assert fmt.clock(number) == fmt.ago(number) == fmt.size(number) == fmt.DASH
    assert fmt.duration(number) == fmt.utc(number) == fmt.utc_date(number) == fmt.DASH


@given(ANY_NUMBER)
def test_every_number_has_a_form(number: float) -> None:
    assert fmt.clock(number) == "—" or re.fullmatch(r"(\d+:\d\d|\d+):\d\d", fmt.clock(number))
    assert re.fullmatch(r"—|just now|\d+ (s|min|h|d) ago", fmt.ago(number))
    assert re.fullmatch(r"—|\d{1,3} B|\d{1,3}\.\d [kMG]B|\d+\.\d TB", fmt.size(number))
    assert re.fullmatch(
        r"—|\d{1,3} ms|\d{1,2}\.\d s|\d{1,2}:\d\d min|\d+:\d\d:\d\d h", fmt.duration(number)
    )
    assert re.fullmatch(r"—|\d\d:\d\d:\d\dZ", fmt.utc(number))
    assert re.fullmatch(r"—|\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", fmt.utc_date(number))


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_clock_never_runs_backwards(one: float, other: float) -> None:
    def seconds(shown: str) -> int:
        total = 0
        for part in shown.split(":"):
            total = total * 60 + int(part)
        return total

    low, high = sorted((one, other))
    assert seconds(fmt.clock(low)) <= seconds(fmt.clock(high))
    assert seconds(fmt.clock(low)) == math.floor(low)


@given(st.text(max_size=40), st.integers(-1, 40))
def test_ids_fit_and_keep_their_ends(value: str, width: int) -> None:
    for shown in (fmt.short_id(value, width), fmt.middle(value, width)):
        assert len(shown) <= max(0, width)
        if len(value) <= width:
            assert shown == value
        elif width > 1:
            assert shown[0] == value[0]
            assert "…" in shown
        if 3 <= width < len(value):
            assert fmt.middle(value, width)[-1] == value[-1]


def test_ids_read_well() -> None:
    whole = "084a39249af95beedfb90cc5d2b8833c"
    assert fmt.short_id(whole) == "084a39…"
    assert fmt.short_id("4bc393") == "4bc393"
    assert fmt.short_id(whole, 8, ellipsis="...") == "084a3..."
    assert fmt.middle(whole, 9) == "084a…833c"
    assert fmt.middle(whole, 2) == "0…"


@given(ANY_NUMBER, st.integers(-1, 60), st.booleans())
def test_a_bar_is_as_wide_as_asked_and_full_only_when_it_is(
    fraction: float, width: int, ascii_only: bool
) -> None:
    filled, empty = fmt.bar(fraction, width, ascii=ascii_only)
    assert len(filled) + len(empty) == max(0, width)
    assert (filled + empty).isascii() == (ascii_only or width <= 0)
    if width > 1:
        assert (empty == "") == (fraction >= 1)
        assert (filled == "") == (not fraction > 0)


def test_a_bar_reads_well() -> None:
    assert fmt.bar(0.5, 4) == ("▰▰", "▱▱")
    assert fmt.bar(0.5, 4, ascii=True) == ("##", "--")
    assert fmt.bar(0.5, 1) == ("▰", "")


def test_counts() -> None:
    assert fmt.count(0, "employer") == "0 employers"
    assert fmt.count(1, "employer") == "1 employer"
    assert fmt.count(1024, "call") == "1,024 calls"
    assert fmt.count(2, "query", "queries") == "2 queries"
