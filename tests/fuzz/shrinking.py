"""Making a failing run short: steps are left out as long as it finds the same."""

from tests.fuzz.play import Played, play

_MOST_PLAYS = 150


def shrunk(played: Played) -> Played:
    """Return the shortest run found that fails in the same way; at most 150 are played."""
    best, size, plays = played, len(played.taken) // 2, 0
    while size and plays < _MOST_PLAYS:
        start = 0
        shorter = False
        while start < len(best.taken) and plays < _MOST_PLAYS:
            rest = [*best.taken[:start], *best.taken[start + size :]]
            plays += 1
            tried = play(best.setting, rest)
            if tried.found is not None and _alike(tried.found, played.found):
                best, shorter = tried, True
            else:
                start += size
        if not shorter or size > 1:
            size //= 2
    return best


def _alike(one: BaseException, other: BaseException | None) -> bool:
    return type(one) is type(other) and str(one)[:30] == str(other)[:30]
