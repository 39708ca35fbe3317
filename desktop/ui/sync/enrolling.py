"""Enrolling: the card of a PC that belongs to no centre yet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.widgets import Button, Card, Empty
from desktop.ui.words import tr


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


class FileChooser(QFileDialog):
    """Asks for an enrolment file without stopping the window. `picked` carries its path."""

    picked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, tr("Chọn tệp ghi danh"))
        self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.setNameFilters([tr("Tệp ghi danh (*.json)"), tr("Mọi tệp (*)")])
        self.fileSelected.connect(self._file_selected)

    def _file_selected(self, name: str) -> None:
        self.picked.emit(Path(name))
