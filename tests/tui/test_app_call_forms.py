"""A form of the call screen that comes or goes while the screen is looked at, and drawn."""

import asyncio

from textual.widgets import TextArea

from tests.tui.calling import acting_as_first, choose, fields, screen
from tests.tui.stage import Props, stage


async def test_a_form_that_is_only_being_made_is_not_looked_at() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await acting_as_first(scene)
        await choose(scene, "free request")
        pane = screen(scene).request
        form = fields(scene).typed()
        await pane.close()
        opening = asyncio.ensure_future(pane.open(form))
        while not opening.done():
            # As a resize or a token's news does, in between.
            pane.look()
            await asyncio.sleep(0)
        await opening
        assert fields(scene).typed() == form


async def test_a_form_that_has_just_gone_may_still_be_drawn() -> None:
    async with stage(Props(size=(120, 40))) as scene:
        await acting_as_first(scene)
        await choose(scene, "free request")
        areas = list(scene.app.screen.query(TextArea))
        await screen(scene).request.close()
        for area in areas:
            # As another focus does: what it looks like is asked anew, and it has no styles left.
            area.notify_style_update()
        scene.lines()
        await scene.pause()
        assert areas
        assert not scene.app.screen.query(TextArea)
