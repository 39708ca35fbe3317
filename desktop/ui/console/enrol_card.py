"""An enrolment file for one PC: for which unit, as what, for how long; what it can do is said before it is made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library.model.ids import Moment
from desktop.operating import EnrolmentWanted
from desktop.ui.console import unit_words
from desktop.ui.dates import local, short_day
from desktop.ui.widgets import Button, Choice, Field, Label, Labelled, Notice, OpenCard, Scroll, row
from desktop.ui.widgets.choosing import Choosing, Wants, choose_file
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.model.refusal import Refusal
    from desktop.operating import WrittenEnrolment
    from sync.core.operating import UnitLine
    from sync.core.stops import Stop

ROLES = (("desk", "Máy của đơn vị"), ("operator", "Máy điều hành"))
DAYS = (("3", "3 ngày"), ("14", "14 ngày"), ("30", "30 ngày"))
USUAL_DAYS = "14"


class EnrolCard(OpenCard):
    """`wanted` carries an EnrolmentWanted, `left` that nobody wants one any more."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(margin=0)
        self._build()
        self._connect()

    def begin(self, line: UnitLine | None) -> None:
        """For this unit, or for a new one."""
        self.notice.clear()
        self.code.setText(line.unit if line else "")
        self.name.setText(line.name if line else "")
        self.code.setEnabled(line is None)
        self.name.setEnabled(line is None)
        self.role.choose("desk")
        self.days.choose(USUAL_DAYS)
        (self.code if line is None else self.go).setFocus()
        self._judge()

    def show_written(self, done: WrittenEnrolment) -> None:
        """The file is there."""
        self.go.setEnabled(True)
        day = short_day(local(Moment(done.expires)).date())
        keyed = (
            tr("Giao tận tay người phụ trách, đừng gửi qua thư thường; ai có tệp là ghi danh được.")
            if done.keyed
            else tr("Khoá của đơn vị không có ở đây: máy mới thấy tên bạn đọc sau khi một máy khác của đơn vị đồng bộ.")
        )
        self.notice.tell(
            "done",
            lambda: tr(
                "Đã ghi {file} cho {unit}, dùng được một lần đến hết ngày {day}.",
                file=done.file.name,
                unit=done.unit_name,
                day=day,
            ),
            lambda: keyed,
        )

    def show_no(self, no: Stop | Refusal) -> None:
        """It is not."""
        self.go.setEnabled(True)
        headline, text = unit_words.why_not(no)
        self.notice.tell("refused", lambda: headline, lambda: text)

    def _ask_where(self) -> None:
        name = f"ghi-danh-{self.code.text().strip()}.json"
        where = Choosing("Ghi tệp ghi danh", Wants.NEW_FILE, ("Tệp ghi danh (*.json)",), name=name)
        self.dialog = choose_file(self, where, self._named)

    def _named(self, file: Path) -> None:
        self.go.setEnabled(False)
        self.notice.tell("information", "Đang xin trung tâm…")
        unit, unit_name = self.code.text().strip(), self.name.text().strip()
        self.wanted.emit(EnrolmentWanted(unit, unit_name, self.role.value, int(self.days.value), file))

    def _judge(self) -> None:
        self.go.setEnabled(bool(self.code.text().strip()) and bool(self.name.text().strip()))
        self.operator_hint.setVisible(self.role.value == "operator")

    def _build(self) -> None:
        ground = QWidget()
        ground.setObjectName("ground")
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(16, 16, 16, 16)
        inside.setSpacing(12)
        self.code, self.name = Field(), Field()
        self.role, self.days = Choice(ROLES), Choice(DAYS)
        self.go = Button("Ghi tệp ghi danh…", "main", icon="download")
        self.leave = Button("Quay lại", "quiet", key="Esc")
        self.notice = Notice()
        self.operator_hint = Label(
            "Máy điều hành làm được mọi việc của trang này. Chỉ cấp cho máy của chính trung tâm.", "soft", wraps=True
        )
        inside.addWidget(Label("Ghi danh một máy", "heading"))
        inside.addWidget(
            Label(
                "Tệp ghi danh cho đúng một máy vào đơn vị, một lần. Tệp là bí mật: ai có tệp trong thời hạn đều "
                "ghi danh được, và mang theo khoá đọc tên bạn đọc của đơn vị.",
                "soft",
                wraps=True,
            )
        )
        inside.addWidget(Labelled("Mã đơn vị", self.code, hint="Ngắn và không đổi về sau."))
        inside.addWidget(Labelled("Tên đơn vị", self.name))
        both = row(Labelled("Ghi danh làm", self.role), Labelled("Dùng được trong", self.days))
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        inside.addLayout(both)
        inside.addWidget(self.operator_hint)
        inside.addLayout(row(self.go, self.leave, None))
        inside.addWidget(self.notice)
        inside.addStretch(1)
        self.column.addWidget(Scroll(ground))

    def _connect(self) -> None:
        self.go.clicked.connect(self._ask_where)
        self.leave.clicked.connect(self.left)
        for field in (self.code, self.name):
            field.textChanged.connect(self._judge)
        self.role.currentIndexChanged.connect(self._judge)
