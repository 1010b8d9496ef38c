"""What sending would do: whose token with which scopes, what stands in the way, what is asked."""

from dataclasses import replace

import pytest
from hypothesis import given

from indeed_tui.indeed.catalogue import PRICE, by_id
from indeed_tui.indeed.effect import READ_ONLY, Effect
from indeed_tui.indeed.models import Employer, Secret
from indeed_tui.session.events import Acting
from indeed_tui.session.snapshots import TokenSnapshot
from indeed_tui.store.ledger import Tally
from indeed_tui.store.profiles import Profile, ProfileBook
from indeed_tui.store.settings import AskBillable
from indeed_tui.tui.call_desk import CallDesk, storable
from indeed_tui.tui.call_form import VALUE, CallForm
from indeed_tui.tui.call_lines import (
    about_lines,
    outlook_lines,
    preview_lines,
    question,
    scope_pieces,
    title_of,
)
from indeed_tui.tui.call_prospect import EMPLOYER, GONE, Prospect, prospect_of
from indeed_tui.tui.text import cells, plain
from indeed_tui.tui.view import View
from tests.tui.samples import (
    ACME,
    CREDENTIALS,
    acting_as,
    grant,
    hostile_text,
    key,
    snapshot,
    texts,
    token,
    view,
)

CAMPAIGN = "employer.advertising.campaign"
READ = Effect(writes=False, billable=False)
BILLED = Effect(writes=False, billable=True)
WRITE = Effect(writes=True, billable=True)


def prospect(identifier: str, shown: View, **values: str) -> Prospect:
    draft = {VALUE + name: text for name, text in values.items()}
    return prospect_of(CallForm.of(by_id(identifier), draft), shown)


def held(*scopes: str, asked: tuple[str, ...] | None = None) -> TokenSnapshot:
    """The employer's token, granted these scopes."""
    of = CREDENTIALS.key(ACME.id, asked)
    return snapshot(replace(token(of=of), grant=grant(granted=scopes)))


def acme(*snapshots: TokenSnapshot) -> View:
    return acting_as(view(*snapshots), ACME.id)


def told(shown: Prospect) -> str:
    assert shown.ask is not None
    return "".join(text for text, _ in scope_pieces(shown.ask))


def test_a_token_that_suffices_is_used() -> None:
    shown = prospect("ads.campaigns.list", acme(held("employer_access", CAMPAIGN)))
    assert shown.problem is None
    assert shown.ask is not None
    assert shown.ask.key == key(ACME.id)
    assert told(shown) == "✓ the token has the scopes"


def test_a_token_that_lacks_a_scope_is_said_and_another_is_taken() -> None:
    shown = prospect("ads.campaigns.list", acme(held("employer_access")))
    assert shown.ask is not None
    assert shown.ask.key == CREDENTIALS.key(ACME.id, (f"{CAMPAIGN}.read",))
    assert told(shown) == f"◌ will request a token with {CAMPAIGN}.read"
    other = held("employer_access", f"{CAMPAIGN}.read", asked=(f"{CAMPAIGN}.read",))
    again = prospect("ads.campaigns.list", acme(held("employer_access"), other))
    assert told(again) == f"✓ with its token for {CAMPAIGN}.read"


def test_a_scope_that_indeed_left_out_is_said() -> None:
    other = held("employer_access", asked=(f"{CAMPAIGN}.read",))
    shown = prospect("ads.campaigns.list", acme(held("employer_access"), other))
    assert "Indeed left out" in told(shown)


def test_a_call_without_documented_scopes_takes_the_usual_token() -> None:
    typed = CallForm.of(None, {"target": "v2/whatever"})
    shown = prospect_of(typed, acme())
    assert shown.ask is not None
    assert shown.ask.key == key(ACME.id)
    assert "none is documented" in told(shown)


def test_the_wrong_kind_of_token_is_said_before_anything_is_asked() -> None:
    as_app = prospect("ads.campaigns.list", view())
    assert as_app.problem is not None
    assert as_app.problem.code == EMPLOYER
    as_employer = prospect("ads.subaccounts.list", acme())
    assert as_employer.problem is not None
    assert as_employer.problem.code == EMPLOYER
    assert prospect("ads.subaccounts.list", view()).problem is None
    assert prospect("appinfo", acme()).problem is None


def test_without_credentials_there_is_nobody_to_send_as() -> None:
    shown = prospect("appinfo", replace(view(), acting=Acting("acme-dev")))
    assert shown.problem is not None
    assert shown.problem.code == GONE
    assert outlook_lines(shown, view(), 40)


def read_only(shown: View) -> View:
    book = ProfileBook((Profile.create("acme-dev", "client", read_only=True),))
    return replace(shown, book=book)


def test_a_read_only_profile_is_in_the_way_of_writes_alone() -> None:
    shown = read_only(acme())
    written = prospect("ads.campaigns.change", shown, id="7")
    assert written.problem is not None
    assert written.problem.code == READ_ONLY
    assert prospect("ads.campaigns.show", shown, id="7").problem is None
    mutation = CallForm.of(None, {"method": "POST", "target": "graphql", "body": "nonsense"})
    assert prospect_of(mutation, shown).problem is not None
    unlocked = replace(shown, acting=replace(shown.acting, unlocked=True))
    assert prospect("ads.campaigns.change", unlocked, id="7").problem is None


def test_the_question_names_everything() -> None:
    shown = replace(acme(), tallies={"acme-dev": Tally(9, 4)})
    written = prospect("ads.campaigns.change", shown, id="7")
    text = question(written, shown)
    for words in ("PATCH /ads/v1/campaigns/7", "acme-dev", "Acme", ACME.id,
                  "may spend the employer's money", PRICE, "this month: 4."):  # fmt: skip
        assert words in text
    assert title_of(written) == "This call writes and may be billed"
    production = ProfileBook((Profile.create("acme-prod", "client"),))
    there = replace(shown, book=production, acting=replace(shown.acting, profile="acme-prod"))
    assert "acme-prod (production)" in question(written, there)
    assert "the app itself" in question(prospect("ads.subaccounts.list", view()), view())


@given(hostile_text, hostile_text)
def test_nothing_that_is_said_can_move_the_terminal(name: str, typed: str) -> None:
    shown = acting_as(view(employers=[Employer(ACME.id, name)]), ACME.id)
    form = CallForm.of(None, {"target": typed, "body": typed, "headers": typed})
    found = prospect_of(form, shown)
    for width in (20, 37, 100):
        lines = [*outlook_lines(found, shown, width), *preview_lines(None, shown, width)]
        for text in texts(lines):
            assert plain(text) == text
            assert cells(text) <= width
    asked = question(found, shown)
    assert plain(asked, newlines=True) == asked


@pytest.mark.parametrize("width", [20, 37, 100])
def test_an_operation_fits_its_pane(width: int) -> None:
    for identifier in ("ads.campaigns.list", "ads.campaigns.create", "graphql.node", "appinfo"):
        lines = about_lines(by_id(identifier), acme(held("employer_access")), width)
        assert max(cells(text) for text in texts(lines)) <= max(width, 40)


def test_an_operation_tells_its_scopes_against_the_token() -> None:
    one = by_id("ads.campaigns.list")
    missing = "\n".join(texts(about_lines(one, acme(held("employer_access")), 90)))
    granted = "\n".join(texts(about_lines(one, acme(held(CAMPAIGN)), 90)))
    assert f"{CAMPAIGN}.read ✕ missing in the token in use" in missing
    assert f"{CAMPAIGN}.read ✓ granted" in granted
    assert "reads, may be billed" in granted
    assert "an employer's token" in granted
    assert "docs    https://docs.indeed.com/" in granted


# The desk: what is asked, and what is kept.


@pytest.mark.parametrize(
    ("ask", "first", "again"),
    [(AskBillable.ALWAYS, True, True), (AskBillable.ONCE, True, False),
     (AskBillable.NEVER, False, False)],
)  # fmt: skip
def test_billable_calls_are_asked_about_as_the_settings_say(
    ask: AskBillable, first: bool, again: bool
) -> None:
    desk = CallDesk(ask=ask)
    assert desk.asks(BILLED) is first
    desk.agree(BILLED)
    assert desk.asks(BILLED) is again
    assert desk.asks(WRITE)
    assert not desk.asks(READ)


def test_agreeing_to_a_free_write_agrees_to_no_price() -> None:
    desk = CallDesk(ask=AskBillable.ONCE)
    desk.agree(Effect(writes=True, billable=False))
    assert desk.asks(BILLED)


def test_a_permit_covers_what_the_call_does_and_no_more() -> None:
    for effect in (READ, BILLED, WRITE):
        permit = CallDesk.permit(effect)
        assert (permit.writes, permit.billable) == (effect.writes, effect.billable)
        assert permit.read_only


class Shelf:
    """Drafts in a dictionary, as a disk has them."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, str]] = {"appinfo": {"headers": "X: 1"}}

    def load(self) -> dict[str, dict[str, str]]:
        return dict(self.kept)

    def save(self, operation: str, draft: dict[str, str]) -> None:
        self.kept[operation] = dict(draft)


def test_drafts_outlive_the_screen_and_the_session() -> None:
    shelf = Shelf()
    desk = CallDesk(shelf)  # type: ignore[arg-type]  # takes what a Mapping gives
    desk.load()
    assert desk.draft("appinfo") == {"headers": "X: 1"}
    assert desk.drafted == {"appinfo"}
    write = desk.keep("free", {"target": "v2/x"}, (), disk=True)
    assert write is not None
    write()
    assert shelf.kept["free"] == {"target": "v2/x"}
    assert desk.keep("free", {"target": "v2/x"}, (), disk=True) is None
    assert desk.keep("free", {"target": "v2/y"}, (), disk=False) is None
    assert desk.draft("free") == {"target": "v2/y"}
    assert shelf.kept["free"] == {"target": "v2/x"}


def test_no_secret_is_written_to_the_disk() -> None:
    secret = Secret("a-token-in-clear")
    draft = {
        "headers": "Accept: a\nAuthorization: Bearer x\ncookie: a=b\nX-Api-Key: 1",
        "body": '{"note": "a-token-in-clear"}',
        "target": "v2/x?access_token=abcdef",
        "variables": "{}",
    }
    assert storable(draft, (secret,)) == {"headers": "Accept: a", "variables": "{}"}
    assert storable({"body": "x" * 200_001}, ()) == {}
