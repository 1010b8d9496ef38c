"""The parts of an exchange, and what stands in their place before there is one."""

from indeed_tui.tui.keymap import Keymap

TABS = ("Body", "Headers", "Request", "Timing", "History")
HISTORY_TAB = TABS.index("History")


def nothing_yet(keys: Keymap) -> tuple[str, str]:
    """Return what stands where no exchange is yet."""
    requests, lists = keys.key("refresh"), keys.key("reload")
    ways = f"{requests} requests a token, {lists} lists the employers"
    return "what Indeed answers is shown here", ways
