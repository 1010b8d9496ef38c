"""Writing: private from the first byte, whole or not at all, and no litter."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from indeed_tui.store.files import (
    StoreError,
    sweep,
    write_atomic,
)

STRANGER = 4242


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def disown(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the file another user's: really as root, else by being somebody else."""
    if os.geteuid() == 0:
        os.chown(path, STRANGER, STRANGER)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: STRANGER)


def fail(monkeypatch: pytest.MonkeyPatch, function: str, number: int) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, function, refuse)


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
@pytest.mark.parametrize("before", [None, "old"])
def test_a_file_is_private_from_its_first_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    file = tmp_path / "f"
    if before is not None:
        file.write_text(before)
        file.chmod(0o644)
    seen = []
    real = os.open

    def watched(path: str, flags: int, *args: int, dir_fd: int | None = None) -> int:
        descriptor = real(path, flags, *args, dir_fd=dir_fd)
        if flags & os.O_CREAT:
            seen.append((stat.S_IMODE(os.fstat(descriptor).st_mode), flags))
        return descriptor

    monkeypatch.setattr(os, "open", watched)
    write_atomic(file, b"new")
    [(created, flags)] = seen
    assert created == 0o600
    assert flags & os.O_EXCL
    assert flags & os.O_NOFOLLOW
    assert (file.read_bytes(), mode(file)) == (b"new", 0o600)


def test_a_severe_umask_does_not_lock_us_out(tmp_path: Path) -> None:
    before = os.umask(0o777)
    try:
        write_atomic(tmp_path / "f", b"new")
    finally:
        os.umask(before)
    assert mode(tmp_path / "f") == 0o600


@pytest.mark.parametrize("function", ["fchmod", "fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk.full"),
        (errno.EDQUOT, "disk.full"),
        (errno.EROFS, "disk.read_only"),
        (errno.EACCES, "disk.denied"),
        (errno.EIO, "disk.failed"),
    ],
)
def test_a_failed_write_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str, number: int, code: str
) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"old")
    fail(monkeypatch, function, number)
    with pytest.raises(StoreError) as caught:
        write_atomic(file, b"new")
    assert caught.value.problem.code == code
    assert str(file) in caught.value.problem.hint
    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["f"]


def test_an_interrupted_write_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "f").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "f", b"new")
    assert (tmp_path / "f").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["f"]


@pytest.mark.parametrize(("number", "fails"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_file_systems_that_cant_flush_a_directory_are_forgiven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, fails: bool
) -> None:
    real = os.fsync

    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    if fails:
        with pytest.raises(StoreError):
            write_atomic(tmp_path / "f", b"new")
    else:
        write_atomic(tmp_path / "f", b"new")
    assert (tmp_path / "f").read_bytes() == b"new"


@pytest.mark.parametrize("there", [True, False])
def test_a_symbolic_link_is_written_through(tmp_path: Path, there: bool) -> None:
    (tmp_path / "dotfiles").mkdir()
    target, link = tmp_path / "dotfiles" / "f", tmp_path / "f"
    if there:
        target.write_bytes(b"old")
    link.symlink_to(target)
    write_atomic(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert os.listdir(target.parent) == ["f"]


def test_links_in_a_circle_are_said(tmp_path: Path) -> None:
    (tmp_path / "f").symlink_to(tmp_path / "g")
    (tmp_path / "g").symlink_to(tmp_path / "f")
    with pytest.raises(StoreError) as caught:
        write_atomic(tmp_path / "f", b"new")
    assert caught.value.problem.code == "disk.link"
    assert (tmp_path / "f").is_symlink()


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f")
    with pytest.raises(StoreError) as caught:
        write_atomic(tmp_path / "f", b"new")
    assert caught.value.problem.code == "disk.kind"
    assert (tmp_path / "f").is_fifo()


def test_a_missing_directory_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        write_atomic(tmp_path / "d" / "f", b"new")
    assert caught.value.problem.code == "disk.missing"


def litter(directory: Path, age: float, now: float) -> Path:
    file = directory / ".profiles.toml.0123456789abcdef.indeed-tmp"
    file.write_bytes(b"half")
    os.utime(file, (now - age, now - age))
    return file


@pytest.mark.parametrize(("age", "removed"), [(61.0, 1), (59.0, 0), (-5.0, 0)])
def test_old_litter_of_ours_is_swept(tmp_path: Path, age: float, removed: int) -> None:
    file = litter(tmp_path, age, 1_000_000.0)
    others = [tmp_path / name for name in ("f", ".f.tmp", ".f.0123456789abcdef.indeed-tmp2")]
    for other in others:
        other.write_bytes(b"keep")
        os.utime(other, (0, 0))
    assert sweep(tmp_path, now=1_000_000.0) == removed
    assert file.exists() is not bool(removed)
    assert all(other.exists() for other in others)


def test_sweeping_uses_the_wall_clock_and_never_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sweep(tmp_path / "missing") == 0
    (tmp_path / ".d.0123456789abcdef.indeed-tmp").mkdir()
    file = litter(tmp_path, 0.0, 1.0)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", lambda _: (_ for _ in ()).throw(PermissionError()))
        assert sweep(tmp_path) == 0
    assert sweep(tmp_path) == 1
    assert not file.exists()
