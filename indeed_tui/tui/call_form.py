"""What the call screen holds: an operation or a free request as typed, and the request it means.

Pure. Fields have ids: `method`, `target`, `headers`, `body`, `query`, `variables`, and
`value.NAME` for a parameter.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from indeed_tui.indeed.catalogue import Operation, of_graphql, of_path
from indeed_tui.indeed.effect import query_texts
from indeed_tui.indeed.errors import ConfigError
from indeed_tui.indeed.models import Endpoints, Headers, HttpRequest
from indeed_tui.indeed.route import address, api_request, graphql_request, header, is_graphql

FREE = "free"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
VALUE = "value."
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CallForm:
    """Every field as it was typed; `operation` None is the free request.

    `values` has the parameters by name, `headers` a header on each line; `target` is the free
    request's path or URL. `query` and `variables` are those of a GraphQL operation.
    """

    operation: Operation | None = None
    values: Mapping[str, str] = field(default_factory=_nothing)
    method: str = METHODS[0]
    target: str = ""
    headers: str = ""
    body: str = ""
    query: str = ""
    variables: str = ""

    @classmethod
    def of(cls, operation: Operation | None, draft: Mapping[str, str] | None = None) -> "CallForm":
        """Return an operation's form: its template, with a draft's fields over it."""
        given = draft or {}
        if operation is None:
            method = given.get("method", METHODS[0])
            return cls(
                method=method if method in METHODS else METHODS[0],
                target=given.get("target", ""),
                headers=given.get("headers", ""),
                body=given.get("body", ""),
            )
        return cls(
            operation,
            {each.name: given.get(VALUE + each.name, "") for each in operation.parameters},
            operation.method,
            operation.path,
            given.get("headers", ""),
            given.get("body", operation.body),
            given.get("query", operation.query),
            given.get("variables", operation.variables),
        )

    @property
    def id(self) -> str:
        """The operation's id, `free` for the free request."""
        return FREE if self.operation is None else self.operation.id

    @property
    def title(self) -> str:
        """What the form is for, in a few words."""
        return "Free request" if self.operation is None else self.operation.title

    def fields(self) -> dict[str, str]:
        """Return the text of every field that can be typed into, by its id, in their order."""
        if self.operation is None:
            return {
                "method": self.method,
                "target": self.target,
                "headers": self.headers,
                "body": self.body,
            }
        found = {VALUE + each.name: self.values.get(each.name, "")
                 for each in self.operation.parameters}  # fmt: skip
        if self.operation.query:
            found |= {"query": self.query, "variables": self.variables}
        elif self.operation.body:
            found["body"] = self.body
        return {**found, "headers": self.headers}

    def draft(self) -> dict[str, str]:
        """Return the fields that differ from the template: what must not be lost."""
        template = CallForm.of(self.operation).fields()
        return {name: text for name, text in self.fields().items() if text != template[name]}

    # -- what is wrong with it ---------------------------------------------------------------

    def faults(self, endpoints: Endpoints) -> dict[str, str]:
        """Return what is wrong, by field, a sentence each; nothing in it: it may be sent."""
        found: dict[str, str] = {}
        if self.operation is None:
            _note(found, "target", _target_fault(self.target, endpoints, self.method))
        else:
            for each in self.operation.parameters:
                fault = each.fault(self.values.get(each.name, ""))
                _note(found, VALUE + each.name, fault)
            if not found and self.operation.parameters:
                first = VALUE + self.operation.parameters[-1].name
                _note(found, first, self.operation.fault(self.values))
            if self.operation.query:
                _note(found, "query", None if self.query.strip() else "The query is missing")
                _note(found, "variables", _variables_fault(self.variables))
            elif self.operation.body:
                _note(found, "body", _json_fault(self.body, "The body"))
        _note(found, "headers", _headers_fault(self.headers))
        return found

    def untouched(self) -> frozenset[str]:
        """Return the empty fields: what is wrong there is said when sending is tried."""
        return frozenset(name for name, text in self.fields().items() if not text)

    # -- what it means -----------------------------------------------------------------------

    def request(self, endpoints: Endpoints, client_id: str) -> HttpRequest:
        """Return the request, but for its token; ConfigError for the first fault."""
        for name, fault in self.faults(endpoints).items():
            raise ConfigError(fault, "Correct it, then send it again.", code=f"call.{name}")
        headers = self._header_pairs()
        operation = self.operation
        if operation is not None and operation.query:
            variables = json.loads(self.variables) if self.variables.strip() else None
            return graphql_request(client_id, endpoints, self.query, variables, headers=headers)
        target = self.target if operation is None else operation.path_with(self.values)
        url = address(target.strip(), endpoints, self.method)
        body = b"" if self.method in _BODILESS and not self.body.strip() else self._body()
        return api_request(self.method, url, headers, body, client_id)

    def shown_url(self, endpoints: Endpoints) -> str:
        """Return the address as far as it is known, untrusted text; never raises."""
        target = self.target
        if self.operation is not None:
            target = self.operation.path_so_far(self.values)
        try:
            return address(target.strip(), endpoints, self.method)
        except ConfigError:
            return target

    def known(self, request: HttpRequest) -> Operation | None:
        """Return the documented operation that a request is, None for another."""
        if self.operation is not None and not self.operation.query:
            return self.operation
        if is_graphql(request.url):
            texts = query_texts(request)
            return of_graphql(texts[0]) if texts else self.operation
        return of_path(request.method, _path(request.url))

    def _body(self) -> bytes:
        return self.body.encode("utf-8", "surrogatepass")

    def _header_pairs(self) -> Headers:
        return tuple(header(line) for line in self.headers.splitlines() if line.strip())


def _note(found: dict[str, str], name: str, fault: str | None) -> None:
    if fault is not None:
        found.setdefault(name, fault)


def _path(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2].partition("?")[0].partition("#")[0]


def _target_fault(target: str, endpoints: Endpoints, method: str) -> str | None:
    if not target.strip():
        return "The path or URL is missing"
    try:
        address(target.strip(), endpoints, method)
    except ConfigError as error:
        return f"{error.problem.title}. {error.problem.hint}"
    return None


def _headers_fault(headers: str) -> str | None:
    for number, line in enumerate(headers.splitlines(), 1):
        if not line.strip():
            continue
        try:
            name, value = header(line)
        except ConfigError as error:
            return f"Line {number}: {error.problem.title}"
        if not (name + value).isascii() or not (name + value).isprintable():
            return f"Line {number}: The header holds a character that can't be sent"
    return None


def _variables_fault(text: str) -> str | None:
    if not text.strip():
        return None
    fault = _json_fault(text, "The variables")
    if fault is None and not isinstance(json.loads(text), dict):
        return "The variables must be a JSON object"
    return fault


def _json_fault(text: str, what: str) -> str | None:
    if not text.strip():
        return f"{what} must be JSON, and nothing is there"
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return (
            f"{what} must be JSON: {error.msg.lower()}, line {error.lineno}, column {error.colno}"
        )
    except (ValueError, RecursionError):
        return f"{what} must be JSON, and isn't"
    return None
