"""The list of late loans: found, sifted, chosen, printed, and sent out as card numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QItemSelectionModel

from desktop.library.circulation import overdue
from desktop.library.model.ids import Barcode, CardNumber, LoanId, Moment, ReaderId, TitleId
from desktop.library.model.overdue import OverdueLine
from desktop.library.model.reader import ReaderForm
from desktop.library.model.touched import Touched
from desktop.ui.follow import overdue_lines
from desktop.ui.follow.overdue import OverduePage
from desktop.ui.follow.overdue_lines import Coming, LateList, in_order, texts_of
from desktop.ui.letters.printing import Printed
from tests.ui.world import World

DAYS_90 = 90 * 86_400_000


@pytest.fixture
def page(program: World) -> OverduePage:
    """Three late books of two readers, one of them in a class."""

    def lend(library) -> None:
        reader = library.readers.get("TV000001")
        form = replace(library.readers.form(reader.id), group="Lớp K52", phone="0911222333")
        library.readers.amend(reader.id, form)
        at = library.store.now_ms() - DAYS_90
        for card, barcode in (("TV000001", "TK000100"), ("TV000001", "TK000101"), ("TV000002", "TK000102")):
            assert library.circulation.lend(card, barcode, at=at, override=True).status == "lent"

    program.ask(lend)
    follow = program.page("open_follow")
    follow.show_one("overdue")
    program.settle()
    return follow.parts["overdue"]


def told(page: OverduePage) -> list[str]:
    model = page.table.model()
    return [
        " ".join(filter(None, (str(model.index(row, column).data() or "") for column in range(model.columnCount()))))
        for row in range(model.rowCount())
    ]


def printed(program: World, page: OverduePage, button) -> Printed:
    came: list[Printed] = []
    page.printing.printed.connect(came.append)
    button.click()
    program.until(lambda: bool(came))
    return came[0]


def test_late_books_stand_beneath_their_reader_with_days_in_words(page: OverduePage):
    assert "3 cuốn quá hạn của 2 bạn đọc" in page.summary.text()
    first, second, *books = told(page)[0], told(page)[2 if "Ẫm" in told(page)[0] else 3], *told(page)
    assert "Lê Văn Ẫm" in first
    assert "Trần Thị Thử · TV000001 · Lớp K52 · 0911222333" in second
    assert sum("quá hạn" in line and "ngày" in line for line in books) == 3


def test_by_group_readers_of_none_come_last(program: World, page: OverduePage):
    page.order.buttons["group"].click()
    heads = [line for line in told(page) if " cuốn" in line]
    assert heads[0].startswith("Lớp K52 – 2 cuốn")
    assert heads[1].startswith("ngoài các tổ, đội, lớp – 1 cuốn")


@pytest.mark.parametrize(
    ("query", "books"), [("tran thu", 2), ("k52", 2), ("TK000102", 1), ("kiều", 1), ("không ai", 0)]
)
def test_the_list_is_sifted_by_any_of_its_words(page: OverduePage, query: str, books: int):
    page.query.setText(query)
    assert sum(len(late.lines) for late in page.found) == books
    assert page.letters.isEnabled() == bool(books)
    assert page.places.currentWidget() is (page.table if books else page.empty)


def test_for_outside_nothing_but_card_numbers_is_shown(page: OverduePage):
    page.outside.setChecked(True)
    for order in ("reader", "group"):
        page.order.buttons[order].click()
        shown = " ".join(told(page))
        for name in ("Thử", "Ẫm", "K52", "0911222333"):
            assert name not in shown
        assert "TV000001" in shown


def test_with_nothing_chosen_everything_shown_is_printed(program: World, page: OverduePage):
    assert printed(program, page, page.letters).letters == 2


def test_what_is_chosen_is_printed_a_heading_for_all_beneath_it(program: World, page: OverduePage):
    page.table.selectRow(0)
    assert sum(len(late.lines) for late in page.chosen()) == len(page.found[0].lines)
    assert printed(program, page, page.letters).letters == 1
    page.table.selectAll()
    assert page.chosen() == page.found
    rows = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    last = page.table.model().rowCount() - 1
    page.table.selectionModel().select(page.table.model().index(last, 0), rows)
    assert sum(len(late.lines) for late in page.chosen()) == 1


def test_by_group_each_group_gets_its_list(program: World, page: OverduePage):
    assert printed(program, page, page.list_).letters == 1
    page.order.buttons["group"].click()
    assert printed(program, page, page.pdf).letters == 2


def test_a_return_at_the_desk_takes_the_book_off_the_list(program: World, page: OverduePage):
    program.ask(lambda library: library.circulation.give_back("TK000100").status)
    assert sum(len(late.lines) for late in page.found) == 2
    program.ask(lambda library: [library.circulation.give_back(code).status for code in ("TK000101", "TK000102")])
    assert page.places.currentWidget() is page.empty


def test_a_new_readers_name_does_not_show_where_it_may_not(program: World, page: OverduePage):
    program.ask(lambda library: library.readers.register(ReaderForm(card="TV000003", name="Mới")))
    assert "Mới" not in " ".join(told(page))


def many(count: int) -> Coming:
    """So many late books, all come."""

    def line(at: int) -> OverdueLine:
        reader = at // 4
        return OverdueLine(
            loan=LoanId(f"{at:032}"),
            reader_id=ReaderId(f"{reader:032}"),
            card=CardNumber(f"TV{reader:06}"),
            reader=f"Trần Thị {'ABCDE'[reader % 5]}",
            group=f"Lớp K{reader % 50}",
            rank="",
            phone="",
            barcode=Barcode(f"TK{at:06}"),
            title="Điều lệnh nội vụ",
            title_id=TitleId("t"),
            lent=Moment(0),
            due=date(2026, 1, 1),
            days_late=100,
        )

    lines = tuple(map(line, range(count)))
    late = in_order(lines, texts_of(lines))
    return Coming(lines, late.texts, is_whole=True, late=late, count=count)


def test_ten_thousand_late_books_are_shown_at_once(page: OverduePage):
    page._take(many(10_000))
    assert page.table.model().rowCount() == 12_500
    page.query.setText("TV000007")
    assert sum(len(late.lines) for late in page.found) == 4


def test_the_first_of_many_are_shown_while_the_others_come_and_all_or_none_are_printed(
    program: World, page: OverduePage
):
    page.late = LateList((), (), {})
    page._take(replace(many(40), is_whole=False, count=43))
    assert (page.table.model().rowCount(), page.letters.isEnabled()) == (50, False)
    assert page.summary.text() == "43 cuốn quá hạn, đang lấy cả danh sách…"
    program.settle()
    assert (page.table.model().rowCount(), page.letters.isEnabled()) == (55, True)
    assert page.summary.text().startswith("43 cuốn quá hạn của 12 bạn đọc")


def test_the_list_becomes_whole_however_much_happens_meanwhile(
    program: World, page: OverduePage, monkeypatch: pytest.MonkeyPatch
):
    for module in (overdue, overdue_lines):
        monkeypatch.setattr(module, "PAGE", 1)
    whole: list[bool] = []

    def something_happens(left: int) -> None:
        page.background.touched.emit(frozenset({Touched.LOANS}))
        if left:
            page.background.run(lambda _: left - 1, something_happens)
        else:
            whole.append(page._shown.is_whole)

    page._shown = Coming()
    something_happens(12)
    program.until(lambda: bool(whole))
    assert whole == [True]
    program.settle()
    assert sum(len(late.lines) for late in page.found) == 3
