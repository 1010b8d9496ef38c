"""`python -m tests.bench`: everything in interleaved rounds, a table, verdicts, JSON."""

import argparse
import importlib.util
import json
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from tests.bench import honesty, peers
from tests.bench.lines import LINES
from tests.bench.report import (
    as_json,
    compared_table,
    errors_text,
    figures_table,
    lines_table,
    machine,
)
from tests.bench.rounds import Results, measure
from tests.bench.scenario import Line, Scenario
from tests.bench.scenarios import SCENARIOS

_GROUPS = ("tests.bench.bodies",)


def arguments() -> argparse.ArgumentParser:
    """Return the parser."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, metavar="N", help="5; with --quick 2, with --honesty 25"
    )
    parser.add_argument("--only", default="", metavar="REGEX", help="scenarios by name")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample")
    parser.add_argument(
        "--peer",
        action="append",
        default=[],
        metavar="P",
        help="compare with NAME, PATH/NAME or NAME=VENV; may be repeated",
    )
    parser.add_argument("--quick", action="store_true", help="fewer samples, for a first look")
    parser.add_argument(
        "--honesty", action="store_true", help="see whether a build slowed on purpose is noticed"
    )
    parser.add_argument("--list", action="store_true", help="name the scenarios and stop")
    return parser


def gathered() -> tuple[list[Scenario], list[Line]]:
    """Return our scenarios and lines, with those of the groups that are there."""
    scenarios, lines = list(SCENARIOS), list(LINES)
    for name in _GROUPS:
        if importlib.util.find_spec(name) is not None:
            group = import_module(name)
            scenarios += getattr(group, "SCENARIOS", ())
            lines += getattr(group, "LINES", ())
    return scenarios, lines


def with_peers(scenarios: Sequence[Scenario], wanted: Sequence[str]) -> list[Scenario]:
    """Return the scenarios with those of the peers; a peer that isn't there is told."""
    added = []
    for peer in wanted:
        found = peers.found(peer)
        if found is None:
            note(f"{peer} isn't installed here: left out")
        else:
            added.append(peers.scenario(*found))
    # Beside what they are compared with, in time as well.
    return [*scenarios[:2], *added, *scenarios[2:]]


def note(text: str) -> None:
    """Say how far it is, on stderr."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def show(results: Results, lines: Sequence[Line], beside: Sequence[str]) -> None:
    """Print the tables; `beside` names the programs that the demo is compared with."""
    where = ", ".join(f"{name} {value}" for name, value in machine().items())
    compared = compared_table(results, "demo", [each for each in beside if each in results.figures])
    accepted = lines_table(results, lines) if lines else ""
    parts = [figures_table(results), compared, accepted, where]
    sys.stdout.write("\n\n".join(part for part in parts if part) + "\n")


def main() -> int:
    """Measure what the command line asks for; 0 unless something couldn't be measured."""
    # The thread that notes when bytes came must not wait for the one that draws them.
    sys.setswitchinterval(0.0002)
    chosen = arguments().parse_args()
    ours, lines = gathered()
    if chosen.honesty:
        ours, lines = list(honesty.SCENARIOS), []
    scenarios = with_peers(ours, chosen.peer)
    beside = ["hello", *(each.name for each in scenarios if each not in ours)]
    scenarios = [each for each in scenarios if re.search(chosen.only, each.name)]
    if chosen.list:
        sys.stdout.write("".join(f"{each.name}\n" for each in scenarios))
        return 0
    rounds = chosen.rounds or (25 if chosen.honesty else 2 if chosen.quick else 5)
    results = measure(scenarios, rounds, quick=chosen.quick, say=note)
    show(results, lines, beside)
    if chosen.honesty:
        sys.stdout.write(f"\n{honesty.judged(results)[1]}\n")
    if chosen.json is not None:
        options = {name: str(value) for name, value in vars(chosen).items()}
        chosen.json.write_text(json.dumps(as_json(results, lines, options), indent=1) + "\n")
    if results.errors:
        note(errors_text(results))
    return 1 if results.errors else 0


if __name__ == "__main__":
    sys.exit(main())
