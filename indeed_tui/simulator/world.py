"""What is remembered between requests, and the control paths that let a test see and change it."""

from collections.abc import Callable
from dataclasses import dataclass

from indeed_tui.simulator.answers import Answer, Json, json_answer, not_allowed, status_page
from indeed_tui.simulator.calls import Call
from indeed_tui.simulator.data import Directory
from indeed_tui.simulator.faults import FaultPlan, faults_from_json
from indeed_tui.simulator.journal import Journal
from indeed_tui.simulator.oauth import App
from indeed_tui.simulator.tokens import Mint

CONTROL = "/_simulator/"


@dataclass(slots=True)
class World:
    """The simulator's memory: the app, its employers, live tokens, faults to come, requests."""

    app: App
    directory: Directory
    mint: Mint
    plan: FaultPlan
    journal: Journal


def control_answer(call: Call, world: World) -> Answer:
    """Return the answer of a control path; none is delayed, hit by a fault or recorded.

    `requests`: GET lists what was asked, DELETE forgets it. `faults`: GET lists what is to
    come, PUT replaces it by a JSON list (400 with `error` where it is bad), DELETE clears it.
    `tokens`: DELETE revokes every token.
    """
    of_path = _ACTIONS.get(call.path.removeprefix(CONTROL))
    if of_path is None:
        return status_page(404)
    action = of_path.get(call.method)
    return action(call, world) if action is not None else not_allowed(", ".join(of_path))


def _list_requests(_: Call, world: World) -> Answer:
    records: list[Json] = [record.as_json() for record in world.journal.records]
    return json_answer(200, records)


def _clear_requests(_: Call, world: World) -> Answer:
    world.journal.clear()
    return Answer(204)


def _list_faults(_: Call, world: World) -> Answer:
    faults: list[Json] = [fault.as_json() for fault in world.plan.faults]
    return json_answer(200, faults)


def _put_faults(call: Call, world: World) -> Answer:
    try:
        faults = faults_from_json(call.body)
    except ValueError as error:
        return json_answer(400, {"error": str(error)})
    world.plan = FaultPlan(faults)
    return _list_faults(call, world)


def _clear_faults(_: Call, world: World) -> Answer:
    world.plan = FaultPlan()
    return Answer(204)


def _revoke(_: Call, world: World) -> Answer:
    world.mint.revoke(lambda _: True)
    return Answer(204)


_Action = Callable[[Call, World], Answer]
_ACTIONS: dict[str, dict[str, _Action]] = {
    "requests": {"GET": _list_requests, "DELETE": _clear_requests},
    "faults": {"GET": _list_faults, "PUT": _put_faults, "DELETE": _clear_faults},
    "tokens": {"DELETE": _revoke},
}
