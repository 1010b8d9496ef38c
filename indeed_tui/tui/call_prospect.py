"""What sending a form now would do: the request, whose token, what stands in the way. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from indeed_tui.indeed.catalogue import Operation, TokenKind, suffices
from indeed_tui.indeed.effect import READ_ONLY, Effect, Permit, effect_of
from indeed_tui.indeed.errors import ConfigError, Problem
from indeed_tui.indeed.models import Credentials, Endpoints, HttpRequest, TokenKey
from indeed_tui.tui.call_form import CallForm
from indeed_tui.tui.keymap import Keymap
from indeed_tui.tui.view import View

EMPLOYER = "call.employer"
GONE = "gone"
_NO_EFFECT = Effect(writes=False, billable=False)


@dataclass(frozen=True, slots=True)
class Ask:
    """Which token a call is sent with, judged against the scopes it needs.

    `missing` are scopes that the token in use lacks: then `key` is that of another token, one
    with the needed scopes. `held` says that the key's token is there already. `refused` are
    scopes that Indeed left out of it when it was asked for them.
    """

    key: TokenKey
    needed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    held: bool = False
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would leave, and the first thing that keeps it from leaving.

    `operation` is the documented one behind the request, also behind a free one; `problem` None
    means that it may be sent once what has to be asked was answered. `faults` are by field.
    """

    method: str
    url: str
    operation: Operation | None
    employer: str | None
    faults: Mapping[str, str]
    problem: Problem | None
    request: HttpRequest | None = None
    effect: Effect = _NO_EFFECT
    ask: Ask | None = None

    @property
    def spends(self) -> bool:
        """Whether what the call changes may spend the employer's money."""
        return self.effect.writes and self.operation is not None and self.operation.spends


def prospect_of(form: CallForm, view: View) -> Prospect:
    """Return what sending the form would do now."""
    credentials, employer = view.acting.credentials, view.acting.employer
    if credentials is None:
        back = f"{view.keys.key('call.leave')} goes back to choose some."
        return Prospect(
            form.method, form.shown_url(_endpoints(view)), form.operation, employer, {},
            Problem("There are no credentials in use", back, GONE),
        )  # fmt: skip
    url, faults = form.shown_url(credentials.endpoints), form.faults(credentials.endpoints)
    try:
        request = form.request(credentials.endpoints, credentials.client_id)
    except ConfigError as error:
        return Prospect(
            form.method, url, form.operation, employer, faults, error.problem,
            ask=_asked(view, credentials, employer, form.operation),
        )  # fmt: skip
    operation, effect = form.known(request), effect_of(request)
    return Prospect(
        request.method,
        request.url,
        operation,
        employer,
        faults,
        _wrong_token(operation, employer, view.keys) or _locked(view, effect),
        request,
        effect,
        _asked(view, credentials, employer, operation),
    )


def _endpoints(view: View) -> Endpoints:
    return Endpoints() if view.profile is None else view.profile.endpoints


def _asked(
    view: View, credentials: Credentials, employer: str | None, operation: Operation | None
) -> Ask:
    """Return the usual token where it suffices or nothing is known, else one with the scopes."""
    usual = credentials.key(employer)
    needed = () if operation is None else operation.scopes
    missing = suffices(_granted(view, usual), needed)
    key = credentials.key(employer, needed) if missing else usual
    snapshot = view.tokens.get(key)
    held = snapshot is not None and snapshot.token is not None
    return Ask(key, needed, missing, held, suffices(_granted(view, key), needed))


def _granted(view: View, key: TokenKey) -> tuple[str, ...]:
    """Return what a key's token was granted, what would be asked for where there is none."""
    snapshot = view.tokens.get(key)
    if snapshot is None or snapshot.token is None:
        return key.scopes
    return snapshot.token.grant.granted


def _wrong_token(operation: Operation | None, employer: str | None, keys: Keymap) -> Problem | None:
    chooses = keys.key("call.identity")
    if operation is None:
        return None
    if operation.token is TokenKind.EMPLOYER and employer is None:
        return Problem(
            f"{operation.title} needs the token of an employer", f"{chooses} chooses one.", EMPLOYER
        )
    if operation.token is TokenKind.APP and employer is not None:
        return Problem(
            f"{operation.title} needs a token without employer",
            f"{chooses}, then the app itself.",
            EMPLOYER,
        )
    return None


def _locked(view: View, effect: Effect) -> Problem | None:
    """Say that the profile is read-only; the wire would say it too, this says the key as well."""
    if Permit(view.locked, writes=True, billable=True).refusal(effect) is None:
        return None
    name = "This profile" if view.profile is None else view.profile.name
    return Problem(
        f"{name} is read-only, and this call writes",
        f"{view.keys.key('call.unlock')} unlocks it for this session.",
        READ_ONLY,
    )
