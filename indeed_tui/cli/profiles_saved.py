"""What follows when a profile was saved: its cached tokens, and a word to the user."""

from typing import TYPE_CHECKING

from indeed_tui.cli.compose import Home
from indeed_tui.cli.exits import say, warn
from indeed_tui.cli.profiles_show import default_name, secret_state
from indeed_tui.indeed.models import Secret
from indeed_tui.store.profiles import Profile, ProfileBook

if TYPE_CHECKING:
    from indeed_tui.indeed.models import Token


def settle_tokens(
    home: Home,
    profile: Profile,
    former: Profile | None,
    secret: Secret | None,
    token: "Token | None",
) -> None:
    """Forget the profile's cached tokens that its credentials can't renew; keep a new one."""
    from indeed_tui.session.clock import SystemClock
    from indeed_tui.store.employer_names import EmployerNames
    from indeed_tui.store.tokens import TokenFiles

    identity = None if secret is None else profile.credentials(secret).identity
    if token is not None:
        identity = token.key.identity
    files = TokenFiles(home.places.tokens, SystemClock().now)
    if not profile.cache_tokens:
        identity = None
        EmployerNames(home.places.employers).forget(profile.name)
    elif identity is None and former is not None and _decisive(former) == _decisive(profile):
        return
    files.forget_all(lambda key: key.profile == profile.name and key.identity != identity)
    if token is not None and profile.cache_tokens:
        files.save(token)


def _decisive(profile: Profile) -> tuple[object, ...]:
    """Return what of a profile its tokens depend on, as `Credentials.identity` does."""
    urls = profile.endpoints
    return profile.client_id, profile.source, profile.auth_method, urls.token_url


def say_next(
    home: Home,
    saved: ProfileBook,
    profile: Profile,
    former: Profile | None,
    token: "Token | None",
) -> None:
    """Say on stderr what was saved, what is missing still, and what to do next."""
    name = profile.name
    if token is not None:
        say(f"Indeed gave a token for {token.grant.lifetime:.0f} s: the credentials work")
    default = ", the default profile" if default_name(saved) == name else ""
    say(f"{'saved' if former is None else 'changed'} the profile {name}{default}")
    if former is None and profile.read_only:
        say(
            "it is read-only: calls that change something are refused; "
            f"to allow them: indeed-tui profiles add {name} --replace --no-read-only"
        )
    _, problem = secret_state(profile, home, check=False)
    if problem is not None:
        warn(problem.title, problem.hint)
    elif token is None:
        say(f"next: `indeed-tui token --profile {name}` tries it with one token request")
    say(f"next: `indeed-tui --profile {name}` opens the dashboard")
