"""The list of points: one is chosen and open, keys go through them, and whoever settles one stays where he is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.sync.point_card import PointCard
from desktop.ui.widgets import Empty, Label, Scroll
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from desktop.library.model.conflict import Conflict, Inbox, Point

UP, DOWN = (Qt.Key.Key_Up,), (Qt.Key.Key_Down,)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PointList(QWidget):
    """Points in their order, newest first. Those settled here stay where they were, as lines with the way back."""

    decided = Signal(object, str)
    undo_wanted = Signal(object)
    many_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[PointCard] = []
        self.chosen = ""
        self._found = 0
        self._build()

    @property
    def open_cards(self) -> list[PointCard]:
        """Those that still want a decision."""
        return [card for card in self.cards if card.is_open]

    @property
    def current(self) -> PointCard | None:
        """The chosen card."""
        return next((card for card in self.cards if card.point.conflict.id == self.chosen), None)

    def show_inbox(self, inbox: Inbox, *, is_narrowed: bool) -> None:
        """Show these points; what is there already keeps its place, what is chosen stays chosen."""
        self._found = inbox.found
        known: dict[str, PointCard] = {card.point.conflict.id: card for card in self.cards}
        wanted: list[str] = [point.conflict.id for point in inbox.points]
        order = _with_settled(wanted, self.cards)
        for point in inbox.points:
            if (card := known.get(point.conflict.id)) is not None:
                card.show_point(point)
            else:
                known[point.conflict.id] = self._new_card(point)
        for gone in (card for card in self.cards if card.point.conflict.id not in order):
            self._drop(gone)
        self.cards = [known[each] for each in order]
        for at, card in enumerate(self.cards):
            if self._list.indexOf(card) != at:
                self._list.insertWidget(at, card)
        self._say_more(len(inbox.points), is_narrowed=is_narrowed)
        if self.current is None or (not self.current.is_open and self.open_cards):
            self._choose_first_open()

    def settle(self, conflict: Conflict) -> None:
        """This point has been settled here: it becomes a line, and the next open one is chosen."""
        card = next((card for card in self.cards if card.point.conflict.id == conflict.id), None)
        if card is None:
            return
        card.show_settled(conflict)
        if self.chosen == conflict.id:
            at = self.cards.index(card)
            after = [other for other in self.cards[at:] + self.cards[:at][::-1] if other.is_open]
            if after:
                self.choose(after[0].point.conflict.id, take_keys=True)
            else:
                card.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer_again(self) -> None:
        """What was decided was not done: a person may decide again."""
        for card in self.cards:
            if card.detail is not None:
                card.detail.offer(on=True)

    def forget_settled(self) -> bool:
        """The lines of what was settled here are no longer needed; returns whether there were any."""
        settled = [card for card in self.cards if not card.is_open]
        for card in settled:
            self._drop(card)
            self.cards.remove(card)
        return bool(settled)

    def show_undo_key(self, point_id: str) -> None:
        """The key of undoing stands on the line of this point only."""
        for card in self.cards:
            card.undo.show_key(shown=card.point.conflict.id == point_id)

    def take_focus(self) -> None:
        """The keys go to the chosen point."""
        if self.current is None and self.cards:
            self._choose_first_open()
        if self.current is not None:
            self.current.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, point_id: str, *, take_keys: bool = False) -> None:
        """Open this point; the one that was open becomes a line."""
        before, self.chosen = self.current, point_id
        card = self.current
        if card is None:
            return
        if before is not card:
            if before is not None:
                before.choose(chosen=False)
            card.choose(chosen=True)
        if take_keys:
            card.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, partial(self._bring_into_view, point_id))

    def step(self, by: int) -> None:
        """To the next point, or to the one before."""
        if self.current is not None:
            at = self.cards.index(self.current) + by
            if 0 <= at < len(self.cards):
                self.choose(self.cards[at].point.conflict.id, take_keys=True)

    def decide(self, *, main: bool) -> None:
        """Take the recommended decision about the chosen point, or the other one."""
        card = self.current
        if card is None or card.detail is None or not card.is_open:
            return
        what = card.detail.choices.main if main else card.detail.choices.other
        if what and card.detail.buttons[what].isEnabled():
            card.decide(what)

    def _key(self, event: QKeyEvent) -> None:
        key, is_shifted = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in UP:
            self.step(-1)
        elif key in DOWN:
            self.step(1)
        elif key in ENTER:
            self.decide(main=not is_shifted)
        else:
            event.ignore()
            return
        event.accept()

    def _new_card(self, point: Point) -> PointCard:
        card = PointCard(point)
        card.chosen.connect(self.choose)
        card.pressed.connect(self._key)
        card.decided.connect(self.decided)
        card.undo_wanted.connect(self.undo_wanted)
        card.many_wanted.connect(self.many_wanted)
        return card

    def _drop(self, card: PointCard) -> None:
        card.hide()
        self._list.removeWidget(card)
        card.deleteLater()

    def _choose_first_open(self) -> None:
        first = next(iter(self.open_cards or self.cards), None)
        if first is not None:
            self.choose(first.point.conflict.id)

    def _bring_into_view(self, point_id: str) -> None:
        card = self.current
        if point_id != self.chosen or card is None:
            return
        if card.height() > self.paper.viewport().height():
            self.paper.verticalScrollBar().setValue(card.y())  # what it is about comes first
        else:
            self.paper.ensureWidgetVisible(card, 0, 8)

    def _say_more(self, shown: int, *, is_narrowed: bool) -> None:
        left = self._found - shown
        self.more.say(lambda: tr("Còn {left} điểm nữa; chúng hiện ra khi các điểm trên đã xong.", left=figure(left)))
        self.more.setVisible(left > 0)
        self.nothing.setVisible(not self.cards and not is_narrowed)
        self.not_found.setVisible(not self.cards and is_narrowed)

    def _build(self) -> None:
        self.nothing = Empty(
            "circle-check",
            "Không còn điểm nào cần đối chiếu",
            "Mọi máy đang ghi giống nhau. Khi hai nơi sửa cùng một mục mà không biết nhau, điểm đó hiện ở đây.",
        )
        self.not_found = Empty("search", "Không có điểm nào như vậy", "Bỏ bớt chữ đang tìm, hoặc chọn Tất cả.")
        self.more = Label("", "hint")
        ground = QWidget()
        ground.setObjectName("ground")
        self._list = QVBoxLayout(ground)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(6)
        for part in (self.more, self.nothing, self.not_found):
            part.hide()
        self._list.addWidget(self.nothing, 1)
        self._list.addWidget(self.not_found, 1)
        self._list.addWidget(self.more)
        self._list.addStretch(0)
        self.paper = Scroll(ground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.paper)


def _with_settled(wanted: list[str], cards: list[PointCard]) -> list[str]:
    """The wanted order, with each card that was settled here before the card it stood before."""
    order = list(wanted)
    after: str | None = None
    for card in reversed(cards):
        each = card.point.conflict.id
        if not card.is_open and each not in wanted:
            order.insert(order.index(after) if after in order else len(order), each)
        if each in order:
            after = each
    return order
