"""The programs that take part, and whether Python may keep their bytecode."""

import os
import platform
import sys
from collections.abc import Callable, Iterator
from importlib.util import cache_from_source, find_spec
from pathlib import Path

from indeed_tui import __version__
from indeed_tui.cli.checks.check import Area, Check

AREA = Area("versions")
_LIBRARIES = ("textual", "httpx")


def version_checks(
    version_of: Callable[[str], str | None] | None = None,
    sources: tuple[Path, ...] | None = None,
) -> Iterator[Check]:
    """Yield what is installed; `sources` are the files whose bytecode decides on the start."""
    yield AREA.ok("indeed-tui", __version__)
    yield AREA.ok("python", f"{platform.python_version()}, {sys.executable}")
    for name in _LIBRARIES:
        found = (version_of or installed)(name)
        if found is None:
            yield AREA.fail(
                name, "not installed", f"Install indeed-tui again: it needs {name}, and brings it."
            )
        else:
            yield AREA.ok(name, found)
    yield AREA.ok("system", platform.platform(terse=True))
    yield bytecode(_sources() if sources is None else sources, writes=not sys.dont_write_bytecode)


def installed(name: str) -> str | None:
    """Return a distribution's version without importing it, None where it isn't installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _sources() -> tuple[Path, ...]:
    specs = (find_spec(name) for name in ("indeed_tui", "textual"))
    return tuple(Path(spec.origin) for spec in specs if spec is not None and spec.origin)


def bytecode(sources: tuple[Path, ...], *, writes: bool) -> Check:
    """Say whether the packages start from bytecode: without any they take three times as long."""
    bare = [source for source in sources if not Path(cache_from_source(str(source))).exists()]
    stuck = [source.parent for source in bare if not (writes and _may_write(source))]
    if not bare:
        return AREA.ok("bytecode", "cached")
    if not stuck:
        return AREA.ok("bytecode", "not cached yet; the next start does it")
    return AREA.warn(
        "bytecode",
        f"not cached, and can't be: {', '.join(sorted(map(str, stuck)))}",
        "Every start takes three times as long. Unset PYTHONDONTWRITEBYTECODE, or run once with "
        f"the right to write there: {sys.executable} -m compileall -q {stuck[0]}",
    )


def _may_write(source: Path) -> bool:
    cache = Path(cache_from_source(str(source))).parent
    while not cache.exists() and cache != cache.parent:
        cache = cache.parent
    return os.access(cache, os.W_OK)
