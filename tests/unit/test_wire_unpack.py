"""Content-Encoding undone piece by piece."""

import gzip
import zlib
from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indeed_tui.indeed.unpack import PIECE, Unpacker


def raw_deflate(plain: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(plain) + packer.flush()


PACKERS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    (" GZip ", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("deflate, gzip", lambda plain: gzip.compress(zlib.compress(plain))),
    ("gzip,gzip,gzip", lambda plain: gzip.compress(gzip.compress(gzip.compress(plain)))),
    ("", bytes),
    ("identity", bytes),
    ("br", bytes),
]


def unpacked(encoding: str, *received: bytes) -> bytes:
    unpacker = Unpacker(encoding)
    return b"".join(piece for each in received for piece in unpacker.feed(each))


@pytest.mark.parametrize(("encoding", "pack"), PACKERS)
@given(plain=st.binary(), cut=st.integers(2, 30))
def test_what_was_packed_comes_back_however_it_arrives(
    encoding: str, pack: Callable[[bytes], bytes], plain: bytes, cut: int
) -> None:
    packed = pack(plain)
    assert unpacked(encoding, packed) == plain
    assert unpacked(encoding, b"", packed[:cut], b"", packed[cut:]) == plain


@pytest.mark.parametrize("size", [PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 1_000_003])
def test_pieces_are_small_and_none_is_lost(size: int) -> None:
    plain = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    pieces = list(Unpacker("gzip").feed(gzip.compress(plain)))
    assert b"".join(pieces) == plain
    assert max(map(len, pieces)) <= PIECE


def test_what_follows_the_end_is_dropped() -> None:
    assert unpacked("gzip", gzip.compress(b"plain") + b"junk", b"more junk") == b"plain"


def test_an_unfinished_stream_gives_what_it_holds() -> None:
    packed = gzip.compress(b"a" * 100)
    assert (b"a" * 100).startswith(unpacked("gzip", packed[:-9]))


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("received", [(b"<html>no",), (b"\x1f", b"\x8b\xff\xff", b"zzz")])
def test_what_isnt_packed_as_said_is_an_error(encoding: str, received: tuple[bytes, ...]) -> None:
    with pytest.raises(httpx.DecodingError):
        unpacked(encoding, *received)


def test_deflate_that_breaks_later_isnt_taken_for_another_form() -> None:
    packed = zlib.compress(bytes(range(256)) * 9)
    with pytest.raises(httpx.DecodingError):
        unpacked("deflate", packed[:8], b"\xff" * 20, packed[8:])


def test_more_than_three_layers_are_nonsense() -> None:
    with pytest.raises(httpx.DecodingError):
        Unpacker(", ".join(["gzip"] * 4))
