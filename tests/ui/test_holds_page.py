"""The page of holds: what to fetch, who waits, what stands on the hold shelf, and what nobody came for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.ui.follow.growing import PAGE
from desktop.ui.follow.hold_rows import EXPIRED, LEFT, PULL, QUEUE, SHELF, left_words, state_words
from desktop.ui.follow.holds import HoldsPage
from tests.ui.world import World

if TYPE_CHECKING:
    from desktop.library.library import Library

FIRST, SECOND, BOOK = "TV000001", "TV000002", "TK000100"


@pytest.fixture
def holds(program: World) -> HoldsPage:
    page = program.page("open_follow")
    page.show_one("holds")
    program.settle()
    return page.parts["holds"]


def place(program: World, card: str) -> None:
    answer = program.ask(lambda library: library.holds.place(card, barcode=BOOK, override=True))
    assert answer.status == "held", answer
    program.settle()


def cards(holds: HoldsPage, name: str) -> list[str | None]:
    return [line.card for line in holds.tables[name].model_of_lines.lines]


def put_aside(program: World, holds: HoldsPage) -> None:
    holds.code.setText(BOOK)
    holds.code.returnPressed.emit()
    program.settle()


def choose(program: World, holds: HoldsPage, name: str) -> None:
    holds.lists.buttons[name].click()
    holds.tables[name].selectRow(0)
    program.settle()


def test_a_fetched_copy_is_scanned_onto_the_hold_shelf(program: World, holds: HoldsPage) -> None:
    place(program, FIRST)
    assert (cards(holds, PULL), cards(holds, QUEUE), cards(holds, SHELF)) == ([FIRST], [FIRST], [])
    put_aside(program, holds)
    assert BOOK in holds.notice.headline.text()
    assert (cards(holds, PULL), cards(holds, SHELF)) == ([], [FIRST])
    assert holds.code.text() == ""


def test_a_copy_that_nobody_waits_for_is_refused(program: World, holds: HoldsPage) -> None:
    put_aside(program, holds)
    assert holds.notice.headline.text() == f"Không có ai chờ cuốn {BOOK}."
    assert holds.empty[PULL].isVisible()


def test_whoever_steps_back_lets_the_next_one_have_the_copy(program: World, holds: HoldsPage) -> None:
    place(program, FIRST)
    place(program, SECOND)
    put_aside(program, holds)
    choose(program, holds, SHELF)
    holds.suspend.click()
    program.settle()
    assert cards(holds, SHELF) == [SECOND]
    choose(program, holds, QUEUE)
    assert state_words(holds.tables[QUEUE].model_of_lines.lines[0]) == "tạm hoãn"
    assert holds.resume.isEnabled()
    holds.resume.click()
    program.settle()
    assert cards(holds, QUEUE) == [FIRST, SECOND]
    choose(program, holds, QUEUE)
    holds.cancel.click()
    program.settle()
    assert cards(holds, QUEUE) == [SECOND]
    assert cards(holds, EXPIRED) == []


def test_a_copy_that_nobody_waits_for_any_more_is_told_until_it_is_scanned(program: World, holds: HoldsPage) -> None:
    place(program, FIRST)
    put_aside(program, holds)
    choose(program, holds, SHELF)
    holds.cancel.click()
    program.settle()
    assert BOOK in holds.notice.text.text()
    choose(program, holds, LEFT)
    assert left_words(holds.tables[LEFT].model_of_lines.lines[0]).startswith("không còn ai chờ: trả về kệ")
    assert (cards(holds, LEFT), cards(holds, SHELF), holds.cancel.isEnabled()) == ([FIRST], [], False)
    put_aside(program, holds)
    assert holds.notice.headline.text() == f"Trả {BOOK} về kệ: không còn ai chờ."
    assert (cards(holds, LEFT), holds.empty[LEFT].isVisible()) == ([], True)


def test_a_long_queue_is_counted_at_once_and_brought_by_pages(program: World, holds: HoldsPage) -> None:
    def crowd(library: Library) -> None:
        (item,) = library.store.items.with_barcode(BOOK)
        with library.store.writing() as pen:
            for number in range(PAGE + 5):
                at = library.store.now_ms()
                told = {"kind": "held", "title_id": item.title_id, "order": f"{at:012x}{number:014x}"}
                reader = f"{number:032x}"
                pen.put("circulation_event", pen.new_id(), {**told, "at": at, "recorded": at, "reader_id": reader})

    program.ask(crowd)
    program.settle()
    shown = holds.tables[QUEUE].model_of_lines
    assert f"{PAGE + 5} lượt" in holds.told.text()
    assert shown.rowCount() == PAGE
    for _ in range(2):
        holds.tables[QUEUE].end_near.emit()
        program.settle()
        assert shown.rowCount() == PAGE + 5
    assert [line.place for line in shown.lines] == list(range(1, PAGE + 6))
    program.ask(lambda library: library.circulation.lend(FIRST, BOOK, override=True))
    assert shown.rowCount() == PAGE + 5, "whoever has gone down the list is not thrown back by what happens at a desk"
