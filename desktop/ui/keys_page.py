"""The sheet of keys, made from the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from desktop.ui.actions import ACTIONS, Action
from desktop.ui.widgets import Card, Label, Page, row
from desktop.ui.words import verbatim

if TYPE_CHECKING:
    from desktop.ui.background import Background

PARTS = (
    ("", "Ở mọi trang"),
    ("desk", "Ở quầy mượn trả"),
    ("catalogue", "Ở trang Tra cứu"),
    ("readers", "Ở trang Bạn đọc"),
)


class KeysPage(Page):
    """One card for each place, one line for each key."""

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self._build()

    def _build(self) -> None:
        everywhere, *others = (self._card(page, heading) for page, heading in PARTS)
        side = row(spacing=16)
        for card in (everywhere, others[0]):
            side.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(side)
        below = row(spacing=16)
        for card in others[1:]:
            below.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(below)
        self.column.addStretch(1)

    def _card(self, page: str, heading: str) -> Card:
        card = Card()
        card.column.addWidget(Label(heading, "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for at, action in enumerate(action for action in ACTIONS if action.page == page):
            grid.addWidget(self._key(action), at, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(Label(action.text), at, 1)
        card.column.addLayout(grid)
        return card

    @staticmethod
    def _key(action: Action) -> Label:
        return Label(verbatim(action.key), "key-cap")
