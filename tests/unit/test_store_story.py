"""A key's story on disk: it comes back as it was, and what is no story counts as none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.errors import Problem
from indeed_tui.store.plain_json import boolean, number, objects, optional, text, texts
from indeed_tui.store.story import LifeEvent, Step, Story, Why, story_json, story_of

numbers = st.floats(-1e14, 1e14)
words = st.text(max_size=20)
problems = st.builds(Problem, words, words, words, st.booleans(), st.none() | numbers)
events = st.builds(
    LifeEvent,
    numbers,
    st.sampled_from(Step),
    st.sampled_from(Why),
    st.none() | numbers,
    st.none() | problems,
)
stories = st.builds(
    Story,
    requests=st.integers(0, 10**9),
    life=st.lists(events, max_size=4).map(tuple),
    problem=st.none() | problems,
    failures=st.integers(0, 10**9),
    failed_at=st.none() | numbers,
    next_try=st.none() | numbers,
    resting=st.booleans(),
)


@given(stories)
def test_a_story_comes_back_as_it_was(story: Story) -> None:
    assert story_of(json.loads(json.dumps(story_json(story)))) == story


FULL = story_json(
    Story(1, (LifeEvent(1.0, Step.FAILED, Why.DUE, 0.1, Problem("t", "h", "c")),), None, 1)
)


@pytest.mark.parametrize("missing", FULL)
def test_a_story_that_lacks_something_is_none(missing: str) -> None:
    with pytest.raises(KeyError):
        story_of({name: value for name, value in FULL.items() if name != missing})


@pytest.mark.parametrize(
    "change",
    [
        {"requests": "1"},
        {"requests": float("nan")},
        {"life": {}},
        {"life": [1]},
        {"life": [{}]},
        {"life": [{"wall": 1, "step": "DANCED", "why": "DUE", "latency": None, "problem": None}]},
        {"life": [{"wall": 1, "step": "FAILED", "why": 7, "latency": None, "problem": None}]},
        {"problem": "down"},
        {"problem": {"title": "t"}},
        {"failures": True},
        {"failed_at": "now"},
        {"next_try": []},
        {"resting": 0},
    ],
    ids=str,
)
def test_a_story_that_says_something_else_is_none(change: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        story_of({**FULL, **change})


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=5))
def test_each_reader_gives_its_own_type_or_raises(value: object) -> None:
    for read, kind in ((text, str), (number, float), (boolean, bool), (texts, tuple)):
        try:
            assert type(read(value)) is kind
        except (TypeError, ValueError):
            continue
    with pytest.raises(TypeError):
        objects([value])
    assert optional(text, None) is None
