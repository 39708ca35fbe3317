"""The line between a desk and the centre in random histories: real messages as bytes, of which some get lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from sync.client.http import Traffic, stop_of_answer
from sync.client.measure import Measure
from sync.core import wire
from sync.core.stops import TryLater

if TYPE_CHECKING:
    import random

    import msgspec
    from world import World

BEGAN = 1_790_000_000_000
"""When every history begins, UTC ms."""


@dataclass(frozen=True, slots=True)
class Bit(Measure):
    """Batches and pages of a few rows, whatever the line does: runs are cut between them, too."""

    def after(self, _seconds: float) -> Self:
        """As before."""
        return self

    def smaller(self) -> Self:
        """As before."""
        return self


class Clock:
    """The true time, moved by the history."""

    def __init__(self) -> None:
        self.ms = BEGAN

    def pass_(self, ms: int) -> None:
        """Let time go by."""
        self.ms += ms


@dataclass
class Faults:
    """What the line does to the next requests: which of them vanish before and which after the centre has done them."""

    lose_request: Callable[[], bool] = lambda: False
    lose_answer: Callable[[], bool] = lambda: False
    meanwhile: Callable[[], None] = lambda: None
    """People go on working while a run is under way."""


@dataclass
class FalseLine:
    """Carries real messages, as bytes, to the real centre in this process; may lose them, and remembers pushes to replay."""

    world: World
    unit: str
    faults: Faults = field(default_factory=Faults)
    traffic: Traffic = field(default_factory=Traffic)
    pushes: list[tuple[bytes, str]] = field(default_factory=list)

    def ask(self, path: str, message: msgspec.Struct, kind: type[Any], *, token: str = "") -> Any:
        """One request; raises Stops like the real line."""
        self.traffic.requests += 1
        body = wire.pack(message)
        if self.faults.lose_request():
            raise TryLater(detail="lost request")
        status, answered = self.world.post(path, body, token)
        if path == "push":
            self.pushes.append((body, token))
        if self.faults.lose_answer():
            raise TryLater(detail="lost answer")
        if status != 200:
            raise stop_of_answer(status, {}, wire.unpack(answered, wire.Problem))
        received = wire.unpack(answered, kind)
        if isinstance(received, wire.Page):
            self.world.look_at(received, self.unit)
        return received

    def close(self) -> None:
        """Nothing to hang up."""


def faulty(rnd: random.Random, chance: float) -> Callable[[], bool]:
    """Says yes with this chance."""
    return lambda: rnd.random() < chance
