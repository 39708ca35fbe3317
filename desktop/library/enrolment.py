"""How this library comes to belong to a centre, and the centre as this library then sees it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.store import border, unsealing
from sync.client import enrolment as entry
from sync.client.enrolment import BadEnrolment, Enrolment
from sync.core.stamp import new_incarnation

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.store.store import Store
    from sync.client.centre import Centre
    from sync.client.enrolment import EnrolmentFile

DESK = "desk"
_KEPT, _BEGUN = "enrolment", "enrolment-begun"


def read_file(path: Path) -> EnrolmentFile:
    """What an enrolment file says. Raises Refusal: NOT_A_FILE, BAD_ENROLMENT (fact `fault`)."""
    try:
        return entry.read_file(path)
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
    beginning = begun(store)
    if beginning is not None and kept(store) is None:
        _finish(store, beginning, name)


def _finish(store: Store, beginning: Enrolment, name: str) -> Enrolment:
    try:
        enrolment = entry.finish(beginning, name=name, now=datetime.fromtimestamp(store.now() / 1000, UTC))
    except BadEnrolment as bad:
        raise _refusal(bad) from bad
    keep(store, enrolment)
    return enrolment


def begin_offline(store: Store, path: Path) -> None:
    """Begin the enrolment of this file: the next bundle on a stick presents its code, the answer to that completes it.

    The library works meanwhile. Raises Refusal: NOT_A_FILE, BAD_ENROLMENT (fact `fault`), ANOTHER_UNIT, NO_CENTRE_KEY.
    """
    beginning = _begin(store, path)
    if not beginning.centre_key:
        raise Refusal(Reason.NO_CENTRE_KEY, unit=beginning.unit)
    with store.writing():
        _settle_key(store, beginning)


def _begin(store: Store, path: Path) -> Enrolment:
    file = read_file(path)
    try:
        beginning = entry.begin(file, unit=store.unit, kept=begun(store) or kept(store))
    except BadEnrolment as bad:
        raise _refusal(bad) from bad
    # On disk before the code is used up: if the answer is lost, the same key may ask again.
    store.profile.put(_BEGUN, beginning.to_bytes())
    return beginning


def _settle_key(store: Store, enrolment: Enrolment) -> None:
    """Nothing that names people leaves in clear from now on. Call inside a transaction."""
    if enrolment.unit_key:
        unsealing.learn(store, enrolment.unit_key)
    elif enrolment.centre_key:  # the centre gives every unit a key, and another PC of ours will hand it on
        store.profile.put(border.EXPECTED, value=True)


def keep(store: Store, enrolment: Enrolment) -> None:
    """The centre took this device in: from now on the library is one of its unit's."""
    with store.writing():
        store.profile.put(_KEPT, enrolment.to_bytes())
        store.profile.put("device", enrolment.device)
        store.profile.put("unit-name", enrolment.unit_name)
        store.numbers.lease(enrolment.desk)
        store.profile.forget(_BEGUN)
        _settle_key(store, enrolment)
    # An incarnation belongs to one device for ever: whoever enrols again must not come with that of the old one.
    store.clock.incarnation = new_incarnation()
    unsealing.go_on(store)


def kept(store: Store) -> Enrolment | None:
    """The enrolment that holds, or None."""
    return _read(store, _KEPT)


def begun(store: Store) -> Enrolment | None:
    """The enrolment that the centre has not answered yet, or None."""
    return _read(store, _BEGUN)


def role_of(store: Store) -> str:
    """What the centre took this device in as: desk | operator; desk, too, when it is not enrolled."""
    enrolment = kept(store)
    return enrolment.role if enrolment else DESK


def centre_of(store: Store) -> Centre:
    """The centre, to be kept while the program runs. Raises Refusal NOT_ENROLLED."""
    enrolment = kept(store)
    if enrolment is None:
        raise Refusal(Reason.NOT_ENROLLED, unit=store.unit)
    return enrolment.centre(store.clock.incarnation)


def _read(store: Store, name: str) -> Enrolment | None:
    kept = store.profile.get(name)
    return None if kept is None else Enrolment.from_bytes(kept)


def _refusal(bad: BadEnrolment) -> Refusal:
    reason = Reason.ANOTHER_UNIT if bad.reason == "another-unit" else Reason.BAD_ENROLMENT
    return Refusal(reason, fault=bad.reason, unit=bad.unit)
