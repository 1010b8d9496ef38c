"""What is measured: the dashboard, its list, its idle hours, and the programs beside it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.bench.employer_memory import employer_bytes
from tests.bench.engine import measured
from tests.bench.keys import DOWN, UP, hold, press, typed
from tests.bench.program import NS, PATIENCE, NotSeenError, Program
from tests.bench.scenario import Figures, Scenario, Setting
from tests.bench.served import indeed_tui
from tests.terminal.harness import home

_PROGRAMS = Path(__file__).parent / "programs"
HELLO_READY = "Hello, world.*palette"
# The credentials come from the session: a frame that was only painted doesn't have them.
DEMO_READY = "acerecruiters-prod.*3 Employers|3 Employers.*acerecruiters-prod"
KEY_BAR = "q Quit"
_MANY = 100_000


def started(program: Program, *ready: str) -> dict[str, list[float]]:
    """Wait for the first paint and for each of the texts; return moments and bytes."""
    paint = program.seen(r"\S")
    moment = max(program.seen(each) for each in ready)
    return {
        "paint_ms": [(paint - program.started) / 1e6],
        "ready_ms": [(moment - program.started) / 1e6],
        "first_screen_b": [float(program.written)],
    }


def rested(program: Program) -> dict[str, list[float]]:
    """Wait until loading is over; return when, with bytes, CPU and memory so far."""
    calm = program.calm()
    return {
        "calm_ms": [(calm - program.started) / 1e6],
        "calm_b": [float(program.written)],
        "cpu_ms": [program.cpu() / 1e6],
        "resident_mb": [program.memory()[0]],
    }


def idle(program: Program, seconds: float) -> dict[str, list[float]]:
    """Watch a program that has nothing to do; return its share of a core and its bytes."""
    program.quiet(300.0)
    cpu, written, begun = program.cpu(), program.written, time.monotonic_ns()
    program.watch(seconds)
    passed = time.monotonic_ns() - begun
    return {
        "idle_pct": [100 * (program.cpu() - cpu) / passed],
        "idle_bps": [(program.written - written) * NS / passed],
    }


def walked(program: Program, setting: Setting) -> dict[str, list[float]]:
    """Move the cursor of a list to and fro, then hold the key down."""
    presses = press(program, (DOWN, UP), setting.times(60, 20))
    late = hold(program, DOWN, setting.times(75, 30))
    return {
        "key_ms": [each.change for each in presses],
        "key_b": [float(each.written) for each in presses],
        "held_late_ms": [late],
    }


def start_and_leave(
    command: Sequence[str], ready: Sequence[str], *, idling: bool = False
) -> Callable[[Setting], Figures]:
    """Return a scenario's run: start a program, let it come to rest, maybe idle, leave with q."""

    def run(setting: Setting) -> Figures:
        with Program(command, home(setting.folder)) as program:
            figures = started(program, *ready) | rested(program)
            if idling:
                figures |= idle(program, setting.times(10, 4))
            return figures | {"exit_ms": [program.leave("q")]}

    return run


def _table(setting: Setting) -> Figures:
    with Program((sys.executable, str(_PROGRAMS / "table.py")), home(setting.folder)) as program:
        return started(program, "Employer number 30") | rested(program) | walked(program, setting)


def _list(setting: Setting) -> Figures:
    with _dashboard(setting, "--employers", "1000") as program:
        figures = started(program, "1,000 of 1,000", KEY_BAR) | rested(program)
        program.enter("3")
        return figures | walked(program, setting)


def _employers(number: int) -> Callable[[Setting], Figures]:
    def run(setting: Setting) -> Figures:
        with _dashboard(setting, "--employers", str(number)) as program:
            figures = started(program, f"{number:,} of {number:,}", KEY_BAR) | rested(program)
            program.enter("3/")
            program.calm()
            figures["filter_ms"] = typed(program, "evergreen", "filter: {}")
            program.calm()
            now, most = program.memory()
            return figures | {"resident_mb": [now], "peak_mb": [most]}

    return run


def _blocks(number: int) -> Callable[[Setting], Figures]:
    """How long the screen's loop is blocked while the list comes, is walked, searched, sorted."""

    def run(setting: Setting) -> Figures:
        options = ("--employers", str(number), "--fault", "on=appinfo,delay_ms=2500")
        told = setting.folder / "blocks"
        environ = home(setting.folder) | setting.served.environ(options)
        environ |= {"BLOCKS_FILE": str(told)}
        with Program((sys.executable, str(_PROGRAMS / "blocks.py")), environ) as program:
            program.seen(KEY_BAR)
            program.calm()
            program.process.send_signal(signal.SIGUSR1)
            program.seen(f"{number:,} of {number:,}")
            program.calm()
            program.enter("3")
            hold(program, DOWN, 20)
            program.enter("/")
            program.calm()
            typed(program, "evergreen", "filter: {}")
            program.enter("\x1b")
            program.calm()
            for order in ("by name", "by id"):
                program.enter("s")
                program.seen(order)
            program.calm()
            program.process.send_signal(signal.SIGUSR2)
            program.when(told.exists, "the longest block")
        return {"longest_block_ms": [float(told.read_text())]}

    return run


def _twenty(setting: Setting) -> Figures:
    """Twenty live tokens: pinned one after the other, as a user would."""
    options = ("--employers", "24")
    wanted = setting.served.tokens_asked(*options) + 21
    with _dashboard(setting, *options) as program:
        started(program, "24 of 24", KEY_BAR)
        program.calm()
        for key in ("3", *("p", DOWN) * 20):
            program.enter(key)
            program.quiet(60.0, 0.5)
        end = time.monotonic() + PATIENCE
        while setting.served.tokens_asked(*options) < wanted:
            if time.monotonic() > end:
                raise NotSeenError(f"twenty tokens never came:\n{program.text()}")
            program.watch(0.5)
        # What the last key said stands for some seconds.
        program.when(lambda: "is kept alive" not in program.text(), "the message's end")
        program.calm()
        return idle(program, setting.times(10, 4))


def _waiting(setting: Setting) -> Figures:
    with _dashboard(setting, "--fault", "on=token,delay_ms=600000") as program:
        program.seen("waiting for Indeed")
        program.calm()
        figures = idle(program, setting.times(6, 3))
        return {"waiting_bps": figures["idle_bps"], "waiting_pct": figures["idle_pct"]}


def _dashboard(setting: Setting, *options: str) -> Program:
    environ = {**home(setting.folder), **setting.served.environ(options)}
    return Program(indeed_tui(), environ)


def _token(setting: Setting) -> Figures:
    """`indeed-tui token` from the cache, and a Python that does nothing, in turn."""
    environ = {**os.environ, **home(setting.folder), **setting.served.environ(())}
    subprocess.run(indeed_tui("token"), env=environ, check=True, stdout=subprocess.DEVNULL)
    cached, bare = [], []
    for _ in range(setting.times(15, 6)):
        bare.append(_spawned((sys.executable, "-c", "pass"), environ))
        cached.append(_spawned(indeed_tui("token"), environ))
    return {"bare_ms": bare, "cached_ms": cached}


def _spawned(command: tuple[str, ...], environ: Mapping[str, str]) -> float:
    """Run a command with its output thrown away; return its milliseconds."""
    nowhere = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)
    begun = time.monotonic_ns()
    pid = os.posix_spawn(command[0], command, environ, file_actions=[nowhere])
    _, status = os.waitpid(pid, 0)
    passed = (time.monotonic_ns() - begun) / 1e6
    if status:
        raise OSError(f"{command} failed with {status}")
    return passed


def _employer_memory(setting: Setting) -> Figures:
    return employer_bytes(setting.times(_MANY, 10_000))


def _engine(setting: Setting) -> Figures:
    url, number = setting.served.url("--employers", "10000"), setting.times(10_000, 1_000)
    bare, session = measured("bare", url, number), measured("session", url, number)
    return {
        "bare_rate": [bare.rate],
        "bare_cpu_ms": [bare.cpu_ms],
        "session_rate": [session.rate],
        "session_cpu_ms": [session.cpu_ms],
    }


SCENARIOS = (
    Scenario("hello", start_and_leave((sys.executable, str(_PROGRAMS / "hello.py")),
                                      (HELLO_READY,))),
    Scenario("demo", start_and_leave(indeed_tui("--demo"), (DEMO_READY, KEY_BAR), idling=True)),
    Scenario("label", start_and_leave((sys.executable, str(_PROGRAMS / "label.py")),
                                      ("s passed",), idling=True)),
    Scenario("table", _table),
    Scenario("list", _list),
    Scenario("employers-3", _employers(3)),
    Scenario("employers-100000", _employers(_MANY)),
    *(Scenario(f"blocks-{number}", _blocks(number)) for number in (3, 1_000, 10_000, _MANY)),
    Scenario("token", _token),
    Scenario("twenty", _twenty),
    Scenario("waiting", _waiting),
    Scenario("memory", _employer_memory, at_most=1),
    Scenario("engine", _engine, at_most=3),
)  # fmt: skip
