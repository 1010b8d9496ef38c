"""Exchanges made through the dashboard, as a test needs them."""

from indeed_tui.indeed.models import Exchange, HttpRequest
from indeed_tui.tui.outgoing import Outgoing
from indeed_tui.tui.panes.exchange import ExchangePane
from indeed_tui.tui.screens.confirm import Confirm
from tests.tui.stage import Stage

ADS = "https://apis.indeed.com/ads"
GRAPHQL = "https://apis.indeed.com/graphql"
PREFIX = "employer.advertising."
QUOTA = HttpRequest("GET", f"{ADS}/v1/apiquotausage")
CAMPAIGNS = HttpRequest("GET", f"{ADS}/v1/campaigns?perPage=2")
BUDGET = HttpRequest(
    "PATCH",
    f"{ADS}/v1/account/budget",
    (("Content-Type", "application/json"),),
    b'{"jobsMonthlyBudget": 900}',
)


def shown(scene: Stage) -> Exchange:
    """The exchange that the pane shows."""
    exchange = scene.dashboard.query_one(ExchangePane).exchange
    assert exchange is not None
    return exchange


def count(scene: Stage, path: str = "/ads") -> int:
    """How many requests for paths with that in them came to Indeed."""
    return sum(path in record.path for record in scene.simulator.requests)


async def sent(
    scene: Stage, request: HttpRequest, *scopes: str, employer: int | None = 0, yes: bool = True
) -> Exchange:
    """Send a call as an employer, say yes where that is asked, and wait for its answer."""
    credentials = scene.view.acting.credentials
    assert credentials is not None
    identity = None if employer is None else scene.simulator.employers[employer][0]
    wanted = tuple(each if "hosted" in each else f"{PREFIX}{each}" for each in scopes)
    key = credentials.key(identity, wanted or None)
    before = scene.calls
    scene.dashboard.send(Outgoing(request, key))
    await agreed(scene, before, yes=yes)
    return scene.view.history[-1]


async def agreed(scene: Stage, before: int, *, yes: bool = True) -> None:
    """Answer the question, if one is asked, and wait for one call more."""
    await scene.until(lambda: scene.calls > before or isinstance(scene.app.screen, Confirm))
    if isinstance(scene.app.screen, Confirm):
        await scene.press("y" if yes else "n")
    if yes:
        await scene.until(lambda: scene.calls > before)
    await scene.pause()
