"""When Indeed fails: the old token counts on, the next try counts down, recovery is said."""

from indeed_tui.session.snapshots import KeyState
from indeed_tui.simulator import Fault
from tests.tui.stage import Stage, stage


def state(scene: Stage) -> KeyState:
    snapshot = scene.view.token_of(scene.view.acting.employer)
    return KeyState.NONE if snapshot is None else snapshot.state(scene.clock.elapsed())


async def aged(scene: Stage, seconds: float) -> None:
    """Let time pass in steps in which the engine wakes."""
    for _ in range(int(seconds // 50)):
        await scene.tick(50)


async def failed(scene: Stage, **fault: object) -> None:
    """Let the next refresh of the app's token fail, by its age."""
    await scene.opened()
    scene.simulator.faults = [Fault.from_json({"on": "token", **fault})]  # type: ignore[dict-item]
    await aged(scene, 2700)
    await scene.until(lambda: state(scene) is KeyState.FAILING)


async def test_a_failing_refresh_counts_down_beside_the_old_token() -> None:
    async with stage() as scene:
        await failed(scene, status=503, retry_after=240)
        text = scene.text()
        assert "▲ failing" in text
        assert "503" in text
        assert "failed once" in text
        assert "▲ app" in scene.lines()[0]
        assert "✕ The app: " in scene.lines()[-1]
        sent = scene.simulator.count("token")
        snapshot = scene.view.token_of(None)
        assert snapshot is not None
        assert snapshot.next_try is not None
        wait = snapshot.next_try - scene.clock.elapsed()
        await scene.tick(30)
        assert f"next try in {int((wait - 30) // 60)}:{int((wait - 30) % 60):02}" in scene.text()
        assert scene.simulator.count("token") == sent


async def test_recovery_is_said_and_no_failure_is_left() -> None:
    async with stage() as scene:
        await failed(scene, status=503, times=1)
        await aged(scene, 100)
        await scene.until(lambda: state(scene) is KeyState.FRESH)
        assert "The app has a new token" in scene.lines()[-1]
        assert "failed once" not in scene.text()
        assert "● fresh" in scene.text()


async def test_a_dead_network_runs_into_the_tokens_end_and_back() -> None:
    async with stage() as scene:
        await failed(scene, reset=True)
        await aged(scene, 950)
        assert state(scene) is KeyState.EXPIRED
        text = scene.text()
        assert "✕ expired" in text
        assert "▱" * 24 in text
        assert "▰" not in text
        assert "✕ app expired" in scene.lines()[0]
        assert "next try in" in text
        scene.simulator.faults = []
        await aged(scene, 400)
        await scene.until(lambda: state(scene) is KeyState.FRESH)


async def test_only_the_first_failure_is_said() -> None:
    async with stage() as scene:
        await failed(scene, status=503)
        await scene.press("2")
        said = scene.lines()[-1]
        assert "✕" not in said
        await aged(scene, 300)
        snapshot = scene.view.token_of(None)
        assert snapshot is not None
        assert snapshot.failures > 1
        assert scene.lines()[-1] == said
        assert f"failed {snapshot.failures} times" in scene.text()


async def test_an_employers_failure_names_the_employer() -> None:
    async with stage() as scene:
        await scene.opened()
        employer = scene.simulator.employers[1][0]
        scene.simulator.faults = [
            Fault.from_json({"on": "token", "employer": employer, "error": "unauthorized_client"})
        ]
        await scene.press("3", "down", "enter")
        await scene.until(lambda: state(scene) is KeyState.REFUSED)
        assert "✕ Umbrella Corporation: This app may not request" in scene.lines()[-1]
        assert "✕ refused" in next(line for line in scene.lines() if "▌▸ Umbrella" in line)
        assert "● app" in scene.lines()[0]
        await aged(scene, 500)
        assert scene.simulator.count("token", employer=employer) == 1


async def test_what_indeed_asked_to_wait_for_isnt_hurried_by_hand() -> None:
    async with stage() as scene:
        await failed(scene, status=429, retry_after=600)
        sent = scene.simulator.count("token")
        await scene.press("2", "r")
        await scene.until(lambda: "✕" in scene.lines()[-1])
        assert scene.simulator.count("token") == sent


async def test_a_dead_token_is_replaced_and_the_call_is_made_again() -> None:
    async with stage() as scene:
        await scene.opened()
        scene.simulator.revoke()
        await scene.press("R")
        await scene.until(lambda: scene.simulator.count("appinfo") == 3)
        await scene.until(lambda: not scene.view.employers.loading)
        assert scene.view.employers.problem is None
        assert "after a 401" in scene.text()
