"""How this library comes to belong to a centre, and the centre as this library then sees it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop.library import enrolment
from desktop.library.model.refusal import Reason, Refusal
from sync.client import enrolling, enrolment_file
from sync.client import enrolment as entry
from sync.client.enrolment import BadEnrolment

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.store.store import Store
    from sync.client.centre import Centre
    from sync.client.enrolment import Enrolment
    from sync.client.enrolment_file import EnrolmentFile


def read_file(path: Path) -> EnrolmentFile:
    """What an enrolment file says. Raises Refusal: NOT_A_FILE, BAD_ENROLMENT (fact `fault`)."""
    try:
        return enrolment_file.read_file(path)
    except OSError as error:
        raise Refusal(Reason.NOT_A_FILE, file=path.name) from error
    except BadEnrolment as bad:
        raise _refusal(bad) from bad


def enrol(store: Store, path: Path, *, name: str) -> Enrolment:
    """Enrol this library with the centre of this file; `name` is what the centre's operator sees of this PC.

    Raises Refusal: NOT_A_FILE, BAD_ENROLMENT (fact `fault`), ANOTHER_UNIT; and the Stops of the line.
    """
    return _finish(store, _begin(store, path), name)


def finish(store: Store, *, name: str) -> None:
    """Where an enrolment was begun offline and a line is there after all, the centre is asked over it.

    Raises Refusal BAD_ENROLMENT (fact `fault`); and the Stops of the line.
    """
    beginning = enrolment.begun(store)
    if beginning is not None and enrolment.kept(store) is None:
        _finish(store, beginning, name)


def _finish(store: Store, beginning: Enrolment, name: str) -> Enrolment:
    try:
        completed = enrolling.finish(beginning, name=name, now=datetime.fromtimestamp(store.now() / 1000, UTC))
    except BadEnrolment as bad:
        raise _refusal(bad) from bad
    enrolment.keep(store, completed)
    return completed


def begin_offline(store: Store, path: Path) -> None:
    """Begin the enrolment of this file: the next bundle on a stick presents its code, the answer to that completes it.

    The library works meanwhile. Raises Refusal: NOT_A_FILE, BAD_ENROLMENT (fact `fault`), ANOTHER_UNIT, NO_CENTRE_KEY.
    """
    beginning = _begin(store, path)
    if not beginning.centre_key:
        raise Refusal(Reason.NO_CENTRE_KEY, unit=beginning.unit)
    with store.writing():
        enrolment.settle_key(store, beginning)


def _begin(store: Store, path: Path) -> Enrolment:
    file = read_file(path)
    try:
        beginning = entry.begin(file, unit=store.unit, kept=enrolment.begun(store) or enrolment.kept(store))
    except BadEnrolment as bad:
        raise _refusal(bad) from bad
    enrolment.begin(store, beginning)
    return beginning


def centre_of(store: Store) -> Centre:
    """The centre, to be kept while the program runs. Raises Refusal NOT_ENROLLED."""
    ours = enrolment.kept(store)
    if ours is None:
        raise Refusal(Reason.NOT_ENROLLED, unit=store.unit)
    return enrolling.centre_of(ours, store.clock.incarnation)


def _refusal(bad: BadEnrolment) -> Refusal:
    reason = Reason.ANOTHER_UNIT if bad.reason == "another-unit" else Reason.BAD_ENROLMENT
    return Refusal(reason, fault=bad.reason, unit=bad.unit)
