"""What was read is forgotten a month after its return; what follows from it is not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.library.accounts import Accounts
from desktop.library.circulation.conditions import Conditions
from desktop.library.circulation.forget import unlink_old
from desktop.library.circulation.holds import Holds
from desktop.library.model.ids import Moment, Money
from desktop.library.readers import Readers
from desktop.library.security.rights import Rights

if TYPE_CHECKING:
    from collections.abc import Callable
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


def test_nothing_at_the_desk_names_its_reader_for_good(world: World, readers: Readers) -> None:
    """Not what was taken back, moved by hand, claimed, damaged or no longer wanted, nor the words typed beside it."""
    desk, holds = world.desk, Holds(world.store, world.desk)
    conditions = Conditions(world.store, desk)
    money = Accounts(world.store, Rights.LIBRARIAN, lambda: "Lan")
    world.change("desk_policy", "0" * 32, money=True)
    card, other, first, second = world.a_reader(), world.a_reader(), world.an_item(), world.an_item()
    reader = world.a_loan(card, first).reader_id
    acts: list[Callable[[], object]] = [
        lambda: desk.undo(why="Nhầm thẻ của ông B"),
        lambda: desk.lend(card, first),
        lambda: desk.change_due(first, date(2026, 12, 30), "Ông B ốm"),
        lambda: conditions.claim_returned(first, why="Ông B nói đã trả"),
        lambda: desk.give_back(first),
        lambda: desk.lend(other, first),
        lambda: holds.place(card, world.title),
        lambda: holds.cancel(world.store.holds.all_open()[0].id, why="Ông B thôi"),
        lambda: holds.place(card, world.title),
        lambda: desk.undo(why="Ông B lại thôi"),
        lambda: conditions.damaged(second, why="Ông B làm ướt", amount=Money(50_000), card=card),
        lambda: money.pay(card, Money(50_000)),
    ]
    for act in acts:
        world.now += 60_000
        act()
    assert names_reader(world, reader) > 0
    world.days_pass(31)
    readers.unlink_old()
    assert names_reader(world, reader) == 0
    left = world.store.connection.execute("SELECT fields FROM circulation_event UNION ALL SELECT fields FROM ledger")
    assert [fields for (fields,) in left if "Ông B".encode() in fields or "ông B".encode() in fields] == []


def test_who_asked_at_two_desks_waits_no_more_once_forgotten(world: World, readers: Readers) -> None:
    card, item = world.a_reader(), world.an_item()
    reader = world.desk.hold(card, world.title).reader_id
    with world.store.writing() as pen:  # the other desk did not know
        order = pen.tick()
        again = {"kind": "held", "order": order, "title_id": world.title, "reader_id": reader}
        pen.put("circulation_event", pen.new_id(), again | {"at": world.now, "recorded": world.now}, stamp=order)
    world.now += 60_000
    world.a_loan(card, item)
    world.now += 60_000
    world.desk.give_back(item)
    world.days_pass(31)
    readers.unlink_old()
    assert world.store.holds.all_open() == ()
    assert names_reader(world, reader) == 0


def test_a_renewal_for_whom_it_was_lent_before_is_forgotten_with_the_later_loan(world: World, readers: Readers) -> None:
    loan = world.a_loan()
    world.desk.give_back(loan.barcode or "")
    world.now += 60_000
    world.a_loan(barcode=loan.barcode or "")
    with world.store.writing() as pen:  # at another desk, which did not know
        order = pen.tick()
        renewed = {"kind": "renewed", "order": order, "item_id": loan.item_id, "reader_id": loan.reader_id}
        pen.put("circulation_event", pen.new_id(), renewed | {"at": world.now, "recorded": world.now}, stamp=order)
    told = [point.field for point in world.store.conflicts.open()]
    world.now += 60_000
    world.desk.give_back(loan.barcode or "")
    world.days_pass(31)
    readers.unlink_old()
    assert names_reader(world, loan.reader_id) == 0
    assert [point.field for point in world.store.conflicts.open()] == told == ["renewed-by-other"]


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
