"""The words of slips and letters: what each says, on which paper, looked at while it is written."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit

from desktop.library.letters.examples import example
from desktop.library.letters.fields import Language, called
from desktop.library.letters.fill import Template, fill
from desktop.library.letters.kinds import PATTERNS, Kind, Paper
from desktop.library.letters.template import check
from desktop.library.model.refusal import Refusal
from desktop.library.model.touched import Touched
from desktop.library.security.rights import Task
from desktop.ui import refusals
from desktop.ui.dates import today
from desktop.ui.letters.preview import Preview
from desktop.ui.letters.printing import Printing, show_printed, show_refusal
from desktop.ui.widgets import Button, Card, Choice, Label, Notice, Page, Segments, row
from desktop.ui.words import language, tr, verbatim

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.letters.sheet import Sheet
    from desktop.library.library import Library
    from desktop.ui.words import Source
    from desktop.ui.workplace import Workplace

PAPERS = {
    Paper.A4: "A4",
    Paper.A4_WIDE: "A4 nằm ngang",
    Paper.A5: "A5",
    Paper.ROLL_80: "cuộn 80 mm",
    Paper.ROLL_58: "cuộn 58 mm",
}
_MOMENT_MS = 250
"""After the last key, so that nobody types against the preview."""
_FIELDS_PX, _PAPER_PX, _ROOM_FOR_MARKS = 220, 150, 380
_NOW = 1_795_000_000_000
"""Any moment: an example tells no news."""


class LettersPage(Page):
    """On the left what a template says, on the right what becomes of it."""

    cares_for = frozenset({Touched.LETTERS})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self.printing = Printing(workplace, self)
        self.kept: Template | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        self._may_edit = False
        self.kinds = Choice(tuple((kind.value, _kind(kind)) for kind in Kind))
        self.tongues = Segments((("vi", verbatim("Tiếng Việt"), "", ""), ("en", verbatim("English"), "", "")))
        self.tongues.choose("vi")
        self.paper = Choice()
        self.fields = Choice()
        self.fields.setMinimumWidth(_FIELDS_PX)
        self.paper.setMinimumWidth(_PAPER_PX)
        self.text = QPlainTextEdit()
        self.state = Label("", "soft")
        self.save = Button("Lưu mẫu", "main", icon="check")
        self.back = Button("Về mẫu gốc", "plain", icon="rotate-ccw")
        self.trial = Button("In thử", "plain", icon="printer")
        self.guest = Label("Mở bằng mật khẩu thủ thư để sửa mẫu.", "soft", wraps=True)
        self.guest.hide()
        self.trouble, self.notice = Notice(), Notice()
        self.marks = Label(
            "# tiêu đề · ^ giữa · > phải · *đậm* · /nghiêng/ · a | b: hai cột · ---: kẻ ngang · ?: bỏ dòng khi thiếu",
            "hint",
            wraps=True,
        )
        self.preview = Preview()
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(_MOMENT_MS)
        words, looks = Card(), Card()
        words.column.addLayout(row(self.fields, None, self.state))
        words.column.addWidget(self.text, 1)
        words.column.addWidget(self.marks)
        for part in (self.guest, self.trouble, self.notice):
            words.column.addWidget(part)
        words.column.addLayout(row(self.save, self.back, self.trial, None))
        looks.column.addWidget(self.preview, 1)
        self.column.addLayout(row(self.kinds, self.tongues, Label("Giấy:", "soft"), self.paper, None))
        sides = row(spacing=16)
        sides.addWidget(words, 1)
        sides.addWidget(looks, 1)
        self.column.addLayout(sides, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low screen the template has the room; the help has its marks, too."""
        super().resizeEvent(event)
        self.marks.setVisible(self.height() >= _ROOM_FOR_MARKS)

    def refresh(self) -> None:
        """Read the template of this kind and language as it is kept; what is being typed stays."""
        kind, tongue = self.kind, self.tongue
        self.background.run(
            lambda library: (library.letters.template(kind, tongue), library.rights.may(Task.EDIT_LETTERS)), self._show
        )

    @property
    def kind(self) -> Kind:
        """The kind that is looked at."""
        return Kind(self.kinds.value)

    @property
    def tongue(self) -> Language:
        """The language that is looked at."""
        return Language.ENGLISH if self.tongues.buttons["en"].isChecked() else Language.VIETNAMESE

    @property
    def typed(self) -> Template:
        """The template as it stands in the window."""
        return Template(self.text.toPlainText(), Paper(self.paper.value), self.tongue)

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return self.kept is not None and self.typed.text.strip("\n") != self.kept.text.strip("\n")

    def _show(self, answer: tuple[Template, bool]) -> None:
        template, may_edit = answer
        stays = self.is_changed and self.kept is not None and self.kept.language is template.language
        self.kept = template
        self.paper.offer(tuple((paper.value, PAPERS[paper]) for paper in PATTERNS[self.kind].papers))
        self.paper.choose(template.paper.value)
        self.fields.offer((("", "Chèn mục…"), *(_field(name, self.tongue) for name in PATTERNS[self.kind].fields)))
        if not stays:
            self.text.setPlainText(template.text)
        self.text.setReadOnly(not may_edit)
        self.fields.setEnabled(may_edit)
        self.paper.setEnabled(may_edit)
        self.guest.setVisible(not may_edit)
        self._may_edit = may_edit
        self._look()

    def _choose(self) -> None:
        """Another kind or language: what was typed and not saved is left."""
        self.notice.clear()
        self._begin_again()

    def _look(self) -> None:
        """Fill the template with invented facts, and say at once when it names what it cannot know."""
        template = self.typed
        changed, own = self.is_changed, self.kept is not None and self.kept.changed
        self.back.setEnabled(self._may_edit and (changed or own))
        self.state.say("Mẫu của đơn vị" if own else "Mẫu gốc của chương trình")
        self.save.setEnabled(self._may_edit and changed and self._is_sound(template))
        self.preview.show_sheet(fill(template, example(self.kind, template.language, today(), _NOW)))

    def _is_sound(self, template: Template) -> bool:
        try:
            check(template.text, PATTERNS[self.kind], template.language)
        except Refusal as no:
            self._complain(no)
            return False
        self.trouble.clear()
        return True

    def _complain(self, no: Refusal) -> None:
        self.trouble.tell(
            "refused",
            lambda: refusals.why(no.reason, no.facts),
            lambda: tr("Có thể bạn muốn viết: {known}", known=no.facts["known"]) if "known" in no.facts else "",
        )

    def _insert(self) -> None:
        if self.fields.value:
            self.text.insertPlainText(f"{{{called('fields', self.fields.value, self.tongue)}}}")
            self.fields.choose("")
            self.text.setFocus()

    def _save(self) -> None:
        kind, template = self.kind, self.typed
        self.background.run(
            lambda library: library.letters.amend(kind, template.language, template.text),
            self._saved,
            self._complain,
        )

    def _put_back(self) -> None:
        kind, tongue = self.kind, self.tongue
        self.background.run(lambda library: library.letters.restore(kind, tongue), self._restored, self._complain)

    def _choose_paper(self) -> None:
        kind, paper = self.kind, Paper(self.paper.value)
        self.background.run(lambda library: library.letters.choose_paper(kind, paper), None, self._complain)
        self._look()

    def _saved(self, _: object) -> None:
        self._begin_again()
        self.notice.tell("done", "Đã lưu mẫu cho cả đơn vị.")

    def _restored(self, _: object) -> None:
        self._begin_again()
        self.notice.tell("done", "Đã về mẫu gốc.")

    def _begin_again(self) -> None:
        self.kept = None
        self.refresh()

    def _try(self) -> None:
        self.printing.send(partial(_example, self.kind, self.typed))

    def _connect(self) -> None:
        self.kinds.activated.connect(self._choose)
        self.tongues.chosen.connect(self._choose)
        self.paper.activated.connect(self._choose_paper)
        self.fields.activated.connect(self._insert)
        self.text.textChanged.connect(self.timer.start)
        self.timer.timeout.connect(self._look)
        self.save.clicked.connect(self._save)
        self.back.clicked.connect(self._put_back)
        self.trial.clicked.connect(self._try)
        self.printing.printed.connect(partial(show_printed, self.notice))
        self.printing.refused.connect(partial(show_refusal, self.notice))


def _kind(kind: Kind) -> Callable[[], str]:
    return lambda: called("kinds", kind.value, Language(language().value))


def _field(name: str, tongue: Language) -> tuple[str, Source]:
    return name, verbatim(f"{{{called('fields', name, tongue)}}}")


def _example(kind: Kind, template: Template, library: Library, _: Language) -> tuple[Sheet, ...]:
    facts = example(kind, template.language, library.today(), library.store.now_ms())
    return (library.letters.sheet(facts, template.language, template=template),)
