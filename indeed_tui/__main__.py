"""`python -m indeed_tui`, and the console script."""

import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    from indeed_tui.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
