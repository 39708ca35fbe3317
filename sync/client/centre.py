"""A centre as a device sees it: signs in when needed, greets, takes pushes, gives pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from sync.client.measure import Measure
from sync.core.keys import HandedOn, HandOn, unwrapped
from sync.core.pieces import PieceSize
from sync.core.stops import SignInNeeded
from sync.core.wire import (
    PROTOCOL,
    Ask,
    AskDigests,
    Challenge,
    Digests,
    Greeting,
    Page,
    Pull,
    Push,
    Pushed,
    SignedIn,
    SignIn,
    Welcome,
)

if TYPE_CHECKING:
    from sync.client.http import Line, Traffic
    from sync.core.identity import DeviceKey

Message = TypeVar("Message", bound=msgspec.Struct)


class Centre:
    """Kept for as long as the program runs, so that the session and the measured speed of the line outlive a run."""

    def __init__(self, line: Line, *, device: str, key: DeviceKey, incarnation: str) -> None:
        self._line = line
        self._device = device
        self._key = key
        self._incarnation = incarnation
        self._token = ""
        self.up = Measure()
        self.down = Measure()
        self.pieces_up = PieceSize()
        self.pieces_down = PieceSize()

    @property
    def device(self) -> str:
        """What the centre calls this device."""
        return self._device

    @property
    def traffic(self) -> Traffic:
        """What has gone over the line since it was made."""
        return self._line.traffic

    def sign_in(self) -> None:
        """Begin a session unless one is held. A later request does this by itself when the session has ended."""
        if not self._token:
            self._begin_session()

    def greet(self, greeting: Greeting) -> Welcome:
        """Begin a run."""
        return self._ask("greet", greeting, Welcome)

    def push(self, push: Push) -> Pushed:
        """Offer rows; the answer acknowledges them."""
        return self._ask("push", push, Pushed)

    def pull(self, pull: Pull) -> Page:
        """Take a page of a channel."""
        return self._ask("pull", pull, Page)

    def digests(self, channel: str) -> dict[int, tuple[int, int]]:
        """Count and sum of each bucket of a channel."""
        return self._ask("digests", AskDigests(channel), Digests).buckets

    def ask(self, path: str, message: msgspec.Struct, kind: type[Message]) -> Message:
        """Ask at another door."""
        return self._ask(path, message, kind)

    def hand_on(self, wrapped: dict[str, bytes]) -> None:
        """Leave the unit's key for devices that lack it, sealed to each."""
        self._ask("keys", HandOn(wrapped), HandedOn)

    def unwrapped(self, sealed: bytes) -> tuple[str, bytes]:
        """The unit and its key that another device sealed to this one. Raises Locked."""
        return unwrapped(self._key, sealed)

    def hang_up(self) -> None:
        """From any thread: end the request under way, so that a program that closes need not wait for a slow line."""
        self._line.hang_up()

    def close(self) -> None:
        """Let go of the line."""
        self._line.close()

    def _ask(self, path: str, message: msgspec.Struct, kind: type[Message]) -> Message:
        self.sign_in()
        try:
            return self._line.ask(path, message, kind, token=self._token)
        except SignInNeeded:  # the session has ended: once again, and then it is a person's matter
            self._begin_session()
            return self._line.ask(path, message, kind, token=self._token)

    def _begin_session(self) -> None:
        self._token = ""
        nonce = self._line.ask("challenge", Ask(PROTOCOL, self._device), Challenge).nonce
        signed = b"tusach-sign-in" + self._device.encode() + nonce + self._incarnation.encode()
        sign_in = SignIn(self._device, nonce, self._incarnation, self._key.sign(signed))
        self._token = self._line.ask("token", sign_in, SignedIn).token
