"""How the room of a line is shared: codes and days stay whole, and a long name breaks before the words beside it do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.letters.sheet import Paragraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from desktop.library.letters.sheet import Columns, Grid

_MEASURED = 3
"""Words of a column: its longest by letters. A list may have thousands of lines."""
_MOST_OF_WIDTH = 0.4
"""No word of a table is given more; a longer one is broken."""
_FIRST_SIDE = 0.62
"""Where two sides have no room beside each other, the shorter one takes at most so much, and the longer one breaks."""


def table_widths(grid: Grid, width: float, measure: Callable[[str, bool], float], *, pad: float) -> tuple[float, ...]:
    """How wide the columns are: their shares, but for words that would be broken. `measure`: a text, and if in bold."""
    least = []
    for head, texts, whole in zip(grid.heads, _by_column(grid), grid.right, strict=True):
        words = [measure(word, True) for word in head.split()]
        words += [measure(word, False) for word in _longest(texts, whole=whole)]
        least.append(min(max(words, default=0.0) + pad, width * _MOST_OF_WIDTH))
    return _given([width * share / 100 for share in grid.shares], least)


def side_widths(
    columns: Columns, width: float, measure: Callable[[Paragraph], float], *, pad: float
) -> tuple[float, ...]:
    """How wide each of the sides is: its share, unless a line of one of them would be broken."""
    natural = [
        max((measure(one) for one in cell if isinstance(one, Paragraph)), default=0.0) + pad for cell in columns.cells
    ]
    if sum(natural) <= width:
        return _given([width * share / 100 for share in columns.shares], natural)
    left, given = width, dict[int, float]()
    for at in sorted(range(len(natural)), key=natural.__getitem__)[:-1]:
        given[at] = min(natural[at], left * _FIRST_SIDE)
        left -= given[at]
    return tuple(given.get(at, left) for at in range(len(natural)))


def _given(wanted: Sequence[float], least: Sequence[float]) -> tuple[float, ...]:
    """To each what it needs at least, as far as the others have more than that."""
    short = sum(max(0.0, need - have) for have, need in zip(wanted, least, strict=True))
    spare = sum(max(0.0, have - need) for have, need in zip(wanted, least, strict=True))
    if not (short and spare):
        return tuple(wanted)
    met, taken = min(1.0, spare / short), min(1.0, short / spare)
    return tuple(
        have + (need - have) * (met if need > have else taken) for have, need in zip(wanted, least, strict=True)
    )


def _by_column(grid: Grid) -> Iterable[tuple[str, ...]]:
    return zip(*grid.rows, strict=True) if grid.rows else (() for _ in grid.heads)


def _longest(texts: Iterable[str], *, whole: bool) -> list[str]:
    """The longest words; of a column of figures (`whole`) the longest texts: “45 ngày” is not broken."""
    words = set(texts) if whole else {word for text in set(texts) for word in text.split()}
    return sorted(words, key=len, reverse=True)[:_MEASURED]
