"""The desk page over a real library: cards, books, commands, refusals, undo; the scan field keeps the keys."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

import resources
from desktop.library.letters.fields import Language as Tongue
from desktop.library.model.ids import Moment, Money
from desktop.library.model.item import ItemForm
from desktop.ui.desk.loan_rows import HoldRow, PanelRow
from desktop.ui.desk.page import DeskPage
from desktop.ui.desk.slips import slip_of
from desktop.ui.widgets.tables import STRUCK_ROLE
from desktop.ui.words import Language
from sync.client.enrolment import Enrolment
from sync.core.stamp import DAY_MS, wall_clock_ms
from tests.ui.world import World, clipped, texts

READER, BLOCKED = "TV000001", "TV000002"
BOOK, OTHER, THIRD = "TK000100", "TK000102", "TK000103"
OURS = ("Điều lệnh", "Truyện Kiều", "Trần Thị Thử", "Lê Văn Ẫm", "Thư viện thử", "mất thẻ", "Tiếng Việt", "Tủ Sách")


@pytest.fixture
def desk(program: World) -> DeskPage:
    return program.page("open_desk")


def scan(world: World, desk: DeskPage, *codes: str) -> None:
    for code in codes:
        world.type(desk.scan, code)
        world.qtbot.keyClick(desk.scan, Qt.Key.Key_Return)
        world.settle()


def press(desk: DeskPage, action: str) -> None:
    desk.findChild(QAction, action).trigger()


def shown(desk: DeskPage) -> tuple[str, str]:
    return desk.result.headline.text(), desk.result.big.text()


def test_a_card_then_a_book_is_a_loan(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK)
    assert shown(desk) == ("ĐÃ CHO MƯỢN", "Điều lệnh nội vụ Công an nhân dân")
    assert "hạn trả" in desk.result.text.text()
    assert desk.reader.name.text() == "Trần Thị Thử"
    assert desk.reader.held.text() == "Đang mượn 1/10"
    [line] = desk.today.table.model_of_lines.lines
    assert (line.barcode, line.card) == (BOOK, READER)


def test_a_book_comes_back_without_a_card(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK)
    press(desk, "give_back")
    program.settle()
    scan(program, desk, BOOK)
    assert shown(desk)[0] == "ĐÃ NHẬN TRẢ"


def test_a_book_without_a_reader_says_to_scan_the_card_first(program: World, desk: DeskPage):
    scan(program, desk, BOOK)
    assert shown(desk) == ("CHƯA CHO MƯỢN", "Chưa có bạn đọc ở quầy.")
    assert desk.result.text.text() == "Quét thẻ bạn đọc trước, rồi quét sách."


def test_a_blocked_reader_is_refused_with_the_reason_and_lent_to_all_the_same(program: World, desk: DeskPage):
    scan(program, desk, BLOCKED, BOOK)
    assert shown(desk) == ("CHƯA CHO MƯỢN", "Thẻ đang bị khoá: mất thẻ.")
    assert desk.result.override.word.text() == "Vẫn cho mượn"
    press(desk, "override")
    program.settle()
    assert shown(desk)[0] == "ĐÃ CHO MƯỢN"


def test_an_override_of_nothing_says_that_nothing_waits(program: World, desk: DeskPage):
    press(desk, "override")
    program.settle()
    assert shown(desk) == ("CHƯA LÀM GÌ", "Không có lượt bị từ chối nào đang chờ quyết định.")


def test_the_last_act_is_undone(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK)
    press(desk, "undo")
    program.settle()
    assert shown(desk)[0] == "ĐÃ HOÀN TÁC"
    assert desk.reader.held.text() == "Đang mượn 0/10"


def test_an_undo_of_nothing_is_not_called_a_refused_loan(program: World, desk: DeskPage):
    press(desk, "undo")
    program.settle()
    assert shown(desk)[0] == "CHƯA HOÀN TÁC"


def test_a_book_that_another_reader_has_can_be_held(program: World, desk: DeskPage):
    program.ask(lambda library: library.circulation.lend(BLOCKED, OTHER, override=True))
    scan(program, desk, READER, OTHER)
    assert "đang có bạn đọc khác giữ" in shown(desk)[1]
    press(desk, "hold")
    program.settle()
    assert shown(desk)[0] == "ĐÃ ĐẶT MƯỢN"


def test_all_loans_are_renewed_at_once(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK, OTHER)
    press(desk, "renew_all")
    program.settle()
    assert shown(desk)[0] in {"ĐÃ GIA HẠN", "CHƯA GIA HẠN"}
    assert program.ask(lambda library: len(library.circulation.open_loans(READER))) == 2


def test_a_code_that_a_typing_program_garbled_is_read_and_said(program: World, desk: DeskPage):
    """Telex makes â of two a: the label ends in DAA, the field gets DÂ."""

    def a_label(library):
        title = library.catalogue.find("kieu").lines[0].id
        library.catalogue.add_item(title, ItemForm(barcode="KHO1DAA7"))

    program.ask(a_label)
    scan(program, desk, READER)
    desk.scan.setText("KHO1DÂ7")
    program.qtbot.keyClick(desk.scan, Qt.Key.Key_Return)
    program.settle()
    assert shown(desk)[0] == "ĐÃ CHO MƯỢN"
    assert "đã sửa mã “KHO1DÂ7” do bộ gõ" in desk.result.text.text()


def test_a_refused_code_that_was_typed_stays_to_be_mended(program: World, desk: DeskPage):
    desk.scan.setText("TK9")
    program.qtbot.keyClick(desk.scan, Qt.Key.Key_Return)
    program.settle()
    assert desk.scan.text() == "TK9"
    assert desk.scan.selectedText() == "TK9"


def test_the_scan_field_keeps_the_keys_whatever_happens(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK)
    for button in (desk.undo, desk.reader.finish, *desk.acts.buttons.values()):
        program.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        program.settle()
        assert program.window.focusWidget() is desk.scan


def test_a_loan_made_elsewhere_is_seen_at_the_desk(program: World, desk: DeskPage):
    scan(program, desk, READER)
    program.program.errands.run(lambda library: library.circulation.lend(READER, OTHER))
    program.settle()
    program.until(lambda: desk.reader.held.text() == "Đang mượn 1/10")


def test_the_desk_answers_while_a_long_errand_runs(program: World, desk: DeskPage):
    import_of_readers = program.program.errands.progress()
    under_way: list[int] = []

    def long_errand(_):
        step = 0
        while import_of_readers.step(step, 1_000_000):
            step += 1

    import_of_readers.moved.connect(lambda done, _: under_way.append(done))
    program.program.errands.run(long_errand)
    program.until(lambda: bool(under_way))
    program.type(desk.scan, READER)
    program.qtbot.keyClick(desk.scan, Qt.Key.Key_Return)
    program.until(lambda: desk.reader.panel is not None)
    assert not program.program.errands.is_idle
    import_of_readers.cancel()
    program.settle()


def test_the_models_keep_qts_rules(program: World, desk: DeskPage, qtmodeltester):
    scan(program, desk, READER, BOOK)
    qtmodeltester.check(desk.today.table.model_of_lines)


def test_the_desk_speaks_one_language_at_a_time(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK, BLOCKED, OTHER)
    program.speak(Language.ENGLISH)
    left = {text for text in texts(program.window) if any("\u1ea0" <= letter <= "\u1ef9" for letter in text)}
    assert {text for text in left if not any(name in text for name in OURS)} == set()


@pytest.mark.looks
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("size", [(1366, 768), (1024, 640)], ids=str)
def test_nothing_is_cut_off_at_the_desk(program: World, desk: DeskPage, language: Language, size: tuple[int, int]):
    program.speak(language)
    program.size(*size)
    cut = list(clipped(program.window))
    long_ago = Moment(wall_clock_ms() - 400 * 24 * 3600 * 1000)
    program.ask(lambda library: library.circulation.lend(READER, "TK000103", at=long_ago))
    scan(program, desk, READER, BOOK)
    assert "quá hạn" in "".join(texts(desk)) or language is Language.ENGLISH
    cut += clipped(program.window)
    scan(program, desk, BLOCKED, OTHER)
    assert cut + clipped(program.window) == []


def test_ctrl_z_undoes_the_last_act_although_the_scan_field_has_the_keys(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK)
    program.qtbot.keyClick(desk.scan, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    program.settle()
    assert shown(desk)[0] == "ĐÃ HOÀN TÁC"


def test_ctrl_z_takes_back_what_is_being_typed_and_no_loan(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK)
    program.type(desk.scan, "TK0")
    program.qtbot.keyClick(desk.scan, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    program.settle()
    assert desk.scan.text() == ""
    assert desk.reader.held.text() == "Đang mượn 1/10"


@pytest.mark.looks
def test_on_an_old_monitor_at_150_percent_the_desk_shows_its_last_result_whole(program: World, desk: DeskPage):
    """1366 × 768 at 150 % are 911 × 512, less the title bar."""
    program.size(911, 494)
    scan(program, desk, READER, BOOK)
    assert (program.window.width(), program.window.height()) == (911, 494)
    assert clipped(desk.result) == []
    assert clipped(desk.reader) == []
    corner = desk.reader.mapTo(program.window, desk.reader.rect().bottomRight())
    assert program.window.rect().contains(corner)


def lines(desk: DeskPage) -> tuple:
    return desk.today.table.model_of_lines.lines


def cells(desk: DeskPage, at: int = 0) -> list[str]:
    model = desk.today.table.model_of_lines
    return [model.data(model.index(at, column)) for column in range(model.columnCount())]


def is_struck(desk: DeskPage, at: int = 0) -> bool:
    model = desk.today.table.model_of_lines
    return model.data(model.index(at, 1), STRUCK_ROLE)


def test_every_scan_has_a_line_with_its_result_also_what_was_refused(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK, BOOK[:-1] + "9", BLOCKED, OTHER)
    assert cells(desk)[1:] == [
        "từ chối",
        OTHER,
        "Truyện Kiều",
        "Lê Văn Ẫm",
        "Thẻ đang bị khoá: mất thẻ.",
    ]
    assert [cells(desk, at)[1] for at in range(len(lines(desk)))] == ["từ chối", "từ chối", "cho mượn"]
    assert cells(desk, 2)[-1].startswith("hạn trả ")
    assert desk.today.count.text() == "1 cho mượn · 2 từ chối"


def test_what_was_undone_is_struck_and_counts_no_longer(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK)
    assert not is_struck(desk)
    scan(program, desk, "..HUY")
    assert is_struck(desk)
    assert cells(desk)[-1] == "đã hoàn tác"
    assert desk.today.count.text() == ""


def test_printed_codes_do_what_the_keys_do(program: World, desk: DeskPage):
    program.ask(lambda library: library.circulation.lend(BLOCKED, OTHER, override=True))
    scan(program, desk, READER, OTHER, "..DAT")
    assert shown(desk)[0] == "ĐÃ ĐẶT MƯỢN"
    scan(program, desk, BLOCKED, BOOK, "..CHOPHEP")
    assert shown(desk)[0] == "ĐÃ CHO MƯỢN"
    scan(program, desk, READER, "TK000101", "TK000103", "..GIAHET")
    assert shown(desk) == ("ĐÃ GIA HẠN", "2 cuốn")


def test_a_command_with_nothing_to_work_on_says_so(program: World, desk: DeskPage):
    for code, headline in (
        ("..DAT", "CHƯA ĐẶT MƯỢN"),
        ("..GIAHET", "CHƯA GIA HẠN"),
        ("..CHOPHEP", "CHƯA LÀM GÌ"),
        ("..PHIEU", "CHƯA IN PHIẾU"),
    ):
        scan(program, desk, code)
        assert (shown(desk)[0], desk.scan.hasFocus()) == (headline, True)


def test_a_partly_refused_renewal_says_how_many_and_lists_why(program: World, desk: DeskPage):
    scan(program, desk, READER, BOOK, OTHER)
    for _ in range(2):
        program.ask(lambda library: library.circulation.renew(BOOK))
    scan(program, desk, "..GIAHET")
    assert shown(desk) == ("ĐÃ GIA HẠN", "1 cuốn")
    assert "1 cuốn không được" in desk.result.text.text()
    assert "hết lượt" in " ".join(cells(desk, 0) + cells(desk, 1))


def test_a_returned_copy_that_somebody_waits_for_says_for_whom_and_until_when(program: World, desk: DeskPage):
    program.ask(lambda library: library.circulation.lend(BLOCKED, OTHER, override=True))
    scan(program, desk, READER, OTHER, "..DAT", "..TRA", OTHER)
    assert shown(desk) == ("ĐÃ NHẬN TRẢ: ĐỂ DÀNH CHO BẠN ĐỌC", "Trần Thị Thử")
    assert "giữ đến" in desk.result.text.text()
    assert desk.result.property("severity") == "information"


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
    program.until(lambda: shown(desk)[0] == "ĐÃ IN PHIẾU")
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


@pytest.mark.looks
def test_a_copy_put_aside_offers_its_slip_where_there_is_room(program: World, desk: DeskPage):
    program.ask(lambda library: library.circulation.lend(READER, BOOK))
    title = program.ask(lambda library: library.catalogue.find("noi vu").lines[0].id)
    program.ask(lambda library: library.circulation.hold(BLOCKED, title, override=True))
    press(desk, "give_back")
    scan(program, desk, BOOK)
    for size, offered in (((1366, 768), True), ((911, 494), False)):
        program.size(*size)
        assert desk.result.slip.isVisible() is offered
        for language in Language:
            program.speak(language)
            assert clipped(desk.result) == []
            big = desk.result.big
            assert big.height() >= big.fontMetrics().height()


def test_the_sounds_can_be_told_apart():
    names = ("lent", "returned", "refused", "attention")
    assert len({resources.path(f"sounds/{name}.wav").read_bytes() for name in names}) == len(names)


def test_each_result_has_its_sound(program: World, desk: DeskPage, monkeypatch: pytest.MonkeyPatch):
    heard: list[str] = []
    monkeypatch.setattr(program.program.preferences.sounds, "play", heard.append)
    program.ask(lambda library: library.circulation.lend(BLOCKED, OTHER, override=True))
    scan(program, desk, READER, BOOK, OTHER, "..DAT", "..TRA", BOOK, OTHER)
    assert heard == ["lent", "refused", "lent", "returned", "attention"]


@pytest.mark.looks
def test_at_200_percent_of_an_old_monitor_everything_is_still_there(program: World, desk: DeskPage):
    program.window.rail.show_console(shown=True)
    scan(program, desk, BLOCKED, BOOK)
    program.size(880, 440)
    assert (program.window.width(), program.window.height()) == (880, 440)
    for language in Language:
        program.speak(language)
        assert clipped(desk.result) == []
    inside = desk.result.mapTo(program.window, desk.result.rect().bottomRight())
    assert program.window.rect().contains(inside)
    buttons = [button for button in program.window.rail.buttons.values() if button.isVisible()]
    assert len(buttons) == 9
    assert all(button.height() >= 32 for button in buttons)
    lowest = buttons[-1].mapTo(program.window, buttons[-1].rect().bottomLeft())
    assert program.window.strip.y() > lowest.y()


@pytest.mark.looks
def test_the_rail_counts_what_holds_ask_for(program: World, desk: DeskPage):
    button = program.window.rail.buttons["open_follow"]
    assert button.count.text() == ""
    program.ask(lambda library: library.circulation.hold(READER, library.catalogue.find("kieu").lines[0].id))
    program.until(lambda: button.count.text() == "1")
    assert "1 việc đặt mượn cần làm" in button.toolTip()
    program.size(911, 494)
    assert button.badge.isVisible()


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


def test_the_language_may_change_when_the_reader_has_left(program: World, desk: DeskPage):
    scan(program, desk, READER)
    press(desk, "finish")
    program.settle()
    program.speak(Language.ENGLISH)  # what is said of nobody in particular is said again, too
    assert desk.reader.panel is None
