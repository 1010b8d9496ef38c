"""Why the keeper itself has no token for a caller: errors that no answer of Indeed's stands for."""

from indeed_tui.indeed.errors import (
    AnswerError,
    IndeedError,
    NetworkError,
    Problem,
    RefusedError,
)
from indeed_tui.indeed.models import Token

NARROWED = "token.narrowed"
"""The code of `narrowed`: trying again helps only once the old token can't be used any more."""


def too_late() -> NetworkError:
    """Return the error of a caller whose limit ran out while a token was still being tried."""
    return NetworkError(
        "No token came in time",
        "It is still being tried; look at the Token pane.",
        code="token.late",
        retryable=True,
    )


def given_up() -> NetworkError:
    """Return the error of a caller whose token request was ended: closing, or key forgotten."""
    return NetworkError("The token request was given up", "Try again.", code="cancelled")


def locked() -> NetworkError:
    """Return the error of a key whose lock another process doesn't let go."""
    return NetworkError(
        "Another indeed-tui has been requesting this token for too long",
        "It is tried again by itself; look for a hanging indeed-tui process.",
        code="token.locked",
        retryable=True,
    )


def shared(problem: Problem) -> IndeedError:
    """Return the failure that another process met while this one waited for its turn."""
    return (NetworkError if problem.retryable else RefusedError).of(problem)


def narrowed(new: Token, old: Token) -> AnswerError:
    """Return the error of a new token that was granted less than the good one in use."""
    lost = " ".join(sorted(set(old.grant.granted) - set(new.grant.granted)))
    return AnswerError(
        f"Indeed now grants less than before: {lost} is missing",
        "The old token is used to its end; then the narrower one is taken.",
        code=NARROWED,
        retryable=True,
    )
