"""The call screen's form: what is wrong with it, the request it means, what must not be lost."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.catalogue import OPERATIONS, Operation, by_id
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Endpoints
from indeed_tui.tui.call_form import FREE, VALUE, CallForm

HERE = Endpoints()
SHOW = "ads.campaigns.show"


def operation(identifier: str) -> Operation:
    found = by_id(identifier)
    assert found is not None
    return found


def form(identifier: str, **fields: str) -> CallForm:
    """A form with fields over its template; `value_x` is the parameter x."""
    draft = {name.replace("value_", VALUE): text for name, text in fields.items()}
    return CallForm.of(None if identifier == FREE else operation(identifier), draft)


def filled(one: Operation) -> Mapping[str, str]:
    return {VALUE + each.name: each.example for each in one.parameters if each.required}


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.id)
def test_every_template_may_be_sent_once_what_is_required_is_there(one: Operation) -> None:
    typed = CallForm.of(one, filled(one))
    assert typed.faults(HERE) == {}
    request = typed.request(HERE, "client")
    assert request.method == one.method
    assert request.url == typed.shown_url(HERE)
    assert typed.known(request) == one
    assert typed.id == one.id
    if one.query:
        assert json.loads(request.body)["query"] == one.query
    else:
        assert request.body.decode() == one.body


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.id)
def test_a_draft_gives_the_form_back_and_a_template_has_none(one: Operation) -> None:
    assert CallForm.of(one).draft() == {}
    changed = {name: f"{text}x" for name, text in CallForm.of(one).fields().items()}
    typed = CallForm.of(one, changed)
    assert typed.draft() == changed
    assert CallForm.of(one, typed.draft()) == typed


@given(st.dictionaries(st.sampled_from(["method", "target", "headers", "body", "odd"]), st.text()))
def test_any_draft_of_a_free_request_can_be_looked_at(draft: dict[str, str]) -> None:
    typed = CallForm.of(None, draft)
    typed.shown_url(HERE)
    typed.draft()
    if not typed.faults(HERE):
        typed.request(HERE, "client")


WRONG = [
    (SHOW, {}, f"{VALUE}id", "id is missing"),
    (SHOW, {"value_id": "a/b"}, f"{VALUE}id", "id must be an id without blanks"),
    ("ads.campaigns.list", {"value_perPage": "0"}, f"{VALUE}perPage", "from 1 to 500"),
    ("ads.campaigns.list", {"value_campaignIds": "a", "value_start": "1"},
     f"{VALUE}campaignIds", "goes with fields alone"),
    ("ads.account.budget.change", {"body": "{"}, "body", "line 1, column 2"),
    ("ads.account.budget.change", {"body": " "}, "body", "nothing is there"),
    ("graphql.node", {"query": ""}, "query", "The query is missing"),
    ("graphql.node", {"variables": "[]"}, "variables", "must be a JSON object"),
    ("graphql.node", {"variables": "[" * 9999}, "variables", "must be JSON"),
    (FREE, {}, "target", "is missing"),
    (FREE, {"target": "https://far.test/x"}, "target", "address"),
    (FREE, {"target": "v1/campaigns"}, "target", "Call /ads/v1/campaigns instead"),
    (FREE, {"target": "v2/x", "headers": "Accept: a\nnonsense"}, "headers", "Line 2: "),
    (FREE, {"target": "v2/x", "headers": "Authorization: Bearer x"}, "headers", "set by indeed-"),
    (FREE, {"target": "v2/x", "headers": "X: \x1b[2J"}, "headers", "can't be sent"),
]  # fmt: skip


@pytest.mark.parametrize(("identifier", "fields", "where", "words"), WRONG)
def test_what_is_wrong_is_said_at_its_field(
    identifier: str, fields: dict[str, str], where: str, words: str
) -> None:
    typed = form(identifier, **fields)
    faults = typed.faults(HERE)
    assert list(faults) == [where]
    assert words in faults[where]
    with pytest.raises(ConfigError):
        typed.request(HERE, "client")


def test_a_free_request_is_what_was_typed() -> None:
    typed = form(FREE, method="PUT", target=" /ads/v1/new?a=1 ", headers="X-A: 1\n\nX-B: 2",
                 body='{"a": 1}')  # fmt: skip
    request = typed.request(HERE, "client")
    assert (request.method, request.url) == ("PUT", "https://apis.indeed.com/ads/v1/new?a=1")
    assert request.headers == (("X-A", "1"), ("X-B", "2"), ("Content-Type", "application/json"))
    assert request.body == b'{"a": 1}'
    assert typed.known(request) is None


def test_a_documented_call_is_known_however_it_was_typed() -> None:
    typed = form(FREE, method="PATCH", target="ads/v1/campaigns/7?x=1", body="{}")
    assert typed.known(typed.request(HERE, "client")) == by_id("ads.campaigns.change")
    query = operation("graphql.job-search").query
    typed = form(FREE, method="POST", target="graphql", body=json.dumps({"query": query}))
    assert typed.known(typed.request(HERE, "client")) == by_id("graphql.job-search")
    typed = form("graphql.node", query=query)
    assert typed.known(typed.request(HERE, "client")) == by_id("graphql.job-search")


def test_the_address_shows_what_is_known_of_it_so_far() -> None:
    assert form(SHOW).shown_url(HERE).endswith("/ads/v1/campaigns/{id}")
    listed = form("ads.campaigns.list", value_perPage="0", value_status="ACTIVE")
    assert listed.shown_url(HERE).endswith("/ads/v1/campaigns?status=ACTIVE")
    assert form(FREE, target="https://far.test").shown_url(HERE) == "https://far.test"


def test_an_unknown_method_in_a_draft_is_get() -> None:
    assert form(FREE, method="EVIL\r\n").method == "GET"
