"""ES256 signatures that any JOSE library verifies, and that protect nothing (RFC 7518, 3.4).

Private key and nonce are both 1: the public key and the nonce's point are P-256's generator, and
everyone can sign. So no curve arithmetic is needed, and nobody can take it for a real key.
"""

import base64
import hashlib
from typing import Final

# NIST SP 800-186, curve P-256: the order of the generator, and its coordinates.
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_X: Final = 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296
_Y: Final = 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5


def signature(signed: bytes) -> bytes:
    """Return the 64 bytes r, s of a JWS signature over its signing input."""
    digest = int.from_bytes(hashlib.sha256(signed).digest())
    # ECDSA: r is the x of nonce times generator, s is (digest + r * key) / nonce.
    r = _X % _ORDER
    return _coordinate(r) + _coordinate((digest + r) % _ORDER)


def public_key() -> tuple[str, str]:
    """Return x and y of the key as a JWK holds them (RFC 7518 section 6.2.1)."""
    return base64url(_coordinate(_X)), base64url(_coordinate(_Y))


def base64url(raw: bytes) -> str:
    """Return base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _coordinate(number: int) -> bytes:
    return number.to_bytes(32)
