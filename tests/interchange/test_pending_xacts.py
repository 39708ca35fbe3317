"""Evergreen's offline files come in as late entries."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from desktop.library.circulation.calendar import day_of
from desktop.library.interchange.entries import Entry, LateAct, Outcome
from desktop.library.model.event import EventKind
from desktop.library.model.ids import Moment
from tests.interchange.late_world import FRIDAY, LateWorld

AT = int(datetime(2026, 11, 20, 2, 15, 22, tzinfo=UTC).timestamp())
"""09:15:22 in Việt Nam."""
CHECKOUT = {
    "timestamp": AT,
    "type": "checkout",
    "barcode": "TK.00001",
    "patron_barcode": "TV000001",
    "due_date": "2026-12-31T02:15:00.000Z",
    "checkout_time": "2026-11-20T02:15:22.123Z",
}
USER = {
    "card": {"barcode": "TV000777"},
    "family_name": "Nguyễn",
    "second_given_name": "Thị",
    "first_given_name": "Hoà",
    "profile": "hoc-vien",
    "day_phone": "0900",
}


def registration(**changed: object) -> dict[str, object]:
    return {"timestamp": AT + 60, "type": "register", "user": USER | changed}


def test_the_due_day_that_the_reader_was_told_counts(world: LateWorld):
    world.enter(world.evergreen(CHECKOUT))
    [line] = world.desk.open_loans()
    assert (line.card, line.due, line.lent % 1000) == ("TV000001", date(2026, 12, 31), 123)


def test_a_due_day_before_the_loan_is_a_slip_and_the_rules_decide(world: LateWorld):
    world.enter(world.evergreen(CHECKOUT | {"due_date": "2025-01-01"}))
    assert world.desk.open_loans()[0].due > FRIDAY


def test_a_renewal_moves_the_due_day_as_told(world: LateWorld):
    renewal = {**CHECKOUT, "type": "renew", "timestamp": AT + 3600, "due_date": "2027-01-15", "checkout_time": None}
    done = world.enter(world.evergreen(CHECKOUT, renewal))
    [line] = world.desk.open_loans()
    assert (line.due, line.renewals, done.read) == (date(2027, 1, 15), 1, 2)


def test_a_renewal_that_comes_before_its_loan_finds_it(world: LateWorld):
    renewal = {**CHECKOUT, "type": "renew", "timestamp": AT + 3600, "due_date": "2027-01-15", "checkout_time": None}
    world.enter(world.evergreen(renewal, name="later.xacts"))
    world.enter(world.evergreen(CHECKOUT))
    [line] = world.desk.open_loans()
    assert (line.lent, line.due, line.renewals) == (AT * 1000 + 123, date(2027, 1, 15), 1)


@pytest.mark.parametrize(
    ("backdate", "day"),
    [("2026-11-20", FRIDAY), ("2026-11-18", date(2026, 11, 18)), ("2026-11-30", FRIDAY), (None, FRIDAY)],
)
def test_a_return_noted_for_an_earlier_day_counts_from_then(world: LateWorld, backdate: str | None, day: date):
    world.desk.lend("TV000001", "TK.00001", at=world.moment(date(2026, 11, 16)))
    world.enter(world.evergreen({"timestamp": AT, "type": "checkin", "barcode": "TK.00001", "backdate": backdate}))
    [(*_, returned, closed)] = world.loans()
    assert (day_of(returned), closed) == (day, "returned")


def test_use_in_the_room_is_counted(world: LateWorld):
    world.enter(world.evergreen({"timestamp": AT, "type": "in_house_use", "barcode": "TK.00001", "count": 2}))
    [event] = world.store.events.since(0, limit=9)
    assert (event.kind, event.count, world.out()) == (EventKind.READ_HERE, 2, {})


def test_a_registration_expires_on_the_day_it_says_here(world: LateWorld):
    """Evergreen writes the local midnight of the day that was chosen, in universal time."""
    world.enter(world.evergreen(registration(expire_date="2027-12-30T17:00:00.000Z", profile="hoc-vien")))
    assert world.store.readers.with_card("TV000777")[0].expires == date(2027, 12, 31)


def test_a_count_in_a_form_may_be_text(world: LateWorld):
    for number, count in enumerate(("3", "100", "x", "9" * 5000, True)):
        use = {"timestamp": AT + 90 * number, "type": "in_house_use", "barcode": "TK.00001", "count": count}
        world.enter(world.evergreen(use, name=f"{number}.xacts"))
    assert sorted(event.count for event in world.store.events.since(0, limit=9)) == [1, 1, 1, 1, 3]


def test_use_in_the_room_that_was_counted_by_hand_is_not_counted_again(world: LateWorld):
    world.late.type_in(Entry(1, "", LateAct.READ_HERE, Moment(AT * 1000 - 22_000), barcode="TK.00001"))
    done = world.enter(world.evergreen({"timestamp": AT, "type": "in_house_use", "barcode": "TK.00001"}))
    assert (done.already, world.events()) == (1, 1)


def test_a_new_reader_is_made_before_whoever_borrows_first(world: LateWorld):
    done = world.enter(world.evergreen(CHECKOUT | {"patron_barcode": "TV000777"}, registration()))
    assert (done.registered, world.out()) == (1, {"TK.00001": "TV000777"})
    [reader] = world.store.readers.with_card("TV000777")
    assert (reader.name, reader.category, reader.phone) == ("Nguyễn Thị Hoà", "hoc-vien", "0900")
    assert world.enter(world.evergreen(registration())).already == 1


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"card": {}}, "missing-field"),
        ({"family_name": "", "second_given_name": "", "first_given_name": None}, "missing-field"),
        ({"profile": 3}, "unknown-id"),
        ({"profile": ""}, "missing-field"),
        ({"card": {"barcode": "TV000001"}}, "duplicate-card"),
        ({"card": {"barcode": "TK.00001"}}, "duplicate-card"),
        ({"family_name": "Lê", "second_given_name": "Thị", "first_given_name": "Bình"}, "alike-reader"),
    ],
)
def test_a_reader_of_whom_too_little_is_known_or_who_may_be_here_waits(
    world: LateWorld, changed: dict[str, object], reason: str
):
    done = world.enter(world.evergreen(registration(**changed)))
    assert (done.unsettled, done.report[0].reasons) == (1, (reason,))
    assert [one.reason for one in world.late.waiting()] == [reason]


def test_a_reader_whose_card_was_taken_is_made_under_another(world: LateWorld):
    world.enter(world.evergreen(registration(card={"barcode": "TV000001"})))
    line = world.late.settle(world.late.waiting()[0].id, card="TV000778")
    assert line.outcome is Outcome.REGISTERED
    assert world.store.readers.with_card("TV000778")[0].name == "Nguyễn Thị Hoà"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"type": "checkout", "timestamp": AT, "noncat": 1, "noncat_type": 5, "noncat_count": 3}, "noncat"),
        ({"type": "checkout", "timestamp": AT, "barcode": "TK.00001"}, "missing-field"),
        ({"type": "checkin", "timestamp": AT}, "missing-field"),
        ({"type": "hold", "timestamp": AT}, "unknown-act"),
        ({"type": "checkin", "barcode": "TK.00001"}, "no-time"),
        ({"type": "checkin", "timestamp": "x", "barcode": "TK.00001"}, "no-time"),
        ({"type": "checkin", "timestamp": 1e300, "barcode": "TK.00001"}, "no-time"),
        ({"type": "register", "timestamp": AT}, "missing-field"),
    ],
)
def test_odd_lines_are_told_and_the_others_entered(world: LateWorld, line: dict[str, object], reason: str):
    done = world.enter(world.evergreen(line, CHECKOUT))
    assert (done.odd, done.entered, done.report[0].reasons) == (1, 1, (reason,))


@pytest.mark.parametrize("text", ["{", "[1]", "[" * 5000, "null"])
def test_what_is_no_object_is_told(world: LateWorld, text: str):
    path = world.file(text, name="pending.xacts")
    assert world.enter(path, kind="evergreen").report[0].reasons == ("not-json",)
