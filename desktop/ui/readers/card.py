"""One reader: who, what stands in the way, what is held, what was held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.library.model.conflict import LOCKED
from desktop.library.model.desk import ReaderPanel
from desktop.library.model.group import GroupSeen
from desktop.library.model.loan import LoanLine
from desktop.library.model.reader import ReaderForm
from desktop.ui import refusals
from desktop.ui.actions import BY_NAME
from desktop.ui.dates import local, short_day
from desktop.ui.desk.reader_panel import LoanRow, facts_of
from desktop.ui.readers.group import CopiesPart, MembersPart
from desktop.ui.readers.money import MoneyPart
from desktop.ui.readers.own import OwnPart
from desktop.ui.readers.photo import Portrait
from desktop.ui.widgets import Button, Clamped, Label, Notice, Rule, Scroll, Segments, row
from desktop.ui.words import Language, language, tr, verbatim

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.ui.workplace import Workplace

MOST_SHOWN = 100
FACE = QSize(64, 83)
LISTS = ("held", "past")
OF_A_PERSON, OF_A_GROUP = ("held", "own"), ("copies", "members")
"""Parts of the card that only the one or the other has."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything the card shows, from one look at the library."""

    panel: ReaderPanel
    form: ReaderForm
    history: tuple[LoanLine, ...]
    categories: tuple[tuple[str, str, str], ...]
    photo: bytes | None = None
    group: GroupSeen | None = None
    """Of a class or a team: what it holds and who belongs to it."""


def see(card: str, library: Library) -> Seen:
    """Look at one reader. Raises Refusal(UNKNOWN_CARD)."""
    readers = library.readers
    panel = readers.panel(card)
    return Seen(
        panel,
        readers.form(panel.reader.id),
        readers.history(card, limit=MOST_SHOWN),
        readers.categories(),
        library.portraits.get(card),
        library.groups.seen(card) if panel.reader.is_group else None,
    )


class PastLoan(QWidget):
    """A loan that is over: the title and when it came back."""

    def __init__(self, loan: LoanLine) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(2)
        lent = short_day(local(loan.lent).date())
        back = short_day(local(loan.returned).date()) if loan.returned is not None else "…"
        column.addWidget(Clamped(verbatim(loan.title), "text", lines=2))
        column.addLayout(row(Label(verbatim(f"{lent} – {back}"), "soft"), None, Label(verbatim(loan.barcode), "hint")))


class CardView(QWidget):
    """Shows a `Seen`."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.seen: Seen | None = None
        self._part = ""
        self.own, self.copies, self.members = OwnPart(workplace.background), CopiesPart(workplace), MembersPart()
        self.money = MoneyPart(workplace)
        self._build()
        self.parts.chosen.connect(self._choose)

    def show_reader(self, seen: Seen) -> None:
        """This reader; the part that was in front stays there while it is the same one."""
        is_same = self.seen is not None and self.seen.panel.reader.id == seen.panel.reader.id
        self.seen = seen
        reader = seen.panel.reader
        self.name.say(verbatim(reader.name or reader.card))
        self.who.say(self._who)
        self.expiry.say(self._expiry)
        self.expiry.setVisible(reader.expires is not None or not reader.is_group)
        self.block.say("Mở khoá thẻ" if reader.blocked else "Khoá thẻ")
        self._show_blocks()
        self.face.setVisible(reader.is_group or seen.photo is not None)
        self.face.show_photo(seen.photo, "users" if reader.is_group else "user-round")
        self._offer_parts(seen)
        self._choose(self._part if is_same else "copies" if seen.group else "held")

    def _offer_parts(self, seen: Seen) -> None:
        for name in OF_A_GROUP:
            self.parts.buttons[name].setVisible(seen.group is not None)
        for name in OF_A_PERSON:
            self.parts.buttons[name].setVisible(seen.group is None)
        self.own.show_reader(seen.panel, seen.photo)
        if seen.group is not None:
            self.copies.show_group(seen.group)
            self.members.show_group(seen.group)

    def _who(self) -> str:
        assert self.seen is not None
        reader = self.seen.panel.reader
        names = next(
            ((vi, en) for code, vi, en in self.seen.categories if code == reader.category), (reader.category,) * 2
        )
        category = names[0] if language() is Language.VIETNAMESE else names[1]
        answers = self.seen.group.representative if self.seen.group else None
        who = tr("đại diện: {reader}", reader=answers.name or answers.card) if answers else ""
        parts = (reader.card, reader.rank, category, reader.group, reader.phone, who)
        told = " · ".join(part for part in parts if part and part != LOCKED)
        if reader.name == LOCKED:
            return f"{told}\n{tr('Tên hiện ra khi một máy khác của đơn vị đồng bộ và trao khoá cho máy này.')}"
        return told

    def _expiry(self) -> str:
        assert self.seen is not None
        expires = self.seen.panel.reader.expires
        return tr("Thẻ có hạn đến {day}", day=short_day(expires)) if expires else tr("Thẻ không ghi hạn")

    def _show_blocks(self) -> None:
        assert self.seen is not None
        panel = self.seen.panel
        if panel.blocks:
            facts = facts_of(panel)
            why = lambda: " ".join(refusals.why(reason, facts) for reason in panel.blocks)  # noqa: E731 - a source, said again in the other language
            self.blocks.tell("warning", "Không cho mượn thêm được", why)
        else:
            self.blocks.clear()

    def _choose(self, name: str) -> None:
        self._part = name
        self.parts.choose(name)
        self._layers.setCurrentWidget(self._views[name])
        if name == "money" and self.seen is not None:
            self.money.show_reader(self.seen.panel.reader.card)
        if name in LISTS:
            self._list(name)

    def _list(self, name: str) -> None:
        assert self.seen is not None
        while (item := self._loans.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        past = tuple(loan for loan in self.seen.history if loan.returned is not None)
        rows = (
            [LoanRow(loan) for loan in self.seen.panel.loans] if name == "held" else [PastLoan(loan) for loan in past]
        )
        for each in rows:
            self._loans.addWidget(Rule())
            self._loans.addWidget(each)
        if not rows:
            empty = (
                "Không mượn cuốn nào." if name == "held" else "Chưa có, hoặc đã tách khỏi tên bạn đọc theo quy định."
            )
            self._loans.addWidget(Label(empty, "soft", wraps=True))
        self._loans.addStretch(1)

    def _build(self) -> None:
        self.name = Clamped("", "name", lines=2)
        self.who, self.expiry = Label("", "soft", wraps=True), Label("", "soft")
        self.blocks = Notice()
        self.edit = Button("Sửa", icon="pencil", key=BY_NAME["edit_reader"].key)
        self.block = Button(BY_NAME["block_reader"], "quiet", key="")
        self.face = Portrait(FACE)
        self.parts = Segments(
            (
                ("held", "Đang mượn", "", ""),
                ("copies", "Ai giữ gì", "", ""),
                ("members", "Gồm ai", "", ""),
                ("past", "Đã trả", "", ""),
                ("money", "Nợ", "", ""),
                ("own", "Ảnh, PIN", "", ""),
            ),
            tight=True,
        )
        ground = QWidget()
        ground.setObjectName("ground")
        self._loans = QVBoxLayout(ground)
        self._loans.setContentsMargins(0, 0, 8, 0)
        self._loans.setSpacing(0)
        scroll = Scroll(ground, takes_keys=True)
        self._views: dict[str, QWidget] = {"held": scroll, "past": scroll, "own": self.own, "money": self.money}
        self._views |= {"copies": self.copies, "members": self.members}
        self._layers = QStackedWidget()
        for view in dict.fromkeys(self._views.values()):
            self._layers.addWidget(view)
        self._lay_out()

    def _lay_out(self) -> None:
        about = QVBoxLayout()
        about.setSpacing(8)
        for part in (self.name, self.who, self.expiry):
            about.addWidget(part)
        head = row(self.face, spacing=12)
        head.setAlignment(self.face, Qt.AlignmentFlag.AlignTop)
        head.addLayout(about, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.blocks)
        column.addLayout(row(self.edit, self.block, None))
        column.addSpacing(4)
        column.addWidget(self.parts)
        column.addWidget(self._layers, 1)
