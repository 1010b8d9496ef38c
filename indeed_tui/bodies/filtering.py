"""A body filtered with JMESPath, in a child process with limits on time and memory.

`python -m indeed_tui.bodies.filtering` is that process: it reads a line of JSON with the
expression, then the body, and answers a letter and a text: `=` the result as JSON, `!` why not.
"""

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indeed_tui.bodies.child import Child

_SECONDS = 60
_MEMORY = 3 << 30
_DEPTH = 900
# Some of the library's errors quote the whole body.
_LONGEST = 200


class CannotFilter(Exception):  # noqa: N818
    """The expression, or the body, can't be used; the text is one line that says why."""


class Filtering:
    """One filter over one body. `run` it in a thread; `cancel` may come from another."""

    def __init__(self, expression: str, text: str) -> None:
        self._expression = expression
        self._text = text
        self._child: Child | None = None
        self._cancelled = False

    def run(self) -> str:
        """Return the result as compact JSON; it was parsed, so it isn't the body's own spelling.

        Raises CannotFilter.
        """
        from indeed_tui.bodies.child import Child, ChildEnded, ChildTooSlow

        wanted = json.dumps({"expression": self._expression}).encode() + b"\n"
        try:
            self._child = child = Child(__name__)
            try:
                if self._cancelled:
                    raise CannotFilter("cancelled")
                child.send(wanted, self._text.encode("utf-8", "surrogatepass"))
                answer = child.last(_SECONDS).decode("utf-8", "surrogatepass")
            finally:
                child.close()
        except ChildTooSlow as error:
            raise CannotFilter(f"this takes more than {_SECONDS} seconds") from error
        except (ChildEnded, OSError) as error:
            raise CannotFilter("the filter ended early") from error
        if answer[:1] == "=":
            return answer[1:]
        raise CannotFilter(answer[1:] or "there isn't enough memory for that")

    def cancel(self) -> None:
        """End it; `run` then raises CannotFilter."""
        self._cancelled = True
        if self._child is not None:
            self._child.kill()


def filtered(expression: str, body: bytes) -> str:
    """Return what an expression makes of a body, as JSON. Raises CannotFilter."""
    import jmespath
    from jmespath.exceptions import JMESPathError

    try:
        compiled = jmespath.compile(expression)
    except JMESPathError as error:
        raise CannotFilter(_first_line(error)) from error
    except RecursionError as error:
        raise CannotFilter("the expression is nested too deeply") from error
    try:
        value = json.loads(body.decode("utf-8", "surrogatepass"))
    except RecursionError as error:
        raise CannotFilter(f"the body is nested more than about {_DEPTH} levels deep") from error
    except json.JSONDecodeError as error:
        raise CannotFilter("the body is no JSON") from error
    except ValueError as error:
        raise CannotFilter("the body has a number of more than 4,300 digits") from error
    try:
        result = compiled.search(value)
        return json.dumps(result, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except JMESPathError as error:
        raise CannotFilter(_first_line(error)) from error
    except (RecursionError, ArithmeticError, AttributeError, TypeError, ValueError) as error:
        # What the library lets through, such as sorting by what can't be compared.
        raise CannotFilter("the expression can't be used on this body") from error


def _first_line(error: Exception) -> str:
    """Return the sentence of an error that goes on with pictures."""
    first = str(error)[:_LONGEST].split("\n", 1)[0].strip()
    first = first.removeprefix("Invalid jmespath expression: ").rstrip(":")
    return first.removesuffix(", for expression")


def _main() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    wanted = json.loads(sys.stdin.buffer.readline())
    try:
        answer = "=" + filtered(wanted["expression"], sys.stdin.buffer.read())
    except CannotFilter as error:
        answer = f"!{error}"
    except MemoryError:
        answer = "!there isn't enough memory for that"
    sys.stdout.buffer.write(answer.encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    _main()
