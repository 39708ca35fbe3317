"""Enrolling: the card of a PC that belongs to no centre yet."""

from __future__ import annotations

from desktop.ui.widgets import Button, Card, Empty
from desktop.ui.widgets.choosing import Choosing

WHICH_FILE = Choosing("Chọn tệp ghi danh", kinds=("Tệp ghi danh (*.json)", "Mọi tệp (*)"))


class EnrolCard(Card):
    """Says what is missing and offers to choose the file. `choose` is the one button."""

    def __init__(self) -> None:
        super().__init__()
        self.choose = Button("Chọn tệp ghi danh", "main", icon="folder-open")
        self.column.addWidget(
            Empty(
                "cloud-off",
                "Máy này chưa ghi danh với trung tâm",
                "Xin trung tâm một tệp ghi danh cho đơn vị, rồi chọn tệp đó ở đây. "
                "Chưa ghi danh thì quầy vẫn làm việc bình thường.",
                self.choose,
            )
        )
