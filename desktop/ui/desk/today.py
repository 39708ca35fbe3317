"""Today's list: newest first, a line with a result for each act, also for what was refused; and the day in figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent

from desktop.library.model.desk import Answer, DeskLine
from desktop.library.model.event import EventKind
from desktop.ui import wording
from desktop.ui.dates import clock_time
from desktop.ui.widgets import Card, Column, Label, Table, row
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.library.model.ids import Moment

ROOM_FOR_READER = 820
READER = 4
MOST_REFUSED = 200
TONES = {EventKind.LENT: "pine", EventKind.RENEWED: "pine", EventKind.RETURNED: "sea"}
COUNTED = (
    (EventKind.LENT, "{count} cho mượn"),
    (EventKind.RETURNED, "{count} trả"),
    (EventKind.RENEWED, "{count} gia hạn"),
)
IN_WORDS = "{refused} từ chối"


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A scan that led to nothing. No record is made of it, so it is known only to the window it was scanned in."""

    at: Moment
    answer: Answer
    asked: str


Line = DeskLine | RefusedLine


def _undone(line: Line) -> bool:
    return isinstance(line, DeskLine) and line.undone


def _toned(tone: str) -> Callable[[Line], str]:
    return lambda line: "ink-faint" if _undone(line) else tone


def _act_tone(line: Line) -> str:
    match line:
        case RefusedLine():
            return "brick"
        case DeskLine(undone=True):
            return "ink-faint"
        case _:
            return TONES.get(line.kind, "ink-soft")


def _result_tone(line: Line) -> str:
    return "brick" if isinstance(line, RefusedLine) else "ink-soft"


def _act(line: Line) -> str:
    return tr("từ chối") if isinstance(line, RefusedLine) else wording.event(line)


def _code(line: Line) -> str:
    return (line.answer.barcode if isinstance(line, RefusedLine) else line.barcode) or ""


def _title(line: Line) -> str:
    return line.answer.title if isinstance(line, RefusedLine) else line.title


def _reader(line: Line) -> str:
    return line.answer.reader if isinstance(line, RefusedLine) else line.reader


def _result(line: Line) -> str:
    return wording.why_refused(line.answer, line.asked) if isinstance(line, RefusedLine) else wording.event_result(line)


COLUMNS: tuple[Column[Line], ...] = (
    Column("Giờ", lambda line: clock_time(line.at), 64, _toned("ink-soft"), struck=_undone),
    Column("Việc", _act, 108, _act_tone, strong=True, struck=_undone),
    Column("Mã", _code, 112, _toned("ink-soft"), struck=_undone),
    Column("Nhan đề", _title, 0, _toned("ink"), struck=_undone),
    Column("Bạn đọc", _reader, 170, _toned("ink-soft"), struck=_undone),
    Column("Kết quả", _result, 0, _result_tone),
)


class Today(Card):
    """What was done and what was refused today."""

    def __init__(self) -> None:
        super().__init__(margin=0, spacing=0)
        self.refused: tuple[RefusedLine, ...] = ()
        self._tally: Mapping[EventKind, int] = {}
        self.count = Label("", "soft")
        self.table = Table(COLUMNS)
        self.nothing = Label("Chưa có lượt nào hôm nay.", "soft")
        self._build()

    def note_refused(self, line: RefusedLine) -> None:
        """One more scan that led to nothing; it is shown with the next look at the day."""
        self.refused = (line, *self.refused)[:MOST_REFUSED]

    def show_lines(self, done: tuple[DeskLine, ...], tally: Mapping[EventKind, int]) -> None:
        """Replace the list: what was done, and between it what was refused."""
        self._tally = tally
        self.refused = tuple(line for line in self.refused if wording.is_today(line.at))
        lines: tuple[Line, ...] = (*self.refused, *done)
        self.table.show_lines(tuple(sorted(lines, key=lambda line: line.at, reverse=True)))
        self.table.setVisible(bool(lines))
        self.nothing.setVisible(not lines)
        self.count.say(self._in_figures if lines else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room the reader's name gives way to the title and the result."""
        super().resizeEvent(event)
        self.table.setColumnHidden(READER, self.width() < ROOM_FOR_READER)

    def _in_figures(self) -> str:
        counted = [tr(words, count=figure(self._tally[kind])) for kind, words in COUNTED if self._tally.get(kind)]
        refused = [tr(IN_WORDS, refused=figure(len(self.refused)))] if self.refused else []
        return " · ".join((*counted, *refused))

    def _build(self) -> None:
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.horizontalHeader().hide()
        self.column.setContentsMargins(4, 8, 4, 4)
        head = row(12, Label("Hôm nay", "heading"), self.count, None)
        self.column.addLayout(head)
        self.column.addSpacing(6)
        self.column.addWidget(self.table, 1)
        self.column.addLayout(row(12, self.nothing, None))
        self.column.addStretch(0)
        self.nothing.setMinimumHeight(36)
        self.show_lines((), {})
