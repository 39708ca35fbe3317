"""The commands about the centre above this one."""

from __future__ import annotations

import queue
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sync.server.cli.command import Command, open_centre
from sync.server.refused import Refused
from sync.server.upstream import link
from sync.server.upstream.following import Followed, Follower, Upstream, state

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sync.server.centre import Centre
    from sync.server.cli.command import Answers


def _upstream(asked: argparse.Namespace) -> Answers:
    centre = open_centre(asked)
    try:
        if asked.enrolment:
            enrolment = link.enrol(centre, Path(asked.enrolment))
            told = {"region": enrolment.unit, "name": enrolment.unit_name, "address": enrolment.address}
            yield {"said": "above set", **told, "device": enrolment.device}
        else:
            found = state(centre)
            yield {"said": "above state" if found["above"] else "above none", **found}
    finally:
        centre.close()


def _sync(asked: argparse.Namespace) -> Answers:
    centre = open_centre(asked)
    try:
        enrolment = link.kept(centre.folder)
        if enrolment is None:
            raise Refused("no-above")
        if asked.watch:
            yield from _watch(centre)
            return
        upstream = Upstream(centre, enrolment)
        followed = upstream.sync(threading.Event())
        upstream.close()
        if followed is None:
            raise Refused("above-busy")
        yield _told(followed)
    finally:
        centre.close()


def _watch(centre: Centre) -> Iterator[dict[str, object]]:
    """Every run as it ends, until the program is told to stop."""
    runs: queue.SimpleQueue[Followed | None] = queue.SimpleQueue()
    follower = Follower(centre, tell=runs.put)

    def follow() -> None:
        try:
            follower.follow()
        finally:
            runs.put(None)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: follower.stop())
    thread = threading.Thread(target=follow, name="upstream")
    thread.start()
    while followed := runs.get():
        yield _told(followed) | {"ok": True}
    thread.join()


def _told(followed: Followed) -> dict[str, object]:
    ran = followed.ran
    return {
        "said": "above synced",
        "ok": ran.stop is None,
        "stop": ran.stop,
        "sent": ran.sent,
        "received": ran.received,
        "conflicts": ran.conflicts,
        "parked": ran.parked,
        "waiting": ran.waiting,
        "early": followed.early,
        "mended": ran.mended,
        "bytes_up": ran.bytes_up,
        "bytes_down": ran.bytes_down,
    }


COMMANDS = (
    Command("upstream", _upstream, (("enrolment", {"nargs": "?", "default": ""}),)),
    Command("sync", _sync, (("--watch", {"action": "store_true"}),)),
)
