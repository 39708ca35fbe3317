"""What a class or a team has: who in it holds which copy, who belongs to it, and the list that is signed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library.model.loan import LoanLine
from desktop.library.model.reader import ReaderLine
from desktop.ui import refusals
from desktop.ui.dates import due_tone, due_words, local, today
from desktop.ui.letters.printing import Printing, show_printed, show_refusal
from desktop.ui.widgets import Button, Choice, Column, Field, Label, Notice, Table, row
from desktop.ui.words import Source, tr, verbatim

if TYPE_CHECKING:
    from desktop.library.letters.fields import Language
    from desktop.library.letters.sheet import Sheet
    from desktop.library.library import Library
    from desktop.library.model.desk import Answer
    from desktop.library.model.group import GroupSeen
    from desktop.ui.workplace import Workplace


def holder_words(line: LoanLine) -> str:
    """Who in the group has the copy."""
    return line.member or tr("người đại diện")


COPIES: tuple[Column[LoanLine], ...] = (
    Column("Sách", lambda line: line.title, 0, strong=True),
    Column("Ai giữ", holder_words, 150, lambda line: due_tone(line.due, line.days_overdue)),
)
MEMBERS: tuple[Column[ReaderLine], ...] = (
    Column("Họ và tên", lambda line: line.name or line.card, 0, strong=True),
    Column(
        "Tự mượn", lambda line: tr("{loans} cuốn", loans=line.loans) if line.loans else "–", 84, lambda _: "ink-soft"
    ),
)


class CopiesPart(QWidget):
    """Every copy of the group with its holder; scanning one notes who has it now."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._background = workplace.background
        self._seen: GroupSeen | None = None
        self._printing = Printing(workplace, self)
        self._build()
        self.code.returnPressed.connect(self._hand_on)
        self.note.clicked.connect(self._hand_on)
        self.table.chosen.connect(self._fill_code)
        self.sheet.clicked.connect(lambda: self._print(only_today=False))
        self.sheet_of_today.clicked.connect(lambda: self._print(only_today=True))
        self._printing.printed.connect(partial(show_printed, self.notice))
        self._printing.refused.connect(partial(show_refusal, self.notice))

    def show_group(self, seen: GroupSeen) -> None:
        """This group; what was chosen stays chosen while it is the same."""
        if self._seen is None or seen.group.id != self._seen.group.id:
            self.notice.clear()
            self.code.clear()
        self._seen = seen
        members = tuple((str(one.card), verbatim(one.name or one.card)) for one in seen.members)
        nobody: tuple[tuple[str, Source], ...] = (("", "Người đại diện"),)
        self.who.offer((*nobody, *members))
        self.table.show_lines(seen.loans)
        self.due.say(partial(_due, seen))
        new = sum(local(line.lent).date() == today() for line in seen.loans)
        self.sheet.setVisible(bool(seen.loans))
        self.sheet_of_today.setVisible(0 < new < len(seen.loans))

    def _build(self) -> None:
        self.due = Label("", "soft", wraps=True)
        self.who, self.code = Choice(), Field("Quét mã vạch")
        self.who.setMinimumContentsLength(1)
        self.note = Button("Ghi người giữ", icon="hand")
        self.sheet = Button("In danh sách", "quiet", icon="printer")
        self.sheet_of_today = Button("Chỉ hôm nay", "quiet")
        self.notice = Notice()
        self.table: Table[LoanLine] = Table(COPIES)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = row(self.sheet_of_today)
        head.insertWidget(0, self.due, 1)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        for field, button in ((self.who, self.sheet), (self.code, self.note)):
            line = row(button)
            line.insertWidget(0, field, 1)
            column.addLayout(line)
        column.addWidget(self.notice)

    def _fill_code(self, line: LoanLine) -> None:
        self.code.setText(line.barcode)

    def _hand_on(self) -> None:
        barcode, member = self.code.text().strip(), self.who.value
        if barcode:
            self._background.run(lambda library: library.groups.hand_on(barcode, member), self._tell)

    def _tell(self, answer: Answer) -> None:
        if answer.reason is not None:
            facts = {**dict(answer.facts), "barcode": answer.barcode, "card": answer.card}
            why = partial(refusals.why, answer.reason, facts)
            self.notice.tell("refused", why, partial(refusals.what_to_do, answer.reason))
        else:
            self.notice.tell("done", partial(_handed, answer))
        self.code.clear()
        self.code.setFocus()

    def _print(self, *, only_today: bool) -> None:
        if self._seen is not None:
            self._printing.send(partial(_sheet, str(self._seen.group.card), only_today))


class MembersPart(QWidget):
    """Who belongs to the group."""

    def __init__(self) -> None:
        super().__init__()
        self.count = Label("", "soft", wraps=True)
        self.table: Table[ReaderLine] = Table(MEMBERS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.count)
        column.addWidget(self.table, 1)

    def show_group(self, seen: GroupSeen) -> None:
        """The members of this group."""
        self.table.show_lines(seen.members)
        self.count.say(partial(_members, seen))


def _members(seen: GroupSeen) -> str:
    if seen.members:
        return tr("{count} bạn đọc ghi tổ, đội, lớp là “{group}”.", count=len(seen.members), group=seen.group.name)
    return tr("Chưa bạn đọc nào ghi tổ, đội, lớp là “{group}”.", group=seen.group.name)


def _due(seen: GroupSeen) -> str:
    if not seen.loans:
        return tr("Không giữ cuốn nào. Quét thẻ này ở quầy để cho mượn.")
    first = min(seen.loans, key=lambda line: line.due)
    words = due_words(first.due, first.days_overdue)
    return tr("Đang giữ {count} cuốn, gần nhất {due}.", count=len(seen.loans), due=words)


def _handed(answer: Answer) -> str:
    member = dict(answer.facts).get("member")
    return tr("{barcode}: {reader} đang giữ.", barcode=answer.barcode, reader=member or tr("người đại diện"))


def _sheet(card: str, only_today: bool, library: Library, tongue: Language) -> tuple[Sheet, ...]:  # noqa: FBT001 - bound by partial
    return (library.letters.sheet(library.letters.group_list(card, only_today=only_today), tongue),)
