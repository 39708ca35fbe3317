"""The desk's one field: cards, items, commands, double scans, garbled codes, undo, and a whole hour of it."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.library.model.desk import Act
from desktop.library.model.event import EventKind
from desktop.library.model.refusal import Reason

if TYPE_CHECKING:
    from tests.circulation.desk_world import World


def scanned(world: World, code: str) -> str:
    """Scan a moment later; what came of it in one word."""
    world.now += 2000
    led_to = world.desk.scan(code)
    if led_to.answer is not None:
        return led_to.answer.reason or led_to.answer.status
    return "done" if led_to.done else led_to.act or f"reader {led_to.panel.reader.card if led_to.panel else None}"


def test_a_card_then_items_are_lent_without_touching_anything_else(world: World) -> None:
    card, one, two = world.a_reader(), world.an_item(), world.an_item()
    assert [scanned(world, code) for code in (card, one, two)] == [f"reader {card}", "lent", "lent"]
    assert world.desk.reader is not None
    assert [line.barcode for line in world.desk.reader.loans] == [one, two]


def test_a_code_is_known_however_the_scanner_dresses_it(world: World) -> None:
    card, item = world.a_reader(), world.an_item()
    assert scanned(world, f"]C1{card.lower()}\r\n") == f"reader {card}"
    assert scanned(world, f"*{item}*") == "lent"


def test_command_codes_change_what_an_item_means(world: World) -> None:
    card, item = world.a_reader(), world.an_item()
    codes = (card, item, "..GIA", item, "..TRA", item, "..MUON", item, "..XONG", item)
    assert [scanned(world, code) for code in codes] == [
        f"reader {card}",
        "lent",
        Act.RENEW,
        "renewed",
        Act.RETURN,
        "returned",
        Act.LEND,
        "lent",
        "done",
        Reason.NO_READER_CHOSEN,
    ]
    assert world.desk.reader is None


def test_without_a_reader_the_desk_says_who_has_the_item(world: World) -> None:
    loan = world.a_loan()
    answer = world.desk.scan(loan.barcode or "").answer
    assert answer is not None
    assert (answer.reason, answer.title) == (Reason.NO_READER_CHOSEN, "Điều lệnh Công an nhân dân")
    assert dict(answer.facts)["holder"] == loan.card


def test_the_same_code_read_twice_by_the_scanner_is_done_once(world: World) -> None:
    card, item = world.a_reader(), world.an_item()
    for act in (Act.LEND, Act.RENEW, Act.RETURN):
        world.desk.act = act
        scanned(world, card)
        first = world.desk.scan(item).answer
        world.now += 300
        second = world.desk.scan(item).answer
        assert first is not None
        assert second is not None
        assert (first.status, second.status, second.event) == (second.status, first.status, first.event)
        assert ("again", True) in second.facts
        assert ("again", True) not in first.facts
    assert world.events() == 3


def test_the_same_code_some_time_later_is_a_new_scan(world: World) -> None:
    card, item = world.a_reader(), world.an_item()
    assert [scanned(world, code) for code in (card, item, item)] == [
        f"reader {card}",
        "lent",
        Reason.ALREADY_LENT_TO_READER,
    ]


def test_an_undo_read_twice_undoes_one_act(world: World) -> None:
    card, one, two = world.a_reader(), world.an_item(), world.an_item()
    for code in (card, one, two):
        scanned(world, code)
    world.desk.scan("..HUY")
    world.now += 100
    world.desk.scan("..HUY")
    assert [line.barcode for line in world.desk.open_loans(card)] == [one]


def test_what_was_just_undone_is_done_again_however_soon_it_is_scanned(world: World) -> None:
    card, item = world.a_reader(), world.an_item()
    scanned(world, card)
    scanned(world, item)
    world.now += 500
    assert world.desk.undo().status == "undone"
    answer = world.desk.scan(item).answer
    assert answer is not None
    assert (answer.status, answer.facts) == ("lent", ())
    assert [line.barcode for line in world.desk.open_loans(card)] == [item]


def test_a_code_that_telex_garbled_is_read_when_only_one_reading_is_possible(world: World) -> None:
    world.a_reader(card="TV000001")
    world.an_item(barcode="GT.DD.0005")
    scanned(world, "TV000001")
    answer = world.desk.scan("GT.Đ.0005").answer
    assert answer is not None
    assert (answer.status, answer.barcode, answer.repaired_from) == ("lent", "GT.DD.0005", "GT.Đ.0005")


def test_a_garbled_code_that_is_nothing_we_know_is_refused_loudly(world: World) -> None:
    assert scanned(world, "GT.Đ.0005") == Reason.GARBLED_CODE


def test_a_garbled_code_with_two_readings_is_not_guessed_at(world: World) -> None:
    world.an_item(barcode="UW1")
    world.an_item(barcode="W1")
    assert scanned(world, "Ư1") == Reason.AMBIGUOUS_CODE
    assert world.events() == 0


def test_an_item_without_a_label_is_known_by_its_register_number(world: World) -> None:
    card = world.a_reader()
    with world.store.writing() as pen:
        fields = {"title_id": world.title, "barcode": "", "accession": "VL.00031", "type": "sach"}
        pen.put("item", pen.new_id(), dict(fields))
    assert [scanned(world, code) for code in (card, "VL.00031", "..TRA", "vl.00031")] == [
        f"reader {card}",
        "lent",
        Act.RETURN,
        "returned",
    ]


def test_of_two_copies_with_one_bar_code_the_register_number_says_which(world: World) -> None:
    card = world.a_reader()
    for accession in ("VL.00031", "VL.00032"):
        item = world.an_item(barcode="TK.77777", accession=accession)
    assert [scanned(world, code) for code in (card, item, "VL.00032", "..TRA", "VL.00032")] == [
        f"reader {card}",
        Reason.AMBIGUOUS_CODE,
        "lent",
        Act.RETURN,
        "returned",
    ]


def test_a_code_that_is_both_a_card_and_an_item_is_not_guessed_at(world: World) -> None:
    world.a_reader(card="TV000009")
    world.an_item(barcode="TV000009")
    assert scanned(world, "TV000009") == Reason.AMBIGUOUS_CODE


@pytest.mark.parametrize("code", ["", "   ", "..", "..NICHTS", "9" * 500, "'; DROP TABLE item; --", "\x00\x1b[2J"])
def test_nonsense_is_refused_and_changes_nothing(world: World, code: str) -> None:
    assert scanned(world, code) in {Reason.UNKNOWN_BARCODE, Reason.GARBLED_CODE}
    assert world.events() == 0


def test_a_refusal_met_by_scanning_can_be_overridden(world: World) -> None:
    card, item = world.a_reader(blocked="mất thẻ"), world.an_item()
    assert [scanned(world, code) for code in (card, item)] == [f"reader {card}", Reason.READER_BLOCKED]
    assert world.desk.override().status == "lent"
    assert world.desk.override().reason is Reason.NOTHING_TO_UNDO


def test_only_the_last_refusal_can_be_overridden(world: World) -> None:
    blocked, item = world.a_reader(blocked="mất thẻ"), world.an_item()
    scanned(world, blocked)
    assert scanned(world, item) == Reason.READER_BLOCKED
    assert scanned(world, "NOTHING") == Reason.UNKNOWN_BARCODE
    assert world.desk.override().reason is Reason.NOTHING_TO_UNDO


def test_an_act_that_went_well_leaves_nothing_to_override(world: World) -> None:
    assert world.desk.lend(world.a_reader(blocked="mất thẻ"), world.an_item()).status == "refused"
    world.a_loan()
    assert world.desk.override().reason is Reason.NOTHING_TO_UNDO


def test_undo_takes_back_one_act_after_the_other(world: World) -> None:
    card, item = world.a_reader(), world.an_item()
    for code in (card, item, "..GIA", item, "..TRA", item):
        scanned(world, code)
    undone = [world.desk.undo() for _ in range(4)]
    assert [dict(answer.facts).get("undone") for answer in undone] == ["returned", "renewed", "lent", None]
    assert undone[3].reason is Reason.NOTHING_TO_UNDO
    assert world.desk.open_loans() == ()
    assert [line.undone for line in world.desk.today()] == [True, True, True]


def test_undo_reaches_back_to_before_a_restart_but_not_to_yesterday(world: World) -> None:
    loan = world.a_loan()
    world.reopen()
    assert world.desk.undo().barcode == loan.barcode
    world.a_loan()
    world.days_pass(1)
    assert world.desk.undo().reason is Reason.NOTHING_TO_UNDO, "the program was left on overnight"
    world.reopen()
    assert world.desk.undo().reason is Reason.NOTHING_TO_UNDO


def test_undo_leaves_alone_what_another_desk_did(world: World) -> None:
    loan = world.a_loan()
    world.change("circulation_event", loan.event, device="another-desk")
    world.reopen()
    assert world.desk.undo().reason is Reason.NOTHING_TO_UNDO


def test_todays_list_is_newest_first_and_forgets_yesterday(world: World) -> None:
    world.a_loan()
    world.days_pass(1)
    loan = world.a_loan()
    world.now += 1000
    world.desk.give_back(loan.barcode or "")
    lines = world.desk.today()
    assert [line.kind for line in lines] == [EventKind.RETURNED, EventKind.LENT]
    assert {(line.barcode, line.card, line.title) for line in lines} == {(loan.barcode, loan.card, loan.title)}
    assert (lines[1].due, lines[0].due) == (loan.due, None)
    assert len(world.desk.today(limit=1)) == 1


def test_overdue_loans_are_listed_the_latest_first(world: World) -> None:
    soldier, cadet = world.a_loan(world.a_reader("chien-si")), world.a_loan(world.a_reader("hoc-vien"))
    world.now = world.moment(date(2026, 12, 9))
    assert [(line.barcode, line.days_overdue) for line in world.desk.overdue()] == [
        (cadet.barcode, 6),
        (soldier.barcode, 2),
    ]


def test_the_panel_names_every_block(world: World) -> None:
    card = world.a_reader("khach", blocked="mất thẻ", expires="2026-12-01")
    for _ in range(2):
        world.desk.lend(card, world.an_item(), override=True)
    world.days_pass(20)
    assert world.desk.panel(card).blocks == (
        Reason.READER_BLOCKED,
        Reason.CARD_EXPIRED,
        Reason.HAS_OVERDUE,
        Reason.LIMIT_REACHED,
    )
    assert world.desk.panel(world.a_reader()).blocks == ()


def test_nothing_of_a_refused_act_is_written(world: World) -> None:
    loan = world.a_loan()
    before = world.store.connection.execute("SELECT last, number FROM clock").fetchone()
    assert world.desk.lend(world.a_reader(card="TV9"), loan.barcode or "").status == "refused"
    after = world.store.connection.execute("SELECT last, number FROM clock").fetchone()
    assert after[1] == before[1] + 1  # the reader that this test made


def test_a_desk_hour_with_mistakes_ends_as_it_should(world: World) -> None:
    """150 scans by an imperfect hand; a ledger kept beside the desk says who must have what at the end."""
    chance = random.Random(2026)
    cards = [world.a_reader() for _ in range(8)]
    items = [world.an_item() for _ in range(25)]
    has: dict[str, str] = {}
    at_desk, act = "", Act.LEND
    for _ in range(150):
        match chance.randrange(10):
            case 0 | 1:
                at_desk = chance.choice(cards)
                assert scanned(world, at_desk) == f"reader {at_desk}"
            case 2:
                act, code = chance.choice([(Act.LEND, "..MUON"), (Act.RETURN, "..TRA")])
                assert scanned(world, code) == act
            case 3:
                assert scanned(world, "RUBBISH") == Reason.UNKNOWN_BARCODE
            case 4:
                at_desk = ""
                assert scanned(world, "..XONG") == "done"
            case _:
                item = chance.choice(items)
                outcome = scanned(world, item)
                assert outcome == _expected(has, item, at_desk, act)
                if outcome in {"lent", "returned"}:
                    has |= {item: at_desk} if outcome == "lent" else {}
                    if outcome == "returned":
                        del has[item]
                    world.now += 200
                    again = world.desk.scan(item).answer
                    assert again is not None
                    assert ("again", True) in again.facts
    assert {line.barcode: line.card for line in world.desk.open_loans()} == has
    assert len(has) > 5


def _expected(has: dict[str, str], item: str, at_desk: str, act: Act) -> str:
    if act is Act.RETURN:
        return "returned" if item in has else Reason.NOT_ON_LOAN
    if not at_desk:
        return Reason.NO_READER_CHOSEN
    if item in has:
        return Reason.ALREADY_LENT_TO_READER if has[item] == at_desk else Reason.ON_LOAN_TO_ANOTHER
    return Reason.LIMIT_REACHED if list(has.values()).count(at_desk) >= 10 else "lent"


def test_an_act_needs_no_more_reading_for_a_reader_with_a_long_history(world: World) -> None:
    """Counted in steps of the database's own machine, so that a slow PC cannot fail it nor a fast one pass it."""
    card, item = world.a_reader(), world.an_item()
    before = _reads(world, card, item)
    for _ in range(150):
        world.desk.lend(card, item)
        world.desk.give_back(item)
        world.now += 10_000
    assert _reads(world, card, item) <= before * 1.3


def _reads(world: World, card: str, item: str) -> int:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    world.store.connection.set_progress_handler(count, 10)
    assert world.desk.lend(card, item).status == "lent"
    assert world.desk.give_back(item).status == "returned"
    world.store.connection.set_progress_handler(None, 0)
    world.now += 10_000
    return steps
