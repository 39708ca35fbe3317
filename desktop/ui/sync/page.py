"""The sync page: enrol once, see where things stand, settle what two people wrote without knowing of each other."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.library.model.touched import EVERYTHING
from desktop.ui import refusals
from desktop.ui.sync import point_words, state_words
from desktop.ui.sync.points import PointList
from desktop.ui.sync.state_card import StateCard
from desktop.ui.widgets import Button, Card, Empty, Label, Notice, Page, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.refusal import Refusal
    from desktop.library.model.conflict import Conflict
    from desktop.library.model.standing import Standing
    from desktop.ui.sync.point_words import Point
    from desktop.ui.workplace import Workplace
    from sync.core.stops import Stop

Look = tuple["Standing", tuple["Point", ...]]


def look(library: Library) -> Look:
    """Where the library stands, and the points to be settled."""
    return library.standing(), point_words.look(library)


class SyncPage(Page):
    """Before the enrolment one button; after it the state and the points."""

    cares_for = EVERYTHING  # whatever changes waits to be sent

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self._courier = workplace.courier
        self._build()
        self._connect()

    def shown(self) -> None:
        """The one button that matters has the keys."""
        super().shown()
        if self._courier.is_enrolled:
            self.state.take_focus()
        else:
            self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Look again."""
        self.background.run(look, self._show)

    def enrol(self, file: Path) -> None:
        """Enrol with this file."""
        self.notice.tell("information", "Đang ghi danh với trung tâm…")
        for button in self._enrolling_buttons():
            button.setEnabled(False)
        self._courier.enrol(file)

    def _show(self, seen: Look) -> None:
        standing, points = seen
        enrolled = standing.enrolled
        newly = enrolled and self.enrolling.isVisible()
        self.enrolling.setVisible(not enrolled)
        self.state.setVisible(enrolled)
        self.points.setVisible(enrolled or bool(points))
        self.state.show_standing(standing)
        self.belongs.say(partial(_belongs, standing))
        self.points.show_points(points, standing.conflicts)
        if newly:
            self.state.take_focus()

    def _ask_for_file(self) -> None:
        self.dialog = QFileDialog(self, tr("Chọn tệp ghi danh"))
        self.dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.dialog.setNameFilters([tr("Tệp ghi danh (*.json)"), tr("Mọi tệp (*)")])
        self.dialog.fileSelected.connect(self._file_chosen)
        self.dialog.open()

    def _file_chosen(self, name: str) -> None:
        self.enrol(Path(name))

    def _enrolled(self) -> None:
        self._may_enrol_again()
        self.notice.tell("done", "Đã ghi danh với trung tâm", "Lần đồng bộ đầu tiên bắt đầu ngay.")
        self.refresh()

    def _not_enrolled(self, why: Refusal | Stop) -> None:
        self._may_enrol_again()
        self.notice.tell("refused", "Chưa ghi danh được", partial(state_words.not_enrolled, why))

    def _enrolling_buttons(self) -> tuple[Button, ...]:
        return self.choose, self.other_file, self.state.enrol

    def _may_enrol_again(self) -> None:
        for button in self._enrolling_buttons():
            button.setEnabled(True)
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _came_back(self) -> None:
        """What was said before the run is over."""
        self.notice.clear()
        self.refresh()

    def _keep(self, point: Point) -> None:
        settled = point.conflict.id
        self.background.run(lambda library: library.conflicts.keep(settled), self._settled, self._refused)

    def _restore(self, point: Point) -> None:
        settled = point.conflict.id
        self.background.run(lambda library: library.conflicts.restore(settled), self._settled, self._refused)

    def _renumber(self, point: Point) -> None:
        settled = point.conflict.id
        self.background.run(
            lambda library: library.conflicts.renumber(settled), partial(self._renumbered, point), self._refused
        )

    def _renumbered(self, point: Point, number: str) -> None:
        self.notice.tell("done", partial(point_words.renumbered, point, number))

    def _settled(self, conflict: Conflict) -> None:
        if conflict.kind != "field":
            self.notice.tell("done", "Đã ghi nhận là xong.")
        elif conflict.state == "restored":
            self.notice.tell("done", "Đã khôi phục bản kia. Mọi máy sẽ dùng bản đó sau lần đồng bộ tới.")
        else:
            self.notice.tell("done", "Đã giữ bản đang dùng. Mọi máy sẽ biết sau lần đồng bộ tới.")

    def _refused(self, refusal: Refusal) -> None:
        self.notice.tell(
            "refused",
            partial(refusals.why, refusal.reason, refusal.facts),
            partial(refusals.what_to_do, refusal.reason),
        )
        self.refresh()

    def _build(self) -> None:
        self.notice = Notice()
        self.choose = Button("Chọn tệp ghi danh", "main", icon="folder-open")
        self.enrolling = Card()
        self.enrolling.column.addWidget(
            Empty(
                "cloud-off",
                "Máy này chưa ghi danh với trung tâm",
                "Xin trung tâm một tệp ghi danh cho đơn vị, rồi chọn tệp đó ở đây. "
                "Chưa ghi danh thì quầy vẫn làm việc bình thường.",
                self.choose,
            )
        )
        self.belongs, self.other_file = Label("", "soft"), Button("Ghi danh bằng tệp khác", "quiet", icon="key-round")
        foot = QWidget()
        foot.setLayout(row(self.belongs, None, self.other_file))
        self.state, self.points = StateCard(self._courier), PointList(foot)
        for part in (self.enrolling, self.state, self.points):
            part.hide()
        self.column.addWidget(self.notice)
        self.column.addWidget(self.enrolling, 1)
        self.column.addWidget(self.state)
        self.column.addWidget(self.points, 2)

    def _connect(self) -> None:
        for button in self._enrolling_buttons():
            button.clicked.connect(self._ask_for_file)
        self.points.kept.connect(self._keep)
        self.points.restored.connect(self._restore)
        self.points.renumbered.connect(self._renumber)
        self._courier.enrolled.connect(self._enrolled)
        self._courier.not_enrolled.connect(self._not_enrolled)
        self._courier.refused.connect(self._refused)
        self._courier.ended.connect(self._came_back)


def _belongs(standing: Standing) -> str:
    return tr("{unit} · mã máy {device}", unit=standing.unit_name or standing.unit, device=standing.device[-8:])
