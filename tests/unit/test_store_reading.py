"""Reading with suspicion: whose file it is, what it is, who else can reach it."""

import errno
import os
from pathlib import Path

import pytest

from indeed_tui.indeed.errors import ConfigError
from indeed_tui.store import files
from indeed_tui.store.files import read_owned

from .test_store_files import disown, fail


def refused(path: Path, *, secret: bool = False) -> str:
    with pytest.raises(ConfigError) as caught:
        read_owned(path, secret=secret)
    problem = caught.value.problem
    assert path.name in problem.title
    assert str(path) in problem.hint
    return problem.code


def written(directory: Path, data: bytes = b"text", mode: int = 0o600) -> Path:
    path = directory / "a file.toml"
    path.write_bytes(data)
    path.chmod(mode)
    return path


def test_a_missing_file_is_none_and_a_dangling_link_too(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert read_owned(tmp_path / "f", secret=True) is None
    assert read_owned(tmp_path / "link", secret=True) is None


def test_our_own_file_is_read_also_through_a_link(tmp_path: Path) -> None:
    path = written(tmp_path, "Grüße".encode())
    (tmp_path / "link").symlink_to(path)
    assert read_owned(path, secret=True) == "Grüße"
    assert read_owned(tmp_path / "link", secret=True) == "Grüße"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610])
def test_a_secret_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = written(tmp_path, mode=mode)
    with pytest.raises(ConfigError) as caught:
        read_owned(path, secret=True)
    assert caught.value.problem.code == "file.mode"
    assert caught.value.problem.hint.startswith("Run: chmod 600 '")


def test_a_file_without_secrets_may_be_read_but_not_written_by_all(tmp_path: Path) -> None:
    assert read_owned(written(tmp_path, mode=0o664), secret=False) == "text"
    assert refused(written(tmp_path, mode=0o666)) == "file.mode"


@pytest.mark.parametrize("secret", [True, False])
def test_the_file_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: bool
) -> None:
    path = written(tmp_path)
    disown(path, monkeypatch)
    assert refused(path, secret=secret) == "file.owner"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give root a file")
def test_roots_file_is_fine_unless_it_is_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    assert read_owned(path, secret=False) == "text"
    assert refused(path, secret=True) == "file.owner"


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f", 0o600)
    assert refused(tmp_path / "f") == "file.kind"
    assert refused(tmp_path) == "file.kind"


def test_what_cant_be_opened_or_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path)
    with monkeypatch.context() as patched:
        fail(patched, "open", errno.EACCES)
        assert refused(path) == "file.unreadable"

    with monkeypatch.context() as patched:
        fail(patched, "fdopen", errno.EIO)
        assert refused(path) == "file.unreadable"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    assert refused(written(tmp_path, b"\xff\xfe")) == "file.encoding"


def test_a_huge_file_is_refused_whatever_its_size_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path)
    os.truncate(path, files.READ_LIMIT + 1)
    assert refused(path) == "file.size"
    path = written(tmp_path)
    small = os.stat_result((*path.stat()[:6], 0, 0, 0, 0))
    monkeypatch.setattr(os, "fstat", lambda _: small)
    monkeypatch.setattr(files, "READ_LIMIT", 2)
    assert refused(path) == "file.size"
