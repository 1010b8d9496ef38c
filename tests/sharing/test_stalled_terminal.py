"""A terminal that nobody reads: tokens go on being refreshed, and the dashboard comes back.

Some seconds with tokens of 2 s, or with INDEED_TUI_SOAK=full a minute with tokens of 20 s.
"""

from itertools import pairwise
from pathlib import Path

from indeed_tui.simulator import Simulator
from tests.sharing.conftest import MakeServer
from tests.sharing.soak import FULL, report, wait_until
from tests.terminal.harness import PROGRAM, Terminal, credentials, home

LIFETIME, REFRESHES = (20, 4) if FULL else (2, 4)


def test_tokens_are_refreshed_while_nobody_reads_and_the_dashboard_lives_on(
    serve: MakeServer, tmp_path: Path
) -> None:
    server = serve(Simulator(expires_in=LIFETIME))
    with Terminal(PROGRAM, {**home(tmp_path), **credentials(server.url)}) as terminal:
        terminal.see("Dharma Initiative")
        terminal.see("● fresh")
        terminal.pause()
        before, read = server.simulator.count("token"), len(terminal.raw)
        # More frames than the pty holds, so that its writer really stands still.
        terminal.enter("?" + "jk" * 1500)
        # Faster than the tokens die, or one would have lapsed.
        wait_until(
            lambda: server.simulator.count("token") >= before + REFRESHES, REFRESHES * LIFETIME
        )
        moments = [each.time for each in server.simulator.requests if each.on == "token"]
        stalled = [later - earlier for earlier, later in pairwise(moments[before - 1 :])]
        assert len(terminal.raw) <= read + 65_536
        terminal.resume()
        terminal.until(lambda: len(terminal.raw) > read, "what was held back")
        terminal.see("esc closes")
        terminal.enter("\x1b")
        terminal.until(lambda: "esc closes" not in terminal.text(), "the dashboard below the help")
        terminal.enter("3\r")
        terminal.see("acting as Dharma Initiative")
        report(
            f"{REFRESHES} refreshes in {sum(stalled):.1f} s while nobody read, tokens of "
            f"{LIFETIME} s; gaps {min(stalled):.2f} to {max(stalled):.2f} s"
        )
        terminal.enter("q")
        assert terminal.ended() == 0
