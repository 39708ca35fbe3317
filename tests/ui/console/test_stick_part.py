"""A stick at the operator's PC: looked at, taken, answered, its receipt; and what is said when something goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.ui.console import receipt
from tests.client.operators import bundle_of

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.ui.console.conftest import Operators


@pytest.fixture
def stick(operators: Operators, tmp_path: Path) -> Path:
    """Two good bundles and a broken one, in the folder TuSach."""
    folder = tmp_path / "USB" / "TuSach"
    folder.mkdir(parents=True)
    for code, rows in (("DV02", 2), ("DV03", 3)):
        desk = operators.desks[code]
        bundle_of(desk, folder, *(desk.item(barcode=f"{code}-{number}") for number in range(rows)))
    (folder / "hong.tusach").write_bytes(b"TUSACH1\n" + b"?" * 200)
    return folder


def looked_into(operators: Operators, stick: Path) -> Any:
    page = operators.open()
    page.show_part("stick")
    page.stick.look_into(stick.parent)
    operators.until(lambda: {line.bundle.file.parent for line in page.stick.lines} == {stick})
    return page.stick


def outcomes(view: Any) -> list[str]:
    model = view.table.model_of_lines
    return [model.data(model.index(row, 4)) for row in range(model.rowCount())]


def rows_at(operators: Operators, code: str) -> int:
    from_all = operators.page.units.table.model_of_lines.lines
    return int(next(line.rows for line in from_all if line.unit == code))


def test_what_would_change_is_seen_before_anything_does(operators: Operators, stick: Path) -> None:
    view = looked_into(operators, stick)
    before = rows_at(operators, "DV02")
    assert outcomes(view)[:2] == ["", ""]
    assert "hỏng" in outcomes(view)[2]
    view.look.click()
    operators.until(lambda: "Chưa đổi gì" in view.notice.headline.text())
    assert outcomes(view)[:2] == ["Sẽ thêm 2.", "Sẽ thêm 3."]
    assert "Chưa đổi gì" in view.notice.headline.text()
    operators.page.show_part("units")
    operators.page.look.click()
    operators.settle()
    assert rows_at(operators, "DV02") == before


def test_all_are_taken_answered_beside_them_and_the_stick_may_go(operators: Operators, stick: Path) -> None:
    view = looked_into(operators, stick)
    before = rows_at(operators, "DV02")
    view.take.click()
    operators.until(lambda: "Có thể rút USB" in view.notice.headline.text())
    assert outcomes(view)[:2] == ["Đã nhận 2 bản ghi.", "Đã nhận 3 bản ghi."]
    assert "2 gói và ghi 2 gói trả lời" in view.notice.headline.text()
    assert "chưa nhận được trọn vẹn" in view.notice.text.text(), "the broken one was not"
    answers = [file.name for file in stick.iterdir() if "to-unit" in file.name]
    assert sorted(name[:4] for name in answers) == ["DV02", "DV03"]
    assert not view.take.isEnabled()
    assert rows_at(operators, "DV02") == before + 2, "the list of units was looked at again"
    view.look_into(stick.parent)
    operators.until(lambda: outcomes(view)[:2] == ["", ""])
    view.take.click()
    operators.until(lambda: "Có thể rút USB" in view.notice.headline.text())
    assert outcomes(view)[0] == "Gói này đã nhận từ trước; không đổi gì thêm."
    assert len([file for file in stick.iterdir() if "to-unit" in file.name]) == 2, "newer answers replace the older"


def test_a_receipt_is_seen_then_kept(operators: Operators, stick: Path, tmp_path: Path) -> None:
    view = looked_into(operators, stick)
    assert not view.print.isEnabled()
    view.take.click()
    operators.until(lambda: view.print.isEnabled())
    view.print.click()
    assert view.stack.currentWidget() is view.paper
    assert view.sheets.count() == 1
    told = receipt._document(view._receipt()).toPlainText()
    for words in ("Trung tâm Bộ", "DV02", "QUAY-3", "to-unit", "nhận 2 gói, 5 bản ghi; trả lời 2 gói", "BÊN GIAO"):
        assert words in told
    file = tmp_path / "bien-ban.pdf"
    view._keep(file)
    operators.until(lambda: "Đã lưu biên bản" in view.notice.headline.text())
    assert file.read_bytes().startswith(b"%PDF")


def test_a_receipt_of_many_bundles_goes_on_over_pages(operators: Operators, stick: Path) -> None:
    view = looked_into(operators, stick)
    one = view.lines[0]
    made = receipt.Receipt("Trung tâm <b>Bộ</b>", "", 1_790_000_000_000, (one,) * 60)
    assert len(receipt.pictures(made)) > 2
    assert "Trung tâm <b>Bộ</b>" in receipt._document(made).toPlainText()
    assert receipt.pdf(made).startswith(b"%PDF")


def test_a_line_that_breaks_leaves_what_was_done_and_goes_on(operators: Operators, stick: Path) -> None:
    view = looked_into(operators, stick)
    view.look.click()
    operators.until(lambda: "Chưa đổi gì" in view.notice.headline.text())
    operators.centre.stop()
    view.take.click()
    operators.until(lambda: "Chưa tới được trung tâm" in view.notice.headline.text())
    assert view.take.isEnabled()
    operators.centre.start()
    view.notice.findChild(type(view.take)).click()
    operators.until(lambda: "Có thể rút USB" in view.notice.headline.text())
    assert outcomes(view)[:2] == ["Đã nhận 2 bản ghi.", "Đã nhận 3 bản ghi."]


def test_a_stick_that_is_pulled_out_is_told(operators: Operators, stick: Path) -> None:
    view = looked_into(operators, stick)
    view.lines[0].bundle.file.unlink()
    view.take.click()
    operators.until(lambda: view.notice.isVisible())
    assert view.notice.headline.text()
    assert outcomes(view)[:2] == ["", ""]


def test_a_folder_without_bundles_says_so(operators: Operators, tmp_path: Path) -> None:
    page = operators.open()
    page.show_part("stick")
    (tmp_path / "rỗng").mkdir()
    page.stick.look_into(tmp_path / "rỗng")
    operators.until(lambda: "Không có gói nào" in page.stick.empty.headline.text())
