"""A key's binding is looked for at once where nobody on its way deals with the key itself."""

import pytest
from textual import events, on
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList

from indeed_tui.tui.own_keys import deals_itself
from tests.tui.stage import Props, stage


class ForAll(Widget):
    def on_key(self) -> None: ...


class Decorated(Widget):
    @on(events.Key)
    def any_of_them(self) -> None: ...


class OtherMessages(Widget):
    @on(events.Focus)
    def focused(self) -> None: ...


class ForOne(Widget):
    def key_question_mark(self) -> None: ...


@pytest.mark.parametrize(
    ("node", "key", "itself"),
    [
        (Widget(), "down", False),
        (OtherMessages(), "down", False),
        (OptionList(), "down", False),
        (Input(), "down", True),
        (ForAll(), "down", True),
        (Decorated(), "down", True),
        (ForOne(), "down", False),
        (ForOne(), "question_mark", True),
        (Screen(), "down", False),
        (Screen(), "escape", True),
    ],
)
def test_who_deals_with_a_key(node: DOMNode, key: str, itself: bool) -> None:
    assert deals_itself(node, key) is itself


async def test_a_row_is_moved_without_the_key_going_through_every_container(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[events.Key] = []
    dispatch = MessagePump._dispatch_message

    async def dispatched(self: MessagePump, message: Message) -> None:
        if isinstance(message, events.Key):
            seen.append(message)
        await dispatch(self, message)

    async with stage(Props(size=(120, 40))) as scene:
        await scene.opened()
        await scene.press("3")
        before = scene.lines()
        monkeypatch.setattr(MessagePump, "_dispatch_message", dispatched)
        await scene.press("down")
        assert scene.lines() != before
        assert len(seen) == 1
