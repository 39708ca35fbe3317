"""The list of a letter: a table on a sheet, short lines one beneath the other on a roll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.letters.fields import FORMS, Form, Language, called
from desktop.library.letters.sheet import Grid, Paragraph, Run, Size
from desktop.library.letters.wording import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop.library.letters.wording import Value

_WIDTHS = {
    "number": 6,
    "card": 13,
    "name": 20,
    "group": 14,
    "phone": 14,
    "barcode": 13,
    "title": 34,
    "lent": 16,
    "due": 14,
    "late": 12,
    "time": 9,
    "member": 22,
    "signature": 20,
    "what": 20,
}
"""Shares of the columns beside each other; a title takes the most."""
_FIGURES = frozenset({Form.FIGURE, Form.DAYS, Form.MONEY})


def grid(lines: Sequence[Mapping[str, Value]], columns: Sequence[str], language: Language) -> Grid:
    """The list as a table."""
    whole = sum(_WIDTHS[name] for name in columns)
    shares = [100 * _WIDTHS[name] // whole for name in columns]
    shares[columns.index("title")] += 100 - sum(shares)
    return Grid(
        heads=tuple(called("columns", name, language) for name in columns),
        rows=tuple(_row(at, line, columns, language) for at, line in enumerate(lines, start=1)),
        shares=tuple(shares),
        right=tuple(FORMS.get(name) in _FIGURES for name in columns),
        tall="signature" in columns,
    )


def lines_of(lines: Sequence[Mapping[str, Value]], columns: Sequence[str], language: Language) -> Iterator[Paragraph]:
    """The list as lines: the title first, what else there is beneath it."""
    rest = [name for name in columns if name not in {"number", "title", "signature"}]
    for at, line in enumerate(lines, start=1):
        yield Paragraph((Run(f"{at}. {said('title', line.get('title'), language)}", bold=True),))
        told = (_told(name, line, language) for name in rest)
        yield Paragraph((Run(" · ".join(filter(None, told))),), size=Size.SMALL)


def _told(name: str, line: Mapping[str, Value], language: Language) -> str:
    value = said(name, line.get(name), language)
    return f"{called('columns', name, language).lower()} {value}" if value and name in {"due", "late"} else value


def _row(at: int, line: Mapping[str, Value], columns: Sequence[str], language: Language) -> tuple[str, ...]:
    return tuple(said(name, at if name == "number" else line.get(name), language) for name in columns)
