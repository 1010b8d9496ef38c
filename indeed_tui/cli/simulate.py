"""`indeed-tui simulate`: the simulator on a socket, for any client in any language."""

import argparse
import sys
from typing import TYPE_CHECKING

from indeed_tui.cli.exits import Exit, tell

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_EPILOG = """\
faults are comma-separated key=value pairs, or one JSON object:
  on           token, appinfo, graphql or ads
  status       an HTTP status, with retry_after in seconds or as an HTTP date
  times        how many requests it hits; without it, all
  delay_ms     answer later          reset      drop the connection
  truncate     cut the body          body, content_type   answer this instead
  error        an OAuth error code   expires_in, scope    change the token answer

examples:
  indeed-tui simulate --port 8400 --expires-in 20
  indeed-tui simulate --fault on=token,status=503,times=3,retry_after=2
"""


def add_simulate(commands: "Commands") -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "simulate",
        help="serve the simulated Indeed on a local port",
        description="Serve a whole simulated Indeed over HTTP. The first line printed is `ready "
        "URL`; then come the variables to paste into another shell.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--host", default="127.0.0.1", help="address (default %(default)s)")
    command.add_argument("--port", type=int, default=0, help="port; 0 takes a free one")
    command.add_argument("--employers", type=int, default=3, metavar="N", help="how many (3)")
    command.add_argument(
        "--expires-in", type=int, default=3600, metavar="S", help="tokens' life in seconds (3600)"
    )
    command.add_argument(
        "--latency", type=float, default=0, metavar="MS", help="added to every answer"
    )
    command.add_argument(
        "--fault", action="append", default=[], metavar="SPEC", help="see below; may be repeated"
    )
    command.set_defaults(run=simulate)


def simulate(chosen: argparse.Namespace) -> int:
    """Serve until interrupted; returns 0 after ctrl-c, 2 for bad arguments."""
    from indeed_tui.simulator import Simulator
    from indeed_tui.simulator.faults import parse_fault
    from indeed_tui.simulator.serve import SimulatorServer, ready_text

    try:
        faults = [parse_fault(spec) for spec in chosen.fault]
        simulator = Simulator(
            chosen.employers,
            expires_in=chosen.expires_in,
            latency_ms=chosen.latency,
            faults=faults,
        )
        server = SimulatorServer(simulator, chosen.host, chosen.port)
    except (ValueError, OverflowError) as error:
        tell(str(error), "See `indeed-tui simulate -h`.")
        return Exit.USAGE
    except OSError as error:
        tell(
            f"{chosen.host}:{chosen.port} can't be served: {error.strerror or error}",
            "Choose another --port; 0 takes a free one.",
        )
        return Exit.USAGE
    try:
        print(ready_text(server.url), flush=True)  # noqa: T201
        server.serve_forever()
    except KeyboardInterrupt:
        sys.stderr.write("\n")
    finally:
        server.stop()
    return Exit.OK
