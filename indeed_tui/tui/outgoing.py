"""A call that the dashboard is about to send."""

from dataclasses import dataclass

from indeed_tui.indeed.effect import Effect, effect_of
from indeed_tui.indeed.models import HttpRequest, TokenKey


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call the user wants sent, with whose token; `times` counts the calls it may become."""

    request: HttpRequest
    key: TokenKey
    times: int = 1

    @property
    def effect(self) -> Effect:
        """What the call does."""
        return effect_of(self.request)
