"""The readers page: a list that answers every key, and beside it the card of the one chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout

from desktop.library.model.conflict import LOCKED
from desktop.library.model.reader import GROUP as GROUP_KIND
from desktop.library.model.reader import ReaderForm, ReaderLine
from desktop.library.model.refusal import Reason
from desktop.library.model.touched import Touched
from desktop.library.readers.groups import CATEGORY as GROUP_CATEGORY
from desktop.library.security.rights import Rights, Task
from desktop.ui import refusals
from desktop.ui.actions import BY_NAME
from desktop.ui.catalogue.search_view import SearchField
from desktop.ui.dates import today
from desktop.ui.readers.card import CardView, Seen, see
from desktop.ui.readers.form import FormView
from desktop.ui.widgets import Button, Card, Column, Empty, Notice, Page, Table, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.reader import Reader
    from desktop.library.model.refusal import Refusal
    from desktop.ui.background import Job
    from desktop.ui.workplace import Workplace

PAGE = 60
PAUSE_MS = 40
SMALL_CARD, NARROW_CARD, WIDE_CARD = 300, 340, 420
ROOM_FOR_STANDING = 860
ROOM_FOR_GROUP = 700
GROUP, STANDING = 2, 4


def loans_words(line: ReaderLine) -> str:
    """What the reader has, and whether it is late."""
    if line.overdue:
        return tr("{loans} cuốn, {overdue} quá hạn", loans=line.loans, overdue=line.overdue)
    return tr("{loans} cuốn", loans=line.loans) if line.loans else "–"


def card_words(line: ReaderLine) -> str:
    """Whether the card may be used."""
    if line.blocked:
        return tr("đang khoá")
    if line.expires is not None and line.expires < today():
        return tr("hết hạn")
    return tr("còn hạn")


def group_words(line: ReaderLine) -> str:
    """Where the reader belongs; a class or a team is called one."""
    if line.is_group:
        return tr("mượn tập thể")
    return line.group if line.group != LOCKED else ""


def _loans_tone(line: ReaderLine) -> str:
    return "brick" if line.overdue else "ink-soft"


def _card_tone(line: ReaderLine) -> str:
    wrong = line.blocked or (line.expires is not None and line.expires < today())
    return "brick" if wrong else "ink-soft"


COLUMNS: tuple[Column[ReaderLine], ...] = (
    Column("Họ và tên", lambda line: line.name or line.card, 0, strong=True),
    Column("Số thẻ", lambda line: line.card, 110, lambda _: "ink-soft"),
    Column("Tổ, lớp", group_words, 170, lambda _: "ink-soft"),
    Column("Đang mượn", loans_words, 168, _loans_tone),
    Column("Thẻ", card_words, 96, _card_tone),
)


class ReadersPage(Page):
    """List on the left, one card or one form on the right."""

    cares_for = frozenset({Touched.READERS, Touched.LOANS, Touched.MONEY})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self._workplace = workplace
        self._job: Job | None = None
        self._more: Job | None = None
        self._chosen = ""
        self._is_behind = self._goes_in = False
        self._rights = Rights.LIBRARIAN
        self._build()
        self._connect()

    def shown(self) -> None:
        """Ready for a name."""
        super().shown()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Look again: the list, and the card that stands beside it."""
        self.background.run(lambda library: library.rights, self._know_rights)
        self._look()
        if self._chosen:
            self.show_one(self._chosen)

    def act(self, name: str) -> None:
        """Do one of the page's actions."""
        self.notice.clear()
        match name:
            case "edit_reader" | "block_reader" if not self._rights.may(Task.AMEND_READERS):
                self._say_not_entitled()
            case "new_reader":
                self._begin_registering(ReaderForm())
            case "new_group":
                self._begin_registering(ReaderForm(kind=GROUP_KIND, category=GROUP_CATEGORY))
            case "edit_reader":
                self._begin_amending()
            case "block_reader":
                self._begin_blocking()
            case _:
                self.leave_form()

    def show_one(self, name: str) -> None:
        """Show the card with this number."""
        self._chosen = name
        self.background.run(partial(see, name), self._show_card, self._lose_card)

    def leave_form(self) -> None:
        """Back from the form to the card, or from the card to the search."""
        if self._sides.currentWidget() is self.form and self._chosen:
            self._sides.setCurrentWidget(self.card)
        elif self._sides.currentWidget() is self.form:
            self._sides.setCurrentWidget(self.nobody)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The card takes what a narrow window can spare; without room the group goes."""
        super().resizeEvent(event)
        wide = self.width() > 1040  # noqa: PLR2004 - px, looked at
        has_room = self.width() >= ROOM_FOR_STANDING
        side = WIDE_CARD if wide else NARROW_CARD if has_room else SMALL_CARD
        self.side.setFixedWidth(side)
        self.table.setColumnHidden(GROUP, self.width() - side < ROOM_FOR_GROUP)
        self.table.setColumnHidden(STANDING, not has_room)
        for button in (self.new, self.new_group):
            button.show_key(shown=wide)

    def _build(self) -> None:
        self.search = SearchField("Tìm theo tên (không cần dấu) hoặc số thẻ…")
        self.new = Button(BY_NAME["new_reader"], "main")
        self.new_group = Button(BY_NAME["new_group"])
        self.table: Table[ReaderLine] = Table(COLUMNS)
        self.nothing = Empty("users", "")
        self.nobody = Empty("id-card", "Chọn một bạn đọc", "Thẻ, sách đang mượn và lịch sử hiện ở đây.")
        self.card, self.form = CardView(self._workplace), FormView()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        listed = Card(margin=4, spacing=0)
        self._lists = QStackedLayout()
        listed.column.addLayout(self._lists, 1)  # first: a stack that lies nowhere shows its parts as windows
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.nothing)
        self.side = Card(margin=0, spacing=0)
        self._sides = QStackedLayout()
        self.side.column.addLayout(self._sides, 1)
        for view in (self.nobody, self.card, self.form):
            self._sides.addWidget(view)
        head = row(spacing=12)
        head.addWidget(self.search, 1)
        head.addWidget(self.new)
        head.addWidget(self.new_group)
        self.column.addLayout(head)
        self.notice = Notice()
        self.column.addWidget(self.notice)
        sides = row(spacing=16)
        sides.addWidget(listed, 1)
        sides.addWidget(self.side)
        self.column.addLayout(sides, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._typed)
        self.search.down.connect(self._into_list)
        self._pause.timeout.connect(self._look)
        self.table.chosen.connect(self._choose)
        self.table.end_near.connect(self._bring_more)
        self.form.typed.connect(self._save)
        self.form.left.connect(self.leave_form)
        for name, button in (
            ("new_reader", self.new),
            ("new_group", self.new_group),
            ("edit_reader", self.card.edit),
            ("block_reader", self.card.block),
        ):
            button.setObjectName(name)
            button.clicked.connect(self.asked)
        self.take_keys("readers")

    def _know_rights(self, rights: Rights) -> None:
        self._rights = rights

    def _say_not_entitled(self) -> None:
        """Before anything is typed, not when it is to be saved."""
        self.notice.tell(
            "refused",
            lambda: refusals.why(Reason.NOT_ENTITLED, {}),
            lambda: refusals.what_to_do(Reason.NOT_ENTITLED),
        )

    def _typed(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._is_behind = True
        self._pause.start()

    def _look(self) -> None:
        for job in (self._job, self._more):
            if job is not None:
                job.cancel()
        query, self._more = self.search.text().strip(), None
        self._job = self.background.run(lambda library: library.readers.find(query, limit=PAGE), self._show)

    def _show(self, lines: tuple[ReaderLine, ...]) -> None:
        self.table.show_lines(lines)
        self._lists.setCurrentWidget(self.table if lines else self.nothing)
        if not lines:
            self._say_nothing(self.search.text().strip())
        self._is_behind = self._pause.isActive()
        if self._goes_in and not self._is_behind:
            self._goes_in = False
            self._into_list()

    def _say_nothing(self, query: str) -> None:
        if query:
            headline = partial(tr, "Không thấy bạn đọc nào cho “{query}”.", query=query)
            self.nothing.tell("search", headline, "Thử một phần của tên hoặc số thẻ.")
        else:
            self.nothing.tell("users", "Chưa có bạn đọc nào", "Thêm bạn đọc đầu tiên (Ctrl+N).")

    def _bring_more(self) -> None:
        lines = self.table.model_of_lines.lines
        if self._more is None and lines and len(lines) % PAGE == 0:
            query, last = self.search.text().strip(), lines[-1].id
            self._more = self.background.run(
                lambda library: library.readers.find(query, limit=PAGE, after=last), self._add
            )

    def _add(self, lines: tuple[ReaderLine, ...]) -> None:
        self._more = None
        self.table.add_lines(lines)

    def _into_list(self) -> None:
        """To the first of the list; a scanner's Enter comes before the list has answered what it typed."""
        if self._is_behind:
            self._goes_in = True
        elif self.table.model_of_lines.lines:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.table.selectRow(0)

    def _choose(self, line: ReaderLine) -> None:
        self.notice.clear()
        self.show_one(line.card)

    def _show_card(self, seen: Seen) -> None:
        self.card.show_reader(seen)
        if self._sides.currentWidget() is not self.form:
            self._sides.setCurrentWidget(self.card)

    def _lose_card(self, _: Refusal) -> None:
        self._chosen = ""
        self._sides.setCurrentWidget(self.nobody)

    def _begin_registering(self, form: ReaderForm) -> None:
        self.background.run(lambda library: library.readers.categories(), partial(self._open_form, None, form))

    def _begin_amending(self) -> None:
        if self.card.seen is not None and self._sides.currentWidget() is self.card:
            seen = self.card.seen
            self._open_form(seen.panel.reader, seen.form, seen.categories)

    def _begin_blocking(self) -> None:
        """Blocking asks for the reason, which stands in the form; unblocking needs none."""
        seen = self.card.seen
        if seen is None:
            return
        if seen.panel.reader.blocked:
            # No form is open to say a refusal in: the window says it.
            work = partial(_kept, seen.panel.reader.id, self.form.unblocked(seen.form))
            self.background.run(work, self._kept)
        else:
            self._begin_amending()
            self.form.ask_for_block()

    def _open_form(self, reader: Reader | None, form: ReaderForm, categories: tuple[tuple[str, str, str], ...]) -> None:
        self.form.begin(reader.id if reader is not None else None, form, categories)
        self._sides.setCurrentWidget(self.form)
        self.form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self, reader_id: str | None, form: ReaderForm) -> None:
        self._keep(reader_id, form)

    def _keep(self, reader_id: str | None, form: ReaderForm) -> None:
        self.background.run(partial(_kept, reader_id, form), self._kept, self.form.show_refusal)

    def _kept(self, reader: Reader) -> None:
        self._sides.setCurrentWidget(self.card)
        self.show_one(reader.card)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)


def _kept(reader_id: str | None, form: ReaderForm, library: Library) -> Reader:
    return library.readers.register(form) if reader_id is None else library.readers.amend(reader_id, form)
