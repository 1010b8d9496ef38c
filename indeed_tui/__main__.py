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
    from indeed_tui.opening import Opening, bare, unfit

    if bare(arguments) and unfit(os.environ) is None:
        with Opening(os.environ, demo="--demo" in arguments) as opening:
            opening.show()
            from indeed_tui.cli.main import run

            status = run(arguments, opening)
        # Everything is saved and given back; taking the interpreter apart would take its time.
        os._exit(status)
    from indeed_tui.cli.main import run

    return run(arguments)


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
