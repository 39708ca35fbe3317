"""The line to a centre: the only place that speaks HTTP, and where every foreign error becomes a Stop."""

from __future__ import annotations

import logging
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.util import SKIP_HEADER

from sync.core.stops import ClockWrong, Revoked, SignInNeeded, Stop, TryLater, UpgradeNeeded, WrongCentre
from sync.core.wire import CONTENT_TYPE, LARGEST_BODY, PROTOCOL, Problem, TooLarge, Unreadable, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONNECT_S, READ_S = 5, 60
PATIENCE_S = 60
"""Wait after a failure whose end nobody told."""
LONG_PATIENCE_S = 600
"""Wait after a request that the centre understood and would not do: the same again soon helps nobody."""
LONGEST_WAIT_S = 3_600
_CHUNK = 64 * 1024
_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python's ssl does not name."""

Message = TypeVar("Message", bound=msgspec.Struct)

# A cut line is a Stop, told where people read; urllib3 would write a traceback into the log as well.
logging.getLogger("urllib3").setLevel(logging.ERROR)


class NotDone(TryLater):
    """The centre understood the request and would not do it. `code` is the Problem's."""

    def __init__(self, code: str, wait_s: int = LONG_PATIENCE_S) -> None:
        super().__init__(wait_s, code)
        self.code = code


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
        self._session.mount("https://", _Pinned(authority_pem))

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

    def close(self) -> None:
        """Hang up. The next `ask` would dial again."""
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


def stop_of_error(error: BaseException) -> Stop:
    """What a failure of the line, of TLS or of an answer's bytes means for the run."""
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return WrongCentre(cause.verify_message)
            case ssl.SSLError(reason="WRONG_VERSION_NUMBER"):  # something there does not speak TLS at all
                return WrongCentre(cause.reason)
    return TryLater(PATIENCE_S, type(error).__name__)


def stop_of_answer(status: int, headers: Mapping[str, str], problem: Problem | None) -> Stop:
    """What an answer other than 200 means. A word of the centre counts before the number of a proxy on the way."""
    match problem:
        case Problem(code="sign-in-needed"):
            return SignInNeeded()
        case Problem(code="revoked"):
            return Revoked()
        case Problem(code="upgrade-needed"):
            return UpgradeNeeded("centre" if 0 < problem.number < PROTOCOL else "device")
        case Problem(code="clock-wrong"):
            return ClockWrong(problem.number)
        case Problem(code="try-later"):
            return TryLater(_bounded(problem.number) or _retry_after(headers), "try-later")
        case Problem(code="new-epoch"):
            return NotDone("new-epoch", wait_s=1)  # the next greeting sees the new epoch
        case Problem():
            return NotDone(problem.code)
    return _stop_of_status(status, headers)


def _stop_of_status(status: int, headers: Mapping[str, str]) -> Stop:
    codes = requests.codes
    if 300 <= status < 400:  # noqa: PLR2004 - the redirects; the enrolment names the centre, nobody else may
        return WrongCentre(str(status))
    if status == codes.unauthorized:
        return SignInNeeded()
    if status in {codes.not_found, codes.method_not_allowed, codes.not_implemented}:
        return UpgradeNeeded("centre")
    if status == codes.upgrade_required:
        return UpgradeNeeded("device")
    return TryLater(_retry_after(headers), str(status))


def _problem_in(body: bytes) -> Problem | None:
    try:
        return unpack(body, Problem)
    except (Unreadable, TooLarge):
        return None


def _retry_after(headers: Mapping[str, str]) -> int:
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return _bounded(int(text)) if text.strip().isdecimal() else PATIENCE_S


def _bounded(wait_s: int) -> int:
    return min(max(wait_s, 0), LONGEST_WAIT_S)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything it was made from: requests and urllib3 wrap in several ways."""
    waiting, seen = [error], set[int]()
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = (cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args)
        waiting += [each for each in inner if isinstance(each, BaseException)]


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


class _Pinned(HTTPAdapter):
    """Trusts one authority. requests by itself would add everybody's to it."""

    def __init__(self, authority_pem: str) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.load_verify_locations(cadata=authority_pem)
        # A PC with a flat battery starts in 2010, before any certificate; it must reach the centre to learn the time.
        self._context.verify_flags |= _NO_CHECK_TIME
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave the connection as it is: its context already asks for a certificate of the pinned authority."""
