"""How wide columns become: a code or a day stays whole, and the words beside a long name are not broken for it."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from PySide6.QtGui import QFontMetricsF

from desktop.library.letters.sheet import Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.library.letters.sheet import Cell, Columns, Grid
    from desktop.ui.letters.typesetting import Type

PAD = 0.3
"""Of the usual text: the room at both sides of a table's cell."""
_MEASURED = 3
"""Words of a column: its longest by letters. A list may have thousands of lines."""
_MOST_OF_WIDTH = 0.4
"""No word of a table is given more; a longer one is broken."""
_FIRST_SIDE = 0.62
"""Where two sides have no room beside each other, the shorter one takes at most so much, and the longer one breaks."""


def table_edges(grid: Grid, width: float, kind: Type) -> tuple[float, ...]:
    """Where the columns of the table begin and end; its shares, but for words that would be broken."""
    usual, bold = QFontMetricsF(kind.table), QFontMetricsF(kind.table_bold)
    least = []
    for head, texts, whole in zip(grid.heads, _by_column(grid), grid.right, strict=True):
        widest = max((bold.horizontalAdvance(word) for word in head.split()), default=0.0)
        widest = max(widest, *(usual.horizontalAdvance(word) for word in _longest(texts, whole=whole)), 0.0)
        least.append(min(widest + 2.2 * PAD * kind.size, width * _MOST_OF_WIDTH))
    return tuple(accumulate(_given(_shared(grid.shares, width), least), initial=0.0))


def side_widths(columns: Columns, width: float, kind: Type) -> tuple[float, ...]:
    """How wide each of the sides is; its share, unless a line of one of them would be broken."""
    wanted = _shared(columns.shares, width)
    natural = [_natural(cell, kind) + kind.size for cell in columns.cells]
    if sum(natural) <= width:
        return tuple(_given(wanted, natural))
    left, given = width, dict[int, float]()
    for at in sorted(range(len(natural)), key=natural.__getitem__)[:-1]:
        given[at] = min(natural[at], left * _FIRST_SIDE)
        left -= given[at]
    return tuple(given.get(at, left) for at in range(len(natural)))


def _given(wanted: Sequence[float], least: Sequence[float]) -> list[float]:
    """To each what it needs at least, as far as the others have more than that."""
    short = sum(max(0.0, need - have) for have, need in zip(wanted, least, strict=True))
    spare = sum(max(0.0, have - need) for have, need in zip(wanted, least, strict=True))
    if not (short and spare):
        return list(wanted)
    met, taken = min(1.0, spare / short), min(1.0, short / spare)
    return [have + (need - have) * (met if need > have else taken) for have, need in zip(wanted, least, strict=True)]


def _shared(shares: Sequence[int], width: float) -> list[float]:
    return [width * share / 100 for share in shares]


def _by_column(grid: Grid) -> Iterable[tuple[str, ...]]:
    return zip(*grid.rows, strict=True) if grid.rows else (() for _ in grid.heads)


def _longest(texts: Iterable[str], *, whole: bool) -> list[str]:
    """The longest words; of a column of figures (`whole`) the longest texts: “45 ngày” is not broken."""
    words = set(texts) if whole else {word for text in set(texts) for word in text.split()}
    return sorted(words, key=len, reverse=True)[:_MEASURED]


def _natural(cell: Cell, kind: Type) -> float:
    """How wide the longest line would be, unbroken."""
    return max((_advance(one, kind) for one in cell if isinstance(one, Paragraph)), default=0.0)


def _advance(one: Paragraph, kind: Type) -> float:
    font = kind.font(one.size, bold=any(run.bold for run in one.runs), italic=one.italic)
    return QFontMetricsF(font).horizontalAdvance(one.text)
