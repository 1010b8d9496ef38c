"""The ledger between real processes: many at once, one that is killed, one whose disk is full."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.ledger_bench import Book
from tests.unit.wire_bench import listening

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path / "state" / "calls.jsonl")


COMMON = """
import asyncio, sys, time
from pathlib import Path
from indeed_tui.indeed.departure import Departure
from indeed_tui.store.files import StoreError
from indeed_tui.store.ledger import CallLedger
ledger = CallLedger(Path(sys.argv[1]), lambda: 1_794_700_800.0)
call = Departure("demo", "e1", "GET", "/ads/v1/campaigns", True)
"""
APPENDING = """
print("ready", flush=True)
sys.stdin.read()
for number in range(25):
    mark = ledger.left(call)
    ledger.stayed(mark) if number % 5 == 0 else ledger.ended(mark, 200)
"""
FILLING = """
import resource
ledger.left(call)
size = Path(sys.argv[1]).stat().st_size
for room in (0, 1, 20):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, resource.RLIM_INFINITY))
    try:
        ledger.left(call)
    except StoreError as error:
        print(error.problem.code, Path(sys.argv[1]).stat().st_size - size)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
ledger.left(call)
"""
SENDING = """
from indeed_tui.indeed.client import IndeedClient
from indeed_tui.indeed.effect import Permit
from indeed_tui.indeed.models import ExchangeKind, HttpRequest, TokenKey, origin
url = sys.argv[2]
client = IndeedClient(
    elapsed=time.monotonic, wall=time.time, record=lambda _: None, ledger=ledger
)
asyncio.run(client.send(
    HttpRequest("GET", url), kind=ExchangeKind.API, key=TokenKey("demo", "0", None, ()),
    origins=frozenset({origin(url)}), permit=Permit(billable=True),
))
"""


def running(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", COMMON + code, *map(str, arguments)],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_eight_processes_at_once_lose_nothing(book: Book) -> None:
    processes = [running(APPENDING, book.path) for _ in range(8)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()
    for process in processes:
        with process:
            assert process.wait(60) == 0
    assert book.tally() == (8 * 20, 8 * 20)
    assert len(book.lines()) == 8 * 25 * 2


def test_a_disk_that_fills_up_leaves_whole_lines(book: Book) -> None:
    with running(FILLING, book.path) as process:
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
    assert out.split() == ["disk.failed", "0", "disk.full", "0", "disk.full", "0"]
    assert book.tally() == (2, 2)
    assert len(book.lines()) == 2


async def test_a_process_killed_between_sending_and_answer_has_sent_one_call(book: Book) -> None:
    async with listening(None) as server:
        process = running(SENDING, book.path, f"{server.url}ads/v1/campaigns")
        while not server.received:
            assert process.poll() is None
            await asyncio.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        with process:
            assert await asyncio.to_thread(process.wait, 60) == -signal.SIGKILL
    assert book.tally() == (1, 1)
    assert [line.get("path") for line in book.lines()] == ["/ads/v1/campaigns"]
