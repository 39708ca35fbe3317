"""A line that fails where it is told to: a real HTTPS server before the real centre, with an authority of its own."""

from __future__ import annotations

import contextlib
import http.client
import ssl
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.client.certificates import Authority


@dataclass(frozen=True)
class LostRequest:
    """The centre never hears of it."""


@dataclass(frozen=True)
class LostAnswer:
    """The centre did it; nobody hears of that."""


@dataclass(frozen=True)
class CutAnswer:
    """The answer ends after so many bytes, head included; negative counts from its end."""

    at: int


@dataclass(frozen=True)
class CutRequest:
    """The centre gets only so many bytes of the body."""

    at: int


@dataclass(frozen=True)
class Altered:
    """The body arrives whole, with one byte changed."""

    at: int


@dataclass(frozen=True)
class Says:
    """Somebody on the way answers instead."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True)
class Silence:
    """Nobody answers, and nobody hangs up. `begun` is set when the request is there."""

    begun: threading.Event
    over: threading.Event


Fault = Silence | LostRequest | LostAnswer | CutAnswer | CutRequest | Altered | Says


@dataclass
class FaultyLine:
    """`faults` maps (step, which of that step's requests, from 0) to what happens to it, once."""

    target: str
    target_authority: str
    folder: Path
    faults: dict[tuple[str, int], Fault] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    lasts: tuple[int, int] = (-1, 90)

    def __post_init__(self) -> None:
        self.authority = Authority.create()
        self.server = _Server(self)
        self.server.socket = self.authority.serving(self.folder, lasts=self.lasts).wrap_socket(
            self.server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.server.server_address[1]}"

    def forget(self) -> None:
        """A good line from here on, and counting anew."""
        self.faults.clear()
        self.asked.clear()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def fault_for(self, path: str) -> Fault | None:
        step = path.removeprefix("/v1/")
        self.asked[step] += 1
        return self.faults.pop((step, self.asked[step] - 1), None)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, line: FaultyLine) -> None:
        self.line = line
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients hang up on purpose here."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    to_centre: http.client.HTTPSConnection | None = None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        match self.server.line.fault_for(self.path):
            case Silence(begun=begun, over=over):
                begun.set()
                over.wait(300)
                self._hang_up()
            case LostRequest():
                self._hang_up()
            case LostAnswer():
                self._centre_answers(body)
                self._hang_up()
            case CutRequest(at=at) if at < len(body):
                self._tell_centre_part(body, at)
                self._hang_up()
            case CutAnswer(at=at):
                self.wfile.write(_whole(*self._centre_answers(body))[:at])
                self._hang_up()
            case Altered(at=at):
                status, headers, content = self._centre_answers(body)
                self.wfile.write(_whole(status, headers, content[:at] + bytes([content[at] ^ 0x55]) + content[at:][1:]))
            case Says(status=status, headers=headers, body=content):
                self.wfile.write(_whole(status, dict(headers), content))
            case None | CutRequest():  # nothing left to cut
                self.wfile.write(_whole(*self._centre_answers(body)))

    def _centre_answers(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        try:
            answer = self._ask_centre(body)
        except (OSError, http.client.HTTPException):  # the centre was started anew since it was dialled
            self._leave_centre()
            answer = self._ask_centre(body)
        patience = answer.getheader("Retry-After")
        return answer.status, {"Retry-After": patience} if patience else {}, answer.read()

    def _ask_centre(self, body: bytes) -> http.client.HTTPResponse:
        if self.to_centre is None:
            self.to_centre = self._dial()
        self.to_centre.request("POST", self.path, body, self._passed_on())
        return self.to_centre.getresponse()

    def _leave_centre(self) -> None:
        if self.to_centre is not None:
            self.to_centre.close()
            self.to_centre = None

    def finish(self) -> None:
        super().finish()
        self._leave_centre()

    def _tell_centre_part(self, body: bytes, at: int) -> None:
        connection = self._dial()
        with contextlib.closing(connection):
            connection.putrequest("POST", self.path)
            for name, value in {**self._passed_on(), "Content-Length": str(len(body))}.items():
                connection.putheader(name, value)
            connection.endheaders()
            connection.send(body[:at])

    def _dial(self) -> http.client.HTTPSConnection:
        target = urlsplit(self.server.line.target)
        context = ssl.create_default_context(cadata=self.server.line.target_authority)
        return http.client.HTTPSConnection(target.hostname or "", target.port, context=context, timeout=60)

    def _passed_on(self) -> dict[str, str]:
        return {
            name: value for name, value in self.headers.items() if name.lower() in {"authorization", "content-type"}
        }

    def _hang_up(self) -> None:
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


def _whole(status: int, headers: dict[str, str], body: bytes) -> bytes:
    head = [
        f"HTTP/1.1 {status} .",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*head, "", ""]).encode() + body
