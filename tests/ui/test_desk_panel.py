"""What stands about the reader at the desk: holds, blocks, debts, how old the news is, and the slip they take along."""

from __future__ import annotations

from datetime import UTC, datetime

from desktop.library.letters.fields import Language as Tongue
from desktop.library.model.ids import Money
from desktop.ui.desk.loan_rows import HoldRow, LoanRow, PanelRow
from desktop.ui.desk.page import DeskPage
from desktop.ui.desk.slips import slip_of
from sync.client.enrolment import Enrolment
from sync.core.stamp import DAY_MS
from tests.ui.at_desk import BLOCKED, BOOK, OTHER, READER, THIRD, press, scan, shown
from tests.ui.world import World


def test_what_is_ready_to_fetch_stands_first_in_the_panel(program: World, desk: DeskPage):
    program.ask(lambda library: library.circulation.lend(BLOCKED, OTHER, override=True))
    scan(program, desk, READER, BOOK, OTHER, "..DAT")
    waiting = [row.column.itemAt(1).widget().text() for row in desk.reader.findChildren(HoldRow)]
    assert waiting == ["đang chờ, thứ 1"]
    scan(program, desk, "..TRA", OTHER, READER)
    first = next(row for row in desk.reader.findChildren(PanelRow) if row.isVisible())
    assert isinstance(first, HoldRow)
    assert first.column.itemAt(1).widget().text().startswith("có sách, để dành đến ")


def test_blocks_say_what_to_do(program: World, desk: DeskPage):
    scan(program, desk, BLOCKED)
    assert (
        desk.reader.blocks.text.text() == "Thẻ đang bị khoá: mất thẻ. Hỏi người phụ trách thư viện trước khi cho mượn."
    )


def test_new_rows_take_the_place_of_the_old_ones_at_once(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK)
    desk.reader.show_panel(desk.reader.panel)  # nothing goes by in between, as when a picture is drawn just then
    assert [row.isVisible() for row in desk.reader.findChildren(LoanRow)].count(True) == 1


def test_old_news_from_the_centre_stands_over_the_reader_and_beside_the_result(program: World, desk: DeskPage):
    def hear_nothing_for_twelve_days(library):
        enrolled = Enrolment(
            "192.0.2.1:8443", "", "DV01", "Thư viện thử", "", datetime.now(UTC), bytes(32), device="d" * 32
        )
        library.store.profile.put("enrolment", enrolled.to_bytes())
        library.store.profile.put("last-sync", library.store.now_ms() - 12 * DAY_MS)

    scan(program, desk, READER)
    assert not desk.reader.news.isVisible()
    program.ask(hear_nothing_for_twelve_days)
    scan(program, desk, READER, BOOK)
    assert desk.reader.news.text() == "Tin từ trung tâm cách đây 12 ngày"
    assert desk.reader.news.isVisible()
    assert "tin từ trung tâm cách đây 12 ngày" in desk.result.text.text()


def test_the_slip_of_what_a_reader_has_is_printed_by_one_key(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK)
    press(desk, "slip")
    program.settle()
    program.until(lambda: shown(desk)[0] == "ĐÃ LƯU PHIẾU")
    assert desk.scan.hasFocus()
    assert list(program.program.preferences.letters_folder.glob("*.pdf"))


def test_the_slip_lists_what_was_taken_since_the_reader_came(program: World, desk: DeskPage):
    def printed() -> list[object]:
        (sheet,) = program.ask(lambda library: slip_of(None, desk.reader.panel, desk.came)(library, Tongue.VIETNAMESE))
        return [code for code in (BOOK, THIRD) if code in str(sheet)]

    program.ask(lambda library: library.circulation.lend(READER, THIRD))
    scan(program, desk, READER)
    assert printed() == [THIRD]  # nothing taken yet: what they have
    scan(program, desk, BOOK, READER)
    assert printed() == [BOOK]
    press(desk, "give_back")
    program.settle()
    assert printed() == [BOOK]


def test_what_a_reader_owes_is_said_once_and_beyond_the_limit_stands_in_the_way(program: World, desk: DeskPage):
    def owe(library):
        with library.store.writing() as pen:
            pen.put("desk_policy", "d" * 32, {"money": True, "owes_limit": 100_000})
        library.money.charge(READER, Money(95_000))

    program.ask(owe)
    scan(program, desk, READER)
    assert desk.reader.owed.text() == "Còn nợ 95.000 đồng. Thu ở trang Bạn đọc (Ctrl+3)."
    assert (desk.reader.owed.isVisible(), desk.reader.blocks.isVisible()) == (True, False)
    program.ask(lambda library: library.money.charge(READER, Money(10_000)))
    scan(program, desk, READER)
    assert desk.reader.blocks.text.text().startswith("Bạn đọc còn nợ 105.000 đồng")
    assert not desk.reader.owed.isVisible()
