"""Keeps a centre in step with the one above it: a run when one is due, its stops named in the log."""

from __future__ import annotations

import logging
import random
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sync.client.enrolling import centre_of
from sync.client.run import Ran, run
from sync.client.schedule import Schedule
from sync.core.stamp import new_incarnation
from sync.server.refused import Refused
from sync.server.store.database import noted
from sync.server.upstream import link, memory
from sync.server.upstream.files import CentreFiles
from sync.server.upstream.replica import LAST_RUN, LAST_SYNC, OFFSET, CentreReplica
from sync.server.upstream.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sync.client.centre import Centre as CentreAbove
    from sync.client.enrolment import Enrolment
    from sync.server.centre import Centre

LOOK_S = 5.0
"""Between two looks at whether something waits, or another centre is above."""
PERSON_S = 60 * 60.0
"""After a stop that needs a person: nobody sits before a server to ask for the next run."""
_log = logging.getLogger("tusach.server")


@dataclass(frozen=True, slots=True)
class Followed:
    """A run with the centre above. `early` are rows whose stamps are ahead of its clock: they wait for their time."""

    ran: Ran
    early: int


class Upstream:
    """The centre above, for as long as this program runs: one incarnation, one session, one measured line."""

    def __init__(self, centre: Centre, enrolment: Enrolment) -> None:
        self.enrolment = enrolment
        self._centre = centre
        self._incarnation = new_incarnation()
        self._above: CentreAbove = centre_of(enrolment, self._incarnation)
        self._turn = Turn(centre)
        self._files = CentreFiles(centre)
        self._is_first = True

    def sync(self, stopping: threading.Event, *, may_mend: bool = True) -> Followed | None:
        """One run; None while another program is at it."""
        if not self._turn.take():
            return None
        try:
            replica = CentreReplica(self._centre, self._incarnation)
            if self._is_first:
                replica.ask_again_for_refused()
            ran = run(
                replica,
                self._above,
                stopping=stopping,
                report=lambda _: self._turn.renew(),
                may_mend=may_mend,
                files=self._files,
            )
            self._is_first = False
            return Followed(ran, replica.early)
        finally:
            self._turn.give_back()

    def waiting(self) -> int:
        """How many rows the centre above has not yet."""
        return CentreReplica(self._centre, self._incarnation).waiting()

    def hang_up(self) -> None:
        """From any thread: end the request under way."""
        self._above.hang_up()

    def close(self) -> None:
        """Let go of the line."""
        self._above.close()


class Follower:
    """Runs when a run is due, until it is told to stop. `tell` hears of every run."""

    def __init__(self, centre: Centre, *, tell: Callable[[Followed], None] = lambda _: None) -> None:
        self.stopping = threading.Event()
        self._centre = centre
        self._tell = tell
        self._upstream: Upstream | None = None
        self._schedule = Schedule.starting(time.monotonic())
        self._said: str | None = None

    def follow(self) -> None:
        """Until `stop`; returns when the last request has ended."""
        while not self.stopping.is_set():
            try:
                self._look()
            except Refused as refused:  # the database is away for a moment
                _log.warning("sync with the centre above: %s", refused.code)
            self.stopping.wait(LOOK_S)
        if self._upstream:
            self._upstream.close()

    def stop(self) -> None:
        """From any thread."""
        self.stopping.set()
        if self._upstream:
            self._upstream.hang_up()

    def _look(self) -> None:
        upstream, now = self._current(), time.monotonic()
        if upstream is None:
            return
        if upstream.waiting():
            self._schedule = self._schedule.changed(now)
        if self._schedule.wait(now) != 0:
            return
        followed = upstream.sync(self.stopping, may_mend=self._schedule.may_mend(now))
        if followed:
            self._ran(followed)

    def _current(self) -> Upstream | None:
        """The centre above as it now is: an operator may have set it, or another one, since."""
        enrolment = link.kept(self._centre.folder)
        if enrolment is None:
            return None
        if self._upstream is None or self._upstream.enrolment != enrolment:
            if self._upstream:
                self._upstream.close()
            self._upstream = Upstream(self._centre, enrolment)
            self._schedule = self._schedule.asked(time.monotonic())
        return self._upstream

    def _ran(self, followed: Followed) -> None:
        ran, now = followed.ran, time.monotonic()
        held_back = ran.waiting <= followed.early
        jitter = random.random()  # noqa: S311 - keeps provinces apart, guards nothing
        self._schedule = self._schedule.ran(replace(ran, waiting=0) if held_back else ran, now, jitter=jitter)
        if self._schedule.due is None:
            self._schedule = replace(self._schedule, due=now + PERSON_S)
        if ran.stop != self._said and not self.stopping.is_set():
            self._said = ran.stop
            _log.warning("sync with the centre above: %s", f"{ran.stop} ({ran.stopped})" if ran.stop else "well")
        self._tell(followed)


@contextmanager
def following(centre: Centre) -> Iterator[None]:
    """Follow the centre above, if there is one, on a thread of its own while the block lasts."""
    follower = Follower(centre)
    thread = threading.Thread(target=follower.follow, name="upstream")
    thread.start()
    try:
        yield
    finally:
        follower.stop()
        thread.join()


def state(centre: Centre) -> dict[str, object]:
    """What the operator asks: who is above, how the last run went, what waits. Times are UTC ms."""
    enrolment = link.kept(centre.folder)
    if enrolment is None:
        return {"above": False}
    with centre.database.reading() as connection:
        stop, sent, received, at = (noted(connection, LAST_RUN) or " 0 0 0").split(" ")
        return {
            "above": True,
            "address": enrolment.address,
            "region": enrolment.unit,
            "name": enrolment.unit_name,
            "device": enrolment.device,
            "last_run": int(at) or None,
            "last_sync": int(noted(connection, LAST_SYNC) or 0) or None,
            "stop": stop or None,
            "sent": int(sent),
            "received": int(received),
            "waiting": memory.count_pending(connection, memory.generation_of(connection)),
            "parked": memory.count_parked(connection),
            "refused": memory.refused_units(connection),
            "clock_offset": int(noted(connection, OFFSET) or 0),
        }
