"""The sheet of command codes: printed and laid beside the scanner, it works the desk without a keyboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter

from desktop.library.circulation.code39 import widths
from desktop.library.circulation.commands import PRINTED
from desktop.library.model.desk import Act
from desktop.library.model.refusal import Reason, Refusal
from desktop.ui import refusals
from desktop.ui.theme import FAMILY
from desktop.ui.widgets import Button, Card, Label, Notice, row
from desktop.ui.widgets.choosing import Choosing, Wants, choose_file
from desktop.ui.words import tr

FILE = "to-ma-lenh.pdf"
MODULE_MM = 0.4
"""The narrowest bar; cheap scanners ask for 0.33 mm at an arm's length."""
BAR_HEIGHT_MM = 18.0
ROW_MM = 46.0
COLUMN_MM = 90.0
"""Two codes side by side: the longest is 70 mm wide, and a scanner needs white on both sides."""
DOTS_PER_MM = 600 / 25.4

SAYS = {
    Act.LEND: "Cho mượn",
    Act.RETURN: "Trả",
    Act.RENEW: "Gia hạn",
    Act.UNDO: "Hoàn tác",
    Act.DONE: "Xong bạn đọc này",
    Act.HOLD: "Đặt mượn",
    Act.RENEW_ALL: "Gia hạn hết",
    Act.OVERRIDE: "Vẫn thực hiện",
    Act.SLIP: "In phiếu",
}


class SheetCard(Card):
    """`wanted` carries the file that the sheet shall become."""

    wanted = Signal(object)  # Path

    def __init__(self) -> None:
        super().__init__()
        self.go = Button("Lưu tờ mã lệnh (PDF)", "plain", icon="printer")
        self.notice = Notice()
        self.column.addWidget(Label("Tờ mã lệnh", "heading"))
        self.column.addWidget(
            Label("In ra, đặt cạnh máy quét: quét mã để đổi việc mà không cần bàn phím.", "soft", wraps=True)
        )
        self.column.addLayout(row(self.go, None))
        self.column.addWidget(self.notice)
        self.go.clicked.connect(self._ask_where)

    def _ask_where(self) -> None:
        where = Choosing("Lưu tờ mã lệnh", Wants.NEW_FILE, ("Tệp PDF (*.pdf)",), name=FILE)
        choose_file(self, where, self.wanted.emit)

    def show_kept(self, file: Path) -> None:
        """It is there."""
        self.notice.tell("done", lambda: tr("Đã lưu {file}. Mở tệp rồi in ở cỡ thật (100 %).", file=file.name))

    def show_refusal(self, no: Refusal) -> None:
        """It is not."""
        self.notice.tell("refused", lambda: refusals.why(no.reason, no.facts), lambda: refusals.what_to_do(no.reason))


def sheet() -> bytes:
    """One page A4 with every command, as PDF, in the language of the moment."""
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(kept)
    writer.setTitle(tr("Tờ mã lệnh"))
    writer.setResolution(round(DOTS_PER_MM * 25.4))
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(20, 20, 20, 20))
    )
    writer.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
    painter = QPainter(writer)
    painter.scale(DOTS_PER_MM, DOTS_PER_MM)
    draw(painter)
    painter.end()
    return bytes(kept.data().data())


def draw(painter: QPainter) -> None:
    """Draw the sheet with a painter that counts in millimetres."""
    _write(painter, QRectF(0, 0, 170, 12), 7.0, tr("Tủ Sách: tờ mã lệnh ở quầy"))
    for at, (act, code) in enumerate(PRINTED.items()):
        left, top = at % 2 * COLUMN_MM, 18 + at // 2 * ROW_MM
        _write(painter, QRectF(left, top, COLUMN_MM, 9), 5.5, tr(SAYS[act]))
        draw_code(painter, QRectF(left, top + 10, 0, BAR_HEIGHT_MM), code)
        _write(painter, QRectF(left, top + 11 + BAR_HEIGHT_MM, COLUMN_MM, 6), 3.5, code)


def draw_code(painter: QPainter, place: QRectF, code: str) -> None:
    """Draw the bars from the left edge of the place, as high as it is."""
    left = place.left()
    for at, width in enumerate(widths(code)):
        if at % 2 == 0:
            painter.fillRect(QRectF(left, place.top(), width * MODULE_MM, place.height()), Qt.GlobalColor.black)
        left += width * MODULE_MM


def keep(file: Path, pdf: bytes) -> Path:
    """Write the file; work for the background. Raises Refusal(CANNOT_WRITE)."""
    try:
        file.write_bytes(pdf)
    except OSError as error:
        raise Refusal(Reason.CANNOT_WRITE, file=file.name) from error
    return file


def _write(painter: QPainter, place: QRectF, height_mm: float, words: str) -> None:
    font = QFont(FAMILY)
    font.setPixelSize(100)
    painter.save()
    painter.setFont(font)
    painter.translate(place.topLeft())
    painter.scale(height_mm / 100, height_mm / 100)
    painter.drawText(QRectF(0, 0, place.width() * 100 / height_mm, place.height() * 100 / height_mm), words)
    painter.restore()
