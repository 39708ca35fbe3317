"""Lines that could not be entered: each with its reason, until somebody mends its code or sets it aside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop.library.interchange.entries import LateAct, LateLine, Outcome, Waiting
from desktop.ui import refusals
from desktop.ui.follow import late_words
from desktop.ui.widgets import Button, Card, Column, Empty, Field, Label, Labelled, Notice, Table, row
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from desktop.library.model.refusal import Refusal
    from desktop.ui.workplace import Workplace

COLUMNS: tuple[Column[Waiting], ...] = (
    Column("Giờ", lambda one: late_words.when(one.entry), 116),
    Column("Việc", lambda one: late_words.act(one.entry), 108),
    Column("Số thẻ", lambda one: one.entry.card, 120),
    Column("Mã vạch", lambda one: late_words.code(one.entry), 140, strong=True),
    Column("Vì sao", late_words.waiting_why, 0, lambda _: "brick"),
    Column("Tệp", lambda one: one.file, 168, lambda _: "ink-soft"),
)


class WaitingView(QWidget):
    """The list, and beneath it the chosen line to be mended."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._background = workplace.background
        self._chosen: Waiting | None = None
        self.lines: tuple[Waiting, ...] = ()
        self._build()
        self._connect()

    def begin(self) -> None:
        """The first line is chosen."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_lines(self, lines: tuple[Waiting, ...]) -> None:
        """What waits now."""
        self.lines = lines
        self.table.show_lines(lines)
        self.told.say(lambda: tr("{count} dòng chờ giải quyết", count=figure(len(lines))))
        self._layers.setCurrentWidget(self.full if lines else self.nothing)
        if lines:
            self.table.selectRow(0)
        self._choose(lines[0] if lines else None)

    def _choose(self, one: Waiting | None) -> None:
        self._chosen = one
        if one is not None:
            self.card.setText(one.entry.card)
            self.code.setText(one.entry.barcode)
            self.card.setEnabled(one.entry.act in {LateAct.LEND, LateAct.RENEW, LateAct.REGISTER, LateAct.PAY})
            self.code.setEnabled(one.entry.act not in {LateAct.REGISTER, LateAct.PAY})
            self.why.clear()

    def _settle(self) -> None:
        one = self._chosen
        if one is not None:
            card, code = self.card.text().strip(), self.code.text().strip()
            self._background.run(
                lambda library: library.late.settle(one.id, card=card, barcode=code), self._settled, self._refused
            )

    def _try_again(self) -> None:
        self._background.run(lambda library: library.late.try_again(), self._tried, self._refused)

    def _set_aside(self) -> None:
        one, why = self._chosen, self.why.text()
        if one is not None:
            self.why_field.complain("" if why.strip() else "Ghi lý do bỏ qua.")
            self._background.run(lambda library: library.late.set_aside(one.id, why), self._left, self._refused)

    def _settled(self, line: LateLine) -> None:
        if line.outcome is Outcome.UNSETTLED:
            self.notice.tell("refused", partial(_still, line))
        else:
            self.notice.tell("done", "Đã ghi vào sổ", partial(late_words.told, line))
        self._look()

    def _tried(self, lines: tuple[LateLine, ...]) -> None:
        left = sum(1 for line in lines if line.outcome is Outcome.UNSETTLED)
        entered = len(lines) - left
        self.notice.tell("done" if entered else "information", partial(_tried_words, entered, left))
        self._look()

    def _left(self, _: object) -> None:
        self.notice.clear()
        self._look()

    def _look(self) -> None:
        self._background.run(lambda library: library.late.waiting(), self.show_lines)

    def _refused(self, no: Refusal) -> None:
        why, what = partial(refusals.why, no.reason, no.facts), partial(refusals.what_to_do, no.reason)
        self.notice.tell("refused", why, what)

    def _build(self) -> None:
        self.notice = Notice()
        self.told = Label("", "soft")
        self.again = Button("Thử lại tất cả", icon="rotate-cw")
        self.table: Table[Waiting] = Table(COLUMNS)
        self.card, self.code, self.why = Field("Số thẻ"), Field("Mã vạch"), Field("Lý do")
        self.settle = Button("Ghi vào sổ", "main", icon="check")
        self.aside = Button("Bỏ qua", "danger", icon="x")
        self.why_field = Labelled("Lý do bỏ qua", self.why)
        self.nothing = Empty(
            "circle-check",
            "Không dòng nào chờ giải quyết",
            "Dòng mà thư viện chưa rõ thẻ hoặc mã sẽ hiện ở đây.",
        )
        self.full = self._full()
        ground = QWidget()
        self._layers = QStackedLayout(ground)
        self._layers.addWidget(self.nothing)
        self._layers.addWidget(self.full)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.notice)
        column.addWidget(ground, 1)

    def _full(self) -> QWidget:
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(row(self.told, None, self.again))
        listed = Card(margin=4)
        listed.column.addWidget(self.table, 1)
        column.addWidget(listed, 1)
        line, bottom = row(spacing=12), Qt.AlignmentFlag.AlignBottom
        line.addWidget(Labelled("Thẻ đúng", self.card), 1)
        line.addWidget(Labelled("Mã đúng", self.code), 1)
        line.addWidget(self.settle, 0, bottom)
        line.addWidget(self.why_field, 1)
        line.addWidget(self.aside, 0, bottom)
        column.addLayout(line)
        return ground

    def _connect(self) -> None:
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda _: self.code.setFocus())
        for wanted in (self.card.returnPressed, self.code.returnPressed, self.settle.clicked):
            wanted.connect(self._settle)
        for wanted in (self.why.returnPressed, self.aside.clicked):
            wanted.connect(self._set_aside)
        self.again.clicked.connect(self._try_again)


def _still(line: LateLine) -> str:
    return tr("Vẫn chưa ghi được: {why}", why=late_words.told(line))


def _tried_words(entered: int, left: int) -> str:
    return tr("Ghi thêm được {entered} dòng, còn {left} dòng.", entered=figure(entered), left=figure(left))
