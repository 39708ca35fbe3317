"""A reader's portrait: any picture made small and of one size, from a file or from what was copied."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QImageWriter, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.library.model.refusal import Reason
from desktop.library.readers.portraits import HEIGHT, MOST_BYTES, WIDTH
from desktop.ui import icons, refusals
from desktop.ui.widgets import Button, Notice, row
from desktop.ui.widgets.choosing import Choosing, choose_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.library import Library
    from desktop.library.model.refusal import Refusal
    from desktop.ui.background import Background

QUALITIES = (88, 80, 70, 60, 50, 40, 30, 20, 10)
"""Tried one after the other until the picture is small enough; a face usually is with the first."""
WIDE = 1600
"""A camera's picture is decoded no larger than this."""
ABOVE = 3
"""Of what is too high, one part in so many is cut above and the rest below: faces are in the upper half."""
SHOWN = QSize(100, 130)


def portrait_from(image: QImage) -> bytes | None:
    """The picture as a portrait that the library takes; None when there is no picture."""
    if image.isNull():
        return None
    ground = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    ground.fill(Qt.GlobalColor.white)
    painter = QPainter(ground)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    smooth = Qt.TransformationMode.SmoothTransformation
    cut = image.copy(_middle(image.size()))
    painter.drawImage(0, 0, cut.scaled(WIDTH, HEIGHT, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
    painter.end()
    tried = (_as_jpeg(ground, quality) for quality in QUALITIES)
    return next((jpeg for jpeg in tried if len(jpeg) <= MOST_BYTES), None)


def picture_in(file: Path) -> QImage:
    """The picture in a file, the right way up, or one that is null."""
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > WIDE:
        reader.setScaledSize(size.scaled(WIDE, WIDE, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _middle(size: QSize) -> QRect:
    """The largest part of the picture that has a portrait's proportions."""
    if size.width() * HEIGHT > size.height() * WIDTH:
        width = max(1, size.height() * WIDTH // HEIGHT)
        return QRect((size.width() - width) // 2, 0, width, size.height())
    height = max(1, size.width() * HEIGHT // WIDTH)
    return QRect(0, (size.height() - height) // ABOVE, size.width(), height)


def _as_jpeg(image: QImage, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setQuality(quality)
    writer.write(image)
    return bytes(buffer.data().data())


class Portrait(QLabel):
    """Shows a portrait, or the outline of somebody."""

    def __init__(self, size: QSize) -> None:
        super().__init__()
        self.setFixedSize(size)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setProperty("role", "sunken")
        self.is_empty = True
        """Whether there is no portrait to see."""

    def show_photo(self, photo: bytes | None, sign: str = "user-round") -> None:
        """This one; without one, the sign."""
        picture, ratio = QPixmap(), self.devicePixelRatioF()
        self.is_empty = photo is None or not picture.loadFromData(photo)
        if self.is_empty:
            tone = self.palette().color(QPalette.ColorRole.PlaceholderText)
            self.setPixmap(icons.pixmap(sign, tone, self.width() * 2 // 5, ratio))
            return
        smooth = Qt.TransformationMode.SmoothTransformation
        shown = picture.scaled(self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        shown.setDevicePixelRatio(ratio)
        self.setPixmap(shown)


class PhotoPart(QWidget):
    """The portrait with what can be done about it."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._card = ""
        self.picture = Portrait(SHOWN)
        self.choose = Button("Chọn ảnh…", icon="folder-open")
        self.paste = Button("Dán ảnh", icon="copy")
        self.remove = Button("Bỏ ảnh", "quiet", icon="trash-2")
        self.notice = Notice()
        buttons = QVBoxLayout()
        buttons.setSpacing(8)
        for button in (self.choose, self.paste, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row(self.picture, buttons, None, spacing=12))
        column.addWidget(self.notice)
        self.choose.clicked.connect(self.ask_which)
        self.paste.clicked.connect(self.take_copied)
        self.remove.clicked.connect(self._take_away)

    def show_photo(self, card: str, photo: bytes | None) -> None:
        """The portrait of the reader with this card."""
        if card != self._card:
            self.notice.clear()
        self._card = card
        self.picture.show_photo(photo)
        self.remove.setVisible(photo is not None)

    def ask_which(self) -> None:
        """Ask for a file without stopping the window."""
        kinds = ("Ảnh (*.jpg *.jpeg *.png *.bmp)", "Mọi tệp (*)")
        choose_file(self, Choosing("Chọn ảnh bạn đọc", kinds=kinds), self.take_file)

    def take_file(self, file: Path) -> None:
        """Make a portrait of this picture."""
        self._take(picture_in(file))

    def take_copied(self) -> None:
        """Make a portrait of the picture that was copied."""
        self._take(QGuiApplication.clipboard().image())

    def _take(self, image: QImage) -> None:
        photo, card = portrait_from(image), self._card
        if photo is None:
            self._say(Reason.NOT_A_PORTRAIT)
            return
        self._run(lambda library: library.portraits.set(card, photo))

    def _take_away(self) -> None:
        card = self._card
        self._run(lambda library: library.portraits.remove(card))

    def _run(self, work: Callable[[Library], None]) -> None:
        self.notice.clear()
        self._background.run(work, None, self._refused)

    def _refused(self, no: Refusal) -> None:
        self._say(no.reason)

    def _say(self, reason: Reason) -> None:
        self.notice.tell("refused", partial(refusals.why, reason, {}), partial(refusals.what_to_do, reason))
