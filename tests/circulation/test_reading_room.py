"""Sessions in the reading room: restricted documents on approval, periodicals without; in and out; nothing counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.library.circulation.reading_room import MOST_AT_ONCE, ReadingRoom
from desktop.library.model.event import Approval
from desktop.library.model.refusal import Reason
from desktop.library.readers import Readers
from sync.core.sealing import UnitKey

if TYPE_CHECKING:
    from tests.circulation.desk_world import World

PAPER = Approval("125/CV-PX01", date(2026, 11, 20), "Đại tá Nguyễn Văn Đ", "nghiên cứu chuyên đề")
TODAY = date(2026, 11, 23)
MINUTE_MS = 60_000


@pytest.fixture
def room(world: World) -> ReadingRoom:
    """The reading room of the library."""
    return ReadingRoom(world.store, world.desk)


@pytest.fixture
def secretive(world: World) -> str:
    """The bar code of a restricted copy."""
    return world.an_item(access="restricted")


def test_a_restricted_copy_is_read_on_an_approval_only(world: World, room: ReadingRoom, secretive: str) -> None:
    card = world.a_reader()
    refused = room.begin(card, secretive)
    assert (refused.status, refused.reason, refused.may_be_overridden) == ("refused", Reason.NEEDS_APPROVAL, False)
    assert world.desk.lend(card, secretive).reason is Reason.ITEM_RESTRICTED
    assert room.open_sessions() == ()
    begun = room.begin(card, secretive, PAPER)
    assert (begun.status, begun.due) == ("lent", TODAY)
    world.now += 90 * MINUTE_MS
    assert dict(room.end(secretive).facts)["on_site"] is True
    (session,) = room.sessions(TODAY)
    assert (session.card, session.barcode, session.approval, session.restricted) == (card, secretive, PAPER, True)
    assert session.ended is not None
    assert session.ended - session.begun == 90 * MINUTE_MS


@pytest.mark.parametrize("gap", ["number", "approver", "purpose"])
def test_an_approval_with_a_gap_is_none(world: World, room: ReadingRoom, secretive: str, gap: str) -> None:
    parts = {"number": PAPER.number, "day": PAPER.day, "approver": PAPER.approver, "purpose": PAPER.purpose, gap: "  "}
    refused = room.begin(world.a_reader(), secretive, Approval(**parts))  # type: ignore[arg-type]  # a gap in one
    assert (refused.reason, dict(refused.facts)["field"]) == (Reason.MISSING_FIELD, f"approval-{gap}")
    ahead = room.begin(world.a_reader(), secretive, replace(PAPER, day=TODAY + timedelta(days=1)))
    assert (ahead.reason, dict(ahead.facts)["field"]) == (Reason.INVALID_DATE, "approval-day")
    assert world.events() == 0


def test_a_periodical_is_read_without_an_approval_and_never_lent(world: World, room: ReadingRoom) -> None:
    card, paper = world.a_reader(), world.an_item("bao-chi")
    assert world.desk.lend(card, paper).reason is Reason.NOT_FOR_LOAN
    assert room.begin(card, paper).status == "lent"
    assert room.begin(world.a_reader(), paper).reason is Reason.ON_LOAN_TO_ANOTHER
    assert [session.barcode for session in room.open_sessions()] == [paper]


def test_what_is_read_here_counts_against_no_limit_and_is_not_renewed(world: World, room: ReadingRoom) -> None:
    card = world.a_reader("khach")  # two at most
    papers = [world.an_item("bao-chi") for _ in range(4)]
    for paper in papers:
        assert room.begin(card, paper).status == "lent"
    assert world.desk.lend(card, world.an_item()).status == "lent"
    assert world.desk.renew(papers[0]).reason is Reason.NO_MORE_RENEWALS
    assert Reason.LIMIT_REACHED not in world.desk.panel(card).blocks


def test_only_who_is_cleared_sees_an_internal_copy(world: World, room: ReadingRoom) -> None:
    internal = world.an_item(access="unit")
    assert room.begin(world.a_reader("khach"), internal).reason is Reason.NOT_CLEARED
    assert room.begin(world.a_reader("can-bo"), internal).status == "lent"


def test_a_card_that_may_not_be_used_is_refused_and_someone_entitled_lets_it_pass(
    world: World, room: ReadingRoom
) -> None:
    card, paper = world.a_reader(blocked="mất thẻ"), world.an_item("bao-chi")
    refused = room.begin(card, paper)
    assert (refused.reason, refused.may_be_overridden) == (Reason.READER_BLOCKED, True)
    assert world.desk.override().status == "lent"
    assert [session.card for session in room.open_sessions()] == [card]


def test_the_desk_takes_a_session_back_and_undoes_it_as_its_own(world: World, room: ReadingRoom) -> None:
    card, paper = world.a_reader(), world.an_item("bao-chi")
    room.begin(card, paper)
    back = world.desk.give_back(paper)
    assert (back.status, dict(back.facts)["on_site"]) == ("returned", True)
    assert room.open_sessions() == ()
    world.desk.undo()
    assert len(room.open_sessions()) == 1
    world.desk.undo()
    assert room.sessions(TODAY) == ()


def test_what_was_not_taken_back_is_told_the_next_day(world: World, room: ReadingRoom) -> None:
    room.begin(world.a_reader(), world.an_item("bao-chi"))
    assert [session.days_over for session in room.open_sessions()] == [0]
    world.days_pass(1)
    assert [session.days_over for session in room.open_sessions()] == [1]


def test_a_scan_at_the_rooms_desk_gives_out_takes_back_and_is_not_done_twice(world: World, room: ReadingRoom) -> None:
    card, paper = world.a_reader(), world.an_item("bao-chi")
    assert room.scan(paper).reason is Reason.NO_READER_CHOSEN
    first = room.scan(paper, card)
    world.now += 900
    assert room.scan(paper, card) == first
    assert len(room.open_sessions()) == 1
    assert world.desk.undo().status == "undone"
    assert room.scan(paper, card).status == "lent"
    assert len(room.open_sessions()) == 1, "what was just taken back is done again"
    world.now += 2_000
    assert room.scan(paper, card).status == "returned"
    assert room.open_sessions() == ()
    assert room.scan("KHONG", card).reason is Reason.UNKNOWN_BARCODE


def test_copies_are_counted_without_a_reader(world: World, room: ReadingRoom, secretive: str) -> None:
    paper, book = world.an_item("bao-chi"), world.an_item()
    assert room.read_here(paper).status == "read-here"
    room.read_here(book, 12)
    assert room.counted(TODAY) == 13
    world.desk.undo()
    assert room.counted(TODAY) == 1
    assert world.desk.open_loans() == ()
    world.days_pass(1)
    assert room.counted(TODAY + timedelta(days=1)) == 0
    assert room.read_here(secretive).reason is Reason.NEEDS_APPROVAL
    world.a_loan(barcode=book)
    assert room.read_here(book).reason is Reason.ON_LOAN_TO_ANOTHER
    for count in (0, -1, MOST_AT_ONCE + 1):
        assert room.read_here(paper, count).reason is Reason.INVALID_COUNT
    assert room.counted(TODAY) == 1


def test_a_day_on_paper_is_typed_in_with_its_times(world: World, room: ReadingRoom, secretive: str) -> None:
    card, friday = world.a_reader(), date(2026, 11, 20)
    room.end(secretive)
    begun = room.begin(card, secretive, PAPER, at=world.moment(friday, 9))
    assert (begun.status, begun.due) == ("lent", friday)
    assert room.end(secretive, at=world.moment(friday, 11)).status == "returned"
    (session,) = room.sessions(friday, friday)
    assert (session.begun, session.ended) == (world.moment(friday, 9), world.moment(friday, 11))


def test_who_saw_a_restricted_document_is_kept_and_who_read_a_paper_is_forgotten(
    world: World, room: ReadingRoom, secretive: str
) -> None:
    card, paper, book = world.a_reader(), world.an_item("bao-chi"), world.an_item()
    room.begin(card, secretive, PAPER)
    room.begin(card, paper)
    world.desk.lend(card, book)
    for barcode in (secretive, paper, book):
        world.desk.give_back(barcode)
    world.days_pass(31)
    assert Readers(world.store).unlink_old() == 2
    assert {session.barcode: session.card for session in room.sessions(TODAY)} == {secretive: card, paper: None}
    assert Readers(world.store).unlink_old() == 0


def test_an_approval_that_this_pc_cannot_open_is_told_as_locked_and_kept(
    world: World, room: ReadingRoom, secretive: str
) -> None:
    card = world.a_reader()
    begun = room.begin(card, secretive, PAPER)
    room.end(secretive)
    with world.store.writing() as pen:  # as it comes to a PC that lacks the unit's key
        sealed = UnitKey(bytes(32)).seal("circulation_event", begun.event or "", "approval", "x")
        pen.put("circulation_event", begun.event or "", {"approval": sealed})
    world.days_pass(31)
    Readers(world.store).unlink_old()
    (session,) = room.sessions(TODAY)
    assert (session.card, session.approval, session.locked) == (card, None, True)


def test_the_room_knows_when_it_closes(world: World, room: ReadingRoom) -> None:
    assert room.closes_at() == ""
    found = world.store.connection.execute("SELECT id FROM calendar").fetchone()
    world.change("calendar", found[0], **{"hours/0": "07:30-11:30 13:30-17:00"})
    assert room.closes_at() == "17:00"
    world.days_pass(1)
    assert room.closes_at() == ""
