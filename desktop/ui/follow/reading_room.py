"""The reading room: copies go out to a chair and come back to the counter, and the log says who saw what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.session import Session
from desktop.library.model.touched import Touched
from desktop.ui import refusals
from desktop.ui.debts import waiting_words
from desktop.ui.follow.approval import ApprovalForm, TypedPaper
from desktop.ui.follow.growing import PAGE, Growing
from desktop.ui.follow.session_lines import IN_THE_ROOM, LOG
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

LOG_DAYS = 30
ROOM_FOR_BOTH = 400
"""px of height for the paper and the list beneath it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The room from one look: the first page of each list."""

    here: tuple[Session, ...]
    here_count: int
    log: tuple[Session, ...]
    counted: int
    closes_at: str


def see(library: Library, here: int = PAGE, log: int = PAGE) -> Seen:
    """Who is in the room, and the log of the last days: so many lines of each."""
    room = library.reading_room
    counted, closes_at = room.counted(library.today()), room.closes_at()
    in_the_room, so_far = _more_here(library, None, here), _more_log(library, None, log)
    return Seen(in_the_room, room.open_count(), so_far, counted, closes_at)


def _more_here(library: Library, last: Session | None, limit: int = PAGE) -> tuple[Session, ...]:
    return library.reading_room.open_sessions(after=last, limit=limit)


def _more_log(library: Library, last: Session | None, limit: int = PAGE) -> tuple[Session, ...]:
    since = library.today() - timedelta(days=LOG_DAYS)
    return library.reading_room.sessions(since, after=last, limit=limit)


class ReadingRoomPage(Page):
    """One line to scan into, and beneath it who is in the room or what was read."""

    cares_for = frozenset({Touched.LOANS, Touched.READERS})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self.printing = Printing(workplace, self)
        self.seen: Seen | None = None
        self._build()
        self._connect()

    def shown(self) -> None:
        """Ready for a card."""
        super().shown()
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)
        self.card.selectAll()  # the next scan replaces the reader before

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What there is room for."""
        super().resizeEvent(event)
        self._make_room()

    def refresh(self) -> None:
        """Look again."""
        here, log = self._pages_here.reach, self._pages_of_log.reach
        self.background.run(lambda library: see(library, here, log), self._show)

    def _build(self) -> None:
        self.card, self.code, self.count = Field("Quét thẻ bạn đọc"), Field("Quét mã vạch sách"), Field()
        self.count.setText("1")
        self.count.setFixedWidth(64)
        self.give = Button("Giao đọc tại chỗ", "main", icon="book-open")
        self.only_count = Button("Chỉ đếm lượt đọc")
        self.paper = ApprovalForm()
        self.paper.hide()
        self.notice = Notice()
        self.parts = Segments((("here", "Đang ở phòng đọc", "", ""), ("log", "Nhật ký 30 ngày", "", "")))
        self.told = Label("", "soft")
        self.take_back = Button("Nhận lại", icon="book-down")
        self.ticket = Button("In phiếu đọc", "quiet", icon="printer")
        self.here: Table[Session] = Table(IN_THE_ROOM)
        self.log: Table[Session] = Table(LOG)
        self._pages_here = Growing(self.background, self.here, _more_here)
        self._pages_of_log = Growing(self.background, self.log, _more_log)
        self.nobody = Empty("book-open", "Chưa có ai trong phòng đọc", "Quét thẻ rồi quét sách để giao đọc tại chỗ.")
        self.nothing = Empty("history", "Chưa có lượt đọc tại chỗ nào", "Các lượt đọc trong 30 ngày hiện ở đây.")
        self._lay_out()

    def _lay_out(self) -> None:
        line, bottom = row(spacing=12), Qt.AlignmentFlag.AlignBottom
        line.addWidget(Labelled("Thẻ bạn đọc", self.card), 1)
        line.addWidget(Labelled("Mã vạch", self.code), 1)
        line.addWidget(self.give, 0, bottom)
        line.addSpacing(12)
        line.addWidget(Labelled("Số lượt", self.count))
        line.addWidget(self.only_count, 0, bottom)
        self.column.addLayout(line)
        self.column.addWidget(self.paper)
        self.column.addWidget(self.notice)
        self.column.addLayout(row(self.parts, self.told, None, self.ticket, self.take_back))
        self.listed = Card(margin=4, spacing=0)
        self._layers = QStackedLayout()
        self.listed.column.addLayout(self._layers, 1)
        for view in (self.here, self.log, self.nobody, self.nothing):
            self._layers.addWidget(view)
        self.column.addWidget(self.listed, 1)
        self.column.addStretch(0)
        self.parts.choose("here")

    def _connect(self) -> None:
        self.card.returnPressed.connect(self.code.setFocus)
        for wanted in (self.code.returnPressed, self.give.clicked):
            wanted.connect(self._scan)
        for wanted in (self.count.returnPressed, self.only_count.clicked):
            wanted.connect(self._count)
        self.paper.given.connect(self._scan_with)
        self.paper.left.connect(self._leave_paper)
        self.parts.chosen.connect(lambda _: self._list())
        self.take_back.clicked.connect(self._end_chosen)
        self.here.opened.connect(self._end)
        self.ticket.clicked.connect(self._print)
        self.printing.printed.connect(partial(show_printed, self.notice))
        self.printing.refused.connect(partial(show_refusal, self.notice))

    def _scan(self) -> None:
        card, code = self.card.text().strip(), self.code.text().strip()
        if code:
            self._run(lambda library: library.reading_room.scan(code, card))

    def _scan_with(self, paper: TypedPaper) -> None:
        card, code = self.card.text().strip(), self.code.text().strip()
        work = partial(_given, card, code, paper)
        self.background.run(work, self._answered, self._refuse_paper)

    def _give_all_the_same(self) -> None:
        card, code = self.card.text().strip(), self.code.text().strip()
        self._run(lambda library: library.reading_room.begin(card, code, override=True))

    def _count(self) -> None:
        code, count = self.code.text().strip(), self.count.text().strip()
        if code:
            number = int(count) if count.isascii() and count.isdecimal() else 0
            self._run(lambda library: library.reading_room.read_here(code, number))

    def _end_chosen(self) -> None:
        line = self.here.line()
        if line is not None:
            self._end(line)

    def _end(self, line: Session) -> None:
        self._run(lambda library: library.reading_room.end(line.barcode))

    def _run(self, work: Callable[[Library], Answer]) -> None:
        self.background.run(work, self._answered)

    def _answered(self, answer: Answer) -> None:
        if answer.reason is Reason.NEEDS_APPROVAL and self.card.text().strip():
            self.notice.clear()
            self.paper.begin()
            self._make_room()
            return
        if answer.reason is Reason.CARD_WHERE_ITEM_EXPECTED:
            self._next_reader()
            return
        if answer.reason is not None:
            self._refuse(answer)
            return
        self._leave_paper()
        self.notice.tell("done", partial(_done, answer))
        self.code.clear()
        self.count.setText("1")

    def _next_reader(self) -> None:
        """A card scanned where a copy goes: from here on it is that reader who is given copies."""
        self.card.setText(self.code.text().strip())
        self.notice.clear()
        self._put_paper_away()
        self.code.clear()

    def _refuse(self, answer: Answer) -> None:
        facts = {**dict(answer.facts), "barcode": answer.barcode, "card": answer.card}
        assert answer.reason is not None
        why, what = partial(refusals.why, answer.reason, facts), partial(refusals.what_to_do, answer.reason)
        self.notice.tell("refused", why, what)
        if answer.may_be_overridden and self.card.text().strip():
            button = Button("Vẫn giao", icon="shield-check")
            button.clicked.connect(self._give_all_the_same)
            self.notice.offer(button)
        self.code.selectAll()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refuse_paper(self, no: Refusal) -> None:
        if not self.paper.show_refusal(no):
            self.notice.tell("refused", partial(refusals.why, no.reason, no.facts))

    def _leave_paper(self) -> None:
        self._put_paper_away()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_paper_away(self) -> None:
        self.paper.hide()
        self._make_room()

    def _make_room(self) -> None:
        """In a low window the list gives way to the paper that has to be written."""
        self.listed.setVisible(self.paper.isHidden() or self.height() >= ROOM_FOR_BOTH)

    def _show(self, seen: Seen) -> None:
        self.seen = seen
        self._pages_here.show_lines(seen.here)
        self._pages_of_log.show_lines(seen.log)
        self.told.say(partial(_told, seen))
        self._list()

    def _list(self) -> None:
        is_log = self.parts.buttons["log"].isChecked()
        lines = () if self.seen is None else self.seen.log if is_log else self.seen.here
        table, empty = (self.log, self.nothing) if is_log else (self.here, self.nobody)
        self._layers.setCurrentWidget(table if lines else empty)
        self.take_back.setVisible(not is_log and bool(lines))
        self.ticket.setVisible(bool(lines))

    def _print(self) -> None:
        table = self.log if self.parts.buttons["log"].isChecked() else self.here
        line = table.line() or next(iter(table.model_of_lines.lines), None)
        if line is not None:
            self.printing.send(partial(_ticket, line))


def _given(card: str, code: str, paper: TypedPaper, library: Library) -> Answer:
    """Give the copy on this paper. Raises Refusal: MISSING_FIELD and INVALID_DATE, about a field of the paper."""
    answer = library.reading_room.begin(card, code, paper.approval())
    if answer.reason is Reason.MISSING_FIELD:
        raise Refusal(Reason.MISSING_FIELD, **dict(answer.facts))
    return answer


def _done(answer: Answer) -> str:
    told = {"barcode": answer.barcode, "title": answer.title, "reader": answer.reader or answer.card}
    match answer.status:
        case "lent":
            return tr("Đã giao {barcode} cho {reader} đọc tại chỗ.", **told)
        case "read-here":
            return tr("Đã đếm {count} lượt đọc: {title}.", count=dict(answer.facts)["count"], **told)
        case _ if dict(answer.facts).get("on_site"):
            back = tr("Đã nhận lại {barcode} tại phòng đọc.", **told)
        case _:
            back = tr("Đã nhận trả {barcode}.", **told)
    return " ".join((back, *waiting_words(answer)))


def _told(seen: Seen) -> str:
    here = tr("{count} cuốn đang đọc", count=figure(seen.here_count))
    counted = tr("hôm nay đếm thêm {count} lượt", count=seen.counted) if seen.counted else ""
    closes = tr("đóng cửa lúc {time}", time=seen.closes_at) if seen.closes_at else ""
    return " · ".join(part for part in (here, counted, closes) if part)


def _ticket(line: Session, library: Library, tongue: Language) -> tuple[Sheet, ...]:
    return (library.letters.sheet(library.letters.reading_ticket(line), tongue),)
