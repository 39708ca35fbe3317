"""Lines of text to type into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.widgets.texts import Label, mark
from desktop.ui.words import spoken

if TYPE_CHECKING:
    from desktop.ui.words import Source


class Field(QLineEdit):
    """One line of text with a quiet hint inside."""

    def __init__(self, hint: Source = "") -> None:
        super().__init__()
        self._hint = hint
        self._show_hint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show_hint()
        super().changeEvent(event)

    def hint(self, words: Source) -> None:
        """Show this inside as long as nothing is typed."""
        self._hint = words
        self._show_hint()

    def _show_hint(self) -> None:
        self.setPlaceholderText(spoken(self._hint) if self._hint else "")


class Choice(QComboBox):
    """One of a list, in the language of the moment; `value` is what the chosen line stands for."""

    def __init__(self, options: tuple[tuple[str, Source], ...] = ()) -> None:
        super().__init__()
        self._options: tuple[tuple[str, Source], ...] = ()
        self.offer(options)

    def offer(self, options: tuple[tuple[str, Source], ...]) -> None:
        """Take (value, words) for each line; what was chosen stays chosen while it is there."""
        chosen, self._options = self.value, options
        self.clear()
        for value, words in options:
            self.addItem(spoken(words), value)
        self.choose(chosen)

    @property
    def value(self) -> str:
        """What the chosen line stands for; empty while there is none."""
        return str(self.currentData() or "")

    def choose(self, value: str) -> None:
        """Choose the line that stands for this; the first when none does."""
        self.setCurrentIndex(max(0, self.findData(value)))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            for at, (_, words) in enumerate(self._options):
                self.setItemText(at, spoken(words))
        super().changeEvent(event)


class Tick(QCheckBox):
    """Yes or no, with its words beside it."""

    def __init__(self, source: Source) -> None:
        super().__init__(spoken(source))
        self._source = source

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.setText(spoken(self._source))
        super().changeEvent(event)


class Labelled(QWidget):
    """A field with its name above, and room for one complaint beneath."""

    def __init__(self, name: Source, field: QWidget, *, hint: Source = "") -> None:
        super().__init__()
        self.field = field
        self.name = Label(name, "small")
        self.name.setBuddy(field)
        self.note = Label(hint, "hint", wraps=True)
        if not hint:  # never show() here: without a parent it would be a window for a moment
            self.note.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.name, field, self.note):
            column.addWidget(part)

    def complain(self, source: Source) -> None:
        """Say beneath the field what is wrong with it; an empty source takes the complaint back."""
        self.note.say(source)
        self.note.setVisible(bool(source))
        mark(self.note, severity="refused" if source else "")
        mark(self.field, severity="refused" if source else "")
