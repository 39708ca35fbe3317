"""A day on paper, typed in without the mouse: the day once, then line after line with its result beside it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.library.interchange.entries import LateAct, LateLine, Outcome
from desktop.library.interchange.paper import PaperLine
from desktop.library.model.refusal import Refusal
from desktop.library.readers.form import day_typed
from desktop.library.text.codes import clean_code
from desktop.ui import refusals
from desktop.ui.actions import BY_NAME
from desktop.ui.dates import short_day, today
from desktop.ui.follow import late_words
from desktop.ui.widgets import Button, Card, Choice, Column, Field, Label, Labelled, Notice, Table, row
from desktop.ui.words import figure, tr, verbatim

if TYPE_CHECKING:
    from desktop.library.model.desk import Answer
    from desktop.library.model.ids import Moment
    from desktop.ui.workplace import Workplace

TYPED_ACTS = (LateAct.LEND, LateAct.RETURN, LateAct.RENEW, LateAct.READ_HERE)


@dataclass(frozen=True, slots=True)
class Typed:
    """A line of the paper with what became of it."""

    line: PaperLine
    became: LateLine
    undone: bool = False


COLUMNS: tuple[Column[Typed], ...] = (
    Column("Số", lambda one: figure(one.line.number), 56, lambda _: "ink-soft"),
    Column("Giờ", lambda one: one.line.time or "–", 72),
    Column("Việc", lambda one: tr(late_words.ACTS[one.line.act]), 108),
    Column("Số thẻ", lambda one: one.line.card, 112),
    Column("Mã vạch", lambda one: one.line.barcode, 128, strong=True),
    Column("Kết quả", lambda one: _outcome(one), 132, lambda one: _tone(one), strong=True),
    Column("Cần biết", lambda one: late_words.told(one.became) if not one.undone else ""),
)


class PaperView(QWidget):
    """Fields in a row, Enter moves on; an empty code and Enter begins the line anew. Newest line on top."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._background = workplace.background
        self._waiting: deque[PaperLine] = deque()
        self._under_way: PaperLine | None = None
        self._last: Moment | None = None
        self._count = 0
        self.typed: tuple[Typed, ...] = ()
        self._build()
        self._connect()

    def begin(self) -> None:
        """Ready for the next line, or for the day."""
        first = self.time if self.typed else self.day
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()

    def undo(self) -> None:
        """Take back what the chosen line did; the newest when none is chosen."""
        chosen = self.table.line() or next((one for one in self.typed if _can_be_undone(one)), None)
        if chosen is not None and _can_be_undone(chosen):
            event = chosen.became.event
            assert event is not None  # only what was entered can be taken back
            self._background.run(
                lambda library: library.circulation.take_back(event), partial(self._undone, chosen), self._refused
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on the choice of the act moves on, as in every field."""
        entered = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if watched is self.act and event.type() == QEvent.Type.KeyPress and entered:
            self._on_from_act()
            return True
        return super().eventFilter(watched, event)

    def _submit(self) -> None:
        if not clean_code(self.code.text()):
            self.time.setFocus(Qt.FocusReason.OtherFocusReason)
            self.time.selectAll()
            return
        day = self._day()
        if day is None:
            return
        self._count += 1
        needs_card = self._needs_card()
        self._waiting.append(
            PaperLine(
                self._count,
                day,
                LateAct(self.act.value),
                clean_code(self.code.text()),
                clean_code(self.card.text()) if needs_card else "",
                self.time.text().strip(),
            )
        )
        self.code.clear()
        self._next()

    def _next(self) -> None:
        """One line at a time: where a line without a time stands follows from the one before."""
        if self._under_way is None and self._waiting:
            line = self._waiting.popleft()
            same = sum(1 for one in self.typed if not one.undone and _says(one.line) == _says(line))
            self._under_way = replace(line, after=self._last, ordinal=same)
            work = self._under_way
            self._background.run(lambda library: library.late.type_line(work), self._entered, self._refused)

    def _entered(self, became: LateLine) -> None:
        line, self._under_way = self._under_way, None
        assert line is not None  # an answer belongs to a line
        assert became.entry is not None  # a typed line always tells of an act
        if became.outcome is Outcome.UNSETTLED:
            self._put_back(line)
            self.notice.tell("refused", partial(_not_entered, became), "Sửa lại thẻ, mã hoặc giờ rồi nhấn Enter.")
        else:
            self._last = became.entry.at
            self._say(became)
        self.typed = (Typed(line, became), *self.typed)
        self._show()
        self._next()

    def _say(self, became: LateLine) -> None:
        """What the next line should not hide: a rule was against it, or the record knew it."""
        self.notice.clear()
        if became.outcome is Outcome.DESPITE:
            self.notice.tell("warning", partial(_entered_despite, became))
        elif became.outcome is Outcome.ALREADY:
            self.notice.tell("information", partial(_known, became))

    def _refused(self, no: Refusal) -> None:
        line, self._under_way = self._under_way, None
        if line is not None:
            self._put_back(line)
        why, what = partial(refusals.why, no.reason, no.facts), partial(refusals.what_to_do, no.reason)
        self.notice.tell("refused", why, what)
        self._next()

    def _undone(self, chosen: Typed, answer: Answer) -> None:
        if answer.reason is not None:
            self.notice.tell("refused", partial(refusals.why, answer.reason, dict(answer.facts)))
            return
        self.notice.clear()
        self.typed = tuple(replace(one, undone=True) if one is chosen else one for one in self.typed)
        self._show()
        self._put_back(chosen.line)

    def _put_back(self, line: PaperLine) -> None:
        """The line stands in the fields again, to be mended."""
        self.time.setText(line.time)
        self.act.choose(line.act.value)
        self.card.setText(line.card)
        self.code.setText(line.barcode)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        self.code.selectAll()

    def _show(self) -> None:
        self.table.show_lines(self.typed)
        entered = sum(1 for one in self.typed if _counts(one))
        self.told.say(lambda: tr("{count} dòng đã vào sổ", count=figure(entered)))

    def _day(self) -> date | None:
        try:
            day = day_typed(self.day.text())
        except Refusal:
            day = None
        self.day_field.complain("" if day else "Gõ ngày dạng 20/11/2026.")
        if day is None:
            self.day.setFocus(Qt.FocusReason.OtherFocusReason)
        return day

    def _needs_card(self) -> bool:
        return self.act.value == LateAct.LEND.value

    def _on_from_day(self) -> None:
        if self._day() is not None:
            self.time.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_from_act(self) -> None:
        (self.card if self._needs_card() else self.code).setFocus(Qt.FocusReason.TabFocusReason)

    def _act_changed(self) -> None:
        self.card.setEnabled(self._needs_card())

    def _build(self) -> None:
        self.day, self.time, self.card, self.code = (
            Field("20/11/2026"),
            Field("8:15"),
            Field("Số thẻ"),
            Field("Mã vạch"),
        )
        self.day.setText(short_day(today() - timedelta(days=1)))
        self.act = Choice(tuple((act.value, late_words.ACTS[act]) for act in TYPED_ACTS))
        self.day_field = Labelled("Ngày trên giấy", self.day)
        self.notice = Notice()
        self.told = Label("", "soft")
        self.undo_button = Button(BY_NAME["undo_late"], "quiet")
        self.table: Table[Typed] = Table(COLUMNS)
        for part, width in ((self.day_field, 136), (self.time, 88), (self.act, 148)):
            part.setFixedWidth(width)
        line = row(spacing=12)
        line.addWidget(self.day_field)
        for name, field, stretch in (
            ("Giờ (nếu có)", self.time, 0),
            ("Việc", self.act, 0),
            ("Thẻ bạn đọc", self.card, 1),
            ("Mã vạch", self.code, 1),
        ):
            line.addWidget(Labelled(name, field), stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(line)
        column.addWidget(
            Label(
                "Enter sang ô kế tiếp. Bỏ trống giờ: theo thứ tự các dòng. Ô mã trống rồi Enter: về đầu dòng.",
                "hint",
                wraps=True,
            )
        )
        column.addWidget(self.notice)
        column.addLayout(row(self.told, None, self.undo_button))
        listed = Card(margin=4)
        # Where there is little room, the list gives way to what is being typed and what is said of it.
        listed.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        listed.column.addWidget(self.table, 1)
        column.addWidget(listed, 1)
        self.told.say(verbatim(""))

    def _connect(self) -> None:
        self.day.returnPressed.connect(self._on_from_day)
        self.time.returnPressed.connect(self.act.setFocus)
        self.card.returnPressed.connect(self.code.setFocus)
        self.code.returnPressed.connect(self._submit)
        self.act.currentIndexChanged.connect(self._act_changed)
        self.act.installEventFilter(self)
        self.undo_button.clicked.connect(self.undo)
        self.table.opened.connect(self._mend)

    def _mend(self, one: Typed) -> None:
        if not _can_be_undone(one):
            self._put_back(one.line)


def _says(line: PaperLine) -> tuple[object, ...]:
    return line.day, line.act, clean_code(line.card), clean_code(line.barcode)


def _counts(one: Typed) -> bool:
    return not one.undone and one.became.outcome in {Outcome.ENTERED, Outcome.DESPITE}


def _can_be_undone(one: Typed) -> bool:
    return _counts(one) and one.became.event is not None


def _outcome(one: Typed) -> str:
    return tr("đã hoàn tác") if one.undone else late_words.outcome(one.became)


def _tone(one: Typed) -> str:
    return "ink-soft" if one.undone else late_words.TONES[one.became.outcome]


def _entered_despite(became: LateLine) -> str:
    return tr("Dòng {line} vẫn ghi: {why}", line=became.line, why=late_words.told(became))


def _known(became: LateLine) -> str:
    return tr("Dòng {line} đã có trong sổ, không ghi lần nữa", line=became.line)


def _not_entered(became: LateLine) -> str:
    return tr("Dòng {line} chưa ghi được: {why}", line=became.line, why=late_words.told(became))
