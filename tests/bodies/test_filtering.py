"""A filter runs in a process of its own, and every way it can fail is a sentence."""

import json
import threading

import pytest

from indeed_tui.bodies.filtering import CannotFilter, Filtering, filtered

BODY = json.dumps({"employers": [{"name": "Dharma", "n": 1}, {"name": "名前\ud800", "n": None}]})


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("employers[0].name", '"Dharma"'),
        ("employers[].n", "[1]"),
        ("length(employers)", "2"),
        ("nothing", "null"),
        ("employers[1].name", '"名前\ud800"'),
        ("@", json.dumps(json.loads(BODY), ensure_ascii=False, separators=(",", ":"))),
    ],
)
def test_a_filter_gives_json(expression: str, result: str) -> None:
    assert Filtering(expression, BODY).run() == result


@pytest.mark.parametrize(
    ("expression", "body", "told"),
    [
        ("employers[", BODY, "Incomplete expression"),
        ("employers ]", BODY, "column 10"),
        ("foo(@)", BODY, "Unknown function"),
        ("sum(employers)", BODY, "sum()"),
        ("sort_by(employers, &n)", BODY, ""),
        ("@", "{", "no JSON"),
        ("@", "[" * 100_000, "nested"),
        ("@", "[" + "9" * 5000 + "]", "digits"),
        ("@", "[1e999]", "can't be used"),
        ("(" * 5000 + "@" + ")" * 5000, "1", "nested"),
    ],
)
def test_what_cant_be_filtered_is_said_in_a_short_line(
    expression: str, body: str, told: str
) -> None:
    with pytest.raises(CannotFilter) as caught:
        filtered(expression, body.encode())
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) <= 200


def test_the_process_says_so_too() -> None:
    with pytest.raises(CannotFilter, match="Incomplete expression"):
        Filtering("employers[", BODY).run()


def test_a_cancelled_filter_ends() -> None:
    filtering = Filtering("@", "[" + "1," * 3_000_000 + "1]")
    threading.Timer(0.05, filtering.cancel).start()
    with pytest.raises(CannotFilter):
        filtering.run()
    gone = Filtering("@", BODY)
    gone.cancel()
    with pytest.raises(CannotFilter):
        gone.run()
