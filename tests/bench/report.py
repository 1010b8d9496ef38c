"""What was measured, as a table for people and as JSON for programs; verdicts, no exit codes."""

import os
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.bench.rounds import Results, Summary
from tests.bench.scenario import Line

_COMPARED = (
    "paint_ms", "ready_ms", "calm_ms", "cpu_ms", "calm_b", "resident_mb", "idle_pct", "exit_ms"
)  # fmt: skip


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose columns are aligned."""
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]

    def line(row: Sequence[str]) -> str:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        return f"| {' | '.join(cells)} |"

    rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
    return "\n".join([line(head), rule, *map(line, rows)])


def figures_table(results: Results) -> str:
    """Return every figure: the median of the rounds' medians, and of their p95 where it differs."""
    rows = []
    for scenario, rounds in results.figures.items():
        for name in next(iter(rounds.values())):
            figure = f"{scenario}.{name}"
            middle, high = results.summary(figure), results.summary(figure, 0.95)
            several = any(len(figures.get(name, ())) > 1 for figures in rounds.values())
            rows.append([scenario, name, _told(middle), _told(high) if several else ""])
    return table(["scenario", "figure", "median (min - max)", "p95 (min - max)"], rows)


def verdict(line: Line, results: Results) -> str:
    """Return `met`, `not met`, or why nobody knows."""
    found = results.of(line)
    if found is None:
        return "not measured"
    return "met" if line.met(found.median) else "NOT met"


def lines_table(results: Results, lines: Sequence[Line]) -> str:
    """Return every line of acceptance with its value and verdict."""
    rows = []
    for line in lines:
        bound = f"{'>=' if line.least else '<='} {line.limit:,g}"
        rows.append([line.text, bound, _told(results.of(line)), verdict(line, results)])
    return table(["acceptance", "limit", "median (min - max)", "verdict"], rows)


def compared_table(results: Results, own: str, others: Sequence[str]) -> str:
    """Return one scenario's figures as ratios to those of others, paired within rounds."""
    names = [name for name in _COMPARED if results.summary(f"{own}.{name}") is not None]
    rows = []
    for other in others:
        ratios = (
            results.of(Line("", f"{own}.{name}", 0, over=f"{other}.{name}")) for name in names
        )
        rows.append([f"{own} / {other}", *map(_told, ratios)])
    return table(["ratio, median (min - max)", *names], rows) if rows and names else ""


def errors_text(results: Results) -> str:
    """Return what went wrong, a scenario at a time; "" for nothing."""
    return "\n".join(
        f"{scenario}, {text}" for scenario, texts in results.errors.items() for text in texts
    )


def as_json(results: Results, lines: Sequence[Line], options: object) -> dict[str, object]:
    """Return everything: machine, options, all samples of all rounds, verdicts, errors."""
    return {
        "machine": machine(),
        "options": options,
        "rounds": {name: list(rounds.values()) for name, rounds in results.figures.items()},
        "acceptance": [
            {
                **asdict(line),
                "value": asdict(found) if (found := results.of(line)) else None,
                "verdict": verdict(line, results),
            }
            for line in lines
        ],
        "errors": results.errors,
    }


def machine() -> dict[str, object]:
    """Return where this was measured, and how busy it was."""
    model = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return {
        "cpu": model[0] if model else platform.machine(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "load": [round(each, 2) for each in os.getloadavg()],
        "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _told(found: Summary | None) -> str:
    if found is None:
        return "-"
    middle, least, most = (_number(each) for each in (found.median, found.least, found.most))
    return middle if found.number == 1 else f"{middle} ({least} - {most})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
