"""Runs a Session on its own thread and loop, so that a stalled front end stalls nothing else."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from indeed_tui.indeed.errors import IndeedError

if TYPE_CHECKING:
    # What makes a session loads it, on the engine's thread.
    from indeed_tui.session.session import Session

Result = TypeVar("Result")

# How long, in seconds beyond the grace, the thread may take to leave.
_PATIENCE = 1.0


class Engine:
    """A session's thread. `make` builds the session on it; `fault` hears of errors of our own.

    Both callables run on the engine's thread and must not block on the front end.
    """

    def __init__(
        self, make: Callable[[], "Session"], fault: Callable[[BaseException], None]
    ) -> None:
        self._make, self._fault = make, fault
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="indeed-tui engine", daemon=True)
        self._session: Session | None = None
        self._stopping = False

    def start(self) -> None:
        """Start the thread; returns at once."""
        self._thread.start()

    def submit(self, action: Callable[["Session"], Awaitable[Result]]) -> "Future[Result]":
        """Run an action on the session's loop; its result or error is the future's.

        An error that isn't an IndeedError also goes to `fault`. After `stop` the future is
        cancelled at once.
        """

        async def run() -> Result:
            if self._stopping:
                raise asyncio.CancelledError
            if self._session is None:
                self._session = self._make()
            return await action(self._session)

        if self._stopping:
            refused: Future[Result] = Future()
            refused.cancel()
            return refused
        future = asyncio.run_coroutine_threadsafe(run(), self._loop)
        future.add_done_callback(self._judge)
        return future

    def stop(self, grace: float = 2.0) -> None:
        """Close the session and end the thread; a token request under way gets `grace` seconds."""
        if self._stopping:
            return
        self._stopping = True
        if self._thread.ident is None:
            # Never started: what was submitted is given up all the same.
            self._thread.start()
        closing = asyncio.run_coroutine_threadsafe(self._close(grace), self._loop)
        closing.add_done_callback(self._judge)
        self._thread.join(grace + _PATIENCE)

    async def _close(self, grace: float) -> None:
        try:
            if self._session is not None:
                await self._session.close(grace)
        finally:
            left = asyncio.all_tasks() - {asyncio.current_task()}
            for task in left:
                task.cancel()
            if left:
                # Each still has to leave what it is in, or its future would never be done.
                await asyncio.wait(left, timeout=_PATIENCE / 2)
            self._loop.call_soon(self._loop.stop)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(self._broke)
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def _judge(self, future: "Future[Result]") -> None:
        error = None if future.cancelled() else future.exception()
        if error is not None and not isinstance(error, IndeedError):
            self._fault(error)

    def _broke(self, _loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if not isinstance(error, BaseException):
            error = RuntimeError(str(context.get("message", "the engine broke")))
        self._fault(error)
