"""Keys that come at once, as after a stalled line: each does all it does before the next."""

from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from textual import events
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual._queue import Queue
    from textual.app import App
    from textual.timer import Timer

_PATIENCE: Final = 1.0


class TypeAhead:
    """Holds what is typed back while the key before it is under way.

    Textual sends each key to what has the focus when it comes: of keys in one burst the second
    would go to what the first has just closed. `look` takes an event as Textual does. While keys
    are held no frame is drawn, so that a long burst doesn't take one for each of its keys; what
    hangs for more than a second is waited for no longer.
    """

    def __init__(self, app: "App[str]", look: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app, self._look = app, look
        self._waiting: deque[events.Event] = deque()
        self._under_way: _Way | None = None
        self._seen: _Way | None = None
        self._watch: Timer | None = None
        self._undrawn = ExitStack()

    async def take(self, event: events.Event) -> None:
        """Look at a key or a paste, now or when those before it have been dealt with."""
        way = self._under_way
        if way is None or (not way.followed and way.at_rest()):
            await self._begin(event)
            return
        self._waiting.append(event)
        if not way.followed:
            way.follow()
        if self._watch is None:
            self._undrawn.enter_context(self._app.batch_update())
            self._seen = None
            self._watch = self._app.set_interval(_PATIENCE, self._go_past_what_hangs)

    async def settle(self, way: "_Way") -> None:
        """Go on to the next key, where `way` is that of the last one looked at."""
        if way is not self._under_way:
            return
        self._under_way = None
        event = self._waiting.popleft() if self._waiting else None
        if not self._waiting:
            self._hold_no_more()
        if event is not None:
            await self._begin(event)

    async def _go_past_what_hangs(self) -> None:
        seen, self._seen = self._seen, self._under_way
        if seen is None or seen is not self._under_way:
            return
        waiting, self._waiting, self._under_way = self._waiting, deque(), None
        for event in waiting:
            await self._look(event)
        # Last, for it ends the task that this runs in.
        self._hold_no_more()

    def _hold_no_more(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
            self._undrawn.close()
            self._app.screen.check_idle()

    async def _begin(self, event: events.Event) -> None:
        first = self._app.focused or self._app.screen
        self._under_way = way = _Way(self, self._app, [*first.ancestors_with_self])
        await self._look(event)
        if self._waiting:
            way.follow()


class _Way:
    """Goes after a key from queue to queue, and so arrives when all it set off has been done.

    It sets out only when another key waits for that: keys come one by one nearly always, and
    going through all queues takes as long as a key does.
    """

    def __init__(self, ahead: TypeAhead, app: "App[str]", nodes: list[MessagePump]) -> None:
        self._ahead, self._app, self._nodes = ahead, app, nodes[::-1]
        self.followed = False

    def at_rest(self) -> bool:
        """Return whether nobody has anything to do; asked by the app, busy with the next key."""
        nodes = [*self._nodes, *self._app.screen_stack[-1:]]
        if _queue(self._app).values:
            return False
        return all(node is self._app or _waits(node) for node in nodes)

    def follow(self) -> None:
        """Stand in the next queue: what a node sends up is in its parent's before this is."""
        self.followed = True
        while self._nodes:
            if _later(self._nodes.pop(), self.follow):
                return
        # A screen that was opened is made first, and then asks for the focus.
        stack = self._app.screen_stack
        if not (stack and _later(stack[-1], self._back)):
            self._back()

    def _back(self) -> None:
        _later(self._app, self._arrive)

    async def _arrive(self) -> None:
        await self._ahead.settle(self)


def _waits(node: MessagePump) -> bool:
    # Nowhere in public can be asked whether somebody waits for a queue's next item; where that
    # can't be seen, the way is gone.
    queue = _queue(node)
    return not queue.values and bool(getattr(queue.ready_event, "_waiters", None))


def _queue(node: MessagePump) -> "Queue[object]":
    queue: Queue[object] = node._message_queue
    return queue


def _later(node: MessagePump, call: Callable[[], Awaitable[None]] | Callable[[], None]) -> bool:
    # `call_later` would have Textual look at the call's signature for every key anew.
    return node.post_message(events.Callback(callback=call))
