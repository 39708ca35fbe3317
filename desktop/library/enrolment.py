"""That this library belongs to a centre: what it keeps of that, read at every start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.store import border, unsealing
from sync.client.enrolment import Enrolment
from sync.core.stamp import new_incarnation

if TYPE_CHECKING:
    from desktop.library.store.store import Store

DESK = "desk"
_KEPT, _BEGUN = "enrolment", "enrolment-begun"


def begin(store: Store, beginning: Enrolment) -> None:
    """Keep what has been begun, before the code is used up: if the answer is lost, the same key may ask again."""
    store.profile.put(_BEGUN, beginning.to_bytes())


def settle_key(store: Store, enrolment: Enrolment) -> None:
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
        settle_key(store, enrolment)
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


def _read(store: Store, name: str) -> Enrolment | None:
    kept = store.profile.get(name)
    return None if kept is None else Enrolment.from_bytes(kept)
