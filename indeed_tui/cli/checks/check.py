"""A check's outcome as a value, and the limit on the time that one may take."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from indeed_tui.cli.exits import Exit, exit_of
from indeed_tui.indeed.errors import IndeedError

if TYPE_CHECKING:
    from concurrent.futures import Future

Value = TypeVar("Value")


class State(StrEnum):
    """How a check ended; one that was skipped says why in `seen`."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was seen, and for warn and fail what to do.

    `exit` is the status that a failure means for the whole command, OK otherwise. The texts may
    hold what files or the network said: show them through `exits.visible`.
    """

    area: str
    name: str
    state: State
    seen: str
    todo: str = ""
    exit: Exit = Exit.OK


@dataclass(frozen=True, slots=True)
class Area:
    """Makes the checks of one area."""

    name: str

    def ok(self, name: str, seen: str) -> Check:
        """Return a check that found all well."""
        return Check(self.name, name, State.OK, seen)

    def warn(self, name: str, seen: str, todo: str) -> Check:
        """Return a check that found something the user should know."""
        return Check(self.name, name, State.WARN, seen, todo)

    def fail(self, name: str, seen: str, todo: str, status: Exit = Exit.USAGE) -> Check:
        """Return a check that found something that doesn't work."""
        return Check(self.name, name, State.FAIL, seen, todo, status)

    def skip(self, name: str, why: str) -> Check:
        """Return a check that made no sense here."""
        return Check(self.name, name, State.SKIP, why)

    def error(self, name: str, error: IndeedError, status: Exit | None = None) -> Check:
        """Return the failure that an error means: its title was seen, its hint is to do."""
        problem = error.problem
        return self.fail(name, problem.title, problem.hint, status or exit_of(error))

    def judged(self, name: str, seen: str, *, well: bool, todo: str) -> Check:
        """Return ok where all is well, else a warning."""
        return self.ok(name, seen) if well else self.warn(name, seen, todo)


def worst(checks: Iterable[Check]) -> tuple[State, Exit]:
    """Return ok, warn or fail for all, and the status of the first, most fundamental failure."""
    found = list(checks)
    failed = next((check for check in found if check.state is State.FAIL), None)
    if failed is not None:
        return State.FAIL, failed.exit
    warned = any(check.state is State.WARN for check in found)
    return (State.WARN if warned else State.OK), Exit.OK


def started(call: Callable[[], Value]) -> "Future[Value]":
    """Run a call in a thread and return its outcome to come.

    The call may raise OSError, IndeedError and ValueError.
    """
    from concurrent.futures import Future

    outcome: Future[Value] = Future()

    def work() -> None:
        try:
            outcome.set_result(call())
        except (OSError, IndeedError, ValueError) as error:
            outcome.set_exception(error)
        finally:
            if not outcome.done():
                outcome.set_exception(RuntimeError("a check broke"))

    # A daemon, so that the command can end while it hangs.
    threading.Thread(target=work, daemon=True).start()
    return outcome


def limited(call: Callable[[], Value], seconds: float) -> Value:
    """Return what the call returns or raises; TimeoutError when it isn't done in that time.

    The call runs in a thread that is left behind then: nothing can stop a resolver or a stalled
    network disk.
    """
    return started(call).result(seconds)


DISK_LIMIT = 3.0


def on_disk(area: Area, checks: Mapping[str, Callable[[], Check]]) -> Iterator[Check]:
    """Yield the checks in their order, made all at once within 3 s: a dead disk costs no more."""
    until = time.monotonic() + DISK_LIMIT
    for name, outcome in [(name, started(check)) for name, check in checks.items()]:
        try:
            yield outcome.result(max(0.0, until - time.monotonic()))
        except TimeoutError:
            seen = f"the disk didn't answer within {DISK_LIMIT:g} s"
            yield area.fail(name, seen, "Is a network file system away?")
        except OSError as error:
            seen = f"can't be looked at: {reason_of(error)}"
            yield area.fail(name, seen, "Check its path and permissions.")


def reason_of(error: OSError) -> str:
    """Return what the system says of an error, without its path."""
    return (error.strerror or str(error)).lower()
