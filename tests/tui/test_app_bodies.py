"""Reading a body as a user does: folds, ways through it, search, filter, and hostile ones."""

import json
from dataclasses import replace

import pytest
from textual import events

from indeed_tui.indeed.models import Secret
from indeed_tui.tui.masking import AT_ONCE, Masking, beginning, shown_body
from indeed_tui.tui.widgets.body_view import BodyView
from tests.tui.samples import exchange
from tests.tui.stage import Props, Stage, stage
from tests.tui.test_app_exchange import body, pane

EMPLOYERS = {
    "employers": [
        {"id": 1, "name": "Dharma", "tags": ["a", "b"]},
        {"id": 2, "name": "Umbrella", "tags": []},
        {"id": 3, "name": "Robotics", "tags": ["c", {"deep": "Dharma"}]},
    ],
    "total": 3,
}
WIDE = Props(size=(120, 60))


def view(scene: Stage) -> BodyView:
    return scene.dashboard.query_one(BodyView)


async def opened(scene: Stage, text: str | bytes, content_type: str = "application/json") -> None:
    """Put an answer into the history, and go to it."""
    await scene.opened()
    data = text.encode() if isinstance(text, str) else text
    number = scene.view.history[-1].number + 1
    shown = exchange(number, body=data, response_headers=(("Content-Type", content_type),))
    scene.dashboard.view = replace(scene.view, history=(*scene.view.history, shown))
    pane(scene).chosen = number
    await scene.press("4")
    await scene.until(lambda: not view(scene).preparing and view(scene).document.done)  # type: ignore[union-attr]


def told(scene: Stage) -> str:
    """The line below the body."""
    return body(scene).splitlines()[-1].strip()


def texts(scene: Stage) -> list[str]:
    """The rows of the body, gutter left out."""
    return [line[5:].strip() for line in body(scene).splitlines()[:-1] if line.strip()]


async def searched(scene: Stage, words: str) -> None:
    await scene.press("slash", *words)
    await scene.until(lambda: (search := view(scene)._search) is not None and search.done)
    await scene.pause()


async def test_the_path_of_the_cursor_is_shown_while_the_pane_has_the_focus() -> None:
    async with stage(WIDE) as scene:
        await opened(scene, json.dumps(EMPLOYERS))
        await scene.press("j", "j", "j", "j")
        assert told(scene) == "employers[0].name"
        assert view(scene).current_path() == "employers[0].name"
        assert view(scene).current_value() == '"Dharma"'
        assert view(scene).current_line() == '"name": "Dharma",'
        assert json.loads(view(scene).whole_text()) == EMPLOYERS
        await scene.press("3")
        assert "employers[0].name" not in body(scene)


async def test_values_are_folded_and_unfolded() -> None:
    async with stage(WIDE) as scene:
        await opened(scene, json.dumps(EMPLOYERS))
        whole = texts(scene)
        await scene.press("j", "j", "enter")
        assert texts(scene)[2:4] == ["{ … },  3 members", "{"]
        await scene.press("j", "space", "k", "space")
        assert texts(scene)[2] == "{"
        await scene.press("j", "j", "j", "enter")
        assert '"tags": [ … ]  2 values' in texts(scene)
        await scene.press("plus")
        assert texts(scene) == whole
        # Inside a value that can't be folded the one around it is.
        await scene.press("k", "enter")
        assert texts(scene)[2] == "{ … },  3 members"
        assert view(scene).cursor == 2


async def test_everything_is_folded_to_a_depth() -> None:
    async with stage(WIDE) as scene:
        await opened(scene, json.dumps(EMPLOYERS))
        whole = texts(scene)
        await scene.press("minus")
        assert texts(scene) == ["{", '"employers": [ … ],  3 values', '"total": 3', "}"]
        assert told(scene) == "1 deep"
        await scene.press("right_parenthesis")
        assert texts(scene)[2:5] == ["{ … },  3 members"] * 2 + ["{ … }  3 members"]
        await scene.press("right_parenthesis")
        assert texts(scene)[5] == '"tags": [ … ]  2 values'
        await scene.press("left_parenthesis", "left_parenthesis")
        assert len(texts(scene)) == 4
        await scene.press("equals_sign")
        assert texts(scene) == whole


async def test_the_cursor_walks_to_parents_and_siblings() -> None:
    async with stage(WIDE) as scene:
        await opened(scene, json.dumps(EMPLOYERS))
        await scene.press("j", "j", "J", "J", "J")
        assert view(scene).current_path() == "employers[2]"
        await scene.press("K", "j")
        assert view(scene).current_path() == "employers[1].id"
        await scene.press("u")
        assert view(scene).current_path() == "employers[1]"
        await scene.press("backspace", "J")
        assert view(scene).current_path() == "total"


async def test_a_click_on_the_sign_folds() -> None:
    async with stage(WIDE) as scene:
        await opened(scene, json.dumps(EMPLOYERS))
        await scene.pilot.click(BodyView, offset=(3, 1))
        await scene.pause()
        assert texts(scene)[1] == '"employers": [ … ],  3 values'


async def test_a_search_goes_to_the_first_match_as_it_is_typed() -> None:
    async with stage(WIDE) as scene:
        await opened(scene, json.dumps(EMPLOYERS))
        await searched(scene, "dharma")
        assert view(scene).current_path() == "employers[0].name"
        assert "1 of 2" in told(scene)
        await scene.press("enter", "n")
        assert view(scene).current_path() == "employers[2].tags[1].deep"
        assert told(scene).split() == ["employers[2].tags[1].deep", "2", "of", "2"]
        await scene.press("n")
        assert "1 of 2" in told(scene)
        await scene.press("N")
        assert "2 of 2" in told(scene)
        await scene.press("escape")
        assert told(scene) == "employers[2].tags[1].deep"


async def test_escape_takes_a_search_back() -> None:
    async with stage(WIDE) as scene:
        await opened(scene, json.dumps(EMPLOYERS))
        await scene.press("j")
        await searched(scene, "deep")
        assert view(scene).cursor > 1
        await scene.press("escape")
        assert view(scene).cursor == 1
        assert view(scene).has_focus
        assert told(scene) == "employers"


async def test_what_is_typed_ahead_of_the_prompt_is_no_command() -> None:
    async with stage(WIDE) as scene:
        await opened(scene, json.dumps(EMPLOYERS))
        driver = scene.app._driver
        assert driver is not None
        calls = len(scene.view.history)
        # All at once, as a slow line brings it: r would request a token, q quit.
        for key in ["slash", "r", "o", "b", "q", "backspace", "enter"]:
            driver.send_message(events.Key(key, key if len(key) == 1 else None))
        await scene.until(lambda: "of 1" in told(scene))
        assert view(scene).current_path() == "employers[2].name"
        assert view(scene).has_focus
        for key in ["f", "t", "o", "t", "a", "l", "enter"]:
            driver.send_message(events.Key(key, key if len(key) == 1 else None))
        await scene.until(lambda: view(scene).expression == "total")
        assert len(scene.view.history) == calls


async def test_a_match_in_a_fold_is_unfolded() -> None:
    async with stage(WIDE) as scene:
        await opened(scene, json.dumps(EMPLOYERS))
        await scene.press("minus")
        await searched(scene, '"deep": "D')
        assert view(scene).current_path() == "employers[2].tags[1].deep"
        assert '"deep": "Dharma"' in body(scene)


async def test_expressions_are_searched_and_wrong_ones_explained() -> None:
    async with stage(WIDE) as scene:
        await opened(scene, json.dumps(EMPLOYERS))
        await searched(scene, "^.name.*(a|s).,$")
        await scene.until(lambda: "1 of 3" in told(scene))
        await scene.press("(")
        assert "✕ not a regular expression" in told(scene)
        await scene.press("backspace")
        await scene.until(lambda: "1 of 3" in told(scene))


async def test_a_match_far_to_the_right_is_scrolled_to_and_marked() -> None:
    async with stage() as scene:
        await opened(scene, "x" * 50_000 + "needle" + "y" * 50_000, "text/plain")
        await searched(scene, "needle")
        assert "needle" in body(scene)
        assert scene.crooked() == []
        await scene.press("enter")
        strip = view(scene).render_line(0)
        found = [part for part in strip if part.text == "needle"]
        assert len(found) == 1
        assert found[0].style is not None
        assert found[0].style.bgcolor != next(p for p in strip if "x" in p.text).style.bgcolor  # type: ignore[union-attr]


async def test_a_filter_shows_its_result_and_escape_the_body_again() -> None:
    async with stage(WIDE) as scene:
        await opened(scene, json.dumps(EMPLOYERS))
        await scene.press("j", "j", "enter", "j")
        before = texts(scene)
        await scene.press("f", *"employers[].name")
        assert "employers[].name" in told(scene)
        await scene.press("enter")
        await scene.until(lambda: view(scene).expression and not view(scene).filtering)
        await scene.pause()
        assert "Only employers[].name; esc shows the whole body." in body(scene)
        assert '"Umbrella",' in body(scene)
        assert "Dharma" not in "".join(before[:2])
        assert json.loads(view(scene).whole_text()) == ["Dharma", "Umbrella", "Robotics"]
        assert view(scene).has_focus
        await scene.press("escape")
        assert texts(scene) == before
        assert view(scene).current_path() == "employers[1]"


@pytest.mark.parametrize(
    ("text", "kind", "expression", "error"),
    [
        (json.dumps(EMPLOYERS), "application/json", "employers[", "Incomplete expression"),
        (json.dumps(EMPLOYERS), "application/json", "foo(@)", "Unknown function"),
        ("[1, 2", "application/json", "@", "the body is no JSON"),
        ("a,b", "text/csv", "@", "only JSON can be filtered"),
        ("[" * 100_000, "application/json", "@", "nested"),
    ],
)
async def test_a_filter_that_cant_be_says_why_beside_it(
    text: str, kind: str, expression: str, error: str
) -> None:
    async with stage(WIDE) as scene:
        await opened(scene, text, kind)
        await scene.press("vertical_line", *expression, "enter")
        await scene.until(lambda: error in told(scene))
        assert f"| {expression}" in told(scene)
        await scene.press("escape")
        assert error not in body(scene)
        assert scene.crooked() == []


HOSTILE = [
    (b'{"a":"[/]\x1b]52;c;aGk=\x07[@click=app.quit]x[/]"}', "application/json"),
    (b'{"[@click=app.quit]":"\\u001b[2J","\\ud800":1,"\xe2\x80\xae":2}', "application/json"),
    (b"[" * 100_000 + b"]" * 100_000, "application/json"),
    (b'{"a":' * 100_000, "application/json"),
    (b"[" + b"9" * 100_000 + b",-1E+999999]", "application/json"),
    (b'["\xed\xa0\x80", "\xff"]', "application/json"),
    ('{"é": "名前"}'.encode("utf-16"), "application/json; charset=utf-16"),
    ('{"é": "名前"}'.encode("utf-16"), "application/json; charset=latin-1"),
    (b'{"a": 1}', "application/json; charset=unicode_escape"),
    (b"<!--" * 50_000, "text/html"),
    (b"a,b\n" + b'"' * 70_000, "text/csv"),
    (b"\r" * 70_000 + b"\x9b31m", "text/plain"),
    (bytes(range(256)) * 900, "application/octet-stream"),
    (b"\xff" * 300_000, "application/json"),
    ("漢\u0301".encode() * 60_000, "text/plain"),
]


@pytest.mark.parametrize(("data", "kind"), HOSTILE)
@pytest.mark.no_cover
async def test_hostile_bodies_are_only_text(data: bytes, kind: str) -> None:
    async with stage() as scene:
        await opened(scene, data, kind)
        for keys in (["end"], ["dollar_sign"], ["minus"], ["plus"], ["home", "J", "u"], ["enter"]):
            await scene.press(*keys)
            assert scene.crooked() == []
        await searched(scene, "a")
        await scene.press("enter", "n", "N", "v", "end", "v")
        assert scene.crooked() == []
        assert scene.app.is_running


async def test_a_token_is_masked_wherever_it_stands_in_a_large_body() -> None:
    secret = "s3cr3t-" * 5
    rows = ",".join(json.dumps({"n": n, "x": secret if n % 997 == 3 else "y"}) for n in range(9000))
    data = f'{{"rows":[{rows}],"access_token":"{"z" * 90_000}"}}'.encode()
    assert len(data) > 2 * AT_ONCE
    shown = exchange(body=data, sensitive=(Secret(secret),))
    whole = shown_body(shown).text
    assert secret not in whole
    assert "zzz" not in whole
    assert Masking(shown).run() == shown_body(shown)
    first = beginning(shown).text
    assert len(first) > AT_ONCE // 4
    assert whole.startswith(first)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "access_token": "' + "q" * 400_000 + '"}',
        "Bearer " + "q1" * 200_000,
        "x " * 20_000 + "eyJ" + "q" * 300_000 + "." + "q" * 99,
        "access_token=" + "q{}," * 100_000,
        '{"client_secret"' + " " * 300_000 + ': "qqqq"}',
    ],
)
def test_nothing_of_a_token_is_in_the_beginning(text: str) -> None:
    shown = exchange(body=text.encode())
    first = beginning(shown).text
    assert "qq" not in first
    assert "q1" not in first
    assert "q{" not in first
    assert Masking(shown).run() == shown_body(shown)


@pytest.mark.parametrize("cut", range(4))
def test_a_beginning_ends_between_characters(cut: int) -> None:
    shown = exchange(body=b"x" * cut + "漢字 😀 ".encode() * 40_000)
    first = beginning(shown)
    assert first.decoded
    assert "\ufffd" not in first.text
    assert shown_body(shown).text.startswith(first.text)


def test_a_beginning_is_decoded_as_the_whole_is() -> None:
    # The first part ends inside a pair of surrogates.
    body = ("aa" + "😀" * 90_000).encode("utf-16")
    kind = (("Content-Type", "text/plain; charset=utf-16"),)
    shown = exchange(body=body, response_headers=kind)
    first = beginning(shown)
    assert shown_body(shown).text.startswith(first.text)
    assert len(first.text) > AT_ONCE // 16


def test_a_secret_of_several_words_isnt_shown_by_halves() -> None:
    secret = "correct horse battery staple"
    for place in range(AT_ONCE - len(secret), AT_ONCE, 5):
        text = "x " * (place // 2) + secret + " y" * AT_ONCE
        shown = exchange(body=text.encode(), sensitive=(Secret(secret),))
        assert "correct" not in beginning(shown).text


def test_binary_stays_binary_and_a_cancelled_masking_ends() -> None:
    shown = exchange(body=bytes(range(256)) * 4000)
    assert shown_body(shown).data == shown.body
    assert shown.body.startswith(beginning(shown).data)
    assert len(beginning(shown).data) > AT_ONCE // 4
    assert Masking(shown).run() == shown_body(shown)
    gone = Masking(shown)
    gone.cancel()
    assert gone.run().data == b""


async def test_the_end_asked_for_early_is_the_end_of_the_whole() -> None:
    async with stage() as scene:
        await scene.opened()
        lines = "\n".join(f"{number} {'x' * 200}" for number in range(1, 1001))
        shown = exchange(9, body=lines.encode(), response_headers=(("Content-Type", "text/plain"),))
        scene.dashboard.view = replace(scene.view, history=(*scene.view.history, shown))
        pane(scene).chosen = 9
        assert view(scene).preparing
        view(scene).action_bottom()
        early = view(scene).cursor
        await scene.until(lambda: not view(scene).preparing)
        assert early < view(scene).cursor == 999


async def test_what_was_folded_in_the_beginning_stays_folded_in_the_whole() -> None:
    rows = [{"n": number, "text": "x" * 100} for number in range(4000)]
    async with stage(WIDE) as scene:
        await opened(scene, json.dumps({"rows": rows}))
        room = pane(scene).room
        assert room is not None
        assert room._masked is not None
        # Once more: this time the fold comes before the rest does.
        room._masked = None
        room._shown = (None, -1, False)
        pane(scene)._work_out()
        assert view(scene).preparing
        view(scene).move_to(2)
        view(scene).action_fold()
        first = view(scene).document
        await scene.until(lambda: not view(scene).preparing and view(scene).document.done)  # type: ignore[union-attr]
        assert view(scene).document is not first
        await scene.pause()
        assert texts(scene)[2].endswith("{ … },  2 members")
        assert view(scene).cursor == 2
        assert json.loads(view(scene).whole_text()) == {"rows": rows}
