"""The password before the units' state (HTTP Basic over TLS): whoever guesses is made to wait."""

from __future__ import annotations

import base64
import binascii
import hashlib
import threading
from collections import deque
from dataclasses import dataclass, field
from secrets import compare_digest, token_bytes
from typing import TYPE_CHECKING

from sync.server.pages.switch import is_right, kept_password

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.server.centre import Centre

MOST_WRONG = 10
"""Wrong passwords within a minute, from whomever; then nobody new gets in until it is over."""
_MINUTE_MS = 60_000
_ASKS = {"WWW-Authenticate": 'Basic realm="Tu Sach", charset="UTF-8"'}


@dataclass(frozen=True, slots=True)
class Closed:
    """Why one is not let in: the name of the notice."""

    name: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)


class Gate:
    """Lets in who knows the operator's password. What was right once is known again without the long reckoning."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._one_at_a_time = threading.Lock()
        self._wrong: deque[int] = deque(maxlen=MOST_WRONG)
        self._salt = token_bytes(16)
        self._right = b""

    def refuses(self, authorization: str) -> Closed | None:
        """Why this request is not let in; None when it is."""
        kept = kept_password(self._centre)
        if not kept:
            return Closed("units closed", 404)
        password = _password_in(authorization)
        if password is None:
            return Closed("password needed", 401, _ASKS)
        seal = hashlib.blake2b(f"{kept}\0{password}".encode(), key=self._salt).digest()
        if compare_digest(seal, self._right):
            return None
        with self._one_at_a_time:  # each reckoning takes 64 MB: a crowd must not take as many times that
            if self._is_besieged():
                return Closed("too many tries", 429, {"Retry-After": "60"})
            if is_right(kept, password):
                self._right = seal
                return None
            self._wrong.append(self._centre.now())
        return Closed("password needed", 401, _ASKS)

    def _is_besieged(self) -> bool:
        return len(self._wrong) == MOST_WRONG and self._centre.now() - self._wrong[0] < _MINUTE_MS


def _password_in(authorization: str) -> str | None:
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
