"""The line to a centre: the only place that speaks HTTP."""

from __future__ import annotations

import logging
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

import msgspec
import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.util import SKIP_HEADER

from sync.client.foreign import stop_of_answer, stop_of_error
from sync.core.wire import CONTENT_TYPE, LARGEST_BODY, Problem, TooLarge, Unreadable, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Mapping

CONNECT_S, READ_S = 5, 60
_CHUNK = 64 * 1024
_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python's ssl does not name."""

Message = TypeVar("Message", bound=msgspec.Struct)

# A cut line is a Stop, told where people read; urllib3 would write a traceback into the log as well.
logging.getLogger("urllib3").setLevel(logging.ERROR)


@dataclass(slots=True)
class Traffic:
    """What has gone over the line: requests, and bytes of heads and bodies (TLS not counted)."""

    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0

    def totals(self) -> tuple[int, int, int]:
        """Requests, bytes up, bytes down."""
        return self.requests, self.bytes_up, self.bytes_down


class Line:
    """Asks one centre, whose certificate must be signed by the pinned authority and by nobody else's."""

    def __init__(self, address: str, authority_pem: str) -> None:
        self.address = address.rstrip("/")
        self.traffic = Traffic()
        self._session = requests.Session()
        # REQUESTS_CA_BUNDLE or a proxy of the PC's environment would replace the pinned authority unseen.
        self._session.trust_env = False
        self._session.headers.clear()
        self._session.headers.update(
            {"Content-Type": CONTENT_TYPE, "User-Agent": SKIP_HEADER, "Accept-Encoding": SKIP_HEADER}
        )
        self._session.adapters.clear()  # without them nothing but https reaches the network
        self._adapter = _Pinned(authority_pem)
        self._session.mount("https://", self._adapter)

    def ask(self, path: str, message: msgspec.Struct, kind: type[Message], *, token: str = "") -> Message:
        """Send a message and read the answer. Raises only Stops."""
        head = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            status, headers, body = self._post(f"/v1/{path}", pack(message), head)
            if status == requests.codes.ok:
                return unpack(body, kind)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, TooLarge, Unreadable) as error:
            raise stop_of_error(error) from error
        raise stop_of_answer(status, headers, _problem_in(body))

    def hang_up(self) -> None:
        """From any thread: end the request under way, which then raises TryLater. The next `ask` dials again."""
        for connection in tuple(self._adapter.dialled):
            _cut(connection)

    def close(self) -> None:
        """Let go of the line; not while another thread asks."""
        self._session.close()

    def _post(self, path: str, body: bytes, head: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        self.traffic.requests += 1
        with self._session.post(
            self.address + path,
            data=body,
            headers=head,
            timeout=(CONNECT_S, READ_S),
            allow_redirects=False,
            stream=True,
        ) as answer:
            self.traffic.bytes_up += len(path) + 30 + _size_of(answer.request.headers) + len(body)
            content = _read(answer.raw)
            self.traffic.bytes_down += 17 + _size_of(answer.headers) + len(content)
            return answer.status_code, answer.headers, content


def _problem_in(body: bytes) -> Problem | None:
    try:
        return unpack(body, Problem)
    except (Unreadable, TooLarge):
        return None


def _read(raw: Any) -> bytes:
    """The whole body, never more than LARGEST_BODY; requests types `raw` as Any."""
    chunks, size = [], 0
    for chunk in raw.stream(_CHUNK, decode_content=False):
        size += len(chunk)
        if size > LARGEST_BODY:
            raise TooLarge
        chunks.append(chunk)
    return b"".join(chunks)


def _size_of(headers: Mapping[str, str | bytes]) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers.items() if value != SKIP_HEADER)


def _cut(connection: HTTPSConnection) -> None:
    """Shut the connection's socket through a second handle: the TLS object is another thread's to touch."""
    if (dialled := connection.sock) is not None:
        with suppress(OSError), socket.fromfd(dialled.fileno(), socket.AF_INET, socket.SOCK_STREAM) as same:
            same.shutdown(socket.SHUT_RDWR)


class _Pinned(HTTPAdapter):
    """Trusts one authority. requests by itself would add everybody's to it."""

    def __init__(self, authority_pem: str) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.load_verify_locations(cadata=authority_pem)
        # A PC with a flat battery starts in 2010, before any certificate; it must reach the centre to learn the time.
        self._context.verify_flags |= _NO_CHECK_TIME
        self.dialled: WeakSet[HTTPSConnection] = WeakSet()
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = self._dial
        return pool

    def _dial(self, *args: Any, **kwargs: Any) -> HTTPSConnection:
        connection = HTTPSConnection(*args, **kwargs)
        self.dialled.add(connection)
        return connection

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave the connection as it is: its context already asks for a certificate of the pinned authority."""
