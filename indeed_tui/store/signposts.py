"""Leaves signposts for the short way of `indeed-tui token`; `indeed_tui.shortcut` reads them."""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import Token
from indeed_tui.shortcut import SUFFIX, boot, digest, stamp_of
from indeed_tui.store.files import write_atomic
from indeed_tui.store.paths import Places
from indeed_tui.store.profile_model import Profile
from indeed_tui.store.secret_source import SourceKind
from indeed_tui.store.tokens import token_path

# What no shell quotes: the short way knows no quoting (RFC 6750 section 2.1 allows no more).
_PLAIN = re.compile(r"[A-Za-z0-9._~+/=-]+")
_SOURCES = (SourceKind.FILE, SourceKind.ENV_PAIR)


def leave_signpost(
    places: Places,
    profile: Profile,
    token: Token,
    *,
    arguments: Sequence[str],
    environ: Mapping[str, str],
    before: str,
    until: float,
) -> None:
    """Say that for these arguments the token is good until `until` (elapsed clock, seconds).

    `before` is what is printed before it. Nothing is left where the secret may change unseen (a
    command, a keyring), where the disk refuses, or where the token would need quoting.
    """
    if profile.source.kind not in _SOURCES or not _PLAIN.fullmatch(
        token.grant.access_token.reveal()
    ):
        return
    path = token_path(places.tokens, token.key)
    watched = (places.profiles, places.settings, places.secrets)
    with suppress(IndeedError, OSError):
        post = {
            "token": path.name,
            "stamp": stamp_of(str(path)),
            "boot": boot(),
            "until": until,
            "before": before,
            "files": {str(file): stamp_of(str(file)) for file in watched},
        }
        write_atomic(_post(places.tokens, digest(arguments, environ)), json.dumps(post).encode())


def _post(directory: Path, name: str) -> Path:
    return directory / f"{name}{SUFFIX}"
