"""The help page: topics at the left, found by a word; the one that was asked for at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout

from desktop.ui.help import paper
from desktop.ui.help.topics import FIRST, Topic, found, topics
from desktop.ui.widgets import AsidePage, Column, Empty, Field, Table, row
from desktop.ui.words import language

if TYPE_CHECKING:
    from desktop.ui.background import Background

LIST_WIDTH = 250
ENDING = ".md"


class HelpPage(AsidePage):
    """`show_one(name)` brings a topic to the front. Works without a library, a network or a mouse."""

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self._here = FIRST
        self._build()
        self._connect()
        self._list()

    def shown(self) -> None:
        """Ready to look for a word."""
        super().shown()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_one(self, name: str) -> None:
        """Show this topic; whatever was looked for before is forgotten."""
        self._here = name
        self.field.clear()
        self._list()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language and the shade."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.PaletteChange} and hasattr(self, "text"):
            self._list()

    def _list(self) -> None:
        shown = found(self.field.text(), topics(language()))
        self.topics.show_lines(shown)
        self.nothing.setVisible(not shown)
        self.text.setVisible(bool(shown))
        at = next((place for place, topic in enumerate(shown) if topic.name == self._here), 0)
        if shown:
            self.topics.selectRow(at)
            self._write(shown[at])

    def _choose(self, topic: Topic) -> None:
        self._here = topic.name
        self._write(topic)

    def _write(self, topic: Topic) -> None:
        paper.write(self.text.document(), topic.text)
        self.text.verticalScrollBar().setValue(0)

    def _follow(self, link: QUrl) -> None:
        self.show_one(link.fileName().removesuffix(ENDING))

    def _build(self) -> None:
        self.field = Field("Tìm trong trợ giúp")
        self.topics: Table[Topic] = Table((Column("", lambda topic: topic.heading),))
        self.topics.horizontalHeader().hide()
        self.topics.setFixedWidth(LIST_WIDTH)
        self.field.setFixedWidth(LIST_WIDTH)
        self.text = QTextBrowser()
        self.text.setObjectName("help")
        self.text.setOpenLinks(False)
        self.nothing = Empty("search", "Không có mục nào có đủ các từ này.", "Thử một từ khác, hoặc ít từ hơn.")
        self.nothing.hide()
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.field)
        side.addWidget(self.topics, 1)
        reading = QVBoxLayout()
        reading.addWidget(self.text, 1)
        reading.addWidget(self.nothing, 1)
        whole = row(side, reading, spacing=16)
        whole.setStretch(1, 1)
        self.column.addLayout(whole, 1)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._list)
        self.field.returnPressed.connect(self.text.setFocus)
        self.topics.chosen.connect(self._choose)
        self.text.anchorClicked.connect(self._follow)
