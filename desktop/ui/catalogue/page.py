"""The catalogue page: one view at a time, and a way back from each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.library.model.refusal import Reason
from desktop.library.model.touched import Touched
from desktop.library.security.rights import Rights, Task
from desktop.ui import refusals
from desktop.ui.catalogue.card import TitleCard
from desktop.ui.catalogue.editor import Editor
from desktop.ui.catalogue.import_view import ImportView
from desktop.ui.catalogue.import_words import result_words
from desktop.ui.catalogue.search_view import SearchView
from desktop.ui.widgets import Notice, Page
from desktop.ui.widgets.choosing import Choosing, Wants, choose_file
from desktop.ui.words import tr, verbatim

if TYPE_CHECKING:
    from desktop.library.model.item import CopyLine
    from desktop.library.model.refusal import Refusal
    from desktop.library.model.title import Imported, TitleLine
    from desktop.ui.workplace import Workplace

EXPORTS = tuple(
    map(verbatim, ("MARC 21 (*.mrc)", "MARCXML (*.xml)", "Excel (*.xlsx)", "CSV (*.csv)", "MARC JSON (*.json)"))
)

NEEDS = {
    "new_title": Task.CATALOGUE,
    "import_titles": Task.CATALOGUE,
    "edit_title": Task.CATALOGUE,
    "add_copy": Task.CATALOGUE,
    "attach_file": Task.CATALOGUE,
    "export_titles": Task.EXPORT,
}
"""What not everybody may do: said when it is asked for, not when everything has been typed."""


class CataloguePage(Page):
    """Search, card, form, import."""

    cares_for = frozenset({Touched.TITLES, Touched.ITEMS, Touched.LOANS, Touched.FILES})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self._workplace = workplace
        self._rights = Rights.LIBRARIAN
        self._build()
        self._connect()

    def shown(self) -> None:
        """The search field has the keys, unless something else is open."""
        super().shown()
        if self.views.currentWidget() is self.search:
            self.search.begin()

    def refresh(self) -> None:
        """A title, a copy or a loan was changed here or elsewhere."""
        self.background.run(lambda library: library.rights, self._know_rights)
        self.search.look()
        if self.views.currentWidget() is self.card:
            self.card.look()

    def act(self, name: str) -> None:
        """Do one of the catalogue's actions."""
        here = self.views.currentWidget()
        match name:
            case _ if name in NEEDS and not self._rights.may(NEEDS[name]):
                self._say_not_entitled()
            case "new_title":
                self._show(self.editor)
                self.editor.begin()
            case "import_titles":
                self._show(self.importing)
                self.importing.begin()
            case "export_titles":
                self._ask_where_to()
            case "edit_title" if here is self.card:
                self._show(self.editor)
                self.editor.amend(self.card.title_id)
            case "save_title" if here is self.editor:
                self.editor.save()
            case "back_to_titles":
                self._back()
            case _ if here is self.card:
                self.card.act(name)
            case _:
                pass

    def show_one(self, name: str) -> None:
        """Show the title with this id."""
        self._show(self.card)
        self.card.show_marc(shown=False)
        self.card.open(name)

    def export(self, file: Path) -> None:
        """Write the titles that are found now to a file."""
        query = self.search.query or None
        self.notice.tell("information", lambda: tr("Đang xuất ra {file}…", file=file.name))
        self._workplace.errands.run(
            lambda library: library.catalogue.export_file(file, query),
            lambda count: self._exported(file, count),
            self._export_refused,
        )

    def _build(self) -> None:
        self.notice = Notice()
        self.search = SearchView(self.background)
        self.card = TitleCard(self.background, self._workplace.errands)
        self.editor = Editor(self.background)
        self.importing = ImportView(self._workplace)
        self.views = QStackedWidget()
        for view in (self.search, self.card, self.editor, self.importing):
            self.views.addWidget(view)
        self.column.addWidget(self.notice)
        self.column.addWidget(self.views, 1)

    def _connect(self) -> None:
        self.search.opened.connect(self._open)
        self.card.copies.wanted.connect(self._amend_copy)
        self.editor.saved.connect(self.show_one)
        self.editor.left.connect(self._leave_editor)
        self.importing.left.connect(self._back)
        self.importing.finished.connect(self._imported)
        for name, button in (
            ("new_title", self.search.new),
            ("import_titles", self.search.take_in),
            ("export_titles", self.search.write_out),
            ("back_to_titles", self.card.back),
            ("back_to_titles", self.importing.back),
            ("edit_title", self.card.edit),
            ("show_marc", self.card.marc),
            ("hold_title", self.card.hold),
            ("add_copy", self.card.copies.add),
            ("attach_file", self.card.files.attach),
            ("save_title", self.editor.keep),
            ("back_to_titles", self.editor.drop),
        ):
            button.setObjectName(name)
            button.clicked.connect(self.asked)
        self.take_keys("catalogue")

    def _show(self, view: QWidget) -> None:
        self.notice.clear()
        self.views.setCurrentWidget(view)

    def _know_rights(self, rights: Rights) -> None:
        self._rights = rights

    def _say_not_entitled(self) -> None:
        self.notice.tell(
            "refused",
            lambda: refusals.why(Reason.NOT_ENTITLED, {}),
            lambda: refusals.what_to_do(Reason.NOT_ENTITLED),
        )

    def _amend_copy(self, line: CopyLine) -> None:
        if self._rights.may(Task.CATALOGUE):
            self.card.copies.begin_amending(line)
        else:
            self._say_not_entitled()

    def _open(self, line: TitleLine) -> None:
        self.show_one(line.id)
        self.card.back.setFocus()

    def _back(self) -> None:
        here = self.views.currentWidget()
        if here is self.card and self.card.close_what_is_open():
            return
        if here is self.editor:
            self.editor.leave()
            return
        self._show(self.search)
        self.search.begin()

    def _leave_editor(self) -> None:
        if self.editor.title_id:
            self.show_one(self.editor.title_id)
            self.card.back.setFocus()
        else:
            self._show(self.search)
            self.search.begin()

    def _ask_where_to(self) -> None:
        choose_file(self, Choosing("Xuất các nhan đề đang tìm thấy", Wants.NEW_FILE, EXPORTS), self.export)

    def _imported(self, done: Imported) -> None:
        """Whoever went on with something else is told here; the report waits in its view."""
        if self.views.currentWidget() is not self.importing:
            self.notice.tell(
                "done",
                lambda: tr("Đã nhập xong {file}. Bấm Nhập tệp để xem báo cáo.", file=done.file),
                lambda: result_words(done),
            )

    def _exported(self, file: Path, count: int) -> None:
        self.notice.tell("done", lambda: tr("Đã xuất {count} nhan đề ra {file}.", count=count, file=file.name))

    def _export_refused(self, refusal: Refusal) -> None:
        self.notice.tell(
            "refused",
            lambda: refusals.why(refusal.reason, refusal.facts),
            lambda: refusals.what_to_do(refusal.reason),
        )
