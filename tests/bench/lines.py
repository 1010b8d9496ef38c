"""What is accepted: medians of one run on one machine, ratios paired within its rounds."""

from tests.bench.scenario import Line

LINES = (
    Line("demo ready, to hello-world", "demo.ready_ms", 1.3, over="hello.ready_ms"),
    Line("demo ready, to posting", "demo.ready_ms", 0.4, over="posting.ready_ms"),
    Line("first paint, to hello-world", "demo.paint_ms", 0.2, over="hello.paint_ms"),
    Line("key to change p50, to a DataTable", "list.key_ms", 1.3, over="table.key_ms"),
    Line("key to change p95, to a DataTable", "list.key_ms", 1.5, over="table.key_ms", share=0.95),
    Line("held key at 30 Hz: late by, ms", "list.held_late_ms", 50),
    Line("100,000 employers ready, to 3", "employers-100000.ready_ms", 1.3,
         over="employers-3.ready_ms"),
    Line("filter key to repaint p95, ms", "employers-100000.filter_ms", 50, share=0.95),
    Line("100,000 employers, resident MB", "employers-100000.resident_mb", 130),
    *(
        Line(f"longest block of the screen with {number:,} employers, ms",
             f"blocks-{number}.longest_block_ms", 30)
        for number in (3, 1_000, 10_000, 100_000)
    ),
    Line("cached token, to python -c pass", "token.cached_ms", 3.0, over="token.bare_ms"),
    Line("exit, to hello-world", "demo.exit_ms", 0.3, over="hello.exit_ms"),
    Line("exit, ms", "demo.exit_ms", 100),
    Line("idle at one countdown, % of a core", "demo.idle_pct", 0.2),
    Line("idle at one countdown, to a Textual label that ticks", "demo.idle_pct", 1.3,
         over="label.idle_pct"),
    Line("idle with 20 live tokens, % of a core", "twenty.idle_pct", 0.5),
    Line("idle with 20 live tokens, B/s", "twenty.idle_bps", 200),
    Line("bytes until the first screen", "demo.first_screen_b", 30_000),
    Line("bytes of moving one row", "list.key_b", 900),
    Line("waiting for a slow answer, B/s", "waiting.waiting_bps", 2_000),
    Line("tokens a second, to a bare httpx loop", "engine.session_rate", 0.8,
         over="engine.bare_rate", least=True),
)  # fmt: skip
