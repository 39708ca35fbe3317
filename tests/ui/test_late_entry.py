"""Days typed in afterwards: without the mouse, a result beside every line, correctable; files tried before they go in."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.library.interchange.entries import Outcome
from desktop.ui.follow import late_words
from desktop.ui.follow.late import LatePage
from desktop.ui.words import Language
from tests.ui.world import World, clipped

KOC = (
    "Version=1.0\tGenerator=kocDesktop\tGeneratorVersion=2.0.0",
    "2026-08-03 09-15-22 123\tissue\tTV000001\tTK000100",
    "2026-08-03 09-15-25 001\tissue\tTV000002\tTK000101",
    "2026-08-03 09-16-00 000\tissue\tTV000099\tTK000102",
    "2026-08-03 09-17-00 000\treserve\tTV000001\tTK000102",
)


@pytest.fixture
def late(program: World) -> LatePage:
    follow = program.page("open_follow")
    follow.show_one("late")
    program.settle()
    return follow.parts["late"]


def keys(program: World, text: str) -> None:
    """Type into whatever has the focus; `|` is Enter."""
    for piece in text.split("|")[:-1]:
        field = QApplication.focusWidget()
        program.type(field, piece)
        program.qtbot.keyClick(field, Qt.Key.Key_Return)
        program.settle()


def out(program: World) -> dict[str, str]:
    return {loan.barcode: loan.card for loan in program.ask(lambda library: library.circulation.open_loans())}


def file(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "quay.koc"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_day_is_typed_without_the_mouse(program: World, late: LatePage):
    late.paper.day.clear()
    keys(program, "3/8/2026|")
    assert QApplication.focusWidget() is late.paper.time
    keys(program, "8:15||TV000001|TK000100|TK000101|")
    assert [one.became.outcome for one in late.paper.typed] == [Outcome.ENTERED] * 2
    assert out(program) == {"TK000100": "TV000001", "TK000101": "TV000001"}
    [first, second] = sorted(
        program.ask(lambda library: library.circulation.open_loans()), key=lambda loan: loan.barcode
    )
    assert (second.lent - first.lent, late.paper.code.text()) == (0, "")


def test_an_empty_code_begins_the_line_anew_and_a_return_needs_no_card(program: World, late: LatePage):
    late.paper.day.setText("3/8/2026")
    late.paper.time.setFocus()
    keys(program, "||TV000001|TK000100||")
    assert QApplication.focusWidget() is late.paper.time
    keys(program, "|")
    late.paper.act.choose("return")
    assert QApplication.focusWidget() is late.paper.act
    keys(program, "|TK000100|")
    assert out(program) == {}
    assert [one.line.act.value for one in late.paper.typed] == ["return", "lend"]


def test_a_line_is_taken_back_and_stands_in_the_fields_to_be_mended(program: World, late: LatePage):
    late.paper.day.setText("3/8/2026")
    late.paper.time.setFocus()
    keys(program, "9:00||TV000001|TK000100|")
    program.qtbot.keyClick(late.paper.code, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    program.settle()
    assert (out(program), late.paper.typed[0].undone) == ({}, True)
    assert (late.paper.time.text(), late.paper.card.text(), late.paper.code.text()) == ("9:00", "TV000001", "TK000100")


def test_an_unknown_code_is_answered_beside_its_line_and_mended_at_once(program: World, late: LatePage):
    late.paper.day.setText("3/8/2026")
    late.paper.time.setFocus()
    keys(program, "9:00||TV000001|TK777777|")
    assert late.paper.notice.isVisible()
    assert "không có cuốn nào mang mã này" in late.paper.notice.headline.text()
    assert late.paper.code.text() == "TK777777"
    late.paper.code.clear()
    keys(program, "TK000100|")
    assert out(program) == {"TK000100": "TV000001"}
    assert not late.paper.notice.isVisible()


def test_where_the_book_was_then_is_said_at_once(program: World, late: LatePage):
    late.paper.day.setText("3/8/2026")
    late.paper.time.setFocus()
    keys(program, "9:00||TV000001|TK000100||10:00||TV000002|TK000100|")
    assert "lúc đó cuốn này đang ở thẻ TV000001" in late.paper.notice.headline.text()
    assert out(program) == {"TK000100": "TV000002"}


def test_a_day_that_is_none_is_complained_of_in_the_language_of_the_moment(program: World, late: LatePage):
    late.paper.day.setText("hôm qua")
    late.paper.code.setText("TK000100")
    program.qtbot.keyClick(late.paper.code, Qt.Key.Key_Return)
    program.settle()
    assert late.paper.day_field.note.text() == "Gõ ngày dạng 20/11/2026."
    assert late.paper.typed == ()
    program.speak(Language.ENGLISH)
    assert late.paper.day_field.note.text() == "Type the day as 20/11/2026."
    assert late.ways.buttons["paper"].word.text() == "A day on paper"


def test_a_file_is_tried_first_and_then_entered_and_one_of_something_else_is_refused(
    program: World, late: LatePage, tmp_path: Path
):
    late.go_to("file")
    late.file.look_into(file(tmp_path, *KOC))
    program.settle()
    assert (late.file.done.is_dry_run, out(program)) == (True, {})
    assert (late.file.done.entered, late.file.done.despite, late.file.done.unsettled, late.file.done.odd) == (
        1,
        1,
        1,
        1,
    )
    late.file.go.click()
    program.settle()
    assert out(program) == {"TK000100": "TV000001", "TK000101": "TV000002"}
    assert [line.line for line in late.file.report.model_of_lines.lines] == [4, 5, 3]
    assert not late.file.go.isVisible()
    assert late_words.when(late.file.done.report[0].entry) == "09:15 · 03/08"  # as a clock in Việt Nam shows it
    late.file.look_into(file(tmp_path, "xin chào"))
    program.settle()
    assert late.file.notice.isVisible()
    assert late.file.layers.currentWidget() is late.file.choosing


def test_what_waits_is_told_mended_and_set_aside(program: World, late: LatePage, tmp_path: Path):
    late.go_to("file")
    late.file.look_into(file(tmp_path, *KOC, "2026-08-03 09-18-00 000\treturn\tTK888888"))
    program.settle()
    late.file.go.click()
    program.settle()
    program.until(lambda: "(2)" in late.ways.buttons["waiting"].word.text())
    late.go_to("waiting")
    assert [one.entry.barcode for one in late.waiting.lines] == ["TK000102", "TK888888"]
    late.waiting.card.setText("TV000001")
    late.waiting.settle.click()
    program.settle()
    assert out(program)["TK000102"] == "TV000001"
    program.until(lambda: len(late.waiting.lines) == 1)
    late.waiting.aside.click()
    program.settle()
    assert late.waiting.why_field.note.text() == "Ghi lý do bỏ qua."
    late.waiting.why.setText("sách của nơi khác")
    late.waiting.aside.click()
    program.settle()
    program.until(lambda: late.waiting.lines == ())
    assert late.waiting.nothing.isVisible()


def test_files_for_koha_are_written_with_what_they_leave_out_and_a_warning(
    program: World, late: LatePage, tmp_path: Path
):
    program.ask(lambda library: library.circulation.lend("TV000001", "TK000100"))
    late.go_to("file")
    late.file.write_koc(tmp_path / "out.koc")
    program.settle()
    assert "1 lượt mượn" in late.file.notice.text.text()
    assert "\tissue\tTV000001\tTK000100" in (tmp_path / "out.koc").read_text("utf-8")
    late.file.write_borrowers(tmp_path / "borrowers.db")
    program.settle()
    assert "không được mã hoá" in late.file.notice.text.text()
    assert (tmp_path / "borrowers.db").read_bytes().startswith(b"SQLite format 3")


def test_its_commands_are_found_from_any_page_and_keys_go_from_part_to_part(program: World):
    program.page("open_desk")
    program.window.act("late_file")
    program.settle()
    follow = program.window.pages["open_follow"]
    assert (program.window.here, follow.part, follow.parts["late"].file.isVisible()) == ("open_follow", "late", True)
    names = [tab.name for tab in follow.tabs]
    beside = names[names.index("late") + 1]
    program.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert follow.part == beside


@pytest.mark.looks
def test_in_a_low_window_the_line_and_what_is_said_of_it_stay_whole(program: World, late: LatePage):
    program.size(911, 494)  # 1366 × 768 at 150 %
    late.paper.time.setFocus()
    keys(program, "||TV000099|TK000100|")
    assert late.paper.notice.isVisible()
    for language in Language:
        program.speak(language)
        assert clipped(late.paper) == []
        assert late.paper.code.height() >= 32
