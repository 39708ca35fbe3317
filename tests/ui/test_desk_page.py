"""The desk page over a real library: cards, books, commands, refusals, undo; the scan field keeps the keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

import resources
from desktop.library.model.item import ItemForm
from desktop.ui.desk.page import DeskPage
from tests.ui.at_desk import BLOCKED, BOOK, OTHER, READER, cells, is_struck, lines, press, scan, shown
from tests.ui.world import World


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


def test_the_sounds_can_be_told_apart():
    names = ("lent", "returned", "refused", "attention")
    assert len({resources.path(f"sounds/{name}.wav").read_bytes() for name in names}) == len(names)


def test_each_result_has_its_sound(program: World, desk: DeskPage, monkeypatch: pytest.MonkeyPatch):
    heard: list[str] = []
    monkeypatch.setattr(program.program.preferences.sounds, "play", heard.append)
    program.ask(lambda library: library.circulation.lend(BLOCKED, OTHER, override=True))
    scan(program, desk, READER, BOOK, OTHER, "..DAT", "..TRA", BOOK, OTHER)
    assert heard == ["lent", "refused", "lent", "returned", "attention"]
