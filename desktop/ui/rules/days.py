"""When the library is open: a month to look at, days and breaks to close, hours and the ends of terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.library.circulation.calendar import Break, Calendar
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.touched import Touched
from desktop.library.readers.form import day_typed
from desktop.ui.dates import WEEKDAYS, long_day, short_day
from desktop.ui.rules import month, rule_words
from desktop.ui.rules.fields import Reasoned, guest_words
from desktop.ui.widgets import Button, Card, Field, Label, Labelled, Page, Scroll, Tick, row
from desktop.ui.words import verbatim

if TYPE_CHECKING:
    from desktop.library.circulation.policy_book import PolicyBook
    from desktop.library.library import Library
    from desktop.ui.workplace import Workplace

Edit = Callable[["PolicyBook"], object]
"""One change, done with the book on the library's thread."""
_LEFT, _RIGHT, _YEAR = 5, 4, 365
_HOURS = "07:30-11:30 13:30-17:00"


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything the page shows, from one look at the library."""

    calendar: Calendar
    today: date
    may_amend: bool


def see(library: Library) -> Seen:
    """Look at the calendar."""
    return Seen(library.policy.calendar(), library.today(), library.policy.may_amend)


class DayCard(Reasoned):
    """The chosen day: what it is, and what it may become."""

    def __init__(self) -> None:
        super().__init__(may_leave=False)
        self.heading, self.state = Label("", "heading"), Label("", wraps=True)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.state)
        self.why.hint("Ví dụ: Kiểm kê kho")
        self.end()

    def show_day(self, seen: Seen, day: date) -> None:
        """Another day, or the same as it is now."""
        self.is_open = seen.calendar.is_open(day)
        self.heading.say(lambda: _capital(long_day(day)))
        self.state.say(lambda: _capital(month.said(seen.calendar, day)))
        self.save.say("Nghỉ ngày này" if self.is_open else "Mở cửa ngày này")
        for part in (self.reason, self.save):
            part.setVisible(seen.may_amend)
        self.begin_anew()


class BreakForm(Reasoned):
    """Closes days in a row."""

    def __init__(self) -> None:
        super().__init__(may_leave=False, kind="plain")
        self.first, self.last = Field("01/07/2027"), Field("31/07/2027")
        self.column.addWidget(Label("Thêm kỳ nghỉ", "strong"))
        self.column.addLayout(row(Labelled("Từ ngày", self.first), Labelled("Đến hết ngày", self.last), spacing=12))
        self.why.hint("Ví dụ: Nghỉ hè")
        self.save.say("Thêm")
        self.end()

    def typed(self) -> Break:
        """The break as it is typed. Raises Refusal: INVALID_DATE, MISSING_FIELD."""
        days = [day_typed(field.text()) for field in (self.first, self.last)]
        first, last = days[0], days[1] or days[0]
        if first is None or last is None:
            raise Refusal(Reason.INVALID_DATE, field="first", value="")
        return Break(first, last, self.why.text())


class WeekForm(Reasoned):
    """On which weekdays the library is open, and when; and on which day each term ends."""

    def __init__(self) -> None:
        super().__init__(may_leave=False, kind="plain")
        self.opens = [Tick(name) for name in WEEKDAYS]
        self.hours = [Field(_HOURS) for _ in WEEKDAYS]
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for at, (tick, field) in enumerate(zip(self.opens, self.hours, strict=True)):
            grid.addWidget(tick, at, 0)
            grid.addWidget(field, at, 1)
            tick.toggled.connect(field.setEnabled)
        self.term, self.last = Field("Học kỳ 1"), Field("15/01/2027")
        self.column.addWidget(Label("Giờ mở cửa", "strong"))
        self.column.addLayout(grid)
        self.terms = Label("", "soft", wraps=True)
        self.column.addWidget(Label("Học kỳ", "strong"))
        self.column.addWidget(self.terms)
        self.column.addLayout(
            row(Labelled("Tên", self.term), Labelled("Ngày cuối (để trống: bỏ)", self.last), spacing=12)
        )
        self.end()

    def show_week(self, calendar: Calendar) -> None:
        """As it is kept."""
        for at, (tick, field) in enumerate(zip(self.opens, self.hours, strict=True)):
            tick.setChecked(at not in calendar.weekdays_closed)
            field.setText(calendar.hours.get(at, ""))
            field.setEnabled(tick.isChecked())
        told = ", ".join(f"{name}: {short_day(last)}" for name, last in sorted(calendar.terms.items()))
        self.terms.say(verbatim(told))
        self.terms.setVisible(bool(told))
        self.term.clear()
        self.last.clear()
        self.begin_anew()

    def edits(self, before: Calendar) -> tuple[Edit, ...]:
        """What differs, as it is written. Raises Refusal(INVALID_DATE)."""
        why, made = self.why.text(), list[Edit]()
        closed = [at for at, tick in enumerate(self.opens) if not tick.isChecked()]
        if frozenset(closed) != before.weekdays_closed:
            made.append(lambda book: book.amend_calendar({"weekdays_closed": list(closed)}, why=why))
        for at, field in enumerate(self.hours):
            if field.text().split() != before.hours.get(at, "").split():
                made.append(partial(_say_hours, at, field.text(), why))
        if self.term.text().strip():
            name, last = self.term.text(), day_typed(self.last.text())
            made.append(lambda book: book.amend_term(name, last, why=why))
        return tuple(made)


class DaysPage(Page):
    """On the left the month, on the right what can be done about it."""

    cares_for = frozenset({Touched.POLICY})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self.seen: Seen | None = None
        self.day: date | None = None
        self.sheet, self.heading = month.Month(), Label("", "heading")
        self.before, self.after, self.now = (
            Button("Tháng trước", "quiet", icon="chevron-left"),
            Button("Tháng sau", "quiet", icon="chevron-right"),
            Button("Hôm nay", "quiet"),
        )
        self.day_card, self.break_form, self.week_form = DayCard(), BreakForm(), WeekForm()
        self.guest = guest_words()
        self.guest.hide()
        self.closed, self.drops = QVBoxLayout(), dict[Break, Button]()
        self._build()
        self._connect()

    def _build(self) -> None:
        left, ground, sides = Card(), QWidget(), row(spacing=16)
        for button in (self.now, self.before, self.after):
            button.squeeze()
        left.column.addLayout(row(self.heading, None, self.now, self.before, self.after))
        left.column.addWidget(self.sheet, 1)
        right = QVBoxLayout(ground)
        right.setContentsMargins(0, 0, 8, 0)
        right.setSpacing(12)
        coming = Card()
        coming.column.addWidget(Label("Những ngày nghỉ trong một năm tới", "heading", wraps=True))
        coming.column.addLayout(self.closed)
        coming.column.addWidget(self.break_form)
        for part in (self.guest, self.day_card, coming, self.week_form):
            right.addWidget(part)
        right.addStretch(1)
        sides.addWidget(left, _LEFT)
        sides.addWidget(Scroll(ground), _RIGHT)
        self.column.addLayout(sides, 1)

    def _connect(self) -> None:
        self.sheet.chosen.connect(self.choose)
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.now.clicked.connect(lambda: self.choose(self.seen.today) if self.seen else None)
        self.day_card.saved.connect(self._save_day)
        self.break_form.saved.connect(self._save_break)
        self.week_form.saved.connect(self._save_week)

    def refresh(self) -> None:
        """Read the calendar."""
        self.background.run(see, self._show)

    def choose(self, day: date) -> None:
        """Bring this day to the front."""
        assert self.seen is not None
        self.day = day
        self.heading.say(verbatim(month.month_name(month=day)))
        self.sheet.show_days(self.seen.calendar, day, self.seen.today)
        self.day_card.show_day(self.seen, day)

    def _turn(self, more: int) -> None:
        if self.day is not None:
            self.choose(month.another_month(self.day, more))

    def _show(self, seen: Seen) -> None:
        is_another = self.seen is None or self.seen.calendar != seen.calendar
        self.seen = seen
        self.guest.setVisible(not seen.may_amend)
        self.break_form.setVisible(seen.may_amend)
        self.week_form.setEnabled(seen.may_amend)
        if not is_another:  # what is being typed stays
            return
        self.week_form.show_week(seen.calendar)
        self.break_form.begin_anew()
        self._list(seen)
        self.choose(self.day or seen.today)

    def _list(self, seen: Seen) -> None:
        while (item := self.closed.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        self.drops.clear()
        for some in seen.calendar.closed_ahead(seen.today, seen.today + timedelta(days=_YEAR)):
            self.closed.addWidget(self._line(some, seen))

    def _line(self, some: Break, seen: Seen) -> QWidget:
        holder = QWidget()
        drop = Button("Bỏ", "quiet", icon="x")
        drop.clicked.connect(partial(self._drop, some))
        if not seen.may_amend or some not in seen.calendar.breaks:
            drop.hide()
        line = row(spacing=8)
        line.setContentsMargins(0, 2, 0, 2)
        line.addWidget(Label(partial(rule_words.days_say, some)))
        line.addWidget(Label(verbatim(some.why), "soft", wraps=True), 1)
        line.addWidget(drop)
        holder.setLayout(line)
        self.drops[some] = drop
        return holder

    def _save_day(self) -> None:
        day, is_open, why = self.day, self.day_card.is_open, self.day_card.why.text()
        assert day is not None
        self._write(
            lambda book: book.close_day(day, why) if is_open else book.open_day(day, why), self.day_card.show_refusal
        )

    def _save_break(self) -> None:
        try:
            some = self.break_form.typed()
        except Refusal as no:
            self.break_form.show_refusal(no)
            return
        self._write(lambda book: book.close_break(some), self.break_form.show_refusal)

    def _drop(self, some: Break) -> None:
        self._write(lambda book: book.drop_break(some, why=some.why), self.break_form.show_refusal)

    def _save_week(self) -> None:
        assert self.seen is not None
        try:
            edits = self.week_form.edits(self.seen.calendar)
        except Refusal as no:
            self.week_form.show_refusal(no)
            return
        self._write(lambda book: [edit(book) for edit in edits], self.week_form.show_refusal)

    def _write(self, work: Edit, refused: Callable[[Refusal], None]) -> None:
        self.background.run(lambda library: work(library.policy), None, refused)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _say_hours(weekday: int, hours: str, why: str, book: PolicyBook) -> None:
    book.amend_hours(weekday, hours, why=why)
