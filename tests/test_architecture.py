"""The house rules: one way down, light imports, no cycle, no huge file, pictures kept true."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "indeed_tui"
LONGEST_FILE = 400


def loaded_by(statement: str) -> set[str]:
    """The top-level names that a fresh process has loaded after a statement."""
    code = f"import sys; {statement}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("module", "never"),
    [
        ("indeed_tui", {"textual", "rich", "httpx", "asyncio", "argparse"}),
        ("indeed_tui.cli.main", {"textual", "rich", "httpx", "asyncio"}),
        ("indeed_tui.store.tokens", {"textual", "rich", "httpx", "asyncio", "tomli_w"}),
        ("indeed_tui.store.profiles", {"textual", "rich", "httpx", "asyncio", "tomli_w"}),
        ("indeed_tui.session.session", {"textual", "rich", "httpx"}),
        ("indeed_tui.session.engine", {"textual", "rich", "httpx"}),
        ("indeed_tui.indeed.client", {"textual"}),
        ("indeed_tui.simulator", {"textual"}),
        ("indeed_tui.tui.app", {"httpx"}),
    ],
)
def test_a_layer_loads_only_what_is_its_own(module: str, never: set[str]) -> None:
    assert not loaded_by(f"import {module}") & never


def test_no_module_is_part_of_an_import_cycle() -> None:
    graph = grimp.build_graph("indeed_tui", cache_dir=None)
    waiting = {
        module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules
    }
    while ready := {module for module, imports in waiting.items() if not imports & waiting.keys()}:
        for module in ready:
            del waiting[module]
    assert not waiting, f"these import each other: {sorted(waiting)}"


def test_no_file_is_too_long_to_read() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for folder in (PACKAGE, ROOT / "tests")
        for path in folder.rglob("*.py")
    }
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_nobody_imports_the_app_but_who_runs_it() -> None:
    graph = grimp.build_graph("indeed_tui", cache_dir=None)
    importers = graph.find_modules_that_directly_import("indeed_tui.tui.app")
    assert importers == {"indeed_tui.tui.leaving", "indeed_tui.cli.dashboard"}
