"""The commands about the centre: enrol, sync."""

from __future__ import annotations

import platform
import random
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli import codes, facts, lines
from desktop.cli.command import Command, Ended, Refused, Told, argument
from desktop.cli.wording import stop, words
from desktop.library import enrolling
from desktop.library.joining import join
from desktop.library.library import exists
from desktop.library.model.refusal import Reason, Refusal
from desktop.syncing import Syncing, enrol
from sync.client.schedule import Schedule
from sync.core.stops import TryLater

if TYPE_CHECKING:
    from desktop.cli.command import Results
    from desktop.cli.session import Session
    from sync.client.run import Ran


def _enrol(session: Session) -> Results:
    file, profile = Path(session.asked.file), session.paths.profile
    enrolling.read_file(file)  # before anybody is asked for a password
    is_new = not exists(profile)
    password = session.password(twice=is_new)
    offline: bool = session.asked.offline
    try:
        if is_new:
            join(profile, file, password, name=platform.node(), offline=offline)
        with session.library(password) as library:
            if not is_new:
                enrol(library, file, offline=offline)
            told = {"unit": library.unit, "unit_name": library.unit_name, "device": library.device}
    except TryLater as away:
        yield Refused(away.name, f"{stop(away)} {words('offline hint')}", {})
        yield Ended(codes.TRY_LATER)
        return
    yield Told(told | {"offline": offline}, words("begun" if offline else "enrolled", **told))


def _sync(session: Session) -> Results:
    if session.asked.watch:
        yield from _watch(session)
        return
    ran = _run(session, threading.Event(), may_mend=True)
    yield from _told(ran)
    yield _ended(ran)


def _run(session: Session, stopping: threading.Event, *, may_mend: bool) -> Ran:
    with session.library() as library:
        library.readers.unlink_old()
        syncing = Syncing(library)
        try:
            return syncing.run(stopping=stopping, may_mend=may_mend)
        finally:
            syncing.forget()


def _told(ran: Ran) -> Results:
    yield Told(facts.ran(ran), lines.ran(ran))
    if ran.stopped is not None:
        yield Refused(ran.stopped.name, stop(ran.stopped), {})


def _ended(ran: Ran) -> Ended:
    return Ended(codes.of_stop(ran.stopped) if ran.stopped else codes.DONE)


def _watch(session: Session) -> Results:
    """Run whenever the schedule says so, until told to stop or a person is needed.

    Between runs the library is closed, so that other commands may have it.
    """
    stopping, schedule = threading.Event(), Schedule.starting(time.monotonic()).asked(time.monotonic())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    while (wait := schedule.wait(time.monotonic())) is not None:
        if stopping.wait(wait):
            yield Ended(codes.DONE)
            return
        try:
            ran = _run(session, stopping, may_mend=schedule.may_mend(time.monotonic()))
        except Refusal as no:
            if no.reason is not Reason.IN_USE:
                raise
            schedule = Schedule.starting(time.monotonic())
            continue
        yield from _told(ran)
        yield _ended(ran)
        schedule = schedule.ran(ran, time.monotonic(), jitter=random.random())  # noqa: S311 - keeps PCs apart, hides nothing


COMMANDS = (
    Command(
        "enrol",
        ("ghi danh máy này với trung tâm", "enrol this PC with a centre"),
        _enrol,
        (
            argument("file", ("tệp ghi danh của trung tâm", "the centre's enrolment file"), metavar="FILE"),
            argument(
                "--offline",
                ("nơi không có mạng: dùng được ngay, ghi danh qua USB", "no network here: begin now, enrol by stick"),
                action="store_true",
            ),
        ),
    ),
    Command(
        "sync",
        ("đồng bộ với trung tâm", "agree with the centre"),
        _sync,
        (
            argument(
                "--watch", ("đồng bộ định kỳ đến khi bị dừng", "again and again until stopped"), action="store_true"
            ),
        ),
    ),
)
