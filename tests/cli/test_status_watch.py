"""`status --watch` without a process: what is a change, when to look, what is drawn where."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indeed_tui.cli.in_place import InPlace
from indeed_tui.cli.status_rows import Looks, Standing
from indeed_tui.cli.status_watch import (
    Cached,
    Changes,
    Told,
    follow,
    json_lines,
    pause,
    plain_lines,
    short_lines,
)
from indeed_tui.indeed.models import Instant
from indeed_tui.store.story import Story
from indeed_tui.store.tokens import TokenFiles
from tests.cli.standings import APP, EMPLOYER, failed, standing, token
from tests.manual_clock import ManualClock


class EnoughError(Exception):
    """The test has seen what it wanted."""


class Watched:
    """A watch over `standing`, which the test may set, driven by a clock moved by hand."""

    def __init__(self, clock: ManualClock, form: Callable[[Standing, Instant], Told]) -> None:
        self.clock, self.standing = clock, standing()
        self.lines: list[str] = []
        self._changes = Changes(form, self.lines.append)

    def run(self, seconds: float) -> list[str]:
        """Let time pass and return the lines that came."""
        self.lines.clear()
        end = self.clock.elapsed() + seconds

        def nap(length: float) -> None:
            assert 0 < length <= 1
            if self.clock.elapsed() + length > end:
                raise EnoughError
            self.clock.advance(length)

        with pytest.raises(EnoughError):
            follow(lambda: self.standing, self._changes, self.clock.now, nap)
        return [line.rstrip("\n") for line in self.lines]


def short_form(standing: Standing, now: Instant) -> Told:
    return short_lines(standing, now, Looks())


def plain_form(standing: Standing, now: Instant) -> Told:
    return plain_lines(standing, now, Looks())


def states(lines: list[str]) -> list[list[str]]:
    return [[each["state"] for each in json.loads(line)["tokens"]] for line in lines]


def test_the_first_line_is_what_is_so_now_and_the_ticking_is_no_change(
    clock: ManualClock,
) -> None:
    watched = Watched(clock, json_lines)
    assert states(watched.run(5)) == [[]]
    watched.standing = standing(token(clock))
    assert states(watched.run(60)) == [["fresh"]]
    assert watched.run(60) == []


def test_time_alone_changes_states(clock: ManualClock) -> None:
    watched = Watched(clock, json_lines)
    watched.standing = standing(token(clock, lifetime=90.3))
    told = watched.run(200)
    assert states(told) == [["fresh"], ["stale"], ["expired"]]
    # At once: not at the next full second.
    assert [json.loads(line)["tokens"][0]["expires_in"] for line in told] == [90, 22, 0]


def test_a_token_that_turns_stale_while_its_refresh_fails_is_a_change(clock: ManualClock) -> None:
    watched = Watched(clock, json_lines)
    watched.standing = standing((token(clock, lifetime=90.3), failed(clock)))
    assert states(watched.run(200)) == [["fresh"], ["stale"], ["failed"]]


@pytest.mark.parametrize("form", [json_lines, short_form, plain_form])
def test_every_change_is_told_once(
    clock: ManualClock, form: Callable[[Standing, Instant], Told]
) -> None:
    watched = Watched(clock, form)
    old = token(clock)
    clock.advance(5)
    new = token(clock)
    for known in (
        standing(old),
        standing(new),
        standing((new, failed(clock))),
        standing((new, replace(failed(clock), requests=2))),
        standing((new, Story(2))),
        standing(),
    ):
        watched.standing = known
        assert len(watched.run(3)) == 1
        assert watched.run(3) == []


def test_a_clock_that_is_set_is_no_change(clock: ManualClock) -> None:
    watched = Watched(clock, json_lines)
    known = token(clock)
    watched.standing = standing(known)
    assert len(watched.run(3)) == 1
    clock.step_wall(20)
    # Read again, its place on the elapsed clock may differ by a little.
    watched.standing = standing(replace(known, sent=known.sent - 0.3))
    assert watched.run(3) == []


def test_another_employers_token_concerns_the_json_and_not_the_short_line(
    clock: ManualClock,
) -> None:
    both = [Watched(clock, json_lines), Watched(clock, short_form)]
    app = token(clock)
    told = []
    for known in (standing(app), standing(app, token(clock, EMPLOYER))):
        for watched in both:
            watched.standing = known
            told.append(len(watched.run(1)))
    assert told == [1, 1, 1, 0]


def test_plain_lines_tell_only_whose_token_changed(clock: ManualClock) -> None:
    watched = Watched(clock, plain_form)
    (none,) = watched.run(1)
    assert "no tokens yet" in none
    app = token(clock)
    watched.standing = standing(app, (EMPLOYER, failed(clock)))
    assert len(watched.run(1)) == 2
    watched.standing = standing(app, token(clock, EMPLOYER))
    assert watched.run(1) == [f"{EMPLOYER.employer}: ● fresh, 1:00:00 left"]


def test_the_next_look_is_at_the_next_second_or_when_time_changes_a_state(
    clock: ManualClock,
) -> None:
    known = standing(token(clock, lifetime=10.4))
    assert pause(known, clock.now()) == 1
    clock.advance(7.5)
    assert pause(known, clock.now()) == pytest.approx(0.3), "stale after 7.8 s"
    clock.advance(0.3)
    assert pause(known, clock.now()) == pytest.approx(0.2), "the next second"
    clock.advance(2.599999)
    assert pause(known, clock.now()) == 0.01, "dead almost now: no busy loop"
    clock.advance(0.1)
    assert pause(known, clock.now()) == pytest.approx(0.5, abs=1e-4)


def test_a_reader_that_has_gone_ends_it_without_a_change(clock: ManualClock) -> None:
    lines: list[str] = []
    gone = iter((False, False, True))
    view = Changes(json_lines, lines.append, lambda: next(gone))
    with pytest.raises(BrokenPipeError):
        follow(standing, view, clock.now, clock.advance)
    assert len(lines) == 1


def test_files_are_read_again_only_when_one_changed(tmp_path: Path, clock: ManualClock) -> None:
    tokens, names = tmp_path / "tokens", tmp_path / "employers"
    files = TokenFiles(tokens, clock.now)
    reads = []

    def read() -> Standing:
        reads.append(1)
        return Standing.of("acme-dev", files.every(), {})

    cached = Cached(read, (tokens, names))

    def known() -> int:
        """Look three times, and return how many readings that took."""
        reads.clear()
        for _ in range(3):
            cached.look()
        return len(reads)

    assert (known(), known()) == (1, 0)
    files.save(token(clock))
    assert (known(), known()) == (1, 0)
    assert len(cached.look().tokens) == 1
    files.save_story(EMPLOYER, failed(clock))
    assert (known(), known()) == (1, 0)
    assert len(cached.look().tokens) == 2
    (tokens / f"{APP.digest}.lock").touch()
    assert known() == 0
    (tokens / f"{APP.digest}.json").chmod(0o644)
    assert known() == 1
    assert len(cached.look().tokens) == 1
    names.mkdir()
    (names / "acme-dev.json").write_text("{}")
    assert known() == 1
    files.forget(APP)
    assert known() == 1


def test_what_changes_while_it_is_read_is_read_again(tmp_path: Path, clock: ManualClock) -> None:
    files = TokenFiles(tmp_path, clock.now)

    def read() -> Standing:
        found = Standing.of("acme-dev", files.every(), {})
        if not found.tokens:
            files.save(token(clock))
        return found

    cached = Cached(read, (tmp_path,))
    assert cached.look().tokens == ()
    assert len(cached.look().tokens) == 1


@dataclass
class Paper:
    """A terminal made of pyte, with a block of lines in it."""

    columns: int = 20
    rows: int = 6

    def __post_init__(self) -> None:
        self.screen = pyte.Screen(self.columns, self.rows)
        # The kernel's terminal makes a return of every newline.
        self.screen.set_mode(pyte.modes.LNM)
        self.stream = pyte.Stream(self.screen)
        self.stream.feed("$ status\n")
        self.sent: list[str] = []
        self.place = InPlace(self.write, lambda: os.terminal_size((self.columns, self.rows)))

    def write(self, text: str) -> None:
        self.sent.append(text)
        self.stream.feed(text)

    def draw(self, *lines: str) -> str:
        """Draw the lines and return what was sent for it."""
        self.sent.clear()
        self.place.draw(lines)
        return "".join(self.sent)

    def resize(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.screen.resize(rows, columns)

    def shown(self) -> list[str]:
        """What stands above the cursor, which is at the start of a line."""
        assert self.screen.cursor.x == 0
        return [line.rstrip() for line in self.screen.display[: self.screen.cursor.y]]


def test_only_the_lines_that_changed_are_sent() -> None:
    paper = Paper()
    paper.draw("one", "two", "three")
    sent = paper.draw("one", "2", "three")
    assert paper.shown() == ["$ status", "one", "2", "three"]
    assert "one" not in sent
    assert "three" not in sent
    assert paper.draw("one", "2", "three") == ""


def test_no_other_screen_and_no_hidden_cursor() -> None:
    paper = Paper()
    sent = paper.draw("one", "two") + paper.draw("one") + paper.draw("1", "2", "3")
    assert "\x1b[?1049" not in sent
    assert "\x1b[?25" not in sent
    assert sent.count("\x1b[?7l") == sent.count("\x1b[?7h") == 3
    assert sent.endswith("\x1b[?7h")


def test_a_block_at_the_screens_end_scrolls_and_stays_one_block() -> None:
    paper = Paper()
    paper.stream.feed("earlier\n" * 4)
    paper.draw("one", "two", "three")
    paper.draw("ONE", "two", "THREE", "four")
    assert paper.shown() == ["earlier", "ONE", "two", "THREE", "four"]


def test_lines_are_cropped_to_the_terminal() -> None:
    paper = Paper(columns=8, rows=4)
    paper.draw("a long line", "株式会社株", *(str(number) for number in range(9)))
    assert paper.shown() == ["a long …", "株式会…", "… 9 mor…"]


def test_a_name_wider_than_we_think_folds_no_line() -> None:
    paper = Paper(columns=8)
    # Eight cells to us; a terminal may draw each of these in two.
    paper.write = lambda text: paper.stream.feed(text.replace("á", "aa"))  # type: ignore[method-assign]
    paper.place = InPlace(lambda text: paper.write(text), lambda: os.terminal_size((8, 6)))
    paper.draw("áááááááá", "two")
    paper.draw("áááááááá", "2")
    assert paper.shown()[2:] == ["2"]


def test_a_terminal_grown_too_small_gets_a_new_block_below() -> None:
    paper = Paper()
    paper.draw("a line of words", "two")
    paper.resize(10, 6)
    paper.draw("a line of words", "2")
    assert paper.shown()[-2:] == ["a line of…", "2"]
    assert "two" in paper.shown()
    paper.resize(40, 6)
    paper.draw("a line of words", "2")
    assert paper.shown()[-2:] == ["a line of words", "2"]


def test_after_a_stop_it_is_drawn_anew_below_whatever_came_meanwhile() -> None:
    paper = Paper()
    paper.draw("one")
    paper.stream.feed("$ fg\n")
    paper.place.anew()
    paper.draw("one")
    assert paper.shown() == ["$ status", "one", "$ fg", "one"]


@given(
    blocks=st.lists(st.lists(st.sampled_from(["a", "bb", "a longer line", "", "株"]), max_size=7))
)
@settings(max_examples=150, deadline=None)
def test_whatever_changes_the_block_is_what_was_drawn_last(blocks: list[Sequence[str]]) -> None:
    paper = Paper(columns=12, rows=10)
    for lines in blocks:
        paper.draw(*lines)
        expected = [line if len(line) <= 12 else f"{line[:11]}…" for line in lines]
        assert [line.replace("株 ", "株") for line in paper.shown()] == ["$ status", *expected]
