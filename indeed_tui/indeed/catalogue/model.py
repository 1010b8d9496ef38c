"""What the catalogue says of one documented operation and of each of its parameters."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import quote

from indeed_tui.indeed.errors import ConfigError


class TokenKind(StrEnum):
    """Which token an operation wants: the app's, one employer's, or either of them."""

    APP = "app"
    EMPLOYER = "employer"
    EITHER = "either"


class Where(StrEnum):
    """Where a parameter goes: into a segment of the path, or into the query."""

    PATH = "path"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter, and the rules a value has to keep before it may cost a call.

    `default` is what Indeed assumes without it, for display. `choices` are the words it takes:
    one, or `several` with commas between. `pattern` is a full-match regex ("" takes any) and
    `rule` says it in words, after "must be". `low` and `high` bound a whole number; `day` wants
    a date that exists. `example` keeps all of these rules.
    """

    name: str
    where: Where
    about: str
    required: bool = False
    default: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    several: bool = False
    pattern: str = ""
    rule: str = ""
    low: int | None = None
    high: int | None = None
    day: bool = False

    def fault(self, value: str) -> str | None:
        """Return in one sentence what is wrong with a value, None when it may be sent.

        An empty value is fine unless the parameter is required. The sentence never repeats the
        value.
        """
        if not value:
            return f"{self.name} is missing" if self.required else None
        if not value.isprintable():
            return f"{self.name} contains a character that can't be sent"
        if self.where is Where.PATH and value in (".", ".."):
            return f"{self.name} must be more than dots, which mean another path"
        expected = self._expected(value)
        return None if expected is None else f"{self.name} must be {expected}"

    def _expected(self, value: str) -> str | None:
        """Return what the value should have been, None where it is that."""
        if self.choices:
            return self._choice_expected(value)
        if self.high is not None:
            low = self.low or 0
            whole = re.fullmatch(r"[0-9]{1,9}", value)
            fits = whole is not None and low <= int(value) <= self.high
            return None if fits else f"a whole number from {low} to {self.high}"
        if self.day:
            return None if day_of(value) else "a date such as 2026-01-31"
        if self.pattern and not re.fullmatch(self.pattern, value):
            return self.rule
        return None

    def _choice_expected(self, value: str) -> str | None:
        given = value.split(",") if self.several else [value]
        if all(one in self.choices for one in given):
            return None
        words = ", ".join(self.choices)
        return f"one or more of {words}, with commas between" if self.several else f"one of {words}"


@dataclass(frozen=True, slots=True)
class Operation:
    """One documented operation: how it is asked, with which token, and what it does.

    `path` begins at the host and has `{name}` where a path parameter goes; `scopes` are full
    names, all of them needed. `billable`: the call itself may be charged; `spends`: what it
    changes may spend the employer's money. `body` is a JSON template, `query` and `variables`
    a GraphQL text and its JSON variables; "" where there is none. `together` says what is wrong
    with values that are fine one by one. `source` names the evidence, and what it doesn't cover.
    """

    id: str
    title: str
    about: str
    method: str
    path: str
    scopes: tuple[str, ...]
    token: TokenKind
    documentation: str
    source: str
    writes: bool = False
    billable: bool = False
    spends: bool = False
    parameters: tuple[Parameter, ...] = ()
    body: str = ""
    query: str = ""
    variables: str = ""
    together: Callable[[Mapping[str, str]], str | None] | None = None

    def fault(self, values: Mapping[str, str]) -> str | None:
        """Return the first thing that is wrong with these values, None when they may be sent."""
        known = [parameter.name for parameter in self.parameters]
        if any(name not in known for name in values):
            return f"{self.title} takes {', '.join(known) or 'no parameters'}"
        for parameter in self.parameters:
            fault = parameter.fault(values.get(parameter.name, ""))
            if fault is not None:
                return fault
        return None if self.together is None else self.together(values)

    def path_with(self, values: Mapping[str, str]) -> str:
        """Return the path with the values in place, and with the query of those that have one.

        Raises ConfigError that names the parameter which is missing, unknown or breaks a rule.
        """
        fault = self.fault(values)
        if fault is not None:
            raise ConfigError(
                fault, f"See {self.documentation} for what it takes.", code="call.parameter"
            )
        return self.path_so_far(values)

    def path_so_far(self, values: Mapping[str, str]) -> str:
        """Return the path with those values that may be sent; `{name}` stays for another."""
        path, query = self.path, []
        for parameter in self.parameters:
            value = values.get(parameter.name, "")
            if not value or parameter.fault(value) is not None:
                continue
            if parameter.where is Where.PATH:
                path = path.replace(f"{{{parameter.name}}}", quote(value, safe=""))
            else:
                query.append(f"{parameter.name}={quote(value, safe=',')}")
        return path + ("?" if query else "") + "&".join(query)


def day_of(text: str) -> date | None:
    """Return the day that `2026-01-31` names, None for a text that names none."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
