"""The reading room's page: scan out, scan back, a paper for what is restricted, a log."""

from __future__ import annotations

import pytest

from desktop.library.model.desk import Act
from desktop.library.model.item import Access
from desktop.ui.follow.reading_room import ReadingRoomPage
from desktop.ui.widgets import Button
from desktop.ui.wording import worded
from desktop.ui.words import Language
from tests.ui.world import World, clipped

CARD, BOOK, SECRET = "TV000001", "TK000100", "TK000101"


def restrict(library) -> None:
    item = library.store.items.with_barcode(SECRET)[0]
    with library.store.writing() as pen:
        pen.put("item", item.id, {"access": Access.RESTRICTED.value})


@pytest.fixture
def room(program: World) -> ReadingRoomPage:
    program.ask(restrict)
    page = program.page("open_follow")
    page.show_one("reading_room")
    program.settle()
    return page.parts["reading_room"]


def scan(program: World, room: ReadingRoomPage, card: str, code: str) -> None:
    room.card.setText(card)
    room.code.setText(code)
    room.code.returnPressed.emit()
    program.settle()


def here(room: ReadingRoomPage) -> list[str]:
    return [line.barcode for line in room.here.model_of_lines.lines]


def test_a_copy_goes_out_to_a_chair_and_comes_back(program: World, room: ReadingRoomPage) -> None:
    assert room.nobody.isVisible()
    scan(program, room, CARD, BOOK)
    assert room.notice.headline.text() == f"Đã giao {BOOK} cho Trần Thị Thử đọc tại chỗ."
    assert here(room) == [BOOK]
    assert (room.code.text(), room.card.text()) == ("", CARD), "the next copy of the same reader"
    assert room.code.hasFocus()
    room.here.selectRow(0)
    room.take_back.click()
    program.settle()
    assert room.notice.headline.text() == f"Đã nhận lại {BOOK} tại phòng đọc."
    assert here(room) == []
    room.parts.buttons["log"].click()
    assert [line.barcode for line in room.log.model_of_lines.lines] == [BOOK]


def test_a_card_scanned_where_a_copy_goes_is_the_next_reader(program: World, room: ReadingRoomPage) -> None:
    scan(program, room, CARD, BOOK)
    scan(program, room, CARD, "TV000002")
    assert (room.card.text(), room.code.text(), room.notice.isVisible()) == ("TV000002", "", False)
    program.page("open_desk")
    program.page("open_follow")
    program.type(room.card, CARD)
    assert room.card.text().upper() == CARD, "a scan after coming back replaces the reader before"


def test_a_copy_that_somebody_waits_for_is_said_to_be_put_aside(program: World, room: ReadingRoomPage) -> None:
    scan(program, room, CARD, BOOK)
    title = program.ask(lambda library: library.catalogue.find("noi vu").lines[0].id)
    program.ask(lambda library: library.circulation.hold("TV000002", title, override=True))
    room.here.selectRow(0)
    room.take_back.click()
    program.settle()
    assert "Để lên giá đặt mượn cho Lê Văn Ẫm" in room.notice.headline.text()


def test_without_a_card_nothing_goes_out(program: World, room: ReadingRoomPage) -> None:
    scan(program, room, "", BOOK)
    assert room.notice.headline.text() == "Chưa có bạn đọc ở quầy."
    assert here(room) == []


def test_a_restricted_copy_asks_for_a_paper_and_says_what_of_it_is_missing(
    program: World, room: ReadingRoomPage
) -> None:
    scan(program, room, CARD, SECRET)
    paper = room.paper
    assert paper.isVisible()
    assert paper.number.hasFocus()
    paper.go.click()
    program.settle()
    assert paper.labelled["approval-number"].note.isVisible()
    paper.number.setText("125/CV")
    paper.approver.setText("Đại tá Nguyễn Văn Đ")
    paper.purpose.setText("nghiên cứu chuyên đề")
    paper.day.setText("31/02/2026")
    paper.go.click()
    program.settle()
    assert paper.labelled["approval-day"].note.isVisible()
    paper.day.setText("20/11/2026")
    paper.purpose.returnPressed.emit()
    program.settle()
    assert not paper.isVisible()
    assert here(room) == [SECRET]
    (session,) = program.ask(lambda library: library.reading_room.open_sessions())
    assert (session.approval.number, session.approval.day.isoformat()) == ("125/CV", "2026-11-20")


def test_a_blocked_card_may_be_let_pass_by_someone_entitled(program: World, room: ReadingRoomPage) -> None:
    scan(program, room, "TV000002", BOOK)
    assert "mất thẻ" in room.notice.headline.text()
    (button,) = (each for each in room.notice.findChildren(Button) if each.isVisible())
    button.click()
    program.settle()
    assert here(room) == [BOOK]


def test_copies_on_the_tables_are_counted(program: World, room: ReadingRoomPage) -> None:
    room.code.setText(BOOK)
    room.count.setText("3")
    room.only_count.click()
    program.settle()
    assert room.notice.headline.text().startswith("Đã đếm 3 lượt đọc")
    assert "hôm nay đếm thêm 3 lượt" in room.told.text()
    room.code.setText(BOOK)
    room.count.setText("ba")
    room.only_count.click()
    program.settle()
    assert room.notice.property("severity") == "refused"


def test_the_desk_that_takes_a_session_back_says_so(program: World, room: ReadingRoomPage) -> None:
    scan(program, room, CARD, BOOK)
    answer = program.ask(lambda library: library.circulation.give_back(BOOK))
    assert "đã nhận lại tại phòng đọc" in worded(answer, Act.RETURN).text
    assert here(room) == []


@pytest.mark.looks
@pytest.mark.parametrize("size", [(1366, 768), (1024, 640), (911, 494)])
def test_everything_has_room_in_both_languages(program: World, room: ReadingRoomPage, size: tuple[int, int]) -> None:
    scan(program, room, CARD, BOOK)
    scan(program, room, CARD, SECRET)
    program.size(*size)
    for language in Language:
        program.speak(language)
        assert clipped(room) == []
