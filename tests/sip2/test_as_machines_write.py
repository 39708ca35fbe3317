"""The bytes that machines and their programs in the field send, and what they must find in the answer."""

from __future__ import annotations

from desktop.library.model.event import EventKind
from desktop.sip2.messages import Message, read, written
from desktop.sip2.server import Patience
from tests.sip2.conftest import Counter
from tests.sip2.machine import CLOCK, NAME, PASSWORD, Machine

DAY_MS = 24 * 60 * 60 * 1000
SIGN_IN = Message("93", {"name_sealed": "0", "password_sealed": "0"}, (("CN", NAME), ("CO", PASSWORD), ("CP", "")))


def lending(number: str, when: str = CLOCK) -> bytes:
    """A line whose machine counts `number`, checked."""
    fixed = {"may_renew": "N", "happened": "N", "when": when, "due": ""}
    fields = (("AO", "DV01"), ("AA", "TV1"), ("AB", "TK00"), ("AC", ""))
    return written(Message("11", fixed, fields), sequence=number, checked=True)


def test_a_line_spoilt_on_the_way_is_asked_for_again_with_a_checksum_and_without_a_number(counter: Counter):
    machine = counter.machine()
    machine.send(lending("3").replace(b"TK00", b"TK01"))
    assert machine.answer() == b"96AZFEF6"
    machine.send(b"97AZFEF5\r")  # that answer came spoilt, too: the one before is about something else
    assert machine.answer() == b"96AZFEF6"
    machine.send(lending("3"))
    lent = machine.answer()
    assert (lent[:3], read(lent).sequence) == (b"121", "3")
    machine.send(b"97AZFEF5\r")
    assert machine.answer() == lent


def test_before_anything_was_said_there_is_nothing_to_say_again(counter: Counter):
    for asked, told in ((b"97AZFEF5\r\n", b"96AZFEF6"), (b"97\r", b"96")):
        stranger = counter.stranger()
        stranger.send(asked)
        assert stranger.answer() == told


def test_whatever_ends_a_line_and_in_whatever_pieces_it_comes(counter: Counter):
    whole = written(SIGN_IN)[:-1]
    for end in (b"\r", b"\r\n", b"\n", b"\r\r\n\x00"):
        machine = counter.stranger()
        for letter in whole + end:
            machine.send(bytes([letter]))
        machine.send(b"9900802.00" + end)
        assert (machine.answer(), machine.answer()[:4]) == (b"941", b"98YY")


def test_fields_come_in_any_order_twice_empty_or_unknown(counter: Counter):
    machine = counter.machine()
    machine.send(f"11NN{CLOCK}{' ' * 18}ZZx|AC|ABTK00|CH|BON|AATV1|AATV2|AO|BIN||\r".encode())
    assert machine.answer().startswith(b"121")
    assert [loan.card for loan in counter.library.circulation.open_loans()] == ["TV1"]


def test_codes_are_read_whatever_the_other_letters_are_written_in(counter: Counter):
    machine = counter.machine()
    for encoding in ("cp1252", "utf-8", "latin-1"):
        machine.send(f"17{CLOCK}AOBibliothèque|ABTK00|ACmôt|\r".encode(encoding))
        assert b"|ABTK00|" in machine.answer()


def test_a_machine_whose_clock_and_number_stand_is_asked_anew_later(counter: Counter):
    machine = counter.machine()
    for _ in range(2):
        machine.send(lending("0"))
        assert machine.answer().startswith(b"121")
    counter.library.circulation.give_back("TK00")
    counter.now += DAY_MS
    machine.send(lending("0"))
    assert machine.answer().startswith(b"121")
    assert [event.kind for event in counter.events("TK00")] == [EventKind.LENT, EventKind.RETURNED, EventKind.LENT]


def test_a_look_is_never_answered_from_memory(counter: Counter):
    machine = counter.machine()
    assert machine.account("TV1", number="0").fixed["charged"] == "0000"
    counter.library.circulation.lend("TV1", "TK00")
    assert machine.account("TV1", number="0").fixed["charged"] == "0001"


def test_a_book_from_the_drop_came_back_on_the_day_it_was_put_in(counter: Counter):
    machine = counter.machine()
    machine.lend("TV1", "TK00")
    counter.now += 31 * DAY_MS  # Thursday; due on Wednesday, on which it was put into the drop
    wrong_clock = {"when": "20100105    070000", "returned": "20100104    180000"}
    back = machine.give_back("TK00", **wrong_clock)
    assert (back.fixed["ok"], back.get("AF")) == ("1", "Đã trả.")
    [_, returned] = counter.events("TK00")
    assert returned.at == counter.now - 13 * 60 * 60 * 1000
    assert machine.give_back("TK00", **wrong_clock) == back, "the answer was lost"
    machine.lend("TV2", "TK00", when="20100105    080000")
    again = machine.give_back("TK00", when="20100105    090000", returned="20100104    180000")
    assert (again.fixed["ok"], counter.events("TK00")[-1].at) == ("1", counter.now), "before its loan it cannot have"
    assert counter.library.circulation.open_loans() == ()


def test_a_copy_costs_nothing_to_borrow(counter: Counter):
    [item] = counter.library.store.items.with_barcode("TK00")
    with counter.library.store.writing() as pen:
        pen.put("item", item.id, {"price": 50_000})
    assert counter.machine().ask("17", {"when": CLOCK}, AB="TK00").get("BV") == ""


def test_whoever_does_not_sign_in_makes_room_for_machines(closed: Counter):
    closed.open()
    machine, stranger = closed.machine(), closed.stranger()
    stranger.send(b"9900802.00\r")
    assert stranger.answer().startswith(b"98")
    closed.server._patience = Patience(stranger_s=0.2)  # not before: the test itself may be held up
    stranger.send(b"9900802.00\r")
    while stranger.answer():
        pass
    assert machine.lend("TV1", "TK00").fixed["ok"] == "1"


def test_one_list_for_each_place_of_the_summary(counter: Counter):
    machine: Machine = counter.machine()
    for copy in ("TK00", "TK01", "TK02"):
        machine.lend("TV1", copy)
    titles = {item.barcode: item.title_id for item in counter.library.store.items.with_barcode("TK10")}
    for card in ("TV1", "TV2"):
        machine.hold(card, AJ=titles["TK10"])
    counter.library.holds.shelve("TK10")
    asked = {place: machine.account("TV1", summary=f"{'':{place}}Y") for place in range(10)}
    told = {
        place: [(name, value) for name, value in answer.fields if name in {"AS", "AT", "AU", "AV", "BU", "CD"}]
        for place, answer in asked.items()
    }
    assert told[0] == [("AS", "TK10")]
    assert {value for _, value in told[2]} == {"TK00", "TK01", "TK02"}
    assert [told[place] for place in (1, 3, 4, 5, 6, 9)] == [[]] * 6
    assert machine.account("TV2", summary="     Y").get("CD") == "Truyện Kiều"
    for first, last, most in (("1", "2", 2), ("3", "9", 1), ("0", "0", 0), ("x", "", 3), ("00002", "00003", 2)):
        page = machine.account("TV1", summary="  Y", BP=first, BQ=last)
        assert sum(name == "AU" for name, _ in page.fields) == most, (first, last)


def test_fields_stand_as_the_protocol_lists_them_for_who_reads_one_after_the_other(counter: Counter):
    machine = counter.machine()
    lent = machine.lend("TV1", "TK00")
    assert [name for name, _ in lent.fields] == ["AO", "AA", "AB", "AJ", "AH", "BK", "AF", "AG"]
    told = machine.account("TV1", summary="  Y")
    assert [name for name, _ in told.fields] == ["AO", "AA", "AE", "CB", "BL", "CQ", "AU"]
    stranger = machine.account("TV9")
    assert stranger.fields[:5] == (("AO", "DV01"), ("AA", "TV9"), ("AE", ""), ("BL", "N"), ("CQ", "N"))
    back = machine.give_back("TK00", when="20261123    090000")
    assert [name for name, _ in back.fields] == ["AO", "AB", "AQ", "AJ", "CS", "AF"]
