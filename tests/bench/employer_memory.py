"""Bytes an employer costs: `python -m tests.bench.employer_memory NUMBER` prints them as JSON."""

import gc
import json
import subprocess
import sys
import tracemalloc

from indeed_tui.indeed.appinfo import parse_employers
from indeed_tui.simulator.data import named_employers
from indeed_tui.tui.employer_rows import Order, Searchable, Wish


def employer_bytes(number: int) -> dict[str, list[float]]:
    """Return what one of so many employers costs, listed and searched, in its own process."""
    command = (sys.executable, "-m", "tests.bench.employer_memory", str(number))
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {name: [float(value)] for name, value in json.loads(done.stdout).items()}


def main(number: int) -> None:
    """Read a list as appinfo gives it, search it, sort it; print the bytes of each step."""
    pairs = [{"id": one, "name": name} for one, name in named_employers(number)]
    body = json.dumps({"employers": pairs}).encode()
    del pairs
    gc.collect()
    tracemalloc.start()
    found = parse_employers(body)
    listed = _held()
    searchable = Searchable(found.employers)
    searchable.arranged(Wish("evergreen"))
    searched = _held()
    searchable.arranged(Wish("", Order.NAME))
    steps = {"listed_b": listed, "searched_b": searched, "sorted_b": _held()}
    sys.stdout.write(json.dumps({name: held / number for name, held in steps.items()}) + "\n")


def _held() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


if __name__ == "__main__":
    main(int(sys.argv[1]))
