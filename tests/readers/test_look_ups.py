"""Who looks at what a reader has borrowed is noted, once for each look, and for a year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.readers import Readers
from desktop.library.security.rights import Rights

if TYPE_CHECKING:
    from tests.circulation.desk_world import World


def looks(world: World, card: str | None = None) -> list[tuple[str, str | None]]:
    found = Readers(world.store).looked_up(card, since=date(2026, 1, 1))
    return [(look.operator, look.card) for look in found]


def test_a_look_is_noted_with_who_looked(world: World) -> None:
    lan, binh = world.a_reader(), world.a_reader()
    Readers(world.store, operator=lambda: "Hoa").history(lan)
    world.now += 1000
    Readers(world.store, operator=lambda: "Nam").history(binh)
    Readers(world.store, operator=lambda: "Nam").find("")
    assert looks(world) == [("Nam", binh), ("Hoa", lan)]
    assert looks(world, lan) == [("Hoa", lan)]


def test_a_card_that_stays_open_is_one_look(world: World) -> None:
    card, readers = world.a_reader(), Readers(world.store)
    for _ in range(5):
        readers.history(card)
        world.now += 60_000
    assert len(looks(world)) == 1
    world.now += 10 * 60_000
    readers.history(card)
    assert len(looks(world)) == 2


def test_the_journal_is_kept_for_a_year(world: World) -> None:
    old, new = world.a_reader(), world.a_reader()
    Readers(world.store).history(old)
    world.days_pass(366)
    Readers(world.store).history(new)
    assert [card for _, card in looks(world)] == [new]


def test_it_is_not_for_everybody_to_read(world: World) -> None:
    with pytest.raises(Refusal) as no:
        Readers(world.store, Rights.DESK).looked_up()
    assert no.value.reason is Reason.NOT_ENTITLED
