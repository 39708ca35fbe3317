"""Colours, type and the one style sheet; light and dark from the same names, switched while the program runs."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette

import resources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QApplication

FAMILY = "Open Sans"
TEXT_POINTS = 10.5


class Shade(StrEnum):
    """Light or dark."""

    LIGHT = "light"
    DARK = "dark"


# name: (light, dark). Text colours keep 4.5 : 1 on paper and surface (tests/ui/test_theme.py measures it).
TOKENS: Mapping[str, tuple[str, str]] = {
    "paper": ("#F6F5F1", "#16191D"),
    "surface": ("#FFFFFF", "#1F2429"),
    "sunken": ("#EFEDE7", "#191D22"),
    "hover": ("#F3F2EC", "#272D34"),
    "ink": ("#1C2330", "#E8EAED"),
    "ink-soft": ("#56606E", "#A7B0BB"),
    "ink-faint": ("#8A929C", "#727C88"),
    "line": ("#E2E0D9", "#333A42"),
    "line-strong": ("#C9C6BC", "#4A535D"),
    "pine": ("#1F5B4A", "#6FC3A8"),
    "pine-deep": ("#174638", "#8AD3BB"),
    "pine-tint": ("#E4EDE9", "#22352F"),
    "on-pine": ("#FFFFFF", "#10211B"),
    "brick": ("#A8321F", "#F0917F"),
    "brick-tint": ("#FAEBE7", "#3A2422"),
    "amber": ("#8A5A00", "#E5B454"),
    "amber-tint": ("#FBF2DD", "#372D1B"),
    "sea": ("#1F5A96", "#82B4EA"),
    "sea-tint": ("#E6EFF8", "#1E2D3D"),
    "rail": ("#18382F", "#111417"),
    "rail-ink": ("#F2F6F4", "#E8EAED"),
    "rail-soft": ("#B4C8C0", "#A7B0BB"),
    "rail-chosen": ("#2C5347", "#24302D"),
    "rail-hover": ("#21463B", "#1B2023"),
    "rail-count": ("#E7C46B", "#E5B454"),
}


def colours(shade: Shade) -> dict[str, str]:
    """Every token of one shade."""
    return {name: pair[shade is Shade.DARK] for name, pair in TOKENS.items()}


def colour(token: str) -> QColor:
    """A token's colour in the shade of the moment (for what the style sheet cannot paint)."""
    dark = QGuiApplication.palette().color(QPalette.ColorRole.Window).lightnessF() < 0.5  # noqa: PLR2004 - half way
    return QColor(TOKENS[token][dark])


def load_fonts() -> None:
    """Bring in the bundled fonts: many common ones cut the tone marks off Vietnamese capitals."""
    for file in sorted(resources.path("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def style_sheet(shade: Shade) -> str:
    """The style sheet with its `@tokens` filled in."""
    drawn = {"arrow": "chevron-down", "tick": "check"}
    signs = {name: resources.path(f"icons/{file}-{shade.value}.svg").as_posix() for name, file in drawn.items()}
    named = {**colours(shade), **signs}
    template = resources.path("style/tusach.qss").read_text("utf-8")
    return re.sub(r"@([a-z-]+)", lambda found: named[found[1]], template)


def palette(shade: Shade) -> QPalette:
    """The colours for what Qt paints without asking the style sheet."""
    named = colours(shade)
    made = QPalette()
    for role, token in (
        (QPalette.ColorRole.Window, "paper"),
        (QPalette.ColorRole.WindowText, "ink"),
        (QPalette.ColorRole.Base, "surface"),
        (QPalette.ColorRole.AlternateBase, "sunken"),
        (QPalette.ColorRole.Text, "ink"),
        (QPalette.ColorRole.Button, "surface"),
        (QPalette.ColorRole.ButtonText, "ink"),
        (QPalette.ColorRole.Highlight, "pine"),
        (QPalette.ColorRole.HighlightedText, "on-pine"),
        (QPalette.ColorRole.PlaceholderText, "ink-faint"),
        (QPalette.ColorRole.ToolTipBase, "ink"),
        (QPalette.ColorRole.ToolTipText, "paper"),
        (QPalette.ColorRole.Link, "sea"),
        (QPalette.ColorRole.Accent, "pine"),
    ):
        made.setColor(role, QColor(named[token]))
    return made


class Theme:
    """How the program looks now; `wear` changes it everywhere at once."""

    def __init__(self, app: QApplication, shade: Shade) -> None:
        self._app, self.shade = app, shade
        if self._is_worn():
            return  # windows that are open would all be dressed again: seconds, for nothing
        load_fonts()
        font = QFont(FAMILY)
        font.setPointSizeF(TEXT_POINTS)
        app.setFont(font)
        app.setStyle("Fusion")
        self.wear(shade)

    def wear(self, shade: Shade) -> None:
        """Dress every window in this shade."""
        self.shade = shade
        self._app.setPalette(palette(shade))
        self._app.setStyleSheet(style_sheet(shade))

    def _is_worn(self) -> bool:
        sheet = style_sheet(self.shade)
        return bool(sheet) and self._app.styleSheet() == sheet
