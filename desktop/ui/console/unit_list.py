"""The table of units with its search, its order and the chips of states; what is chosen stays chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.console import unit_words
from desktop.ui.sync.flow import Flow
from desktop.ui.widgets import Button, Choice, Column, Empty, Field, Table, row
from desktop.ui.widgets.texts import mark
from desktop.ui.words import figure, tr
from sync.core.operating import STATES, UnitLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QResizeEvent

    from sync.core.operating import Units

PAGE = 200
"""Units in one answer; more come when the end is near."""
TYPING_MS = 250
ORDERS = (
    ("state", "Cần chú ý trước"),
    ("unit", "Theo mã"),
    ("name", "Theo tên"),
    ("contact", "Im lặng lâu nhất"),
    ("waiting", "Chờ gửi nhiều nhất"),
    ("points", "Cần đối chiếu nhiều nhất"),
)


class StateChips(Flow):
    """`chosen` carries the state; empty for all."""

    chosen = Signal(str)

    def __init__(self) -> None:
        self.state = ""
        self._counts: Mapping[str, int] = {}
        self.buttons = {state: Button(partial(self._words, state), "chip") for state in ("", *STATES)}
        super().__init__(*self.buttons.values(), space=6)
        for state, button in self.buttons.items():
            button.setObjectName(f"state-{state or 'all'}")
            button.clicked.connect(partial(self.choose, state))
        self.show_counts({})

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """So many units are in each state; a state without any is shown only while it is the chosen one."""
        self._counts = counts
        for state, button in self.buttons.items():
            button.say(partial(self._words, state))
            button.setVisible(state in {"", self.state} or bool(counts.get(state)))
            mark(button, chosen=state == self.state)
        self.updateGeometry()

    def choose(self, state: str) -> None:
        """Show units in this state only."""
        if state != self.state:
            self.state = state
            self.show_counts(self._counts)
            self.chosen.emit(state)

    def _words(self, state: str) -> str:
        counts = self._counts
        number = counts.get(state, 0) if state else sum(counts.values())
        words = tr(unit_words.STATES[state]) if state else tr("Tất cả")
        return tr("{group}  {count}", group=words, count=figure(number))


class UnitList(QWidget):
    """`asked`: another page, order or search is wanted; `chosen` carries the unit under the cursor."""

    asked = Signal()
    more_wanted = Signal(int)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._total = 0
        self._chosen = ""
        self._build()
        self._connect()

    @property
    def wanted(self) -> dict[str, str]:
        """What is to be asked for."""
        return {"words": self.search.text().strip(), "state": self.chips.state, "sort": self.order.value}

    def show_units(self, units: Units, *, offset: int = 0) -> None:
        """An answer: a first page replaces what is shown, a later one follows it."""
        self._total = units.total
        self.chips.show_counts(units.by_state)
        if offset:
            self.table.add_lines(tuple(units.units))
            return
        with QSignalBlocker(self.table.selectionModel()):
            self.table.show_lines(tuple(units.units))
        self._choose_again()
        self.stack.setCurrentWidget(self.table if units.units else self.empty)
        if not units.units and any(units.by_state.values()):
            self.empty.tell("search", "Không có đơn vị nào như vậy", "Bớt từ tìm hoặc chọn Tất cả.")
        elif not units.units:
            self.empty.tell(
                "server", "Trung tâm chưa có đơn vị nào", "Ghi danh máy đầu tiên của một đơn vị bằng nút bên phải."
            )

    def show_trouble(self, headline: str, text: str) -> None:
        """There is nothing to show, and why; what is shown already stays."""
        if not self.table.model_of_lines.lines:
            self.stack.setCurrentWidget(self.empty)
            self.empty.tell("cloud-off", lambda: headline, lambda: text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The names keep their room; what the card says as well gives way."""
        super().resizeEvent(event)
        for column, width in _LAST_TO_FIT:
            self.table.setColumnHidden(column, self.width() < width)

    def take_focus(self) -> None:
        """One can type at once."""
        self.search.setFocus()

    def _choose_again(self) -> None:
        """The unit that was chosen keeps its place under the cursor, wherever it stands now."""
        lines = self.table.model_of_lines.lines
        at = next((at for at, line in enumerate(lines) if line.unit == self._chosen), 0)
        if lines:
            with QSignalBlocker(self.table.selectionModel()):
                self.table.selectRow(at)
            self.table.viewport().update()
            self._remember(lines[at])

    def _remember(self, line: UnitLine) -> None:
        self._chosen = line.unit
        self.chosen.emit(line)

    def _near_end(self) -> None:
        shown = len(self.table.model_of_lines.lines)
        if shown and shown < self._total and shown % PAGE == 0:
            self.more_wanted.emit(shown)

    def _build(self) -> None:
        self.search = Field("Mã hoặc tên đơn vị")
        self.order = Choice(ORDERS)
        self.chips = StateChips()
        self.table: Table[UnitLine] = Table(_COLUMNS)
        self.empty = Empty("server", "Đang hỏi trung tâm…")
        self.stack = QStackedWidget()
        for each in (self.empty, self.table):
            self.stack.addWidget(each)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head = row(self.search, self.order)
        head.setStretch(0, 1)
        column.addLayout(head)
        column.addWidget(self.chips)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self.asked)
        self.order.activated.connect(self.asked)
        self.chips.chosen.connect(self.asked)
        self.table.chosen.connect(self._remember)
        self.table.end_near.connect(self._near_end)


_COLUMNS: tuple[Column[UnitLine], ...] = (
    Column("Tình trạng", unit_words.dot, 136, tone=unit_words.tone),
    Column("Đơn vị", unit_words.name, strong=True),
    Column("Liên lạc cuối", unit_words.heard, 136),
    Column("Chờ gửi", lambda line: unit_words.count(line.waiting), 84, right=True),
    Column("Đối chiếu", lambda line: unit_words.count(unit_words.points(line)), 84, right=True),
    Column(
        "Đồng hồ",
        lambda line: unit_words.clock(line.clock_offset),
        108,
        tone=lambda line: unit_words.clock_tone(line.clock_offset),
    ),
    Column("Bản", unit_words.programs, 64),
)
_LAST_TO_FIT = ((3, 540), (4, 620), (5, 800), (6, 860))
"""Column, and how wide the list must be for it; the unit's card says the same."""
