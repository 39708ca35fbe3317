"""One point: a line while others are looked at, a card with both sides when it is chosen, a line again once settled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.ui.actions import BY_NAME
from desktop.ui.sync import decisions, who_words
from desktop.ui.sync import point_words as words
from desktop.ui.sync.flow import Flow
from desktop.ui.widgets import Button, Card, Clamped, Label, Sign, row
from desktop.ui.widgets.texts import mark

if TYPE_CHECKING:
    from desktop.library.model.conflict import Conflict, Point, Side
    from desktop.ui.words import Source

FEWEST_ALIKE = 2


class SideCard(Card):
    """One side of a point; the recommended one is marked in words and colour."""

    def __init__(self, name: Source, point: Point, side: Side, *, advised: bool) -> None:
        super().__init__(role="side", margin=12, spacing=4)
        self.name = Label(name, "small")
        self.advised = Label(partial(words.advised, point), "small")
        self.value = Label(partial(words.shown, point, side), "strong", wraps=True)
        self.written = Label(partial(words.written, point, side), "hint", wraps=True)
        self.follows = Label(partial(words.follows, point, side), "soft", wraps=True)
        self.column.addLayout(row(self.name, None, self.advised))
        for part in (self.value, self.written, self.follows):
            self.column.addWidget(part)
            if not part.text():
                part.hide()
        if not advised:
            self.advised.hide()
        mark(self.advised, tone="pine")
        self.setProperty("advised", advised)
        self.column.addStretch(1)


class Detail(QWidget):
    """Everything about the chosen point, and the buttons."""

    decided = Signal(str)
    many_wanted = Signal()

    def __init__(self, point: Point) -> None:
        super().__init__()
        self.point = point
        self.choices = decisions.choices(point)
        self._build()

    def offer(self, *, on: bool) -> None:
        """Let a person decide, or not while a decision is on its way."""
        for button in self.buttons.values():
            button.setEnabled(on)
        self.many.setEnabled(on)

    def _build(self) -> None:
        point = self.point
        self.explanation = Label(partial(words.explanation, point), "text", wraps=True)
        self.why = Label(partial(words.why, point), "hint", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.explanation)
        if point.conflict.kind != "parked":
            column.addLayout(self._sides())
        column.addWidget(self.why)
        column.addLayout(self._buttons())
        for label in (self.explanation, self.why):
            if not label.text():
                label.hide()

    def _sides(self) -> QVBoxLayout:
        point = self.point
        is_asked = point.is_choice or point.is_double
        first, second = (partial(_nth_side, point, at) for at in (0, 1))
        self.ours = SideCard(first, point, point.ours, advised=is_asked and point.advice.side == "ours")
        self.theirs = SideCard(second, point, point.theirs, advised=is_asked and point.advice.side == "theirs")
        both = row(spacing=12)
        for side in (self.ours, self.theirs):
            both.addWidget(side, 1)
        column = QVBoxLayout()
        column.addLayout(both)
        return column

    def _buttons(self) -> QVBoxLayout:
        point, some = self.point, self.choices
        self.buttons: dict[str, Button] = {}
        for what, kind, key in (
            (some.main, "main", BY_NAME["settle"].key),
            (some.other, "plain", BY_NAME["settle_other"].key),
            (some.third, "quiet", None),
        ):
            if what:
                icon = decisions.SIGNS.get(what, "check")
                button = Button(partial(decisions.words, point, what), kind, icon=icon, key=key)
                button.clicked.connect(partial(self.decided.emit, what))
                self.buttons[what] = button
        self.many = Button(partial(words.likeness, point), "quiet", icon="layers")
        self.many.clicked.connect(self.many_wanted)
        if point.alike < FEWEST_ALIKE:
            self.many.hide()
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(Flow(*self.buttons.values()))
        column.addLayout(row(self.many, None))
        return column


class PointCard(QFrame):
    """One point of the list. Keys that it does not use itself go out by `pressed`."""

    chosen = Signal(str)
    decided = Signal(object, str)
    undo_wanted = Signal(object)
    many_wanted = Signal(object)
    pressed = Signal(object)

    def __init__(self, point: Point) -> None:
        super().__init__()
        self.point = point
        self.settled: Conflict | None = None
        self.detail: Detail | None = None
        self.is_chosen = False
        self.setProperty("role", "point")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()
        self._show_state()

    @property
    def is_open(self) -> bool:
        """Whether it still wants a decision."""
        return self.settled is None

    def show_point(self, point: Point) -> None:
        """It is open, and this is what is known of it now."""
        if point == self.point and self.settled is None:
            if self.detail is not None:
                self.detail.offer(on=True)
            return
        self.point, self.settled = point, None
        self._drop_detail()
        for label, says in ((self.headline, words.headline), (self.heading, words.headline)):
            label.say(partial(says, point))
        self.summary.say(partial(words.summary, point))
        self._show_state()

    def show_settled(self, conflict: Conflict) -> None:
        """It has been settled here: a line with the way back."""
        self.settled = conflict
        self.outcome.say(partial(decisions.outcome, conflict, self.point))
        self._drop_detail()
        self._show_state()

    def choose(self, *, chosen: bool) -> None:
        """Open it, or make it a line again."""
        self.is_chosen = chosen
        self._show_state()

    def decide(self, what: str) -> None:
        """Somebody decided; until the answer comes nothing more can be decided here."""
        if self.detail is not None:
            self.detail.offer(on=False)
        self.decided.emit(self.point, what)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The list knows what the keys mean."""
        self.pressed.emit(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Whoever clicks a point wants to see it."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The point with the keys is the one that is open."""
        self.chosen.emit(self.point.conflict.id)
        super().focusInEvent(event)

    def _build(self) -> None:
        point = self.point
        group = words.GROUPS[words.group_of(point)]
        self.headline = Clamped(partial(words.headline, point), "strong")
        self.heading = Label(partial(words.headline, point), "heading", wraps=True)
        self.summary = Clamped(partial(words.summary, point), "soft")
        self.when = Label(lambda: who_words.when(self.point.conflict.at), "hint")
        self.outcome = Clamped("", "soft")
        self.undo = Button(BY_NAME["undo_settling"], "quiet")
        self.undo.clicked.connect(lambda: self.undo_wanted.emit(self.settled))
        self.sign = Sign(group[1], 20)
        said = QVBoxLayout()
        said.setSpacing(2)
        for part in (self.heading, self.headline, self.summary, self.outcome):
            said.addWidget(part)
        head = row(spacing=12)
        head.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(said, 1)
        head.addWidget(self.when, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 10, 14, 10)
        self._column.setSpacing(10)
        self._column.addLayout(head)

    def _show_state(self) -> None:
        is_card = self.is_chosen and self.is_open
        if is_card and self.detail is None:
            self._make_detail()
        for part, shown in (
            (self.heading, is_card),
            (self.headline, not is_card),
            (self.summary, self.is_open and not is_card),
            (self.outcome, not self.is_open),
            (self.undo, not self.is_open),
            (self.when, self.is_open and bool(self.point.conflict.at)),
            (self.detail, is_card),
        ):
            if part is not None:
                part.setVisible(shown)
        self.sign.show_sign("circle-check" if not self.is_open else words.GROUPS[words.group_of(self.point)][1])
        mark(self.sign, tone="pine" if not self.is_open else "")
        mark(self.headline, tone="ink-soft" if not self.is_open else "")
        mark(self, chosen=self.is_chosen, settled=not self.is_open)

    def _make_detail(self) -> None:
        self.detail = Detail(self.point)
        self.detail.decided.connect(self.decide)
        self.detail.many_wanted.connect(lambda: self.many_wanted.emit(self.point))
        self._column.addWidget(self.detail)

    def _drop_detail(self) -> None:
        if self.detail is not None:
            self.detail.hide()
            self._column.removeWidget(self.detail)
            self.detail.deleteLater()
            self.detail = None


def _nth_side(point: Point, at: int) -> str:
    return words.sides(point)[at]
