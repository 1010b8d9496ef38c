"""The simulator on a socket, for any client in any language: stdlib http.server, HTTP/1.1."""

import re
import shlex
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import cast

import httpx

from indeed_tui.simulator.answers import reason, status_page
from indeed_tui.simulator.app import Simulator
from indeed_tui.simulator.transport import Outcome

_POLL = 0.05
_GRACE = 5.0
_LONGEST_LINE = 65_536
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}  # noqa: S104
_HOST = re.compile(r"[\w.\-]+(:\d+)?|\[[\da-f:.]+\](:\d+)?", re.ASCII | re.IGNORECASE)
_DROP = struct.pack("ii", 1, 0)

_Socket = socket.socket | tuple[bytes, socket.socket]


class SimulatorServer:
    """A simulator listening on a TCP port; port 0 takes a free one.

    Raises OSError where the port is taken or the host isn't ours. `url` has no slash at its
    end. Use `start()` and `stop()`, or a `with` block, or `serve_forever()` in this thread.
    """

    def __init__(self, simulator: Simulator, host: str = "127.0.0.1", port: int = 0) -> None:
        self.simulator = simulator
        self._server = _Server(simulator, host, port)
        self._thread: threading.Thread | None = None
        self._served = False

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The address to call, such as `http://127.0.0.1:8080`."""
        return self._server.url

    def start(self) -> "SimulatorServer":
        """Serve in a thread of its own, and return at once."""
        self._served = True
        self._thread = threading.Thread(target=self.serve_forever, name="simulator", daemon=True)
        self._thread.start()
        return self

    def serve_forever(self) -> None:
        """Serve in this thread until `stop()` is called in another, or an exception ends it."""
        self._served = True
        self._server.serve_forever(_POLL)

    def stop(self) -> None:
        """Close the port and every connection, and wait until that is done.

        Not from the thread that is in `serve_forever()`: that one only has to leave it first.
        """
        if self._served:
            self._server.shutdown()
        if self._thread is not None:
            self._thread.join()
        self._server.server_close()
        self._server.hang_up()

    def __enter__(self) -> "SimulatorServer":
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def ready_text(url: str, client_id: str = "demo-client", client_secret: str = "demo-secret") -> str:  # noqa: S107
    """Return what `indeed-tui simulate` prints: `ready URL`, then the environment to paste.

    Lines without a newline at the end.
    """
    lines = (
        f"ready {url}",
        f"export INDEED_CLIENT_ID={shlex.quote(client_id)}",
        f"export INDEED_CLIENT_SECRET={shlex.quote(client_secret)}",
        f"export INDEED_TUI_TOKEN_URL={url}/oauth/v2/tokens",
        f"export INDEED_TUI_APPINFO_URL={url}/v2/api/appinfo",
        f"export INDEED_TUI_API_URL={url}",
    )
    return "\n".join(lines)


class _Server(ThreadingHTTPServer):
    """One thread per connection; knows its open connections, so that it can hang up."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, simulator: Simulator, host: str, port: int) -> None:
        self.simulator = simulator
        self.stopping = threading.Event()
        self._open: set[_Socket] = set()
        self._changed = threading.Condition()
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)
        shown = _ANYWHERE.get(host, host)
        self.url = f"http://{f'[{shown}]' if ':' in shown else shown}:{self.server_address[1]}"

    def server_bind(self) -> None:
        # HTTPServer's own looks the host's name up, which may take seconds.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def process_request(self, request: _Socket, client_address: object) -> None:
        with self._changed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: _Socket) -> None:
        # No SHUT_WR first: a reset must be the first thing the client sees.
        self.close_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def handle_error(self, request: _Socket, client_address: object) -> None:
        # A client that goes away in the middle is no news.
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """Close every connection, and wait a few seconds at most for their threads."""
        self.stopping.set()
        with self._changed:
            for request in self._open:
                with suppress(OSError):
                    cast("socket.socket", request).shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._open, _GRACE)


class _Handler(BaseHTTPRequestHandler):
    """One connection: reads a request, asks the simulator, writes the answer in one piece."""

    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __getattr__(self, name: str) -> Callable[[], None]:
        # http.server looks for one method per verb; the simulator knows what each is answered.
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: stdout and stderr belong to the command."""

    def _serve(self) -> None:
        request = self._request()
        if request is None:
            self.close_connection = True
            self._send(Outcome(status_page(400)))
            return
        outcome = self.server.simulator.decide(request)
        if outcome.delay and self.server.stopping.wait(outcome.delay):
            self.close_connection = True
        elif outcome.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROP)
            self.close_connection = True
        else:
            self._send(outcome)

    def _request(self) -> httpx.Request | None:
        """Return the request that came in; None where it can't be read."""
        body = self._body()
        host = self.headers.get("Host") or self.server.url.removeprefix("http://")
        if body is None or not self.path.startswith("/") or not _HOST.fullmatch(host):
            return None
        sent = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in self._headers()
        ]
        try:
            return httpx.Request(
                self.command, f"http://{host}{self.path}", headers=sent, content=body
            )
        except (httpx.InvalidURL, ValueError):
            return None

    def _headers(self) -> Iterator[tuple[str, str]]:
        for name, value in self.headers.items():
            if name.lower() != "transfer-encoding":
                yield name, str(value)

    def _body(self) -> bytes | None:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._chunks()
        length = self.headers.get("Content-Length", "0").strip()
        return self._exactly(int(length)) if re.fullmatch(r"\d{1,12}", length) else None

    def _chunks(self) -> bytes | None:
        whole = b""
        while True:
            size = self.rfile.readline(_LONGEST_LINE).partition(b";")[0].strip()
            if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", size):
                return None
            if int(size, 16) == 0:
                break
            chunk = self._exactly(int(size, 16))
            if chunk is None or self.rfile.readline(_LONGEST_LINE).strip():
                return None
            whole += chunk
        while self.rfile.readline(_LONGEST_LINE).strip():
            pass  # trailers say nothing to us
        return whole

    def _exactly(self, length: int) -> bytes | None:
        read = self.rfile.read(length)
        return read if len(read) == length else None

    def _send(self, outcome: Outcome) -> None:
        answer = outcome.answer
        cut = outcome.sent is not None
        self.close_connection |= cut or self.request_version != "HTTP/1.1"
        lines = [f"HTTP/1.1 {answer.status} {reason(answer.status)}"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        if answer.header("Content-Length") is None and answer.status not in (204, 304):
            lines.append(f"Content-Length: {len(answer.body)}")
        # A cut answer doesn't announce that the connection ends.
        if self.close_connection and not cut:
            lines.append("Connection: close")
        head = "\r\n".join((*lines, "", "")).encode("latin-1")
        body = b"" if self.command == "HEAD" else answer.body[: outcome.sent]
        self.wfile.write(head + body)
