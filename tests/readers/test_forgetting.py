"""What was read is forgotten a month after its return; what follows from it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.library.circulation.forget import unlink_old
from desktop.library.model.ids import Moment
from desktop.library.readers import Readers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.circulation.desk_world import World


@pytest.fixture
def readers(world: World) -> Readers:
    """The readers of the library."""
    return Readers(world.store)


def names_reader(world: World, reader_id: str | None) -> int:
    """How many rows of the record and of the loans name this reader."""
    assert reader_id is not None
    found = world.store.connection.execute(
        "SELECT (SELECT count(*) FROM circulation_event WHERE instr(fields, ?1) OR reader_id = ?1) + "
        "(SELECT count(*) FROM loan WHERE reader_id = ?1)",
        (reader_id,),
    ).fetchone()
    return int(found[0])


def test_a_loan_is_unlinked_a_month_after_its_return(world: World, readers: Readers) -> None:
    loan = world.a_loan()
    world.desk.renew(loan.barcode or "")
    world.desk.give_back(loan.barcode or "")
    world.days_pass(30)
    assert readers.unlink_old() == 0
    assert [line.barcode for line in readers.history(loan.card or "")] == [loan.barcode]
    world.days_pass(1)
    assert readers.unlink_old() == 1
    assert readers.history(loan.card or "") == ()
    assert names_reader(world, loan.reader_id) == 0


def test_forgetting_can_be_done_some_loans_at_a_time(world: World, readers: Readers) -> None:
    for _ in range(5):
        world.desk.give_back(world.a_loan().barcode or "")
    world.days_pass(31)
    assert [readers.unlink_old(at_most=2) for _ in range(4)] == [2, 2, 1, 0]


def test_what_is_still_out_stays_linked_however_old(world: World, readers: Readers) -> None:
    loan = world.a_loan()
    world.days_pass(400)
    assert readers.unlink_old() == 0
    assert world.desk.give_back(loan.barcode or "").card == loan.card


def test_a_later_loan_of_the_same_reader_and_item_stays_linked(world: World, readers: Readers) -> None:
    card, item = world.a_reader(), world.an_item()
    world.a_loan(card, item)
    world.desk.give_back(item)
    world.days_pass(40)
    later = world.a_loan(card, item)
    assert readers.unlink_old() == 1
    assert [line.loan for line in readers.history(card)] == [later.loan]
    assert world.store.events.get(later.event or "") is not None
    assert world.desk.give_back(item).card == card


def test_the_record_still_counts_loans_by_category(world: World, readers: Readers) -> None:
    loan = world.a_loan(world.a_reader("hoc-vien"))
    world.desk.give_back(loan.barcode or "")
    world.days_pass(31)
    readers.unlink_old()
    assert loan.event is not None
    event = world.store.events.get(loan.event)
    assert event is not None
    assert (event.due, event.item_id) == (loan.due, loan.item_id)
    (kept,) = world.store.connection.execute(
        "SELECT instr(fields, 'hoc-vien') > 0 FROM circulation_event WHERE id = ?", (loan.event,)
    ).fetchone()
    assert kept == 1


def test_forgetting_changes_no_loan_but_its_reader_and_raises_no_task(world: World, readers: Readers) -> None:
    first, second, item = world.a_reader(), world.a_reader(), world.an_item()
    for card in (first, second, first):
        world.a_loan(card, item)
        world.now += 60_000
        world.desk.give_back(item)
        world.now += 60_000
    before = world.store.connection.execute("SELECT id, lent, due, renewals, returned, closed_as FROM loan").fetchall()
    world.days_pass(31)
    assert readers.unlink_old() == 3
    after = world.store.connection.execute("SELECT id, lent, due, renewals, returned, closed_as FROM loan").fetchall()
    assert sorted(after) == sorted(before)
    assert world.store.conflicts.open_count() == 0


def test_a_satisfied_hold_is_forgotten_with_its_loan_and_stays_satisfied(world: World, readers: Readers) -> None:
    card, item = world.a_reader(), world.an_item()
    world.desk.hold(card, world.title)
    world.now += 60_000
    loan = world.a_loan(card, item)
    world.desk.give_back(item)
    world.days_pass(31)
    readers.unlink_old()
    assert names_reader(world, loan.reader_id) == 0
    assert world.desk.lend(world.a_reader(), item).status == "lent"  # nobody waits any more


def test_two_desks_that_forget_the_same_loan_write_the_same(world: World, tmp_path: Path, new_file: Path) -> None:
    loan = world.a_loan()
    world.desk.give_back(loan.barcode or "")
    world.days_pass(31)
    fields = world.store.connection.execute("SELECT id, fields FROM circulation_event ORDER BY id").fetchall()
    unlink_old(world.store, Moment(world.now))
    forgotten = world.store.connection.execute("SELECT id, fields FROM circulation_event ORDER BY id").fetchall()
    assert forgotten != fields
    assert all(f"-{loan.loan}".encode() in blob for _, blob in forgotten)
    assert unlink_old(world.store, Moment(world.now)) == 0
