"""Intents and news that cross widgets: they bubble up, the screen acts."""

from typing import TYPE_CHECKING

from textual.message import Message

from indeed_tui.indeed.errors import Problem
from indeed_tui.indeed.models import Secret

if TYPE_CHECKING:
    from indeed_tui.session.events import SessionEvent
    from indeed_tui.tui.outgoing import Outgoing


class SessionTold(Message):
    """The engine's session has news; posted from the engine's thread."""

    def __init__(self, event: "SessionEvent") -> None:
        super().__init__()
        self.event = event


class Broke(Message):
    """The engine met an error of our own; posted from the engine's thread."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


class UseProfile(Message):
    """The user wants another profile."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class ActAs(Message):
    """The user wants to act as an employer, or (None) as the app itself."""

    def __init__(self, employer: str | None) -> None:
        super().__init__()
        self.employer = employer


class ShowExchange(Message):
    """The user wants to read an exchange, by its number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class Said(Message):
    """A word for the message line; `failed` marks it as something that went wrong."""

    def __init__(self, text: str, *, failed: bool = False) -> None:
        super().__init__()
        self.text = text
        self.failed = failed


class Refused(Message):
    """The session refused what the user wanted; posted from the engine's thread."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


class Copy(Message):
    """The user wants a text on the clipboard; `name` is a file's name for the file way.

    `what` is safe text that says what it is: "the token of the app".
    """

    def __init__(self, text: Secret, name: str, what: str) -> None:
        super().__init__()
        self.text = text
        self.name = name
        self.what = what


class Unconfirmed(Message):
    """The session holds a call back until the user agrees; posted from the engine's thread."""

    def __init__(self, call: "Outgoing") -> None:
        super().__init__()
        self.call = call
