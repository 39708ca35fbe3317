"""Who sits at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.library.text import nfc
from desktop.ui.widgets import Button, Card, Field, Label, row

if TYPE_CHECKING:
    from desktop.ui.preferences import Preferences

LONGEST = 60


class OperatorCard(Card):
    """`named` carries the name, empty for nobody."""

    named = Signal(str)

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.field = Field("Ví dụ: Nguyễn Thị Lan")
        self.field.setMaxLength(LONGEST)
        self.field.setText(preferences.chosen.operator)
        self.keep = Button("Lưu tên", "plain", icon="check")
        self.note = Label("Ghi kèm mỗi lượt ở quầy, để sau này hỏi lại được.", "hint", wraps=True)
        heading = Label("Người trực quầy", "heading")
        heading.setBuddy(self.field)
        self.column.addWidget(heading)
        line = row()
        line.addWidget(self.field, 1)
        line.addWidget(self.keep)
        self.column.addLayout(line)
        self.column.addWidget(self.note)
        self.keep.clicked.connect(self._name)
        self.field.returnPressed.connect(self._name)

    def _name(self) -> None:
        name = nfc(self.field.text()).strip()
        self.field.setText(name)
        self.named.emit(name)
        self.note.say("Đã lưu. Các lượt từ bây giờ mang tên này." if name else "Đã lưu. Các lượt không mang tên ai.")
