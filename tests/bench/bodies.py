"""How fast bodies of any size are opened, walked, searched and folded; no test, it only measures.

`python -m tests.bench.bodies [name]...` prints a table. Every body gets a process of its own, in
which the real dashboard runs headless at 120x40; what a frame costs is in the figures. Keys are
measured from the driver's message to the frame that shows what they did.
"""

import asyncio
import json
import resource
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from textual import events

from indeed_tui.tui.panes.exchange import ExchangePane
from indeed_tui.tui.widgets.body_view import BodyView
from tests.tui.samples import exchange
from tests.tui.stage import Props, stage

MB = 1_000_000
# So long a key that changes nothing is waited for.
_NOTHING = 1.0
_ROW = {"name": "Dharma Initiative", "city": "Austin, TX", "clicks": 12.50, "tags": ["a", "b"]}


def _json(size: int) -> bytes:
    rows, row, length = list[str](), json.dumps(_ROW, indent=2), 0
    while length < size:
        rows.append(row.replace("{", f'{{"id": "{len(rows):032x}",', 1))
        length += len(rows[-1]) + 1
    return ('{"employers":[' + ",".join(rows) + "]}").encode()


def _one_line(size: int) -> bytes:
    return json.dumps(json.loads(_json(size * 2 // 3)), separators=(",", ":")).encode()


def _one_string(size: int) -> bytes:
    return b'{"text": "' + b"lorem ipsum " * (size // 12) + b'"}'


def _lines(size: int) -> bytes:
    return b"".join(b"2026-08-01T12:00:00Z line %d\n" % number for number in range(size))


def _table(size: int) -> bytes:
    row = b'%d,"Dharma, Initiative",Austin,TX,12.50,3,2026-08-01\n'
    return b"id,name,city,state,cost,clicks,day\n" + b"".join(
        row % number for number in range(size // 55)
    )


BODIES: dict[str, tuple[str, Callable[[], bytes], bool]] = {
    "JSON 10 kB": ("application/json", lambda: _json(10_000), False),
    "JSON 1 MB": ("application/json", lambda: _json(MB), False),
    "JSON 10 MB": ("application/json", lambda: _json(10 * MB), False),
    "JSON 64 MB": ("application/json", lambda: _json(64 * MB), False),
    "JSON 10 MB, one line": ("application/json", lambda: _one_line(19 * MB), False),
    "JSON 10 MB, one line, raw": ("application/json", lambda: _one_line(19 * MB), True),
    "JSON 10 MB, one string": ("application/json", lambda: _one_string(10 * MB), False),
    "text 1,000,000 lines": ("text/plain", lambda: _lines(MB), False),
    "CSV 50 MB": ("text/csv", lambda: _table(50 * MB), False),
}


class Probe:
    """The dashboard with one body in it, and a stop watch."""

    def __init__(self, app: object, view: BodyView, pane: ExchangePane) -> None:
        self.app, self.view, self.pane = app, view, pane

    async def key(self, key: str, character: str | None = None) -> float:
        """Press a key; return the milliseconds until its frame is drawn."""
        view = self.view
        before, start = _seen(view), perf_counter()
        self.app._driver.send_message(events.Key(key, character))  # type: ignore[attr-defined]
        while _seen(view) == before and perf_counter() - start < _NOTHING:  # noqa: ASYNC110
            await asyncio.sleep(0)
        drawn = asyncio.Event()
        view.call_after_refresh(drawn.set)
        await drawn.wait()
        return (perf_counter() - start) * 1000

    async def until(self, true: Callable[[], object]) -> float:
        """Return the milliseconds until something holds."""
        start = perf_counter()
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        return (perf_counter() - start) * 1000

    async def keys(self, key: str, count: int, busy: Callable[[], object]) -> list[float]:
        """Press a key again and again, while something is going on."""
        took = list[float]()
        while len(took) < count and busy():
            took.append(await self.key(key))
            await asyncio.sleep(0.02)
        return took


def _seen(view: BodyView) -> tuple[object, ...]:
    return view.cursor, view.scroll_offset, view.row_count


def _searching(view: BodyView) -> bool:
    return view._search is not None and not view._search.done


def _reading(view: BodyView) -> bool:
    return view.preparing or view.document is None or not view.document.done


def _on(view: BodyView) -> bool:
    """Whether there is a line below the cursor's."""
    return view.row_of(view.cursor) < view.row_count - 1


@asynccontextmanager
async def _opened() -> AsyncIterator[Probe]:
    from textual._compositor import Compositor

    drawn = Compositor.render_update
    async with stage(Props(size=(120, 40))) as scene:
        # Here every frame is drawn.
        Compositor.render_update = drawn  # type: ignore[method-assign]
        await scene.opened()
        await scene.press("4", "z")
        pane = scene.dashboard.query_one(ExchangePane)
        yield Probe(scene.app, pane.query_one(BodyView), pane)


async def _measure(name: str) -> dict[str, float]:
    content_type, make, raw = BODIES[name]
    body = make()
    figures: dict[str, float] = {"size": len(body) / MB}
    async with _opened() as probe:
        view, pane = probe.view, probe.pane
        figures["rss before"] = _rss()
        shown = exchange(99, body=body, response_headers=(("content-type", content_type),))
        screen = pane.screen
        pane.set_reactive(ExchangePane.raw, raw)
        start = perf_counter()
        before = screen.view  # type: ignore[attr-defined]
        screen.view = replace(before, history=(*before.history, shown))  # type: ignore[attr-defined]
        pane.chosen = 99
        drawn = asyncio.Event()
        view.call_after_refresh(drawn.set)
        await drawn.wait()
        figures["first screen"] = (perf_counter() - start) * 1000
        figures["key p95 read"] = _p95(
            await probe.keys("down", 400, lambda: _on(view) and _reading(view))
        )
        await probe.until(lambda: not _reading(view))
        figures["all read"] = (perf_counter() - start) * 1000
        pages = await probe.keys("pagedown", 60, lambda: _on(view))
        figures["page p50"], figures["page p95"] = median(pages or [0]), _p95(pages)
        figures["end"] = await probe.key("end") if _on(view) else 0
        figures["line end"] = await probe.key("dollar_sign") if view.max_scroll_x else 0
        await probe.key("home")
        for words, column in (("initiative", "search"), ("no such thing", "search miss"),
                              (r"d\w+a i", "regex")):  # fmt: skip
            start = perf_counter()
            view.search(words)
            busy = await probe.keys("down", 400, lambda: _on(view) and _searching(view))
            await probe.until(lambda: not _searching(view))
            figures[column] = (perf_counter() - start) * 1000
            figures["key p95 search"] = max(figures.get("key p95 search", 0), _p95(busy))
            await probe.key("n", "n")
        view.stop_search()
        figures["fold all"] = 0
        if view.document is not None and view.document.tree is not None:
            figures["fold all"] = await probe.key("minus", "-")
        figures["rss"] = _rss()
    return figures


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)] if values else 0.0


def _rss() -> float:
    """What the process takes now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / MB


_COLUMNS = ("size", "first screen", "all read", "key p95 read", "page p50", "page p95", "end",
            "line end", "search", "search miss", "regex", "key p95 search", "fold all",
            "rss before", "rss")  # fmt: skip


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure one body, or all in processes of their own."""
    if sys.argv[1:2] == ["--one"]:
        _say(json.dumps(asyncio.run(_measure(sys.argv[2]))))
        return
    _say("milliseconds and MB")
    _say(" " * 26 + "".join(f"{name:>14}" for name in _COLUMNS))
    for name in sys.argv[1:] or BODIES:
        command = [sys.executable, "-m", "tests.bench.bodies", "--one", name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            _say(f"{name:26} {done.stderr.strip().splitlines()[-1:]}")
            continue
        figures = json.loads(done.stdout.strip().splitlines()[-1])
        _say(f"{name:26}" + "".join(f"{figures[column]:14,.1f}" for column in _COLUMNS))


if __name__ == "__main__":
    main()
