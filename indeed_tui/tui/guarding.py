"""What is asked before a call leaves the dashboard, whatever way leads to it: pure."""

from urllib.parse import urlsplit

from indeed_tui.indeed.catalogue import Operation, of_graphql, of_path
from indeed_tui.indeed.effect import query_texts
from indeed_tui.indeed.models import HttpRequest
from indeed_tui.indeed.route import is_graphql
from indeed_tui.tui.call_lines import question, title_of
from indeed_tui.tui.call_prospect import Prospect
from indeed_tui.tui.outgoing import Outgoing
from indeed_tui.tui.view import View


def asked_before(call: Outgoing, view: View) -> tuple[str, str]:
    """Return the title and the text of the question before a call: the call screen's own."""
    prospect = Prospect(
        call.request.method,
        call.request.url,
        operation_of(call.request),
        call.key.employer,
        {},
        None,
        call.request,
        call.effect,
    )
    text = question(prospect, view)
    if call.times > 1:
        text += f"\n\nIt is asked again until it is ready: up to {call.times} calls in all."
    return title_of(prospect), text


def operation_of(request: HttpRequest) -> Operation | None:
    """Return the documented operation that a request is, None for any other."""
    if not is_graphql(request.url):
        return of_path(request.method, urlsplit(request.url).path)
    texts = query_texts(request)
    return of_graphql(texts[0]) if len(texts) == 1 else None
