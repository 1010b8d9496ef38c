"""The benchmark itself: what it sees, how it pairs rounds, what it judges. No times are judged."""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import honesty, peers
from tests.bench.__main__ import gathered, with_peers
from tests.bench.keys import hold, press, typed
from tests.bench.program import PATIENCE, NotSeenError, Program, family
from tests.bench.report import as_json, compared_table, errors_text, lines_table, verdict
from tests.bench.rounds import Results, measure, percentile
from tests.bench.scenario import Figures, Line, Scenario, Setting
from tests.bench.screen import Screen, answers

# Paints READY; then each key is shown in turn, `s` as a change of style alone; q leaves.
_PROGRAM = """
import os, sys, tty
tty.setraw(0)
def write(text): os.write(1, text.encode())
write("\\x1b[2J\\x1b[H" "READY")
while True:
    key = os.read(0, 1).decode()
    if key == "q":
        write("\\r\\nbye"); break
    write("\\x1b[H\\x1b[7mREADY\\x1b[0m" if key == "s" else key)
"""


@pytest.fixture
def echo() -> Program:
    """A program that shows what is typed."""
    program = Program((sys.executable, "-c", _PROGRAM), {})
    program.seen("READY")
    return program


def test_it_sees_a_program_start_change_and_leave(echo: Program) -> None:
    with echo as program:
        assert program.started < program.last
        before = program.written
        (one, two) = press(program, ("a", "b"), 2)
        assert (one.written, two.written) == (1, 1)
        assert program.written == before + 2
        assert "READYab" in program.text()
        (style,) = press(program, ("s",), 1)
        assert style.written == len("\x1b[H\x1b[7mREADY\x1b[0m")
        assert len(typed(program, "xyz", "{}")) == 3
        assert hold(program, "h", 5, hertz=200) >= 0
        assert program.text().count("h") == 5
        now, most = program.memory()
        assert 0 < now <= most
        assert program.cpu() > 0
        assert program.leave("q") > 0
        assert program.memory() == (0, 0)


def test_a_text_that_never_comes_is_told_with_the_screen(echo: Program) -> None:
    with echo as program, pytest.raises(NotSeenError, match=r"(?s)NEVER never came.*READY"):
        program.seen("NEVER", 0.1)


def test_the_children_of_a_program_belong_to_it() -> None:
    code = "import subprocess; subprocess.run(['sleep', '60'])"
    with Program((sys.executable, "-c", code), {}) as program:
        program.when(lambda: True, "anything")
        for _ in range(500):
            if len(family(program.process.pid)) == 2:
                break
            program.watch(0.01)
        (_, child) = family(program.process.pid)
    # A killed child that nobody has reaped yet is a zombie, or gone; the kernel takes its time.
    end = time.monotonic() + PATIENCE
    while not gone(child) and time.monotonic() < end:
        time.sleep(0.01)
    assert gone(child)


def gone(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return stat.rpartition(")")[2].split()[0] in "ZX"


def test_the_screen_forgives_what_its_emulator_does_not_know() -> None:
    screen = Screen(20, 3)
    for part in (b"\x1b[?2026$p\x1b[>1u\x1b[<u", b"\x1b]0;ti", b"tle\x07a\x1b[38:2::1:2:3m", b"b"):
        screen.feed(part)
    screen.feed(b"\x1bP+q544e\x1b\\c\x1b[3")
    screen.feed(b"1md")
    assert screen.text().split() == ["abcd"]
    before = screen.snapshot()
    screen.feed(b"\x1b[m\x1b[1;1Ha\x1b[1;5H")
    assert not screen.differs(before)
    screen.feed(b"\x1b[7m\x1b[1;1Ha\x1b[1;5H")
    assert screen.differs(before)


def test_it_answers_as_a_terminal_would() -> None:
    assert b"\x1b[?2026;2$y" in answers(b"\x1b[?1049h\x1b[?2026$p")
    assert answers(b"plain") == b""


@pytest.mark.parametrize(
    ("share", "wanted"), [(0.0, 1.0), (0.5, 2.5), (1.0, 4.0), (0.95, pytest.approx(3.85))]
)
def test_a_percentile_lies_between_samples(share: float, wanted: float) -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == wanted


def scripted(name: str, *rounds: dict[str, list[float]] | Exception, log: list[str]) -> Scenario:
    """A scenario that gives these figures, the first of them in the warm-up."""
    script = list(rounds)

    def run(setting: Setting) -> Figures:
        log.append(f"{name}{' quick' if setting.quick else ''}")
        assert list(setting.folder.iterdir()) == []
        (setting.folder / "mine").touch()
        figures = script.pop(0)
        if isinstance(figures, Exception):
            raise figures
        return figures

    return Scenario(name, run)


def test_rounds_are_interleaved_and_the_warm_up_is_not_counted() -> None:
    log: list[str] = []
    one = scripted("a", *({"x": [each]} for each in (99.0, 1.0, 2.0)), log=log)
    two = replace(scripted("b", {"x": [99.0]}, {"x": [5.0]}, log=log), at_most=1)
    results = measure([one, two], 2)
    assert log == ["a quick", "b quick", "a", "b", "a"]
    assert results.samples("a.x") == {1: 1.0, 2: 2.0}
    assert results.samples("b.x") == {1: 5.0}


def test_a_failing_scenario_is_told_and_stops_no_other() -> None:
    log: list[str] = []
    bad = scripted("bad", {"x": [1.0]}, NotSeenError("nothing came"), log=log)
    good = scripted("good", {"x": [1.0]}, {"x": [1.0]}, log=log)
    results = measure([bad, good], 1)
    assert results.samples("good.x") == {1: 1.0}
    assert errors_text(results) == "bad, round 1: nothing came"


def results(**figures: list[float]) -> Results:
    """Results with one sample a round; `a_x` is the figure `a.x`."""
    made = Results()
    for name, values in figures.items():
        scenario, _, figure = name.partition("_")
        rounds = made.figures.setdefault(scenario, {})
        for number, value in enumerate(values, 1):
            rounds[number] = {**rounds.get(number, {}), figure: [value]}
    return made


def test_ratios_are_paired_within_rounds() -> None:
    # The medians' ratio would be 1; in every round it was another one.
    found = results(a_x=[10.0, 40.0, 20.0], b_x=[20.0, 10.0, 40.0]).of(
        Line("a to b", "a.x", 1, over="b.x")
    )
    assert found is not None
    assert (found.median, found.least, found.most, found.number) == (0.5, 0.5, 4.0, 3)


def test_a_round_without_its_pair_is_left_out() -> None:
    found = results(a_x=[10.0, 40.0], b_x=[20.0]).of(Line("a to b", "a.x", 1, over="b.x"))
    assert found is not None
    assert (found.median, found.number) == (0.5, 1)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (Line("", "a.x", 20.0), "met"),
        (Line("", "a.x", 19.9), "NOT met"),
        (Line("", "a.x", 20.0, least=True), "met"),
        (Line("", "a.x", 20.1, least=True), "NOT met"),
        (Line("", "a.y", 20.0), "not measured"),
        (Line("", "a.x", 20.0, over="nobody.x"), "not measured"),
    ],
)
def test_a_verdict_is_met_not_met_or_not_measured(line: Line, wanted: str) -> None:
    found = results(a_x=[30.0, 10.0, 20.0])
    assert verdict(line, found) == wanted
    assert wanted in lines_table(found, [line])


def test_json_holds_every_sample_and_verdict() -> None:
    found = results(a_x=[1.0, 3.0])
    written = json.loads(json.dumps(as_json(found, [Line("small", "a.x", 2.0)], {})))
    assert written["rounds"] == {"a": [{"x": [1.0]}, {"x": [3.0]}]}
    (line,) = written["acceptance"]
    assert (line["text"], line["value"]["median"], line["verdict"]) == ("small", 2.0, "met")


def test_programs_beside_it_are_compared_by_ratios() -> None:
    found = results(demo_ready_ms=[10.0], hello_ready_ms=[20.0])
    assert "0.50" in compared_table(found, "demo", ["hello"])


def test_every_line_is_about_figures_that_some_scenario_could_give() -> None:
    scenarios, lines = gathered()
    names = [each.name for each in scenarios]
    assert len(names) == len(set(names))
    known = {*names, *peers.KNOWN}
    for line in lines:
        for figure in filter(None, (line.figure, line.over)):
            assert figure.rpartition(".")[0] in known, line


def test_a_peer_is_found_by_name_path_or_venv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "bin" / "posting"
    program.parent.mkdir()
    program.touch(mode=0o755)
    wanted = ("posting", str(program))
    assert peers.found(f"posting={tmp_path}") == wanted
    assert peers.found(f"posting={program}") == wanted
    assert peers.found(str(program)) == wanted
    assert peers.found("posting=/nowhere") is None
    monkeypatch.setenv("PATH", str(program.parent))
    assert peers.found("posting") == wanted
    ours = list(gathered()[0])
    both = with_peers(ours, ["posting", "no-such-program"])
    assert [each.name for each in both if each not in ours] == ["posting"]
    assert "no-such-program isn't installed here" in capsys.readouterr().err


def test_the_slowed_build_differs_by_its_sleep_alone(tmp_path: Path) -> None:
    environ = {**os.environ, **honesty.delayed(tmp_path, 7)}
    code = "import sitecustomize, time; print(sitecustomize.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(tmp_path / "late" / "sitecustomize.py")
    slept = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "pass"],
        env={**environ, honesty.VARIABLE: "100"},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = [line for line in slept.stderr.splitlines() if line.endswith(" sitecustomize")]
    assert int(line.split("|")[0].removeprefix("import time:")) >= 100_000


@pytest.mark.parametrize(
    ("slowed", "again", "seen"),
    [
        ([600.0, 610.0, 590.0], [500.0, 505.0, 495.0], True),
        ([510.0, 500.0, 490.0], [500.0, 505.0, 495.0], False),
        ([700.0, 710.0, 690.0], [600.0, 605.0, 595.0], False),
    ],
)
def test_a_delay_is_seen_only_where_the_same_build_shows_none(
    slowed: list[float], again: list[float], seen: bool
) -> None:
    made = Results()
    base = [500.0, 500.0, 500.0]
    for name, values in (("as-it-is", base), ("slowed", slowed), ("as-it-is-again", again)):
        made.figures[name] = {at: {"ready_ms": [value]} for at, value in enumerate(values)}
    assert honesty.judged(made)[0] is seen


def test_nothing_measured_is_no_verdict() -> None:
    assert honesty.judged(Results()) == (False, "Nothing was measured.")


def test_it_runs_as_one_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--list"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [each.name for each in gathered()[0]]
