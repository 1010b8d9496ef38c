"""The history is bounded, by count and by bytes."""

from indeed_tui.indeed.models import Exchange, ExchangeKind, Timings
from indeed_tui.session.history import History


def exchange(number: int, size: int = 0) -> Exchange:
    """Return an exchange that holds that many bytes, half of them in its request."""
    return Exchange(
        number=number,
        kind=ExchangeKind.API,
        key=None,
        method="GET",
        url="https://apis.indeed.com/",
        request_headers=(),
        request_body=b"." * (size // 2),
        sent_wall=0.0,
        timings=Timings(),
        body=b"." * (size - size // 2),
    )


def numbers(history: History) -> list[int]:
    """Return the numbers of the exchanges that are kept."""
    return [kept.number for kept in history.entries()]


def test_the_oldest_leave_when_there_are_too_many() -> None:
    history = History(count=3)
    for number in range(5):
        history.add(exchange(number))
    assert numbers(history) == [2, 3, 4]


def test_the_oldest_leave_when_they_hold_too_much() -> None:
    history = History(size=100)
    for number in range(4):
        history.add(exchange(number, 40))
    assert numbers(history) == [2, 3]
    history.add(exchange(4, 90))
    assert numbers(history) == [4]
    history.add(exchange(5, 10))
    assert numbers(history) == [4, 5]


def test_the_newest_stays_however_large_it_is() -> None:
    history = History(size=100)
    history.add(exchange(1, 10))
    history.add(exchange(2, 1000))
    assert numbers(history) == [2]
    history.add(exchange(3, 1))
    assert numbers(history) == [3]
