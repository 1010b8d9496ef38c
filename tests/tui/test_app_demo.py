"""The demo: everything works, one employer refuses tokens, one secret is wrong, no file, no net."""

from indeed_tui.tui.demo import EMPLOYERS, demo_session
from tests.tui.stage import Props, Stage, stage


async def shown(scene: Stage, text: str) -> None:
    """Let the simulated answers come until something stands on the screen."""
    for _ in range(100):
        await scene.tick(0.1)
        if text in scene.text():
            return
    raise AssertionError(f"{text} never came")


async def test_the_demo_shows_what_the_dashboard_can() -> None:
    async with stage(Props(size=(120, 50), session=demo_session, demo=True)) as scene:
        await shown(scene, f"{EMPLOYERS} of {EMPLOYERS}")
        assert "DEMO simulator, no network" in scene.lines()[0]
        await scene.press("3", "enter")
        await shown(scene, "● Dharma Initiative")
        await scene.press("slash", *"robotics", "enter", "enter")
        await shown(scene, "✕ US Robotics and Mechanical")
        assert "✕ refused" in scene.text()
        await scene.press("escape", "1", "end", "enter")
        await shown(scene, "Indeed doesn't accept these")
        assert "acerecruiters-old" in scene.lines()[0]
