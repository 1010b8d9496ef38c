"""A TLS handshake looked at from all sides: verified or not, by whom, and who else would."""

import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from socket import socket

from indeed_tui.cli.checks.certificate import UNKNOWN, issuer_named, issuer_of
from indeed_tui.cli.checks.trust import Trust, TrustKind, public_list

Dial = Callable[[], socket]
"""Opens a connection to the host, through a proxy where there is one; raises OSError."""

# Products that open TLS on the way, as they call themselves in the certificates they make.
_INSPECTORS = (
    "avast", "barracuda", "bitdefender", "blue coat", "cato networks", "charles proxy",
    "check point", "cisco umbrella", "cloudflare gateway", "cloudflare for teams", "eset ",
    "fiddler", "forcepoint", "forti", "iboss", "kaspersky", "lightspeed", "mcafee",
    "menlo security", "mitmproxy", "netskope", "palo alto", "portswigger", "skyhigh", "sonicwall",
    "sophos", "squid", "trend micro", "untangle", "watchguard", "websense", "zscaler",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Handshake:
    """What a handshake showed.

    `refusal` is why the certificate wasn't believed, "" where it was. `until` is the end of its
    validity in UTC seconds, None where it isn't known. `public` says whether the issuer is an
    authority that everybody trusts, `system` whether this machine's own list knows it.
    """

    issuer: str
    version: str = ""
    until: float | None = None
    refusal: str = ""
    public: bool = True
    system: bool = False

    @property
    def inspected(self) -> bool:
        """Whether something on the way seems to open the connection."""
        name = self.issuer.lower()
        return not self.public or any(word in name for word in _INSPECTORS)


def handshake(dial: Dial, name: str, trust: Trust) -> Handshake:
    """Shake hands with a host as the wire does; OSError where that fails for another reason.

    Nothing is sent after the handshake. A certificate that isn't believed is fetched once more
    to name its issuer, and once more against the system's own list.
    """
    try:
        shaken = _verified(dial, name, trust.context())
    except ssl.SSLCertVerificationError as error:
        system = trust.system is not None and _known(
            dial, name, Trust(TrustKind.FILE, trust.system)
        )
        return Handshake(
            _stranger(dial, name), refusal=error.verify_message, public=False, system=system
        )
    if trust.kind is TrustKind.CERTIFI:
        return shaken
    public = _known(dial, name, Trust(TrustKind.CERTIFI, public_list()))
    return Handshake(shaken.issuer, shaken.version, shaken.until, public=public)


def _verified(dial: Dial, name: str, context: ssl.SSLContext) -> Handshake:
    with dial() as plain, context.wrap_socket(plain, server_hostname=name) as secure:
        certificate = secure.getpeercert() or {}
        version = secure.version() or ""
    ends = certificate.get("notAfter")
    until = float(ssl.cert_time_to_seconds(ends)) if isinstance(ends, str) else None
    return Handshake(issuer_named(certificate), version, until)


def _known(dial: Dial, name: str, trust: Trust) -> bool:
    """Say whether a list knows the host's issuer; where nothing can be told, it does."""
    try:
        _verified(dial, name, trust.context())
    except ssl.SSLCertVerificationError:
        return False
    except OSError:
        return trust.kind is TrustKind.CERTIFI
    return True


def _stranger(dial: Dial, name: str) -> str:
    """Return who claims to have issued the certificate that isn't believed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    # Only to read the name: no request follows, and so no secret.
    context.verify_mode = ssl.CERT_NONE
    with (
        suppress(OSError),
        dial() as plain,
        context.wrap_socket(plain, server_hostname=name) as secure,
    ):
        return issuer_of(secure.getpeercert(binary_form=True) or b"")
    return UNKNOWN
