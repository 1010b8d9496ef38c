"""What `status` says of one moment: JSON, tab-separated lines, the table, the short line."""

import json
from dataclasses import replace

import pytest

from indeed_tui.cli.status_rows import (
    Looks,
    crop,
    described,
    line,
    sentence,
    short,
    table,
    width,
)
from indeed_tui.indeed.models import TokenKey
from tests.cli.shell import DHARMA
from tests.cli.standings import APP, BUSY, CLEAR, EMPLOYER, failed, standing, token
from tests.manual_clock import ManualClock

UTF8, LATIN = Looks("utf-8"), Looks("iso-8859-1")
HOSTILE = "Evil\x1b[2J\tCorp\n\u202e"


def other(key: TokenKey = APP, **changed: object) -> TokenKey:
    return replace(key, **changed)  # type: ignore[arg-type]


def states(clock: ManualClock, *known: object) -> list[object]:
    told = described(standing(*known), clock.now())["tokens"]  # type: ignore[arg-type]
    assert isinstance(told, list)
    return [each["state"] for each in told]


def test_the_json_holds_the_four_states_of_the_contract(clock: ManualClock) -> None:
    alive, failing = token(clock), (token(clock, EMPLOYER), failed(clock))
    refused = (other(employer="x"), failed(clock, resting=True))
    assert states(clock, alive, failing, refused) == ["fresh", "fresh", "failed"]
    clock.advance(2700)
    assert states(clock, alive, failing, refused) == ["stale", "stale", "failed"]
    clock.advance(900)
    assert states(clock, alive, failing, refused) == ["expired", "failed", "failed"]


def test_the_json_has_times_in_utc_and_whole_seconds(clock: ManualClock) -> None:
    shown = standing((token(clock), failed(clock)))
    clock.advance(10.5)
    (told,) = json.loads(json.dumps(described(shown, clock.now())))["tokens"]
    assert told["expires_in"] == 3589
    assert (told["refresh_at"], told["expires_at"]) == (
        "2026-09-21T14:58:20Z",
        "2026-09-21T15:13:20Z",
    )
    assert told["last_error"] == {"code": BUSY.code, "title": BUSY.title, "hint": BUSY.hint}
    assert told["life"] == [
        {
            "at": "2026-09-21T14:13:20Z",
            "what": "failed",
            "why": "for a call",
            "latency_ms": 200,
            "error": "http.503",
        }
    ]


def test_no_form_holds_the_token(clock: ManualClock) -> None:
    shown, now = standing((token(clock), failed(clock))), clock.now()
    lines = [*table(shown, now, UTF8), short(shown, now, UTF8), line(shown.tokens[0], now)]
    lines += [json.dumps(described(shown, now)), repr(shown)]
    assert CLEAR not in "".join(lines)


@pytest.mark.parametrize(
    ("skews", "told"),
    [
        ((None, None), None),
        ((3.14, None), 3.1),
        ((3.0, -39.46), -39.5),
        ((3.0, 0.0), 0.0),
        ((1.0, -0.04), 0.0),
    ],
)
def test_the_skew_is_that_of_the_newest_token_that_told_one(
    clock: ManualClock, skews: tuple[float | None, float | None], told: float | None
) -> None:
    # The employer's is the newer one, and comes last in every order.
    old = token(clock, skew=skews[0])
    clock.advance(5)
    shown = standing(old, token(clock, EMPLOYER, skew=skews[1]))
    assert described(shown, clock.now())["clock_skew_s"] == told
    assert str(shown.skew) == str(told)


def test_a_piped_line_has_the_whole_id_and_four_columns(clock: ManualClock) -> None:
    shown, now = standing(token(clock), (EMPLOYER, failed(clock))), clock.now()
    assert [line(one, now) for one in shown.tokens] == [
        "app\tfresh\t3600\t",
        f"{DHARMA}\tfailed\t0\thttp.503",
    ]


def test_the_table_aligns_and_says_what_the_dashboard_says(clock: ManualClock) -> None:
    stale, dead = token(clock, other(employer="e1")), token(clock, other(employer="e2"))
    dead = replace(dead, grant=replace(dead.grant, lifetime=60.0))
    clock.advance(3000)
    known = (token(clock), stale, dead, (token(clock, other(employer="e3")), failed(clock)))
    refused = (other(employer="e4"), failed(clock, resting=True))
    clock.advance(1)
    assert table(standing(*known, refused), clock.now(), UTF8) == [
        "acme-dev  5 tokens",
        "Employer  State       Left  Refresh in  Last error",
        "app       ● fresh    59:59       44:59",
        "e1        ◐ stale     9:59         due",
        "e2        ✕ expired",
        "e3        ▲ failing  59:59       44:59  http.503  Indeed is busy (HTTP 503)",
        "e4        ✕ refused                     http.503  Indeed is busy (HTTP 503)",
    ]


def test_without_utf_8_there_are_words_alone(clock: ManualClock) -> None:
    told = "\n".join(table(standing(token(clock)), clock.now(), LATIN))
    assert told.isascii()
    assert "app       fresh" in told


def test_employers_have_names_where_they_are_known(clock: ManualClock) -> None:
    shown = standing(
        token(clock),
        token(clock, EMPLOYER),
        token(clock, other(employer="unlisted")),
        names={DHARMA: "Dharma 株式会社"},
    )
    told = table(shown, clock.now(), UTF8)[1:]
    assert [row.split() for row in told[:3]] == [
        ["Employer", "Id", "State", "Left", "Refresh", "in", "Last", "error"],
        ["app", "●", "fresh", "1:00:00", "45:00"],
        ["Dharma", "株式会社", "084a39…", "●", "fresh", "1:00:00", "45:00"],
    ]
    assert told[3].startswith("unlisted         unlist…  ● fresh")
    assert {width(row.split("●")[0]) for row in told[1:]} == {26}


def test_tokens_of_one_employer_are_told_apart_by_scope(clock: ManualClock) -> None:
    more = token(clock, other(scopes=("employer_access", "offline_access")))
    apart = table(standing(token(clock), more), clock.now(), UTF8)
    assert "Scope" in apart[1]
    assert apart[3].endswith("employer_access offline_access")
    assert "Scope" not in table(standing(more), clock.now(), UTF8)[1]


@pytest.mark.parametrize(
    ("skew", "said"),
    [
        (29.9, None),
        (45.0, "clock  this machine is 45.0 s behind Indeed"),
        (-45.0, "clock  this machine is 45.0 s ahead of Indeed"),
    ],
)
def test_a_clock_that_is_far_off_is_told(clock: ManualClock, skew: float, said: str | None) -> None:
    told = table(standing(token(clock, skew=skew)), clock.now(), UTF8)[3:]
    assert told == ([] if said is None else [said])


def test_without_tokens_the_table_says_what_to_do(clock: ManualClock) -> None:
    (told,) = table(standing(), clock.now(), UTF8)
    assert told.startswith("acme-dev  no tokens yet: run ")


def test_what_came_from_outside_obeys_nobody(clock: ManualClock) -> None:
    story = replace(failed(clock), problem=replace(BUSY, title=HOSTILE, code=HOSTILE))
    shown = standing(
        (token(clock, other(employer=HOSTILE)), story), (token(clock, EMPLOYER), story),
        names={DHARMA: HOSTILE},
    )  # fmt: skip
    now = clock.now()
    told = [*table(shown, now, UTF8), *(sentence(one, shown, now, UTF8) for one in shown.tokens)]
    assert all(each.isprintable() for each in told)
    assert [line(one, now).count("\t") for one in shown.tokens] == [3, 3]


def test_the_short_line_is_as_wide_whatever_the_state(clock: ManualClock) -> None:
    none, shown = standing(), standing(token(clock))
    failing = standing((APP, failed(clock)))
    told = [short(none, clock.now(), UTF8), short(failing, clock.now(), UTF8)]
    clock.advance(1)
    for pause in (0, 2000, 1300, 350):
        clock.advance(pause)
        told.append(short(shown, clock.now(), UTF8))
    assert [each.rstrip() for each in told] == [
        "acme-dev ○ no token",
        "acme-dev ▲ failing",
        "acme-dev ● fresh   59:59",
        "acme-dev ● fresh   26:39",
        "acme-dev ◐ stale    4:59",
        "acme-dev ✕ expired  0:00",
    ]
    assert {len(each) for each in told} == {24}
    assert short(none, clock.now(), LATIN).startswith("acme-dev no token")
    assert len(short(none, clock.now(), LATIN)) == len(short(shown, clock.now(), LATIN)) == 22


def test_the_short_line_of_a_long_life_stays_as_wide(clock: ManualClock) -> None:
    shown = standing(token(clock, lifetime=86400))
    clock.advance(1)
    first = short(shown, clock.now(), UTF8)
    assert first.endswith("23:59:59")
    clock.advance(86400)
    assert len(short(shown, clock.now(), UTF8)) == len(first)


def test_the_short_line_speaks_for_the_app_or_for_who_was_last_heard_of(
    clock: ManualClock,
) -> None:
    employer = token(clock, EMPLOYER, lifetime=600)
    clock.advance(10)
    later = token(clock, other(employer="later"), lifetime=900)
    assert short(standing(employer, later), clock.now(), UTF8).endswith("15:00")
    app = token(clock)
    clock.advance(10)
    latest = token(clock, other(employer="latest"), lifetime=900)
    assert "59:50" in short(standing(app, employer, latest), clock.now(), UTF8)
    # The same app with credentials that were changed since.
    changed = (other(identity="f" * 16), failed(clock))
    assert "failing" in short(standing(app, changed), clock.now(), UTF8)


@pytest.mark.parametrize(
    ("text", "room", "cropped"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("株式会社", 8, "株式会社"),
        ("株式会社", 7, "株式会…"),
        ("株式会社", 6, "株式…"),
        ("e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_a_crop_counts_cells(text: str, room: int, cropped: str) -> None:
    assert crop(text, room) == cropped
    assert width(cropped) <= room


def test_a_sentence_tells_a_token_to_who_listens(clock: ManualClock) -> None:
    shown = standing(token(clock), (EMPLOYER, failed(clock)), names={DHARMA: "Dharma Initiative"})
    assert [sentence(one, shown, clock.now(), LATIN) for one in shown.tokens] == [
        "app: fresh, 1:00:00 left",
        "Dharma Initiative: failing, http.503  Indeed is busy (HTTP 503)",
    ]
