"""However many want the same token at the same moment: Indeed is asked once."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from indeed_tui.indeed.models import Secret
from indeed_tui.session.accounts import DiskAccounts
from indeed_tui.session.clock import SystemClock
from indeed_tui.simulator import Fault
from indeed_tui.simulator.serve import SimulatorServer
from indeed_tui.store.paths import Places
from indeed_tui.store.profiles import Profile, load_profiles
from indeed_tui.store.tokens import TokenFiles
from tests.sharing.zygote import Zygote
from tests.terminal.harness import PROGRAM, Terminal


def expire(files: TokenFiles, zygote: Zygote) -> str:
    """Leave a token that expired an hour ago in the cache; returns its clear text."""
    (ended,) = zygote.commands(1, "token")
    ((token, _),) = files.every().values()
    assert token is not None
    past = 2 * token.grant.lifetime
    files.save(replace(token, sent=token.sent - past, sent_wall=token.sent_wall - past))
    return ended.out


def test_four_processes_of_twenty_callers_are_one_request(
    zygote: Zygote, server: SimulatorServer, files: TokenFiles
) -> None:
    old = expire(files, zygote).strip()
    server.simulator.clear_requests()
    server.simulator.faults = [Fault(on="token", delay_ms=500)]
    ended = zygote.sessions(4, callers=20)
    assert [each.status for each in ended] == [0] * 4, ended
    given = [token for each in ended for token in each.out.split()]
    assert len(given) == 80
    assert len(set(given)) == 1
    assert given[0] != old
    assert server.simulator.count("token") == 1


@contextmanager
def commands(count: int, environ: Mapping[str, str]) -> Iterator[list[subprocess.Popen[str]]]:
    """Run `indeed-tui token` so many times at once."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                subprocess.Popen(
                    [*PROGRAM, "token"], env=environ, stdout=subprocess.PIPE, text=True
                )
            )
            for _ in range(count)
        ]


def test_two_dashboards_and_twenty_commands_are_one_request(
    environ: dict[str, str], zygote: Zygote, server: SimulatorServer, files: TokenFiles
) -> None:
    old = expire(files, zygote)
    server.simulator.clear_requests()
    server.simulator.faults = [Fault(on="token", delay_ms=2500)]
    with (
        Terminal(PROGRAM, environ) as one,
        Terminal(PROGRAM, environ) as two,
        commands(20, environ) as running,
    ):
        given = {each.communicate()[0] for each in running}
        assert [each.returncode for each in running] == [0] * 20
        for dashboard in (one, two):
            dashboard.see("● fresh")
            dashboard.see("Dharma Initiative")
    assert len(given) == 1
    assert old not in given
    assert server.simulator.count("token") == 1


def test_two_hundred_commands_are_one_request(
    zygote: Zygote, server: SimulatorServer, files: TokenFiles
) -> None:
    old = expire(files, zygote)
    server.simulator.clear_requests()
    # Longer than 200 forks take, so that all of them meet.
    server.simulator.faults = [Fault(on="token", delay_ms=2000)]
    ended = zygote.commands(200, "token")
    assert [each.status for each in ended] == [0] * 200, {each.err for each in ended}
    (given,) = {each.out for each in ended}
    assert given != old
    assert server.simulator.count("token") == 1


def test_a_failure_is_shared_by_all_who_waited_for_it(
    zygote: Zygote, server: SimulatorServer
) -> None:
    server.simulator.faults = [Fault(on="token", status=503, delay_ms=1000)]
    ended = zygote.commands(20, "token")
    assert [each.status for each in ended] == [3] * 20
    assert {each.out for each in ended} == {""}
    (told,) = {each.err for each in ended}
    assert "HTTP 503" in told
    assert server.simulator.count("token") == 1


def test_a_refusal_is_shared_by_all_who_waited_for_it(
    zygote: Zygote, server: SimulatorServer
) -> None:
    server.simulator.faults = [Fault(on="token", error="invalid_client", delay_ms=1000)]
    ended = zygote.commands(20, "token")
    assert [each.status for each in ended] == [4] * 20
    assert server.simulator.count("token") == 1


def test_who_comes_after_a_failure_asks_again(zygote: Zygote, server: SimulatorServer) -> None:
    server.simulator.faults = [Fault(on="token", status=503, times=2)]
    statuses = [zygote.commands(1, "token")[0].status for _ in range(3)]
    assert statuses == [3, 3, 0]
    assert server.simulator.count("token") == 3


@pytest.fixture
def quiet(environ: dict[str, str], server: SimulatorServer) -> dict[str, str]:
    """The environment of a user whose one profile keeps no tokens on disk."""
    endpoints = load_profiles(Places.from_environment(environ), environ).profiles[0].endpoints
    plain = {name: value for name, value in environ.items() if not name.startswith("INDEED_CLIENT")}
    profile = Profile.create("quiet", "demo-client", endpoints=endpoints, cache_tokens=False)
    DiskAccounts(Places.from_environment(plain), plain).save(profile, Secret("demo-secret"), None)
    return plain


def test_without_cache_nothing_is_shared_and_nothing_written(
    quiet: dict[str, str], server: SimulatorServer, directory: Path
) -> None:
    with Zygote(quiet) as zygote:
        ended = zygote.commands(3, "token")
        assert [each.status for each in ended] == [0] * 3, ended
    assert len({each.out for each in ended}) == 3
    assert server.simulator.count("token") == 3
    assert not directory.exists()
    assert TokenFiles(directory, SystemClock().now).every() == {}
    token = ended[0].out.strip()
    written = [file for file in directory.parents[1].rglob("*") if file.is_file()]
    assert not any(token in file.read_text() for file in written)
