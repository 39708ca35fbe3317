"""The hand-over receipt: which unit's file came, how many rows, what was given back, two signatures; as PDF."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from desktop.library.model.ids import Moment
from desktop.ui.console import stick_words
from desktop.ui.dates import clock_time, local
from desktop.ui.theme import FAMILY
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from desktop.ui.console.stick_words import StickLine

FILE = "bien-ban-giao-nhan.pdf"
PAGE = QSizeF(595, 842)
"""A4 in points; every length here is in points."""
MARGIN = 51
DOTS_PER_POINT = 600 / 72
PREVIEW_SCALE = 1.4
WIDTHS = (6, 21, 28, 19, 26)
"""Of the columns, in per cent: names of files break where they have a hyphen, not within a word."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was handed over: by whom at the centre, when (UTC ms), which bundles."""

    centre: str
    operator: str
    at: int
    lines: tuple[StickLine, ...]


def pdf(receipt: Receipt) -> bytes:
    """As many pages A4 as it takes, in the language of the moment."""
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(kept)
    writer.setTitle(tr("Biên bản giao nhận gói đồng bộ"))
    writer.setResolution(600)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    layout = writer.pageLayout()
    layout.setMode(QPageLayout.Mode.FullPageMode)
    writer.setPageLayout(layout)
    document = _document(receipt)
    painter = QPainter(writer)
    painter.scale(DOTS_PER_POINT, DOTS_PER_POINT)
    for page in range(document.pageCount()):
        if page:
            writer.newPage()
        _draw(painter, document, page)
    painter.end()
    return bytes(kept.data().data())


def pictures(receipt: Receipt) -> tuple[QImage, ...]:
    """The same pages as one sees them before they are printed."""
    document = _document(receipt)
    made = []
    for page in range(document.pageCount()):
        image = QImage((PAGE * PREVIEW_SCALE).toSize(), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.scale(PREVIEW_SCALE, PREVIEW_SCALE)
        _draw(painter, document, page)
        painter.end()
        made.append(image)
    return tuple(made)


def _draw(painter: QPainter, document: QTextDocument, page: int) -> None:
    high = document.pageSize().height()
    painter.save()
    top = MARGIN - page * high
    painter.translate(MARGIN, top)
    document.drawContents(painter, QRectF(0, page * high, document.pageSize().width(), high))
    painter.restore()


def _document(receipt: Receipt) -> QTextDocument:
    document = QTextDocument()
    font = QFont(FAMILY)
    font.setPixelSize(11)
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    # Without it the text would be as light as a dark window's.
    document.setDefaultStyleSheet("body, td, th, p { color: #000000; } td, th { padding: 4px; }")
    document.setHtml(_markup(receipt))
    document.setPageSize(QSizeF(PAGE.width() - 2 * MARGIN, PAGE.height() - 2 * MARGIN))
    return document


def _markup(receipt: Receipt) -> str:
    when = local(Moment(receipt.at))
    day = tr(
        "{time} ngày {day} tháng {month} năm {year}",
        time=clock_time(Moment(receipt.at)),
        day=when.day,
        month=when.month,
        year=when.year,
    )
    rows = "".join(_row(at, line) for at, line in enumerate(receipt.lines, start=1))
    heads = "".join(
        f"<th align='left' width='{width}%'>{_text(head)}</th>" for head, width in zip(_heads(), WIDTHS, strict=True)
    )
    head = f"<p align='center'><b>{_text(tr('CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM'))}</b><br>"
    head += f"<b>{_text(tr('Độc lập - Tự do - Hạnh phúc'))}</b></p>"
    title = f"<p align='center' style='font-size:16px'><b>{_text(tr('BIÊN BẢN GIAO NHẬN GÓI ĐỒNG BỘ'))}</b></p>"
    about = [
        tr("Nơi nhận: {centre}", centre=receipt.centre),
        tr("Người nhận: {name}", name=receipt.operator or "……………………………………"),
        tr("Lúc: {when}", when=day),
    ]
    sums = tr(
        "Tổng cộng: nhận {bundles} gói, {rows} bản ghi; trả lời {answers} gói.",
        bundles=figure(sum(line.taken is not None for line in receipt.lines)),
        rows=figure(sum(line.taken.rows for line in receipt.lines if line.taken)),
        answers=figure(sum(len(line.brought) for line in receipt.lines)),
    )
    table = f"<table border='1' cellspacing='0' width='100%'><thead><tr>{heads}</tr></thead>{rows}</table>"
    paragraphs = "".join(f"<p style='margin:2px 0'>{_text(text)}</p>" for text in about)
    note = _text(tr("Gói đồng bộ được mã hoá; biên bản này không ghi thông tin bạn đọc."))
    return f"<body>{head}{title}{paragraphs}<p></p>{table}<p>{_text(sums)}<br>{note}</p>{_signatures()}</body>"


def _heads() -> tuple[str, ...]:
    return tr("STT"), tr("Đơn vị, máy"), tr("Tệp đơn vị giao"), tr("Kết quả"), tr("Tệp trung tâm trả")


def _row(at: int, line: StickLine) -> str:
    device = line.taken.device_name if line.taken else line.bundle.device_name
    cells = (
        str(at),
        f"{_text(stick_words.unit(line))}<br>{_text(device)}",
        f"{_file(line.bundle.file.name)}<br>{_text(stick_words.made(line))}, {_text(stick_words.size(line))}",
        _text(stick_words.outcome(line) or tr("chưa nhận")),
        "<br>".join(
            f"{_file(each.file.name)}<br>{_text(tr('{rows} bản ghi', rows=figure(each.rows)))}" for each in line.brought
        ),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _signatures() -> str:
    sides = (tr("BÊN GIAO"), tr("ĐẠI DIỆN ĐƠN VỊ")), (tr("BÊN NHẬN"), tr("ĐẠI DIỆN TRUNG TÂM"))
    sign = _text(tr("(ký, ghi rõ họ tên)"))
    cells = "".join(
        f"<td align='center' width='50%'><b>{_text(side)}</b><br>{_text(who)}<br><i>{sign}</i><br><br><br><br></td>"
        for side, who in sides
    )
    return f"<table width='100%'><tr>{cells}</tr></table>"


def _file(name: str) -> str:
    """In small print: it has to be compared sign by sign, and breaks only where one expects it."""
    return f"<span style='font-size:9px'>{_text(name)}</span>"


def _text(text: str) -> str:
    return html.escape(text)
