"""A field for a password: hidden, with an eye to look at what was typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from desktop.ui import icons
from desktop.ui.theme import colour
from desktop.ui.widgets import Field
from desktop.ui.words import Source, tr

EYE = 18


class SecretField(Field):
    """Hidden as typed; a keyboard program that garbles a password is found out by looking."""

    def __init__(self, hint: Source = "") -> None:
        super().__init__(hint)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setProperty("role", "secret")
        self.eye = QToolButton(self)
        self.eye.setCursor(Qt.CursorShape.PointingHandCursor)
        self.eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._look)
        self._name_eye()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The eye stands at the end."""
        super().resizeEvent(event)
        self.eye.setGeometry(self.width() - 36, (self.height() - 28) // 2, 30, 28)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language and the theme."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.PaletteChange}:
            self._name_eye()

    def _look(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _name_eye(self) -> None:
        self.eye.setIcon(icons.icon("eye", colour("ink-soft"), EYE))
        self.eye.setToolTip(tr("Xem mật khẩu"))
        self.eye.setAccessibleName(tr("Xem mật khẩu"))
