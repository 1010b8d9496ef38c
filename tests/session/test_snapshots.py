"""One word for a key's token, whatever has happened to it."""

import pytest

from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Grant, Secret, Token
from indeed_tui.session.snapshots import KeyState, TokenSnapshot
from tests.session.bench import APP

TOKEN = Token(APP, Grant(Secret("t"), "Bearer", 1000.0, False, APP.scopes), 0.0, 0.0, 750.0)
PROBLEM = Problem("Down", "Later.", "http.503")


@pytest.mark.parametrize(
    ("snapshot", "now", "state"),
    [
        (TokenSnapshot(APP), 0, KeyState.NONE),
        (TokenSnapshot(APP, requesting=True), 0, KeyState.REQUESTING),
        (TokenSnapshot(APP, problem=PROBLEM), 0, KeyState.FAILING),
        (TokenSnapshot(APP, problem=PROBLEM, resting=True), 0, KeyState.REFUSED),
        (TokenSnapshot(APP, TOKEN), 749, KeyState.FRESH),
        (TokenSnapshot(APP, TOKEN), 750, KeyState.STALE),
        (TokenSnapshot(APP, TOKEN), 1000, KeyState.EXPIRED),
        (TokenSnapshot(APP, TOKEN, requesting=True), 749, KeyState.FRESH),
        (TokenSnapshot(APP, TOKEN, requesting=True), 1000, KeyState.REQUESTING),
        (TokenSnapshot(APP, TOKEN, problem=PROBLEM), 800, KeyState.FAILING),
        (TokenSnapshot(APP, TOKEN, problem=PROBLEM), 1000, KeyState.EXPIRED),
        (TokenSnapshot(APP, TOKEN, problem=PROBLEM, resting=True), 800, KeyState.FAILING),
        (TokenSnapshot(APP, TOKEN, problem=PROBLEM, resting=True), 1000, KeyState.REFUSED),
    ],
)
def test_the_state(snapshot: TokenSnapshot, now: float, state: KeyState) -> None:
    assert snapshot.state(now) is state


def test_the_life_left_is_never_negative() -> None:
    assert TokenSnapshot(APP).left(0) == 0
    assert TokenSnapshot(APP, TOKEN).left(400) == 600
    assert TokenSnapshot(APP, TOKEN).left(4000) == 0
    assert TokenSnapshot(APP).last_latency is None
