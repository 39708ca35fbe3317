"""What a result can be narrowed to, beside it: class, year, author, on the shelf."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.library.model.title import Facets, Filters
from desktop.ui.catalogue.classes import class_words
from desktop.ui.widgets import Card, Clamped, Label, Scroll, Sign
from desktop.ui.widgets.texts import mark
from desktop.ui.words import figure, spoken, verbatim

if TYPE_CHECKING:
    from desktop.library.model.title import Facet
    from desktop.ui.words import Source

EVERYTHING = Filters()
SHOWN = {"classification": 10, "year": 6, "author": 6}
HEADINGS = {"classification": "Phân loại", "year": "Năm", "author": "Tác giả"}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One value that the result can be narrowed to, or is. `count` None while it is not known."""

    kind: str
    value: str
    count: int | None
    chosen: bool


class FacetRow(QPushButton):
    """A value and how many titles have it; the chosen one bears a cross that takes it away."""

    def __init__(self, narrowing: Narrowing, words: Source) -> None:
        super().__init__()
        self.narrowing = narrowing
        self.setProperty("kind", "facet")
        self.setAutoDefault(True)  # Enter presses it, too
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(spoken(words))
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 0, 8, 0)
        line.setSpacing(8)
        self.word = Clamped(words)
        count = Label(partial(_counted, narrowing), "hint")
        for part in (self.word, count):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line.addWidget(self.word, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(count, 0, Qt.AlignmentFlag.AlignVCenter)
        if narrowing.chosen:
            line.addWidget(Sign("x", 16), 0, Qt.AlignmentFlag.AlignVCenter)
        mark(self, chosen=narrowing.chosen)

    def sizeHint(self) -> QSize:
        """A row that a finger can hit."""
        return QSize(120, 30)


def _counted(narrowing: Narrowing) -> str:
    return "" if narrowing.count is None else figure(narrowing.count)


class FacetCard(Card):
    """`narrowed` carries the Filters that a person asked for."""

    narrowed = Signal(object)

    def __init__(self) -> None:
        super().__init__(margin=0, spacing=0)
        self.filters = EVERYTHING
        self._facets = Facets()
        ground = QWidget()
        ground.setObjectName("ground")
        self.rows = QVBoxLayout(ground)
        self.rows.setContentsMargins(12, 12, 12, 12)
        self.rows.setSpacing(0)
        scroll = Scroll(ground)
        self.column.addWidget(scroll)

    def show_facets(self, facets: Facets) -> None:
        """What the present result could be narrowed to."""
        if facets == self._facets and self.rows.count():
            return
        self._facets = facets
        self._lay()

    def show_filters(self, filters: Filters) -> None:
        """What it is narrowed to."""
        self.filters = filters
        self._lay()

    def _lay(self) -> None:
        while (item := self.rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if self._facets.available or self.filters.available:
            self._add(Narrowing("available", "yes", self._facets.available, self.filters.available is True))
        for kind, facets in (
            ("classification", self._facets.classes),
            ("year", self._facets.years),
            ("author", self._facets.authors),
        ):
            self._lay_kind(kind, facets)
        self.rows.addStretch(1)

    def _lay_kind(self, kind: str, facets: tuple[Facet, ...]) -> None:
        chosen = getattr(self.filters, kind)
        shown = tuple(facet for facet in facets if chosen in (None, facet.value))[: SHOWN[kind]]
        if not shown and chosen is None:
            return
        self.rows.addSpacing(12)
        heading = Label(HEADINGS[kind], "small")
        heading.setContentsMargins(8, 0, 0, 4)
        self.rows.addWidget(heading)
        for facet in shown:
            self._add(Narrowing(kind, facet.value, facet.count, facet.value == chosen))
        if not shown:
            self._add(Narrowing(kind, chosen, None, chosen=True))

    def _add(self, narrowing: Narrowing) -> None:
        words: Source = verbatim(narrowing.value)
        if narrowing.kind == "available":
            words = "Còn trên giá"
        elif narrowing.kind == "classification":
            words = partial(class_words, narrowing.value)
        row = FacetRow(narrowing, words)
        row.clicked.connect(self._clicked)
        self.rows.addWidget(row)

    def _clicked(self) -> None:
        row = self.sender()
        assert isinstance(row, FacetRow)
        asked = row.narrowing
        value = None if asked.chosen else asked.value
        match asked.kind:
            case "available":
                filters = replace(self.filters, available=None if asked.chosen else True)
            case "classification":
                filters = replace(self.filters, classification=value)
            case "year":
                filters = replace(self.filters, year=value)
            case _:
                filters = replace(self.filters, author=value)
        self.narrowed.emit(filters)
