"""A title's card: how a printed card describes it, its copies, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.ui import refusals, wording
from desktop.ui.actions import BY_NAME
from desktop.ui.catalogue.copies import Copies
from desktop.ui.catalogue.files import AttachedFiles
from desktop.ui.catalogue.marc_view import MarcTable
from desktop.ui.widgets import Button, Card, Field, Label, Labelled, Notice, Scroll, row
from desktop.ui.words import tr, verbatim

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.desk import Answer
    from desktop.library.model.file import AttachedFile
    from desktop.library.model.item import CopyLine, Item
    from desktop.library.model.refusal import Refusal
    from desktop.library.model.title import Title
    from desktop.ui.background import Background
    from desktop.ui.catalogue.copy_form import Codes, TypedCopy


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything a card shows, from one look at the library."""

    title: Title
    heading: str
    author: str
    description: str
    copies: tuple[CopyLine, ...]
    types: Codes
    locations: Codes
    card_at_desk: str
    files: tuple[AttachedFile, ...]


def see(title_id: str, library: Library) -> Seen:
    """Look at one title. Raises Refusal(UNKNOWN_TITLE)."""
    catalogue, form = library.catalogue, library.catalogue.form(title_id)
    panel = library.circulation.reader
    return Seen(
        catalogue.title(title_id),
        form.title,
        form.author,
        catalogue.describe(title_id),
        catalogue.copies(title_id),
        catalogue.codes("item-type"),
        catalogue.codes("location"),
        panel.reader.card if panel else "",
        library.digital.list(title_id),
    )


def keep_copy(title_id: str, copy: TypedCopy, library: Library) -> Item:
    """Add or amend a copy. Raises Refusal as the catalogue does."""
    if copy.item_id:
        said = copy.conditions
        item = library.catalogue.amend_item(copy.item_id, copy.form, said.marks)
        if said.origin != item.origin:
            item = library.conditions.set_origin(item.barcode, said.origin, why=said.why)
        if said.access is not item.access:
            item = library.conditions.set_access(item.barcode, said.access, why=said.why)
        return item
    return library.catalogue.add_item(title_id, copy.form)


class HoldRow(QWidget):
    """Whose card the title is to wait for. `wanted` carries the card."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.card = Field("Quét hoặc gõ số thẻ")
        self.card.setMinimumWidth(260)
        self.go = Button("Đặt mượn", "main", icon="bookmark")
        self.leave = Button("Thôi", "quiet", key="Esc")
        line = row(Labelled("Đặt cho bạn đọc", self.card), spacing=8)
        for button in (self.go, self.leave):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        self.setLayout(line)
        self.go.clicked.connect(self._ask)
        self.card.returnPressed.connect(self._ask)
        self.leave.clicked.connect(self.hide)
        self.hide()

    def begin(self, card: str) -> None:
        """Ready for a card; the reader at the desk is the likeliest."""
        self.card.setText(card)
        self.card.selectAll()
        self.show()
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        if self.card.text().strip():
            self.wanted.emit(self.card.text().strip())


class TitleCard(QWidget):
    """Shows one title. `gone`: it is no longer in the library."""

    gone = Signal()

    def __init__(self, background: Background, errands: Background) -> None:
        super().__init__()
        self._background = background
        self.files = AttachedFiles(background, errands)
        self.title_id = ""
        self.seen: Seen | None = None
        self._build()
        self._connect()

    def open(self, title_id: str) -> None:
        """Show this title, from the top."""
        if title_id != self.title_id:
            self.notice.clear()
            self.hold_row.hide()
            self.copies.form.hide()
        self.title_id = title_id
        self.look()

    def look(self) -> None:
        """Look again at the same title."""
        self._background.run(partial(see, self.title_id), self._show, self._show_gone)

    def act(self, name: str) -> None:
        """Do one of the card's actions."""
        match name:
            case "add_copy":
                self.copies.begin_adding()
            case "attach_file":
                self.files.ask_which()
            case "show_marc":
                self.show_marc(shown=self.layers.currentWidget() is not self.marc_card)
            case "hold_title" if self.seen is not None:
                self.hold_row.begin(self.seen.card_at_desk)
            case _:
                pass

    def show_marc(self, *, shown: bool) -> None:
        """The fields, or the description."""
        self.layers.setCurrentWidget(self.marc_card if shown else self.described)
        self.marc.say("Xem mô tả" if shown else BY_NAME["show_marc"].text)

    def close_what_is_open(self) -> bool:
        """Close a row or the MARC view that is open; False when nothing was."""
        if self.copies.form.isVisible():
            self.copies.close_form()
            return True
        if self.hold_row.isVisible():
            self.hold_row.hide()
            self.hold.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if self.layers.currentWidget() is self.marc_card:
            self.show_marc(shown=False)
            return True
        return False

    def _build(self) -> None:
        self.back = Button(BY_NAME["back_to_titles"], "quiet")
        self.edit = Button(BY_NAME["edit_title"])
        self.marc = Button(BY_NAME["show_marc"], key="")
        self.hold = Button(BY_NAME["hold_title"])
        self.notice = Notice()
        self.hold_row = HoldRow()
        self.heading = Label("", "name", wraps=True)
        self.author = Label("", "soft", wraps=True)
        self.description = Label("", "text", wraps=True)
        self.description.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copies = Copies()
        self.fields = MarcTable()
        self.marc_card = Card(margin=4)
        self.marc_card.column.addWidget(self.fields)
        self.described = self._described()
        self.layers = QStackedWidget()
        for part in (self.described, self.marc_card):
            self.layers.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(row(self.back, None, self.hold, self.marc, self.edit))
        column.addWidget(self.notice)
        column.addWidget(self.hold_row)
        column.addWidget(self.layers, 1)

    def _described(self) -> Scroll:
        card = Card(margin=24, spacing=8)
        for part in (self.heading, self.author, self.description):
            card.column.addWidget(part)
        ground = QWidget()
        ground.setObjectName("ground")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(card)
        column.addWidget(self.copies)
        column.addWidget(self.files)
        column.addStretch(1)
        return Scroll(ground)

    def _connect(self) -> None:
        self.copies.form.typed.connect(self._keep_copy)
        self.hold_row.wanted.connect(self._hold)

    def _keep_copy(self, copy: TypedCopy) -> None:
        then = self._amended if copy.item_id else self._added
        self._background.run(partial(keep_copy, self.title_id, copy), then, self.copies.form.show_refusal)

    def _hold(self, card: str) -> None:
        title_id = self.title_id
        self._background.run(lambda library: library.circulation.hold(card, title_id), self._held)

    def _show(self, seen: Seen) -> None:
        self.seen = seen
        self.heading.say(verbatim(seen.heading))
        self.author.say(verbatim(seen.author))
        self.author.setVisible(bool(seen.author))
        self.description.say(verbatim(seen.description))
        self.copies.show_copies(seen.copies, seen.types, seen.locations)
        self.files.show_files(self.title_id, seen.files)
        self.fields.show_title(seen.title)

    def _show_gone(self, refusal: Refusal) -> None:
        self.notice.tell("refused", partial(refusals.whole, refusal.reason, refusal.facts))
        self.gone.emit()

    def _added(self, item: Item) -> None:
        self.copies.close_form()
        self.notice.tell("done", lambda: tr("Đã thêm bản sách {barcode}.", barcode=item.barcode))

    def _amended(self, item: Item) -> None:
        self.copies.close_form()
        self.notice.tell("done", lambda: tr("Đã lưu bản sách {barcode}.", barcode=item.barcode))

    def _held(self, answer: Answer) -> None:
        words = wording.worded(answer, "hold")
        self.notice.tell(
            words.severity,
            lambda: wording.worded(answer, "hold").headline,
            lambda: _held_words(answer),
        )
        self.hold_row.setVisible(words.severity == "refused")


def _held_words(answer: Answer) -> str:
    words = wording.worded(answer, "hold")
    if words.severity == "refused":
        return f"{words.big} {words.text}"
    return tr("Khi có bản trả về, quầy sẽ nhắc giữ cho {reader}.", reader=answer.reader or answer.card)
