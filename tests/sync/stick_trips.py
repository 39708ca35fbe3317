"""What tests with sticks write at a desk, and how they bring everybody to rest."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from desktop.library.store.rows import load

if TYPE_CHECKING:
    from sticks import Sticks
    from world import Desk

ITEM, OTHER = f"{16:032x}", f"{17:032x}"
MUCH = 20


def note_of(desk: Desk, item: str = ITEM) -> object:
    row = load(desk.store.connection, "item", item)
    return row and row.fields.get("note")


def write_note(desk: Desk, text: str, item: str = ITEM) -> None:
    desk.world.clock.pass_(1_000)
    desk.put("item", item, {"note": text})


def write_much(desk: Desk) -> None:
    """More than one chunk."""
    for n in range(MUCH):
        desk.put("item", f"{1000 + n:032x}", {"note": secrets.token_hex(50_000)})


def at_rest(sticks: Sticks, *desks: Desk) -> None:
    """Everybody carries bundles until nothing moves, and then holds what the centre holds."""
    for _ in range(6):
        moved = [sticks.trip(desk) for desk in desks]
        sticks.world.clock.pass_(1_000)
        if not any(taken.received or taken.settled for taken in moved):
            break
    for desk in desks:
        assert desk.replica.waiting() == 0
        assert desk.rows() == sticks.world.seen_by(desk), desk.name
        assert desk.store.check() == ()
        sticks.world.knows(desk.unit, load(desk.store.connection, "item", ITEM))


def at_rest_once(sticks: Sticks, desk: Desk) -> None:
    write_note(desk, "at first")
    sticks.trip(desk)
