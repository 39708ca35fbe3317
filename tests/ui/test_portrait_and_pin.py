"""The part of a reader's card with portrait and PIN: any picture becomes a small one, a PIN is typed twice."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QGuiApplication, QImage

from desktop.library.readers.portraits import HEIGHT, MOST_BYTES, WIDTH, size_of
from desktop.ui.readers.page import ReadersPage
from desktop.ui.readers.photo import portrait_from
from tests.ui.world import World

if TYPE_CHECKING:
    from pathlib import Path

CARD = "TV000001"


@pytest.fixture
def page(program: World) -> ReadersPage:
    shown = program.page("open_readers")
    shown.show_one(CARD)
    program.settle()
    shown.card.parts.buttons["own"].click()
    return shown


def striped(width: int, height: int) -> QImage:
    """Red in the middle, blue at the left and right, green at the foot."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor("blue"))
    for x in range(width // 4, width * 3 // 4):
        for y in range(height):
            image.setPixelColor(x, y, QColor("red") if y < height * 9 // 10 else QColor("green"))
    return image


def noise(width: int, height: int) -> QImage:
    """What packs worst of all."""
    return QImage(Random(1).randbytes(width * height * 4), width, height, QImage.Format.Format_RGB32).copy()


@pytest.mark.parametrize("size", [(200, 260), (640, 480), (300, 900), (1, 1), (31, 400)])
def test_any_picture_becomes_a_small_jpeg_of_one_size(qapp: QGuiApplication, size: tuple[int, int]) -> None:
    for image in (striped(*size), noise(*size)):
        photo = portrait_from(image)
        assert photo is not None
        assert size_of(photo) == (WIDTH, HEIGHT)
        assert len(photo) <= MOST_BYTES


def test_what_is_too_wide_is_cut_at_the_sides_and_what_is_too_high_mostly_at_the_foot(qapp: QGuiApplication) -> None:
    wide, high = (QImage.fromData(portrait_from(striped(*size)) or b"") for size in ((900, 300), (300, 900)))
    assert wide.pixelColor(QPoint(2, 20)).red() > 200
    assert wide.pixelColor(QPoint(WIDTH - 3, 20)).red() > 200
    assert high.pixelColor(QPoint(WIDTH // 2, HEIGHT - 3)).red() > 200, "the foot is cut away"
    assert high.pixelColor(QPoint(2, 20)).blue() > 200, "nothing is cut at the sides"


def test_what_is_seen_through_becomes_white(qapp: QGuiApplication) -> None:
    clear = QImage(200, 260, QImage.Format.Format_ARGB32)
    clear.fill(QColor(0, 0, 0, 0))
    assert QImage.fromData(portrait_from(clear) or b"").pixelColor(5, 5).lightness() > 250
    assert portrait_from(QImage()) is None


def test_a_portrait_comes_from_a_file_is_shown_and_goes_again(
    program: World, page: ReadersPage, tmp_path: Path
) -> None:
    part = page.card.own.photo
    assert part.picture.is_empty
    file = tmp_path / "anh.png"
    striped(400, 600).save(str(file))
    part.take_file(file)
    program.settle()
    assert not part.picture.is_empty
    assert page.card.face.isVisible()
    assert size_of(program.ask(lambda library: library.portraits.get(CARD))) == (WIDTH, HEIGHT)
    part.remove.click()
    program.settle()
    assert part.picture.is_empty
    assert not page.card.face.isVisible()
    assert page.card.parts.buttons["own"].isChecked(), "the part in front stays in front"


def test_a_copied_picture_is_taken_and_anything_else_is_refused_in_words(
    program: World, page: ReadersPage, tmp_path: Path
) -> None:
    part = page.card.own.photo
    QGuiApplication.clipboard().setText("không phải ảnh")
    part.paste.click()
    program.settle()
    assert part.notice.headline.text() == "Tệp này không phải ảnh dùng được cho thẻ."
    (tmp_path / "thu.jpg").write_text("không phải ảnh")
    part.take_file(tmp_path / "thu.jpg")
    assert part.notice.isVisible()
    QGuiApplication.clipboard().setImage(striped(300, 300))
    part.paste.click()
    program.settle()
    assert not part.picture.is_empty
    assert not part.notice.isVisible()
    QGuiApplication.clipboard().clear()


def test_a_pin_is_typed_twice_and_never_shown(program: World, page: ReadersPage) -> None:
    part = page.card.own.pin
    program.type(part.pin, "2580")
    program.type(part.again, "2581")
    part.keep.click()
    assert part.second.note.text() == "Hai lần bấm khác nhau."
    part.again.setText("2580")
    assert part.pin.displayText() != "2580"
    part.keep.click()
    program.settle()
    assert part.notice.headline.text() == "Đã đặt mã PIN."
    assert (part.pin.text(), part.again.text()) == ("", "")
    assert program.ask(lambda library: library.pins.check(CARD, "2580")).card == CARD
    part.pin.setText("12")
    part.again.setText("12")
    part.keep.click()
    program.settle()
    assert "4 đến 8 chữ số" in part.first.note.text()
    part.remove.click()
    program.settle()
    assert part.state.text() == "Chưa có mã PIN để tự mượn, trả."


def test_what_was_typed_for_one_reader_is_not_kept_for_the_next(program: World, page: ReadersPage) -> None:
    page.card.own.pin.pin.setText("2580")
    page.show_one("TV000002")
    program.settle()
    assert page.card.own.pin.pin.text() == ""
    assert not program.ask(lambda library: library.readers.get(CARD)).has_pin
