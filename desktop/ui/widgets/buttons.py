"""Buttons that print their key, and a choice of one among few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from desktop.ui.actions import Action
from desktop.ui.widgets.texts import Label, Sign, mark
from desktop.ui.words import spoken

if TYPE_CHECKING:
    from desktop.ui.words import Source


class Button(QPushButton):
    """A button with a word, perhaps an icon before it, and its key after it."""

    def __init__(
        self, what: Action | Source, kind: str = "plain", *, icon: str | None = None, key: str | None = None
    ) -> None:
        super().__init__()
        source: Source = what.text if isinstance(what, Action) else what
        icon = what.icon if icon is None and isinstance(what, Action) else icon
        key = what.key if key is None and isinstance(what, Action) else key
        self.setProperty("kind", kind)
        self.setAutoDefault(True)  # outside a dialog this says only: Enter presses it, as the space bar does
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._source = source
        self.sign = Sign(icon or "check", 18)
        self.word = Label(source, "button")
        self.key = Label(lambda: key or "", "key")
        self._line = QHBoxLayout(self)
        self._build(has_sign=bool(icon), has_key=bool(key))
        self.say(source)

    def say(self, source: Source) -> None:
        """Another word on the button."""
        self._source = source
        self.word.say(source)
        self.setAccessibleName(spoken(source))
        self.updateGeometry()

    def show_key(self, *, shown: bool) -> None:
        """The key gives way where there is no room for it; the sheet of keys still has it."""
        self.key.setVisible(shown and bool(self.key.text()))
        self.updateGeometry()

    def squeeze(self) -> None:
        """Less room beside the word."""
        self._line.setContentsMargins(6, 2, 6, 2)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as its parts."""
        hint = self._line.sizeHint()
        return QSize(hint.width(), max(36, hint.height()))

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its parts: a cut word is worse than a crowded row."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language (for screen readers) and the parts' width."""
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(spoken(self._source))
            self.updateGeometry()
        super().changeEvent(event)

    def _build(self, *, has_sign: bool, has_key: bool) -> None:
        line = self._line
        line.setContentsMargins(12, 2, 12, 2)
        line.setSpacing(8)
        line.addStretch(1)
        line.addWidget(self.sign)
        line.addWidget(self.word)
        line.addWidget(self.key, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
        self.sign.setVisible(has_sign)
        self.key.setVisible(has_key)
        for part in (self.sign, self.word, self.key):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class Segments(QFrame):
    """One of few, side by side: the acts of the desk, the parts of a card. `chosen` carries the name."""

    chosen = Signal(str)

    def __init__(self, choices: tuple[tuple[str, Source, str, str], ...], *, tight: bool = False) -> None:
        """Take (name, text, icon, key) for each choice; icon and key may be empty. `tight`: for a narrow card."""
        super().__init__()
        self.setProperty("role", "segments")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 4, 4, 4)
        line.setSpacing(4)
        self.buttons: dict[str, Button] = {}
        for name, text, icon, key in choices:
            button = Button(text, "segment", icon=icon, key=key)
            button.setObjectName(name)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.clicked.connect(self._clicked)
            if tight:
                button.squeeze()
            self.buttons[name] = button
            line.addWidget(button)

    def choose(self, name: str) -> None:
        """Show this one as chosen, without telling anybody."""
        for have, button in self.buttons.items():
            button.setChecked(have == name)
            mark(button, chosen=have == name)

    def never_take_focus(self) -> None:
        """For the desk, where the scan field keeps it."""
        for button in self.buttons.values():
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _clicked(self) -> None:
        name = self.sender().objectName()
        self.choose(name)
        self.chosen.emit(name)
