"""The demo's credentials: production, development, and one with a wrong secret."""

from indeed_tui.indeed.models import Secret
from indeed_tui.store.profile_model import Profile

DEFAULT = "acerecruiters-dev"


def demo_profiles() -> list[tuple[Profile, Secret]]:
    """Return the profiles with their secrets."""
    return [
        (Profile.create(DEFAULT, "demo-client"), Secret("demo-secret")),
        (Profile.create("acerecruiters-prod", "demo-client"), Secret("demo-secret")),
        (Profile.create("acerecruiters-old", "demo-client"), Secret("a-secret-of-last-year")),
    ]
