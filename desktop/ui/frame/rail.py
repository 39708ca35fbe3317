"""The rail at the left: where one can go, with words and counts; icons only when the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.actions import BY_NAME, Action
from desktop.ui.widgets.texts import Clamped, Label, Sign, mark
from desktop.ui.words import Source, spoken, tr, verbatim

WIDE = 208
NARROW = 60
PLACES = ("open_desk", "open_catalogue", "open_readers", "open_follow", "open_rules", "open_sync", "open_console")
AT_THE_FOOT = ("open_settings", "open_help")
"""Language, light or dark, and sounds are switched on the page about this PC: an old monitor has no room here."""
MOST_SHOWN, MOST_BESIDE_ICON = 99, 9
BADGE_AT = (28, 1)
"""px, at the icon's shoulder"""


class RailButton(QPushButton):
    """One place: icon, word, and how many things wait there."""

    def __init__(self, action: Action) -> None:
        super().__init__()
        self.action = action
        self._source: Source = action.text
        self._waiting: Source = ""
        self.setObjectName(action.name)
        self.setAutoDefault(True)  # Enter presses it, too
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.setMaximumHeight(40)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.sign = Sign(action.icon, 20)
        self.word = Label(action.text, "button")
        self.count = Label("", "count")
        self.badge = Label("", "count")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(12, 0, 12, 0)
        self._line.setSpacing(12)
        for part in (self.sign, self.word):
            self._line.addWidget(part)
        self._line.addStretch(1)
        self._line.addWidget(self.count)
        self.badge.setParent(self)
        self.badge.move(*BADGE_AT)
        self.badge.hide()
        for part in (self.sign, self.word, self.count, self.badge):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._name()

    def sizeHint(self) -> QSize:
        """Forty high: easy to hit."""
        return QSize(44, 40)

    def minimumSizeHint(self) -> QSize:
        """A low screen takes some of it."""
        return QSize(44, 32)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language in what only a pointer or a screen reader finds."""
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
        super().changeEvent(event)

    def _name(self) -> None:
        waiting = spoken(self._waiting) if self._waiting else ""
        words = tr("{words}  ({key})", words=spoken(self._source), key=self.action.key)
        self.setAccessibleName(". ".join(part for part in (spoken(self._source), waiting) if part))
        self.setToolTip("\n".join(part for part in (words, waiting) if part))

    def show_count(self, number: int, words: Source = "") -> None:
        """How many things wait; nothing is shown for none. `words` say in the tool tip what they are."""
        self.count.say(verbatim(_at_most(MOST_SHOWN, number)))
        self.badge.say(verbatim(_at_most(MOST_BESIDE_ICON, number)))
        self.badge.adjustSize()
        self._waiting = words
        self._name()

    def narrow(self, *, narrow: bool) -> None:
        """The icon and its count, or the word between them, too."""
        self.word.setVisible(not narrow)
        self.count.setVisible(not narrow)
        self.badge.setVisible(narrow)


def _at_most(most: int, number: int) -> str:
    return f"{most}+" if number > most else str(number or "")


class Rail(QFrame):
    """Where one can go. `wanted` carries an action's name."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.mark = Sign("library-big", 28)
        self.name = Label(verbatim("Tủ Sách"), "word-mark")
        self.unit = Clamped("", "unit", lines=2)
        self.buttons = {name: RailButton(BY_NAME[name]) for name in (*PLACES, *AT_THE_FOOT)}
        self.is_narrow = False
        self._build()
        self._connect()

    def choose(self, name: str) -> None:
        """Show where we are."""
        for have, button in self.buttons.items():
            mark(button, chosen=have == name)

    def show_console(self, *, shown: bool) -> None:
        """The centre is one of the places only where it may be looked after."""
        self.buttons["open_console"].setVisible(shown)

    def narrow(self, *, narrow: bool) -> None:
        """Icons only under a narrow window."""
        self.is_narrow = narrow
        self.setFixedWidth(NARROW if narrow else WIDE)
        self.name.setVisible(not narrow)
        self.unit.setVisible(not narrow)
        for button in self.buttons.values():
            button.narrow(narrow=narrow)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 16, 8, 8)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 0, 0)
        head.setSpacing(12)
        head.addWidget(self.mark)
        head.addWidget(self.name, 1)
        column.addLayout(head)
        under = QWidget()
        below = QHBoxLayout(under)
        below.setContentsMargins(8, 4, 4, 12)
        below.addWidget(self.unit)
        column.addWidget(under)
        for name in PLACES:
            column.addWidget(self.buttons[name])
        self.buttons["open_console"].hide()
        column.addStretch(1)
        for name in AT_THE_FOOT:
            column.addWidget(self.buttons[name])
        self.setFixedWidth(WIDE)

    def _connect(self) -> None:
        for button in self.buttons.values():
            button.clicked.connect(self._clicked)

    def _clicked(self) -> None:
        self.wanted.emit(self.sender().objectName())
