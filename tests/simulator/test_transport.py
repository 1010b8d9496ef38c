"""The async transport: it waits, drops and cuts as a network would, on an injected sleep."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from indeed_tui.simulator import Fault, Simulator
from tests.simulator.asking import AGENT, CREDENTIALS, TOKEN_URL, Clock

FORM = {"grant_type": "client_credentials", "scope": "employer_access", **CREDENTIALS}


class Sleeper:
    """Remembers how long it was told to sleep, and sleeps not at all."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


def simulator(*faults: Fault, latency_ms: float = 0, employers: int = 3) -> Simulator:
    return Simulator(employers, faults=faults, latency_ms=latency_ms, clock=Clock())


async def ask(sim: Simulator, sleep: Sleeper | None = None, patience: float = 5) -> httpx.Response:
    transport = sim.transport() if sleep is None else sim.transport(sleep)
    async with httpx.AsyncClient(transport=transport, headers=AGENT, timeout=patience) as client:
        return await client.post(TOKEN_URL, data=FORM)


async def test_the_answer_is_the_same_as_the_plain_call() -> None:
    answer = await ask(simulator())
    plain = simulator()(httpx.Request("POST", TOKEN_URL, data=FORM, headers=AGENT))
    assert answer.json() == plain.json()
    assert answer.headers == plain.headers
    assert answer.http_version == "HTTP/1.1"


async def test_every_request_gives_way_to_others_before_it_is_decided() -> None:
    sim = simulator()
    task = asyncio.create_task(ask(sim))
    while not task.done():
        seen = sim.count()
        await asyncio.sleep(0)
        if seen:
            break
    else:
        pytest.fail("the request was answered without giving way")
    assert (await task).status_code == 200


async def test_latency_and_delay_add_up() -> None:
    sleep = Sleeper()
    answer = await ask(simulator(Fault(delay_ms=1500), latency_ms=250), sleep)
    assert answer.status_code == 200
    assert sleep.slept == [1.75]


async def test_without_delay_nothing_is_slept() -> None:
    sleep = Sleeper()
    await ask(simulator(), sleep)
    assert sleep.slept == []


async def test_a_delay_beyond_the_read_timeout_is_one() -> None:
    sleep = Sleeper()
    sim = simulator(Fault(delay_ms=60_000))
    with pytest.raises(httpx.ReadTimeout):
        await ask(sim, sleep, patience=5)
    assert sleep.slept == [5]
    assert sim.count("token") == 1


async def test_a_reset_is_a_read_error_after_its_delay() -> None:
    sleep = Sleeper()
    with pytest.raises(httpx.ReadError) as caught:
        await ask(simulator(Fault(reset=True, delay_ms=1000)), sleep)
    assert str(caught.value.request.url) == TOKEN_URL
    assert sleep.slept == [1.0]


async def test_a_cut_body_gives_headers_and_a_part_first() -> None:
    transport = simulator(Fault(truncate=True)).transport()
    received = 0

    async def collect(pieces: AsyncIterator[bytes]) -> None:
        nonlocal received
        async for piece in pieces:
            received += len(piece)

    async with (
        httpx.AsyncClient(transport=transport, headers=AGENT) as client,
        client.stream("POST", TOKEN_URL, data=FORM) as answer,
    ):
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            await collect(answer.aiter_raw())
        assert 0 < received < int(answer.headers["content-length"])


async def test_a_large_body_comes_in_pieces() -> None:
    sim = simulator(employers=5_000)
    transport = sim.transport()
    async with httpx.AsyncClient(transport=transport, headers=AGENT) as client:
        token = (await client.post(TOKEN_URL, data=FORM)).json()["access_token"]
        url = "https://secure.indeed.com/v2/api/appinfo"
        headers = {"Authorization": f"Bearer {token}"}
        async with client.stream("GET", url, headers=headers) as answer:
            pieces = [piece async for piece in answer.aiter_raw()]
    assert len(pieces) > 1
    assert len(b"".join(pieces)) == int(answer.headers["content-length"])


async def test_a_request_whose_body_is_a_stream_is_read() -> None:
    async def body() -> object:
        yield b"grant_type=client_credentials&scope=employer_access"
        yield b"&client_id=demo-client&client_secret=demo-secret"

    headers = {**AGENT, "Content-Type": "application/x-www-form-urlencoded"}
    transport = simulator().transport()
    async with httpx.AsyncClient(transport=transport, headers=headers) as client:
        answer = await client.post(TOKEN_URL, content=body())  # type: ignore[arg-type]  # a stream
    assert answer.status_code == 200


async def test_a_cancelled_request_was_still_seen() -> None:
    asleep, never = asyncio.Event(), asyncio.Event()

    async def sleep(_: float) -> None:
        asleep.set()
        await never.wait()

    sim = simulator(latency_ms=1)
    async with httpx.AsyncClient(transport=sim.transport(sleep), headers=AGENT) as client:
        task = asyncio.create_task(client.post(TOKEN_URL, data=FORM))
        await asleep.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert sim.count("token", status=200) == 1
