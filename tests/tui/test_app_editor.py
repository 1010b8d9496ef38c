"""Adding and editing credentials: tried with one request, then saved; nothing typed is lost."""

from textual.widgets import Input

from indeed_tui.indeed.models import Secret
from indeed_tui.session.accounts import MemoryAccounts
from indeed_tui.simulator import Fault, Simulator
from indeed_tui.store.profiles import Profile, SecretSource, SourceKind
from indeed_tui.tui.screens.editor import Editor
from indeed_tui.tui.widgets.choice import Choice
from tests.manual_clock import ManualClock
from tests.tui.stage import SECRET, Props, Stage, profiles, stage

SIZE = (100, 32)


def told(scene: Stage) -> str:
    """What the editor says below its fields."""
    region = scene.app.screen.query_one("#told").region
    lines = scene.lines()[region.y : region.bottom]
    return "\n".join(line[region.x : region.right].strip() for line in lines)


def typed(scene: Stage) -> dict[str, str]:
    return {str(each.id): each.value for each in scene.app.screen.query(Input)}


async def adding(scene: Stage, secret: str = SECRET, **fields: str) -> None:
    """Open the editor and fill it; nothing is sent yet."""
    await scene.press("1", "n")
    await scene.until(lambda: isinstance(scene.app.screen, Editor))
    await scene.fill(name="acme-test", client_id="demo-client", secret=secret, **fields)


def editing(scene: Stage) -> bool:
    return isinstance(scene.app.screen, Editor)


async def test_new_credentials_are_tried_once_saved_and_used() -> None:
    accounts = profiles()
    async with stage(Props(size=SIZE, accounts=accounts)) as scene:
        await scene.until(lambda: scene.app.screen is not scene.dashboard)
        await scene.press("enter")
        await scene.fill(name="acme-test", client_id="demo-client", secret=SECRET)
        assert scene.simulator.count() == 0
        await scene.press("ctrl+s")
        await scene.opened()
        assert not editing(scene)
        assert "acme-test is saved and in use" in scene.lines()[-1]
        assert scene.view.acting.profile == "acme-test"
        assert accounts.load().default == "acme-test"
        assert accounts.secret(accounts.load().profiles[0]).reveal() == SECRET
        await scene.tick(60)
        assert scene.simulator.count("token") == 1


async def test_on_a_small_screen_it_starts_at_its_first_field() -> None:
    async with stage(Props(size=(40, 12))) as scene:
        await scene.opened()
        await scene.press("1", "n")
        await scene.until(lambda: "Client id" in scene.text())
        assert scene.app.focused is scene.app.screen.query_one("#name")


async def test_a_wrong_secret_is_one_request_clear_words_and_everything_still_there() -> None:
    async with stage(Props(size=SIZE)) as scene:
        await scene.opened()
        scene.simulator.clear_requests()
        await adding(scene, "a-wrong-secret", scopes="employer_access x.read")
        before = typed(scene)
        await scene.press("ctrl+s")
        await scene.until(lambda: "✕" in told(scene))
        assert "Indeed doesn't accept these credentials" in told(scene)
        assert "ctrl+s tries again" in told(scene)
        assert typed(scene) == before
        assert scene.app.focused is scene.app.screen.query_one("#secret")
        await scene.tick(300)
        assert scene.simulator.count("token") == 1
        assert scene.view.acting.profile == "acerecruiters-dev"
        await scene.fill(secret=SECRET)
        await scene.press("ctrl+s")
        await scene.until(lambda: "Indeed refuses a scope" in told(scene))
        assert scene.app.focused is scene.app.screen.query_one("#scopes")
        await scene.fill(scopes="employer_access")
        await scene.press("ctrl+s")
        await scene.until(lambda: scene.view.acting.profile == "acme-test")
        assert scene.simulator.count("token") == 3


async def test_saving_untried_is_for_after_a_failure() -> None:
    accounts = profiles("acerecruiters-dev")
    async with stage(Props(size=SIZE, accounts=accounts)) as scene:
        await scene.opened()
        await adding(scene, "a-wrong-secret")
        await scene.press("ctrl+o")
        assert "ctrl+s tries them first" in told(scene)
        assert accounts.load().names == ("acerecruiters-dev",)
        await scene.press("ctrl+s")
        await scene.until(lambda: "✕" in told(scene))
        await scene.press("ctrl+o")
        await scene.until(lambda: not editing(scene))
        assert accounts.load().names == ("acerecruiters-dev", "acme-test")


WRONG = (
    ("name", "no blanks", "can't be a profile's name"),
    ("name", "acerecruiters-dev", "There is a profile acerecruiters-dev already"),
    ("client_id", "", "The client id is empty"),
    ("secret", "", "The secret is missing"),
    ("scopes", "", "The list of scopes is empty"),
    ("api_url", "http://far.test", "is not encrypted"),
    ("appinfo_url", "nonsense", "is no URL"),
)


async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_sent() -> None:
    async with stage(Props(size=SIZE)) as scene:
        await scene.opened()
        sent = scene.simulator.count()
        await adding(scene)
        for name, wrong, words in WRONG:
            field = name.replace("_", "-")
            right = typed(scene)[field]
            await scene.fill(**{name: wrong})
            scene.app.screen.query_one("#method").focus()
            await scene.press("ctrl+s")
            assert words in told(scene).replace("\n", " ")
            assert scene.app.focused is scene.app.screen.query_one(f"#{field}")
            assert "ctrl+o" not in told(scene)
            await scene.fill(**{name: right})
        assert scene.simulator.count() == sent


# Cancelling.


def late(clock: ManualClock) -> Simulator:
    return Simulator(clock=clock.wall)


async def test_escape_cancels_a_try_that_hangs_and_the_next_one_leaves() -> None:
    accounts = profiles("acerecruiters-dev")
    async with stage(Props(size=SIZE, accounts=accounts, simulator=late, waits=True)) as scene:
        await scene.opened()
        await adding(scene)
        scene.simulator.faults = [Fault.from_json({"on": "token", "delay_ms": 20_000})]
        sent = scene.simulator.count("token")
        await scene.press("ctrl+s")
        await scene.until(lambda: scene.simulator.count("token") == sent + 1)
        assert "trying them" in told(scene)
        assert "esc cancels" in told(scene)
        await scene.press("ctrl+s")
        await scene.press("escape")
        await scene.until(lambda: "Cancelled; nothing was saved" in told(scene))
        assert scene.simulator.count("token") == sent + 1
        assert editing(scene)
        assert typed(scene)["secret"] == SECRET
        await scene.tick(60)
        assert accounts.load().names == ("acerecruiters-dev",)
        await scene.press("escape", "escape")
        assert not editing(scene)


async def test_quitting_while_a_try_hangs_is_clean() -> None:
    async with stage(Props(size=SIZE, simulator=late, waits=True)) as scene:
        await scene.opened()
        await adding(scene)
        scene.simulator.faults = [Fault.from_json({"on": "token", "delay_ms": 20_000})]
        await scene.press("ctrl+s")
        await scene.until(lambda: "trying them" in told(scene))
        await scene.press("ctrl+q")
        assert await scene.ended() == 0


# Editing.


async def test_an_empty_secret_keeps_the_saved_one() -> None:
    accounts = profiles("acerecruiters-dev")
    async with stage(Props(size=SIZE, accounts=accounts)) as scene:
        await scene.opened()
        await scene.press("1", "e")
        assert scene.app.focused is scene.app.screen.query_one("#secret")
        assert typed(scene)["secret"] == ""
        assert "leave empty to keep the saved one" in scene.text()
        await scene.fill(scopes="employer_access employer.hosted_job")
        await scene.press("ctrl+s")
        await scene.until(lambda: not editing(scene))
        profile = accounts.load().profiles[0]
        assert profile.scopes == ("employer_access", "employer.hosted_job")
        assert accounts.secret(profile).reveal() == SECRET
        await scene.until(lambda: "employer.hosted_job" in scene.text())


async def test_a_new_name_takes_the_place_of_the_old_one() -> None:
    accounts = profiles("acerecruiters-dev", "other")
    async with stage(Props(size=SIZE, accounts=accounts)) as scene:
        await scene.opened()
        await scene.press("1", "e")
        await scene.fill(name="acme-prod")
        await scene.press("ctrl+s")
        await scene.until(lambda: scene.view.acting.profile == "acme-prod")
        assert accounts.load().names == ("acme-prod", "other")
        assert accounts.load().default == "acme-prod"
        assert "acerecruiters-dev" not in scene.text()
        assert "PROD  read-only" in scene.lines()[0]


async def test_fields_follow_where_the_secret_comes_from() -> None:
    async with stage(Props(size=SIZE)) as scene:
        await scene.opened()
        await adding(scene)
        scene.app.screen.query_one("#source").focus()
        shown = []
        for _ in range(4):
            names = [
                name
                for name in ("secret", "where")
                if scene.app.screen.query_one(f"#{name}").display
            ]
            shown.append((scene.app.screen.query_one("#source", Choice).value, names))
            await scene.press("right")
        assert shown == [
            ("file", ["secret"]), ("env", ["where"]), ("command", ["where"]), ("keyring", []),
        ]  # fmt: skip
        await scene.pilot.click("#source", offset=(20, 0))
        await scene.pause()
        assert scene.app.screen.query_one("#source", Choice).value == "env"
        assert "Variable" in scene.text()
        await scene.press("ctrl+s")
        assert "is no variable's name" in told(scene)
        assert scene.app.focused is scene.app.screen.query_one("#where")


async def test_credentials_without_a_saved_secret_start_at_their_name() -> None:
    source = SecretSource(SourceKind.ENV, "INDEED_SECRET")
    pair = (Profile.create("acme-dev", "demo-client", source), Secret(SECRET))
    async with stage(Props(size=SIZE, accounts=MemoryAccounts([pair]))) as scene:
        await scene.opened()
        await scene.press("1", "e")
        assert scene.app.focused is scene.app.screen.query_one("#name")
        assert typed(scene)["where"] == "INDEED_SECRET"


async def test_enter_goes_to_the_next_field_and_tries_at_the_last() -> None:
    async with stage(Props(size=SIZE)) as scene:
        await scene.opened()
        await adding(scene)
        scene.app.screen.query_one("#name").focus()
        await scene.press("enter")
        assert scene.app.focused is scene.app.screen.query_one("#client-id")
        scene.app.screen.query_one("#api-url").focus()
        await scene.press("enter")
        await scene.until(lambda: scene.view.acting.profile == "acme-test")
