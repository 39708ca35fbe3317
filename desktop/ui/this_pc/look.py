"""How this PC looks and sounds: language, light or dark, sounds, scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from desktop.ui.theme import Shade
from desktop.ui.widgets import Card, Choice, Label, Segments
from desktop.ui.words import Language, verbatim

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.ui.preferences import Preferences

SCALES = (100, 125, 150, 175, 200)


class LookCard(Card):
    """Shows what is in force, whoever switched it, and switches."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._build()
        self._connect()
        self._show()

    def _build(self) -> None:
        self.language = Segments(
            (("vi", verbatim("Tiếng Việt"), "", ""), ("en", verbatim("English"), "", "")),
        )
        self.shade = Segments((("light", "Nền sáng", "sun", ""), ("dark", "Nền tối", "moon", "")))
        self.sounds = Segments((("on", "Bật", "volume-2", ""), ("off", "Tắt", "volume-x", "")))
        self.scale = Choice(tuple((str(scale), verbatim(f"{scale} %")) for scale in SCALES))
        self.column.addWidget(Label("Hiển thị và âm thanh", "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget], ...] = (
            ("Ngôn ngữ", self.language),
            ("Màu nền", self.shade),
            ("Âm thanh ở quầy", self.sounds),
            ("Cỡ chữ và nút", self.scale),
        )
        for at, (name, choice) in enumerate(rows):
            grid.addWidget(Label(name), at, 0)
            grid.addWidget(choice, at, 1)
        self.column.addLayout(grid)
        self.later = Label("Cỡ mới có hiệu lực từ lần mở sau.", "hint", wraps=True)
        self.column.addWidget(self.later)

    def _connect(self) -> None:
        chosen = self._preferences
        self.language.chosen.connect(lambda name: self._switch(name, chosen.chosen.language, chosen.switch_language))
        self.shade.chosen.connect(lambda name: self._switch(name, chosen.chosen.shade, chosen.switch_shade))
        self.sounds.chosen.connect(lambda name: self._switch(name, _sounds(chosen), chosen.switch_sound))
        self.scale.activated.connect(lambda _: chosen.choose_scale(int(self.scale.value)))
        chosen.changed.connect(self._show)

    @staticmethod
    def _switch(wanted: str, have: str, switch: Callable[[], None]) -> None:
        if wanted != have:
            switch()

    def _show(self) -> None:
        chosen = self._preferences.chosen
        self.language.choose("en" if chosen.language is Language.ENGLISH else "vi")
        self.shade.choose("dark" if chosen.shade is Shade.DARK else "light")
        self.sounds.choose(_sounds(self._preferences))
        self.scale.choose(str(chosen.scale))


def _sounds(preferences: Preferences) -> str:
    return "on" if preferences.chosen.sounds else "off"
