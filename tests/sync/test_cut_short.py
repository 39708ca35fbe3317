"""Long work of a replica that is cut between two rows, a disk that is full, a power cut: what was shown is there."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from world import KEY, Desk, World, prepare

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.store import replica, shifting, store
from desktop.library.store.rows import load, waiting_after
from desktop.library.store.store import Store
from sync.core.stamp import ms_of

HOUR = 3_600_000
ITEMS = [f"{number + 100:032x}" for number in range(12)]


class Cut(Exception):
    """The program ends here."""


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """A centre and enrolled desks."""
    with tempfile.TemporaryDirectory(prefix="tusach-cut-") as folder:
        yield prepare(Path(folder) / "template")


@pytest.fixture
def world(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Three desks; long work is on disk after every second piece."""
    monkeypatch.setattr(store, "AT_ONCE", 2)
    world = World(tmp_path / "world", template)
    for _ in range(3):
        world.add_desk(0)
    yield world
    world.close()


def write_items(desk: Desk, note: str) -> None:
    for item in ITEMS:
        desk.put("item", item, {"note": f"{note} {item}"})


@pytest.mark.parametrize("at", [1, 7, 20, 40])
def test_offering_again_that_was_cut_is_done_before_anything_is_taken(
    world: World, monkeypatch: pytest.MonkeyPatch, at: int
):
    first, second, _ = world.desks
    write_items(first, "before")
    world.settle()
    world.back_up()
    write_items(first, "lost by the centre")
    first.sync()
    world.restore()
    world.clock.pass_(1_000)
    write_items(second, "written without knowing")
    second.sync()
    with monkeypatch.context() as patch:
        patch.setattr(replica.StoreReplica, "_offer_again", cut_at(replica.StoreReplica._offer_again, at))
        with pytest.raises(Cut):
            first.sync()
    first.restart()
    world.reckon()


@pytest.mark.parametrize("at", [1, 5, 12])
def test_moving_stamps_that_was_cut_is_gone_on_with(world: World, monkeypatch: pytest.MonkeyPatch, at: int):
    desk = world.desks[0]
    world.settle()
    desk.skew_ms = HOUR
    write_items(desk, "while the clock was ahead")
    story = [lend_or_return(desk, kind) for kind in ("lent", "returned", "lent")]
    with monkeypatch.context() as patch:
        patch.setattr(shifting._Shift, "moved", cut_at(shifting._Shift.moved, at))
        with pytest.raises(Cut):
            desk.sync()
    desk.restart()
    desk.put("item", ITEMS[3], {"note": "between"})
    story.append(lend_or_return(desk, "returned"))
    assert desk.sync().stop is None
    assert [event.id for event in desk.store.events.of_item(ITEMS[0])] == story
    world.reckon()
    latest = max(ms_of(row.greatest_stamp()) for row in replica.rows.every(desk.store.connection))
    assert latest <= world.clock.ms + shifting.BELIEVABLE_AHEAD_MS
    assert desk.store.profile.get("shifting") is None


def lend_or_return(desk: Desk, kind: str) -> str:
    with desk.store.writing() as pen:
        stamp, event = pen.tick(), pen.new_id()
        fields = {
            "kind": kind,
            "order": stamp,
            "item_id": ITEMS[0],
            "reader_id": "3" * 32,
            "at": 1,
            "due": "2026-12-24",
        }
        desk.write(pen, "circulation_event", event, fields, stamp=stamp)
    return event


def cut_at(real: object, at: int) -> object:
    """The same function, until it is called for the `at`-th time."""
    calls = iter(range(1, 10_000))

    def counted(*given: object) -> object:
        if next(calls) == at:
            raise Cut
        return real(*given)  # type: ignore[operator]  # a method, whose arguments are its own matter

    return counted


@pytest.mark.parametrize("room", range(1, 40, 3))
def test_a_full_disk_takes_a_write_whole_or_not_at_all(world: World, room: int):
    desk = world.desks[0]
    world.settle()
    connection = desk.store.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + room}")
    shown = set[tuple[str, str]]()

    def fill() -> None:
        for number in range(4_000):
            item = f"{number + 1_000:032x}"
            desk.put("item", item, {"barcode": f"TK{number}", "note": "x" * (1 + number * 97 % 5_000)})
            shown.add(("item", item))

    with pytest.raises(Refusal) as refused:
        fill()
    assert refused.value.reason is Reason.DISK_FULL
    assert desk.store.check() == ()
    connection.execute("PRAGMA max_page_count = 1073741823")
    held = {key for key in desk.rows() if key[1] >= f"{1_000:032x}" and key[0] == "item"}
    assert held == shown
    assert len(waiting_after(connection, 0, 9_999)) == len(shown)
    world.reckon()


def test_a_disk_copied_at_any_moment_opens_and_holds_what_was_shown(world: World, tmp_path: Path):
    desk = world.desks[0]
    for number, item in enumerate(ITEMS):
        desk.put("item", item, {"barcode": f"TK{number}"})
        with desk.store.writing() as pen:
            pen.put("item", item, {"note": "not shown yet"})
            copy = copied(desk.file, tmp_path / f"copy-{number}")
        opened = Store(copy, KEY)
        barcodes = {code for (code,) in opened.connection.execute("SELECT barcode FROM item")}
        assert {f"TK{n}" for n in range(number + 1)} == barcodes
        row = load(opened.connection, "item", item)
        assert row is not None
        assert "note" not in row.fields
        assert opened.check() == ()
        opened.close()


def copied(file: Path, to: Path) -> Path:
    """The power goes: what is on the disk is all there is."""
    to.mkdir()
    for name in (file.name, f"{file.name}-wal"):
        if (file.parent / name).exists():
            shutil.copy(file.parent / name, to / name)
    return to / file.name
