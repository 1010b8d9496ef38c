"""The README's pictures are those of today's dashboard, byte for byte."""

import pytest

from tests.pictures import FOLDER, PICTURES, draw


@pytest.mark.parametrize("name", PICTURES)
async def test_a_picture_is_true(name: str) -> None:
    assert await draw(name) == (FOLDER / f"{name}.svg").read_text("utf-8")


def test_every_picture_has_its_scene_and_its_place_in_the_readme() -> None:
    files = {path.stem for path in FOLDER.glob("*.svg")}
    readme = (FOLDER.parent / "README.md").read_text("utf-8")
    assert files == set(PICTURES)
    assert all(f"screenshots/{name}.svg" in readme for name in PICTURES)
