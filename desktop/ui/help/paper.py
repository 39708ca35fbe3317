"""Markdown in the look of the program: headings, room to breathe, tables with hairlines."""

from __future__ import annotations

from PySide6.QtGui import (
    QBrush,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrame,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from desktop.ui.theme import TEXT_POINTS, colour

_LARGER = {1: 7.0, 2: 3.0, 3: 1.0}
"""Points above the text, by rank of the heading."""
_LINE = 132.0
"""Per cent of a line's height: Vietnamese capitals carry two marks."""

_SHARES = {3: (23, 25, 52)}
"""Per cent of the width, by the number of columns: the last one explains."""


def write(document: QTextDocument, markdown: str) -> None:
    """Put the text into the document, dressed in the colours of the moment."""
    document.setMarkdown(markdown)
    document.setDocumentMargin(20)
    block = document.begin()
    while block.isValid():
        _dress(block)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        _rule(frame)


def _dress(block: QTextBlock) -> None:
    cursor, form = QTextCursor(block), QTextBlockFormat(block.blockFormat())
    form.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    rank = form.headingLevel()
    in_table = cursor.currentTable() is not None
    form.setTopMargin(0 if in_table or rank == 1 else 14 if rank else 4)
    form.setBottomMargin(0 if in_table else 6)
    cursor.setBlockFormat(form)
    cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
    if rank:
        letters = QTextCharFormat()
        letters.setFontPointSize(TEXT_POINTS + _LARGER.get(rank, 0))
        letters.setFontWeight(QFont.Weight.DemiBold)
        letters.setForeground(QBrush(colour("pine" if rank == 1 else "ink")))
        cursor.mergeCharFormat(letters)


def _rule(frame: QTextFrame) -> None:
    if not isinstance(frame, QTextTable):
        return
    form = frame.format().toTableFormat()
    form.setBorder(1)
    form.setBorderCollapse(True)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(QBrush(colour("line")))
    form.setCellPadding(6)
    form.setTopMargin(6)
    form.setBottomMargin(10)
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    shares = _SHARES.get(frame.columns(), ())
    form.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, share) for share in shares])
    frame.setFormat(form)
