"""Colours can be read by tired eyes; the sheet knows every name it uses."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from desktop.ui.theme import Shade, colours, style_sheet

READABLE = 4.5
TEXTS = ("ink", "ink-soft", "pine", "brick", "amber", "sea")
GROUNDS = ("paper", "surface", "sunken")
PAIRS = (
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    ("on-pine", "pine"),
    ("brick", "brick-tint"),
    ("amber", "amber-tint"),
    ("sea", "sea-tint"),
    ("pine", "pine-tint"),
    ("ink", "brick-tint"),
    ("rail-ink", "rail"),
    ("rail-soft", "rail"),
    ("rail-ink", "rail-chosen"),
    ("rail-count", "rail"),
)


def luminance(name: str) -> float:
    colour = QColor(name)
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4) for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("shade", Shade)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(shade: Shade, text: str, ground: str) -> None:
    named = colours(shade)
    assert contrast(named[text], named[ground]) >= READABLE


@pytest.mark.parametrize("shade", Shade)
def test_the_sheet_has_no_name_left_unfilled(shade: Shade) -> None:
    assert "@" not in style_sheet(shade)
