"""The GraphQL endpoint: reads a request, answers its root fields, projects what was selected.

Without a schema: a field that isn't known below the root is null, one at the root is
BAD_REQUEST. All of GraphQL's errors come with HTTP 200, except: 400 for a body that is no
GraphQL request, 401 without a live token, 403 for a missing scope, 429 past the rate limit.
"""

from collections import deque
from collections.abc import Callable, Mapping

from indeed_tui.simulator.answers import (
    JSON_TYPE,
    Answer,
    Json,
    JsonObject,
    json_answer,
    not_allowed,
)
from indeed_tui.simulator.calls import Call
from indeed_tui.simulator.data import Directory
from indeed_tui.simulator.graphql_data import GraphQLRefusedError, Postings, Resolvers, Roots
from indeed_tui.simulator.query import Document, Operation, QueryError, Selection, Spread, parse
from indeed_tui.simulator.refusals import graphql_error, unauthenticated
from indeed_tui.simulator.tokens import Issued

WINDOW = 60.0


class GraphQL:
    """The endpoint with what its calls changed; not thread-safe by itself.

    `clock` gives wall seconds; `per_minute` requests are served in a rolling 60 s, None: any.
    Indeed counts cost, not requests; how is UNKNOWN.
    """

    def __init__(self, clock: Callable[[], float], per_minute: int | None) -> None:
        self._clock = clock
        self._per_minute = per_minute
        self._served: deque[float] = deque()
        self._postings = Postings()

    def answer(self, call: Call, issued: Issued | None, directory: Directory) -> Answer:
        """Return the answer to a call of `/graphql`; `issued` is its token's meaning."""
        if call.method != "POST":
            return not_allowed("POST")
        if issued is None:
            return unauthenticated()
        if self._too_many():
            text = "Rate limit exceeded"
            return json_answer(429, {"data": None, "errors": [{"message": text}]})
        try:
            document, operation = _read(call)
            roots = Resolvers(issued, directory, self._postings).roots(operation.kind)
            return _executed(document, operation, roots)
        except QueryError as error:
            return graphql_error("GRAPHQL_PARSE_FAILED", str(error))
        except GraphQLRefusedError as refused:
            return graphql_error(refused.code, refused.message, status=refused.status)

    def _too_many(self) -> bool:
        if self._per_minute is None:
            return False
        now = self._clock()
        while self._served and self._served[0] <= now - WINDOW:
            self._served.popleft()
        full = len(self._served) >= self._per_minute
        if not full:
            self._served.append(now)
        return full


def _read(call: Call) -> tuple[Document, Operation]:
    """Return the document and the operation to run; raise what is wrong with the request."""
    try:
        body = call.json() if call.media_type == JSON_TYPE else None
    except (ValueError, RecursionError):
        body = None
    request = body if isinstance(body, dict) else {}
    text, name = request.get("query"), request.get("operationName")
    variables = request.get("variables") or {}
    if not isinstance(text, str) or not isinstance(variables, dict):
        wanted = 'The body must be JSON: "query" a text, "variables" an object'
        raise GraphQLRefusedError("BAD_REQUEST", wanted, 400)
    document = parse(text, variables)
    operation = document.operation(name if isinstance(name, str) and name else None)
    if operation is None:
        raise GraphQLRefusedError("BAD_REQUEST", "operationName must name one operation")
    return document, operation


def _executed(document: Document, operation: Operation, roots: Roots) -> Answer:
    data: JsonObject = {}
    errors: list[Json] = []
    status = 200
    fields = document.fields(operation.selections)
    for one in fields:
        try:
            data[one.key] = _root(document, operation, roots, one)
        except GraphQLRefusedError as refused:
            data[one.key] = None
            status = max(status, refused.status)
            extensions: JsonObject = {"code": refused.code, "message": refused.message}
            errors.append({"message": refused.message, "path": [one.key], "extensions": extensions})
    if not errors:
        return json_answer(200, {"data": data})
    answered: Json = data if len(errors) < len(fields) else None
    return json_answer(status, {"data": answered, "errors": errors})


def _root(document: Document, operation: Operation, roots: Roots, one: Selection) -> Json:
    if one.name == "__typename":
        return operation.kind.capitalize()
    root = roots.get(one.name)
    if root is None:
        text = f'Cannot query field "{one.name}" on {operation.kind}'
        raise GraphQLRefusedError("BAD_REQUEST", text)
    value = root(one.arguments) if callable(root) else _namespace(document, root, one)
    return _projected(document, value, one.selections, one.key)


def _namespace(
    document: Document, namespace: Mapping[str, Callable[[JsonObject], Json]], one: Selection
) -> JsonObject:
    """Return the results of a root that only groups fields, as `partnerDisposition { send }`."""
    chosen = document.fields(one.selections)
    return {
        field.name: namespace[field.name](field.arguments)
        for field in chosen
        if field.name in namespace
    }


def _projected(
    document: Document, value: Json, selections: tuple[Selection | Spread, ...], key: str
) -> Json:
    """Return what was selected of a value; BAD_REQUEST where an object has no selection."""
    if isinstance(value, list):
        return [_projected(document, item, selections, key) for item in value]
    if not isinstance(value, dict):
        return value
    if not selections:
        raise GraphQLRefusedError("BAD_REQUEST", f'Field "{key}" needs a selection of subfields')
    return {
        one.key: _projected(document, value.get(one.name), one.selections, one.key)
        for one in document.fields(selections)
        if one.name in value or not one.optional
    }
