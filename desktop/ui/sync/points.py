"""The points to be settled: one card each, both sides side by side, the recommended decision first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.sync import point_words as words
from desktop.ui.widgets import Button, Card, Empty, Label, Scroll, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.ui.sync.point_words import Point, Side
    from desktop.ui.words import Source


class SideCard(Card):
    """One side of a point."""

    def __init__(self, name: Source, point: Point, side: Side, *, stands: bool) -> None:
        super().__init__(role="sunken", margin=12, spacing=4)
        self.name = Label(name, "small")
        self.value = Label(partial(words.value, point, side), "strong" if stands else "text", wraps=True)
        self.written = Label(partial(words.written, side), "hint", wraps=True)
        for part in (self.name, self.value, self.written):
            self.column.addWidget(part)
        self.written.setVisible(bool(words.written(side)))
        self.column.addStretch(1)


class PointCard(Card):
    """One point. The signals carry it."""

    kept = Signal(object)
    restored = Signal(object)
    renumbered = Signal(object)

    def __init__(self, point: Point) -> None:
        super().__init__(margin=16, spacing=12)
        self.point = point
        self._build()
        self._connect()

    def take_focus(self) -> None:
        """The keys go to the recommended decision."""
        (self.renumber if self.point.is_double else self.keep).setFocus(Qt.FocusReason.OtherFocusReason)

    def offer(self, *, on: bool) -> None:
        """Let a person decide, or not while a decision is on its way."""
        for button in (self.renumber, self.keep, self.restore):
            button.setEnabled(on)

    def _build(self) -> None:
        point = self.point
        self.headline = Label(partial(words.headline, point), "heading", wraps=True)
        self.consequence = Label(partial(words.consequence, point), "soft", wraps=True)
        self.column.addWidget(self.headline)
        if point.conflict.kind != "parked":
            self.column.addLayout(self._sides())
        self.column.addWidget(self.consequence)
        way_out = partial(words.way_out, point)
        self.renumber = Button(way_out, "main", icon="barcode")
        self.keep = Button("Đã xong", icon="check") if point.is_double else Button(way_out, "main", icon="check")
        self.restore = Button("Khôi phục bản kia", icon="rotate-ccw")
        self.column.addLayout(row(self.renumber, self.keep, self.restore, None))
        self.renumber.setVisible(point.is_double)
        self.restore.setVisible(point.is_choice)

    def _sides(self) -> QVBoxLayout:
        point = self.point
        first, second = (partial(_nth_side, point, at) for at in (0, 1))
        self.ours = SideCard(first, point, point.ours, stands=point.is_choice)
        self.theirs = SideCard(second, point, point.theirs, stands=False)
        both = row(spacing=12)
        for side in (self.ours, self.theirs):
            both.addWidget(side, 1)
        column = QVBoxLayout()
        column.addLayout(both)
        return column

    def _connect(self) -> None:
        for button, signal in (
            (self.keep, self.kept),
            (self.restore, self.restored),
            (self.renumber, self.renumbered),
        ):
            button.clicked.connect(partial(self._decide, signal))

    def _decide(self, signal: SignalInstance) -> None:
        self.offer(on=False)
        signal.emit(self.point)


class PointList(QWidget):
    """All open points, or the good news that there are none; `foot` comes after them."""

    kept = Signal(object)
    restored = Signal(object)
    renumbered = Signal(object)

    def __init__(self, foot: QWidget) -> None:
        super().__init__()
        self.cards: tuple[PointCard, ...] = ()
        self.foot = foot
        self._has_decided = False
        self._build()

    def show_points(self, points: tuple[Point, ...], count: int) -> None:
        """Show these; `count` is how many there are in all. A list that has not changed stays as it is."""
        self.count.say(lambda: tr("{count} điểm", count=count) if count else "")
        if points == tuple(card.point for card in self.cards) and (points or self.nothing.isVisible()):
            for card in self.cards:
                card.offer(on=True)
            return
        self._clear()
        self.cards = tuple(PointCard(point) for point in points)
        for card in self.cards:
            card.kept.connect(self.kept)
            card.restored.connect(self.restored)
            card.renumbered.connect(self.renumbered)
            for decision in (card.kept, card.restored, card.renumbered):
                decision.connect(self._decided)
            self._list.insertWidget(self._list.indexOf(self.foot), card)
        self.nothing.setVisible(not points)
        if self._has_decided and self.cards:
            self.cards[0].take_focus()
        self._has_decided = False

    def _decided(self) -> None:
        """Whoever settles one goes on to the next with the same key."""
        self._has_decided = True

    def _clear(self) -> None:
        for card in self.cards:
            card.hide()
            card.deleteLater()
            self._list.removeWidget(card)

    def _build(self) -> None:
        self.count = Label("", "soft")
        none = Card()
        self.nothing = none
        none.column.addWidget(
            Empty(
                "circle-check",
                "Không có điểm nào cần đối chiếu",
                "Khi hai nơi sửa cùng một mục mà không biết nhau, điểm đó hiện ở đây để bạn chọn.",
            )
        )
        ground = QWidget()
        ground.setObjectName("ground")
        self._list = QVBoxLayout(ground)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(12)
        self._list.addWidget(none, 1)
        self._list.addWidget(self.foot)
        self._list.addStretch(0)
        scroll = Scroll(ground, takes_keys=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row(Label("Điểm cần đối chiếu", "heading"), self.count, None))
        column.addWidget(scroll, 1)


def _nth_side(point: Point, at: int) -> str:
    return words.sides(point)[at]
