"""What was settled in the last thirty days, the latest first, each with the way back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.library.alike import undo as undo_together
from desktop.ui import refusals
from desktop.ui.sync import decisions, who_words
from desktop.ui.sync import point_words as words
from desktop.ui.widgets import Button, Clamped, Empty, Label, Notice, Scroll, Sign, row
from desktop.ui.widgets.texts import mark
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from desktop.library.alike import Decided
    from desktop.library.library import Library
    from desktop.library.model.conflict import Conflict
    from desktop.library.model.refusal import Refusal
    from desktop.ui.workplace import Workplace

MOST = 100
"""Decisions shown."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: about one point, or about many alike ones."""

    conflict: Conflict
    count: int = 1
    numbers: tuple[str, ...] = ()
    """The new numbers that were given."""


def look(library: Library) -> tuple[Decision, ...]:
    """The decisions of the last thirty days, the latest first."""
    by_name: dict[str, list[Conflict]] = {}
    for conflict in library.conflicts.lately():
        by_name.setdefault(conflict.together or conflict.id, []).append(conflict)
    return tuple(_decision(some) for some in by_name.values())


def _decision(some: list[Conflict]) -> Decision:
    return Decision(some[0], len(some), tuple(one.given for one in some if one.given))


class DecisionCard(QFrame):
    """A decision in two lines."""

    def __init__(self, decision: Decision, undo: Button) -> None:
        super().__init__()
        self.setProperty("role", "point")
        conflict = decision.conflict
        self.headline = Clamped(partial(_headline, decision), "strong")
        self.outcome = Clamped(partial(_outcome, decision), "soft", lines=2)
        self.who = Label(partial(_by_whom, conflict), "hint")
        self.undo = undo
        sign = Sign("circle-check", 20)
        mark(sign, tone="pine")
        said = QVBoxLayout()
        said.setSpacing(2)
        for part in (self.headline, self.outcome, self.who):
            said.addWidget(part)
        line = row(spacing=12)
        line.setContentsMargins(14, 10, 14, 10)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(said, 1)
        line.addWidget(undo, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(line)


class SettledView(QWidget):
    """Looks when it is shown, and whenever something changed."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._background, self._errands = workplace.background, workplace.errands
        self.cards: list[DecisionCard] = []
        self._shown: tuple[Decision, ...] | None = None
        self._build()

    def refresh(self) -> None:
        """Look again."""
        self._background.run(look, self._show)

    def take_focus(self) -> None:
        """The keys go to the first way back."""
        if self.cards:
            self.cards[0].undo.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, found: tuple[Decision, ...]) -> None:
        if found == self._shown:
            return
        self._shown = found
        for card in self.cards:
            card.hide()
            self._list.removeWidget(card)
            card.deleteLater()
        self.cards = [self._card(decision) for decision in found[:MOST]]
        for at, card in enumerate(self.cards):
            self._list.insertWidget(at, card)
        self.nothing.setVisible(not self.cards)

    def _card(self, decision: Decision) -> DecisionCard:
        undo = Button("Hoàn tác", icon="undo-2")
        if decision.count > 1:
            undo.say(lambda: tr("Hoàn tác cả {count}", count=figure(decision.count)))
        undo.clicked.connect(partial(self._undo, decision))
        return DecisionCard(decision, undo)

    def _undo(self, decision: Decision) -> None:
        self.notice.clear()
        conflict = decision.conflict
        if decision.count > 1:
            self.notice.tell("information", "Đang hoàn tác…")
            self._errands.run(
                lambda library: undo_together(library, conflict.together), self._undone_many, self._refused
            )
        else:
            self._background.run(lambda library: library.conflicts.undo(conflict.id), self._undone, self._refused)

    def _undone(self, _: Conflict) -> None:
        self.notice.tell("done", "Đã hoàn tác. Điểm này nằm lại ở Cần đối chiếu.")

    def _undone_many(self, undone: Decided) -> None:
        left = undone.left
        self.notice.tell(
            "done",
            lambda: tr("Đã hoàn tác {count} điểm.", count=undone.done),
            (lambda: tr("{count} điểm đã được sửa tiếp nên giữ như hiện nay.", count=left)) if left else "",
        )

    def _refused(self, refusal: Refusal) -> None:
        self.notice.tell(
            "refused",
            partial(refusals.why, refusal.reason, refusal.facts),
            partial(refusals.what_to_do, refusal.reason),
        )
        self.refresh()

    def _build(self) -> None:
        self.notice = Notice()
        self.nothing = Empty(
            "history", "Chưa đối chiếu điểm nào trong 30 ngày qua", "Điểm đã xong nằm ở đây 30 ngày, kèm nút Hoàn tác."
        )
        self.nothing.hide()
        ground = QWidget()
        ground.setObjectName("ground")
        self._list = QVBoxLayout(ground)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(6)
        self._list.addWidget(self.nothing, 1)
        self._list.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.notice)
        column.addWidget(Scroll(ground, takes_keys=True), 1)


def _headline(decision: Decision) -> str:
    if decision.count > 1:
        return tr(
            "{count} điểm giống nhau: {first} …",
            count=figure(decision.count),
            first=words.headline_of(decision.conflict),
        )
    return words.headline_of(decision.conflict)


def _outcome(decision: Decision) -> str:
    if decision.count > 1 and decision.numbers:
        return tr("Đã cấp số mới: {numbers}", numbers=", ".join(decision.numbers))
    if decision.count > 1:
        return decisions.outcome_of_many(decision.conflict)
    return decisions.outcome(decision.conflict)


def _by_whom(conflict: Conflict) -> str:
    return tr("{who} · {when}", who=who_words.who(conflict.settled_by), when=who_words.when(conflict.settled_at))
