"""The one field of the desk: tells a scanner's burst from typing, and reads keys, not what a program made of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent

from desktop.ui.widgets.fields import Field
from desktop.ui.widgets.texts import Sign, mark

LONGEST_GAP_MS = 50
LONGEST_HICCUP_MS = 300
"""Once within a code: a wireless scanner or a busy PC holds a key back; nobody lets go of a key and scans so soon."""
SHORTEST_BURST = 6
PRINTABLE = range(0x21, 0x7F)
NOT_TYPED = {
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key as it came down. `at` in ms."""

    key: int
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered with one Enter. `scanned`: it came in a burst, no person types so."""

    code: str
    scanned: bool


def moment_of(event: QKeyEvent) -> int:
    """When the key came down, in ms: the system's own time where it gives one."""
    return event.timestamp() or time.monotonic_ns() // 1_000_000


def is_burst(strokes: tuple[Stroke, ...]) -> bool:
    """Whether these keys came as a scanner sends them."""
    gaps = [later.at - earlier.at for earlier, later in pairwise(strokes)]
    hiccups = [gap for gap in gaps if gap > LONGEST_GAP_MS]
    return len(strokes) >= SHORTEST_BURST and len(hiccups) <= 1 and max(gaps) <= LONGEST_HICCUP_MS


def is_untouched(strokes: tuple[Stroke, ...]) -> bool:
    """Whether no keyboard program took part: it sends back-spaces and letters that are on no key."""
    return all(stroke.key in PRINTABLE or stroke.key == Qt.Key.Key_Space for stroke in strokes)


def read_keys(strokes: tuple[Stroke, ...]) -> str:
    """The code as the keys say it, whatever Shift, Caps Lock or the keyboard program made of them."""
    return "".join(chr(stroke.key) for stroke in strokes)


class ScanField(Field):
    """Takes cards, items and command codes. `entered` carries an Entry; the field is ready again at once."""

    entered = Signal(object)

    def __init__(self, *, moment: Callable[[QKeyEvent], int] = moment_of) -> None:
        super().__init__("Quét thẻ bạn đọc hoặc mã sách")
        self.setProperty("role", "scan")
        self.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setMaxLength(200)
        self._moment = moment
        self._strokes: tuple[Stroke, ...] = ()
        self._before = ""
        self._sign = Sign("scan-barcode", 26)
        self._sign.setParent(self)
        self._sign.setProperty("role", "scan-sign")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Note the key, then let the field do what it always does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
            return
        if event.key() not in NOT_TYPED:
            self._note(Stroke(event.key(), event.text(), self._moment(event)))
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z takes back typing while there is some; with none it is the desk's, not the field's to swallow."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            of_the_desk = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            if of_the_desk:
                event.ignore()
                return False
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sign stands before the text."""
        super().resizeEvent(event)
        self._sign.move(16, (self.height() - self._sign.height()) // 2)

    def give_back(self, entry: Entry) -> None:
        """A typed code was refused: put it back, marked, to be mended; the next scan replaces it."""
        if not entry.scanned and not self.text():
            self.setText(entry.code)
            self.selectAll()

    def complain(self, *, wrong: bool) -> None:
        """Show that the last entry was refused (the words stand beside the field)."""
        mark(self, severity="refused" if wrong else "")

    def _note(self, stroke: Stroke) -> None:
        fresh = not self._strokes or stroke.at - self._strokes[-1].at > LONGEST_HICCUP_MS
        if fresh:
            self._before = "" if self.hasSelectedText() else self.text()
        self._strokes = (stroke,) if fresh else (*self._strokes, stroke)

    def _enter(self) -> None:
        strokes, before, typed = self._strokes, self._before, self.text()
        self._strokes = ()
        scanned = is_burst(strokes)
        if scanned and is_untouched(strokes):
            code, left = read_keys(strokes), before
        elif scanned and typed.startswith(before):
            code, left = typed[len(before) :], before
        else:
            code, left = typed, ""
        self.setText(left)
        if code.strip():
            self.entered.emit(Entry(code.strip(), scanned))
