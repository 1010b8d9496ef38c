"""Threads that aren't: what asyncio sends to one runs at once, and so in a known order."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class InlineThreads(ThreadPoolExecutor):
    """Runs what goes to a thread at once, so that nothing depends on real threads.

    Between `hold` and `release` it is only collected, as by a disk that hangs.
    """

    def __init__(self) -> None:
        super().__init__(max_workers=1)
        self._held: list[Callable[[], None]] | None = None

    def take_over(self) -> None:
        """Become what the running loop's `asyncio.to_thread` uses."""
        asyncio.get_running_loop().set_default_executor(self)

    def hold(self) -> None:
        """Let everything hang from now on."""
        self._held = []

    def release(self, *, newest_first: bool = False) -> None:
        """Run what hung, and go on as ever."""
        held, self._held = self._held or [], None
        for run in reversed(held) if newest_first else held:
            run()

    def submit(
        self,
        fn: Callable[Arguments, Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> "Future[Result]":
        """Run the call now; its result or error is the future's."""
        future: Future[Result] = Future()

        def run() -> None:
            try:
                future.set_result(fn(*args, **kwargs))
            except Exception as error:  # noqa: BLE001 - the waiter gets it
                future.set_exception(error)

        if self._held is None:
            run()
        else:
            self._held.append(run)
        return future
