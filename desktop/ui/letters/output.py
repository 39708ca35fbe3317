"""Letters onto a printer or into a PDF; made on the thread that asks, never with a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.library.model.refusal import Reason, Refusal
from desktop.ui.letters.pages import DOTS_PER_INCH, Pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.letters.sheet import Sheet


def pdf(sheets: Sequence[Sheet]) -> bytes:
    """Every letter, one after the other, each on pages of its own."""
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(kept)
    writer.setTitle(sheets[0].name)
    writer.setResolution(DOTS_PER_INCH)
    _paint(writer, sheets)
    return bytes(kept.data().data())


def print_out(sheets: Sequence[Sheet], printer: str) -> None:
    """Send the letters to this printer. Raises Refusal(CANNOT_WRITE) when it takes nothing."""
    out = QPrinter(QPrinter.PrinterMode.HighResolution)
    out.setPrinterName(printer)
    out.setDocName(sheets[0].name)
    out.setFullPage(True)
    if out.printerName() != printer or out.outputFormat() is not QPrinter.OutputFormat.NativeFormat:
        raise Refusal(Reason.CANNOT_WRITE, file=printer)
    _paint(out, sheets)


def printers() -> tuple[str, ...]:
    """The printers that this PC knows, the usual one first."""
    usual = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return tuple(sorted(names, key=lambda name: (name != usual, name)))


def _paint(device: QPdfWriter | QPrinter, sheets: Sequence[Sheet]) -> None:
    painter = QPainter()
    for sheet in sheets:
        pages = Pages(sheet)
        device.setPageLayout(_layout(pages.size_mm))
        for page in range(pages.count):
            if painter.isActive():
                device.newPage()
            elif not painter.begin(device):
                raise Refusal(Reason.CANNOT_WRITE, file=sheet.name)
            painter.save()
            scale = device.resolution() / DOTS_PER_INCH
            painter.scale(scale, scale)
            pages.draw(painter, page)
            painter.restore()
    painter.end()


def _layout(size: QSizeF) -> QPageLayout:
    """The paper as the letter lies on it, to its edges."""
    lies = size.width() > size.height() and size.height() > size.width() / 2
    upright = size.transposed() if lies else size
    layout = QPageLayout(
        QPageSize(upright, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch),
        QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait,
        QMarginsF(),
    )
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout
