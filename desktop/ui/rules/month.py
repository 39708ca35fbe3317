"""One month as a sheet of days: open ones white, closed ones shaded with what they are; arrow keys and mouse choose."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.library.circulation.calendar import Calendar, Closure
from desktop.ui.dates import WEEKDAYS, long_day
from desktop.ui.theme import colour
from desktop.ui.words import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROWS, _DAYS = 6, 7
_HEAD_PX, _PAD_PX, _LEAST_PX, _LOWEST_PX = 26, 6, 44, 34
_ROOM_FOR_TWO = 1.6
"""Lines: the number of a day, and in small letters what it is."""
_SHORT = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
"""Weekdays where there is no room for the names of all."""
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -_DAYS, Qt.Key.Key_Down: _DAYS}


class Month(QWidget):
    """Shows the month of the chosen day. `chosen` carries another day, by key or mouse."""

    chosen = Signal(object)  # date

    def __init__(self) -> None:
        super().__init__()
        self.day = self.today = date(2000, 1, 1)
        self.calendar = Calendar()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(_DAYS * _LEAST_PX, _HEAD_PX + _ROWS * _LOWEST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Room for a word in each day."""
        return QSize(_DAYS * 80, _HEAD_PX + _ROWS * 64)

    def show_days(self, calendar: Calendar, day: date, today: date) -> None:
        """Show this day's month."""
        self.calendar, self.day, self.today = calendar, day, today
        self.setAccessibleName(f"{long_day(day)}: {said(calendar, day)}")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go by days and weeks, Page Up and Page Down by months."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.chosen.emit(self.day + timedelta(days=_STEPS[key]))
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.chosen.emit(another_month(self.day, 1 if key is Qt.Key.Key_PageDown else -1))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The day under the mouse."""
        under = next((day for day, place in self._places() if place.contains(event.position().toPoint())), None)
        if under is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.chosen.emit(under)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the weekdays' names and the days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / _DAYS
        painter.setPen(colour("ink-soft"))
        names = [tr(name) for name in WEEKDAYS]
        if max(map(painter.fontMetrics().horizontalAdvance, names)) > width - 2 * _PAD_PX:
            names = [tr(name) for name in _SHORT]
        for at, name in enumerate(names):
            head = QRectF(at * width, 0, width, _HEAD_PX)
            painter.drawText(head.adjusted(_PAD_PX, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, name)
        for day, place in self._places():
            self._draw(painter, day, place)
        painter.end()

    def _places(self) -> Iterator[tuple[date, QRect]]:
        first = self.day.replace(day=1)
        first -= timedelta(days=first.weekday())
        width, height = self.width() / _DAYS, (self.height() - _HEAD_PX) / _ROWS
        for at in range(_ROWS * _DAYS):
            corner = QPoint(int(at % _DAYS * width), int(_HEAD_PX + at // _DAYS * height))
            yield first + timedelta(days=at), QRect(corner, QSize(int(width) - 4, int(height) - 4))

    def _draw(self, painter: QPainter, day: date, place: QRect) -> None:
        why, inside = self.calendar.why_closed(day), day.month == self.day.month
        is_named = why is not None and why[0] is not Closure.WEEKDAY
        ground = (
            "brick-tint" if is_named else "sunken" if why else "pine-tint" if day in self.calendar.opened else "surface"
        )
        chosen = day == self.day
        painter.setPen(
            QPen(colour("pine" if chosen else "line"), 3 if chosen and self.hasFocus() else 2 if chosen else 1)
        )
        painter.setBrush(colour(ground))
        painter.setOpacity(1.0 if inside else 0.45)
        painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), 6, 6)
        self._write(painter, day, place)
        painter.setOpacity(1.0)

    def _write(self, painter: QPainter, day: date, place: QRect) -> None:
        room = place.adjusted(_PAD_PX, _PAD_PX - 2, -_PAD_PX, -_PAD_PX + 2)
        usual, strong = painter.font(), QFont(painter.font())
        strong.setBold(day in {self.today, self.day})
        painter.setFont(strong)
        painter.setPen(colour("pine" if day == self.today else "ink"))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, str(day.day))
        if room.height() < _ROOM_FOR_TWO * painter.fontMetrics().height():  # then beside the number, not beneath it
            room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(f"{day.day} "))
        small = QFont(usual)
        small.setPointSizeF(usual.pointSizeF() - 1.5)
        painter.setFont(small)
        painter.setPen(colour("ink-soft"))
        words = short(self.calendar, day)
        fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        if fitting != words and words == tr("nghỉ"):
            fitting = ""  # half of it says nothing; its column does, and the card of the day
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, fitting)
        painter.setFont(usual)


def short(calendar: Calendar, day: date) -> str:
    """What a day is called in its place: nothing for a usual one."""
    why = calendar.why_closed(day)
    if why is None:
        return calendar.opened.get(day, "") or next((name for name, last in calendar.terms.items() if last == day), "")
    return why[1] or tr("nghỉ")


def said(calendar: Calendar, day: date) -> str:
    """Whether the library is open on a day, and why not."""
    why = calendar.why_closed(day)
    if why is not None:
        return tr("nghỉ: {why}", why=why[1]) if why[1] else tr("nghỉ hằng tuần")
    if day in calendar.opened:
        return tr("mở cửa: {why}", why=calendar.opened[day])
    hours = calendar.hours.get(day.weekday(), "")
    return tr("mở cửa {hours}", hours=hours.replace(" ", ", ")) if hours else tr("mở cửa")


def another_month(day: date, more: int) -> date:
    """The same day so many months later, or the last one there is in that month."""
    month = day.year * 12 + day.month - 1 + more
    first = date(month // 12, month % 12 + 1, 1)
    after = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))


month_name = partial("{month:%m/%Y}".format)
