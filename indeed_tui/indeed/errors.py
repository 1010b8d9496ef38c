"""What can go wrong between us and Indeed, in words a colleague would use.

An error knows its title, the next step, a short code, and whether trying the same thing
again can help. It is translated once, at the boundary where it is noticed; from there on it
travels as the frozen `Problem`, never as a live exception with its frames.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong, as a value that may be kept, compared and shown.

    `code` is Indeed's own word where there is one (`invalid_client`), else ours
    (`network.refused`). `retry_after` is in seconds, None where the server named no time.
    """

    title: str
    hint: str
    code: str
    retryable: bool = False
    retry_after: float | None = None


class IndeedError(Exception):
    """Base of all errors this package raises on purpose; carries a `Problem`."""

    def __init__(
        self,
        title: str,
        hint: str,
        *,
        code: str,
        retryable: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(title)
        self.problem = Problem(title, hint, code, retryable, retry_after)

    @classmethod
    def of(cls, problem: Problem) -> "IndeedError":
        """Return the error for a problem that was kept as a value."""
        return cls(
            problem.title,
            problem.hint,
            code=problem.code,
            retryable=problem.retryable,
            retry_after=problem.retry_after,
        )


class NetworkError(IndeedError):
    """Nothing usable came back in time: name, route, TLS, time-out, 429 or 5xx. Try again."""


class RefusedError(IndeedError):
    """Indeed understood and said no: credentials, scope or permission."""


class AnswerError(IndeedError):
    """Indeed answered something that doesn't fit its protocol."""


class ConfigError(IndeedError):
    """What the user configured can't be used: a file, a URL, a variable, a secret's source."""
