"""Work that goes on beside the screen, one piece of a kind at a time."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import ParamSpec

from textual.widget import Widget

Arguments = ParamSpec("Arguments")


def begin(
    widget: Widget,
    group: str,
    work: Callable[Arguments, Coroutine[None, None, None]],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> None:
    """Start some work of a widget; what is still going on in the same group is cancelled.

    A coroutine made here would complain about never being awaited when it is cancelled at once.
    """
    call = partial(work, *args, **kwargs)
    widget.run_worker(call, group=group, exclusive=True)  # type: ignore[arg-type]  # Textual's own union
