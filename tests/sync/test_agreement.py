"""Sequences that a random history meets too rarely, each told from its beginning to its end."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from world import Desk, World, prepare

from desktop.library import beginning
from desktop.library.store.rows import load
from desktop.library.store.store import Store

HOUR = 3_600_000
ITEM, TITLE = "1" * 32, "2" * 32


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """A centre and enrolled desks."""
    with tempfile.TemporaryDirectory(prefix="tusach-agreement-") as folder:
        yield prepare(Path(folder) / "template")


@pytest.fixture
def world(tmp_path: Path, template: Path) -> Iterator[World]:
    """Two desks of one unit and one of another."""
    world = World(tmp_path / "world", template)
    for _ in range(3):
        world.add_desk(0)
    yield world
    world.close()


def conflicts(desk: Desk) -> list[tuple[str, str, str]]:
    return [(told.kind, told.table, told.field) for told in desk.store.conflicts.all()]


def policy_of(desk: Desk) -> str:
    found: tuple[str] = desk.store.connection.execute("SELECT id FROM policy ORDER BY id LIMIT 1").fetchone()
    return found[0]


def value(desk: Desk, table: str, row_id: str, name: str) -> Any:
    row = load(desk.store.connection, table, row_id)
    return row and row.fields.get(name)


def circulate(desk: Desk, kind: str, item: str = ITEM) -> str:
    with desk.store.writing() as pen:
        stamp, event = pen.tick(), pen.new_id()
        fields = {"kind": kind, "order": stamp, "item_id": item, "reader_id": "3" * 32, "at": 1, "due": "2026-12-24"}
        pen.put("circulation_event", event, fields, stamp=stamp)
    return event


def test_a_desk_founded_later_takes_over_the_rules_that_a_person_changed_without_a_conflict(world: World):
    first, second, _ = world.desks
    first.sync()
    rule = policy_of(first)
    first.put("policy", rule, {"loan_days": 99})
    first.sync()
    world.settle()
    assert value(second, "policy", rule, "loan_days") == 99
    assert conflicts(first) == conflicts(second) == []


def test_starting_rules_of_a_later_version_replace_those_that_nobody_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    first, second, _ = world.desks
    found_with_later_rules(second, monkeypatch)
    rule = policy_of(first)
    other = first.store.connection.execute("SELECT id FROM policy ORDER BY id DESC LIMIT 1").fetchone()[0]
    first.put("policy", other, {"loan_days": 99})
    for desk in (second, first):
        desk.sync()
    world.settle()
    for desk in (first, second):
        assert value(desk, "policy", rule, "loan_days") == 1000
        assert value(desk, "policy", other, "loan_days") == 99
        assert conflicts(desk) == []


def found_with_later_rules(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library of this desk is made by the next version of the program."""
    monkeypatch.setattr(beginning, "VERSION", 2)
    rules = [(code, fields | {"loan_days": 1000}) for code, fields in beginning.starting_rules()]
    monkeypatch.setattr(beginning, "starting_rules", lambda: rules)
    desk.store.close()
    desk.file.unlink()
    store = Store(desk.file, bytes(range(32)))
    beginning.begin(store, unit=desk.unit, name="Đơn vị")
    store.close()
    desk.start()


def test_events_stay_in_their_order_when_the_later_of_them_are_moved_back(world: World):
    desk = world.desks[0]
    world.settle()
    desk.skew_ms = 4 * 60_000  # still bearable
    circulate(desk, "lent")
    desk.replica.acknowledge(desk.replica.outgoing(rows=9, size=9_999).rows, 1)
    world.clock.pass_(1_000)
    back = circulate(desk, "returned")
    desk.replica.shift_unsent(-HOUR)
    assert [event.kind for event in desk.store.events.of_item(ITEM)] == ["lent", "returned"]
    assert desk.store.loans.open_of_item(ITEM) is None
    assert desk.store.check() == ()
    assert value(desk, "circulation_event", back, "order") == load(
        desk.store.connection, "circulation_event", back
    ).stamp_of("order")


def test_a_day_at_a_clock_that_ran_ahead_is_sent_in_one_run(world: World):
    desk, other, _ = world.desks
    world.settle()
    desk.skew_ms = HOUR
    for minute in range(40):
        desk.put("item", f"{minute + 100:032x}", {"barcode": f"TK{minute}"})
        world.clock.pass_(5 * 60_000)
    assert desk.sync().stop is None
    world.settle()
    assert other.store.items.count() == 40


def test_a_row_changed_twice_by_a_clock_a_year_ahead_is_sent_in_one_run(world: World):
    desk, other, _ = world.desks
    world.settle()
    desk.skew_ms = 400 * 24 * HOUR
    desk.put("item", ITEM, {"note": "first"})
    desk.put("item", ITEM, {"note": "second"})
    assert desk.sync().stop is None
    world.settle()
    assert value(other, "item", ITEM, "note") == "second"


def test_a_title_that_the_centre_put_aside_is_offered_again_once_it_is_shared(world: World):
    ours, _, neighbour = world.desks
    ours.put("title", TITLE, {"245/1": [1, "  ", "a", "ours"], "250/1": [2, "  ", "a", "only ours"]})
    ours.sync()
    world.clock.pass_(HOUR)
    neighbour.put("title", TITLE, {"245/1": [1, "  ", "a", "theirs"], "260/1": [3, "  ", "a", "only theirs"]})
    ran = neighbour.sync()
    assert ran.parked == 1
    assert [kind for kind, *_ in conflicts(neighbour)] == ["parked"]
    neighbour.put("item", ITEM, {"title_id": TITLE})
    world.known.add(("Y07", "title", TITLE))
    world.settle()
    for desk in (ours, neighbour):
        row = load(desk.store.connection, "title", TITLE)
        assert {name: fields[3] for name, fields in row.fields.items()} == {
            "245/1": "theirs",
            "250/1": "only ours",
            "260/1": "only theirs",
        }
        assert ("field", "title", "245/1") in conflicts(desk), "nobody knew of the other's words"
    assert world.mended == 0
    assert neighbour.store.connection.execute("SELECT count(*) FROM parked").fetchone()[0] == 0


def test_a_row_that_was_too_large_is_offered_whole_once_it_is_smaller(world: World):
    desk, other, _ = world.desks
    desk.put("item", ITEM, {"barcode": "TK1", "note": "x" * 300_000})
    assert desk.sync().parked == 1
    desk.put("item", ITEM, {"note": "short"})
    desk.sync()
    other.sync()
    assert value(other, "item", ITEM, "barcode") == "TK1"
    assert value(other, "item", ITEM, "note") == "short"
    assert desk.store.connection.execute("SELECT count(*) FROM parked").fetchone()[0] == 0
    assert world.mended == 0


def test_an_edit_that_the_centre_put_aside_is_not_offered_again_with_every_run(world: World):
    first, second, _ = world.desks
    first.put("item", ITEM, {"barcode": "TK1", "note": "first"})
    world.settle()
    first.put("item", ITEM, {"note": "…" * 100_000})
    world.settle()
    assert [told.kind for told in first.store.conflicts.open()] == ["parked"]
    assert value(second, "item", ITEM, "note") == "first"
    first.put("item", ITEM, {"note": "short"})
    world.settle()
    assert value(second, "item", ITEM, "note") == "short"
    assert first.store.conflicts.open() == ()
    world.reckon()
