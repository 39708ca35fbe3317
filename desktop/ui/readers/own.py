"""The part of a reader's card that is about the card itself: portrait and PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.readers.photo import PhotoPart
from desktop.ui.readers.pin import PinPart
from desktop.ui.widgets import Rule, Scroll

if TYPE_CHECKING:
    from desktop.library.model.desk import ReaderPanel
    from desktop.ui.background import Background


class OwnPart(QWidget):
    """Portrait above, PIN beneath."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.photo, self.pin = PhotoPart(background), PinPart(background)
        ground = QWidget()
        ground.setObjectName("ground")
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(0, 8, 8, 0)
        inside.setSpacing(12)
        for part in (self.photo, Rule(), self.pin):
            inside.addWidget(part)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Scroll(ground))

    def show_reader(self, panel: ReaderPanel, photo: bytes | None) -> None:
        """What this reader has of both."""
        self.photo.show_photo(panel.reader.card, photo)
        self.pin.show_reader(panel.reader)
