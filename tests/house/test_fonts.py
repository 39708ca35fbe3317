"""The bundled fonts hold every letter of Vietnamese and draw the tallest capitals whole (toolchain: DejaVu cuts Ẫ to Â)."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QRawFont
from PySide6.QtWidgets import QLabel

import resources

FACES = ("Regular", "Italic", "SemiBold", "Bold")
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LETTERS = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(VOWELS, TONES)) + "đ"
CAPITALS = LETTERS.upper()
SIGNS = "₫“”‘’–—…·№"
PIXELS = 1000
"""The design size: small sizes are rounded to whole pixels, and drawn below."""


def face(name: str) -> QRawFont:
    return QRawFont(str(resources.path(f"fonts/OpenSans-{name}.ttf")), PIXELS)


def test_the_alphabet_is_complete():
    assert len(set(LETTERS)) == 12 * 6 + 1


@pytest.mark.parametrize("name", FACES)
def test_every_vietnamese_letter_has_a_glyph(qapp, name: str):
    font = face(name)
    assert font.isValid()
    assert not [letter for letter in LETTERS + CAPITALS + SIGNS if not font.supportsCharacter(ord(letter))]


@pytest.mark.parametrize("name", FACES)
def test_no_capital_is_taller_than_the_line(qapp, name: str):
    font = face(name)
    glyphs = font.glyphIndexesForString(CAPITALS)
    assert len(glyphs) == len(CAPITALS)
    too_tall = [
        letter
        for letter, glyph in zip(CAPITALS, glyphs, strict=True)
        if -font.boundingRect(glyph).top() > font.ascent() or font.boundingRect(glyph).bottom() > font.descent()
    ]
    assert not too_tall


def ink(label: QLabel) -> int:
    """How many pixels of a label its text darkens."""
    picture = label.grab().toImage()
    return sum(
        picture.pixelColor(x, y).lightness() < 128 for x in range(picture.width()) for y in range(picture.height())
    )


@pytest.mark.parametrize("points", [9.5, 10.5, 13, 20, 30])
def test_a_line_of_its_own_height_shows_the_whole_letter(qtbot, points: float):
    for name in FACES:
        assert QFontDatabase.addApplicationFont(str(resources.path(f"fonts/OpenSans-{name}.ttf"))) >= 0
    font = QFont("Open Sans", weight=QFont.Weight.DemiBold)
    font.setPointSizeF(points)
    assert QFontInfo(font).family() == "Open Sans"
    for letter in "ẪỄỖẲẰỰỴ":
        label = QLabel(letter)
        label.setStyleSheet("background: white; color: black")
        label.setFont(font)
        qtbot.addWidget(label)
        label.resize(label.sizeHint())
        snug = ink(label)
        label.resize(label.width(), label.height() * 2)
        assert snug == ink(label) > 0, letter
