"""`python -m indeed_tui`, and the console script."""

import os
import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    try:
        status = _run(sys.argv[1:])
    except KeyboardInterrupt:
        # So early that not even the command line was loaded.
        status = 130
    sys.exit(status)


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["token"]:
        from indeed_tui.shortcut import cached

        text = cached(arguments, os.environ)
        if text is not None and _written(text):
            return 0
    from indeed_tui.opening import bare, unfit

    asked = bare(arguments)
    if asked is not None and unfit(os.environ) is None:
        return _dashboard(*asked)
    from indeed_tui.cli.main import run

    return run(arguments)


def _dashboard(profile: str | None, demo: bool, in_ascii: bool | None) -> int:
    """Run the dashboard behind its outline, without the parser that commands need."""
    from indeed_tui.opening import Opening

    with Opening(os.environ, demo=demo, ascii_asked=in_ascii) as opening:
        opening.show()
        from indeed_tui.cli.dashboard import dashboard
        from indeed_tui.cli.running import ended

        status = ended(
            lambda: dashboard(demo=demo, wanted=profile, ascii_asked=in_ascii, opening=opening)
        )
    # Everything is saved and given back; taking the interpreter apart would take its time.
    os._exit(status)


def _written(line: str) -> bool:
    """Print a line; False where nobody takes it, which the long way knows to tell."""
    if sys.stdout is None:
        return False
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
