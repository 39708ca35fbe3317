"""The inbox: what is to be settled, by group and by words; every decision can be taken back where it was taken."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library import inbox
from desktop.library.alike import undo as undo_together
from desktop.library.model.refusal import Reason
from desktop.ui import refusals
from desktop.ui.sync import decisions
from desktop.ui.sync.chips import Chips
from desktop.ui.sync.many_view import ManyView
from desktop.ui.sync.points import PointList
from desktop.ui.widgets import Button, Field, Label, Notice
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.alike import Decided
    from desktop.library.library import Library
    from desktop.library.model.conflict import Conflict, Inbox, Point
    from desktop.library.model.refusal import Refusal
    from desktop.ui.background import Job
    from desktop.ui.workplace import Workplace

MOST = 50
"""Points shown at once; when they are settled the next ones come."""
TYPING_MS = 200

ABOUT_MANY = {
    "keep": "Đã giữ bản đang dùng ở {count} điểm.",
    "restore": "Đã dùng bản kia ở {count} điểm.",
    "renumber": "Đã cấp số mới ở {count} điểm. Xem từng số ở mục Đã đối chiếu.",
    "renumber-earlier": "Đã cấp số mới ở {count} điểm. Xem từng số ở mục Đã đối chiếu.",
    "done": "Đã ghi nhận {count} điểm là xong.",
}
"""By decision: what is said when it was taken about many."""


class InboxView(QWidget):
    """`counted` carries how many points are open."""

    counted = Signal(int)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._background, self._errands = workplace.background, workplace.errands
        self._looking: Job | None = None
        self._done: list[tuple[str, str]] = []
        """What was settled here, the last last: the point's id, or the name of a decision about many."""
        self._wanted = ""
        self._is_brief = False
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Look again; an answer still awaited no longer counts."""
        if self._looking is not None:
            self._looking.cancel()
        look = partial(inbox.look, group=self.chips.group, words=self.search.text(), limit=MOST)
        self._looking = self._background.run(look, self._show)

    def begin_anew(self) -> None:
        """Whoever comes to the page sees what is open; the lines of what was settled before are no longer needed."""
        self.notice.clear()
        if self.points.forget_settled():
            self.refresh()

    def be_brief(self, *, brief: bool) -> None:
        """Where there is little room the keys are told by the buttons alone."""
        self._is_brief = brief
        self._show_hints()

    def take_focus(self) -> None:
        """The keys go through the points."""
        self.points.take_focus()

    def act(self, name: str) -> None:
        """Do one of the page's actions."""
        match name:
            case "next_point" | "point_before":
                self.points.step(1 if name == "next_point" else -1)
            case "settle" | "settle_other":
                self.points.decide(main=name == "settle")
            case "undo_settling":
                self.undo_last()
            case "find_points":
                self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self.search.selectAll()

    def undo_last(self) -> None:
        """Take back what was settled here last."""
        if not self._done:
            self.notice.tell("information", "Chưa có gì để hoàn tác ở đây.", "Xem thêm ở mục Đã đối chiếu.")
            return
        kind, name = self._done[-1]
        if kind == "many":
            self._undo_many(name)
        else:
            self._undo(name)

    def _show(self, seen: Inbox) -> None:
        self._looking = None
        self.chips.show_counts(seen.groups)
        self.points.show_inbox(seen, is_narrowed=bool(self.chips.group or self.search.text().strip()))
        if self._wanted:
            self.points.choose(self._wanted, take_keys=True)
            self._wanted = ""
        self._show_way_back()
        total = sum(seen.groups.values())
        self.chips.setVisible(bool(total) or bool(self.points.cards))
        self._show_hints()
        self.counted.emit(total)

    def _show_hints(self) -> None:
        self.hints.setVisible(not self._is_brief and self.chips.isVisibleTo(self))

    def _decide(self, point: Point, what: str) -> None:
        self.notice.clear()
        self._background.run(
            partial(_decide, point, what), partial(self._decided, what), partial(self._refused, again=True)
        )

    def _decided(self, what: str, conflict: Conflict) -> None:
        if what == decisions.SEND_AGAIN:
            self.notice.tell("done", partial(decisions.outcome, conflict))
            self.points.offer_again()
            return
        self._done.append(("one", conflict.id))
        self.points.settle(conflict)
        self._show_way_back()

    def _show_way_back(self) -> None:
        """The key stands on what it takes back, and nowhere else."""
        self.points.show_undo_key(next((name for kind, name in self._done[-1:] if kind == "one"), ""))

    def _undo(self, conflict_id: str) -> None:
        self.notice.clear()
        self._background.run(lambda library: library.conflicts.undo(conflict_id), self._undone, self._refused)

    def _undo_settled(self, conflict: Conflict) -> None:
        self._undo(conflict.id)

    def _undone(self, conflict: Conflict) -> None:
        self._done = [each for each in self._done if each != ("one", conflict.id)]
        self._wanted = conflict.id

    def _undo_many(self, together: str) -> None:
        self.notice.tell("information", "Đang hoàn tác…")
        self._errands.run(
            lambda library: undo_together(library, together), partial(self._many_undone, together), self._refused
        )

    def _many_undone(self, together: str, undone: Decided) -> None:
        self._done = [each for each in self._done if each != ("many", together)]
        left = undone.left
        self.notice.tell(
            "done",
            lambda: tr("Đã hoàn tác {count} điểm.", count=undone.done),
            (lambda: tr("{count} điểm đã được sửa tiếp nên giữ như hiện nay.", count=left)) if left else "",
        )

    def _many_done(self, decided: Decided, what: str) -> None:
        """Tell how many, with the way back."""
        self._show_list()
        self._done.append(("many", decided.together))
        self.notice.tell("done", lambda: tr(ABOUT_MANY[what], count=decided.done))
        back = Button(lambda: tr("Hoàn tác cả {count}", count=decided.done), icon="undo-2", key="Ctrl+Z")
        back.clicked.connect(partial(self._undo_many, decided.together))
        self.notice.offer(back)
        self.refresh()

    def _ask_about_many(self, point: Point) -> None:
        self.notice.clear()
        self.many.look(point)
        self.list_part.hide()
        self.many.show()

    def _show_list(self) -> None:
        self.many.hide()
        self.list_part.show()
        self.points.take_focus()

    def _refused(self, refusal: Refusal, *, again: bool = False) -> None:
        if self._done and refusal.reason in (Reason.NOT_SETTLED, Reason.CHANGED_SINCE):
            self._done.pop()  # the next Ctrl+Z is about what came before
        self.notice.tell(
            "refused",
            partial(refusals.why, refusal.reason, refusal.facts),
            partial(refusals.what_to_do, refusal.reason),
        )
        if again:
            self.points.offer_again()
        self.refresh()

    def _narrowed(self) -> None:
        self.points.forget_settled()
        self.refresh()

    def _build(self) -> None:
        self.notice = Notice()
        self.search = Field("Tìm theo nhan đề, bạn đọc, số…")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(250)
        self.chips, self.points = Chips(), PointList()
        self.hints = Label(
            "↑ ↓ chọn điểm · Enter làm theo khuyến nghị · Shift+Enter cách kia · Ctrl+Z hoàn tác · Ctrl+F tìm",
            "hint",
            wraps=True,
        )
        self.list_part = QWidget()
        inner = QVBoxLayout(self.list_part)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        inner.addWidget(self.chips)
        inner.addWidget(self.points, 1)
        inner.addWidget(self.hints)
        self.many = ManyView(self._background, self._errands)
        self.many.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.notice)
        column.addWidget(self.list_part, 1)
        column.addWidget(self.many, 1)
        self._typed = QTimer(self, singleShot=True, interval=TYPING_MS)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._typed.start)
        self.search.returnPressed.connect(self.points.take_focus)
        self._typed.timeout.connect(self._narrowed)
        self.chips.chosen.connect(self._narrowed)
        self.points.decided.connect(self._decide)
        self.points.undo_wanted.connect(self._undo_settled)
        self.points.many_wanted.connect(self._ask_about_many)
        self.many.left.connect(self._show_list)
        self.many.decided.connect(self._many_done)
        self.many.refused.connect(self._refused)


def _decide(point: Point, what: str, library: Library) -> Conflict:
    return decisions.decide(library, point, what)
