"""Whose word is taken for a certificate: the list that httpx uses, and what it may be missing."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from indeed_tui.cli.checks.check import Area, Check, reason_of

AREA = Area("certificates")
# Where systems keep their own list; the first that is there is this system's.
SYSTEM_LISTS = (
    Path("/etc/ssl/certs/ca-certificates.crt"),
    Path("/etc/pki/tls/certs/ca-bundle.crt"),
    Path("/etc/ssl/ca-bundle.pem"),
    Path("/etc/ssl/cert.pem"),
)


class TrustKind(StrEnum):
    """Where the list of trusted authorities comes from."""

    FILE = "SSL_CERT_FILE"
    DIRECTORY = "SSL_CERT_DIR"
    CERTIFI = "certifi"


@dataclass(frozen=True, slots=True)
class Trust:
    """The list of trusted authorities in force, and the one of the system if there is any."""

    kind: TrustKind
    path: Path
    system: Path | None = None

    def context(self) -> ssl.SSLContext:
        """Return what verifies as the wire does; OSError where the list can't be read."""
        if self.kind is TrustKind.DIRECTORY:
            return ssl.create_default_context(capath=self.path)
        return ssl.create_default_context(cafile=self.path)


def trust_of(environ: Mapping[str, str], lists: tuple[Path, ...] = SYSTEM_LISTS) -> Trust:
    """Return the list in force: SSL_CERT_FILE, SSL_CERT_DIR, else certifi's, as in httpx."""
    system = next((path for path in lists if path.is_file()), None)
    for kind in (TrustKind.FILE, TrustKind.DIRECTORY):
        if environ.get(kind):
            return Trust(kind, Path(environ[kind]), system)
    return Trust(TrustKind.CERTIFI, public_list(), system)


def public_list() -> Path:
    """Return certifi's file of the public authorities; it comes with httpx."""
    import certifi

    return Path(certifi.where())


def trust_check(trust: Trust, environ: Mapping[str, str]) -> Check:
    """Say whether the list in force can be read, and what hides behind it."""
    directory = environ.get(TrustKind.DIRECTORY)
    hidden = (
        f"; SSL_CERT_DIR={directory} isn't used beside it"
        if trust.kind is TrustKind.FILE and directory
        else ""
    )
    try:
        context = trust.context()
    except OSError as error:
        reason = "no list of certificates" if isinstance(error, ssl.SSLError) else reason_of(error)
        return AREA.fail(
            "trusted",
            f"{trust.kind} {trust.path}: {reason}",
            "Name a PEM file with the trusted authorities, or unset the variable.",
        )
    if trust.kind is TrustKind.DIRECTORY:
        return _directory(trust.path)
    count = len(context.get_ca_certs())
    return AREA.ok("trusted", f"{count} authorities by {trust.kind}, {trust.path}{hidden}")


def _directory(path: Path) -> Check:
    seen = f"the directory of SSL_CERT_DIR, {path}"
    if not path.is_dir():
        return AREA.fail("trusted", f"{seen}: it isn't there", "Correct SSL_CERT_DIR or unset it.")
    # OpenSSL looks certificates up by links named after a hash, such as 5ed36f99.0.
    hashed = any(path.glob("[0-9a-f]" * 8 + ".[0-9]"))
    return AREA.judged(
        "trusted",
        seen if hashed else f"{seen}: none of its files has a hashed name",
        well=hashed,
        todo=f"Run: openssl rehash {path}; or name one PEM file in SSL_CERT_FILE.",
    )
