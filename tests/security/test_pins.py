"""A PIN opens nothing but its own card's self-service, is read by nobody, and is not tried out at the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.pins import MOST_TRIES, PAUSE_MINUTES, Pins
from tests.circulation.desk_world import World, new_library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIN, WRONG = "2580", "2581"
MINUTE_MS = 60_000


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A small library."""
    world = World(tmp_path, new_library(tmp_path / "new.db"))
    yield world
    world.store.close()


def refused(pins: Pins, card: str, pin: str) -> Reason:
    with pytest.raises(Refusal) as no:
        pins.check(card, pin)
    return no.value.reason


def test_a_pin_is_good_for_its_own_card_only(world: World) -> None:
    lan, binh, pins = world.a_reader(), world.a_reader(), Pins(world.store)
    assert refused(pins, lan, PIN) is Reason.NO_PIN
    assert pins.set(lan, PIN).has_pin
    pins.set(binh, "00471100")
    assert pins.check(lan, PIN).card == lan
    assert refused(pins, binh, PIN) is Reason.WRONG_PIN
    pins.set(lan, "9512")
    assert refused(pins, lan, PIN) is Reason.WRONG_PIN
    assert not pins.remove(lan).has_pin
    assert refused(pins, lan, "9512") is Reason.NO_PIN


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "１２３４", " 1234"])
def test_a_pin_has_four_to_eight_digits(world: World, pin: str) -> None:
    with pytest.raises(Refusal) as no:
        Pins(world.store).set(world.a_reader(), pin)
    assert no.value.reason is Reason.INVALID_PIN


@pytest.mark.parametrize("pin", ["1111", "0000", "1234", "4321", "012345", "87654321", "0471", "7100", "047100"])
def test_a_pin_that_anybody_would_try_first_is_not_taken(world: World, pin: str) -> None:
    with pytest.raises(Refusal) as no:
        Pins(world.store).set(world.a_reader(card="TV047100"), pin)
    assert no.value.reason is Reason.GUESSABLE_PIN


def test_a_pin_that_was_taken_before_goes_on_working(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lan, pins = world.a_reader(), Pins(world.store)
    with monkeypatch.context() as before:
        before.setattr("desktop.library.security.pins.is_guessable", lambda *_: False)
        pins.set(lan, "1234")
    assert pins.check(lan, "1234").card == lan


def test_what_is_kept_does_not_say_the_pin_and_is_not_the_same_for_two(world: World) -> None:
    lan, binh, pins = world.a_reader(), world.a_reader(), Pins(world.store)
    kept = [world.store.readers.pin_of(pins.set(card, PIN).id) for card in (lan, binh)]
    assert kept[0] != kept[1]
    assert all(PIN not in each.rpartition("$")[2] and each.startswith("$argon2id$") for each in kept)


def test_after_five_wrong_tries_the_right_one_has_to_wait_also_after_a_restart(world: World) -> None:
    lan, binh = world.a_reader(), world.a_reader()
    for card in (lan, binh):
        Pins(world.store).set(card, PIN)
    for _ in range(MOST_TRIES):
        assert refused(Pins(world.store), lan, WRONG) is Reason.WRONG_PIN
    world.reopen()
    pins = Pins(world.store)
    assert refused(pins, lan, PIN) is Reason.PIN_PAUSED
    assert pins.check(binh, PIN).card == binh
    world.now += PAUSE_MINUTES * MINUTE_MS
    assert pins.check(lan, PIN).card == lan


def test_wrong_tries_are_forgotten_by_a_right_one_and_by_a_new_pin(world: World) -> None:
    lan, pins = world.a_reader(), Pins(world.store)
    pins.set(lan, PIN)
    for _ in range(MOST_TRIES - 1):
        refused(pins, lan, WRONG)
    assert pins.check(lan, PIN).card == lan
    for _ in range(MOST_TRIES):
        assert refused(pins, lan, WRONG) is Reason.WRONG_PIN
    pins.set(lan, PIN)
    assert pins.check(lan, PIN).card == lan


def test_a_clock_that_is_put_back_does_not_lock_a_card_for_years(world: World) -> None:
    lan, pins = world.a_reader(), Pins(world.store)
    pins.set(lan, PIN)
    for _ in range(MOST_TRIES):
        refused(pins, lan, WRONG)
    world.days_pass(-400)
    assert pins.check(lan, PIN).card == lan
