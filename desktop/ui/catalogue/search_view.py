"""Search as you type: the field, the result below it, the facets beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop.library.model.title import Filters, Hits, TitleLine
from desktop.ui.actions import BY_NAME
from desktop.ui.catalogue.facets import EVERYTHING, FacetCard
from desktop.ui.widgets import Button, Card, Column, Empty, Field, Label, Sign, Table, row
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.title import Facets
    from desktop.ui.background import Background, Job

PAGE = 60
PAUSE_MS = 40
"""After the last key, so that a fast typist asks once."""
FACETS_WIDE = 232
ROOM_FOR_CLASS = 800
CLASS = 3


def copies_words(line: TitleLine) -> str:
    """How many copies can be had now."""
    if not line.items:
        return tr("chưa có bản")
    if not line.available:
        return tr("đang mượn hết")
    return tr("còn {available}/{items}", available=line.available, items=line.items)


def _copies_tone(line: TitleLine) -> str:
    if not line.items:
        return "ink-faint"
    return "pine" if line.available else "amber"


COLUMNS: tuple[Column[TitleLine], ...] = (
    Column("Nhan đề", lambda line: line.title, 0, strong=True),
    Column("Tác giả", lambda line: line.author, 190, lambda _: "ink-soft"),
    Column("Năm", lambda line: line.year, 64, lambda _: "ink-soft"),
    Column("Phân loại", lambda line: line.classification, 112, lambda _: "ink-soft"),
    Column("Bản sách", copies_words, 122, _copies_tone),
)


def find(query: str, filters: Filters, offset: int, library: Library) -> Hits:
    """One page of the result."""
    return library.catalogue.find(query, filters, limit=PAGE, offset=offset)


def facets(query: str, filters: Filters, library: Library) -> Facets:
    """What the result could be narrowed to."""
    return library.catalogue.facets(query, filters)


class SearchField(Field):
    """The large field; the arrow down goes into the result."""

    down = Signal()

    def __init__(self, hint: str) -> None:
        super().__init__(hint)
        self.setProperty("role", "scan")
        self._sign = Sign("search", 24)
        self._sign.setParent(self)
        self._sign.setProperty("role", "scan-sign")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sign stands before the text."""
        super().resizeEvent(event)
        self._sign.move(16, (self.height() - self._sign.height()) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Into the result by the arrow or Enter."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down.emit()
        else:
            super().keyPressEvent(event)


class SearchView(QWidget):
    """`opened` carries the TitleLine that a person wants to see."""

    opened = Signal(object)

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._job: Job | None = None
        self._more: Job | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self.hits = Hits((), 0)
        self._build()
        self._connect()

    @property
    def query(self) -> str:
        """What is asked for."""
        return self.field.text().strip()

    def begin(self) -> None:
        """Ready for a question."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def look(self) -> None:
        """Ask for what the field and the facets say; an answer still awaited no longer counts."""
        for job in (self._job, self._more):
            if job is not None:
                job.cancel()
        query, filters = self.query, self.facets.filters
        self._more = None
        self._job = self._background.run(partial(find, query, filters, 0), partial(self._show, query, filters))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room the class gives way to the title."""
        super().resizeEvent(event)
        self.table.setColumnHidden(CLASS, self.width() - FACETS_WIDE < ROOM_FOR_CLASS)

    def _build(self) -> None:
        self.field = SearchField("Tìm theo nhan đề, tác giả, chủ đề, ISBN, mã sách…")
        self.new = Button(BY_NAME["new_title"], "main")
        self.take_in = Button(BY_NAME["import_titles"])
        self.write_out = Button(BY_NAME["export_titles"], key="")
        self.count = Label("", "soft")
        self.facets = FacetCard()
        self.facets.setFixedWidth(FACETS_WIDE)
        self.table: Table[TitleLine] = Table(COLUMNS)
        self.nothing = Empty("search", "")
        result = Card(margin=0, spacing=0)
        result.column.setContentsMargins(4, 4, 4, 4)
        self._layers = QStackedLayout()
        result.column.addLayout(self._layers, 1)  # first: a stack that lies nowhere shows its parts as windows
        self._layers.addWidget(self.table)
        self._layers.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.field)
        column.addLayout(row(4, self.count, None, self.write_out, self.take_in, self.new))
        sides = row(spacing=16)
        sides.addWidget(self.facets)
        sides.addWidget(result, 1)
        column.addLayout(sides, 1)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._typed)
        self.field.down.connect(self._into_result)
        self._pause.timeout.connect(self.look)
        self.facets.narrowed.connect(self._narrow)
        self.table.opened.connect(self.opened)
        self.table.clicked.connect(self._clicked)
        self.table.end_near.connect(self._bring_more)

    def _typed(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._pause.start()

    def _narrow(self, filters: Filters) -> None:
        self.facets.show_filters(filters)
        self.look()

    def _into_result(self) -> None:
        if self.hits.lines:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.table.selectRow(max(0, self.table.currentIndex().row()))

    def _clicked(self) -> None:
        line = self.table.line()
        if line is not None:
            self.opened.emit(line)

    def _show(self, query: str, filters: Filters, hits: Hits) -> None:
        self.hits = hits
        self.table.show_lines(hits.lines)
        self.table.scrollToTop()
        self.count.say(partial(_count_words, hits, query))
        self.facets.setVisible(bool(hits.lines or query) or filters != EVERYTHING)
        self._layers.setCurrentWidget(self.table if hits.lines else self.nothing)
        if not hits.lines:
            self._say_nothing(query, filters)
        self._job = self._background.run(partial(facets, query, filters), self.facets.show_facets)

    def _say_nothing(self, query: str, filters: Filters) -> None:
        if query or filters != EVERYTHING:
            self.nothing.tell(
                "search",
                lambda: (
                    tr("Không thấy nhan đề nào cho “{query}”.", query=query) if query else tr("Không có nhan đề nào.")
                ),
                "Thử ít từ hơn, bỏ bớt điều kiện bên trái, hoặc thêm nhan đề mới (Ctrl+N).",
            )
        else:
            self.nothing.tell(
                "book-plus",
                "Chưa có nhan đề nào",
                "Thêm nhan đề đầu tiên (Ctrl+N), hoặc nhập tệp từ phần mềm cũ (Ctrl+I).",
            )

    def _bring_more(self) -> None:
        have = len(self.table.model_of_lines.lines)
        if self._more is None and self._job is not None and 0 < have < self.hits.total + self.hits.total_is_capped:
            query, filters = self.query, self.facets.filters
            self._more = self._background.run(partial(find, query, filters, have), self._add)

    def _add(self, hits: Hits) -> None:
        self._more = None
        have = {line.id for line in self.table.model_of_lines.lines}
        fresh = tuple(line for line in hits.lines if line.id not in have)
        self.table.add_lines(fresh)
        if not fresh:
            self.hits = Hits(self.hits.lines, 0)


def _count_words(hits: Hits, query: str) -> str:
    if hits.total_is_capped:
        return tr("hơn {count} nhan đề", count=figure(hits.total))
    if not hits.total:
        return ""
    return (
        tr("{count} nhan đề khớp", count=figure(hits.total))
        if query
        else tr("{count} nhan đề", count=figure(hits.total))
    )
