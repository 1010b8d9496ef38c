"""Content-Encoding undone in small pieces: a small answer may unpack to more than memory holds.

httpx unpacks all that arrived at once, a thousandfold where the answer is a gzip bomb.
"""

import zlib
from collections.abc import Iterable, Iterator

import httpx

PIECE = 64 * 1024

_WINDOW = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


_MOST_LAYERS = 3


class Unpacker:
    """Undoes the encodings of a Content-Encoding header; those never asked for stay as they are.

    Raises httpx.DecodingError for more than three, one over another.
    """

    def __init__(self, content_encoding: str) -> None:
        names = [name.strip().lower() for name in content_encoding.split(",")]
        self._layers = [_Layer(_WINDOW[name]) for name in reversed(names) if name in _WINDOW]
        if len(self._layers) > _MOST_LAYERS:
            raise httpx.DecodingError("packed too many times over")

    def feed(self, received: bytes) -> Iterator[bytes]:
        """Yield what the received bytes unpack to, in pieces of at most 64 KiB where packed.

        Raises httpx.DecodingError where they aren't what the header says.
        """
        pieces: Iterable[bytes] = (received,)
        for layer in self._layers:
            pieces = layer.unpack(pieces)
        return iter(pieces)


class _Layer:
    """One encoding undone; what follows the end of the packed data is dropped."""

    def __init__(self, window: int) -> None:
        self._inflate = zlib.decompressobj(window)
        # Some servers leave the zlib header of "deflate" out; the first bytes show it.
        self._headless = window == zlib.MAX_WBITS

    def unpack(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            rest = piece
            while not self._inflate.eof:
                unpacked = self._step(rest)
                rest = self._inflate.unconsumed_tail
                if unpacked:
                    yield unpacked
                if not rest and len(unpacked) < PIECE:
                    break

    def _step(self, packed: bytes) -> bytes:
        try:
            unpacked = self._inflate.decompress(packed, PIECE)
        except zlib.error as error:
            if not self._headless:
                raise httpx.DecodingError(str(error)) from error
            self._headless = False
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._step(packed)
        self._headless = self._headless and not packed
        return unpacked
