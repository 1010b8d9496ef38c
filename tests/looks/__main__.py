"""`python -m tests.looks` writes every kept screen anew."""

from tests.looks.scenes import FOLDER, MODES, at_rest, files, screens


def main() -> None:
    """Write all, and remove what is kept no longer."""
    FOLDER.mkdir(exist_ok=True)
    for mode in MODES:
        for name, text in screens(mode, at_rest):
            (FOLDER / name).write_text(text, encoding="utf-8")
    for left in {each.name for each in FOLDER.iterdir()} - set(files()):
        (FOLDER / left).unlink()


if __name__ == "__main__":
    main()
