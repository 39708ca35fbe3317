"""The operator's page: who sees it, what it says of the units, how a PC is enrolled and how one is revoked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from desktop.ui.words import Language

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.ui.console.conftest import Operators
    from tests.ui.world import World


def codes(page: Any) -> list[str]:
    return [line.unit for line in page.units.table.model_of_lines.lines]


def cells(page: Any, code: str) -> list[str]:
    model = page.units.table.model_of_lines
    row = codes(page).index(code)
    return [model.data(model.index(row, column)) for column in range(model.columnCount())]


def choose(operators: Operators, code: str) -> None:
    operators.page.units.table.selectRow(codes(operators.page).index(code))
    operators.settle()


def test_an_ordinary_desk_has_no_such_place_and_the_page_says_why(program: World) -> None:
    assert not program.window.rail.buttons["open_console"].isVisible()
    page = program.page("open_console")
    assert page.whole.currentWidget() is page.nobody
    assert "không phải máy điều hành" in page.nobody.headline.text()


def test_the_operator_sees_every_unit_in_one_word(operators: Operators) -> None:
    assert operators.world.window.rail.buttons["open_console"].isVisible()
    page = operators.open()
    assert codes(page)[:3] == ["DV02", "DV05", "DV03"], "what needs attention first"
    assert cells(page, "DV02")[:3] == ["●  Im lặng", "DV02 · Trại giam Thanh Lâm", "20 ngày trước"]
    assert cells(page, "DV03")[:4] == ["●  Gửi chưa hết", "DV03 · Trại tạm giam T16", "2 ngày trước", "12"]
    assert cells(page, "DV05")[2] == "chưa bao giờ"
    assert page.units.chips.buttons["quiet"].word.text() == "Im lặng  2"
    assert page.units.chips.buttons[""].word.text() == "Tất cả  8"
    assert not page.units.chips.buttons["conflicts"].isVisible(), "nobody is in this state"
    assert page.recovery.isVisible(), "the recovery key still lies at the centre"
    page.show_part("stick")
    assert not page.recovery.isVisible(), "who works at sticks has the room for them"
    page.show_part("units")
    assert page.recovery.isVisible()


def test_on_a_small_screen_every_unit_can_still_be_told_by_its_name(operators: Operators) -> None:
    page = operators.open()
    choose(operators, "DV02")
    operators.world.size(911, 512)
    try:
        operators.settle()
        assert page.units.table.columnWidth(1) >= 150
        assert page.card.sight.horizontalScrollBar().maximum() == 0, "nothing of the card is cut off"
        viewport, inside = page.card.sight.viewport(), page.card.sight.widget()
        assert inside.width() <= viewport.width()
    finally:
        operators.world.size(1366, 768)


def test_units_are_searched_without_marks_filtered_and_sorted(operators: Operators) -> None:
    page = operators.open()
    page.units.search.setText("thanh LAM")
    operators.until(lambda: codes(page) == ["DV02"])
    page.units.search.setText("khong co")
    operators.until(lambda: page.units.stack.currentWidget() is page.units.empty)
    assert page.units.empty.headline.text() == "Không có đơn vị nào như vậy"
    page.units.search.clear()
    operators.until(lambda: len(codes(page)) > 5)
    page.units.chips.buttons["quiet"].click()
    operators.until(lambda: codes(page) == ["DV02", "DV05"])
    page.units.chips.buttons[""].click()
    page.units.order.choose("waiting")
    page.units.order.activated.emit(0)
    operators.until(lambda: codes(page)[0] == "DV03")
    page.units.order.choose("state")
    page.units.order.activated.emit(0)
    operators.until(lambda: codes(page)[0] == "DV02")


def test_looking_again_keeps_the_chosen_unit(operators: Operators) -> None:
    page = operators.open()
    choose(operators, "DV04")
    assert page.card.state.text() == "●  Tốt"
    assert page.card.name.text() == "Học viện An ninh"
    operators.note("DV04", open_points=3)
    page.look.click()
    operators.until(lambda: page.card.state.text() == "●  Cần đối chiếu")
    line = page.units.table.line()
    assert line is not None
    assert (line.unit, codes(page).index("DV04")) == ("DV04", page.units.table.currentIndex().row())
    assert page.card.facts["points"][1].text() == "3"
    operators.note("DV04", open_points=0)


def test_a_unit_is_told_with_its_pcs_and_their_clocks(operators: Operators) -> None:
    page = operators.open()
    operators.note("DV06", clock_offset=40 * 60_000, program="0.2.0")
    choose(operators, "DV06")
    (row,) = page.card.rows
    assert row.line.name == "QUAY-6"
    page.look.click()
    operators.until(lambda: page.card.state.text() == "●  Đồng hồ sai")
    assert "5 phút" in page.card.meaning.text()
    assert page.card.rows[0].line.program == "0.2.0"


def test_a_pc_is_revoked_only_after_its_name_was_typed(operators: Operators) -> None:
    page = operators.open()
    choose(operators, "DV07")
    (row,) = page.card.rows
    assert not row.asking.isVisible()
    row.revoke.click()
    assert "không gửi và nhận được gì nữa" in row.asking.layout().itemAt(0).widget().text()
    for typed, allowed in (("", False), ("QUAY", False), ("quay-7 ", True)):
        row.typed.setText(typed)
        assert row.sure.isEnabled() is allowed
    row.sure.click()
    operators.until(lambda: page.card.state.text() == "●  Đã thu hồi")
    assert "QUAY-7" in page.card.notice.headline.text()
    assert not page.card.rows[0].revoke.isVisible()


def test_an_enrolment_file_is_written_where_asked_and_is_its_owners_only(operators: Operators, tmp_path: Path) -> None:
    page = operators.open()
    page.new.click()
    card = page.enrolment
    assert not card.go.isEnabled()
    card.code.setText("DV09")
    card.name.setText("Trường giáo dưỡng số 2")
    assert card.go.isEnabled()
    assert "bí mật" in _words(card)
    card.go.click()
    assert isinstance(card.dialog, QFileDialog)
    assert not card.dialog.isModal() or card.dialog.isVisible()
    card.dialog.close()
    file = tmp_path / "ghi-danh.json"
    card._named(file)
    operators.until(lambda: file.exists() and "Đã ghi" in card.notice.headline.text())
    assert json.loads(file.read_text(encoding="utf-8"))["unit"] == "DV09"
    assert file.stat().st_mode & 0o777 == 0o600
    assert "DV09" in codes(page)
    card.leave.click()
    assert page.side.currentWidget() is page.card


def test_what_the_centre_refuses_is_told_in_words(operators: Operators, tmp_path: Path) -> None:
    page = operators.open()
    page.new.click()
    page.enrolment.code.setText("DV 09")
    page.enrolment.name.setText("Trường")
    page.enrolment._named(tmp_path / "x.json")
    operators.until(lambda: "Trung tâm chưa làm" in page.enrolment.notice.headline.text())
    assert "Mã đơn vị chỉ gồm" in page.enrolment.notice.text.text()
    page.enrolment.code.setText("DV09")
    page.enrolment._named(tmp_path / "nowhere" / "x.json")
    operators.until(lambda: "Không ghi được" in page.enrolment.notice.headline.text())


def test_without_the_line_the_last_word_stays_and_the_stop_is_told(operators: Operators) -> None:
    page = operators.open()
    operators.centre.stop()
    page.look.click()
    operators.until(lambda: "Chưa tới được trung tâm" in page.notice.headline.text())
    assert len(codes(page)) > 5
    operators.centre.start()
    page.notice.findChild(type(page.look)).click()
    operators.until(lambda: not page.notice.isVisible())


def test_the_page_speaks_english(operators: Operators) -> None:
    operators.world.speak(Language.ENGLISH)
    page = operators.open()
    choose(operators, "DV02")
    assert cells(page, "DV02")[0] == "●  Quiet"
    assert page.card.state.text() == "●  Quiet"
    assert page.card.facts["stick"][0].text() == "By stick"
    operators.world.speak(Language.VIETNAMESE)


def _words(card: Any) -> str:
    from_labels = (label.text() for label in card.findChildren(type(card.operator_hint)))
    return " ".join(from_labels)
