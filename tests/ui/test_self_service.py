"""A reader alone in front of the page: card, PIN, books, done, and nothing left on the screen for the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.library.security import pins
from desktop.ui.desk.self_service import SILENCE_MS, SelfServicePage
from desktop.ui.words import Language
from tests.ui.world import World, clipped, texts

if TYPE_CHECKING:
    from desktop.library.library import Library

READER, OTHER, BOOK, SECOND = "TV000001", "TV000002", "TK000100", "TK000102"
PIN = "2468"


def prepare(library: Library) -> None:
    library.pins.set(READER, PIN)
    with library.store.writing() as pen:
        pen.put("desk_policy", "d" * 32, {"self_service": True})


@pytest.fixture
def page(program: World, monkeypatch: pytest.MonkeyPatch) -> SelfServicePage:
    monkeypatch.setattr(pins, "_MEMORY", 8192)  # the page is tried here, not the hash
    monkeypatch.setattr(pins, "_WORK", 1)
    program.ask(prepare)
    return program.page("open_self_service")


def scan(world: World, field, *codes: str) -> None:
    for code in codes:
        world.type(field, code)
        world.qtbot.keyClick(field, Qt.Key.Key_Return)
        world.settle()


def begun(world: World, page: SelfServicePage) -> None:
    scan(world, page.scan, READER)
    scan(world, page.pad.field, PIN)
    assert page.steps.currentWidget() is page.visit


def press(world: World, button) -> None:
    world.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    world.settle()


def said(page: SelfServicePage) -> tuple[str, str]:
    return page.visit.result.headline.text(), page.visit.result.big.text()


def test_card_pin_book_done(program: World, page: SelfServicePage):
    assert page.scan.hasFocus()
    scan(program, page.scan, READER)
    assert page.pad.field.hasFocus()
    scan(program, page.pad.field, PIN)
    assert said(page) == ("XIN CHÀO", "Trần Thị Thử")
    assert page.visit.scan.hasFocus()
    scan(program, page.visit.scan, BOOK)
    assert said(page)[0] == "ĐÃ CHO MƯỢN"
    assert page.visit.reader.held.text() == "Đang mượn 1/10"
    press(program, page.visit.done)
    assert page.steps.currentWidget() is page.waiting
    assert page.scan.hasFocus()
    assert [loan.barcode for loan in program.ask(lambda library: library.circulation.open_loans(READER))] == [BOOK]


def test_a_pin_is_pressed_on_the_screen(program: World, page: SelfServicePage):
    scan(program, page.scan, READER)
    for digit in f"9{PIN}":
        press(program, page.pad.keys[digit])
        if digit == "9":
            press(program, page.pad.correct)
    press(program, page.pad.go)
    assert page.steps.currentWidget() is page.visit


def test_a_wrong_pin_says_so_and_is_never_shown(program: World, page: SelfServicePage):
    scan(program, page.scan, READER)
    program.type(page.pad.field, "1111")
    assert "1111" not in page.pad.field.displayText()
    scan(program, page.pad.field, "")
    assert page.pad.notice.headline.text() == "Mã PIN không đúng."
    assert page.pad.field.text() == ""


def test_a_card_scanned_again_instead_of_a_pin_is_no_wrong_try(program: World, page: SelfServicePage):
    scan(program, page.scan, READER)
    for _ in range(6):
        scan(program, page.pad.field, READER)
    assert not page.pad.notice.isVisible()
    scan(program, page.pad.field, PIN)
    assert page.steps.currentWidget() is page.visit


def test_a_card_that_nobody_knows_begins_nothing(program: World, page: SelfServicePage):
    scan(program, page.scan, "TV999999")
    assert page.notice.isVisible()
    assert page.steps.currentWidget() is page.waiting


def test_silence_ends_the_visit_and_leaves_nothing_on_the_screen(program: World, page: SelfServicePage):
    begun(program, page)
    scan(program, page.visit.scan, BOOK)
    assert page.silence.isActive()
    assert page.silence.interval() == SILENCE_MS == 30_000
    page.silence.timeout.emit()
    program.settle()
    assert page.steps.currentWidget() is page.waiting
    assert program.ask(lambda library: library.self_service.reader) is None
    seen = [text for part in page.findChildren(type(page.visit)) if part.isVisible() for text in texts(part)]
    assert not any("Trần" in text for text in seen)


def test_every_key_begins_the_silence_anew(program: World, page: SelfServicePage):
    begun(program, page)
    program.until(lambda: page.silence.remainingTime() < SILENCE_MS - 200)
    left = page.silence.remainingTime()
    program.type(page.visit.scan, "T")
    assert page.silence.remainingTime() > left


def test_returning_and_renewing_are_chosen_on_the_screen_by_key_or_by_code(program: World, page: SelfServicePage):
    begun(program, page)
    scan(program, page.visit.scan, BOOK)
    press(program, page.visit.acts.buttons["renew"])
    scan(program, page.visit.scan, BOOK)
    assert said(page)[0] == "ĐÃ GIA HẠN"
    scan(program, page.visit.scan, "..TRA", BOOK)
    assert said(page)[0] == "ĐÃ NHẬN TRẢ"
    assert page.visit.reader.held.text() == "Đang mượn 0/10"


def test_printed_codes_renew_everything_and_end_the_visit(program: World, page: SelfServicePage):
    begun(program, page)
    scan(program, page.visit.scan, BOOK, SECOND, "..GIAHET")
    assert said(page) == ("ĐÃ GIA HẠN", "2 cuốn")
    scan(program, page.visit.scan, "..XONG")
    assert page.steps.currentWidget() is page.waiting


def test_a_refusal_offers_no_way_round_and_names_nobody(program: World, page: SelfServicePage):
    program.ask(lambda library: library.circulation.lend(OTHER, BOOK, override=True))
    begun(program, page)
    scan(program, page.visit.scan, BOOK, "..CHOPHEP")
    assert said(page)[0] == "CHƯA CHO MƯỢN"
    assert not page.visit.result.override.isVisible()
    assert not page.visit.result.hold.isVisible()
    assert not any(OTHER in text or "Lê Văn Ẫm" in text for text in texts(page))


def test_a_blocked_reader_is_not_told_what_the_staff_should_do(program: World, page: SelfServicePage):
    program.ask(lambda library: library.pins.set(OTHER, PIN))
    scan(program, page.scan, OTHER)
    scan(program, page.pad.field, PIN)
    assert page.visit.reader.blocks.text.text() == "Thẻ đang bị khoá: mất thẻ.\nMời thủ thư giúp bạn."


def test_it_is_closed_until_the_house_rules_open_it(program: World):
    page = program.page("open_self_service")
    assert page.steps.currentWidget() is page.closed
    program.ask(prepare)
    program.until(lambda: page.steps.currentWidget() is page.waiting)
    begun(program, page)


def cut(world: World, page: SelfServicePage) -> list[str]:
    found: list[str] = []
    for language in Language:
        world.speak(language)
        for size in ((1366, 768), (911, 494)):
            world.size(*size)
            found += clipped(page)
    return found


@pytest.mark.looks
def test_nothing_is_cut_off(program: World, page: SelfServicePage):
    found = cut(program, page)
    scan(program, page.scan, READER)
    found += cut(program, page)
    scan(program, page.pad.field, PIN)
    scan(program, page.visit.scan, BOOK, SECOND, "TK9")
    assert found + cut(program, page) == []
