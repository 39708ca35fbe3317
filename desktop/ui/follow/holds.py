"""Holds: copies to fetch, the queue, the hold shelf, and what nobody came for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout

from desktop.library.letters.kinds import Kind
from desktop.library.model.hold import HoldLine, HoldState
from desktop.library.model.touched import Touched
from desktop.ui import refusals
from desktop.ui.dates import short_day
from desktop.ui.follow.growing import PAGE, Growing
from desktop.ui.follow.hold_rows import COLUMNS, EXPIRED, LEFT, PULL, QUEUE, SHELF
from desktop.ui.letters.printing import Printing, show_printed, show_refusal
from desktop.ui.widgets import Button, Card, Empty, Field, Label, Labelled, Notice, Page, Segments, Table, row
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.letters.fields import Language
    from desktop.library.letters.sheet import Sheet
    from desktop.library.library import Library
    from desktop.library.model.desk import Answer
    from desktop.ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Seen:
    """The holds from one look, by list; of those who wait the first page, and how many they are."""

    lists: dict[str, tuple[HoldLine, ...]]
    waiting: int


def see(library: Library, queue: int = PAGE) -> Seen:
    """What there is to do about holds now."""
    holds = library.holds
    lists = {
        PULL: holds.pull_list(),
        QUEUE: _more(library, None, queue),
        SHELF: holds.shelf(),
        EXPIRED: holds.expired(),
    }
    return Seen({**lists, LEFT: holds.left()}, holds.count())


def _more(library: Library, last: HoldLine | None, limit: int = PAGE) -> tuple[HoldLine, ...]:
    return library.holds.every(after=last, limit=limit)


class HoldsPage(Page):
    """One line to scan a fetched copy into, four lists, and what can be done with the chosen hold."""

    cares_for = frozenset({Touched.LOANS, Touched.HOLDS, Touched.ITEMS, Touched.READERS})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self.printing = Printing(workplace, self)
        self.seen: Seen | None = None
        self._build()
        self._connect()

    def shown(self) -> None:
        """Ready for a copy that was fetched."""
        super().shown()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Look again."""
        queue = self._queue.reach
        self.background.run(lambda library: see(library, queue), self._show)

    @property
    def table(self) -> Table[HoldLine]:
        """The list in front."""
        return self.tables[self._list()]

    def _build(self) -> None:
        self.code = Field("Quét cuốn vừa lấy từ giá sách")
        self.shelve = Button("Để lên giá đặt mượn", "main", icon="bookmark")
        self.notice = Notice()
        self.lists = Segments(
            (
                (PULL, "Cần lấy từ giá", "", ""),
                (QUEUE, "Đang chờ", "", ""),
                (SHELF, "Trên giá đặt mượn", "", ""),
                (EXPIRED, "Quá ngày", "", ""),
                (LEFT, "Trả về kệ", "", ""),
            )
        )
        self.told = Label("", "soft")
        self.cancel = Button("Huỷ đặt mượn", icon="x")
        self.suspend = Button("Tạm hoãn", icon="clock")
        self.resume = Button("Cho chờ tiếp", icon="rotate-cw")
        self.slip = Button("In phiếu đặt mượn", "quiet", icon="printer")
        self.clear = Button("Bỏ tất cả lượt quá ngày", icon="trash-2")
        self.tables = {name: Table[HoldLine](columns) for name, columns in COLUMNS.items()}
        self._queue = Growing(self.background, self.tables[QUEUE], _more)
        self.empty = {
            PULL: Empty("circle-check", "Không có cuốn nào cần lấy."),
            QUEUE: Empty("bookmark", "Chưa có ai đặt mượn."),
            SHELF: Empty("bookmark", "Giá đặt mượn đang trống."),
            EXPIRED: Empty("circle-check", "Không có lượt nào quá ngày."),
            LEFT: Empty("circle-check", "Trên giá đặt mượn không còn cuốn nào thừa."),
        }
        self._lay_out()

    def _lay_out(self) -> None:
        line = row(spacing=12)
        line.addWidget(Labelled("Mã vạch", self.code), 1)
        line.addWidget(self.shelve, 0, Qt.AlignmentFlag.AlignBottom)
        self.column.addLayout(line)
        self.column.addWidget(self.notice)
        self.column.addLayout(row(self.lists, self.told, None))
        self.column.addLayout(row(self.slip, None, self.suspend, self.resume, self.cancel, self.clear))
        listed = Card(margin=4, spacing=0)
        self._layers = QStackedLayout()
        listed.column.addLayout(self._layers, 1)
        for view in (*self.tables.values(), *self.empty.values()):
            self._layers.addWidget(view)
        self.column.addWidget(listed, 1)
        self.lists.choose(PULL)

    def _connect(self) -> None:
        for wanted in (self.code.returnPressed, self.shelve.clicked):
            wanted.connect(self._put_aside)
        self.lists.chosen.connect(lambda _: self._bring_forward())
        self.cancel.clicked.connect(lambda: self._with_chosen(lambda library, hold: library.holds.cancel(hold)))
        self.suspend.clicked.connect(lambda: self._with_chosen(lambda library, hold: library.holds.suspend(hold)))
        self.resume.clicked.connect(lambda: self._with_chosen(lambda library, hold: library.holds.resume(hold)))
        self.clear.clicked.connect(self._clear)
        self.slip.clicked.connect(self._print)
        self.printing.printed.connect(partial(show_printed, self.notice))
        self.printing.refused.connect(partial(show_refusal, self.notice))
        for table in self.tables.values():
            table.chosen.connect(lambda _: self._offer())

    def _put_aside(self) -> None:
        code = self.code.text().strip()
        if code:
            self.background.run(lambda library: library.holds.shelve(code), self._answered)

    def _with_chosen(self, work: Callable[[Library, str], Answer]) -> None:
        line = self.table.line()
        if line is not None:
            self.background.run(lambda library: work(library, line.id), self._answered)

    def _print(self) -> None:
        line = self.table.line()
        if line is not None:
            self.printing.send(partial(_slip, line))

    def _clear(self) -> None:
        self.background.run(lambda library: library.holds.clear_expired(), self._cleared)

    def _cleared(self, answers: tuple[Answer, ...]) -> None:
        self.notice.tell("done", partial(tr, "Đã bỏ {count} lượt quá ngày.", count=len(answers)))

    def _answered(self, answer: Answer) -> None:
        if answer.reason is not None:
            facts = {**dict(answer.facts), "barcode": answer.barcode}
            why, what = partial(refusals.why, answer.reason, facts), partial(refusals.what_to_do, answer.reason)
            self.notice.tell("refused", why, what)
            self.code.selectAll()
            return
        self.notice.tell("done", partial(_done, answer), partial(_then, answer) if _leaves_a_copy(answer) else "")
        self.code.clear()

    def _show(self, seen: Seen) -> None:
        self.seen = seen
        for name in (PULL, SHELF, EXPIRED, LEFT):
            self.tables[name].show_lines(seen.lists[name])
        self._queue.show_lines(seen.lists[QUEUE])
        self.told.say(partial(_told, seen))
        self._bring_forward()

    def _bring_forward(self) -> None:
        name = self._list()
        lines = self.seen.lists[name] if self.seen else ()
        self._layers.setCurrentWidget(self.tables[name] if lines else self.empty[name])
        self._offer()

    def _offer(self) -> None:
        line = self.table.line()
        state = line.state if line is not None else None
        self.cancel.setEnabled(line is not None and not line.left)
        self.slip.setEnabled(state is HoldState.SHELVED)
        self.suspend.setEnabled(state in (HoldState.WAITING, HoldState.SHELVED))
        self.resume.setEnabled(state is HoldState.SUSPENDED)
        self.clear.setVisible(self._list() == EXPIRED and bool(self.seen and self.seen.lists[EXPIRED]))

    def _list(self) -> str:
        return next(name for name, button in self.lists.buttons.items() if button.isChecked())


def _slip(line: HoldLine, library: Library, tongue: Language) -> tuple[Sheet, ...]:
    return (library.letters.sheet(library.letters.slip(Kind.HOLD_SLIP, hold=line), tongue),)


def _done(answer: Answer) -> str:
    shelved = answer.shelved_for
    if shelved is not None:
        day = short_day(shelved.until) if shelved.until else ""
        told = {"barcode": answer.barcode, "reader": shelved.reader or shelved.card, "day": day}
        return tr("Để {barcode} lên giá đặt mượn cho {reader}, giữ đến {day}.", **told)
    match answer.status:
        case "hold-suspended":
            return tr("Đã tạm hoãn: {title}.", title=answer.title)
        case "hold-resumed":
            return tr("Cho chờ tiếp: {title}.", title=answer.title)
        case "returned" if answer.waiting_readers:
            return tr("Lấy {barcode} khỏi giá đặt mượn: có người chờ, để riêng.", barcode=answer.barcode)
        case "returned":
            return tr("Trả {barcode} về kệ: không còn ai chờ.", barcode=answer.barcode)
        case _:
            return tr("Đã huỷ đặt mượn: {title}.", title=answer.title)


def _leaves_a_copy(answer: Answer) -> bool:
    return "left_aside" in dict(answer.facts)


def _then(answer: Answer) -> str:
    """What is to be done with the copy that was put aside."""
    return tr("Lấy {barcode} khỏi giá đặt mượn rồi quét vào ô trên.", barcode=dict(answer.facts)["left_aside"])


def _told(seen: Seen) -> str:
    counts = {name: len(lines) for name, lines in seen.lists.items()} | {QUEUE: seen.waiting}
    figures = {name: figure(count) for name, count in counts.items()}
    told = tr("{pull} cần lấy · {queue} lượt · {shelf} trên giá · {expired} quá ngày", **figures)
    return tr("{told} · {left} trả về kệ", told=told, left=figures[LEFT]) if counts[LEFT] else told
