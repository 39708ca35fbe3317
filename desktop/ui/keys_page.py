"""The sheet of keys, made from the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.actions import ACTIONS, Action
from desktop.ui.widgets import AsidePage, Card, Label, Scroll
from desktop.ui.words import verbatim

if TYPE_CHECKING:
    from desktop.ui.background import Background

PARTS = (
    ("", "Ở mọi trang"),
    ("desk", "Ở quầy mượn trả"),
    ("catalogue", "Ở trang Tra cứu"),
    ("readers", "Ở trang Bạn đọc"),
    ("sync", "Ở trang Đồng bộ"),
    ("late", "Ở trang Nhập bù"),
    ("help", "Ở Trợ giúp và Phím tắt"),
    ("follow", "Ở trang Theo dõi và Quy định"),
)


class KeysPage(AsidePage):
    """One card for each place, one line for each key."""

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self._build()

    def _build(self) -> None:
        ground = QWidget()
        ground.setObjectName("ground")
        sides = QHBoxLayout(ground)
        sides.setContentsMargins(0, 0, 8, 0)
        sides.setSpacing(16)
        for side in (PARTS[::2], PARTS[1::2]):
            column = QVBoxLayout()
            column.setSpacing(16)
            for page, heading in side:
                column.addWidget(self._card(page, heading))
            column.addStretch(1)
            sides.addLayout(column, 1)
        paper = Scroll(ground, takes_keys=True)
        self.column.addWidget(paper)

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
