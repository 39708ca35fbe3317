"""A long story costs an act nothing: 5,000 events of an item, 400 loans of a reader, thousands of loans of a title.

Counted in steps of the database's own machine, so that a slow PC cannot fail it nor a fast one pass it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.library.circulation.conditions import Conditions
from desktop.library.model.desk import Answer
from desktop.library.model.event import EventKind
from desktop.library.model.ids import Moment
from desktop.library.store.store import Store
from tests.circulation.desk_world import World

EVENTS, LOANS = 5_000, 400
HOUR_MS = 3_600_000
NO_MORE_THAN = 1.3


@pytest.fixture(scope="module")
def grown_file(tmp_path_factory: pytest.TempPathFactory, new_file: Path) -> Path:
    """A library with a worn item (lost, found, taken back more than once), a busy reader, and a title often lent."""
    world = World(tmp_path_factory.mktemp("grown"), new_file)
    world.an_item(barcode="NEW")
    world.an_item(barcode="WORN", title=world.a_title("Sách mòn"))
    world.a_reader(card="FRESH")
    world.a_reader(card="OTHER")
    world.a_reader(card="BUSY")
    _wear(world)
    _burden(world)
    file = world.folder / "library.db"
    world.store.check()
    world.store.close()
    return file


@pytest.fixture
def grown(tmp_path: Path, grown_file: Path) -> Iterator[World]:
    """That library of one's own."""
    world = World(tmp_path, grown_file)
    world.store.connection.execute("SELECT count(*) FROM item").fetchone()
    yield world
    world.store.close()


def _told(world: World, kind: str, order: int, **fields: object) -> tuple[str, dict[str, object]]:
    at = world.now - (EVENTS + 10 - order) * HOUR_MS
    return kind, {"kind": kind, "order": f"{at:012x}{order:014x}", "at": at, "recorded": at, **fields}


def _write(world: World, told: list[tuple[str, dict[str, object]]]) -> list[str]:
    names = []
    with world.store.writing() as pen:
        for _, fields in told:
            names.append(pen.new_id())
            pen.put("circulation_event", names[-1], fields)  # type: ignore[arg-type]  # values of a row
    return names


def _wear(world: World) -> None:
    (item,) = world.store.items.with_barcode("WORN")
    (reader,) = world.store.readers.with_card("OTHER")
    about = {"item_id": item.id, "title_id": item.title_id, "reader_id": reader.id}
    cycle = ("lent", "renewed", "returned", "lent", "declared-lost", "found", "returned", "read-here")
    told = [_told(world, cycle[n % len(cycle)], n, **about, due="2026-12-31") for n in range(EVENTS)]
    names = _write(world, told)
    undone = [
        _told(world, "undone", EVENTS + 1, item_id=item.id, title_id=item.title_id, undoes=names[at])
        for at in (1, 9, 17)
    ]
    _write(world, undone)


def _burden(world: World) -> None:
    """The busy reader has 400 copies of one title, of which somebody waits for another one."""
    title = world.a_title("Giáo trình")
    (reader,) = world.store.readers.with_card("BUSY")
    told = []
    for number in range(LOANS):
        world.an_item("giao-trinh", barcode=f"G{number}", title=title)
        (item,) = world.store.items.with_barcode(f"G{number}")
        about = {"item_id": item.id, "title_id": title, "reader_id": reader.id, "due": "2027-05-31"}
        told.append(_told(world, "lent", number, **about))
    _write(world, told)
    world.desk.hold("OTHER", title)


def steps(world: World, act: Callable[[], Answer]) -> int:
    """How many steps of the database the act takes; it must go well."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    world.now += 60_000
    world.store.connection.set_progress_handler(count, 10)
    answer = act()
    world.store.connection.set_progress_handler(None, 0)
    assert answer.reason is None, answer
    return counted


def acts_with(world: World, code: str) -> dict[str, int]:
    """What each act with this copy costs: lend, take back, undo, give up as lost, find, and enter late."""
    desk, conditions = world.desk, Conditions(world.store, world.desk)
    steps(world, lambda: desk.lend("FRESH", code))  # whatever is read once is in memory from now on
    steps(world, lambda: desk.give_back(code))
    cost = {
        "lend": steps(world, lambda: desk.lend("FRESH", code)),
        "renew": steps(world, lambda: desk.renew(code)),
        "return": steps(world, lambda: desk.give_back(code)),
        "undo": steps(world, desk.undo),
        "undo the renewal": steps(world, desk.undo),
        "lost": steps(world, lambda: conditions.declare_lost(code, "mất", price=90_000)),
        "found": steps(world, lambda: desk.give_back(code)),
        "lend again": steps(world, lambda: desk.lend("FRESH", code)),
    }
    late = Moment(world.now + 30_000)
    return cost | {"late return": steps(world, lambda: desk.give_back(code, at=late))}


def test_an_item_with_a_long_story_is_as_fast_as_a_new_one(grown: World) -> None:
    new, worn = acts_with(grown, "NEW"), acts_with(grown, "WORN")
    slow = {act: (new[act], worn[act]) for act in new if worn[act] > new[act] * NO_MORE_THAN}
    assert slow == {}


def test_a_reader_with_four_hundred_loans_is_as_fast_as_one_with_none(grown: World) -> None:
    cost: dict[str, tuple[int, int]] = {}
    for act in ("lend", "return", "undo"):
        cost[act] = (_once(grown, "FRESH", act), _once(grown, "BUSY", act))
    # The reader's loans are counted in an index, twenty steps each and no page of theirs: the rest is the same.
    extra = {"lend": LOANS * 20 // 10, "return": 0, "undo": 0}
    slow = {act: both for act, both in cost.items() if both[1] > both[0] * NO_MORE_THAN + extra[act]}
    assert slow == {}


def _once(world: World, card: str, act: str) -> int:
    lend = steps(world, lambda: world.desk.lend(card, "NEW", override=True))
    undo = steps(world, world.desk.undo)
    steps(world, lambda: world.desk.lend(card, "NEW", override=True))
    return {"lend": lend, "undo": undo, "return": steps(world, lambda: world.desk.give_back("NEW"))}[act]


def test_a_title_of_four_hundred_copies_is_as_fast_as_one_of_one(grown: World) -> None:
    grown.an_item("giao-trinh", barcode="ALONE", title=grown.a_title("Giáo trình khác"))
    grown.an_item("giao-trinh", barcode="ONEMORE", title=grown.store.items.with_barcode("G0")[0].title_id)
    alone, of_many = acts_with(grown, "ALONE"), acts_with_wanted(grown, "ONEMORE")
    slow = {act: (alone[act], of_many[act]) for act in of_many if of_many[act] > alone[act] * NO_MORE_THAN}
    assert slow == {}


def acts_with_wanted(world: World, code: str) -> dict[str, int]:
    """What it costs to lend and take back a copy for which nobody waits any more."""
    (hold,) = world.store.holds.open_of_title(world.store.items.with_barcode(code)[0].title_id)
    world.desk.change_hold(hold.id, EventKind.HOLD_CANCELLED)
    steps(world, lambda: world.desk.lend("FRESH", code))
    steps(world, lambda: world.desk.give_back(code))
    lend = steps(world, lambda: world.desk.lend("FRESH", code))
    return {"lend": lend, "return": steps(world, lambda: world.desk.give_back(code))}


def test_a_title_that_is_lent_often_and_waited_for_is_as_fast_as_any(grown: World) -> None:
    rarely, often = waited_for(grown, "NEW"), waited_for(grown, "WORN")
    slow = {act: (rarely[act], often[act]) for act in rarely if often[act] > rarely[act] * NO_MORE_THAN}
    assert slow == {}


def waited_for(world: World, code: str) -> dict[str, int]:
    """What it costs to put the copy aside for a reader, to take that back, and to lend it to whoever waited."""
    title = world.store.items.with_barcode(code)[0].title_id
    steps(world, lambda: world.desk.lend("BUSY", code, override=True))
    hold = steps(world, lambda: world.desk.hold("FRESH", title))
    shelved = steps(world, lambda: world.desk.give_back(code))
    assert world.store.holds.open_of_title(title)[0].shelf_item is not None
    undo = steps(world, world.desk.undo)
    steps(world, lambda: world.desk.give_back(code))
    return {"hold": hold, "return": shelved, "undo": undo, "lend": steps(world, lambda: world.desk.lend("FRESH", code))}


def test_what_was_made_here_is_sound(grown_file: Path, tmp_path: Path) -> None:
    shutil.copy(grown_file, tmp_path / "library.db")
    store = Store(tmp_path / "library.db", bytes(32))
    assert store.check() == ()
    store.close()
