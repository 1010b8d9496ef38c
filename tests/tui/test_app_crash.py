"""When something of our own breaks: one sentence, status 1, a report without secrets."""

import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from indeed_tui.indeed.models import Secret
from indeed_tui.session.session import Session
from indeed_tui.store.paths import Places
from tests.tui.stage import Props, Stage, profiles, stage

SECRET = "zebra-Quilt-77-lantern"


class UnexpectedError(RuntimeError):
    """An error that nobody expected."""


async def crash(
    tmp_path: Path, break_it: Callable[[Stage], Awaitable[None]], *, places: bool = True
) -> tuple[Stage, str]:
    """Let a running app break, and return it with what it left on the disk."""
    state = tmp_path / "state"
    props = Props(
        accounts=profiles("acme-dev", secret=SECRET),
        places=Places(tmp_path / "config", state) if places else None,
    )
    held: list[Stage] = []

    async def run() -> None:
        async with stage(props) as scene:
            held.append(scene)
            scene.simulator.client_secret = SECRET
            await scene.press("2", "r")
            await scene.opened()
            await break_it(scene)
            assert await scene.ended() == 1

    # What broke the app is raised at its end, as in any test.
    with pytest.raises(Exception, match=r"broke|UnexpectedError"):
        await run()
    files = list(state.glob("crash-*.txt")) if state.exists() else []
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    return held[0], "".join(file.read_text() for file in files)


def token(scene: Stage) -> str:
    snapshot = scene.view.token_of(None)
    assert snapshot is not None
    assert snapshot.token is not None
    return snapshot.token.grant.access_token.reveal()


def clean(text: str, scene: Stage) -> bool:
    return SECRET not in text and token(scene) not in text and "hidden-local" not in text


async def test_an_error_in_a_handler_leaves_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def break_it(scene: Stage) -> None:
        def broken() -> None:
            local = Secret("".join(["hidden", "-local"]))
            raise UnexpectedError(f"broke with {SECRET} and {token(scene)}, {local}")

        scene.dashboard.action_zoom = broken  # type: ignore[method-assign]
        await scene.press("z")

    scene, written = await crash(tmp_path, break_it)
    assert "UnexpectedError: broke with" in written
    assert clean(written, scene)
    said = capsys.readouterr().err
    flat = said.replace("\n", "")
    assert flat.startswith("indeed-tui broke. The report, without secrets, is in ")
    assert "crash-" in flat
    assert "Traceback" not in said
    assert clean(said, scene)


async def test_an_error_in_the_engine_does_so_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def break_it(scene: Stage) -> None:
        async def broken(_session: Session) -> None:
            raise UnexpectedError(f"broke with {SECRET}")

        scene.dashboard.do(broken)

    scene, written = await crash(tmp_path, break_it)
    assert "UnexpectedError: broke with" in written
    assert "in broken" in written
    assert clean(written + capsys.readouterr().err, scene)


async def test_an_error_in_a_worker_is_reported_with_its_own_frames(tmp_path: Path) -> None:
    async def break_it(scene: Stage) -> None:
        async def broken() -> None:
            raise UnexpectedError("broke in a worker")

        scene.dashboard.run_worker(broken())

    _, written = await crash(tmp_path, break_it)
    assert "UnexpectedError: broke in a worker" in written
    assert "in broken" in written


async def test_what_is_no_exception_is_reported_too(tmp_path: Path) -> None:
    async def break_it(scene: Stage) -> None:
        scene.app._engine_broke(BaseException("broke at the base"))

    _, written = await crash(tmp_path, break_it)
    assert "broke at the base" in written


async def test_the_demo_writes_nothing_and_says_it_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def break_it(scene: Stage) -> None:
        async def broken(_session: Session) -> None:
            raise UnexpectedError(f"broke with {SECRET}")

        scene.dashboard.do(broken)

    scene, written = await crash(tmp_path, break_it, places=False)
    assert written == ""
    said = capsys.readouterr().err
    assert said.startswith("indeed-tui broke:")
    assert "UnexpectedError" in said
    assert clean(said, scene)
