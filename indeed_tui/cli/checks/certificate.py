"""Who issued a certificate: from a verified one's fields, or from the bytes of one that isn't.

Python tells nothing of a certificate that it didn't verify, so its bytes (DER, X.690) are read.
"""

from collections.abc import Iterator, Mapping

# The attributes as `getpeercert` calls them, and their object ids (RFC 5280 section 4.1.2.4).
_ORGANISATION, _NAME = "organizationName", "commonName"
_OIDS = {b"\x55\x04\x0a": _ORGANISATION, b"\x55\x04\x03": _NAME}
_SEQUENCE, _OID, _VERSION = 0x30, 0x06, 0xA0
UNKNOWN = "an issuer without a name"


def issuer_named(certificate: Mapping[str, object]) -> str:
    """Return the issuer of a verified certificate, as `getpeercert` gives it."""
    fields: dict[str, str] = {}
    issuer = certificate.get("issuer")
    for group in issuer if isinstance(issuer, tuple) else ():
        for name, value in group:
            fields.setdefault(name, value)
    return _said(fields)


def issuer_of(der: bytes) -> str:
    """Return the issuer of any certificate; whatever the bytes are, this raises nothing."""
    try:
        return _said(_issuer(der))
    except (ValueError, IndexError, StopIteration):
        return UNKNOWN


def _said(fields: Mapping[str, str]) -> str:
    organisation, name = fields.get(_ORGANISATION, ""), fields.get(_NAME, "")
    if organisation and name and organisation not in name:
        return f"{organisation} ({name})"
    return name or organisation or UNKNOWN


def _issuer(der: bytes) -> dict[str, str]:
    _, certificate, _ = _element(der)
    _, body, _ = _element(certificate)
    parts = _elements(body)
    tag, _ = next(parts)
    if tag == _VERSION:
        next(parts)
    next(parts)  # the signature's algorithm
    tag, issuer = next(parts)
    if tag != _SEQUENCE:
        raise ValueError("no name")
    fields: dict[str, str] = {}
    for _, group in _elements(issuer):
        for _, attribute in _elements(group):
            (kind, oid), (_, value), *_ = _elements(attribute)
            if kind == _OID and oid in _OIDS:
                fields.setdefault(_OIDS[oid], value.decode("utf-8", "replace"))
    return fields


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    while data:
        tag, content, data = _element(data)
        yield tag, content


def _element(data: bytes) -> tuple[int, bytes, bytes]:
    """Return tag and content of the first element, and what follows it."""
    tag, length, start = data[0], data[1], 2
    if length & 0x80:
        count = length & 0x7F
        if not 1 <= count <= 4:
            raise ValueError("no length")
        length, start = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
    if start + length > len(data):
        raise ValueError("cut off")
    return tag, data[start : start + length], data[start + length :]
