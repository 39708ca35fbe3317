"""A filled letter as a file without Qt: plain text for any printer, HTML for any browser."""

from __future__ import annotations

import html
import textwrap
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from desktop.library.letters.room import side_widths, table_widths
from desktop.library.letters.sheet import Block, Columns, Grid, Paragraph, Rule, Side, Size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.library.letters.kinds import Paper
    from desktop.library.letters.sheet import Cell, Sheet

_ENDINGS = {".html", ".txt"}
_LETTERS = {"a4": 80, "a4-wide": 120, "a5": 60, "80mm": 42, "58mm": 30}
"""Letters on a line, by paper."""
_STYLE = (
    "body{font-family:'Open Sans',sans-serif;font-size:11.5pt;margin:0}"
    "section{margin:0 auto;max-width:WIDTH}section+section{page-break-before:always}"
    "p{margin:.2em 0;min-height:1em}.centre{text-align:center}.right{text-align:right}.title{font-size:140%}"
    ".small{font-size:88%}table{width:100%;border-collapse:collapse}.grid td,.grid th{border:1px solid #000;"
    "padding:2px 5px;text-align:left}thead{display:table-header-group}td{vertical-align:top}hr{border:0;"
    "border-top:1px solid #000}hr.short{width:40%}.tall td{height:2.4em}"
)


def is_written(ending: str) -> bool:
    """Whether letters can be written to files of this ending."""
    return ending in _ENDINGS


def written(sheets: Sequence[Sheet], ending: str) -> str:
    """The letters as the text of one file: `.html`, or `.txt` for any other ending."""
    return page(sheets) if ending == ".html" else "\f".join(map(plain, sheets))


def page(sheets: Sequence[Sheet]) -> str:
    """The letters as one HTML document that a browser prints on the paper they are for."""
    width = f"{sheets[0].paper.size_mm[0] - sum(sheets[0].paper.margins_mm[::2]):g}mm" if sheets else "100%"
    style = _STYLE.replace("WIDTH", width) + (f"@page{{{_page_of(sheets[0].paper)}}}" if sheets else "")
    body = "".join(f"<section>{''.join(map(_markup, sheet.blocks))}</section>\n" for sheet in sheets)
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><style>{style}</style></head><body>{body}</body></html>'


def plain(sheet: Sheet) -> str:
    """The letter as plain text, as wide as its paper."""
    width = _LETTERS[sheet.paper.value]
    lines = [line.rstrip() for block in sheet.blocks for line in _lines(block, width)]
    return "\n".join(lines) + "\n"


def _page_of(paper: Paper) -> str:
    wide, high = paper.size_mm
    left, top, right, bottom = paper.margins_mm
    return f"size:{wide:g}mm {f'{high:g}mm' if high else 'auto'};margin:{top:g}mm {right:g}mm {bottom:g}mm {left:g}mm"


def _markup(block: Block) -> str:
    match block:
        case Paragraph():
            return _paragraph(block)
        case Rule(short=short):
            return f'<hr class="{"short" if short else "whole"}">'
        case Columns(cells=cells, shares=shares):
            sides = (
                f'<td width="{share}%">{"".join(map(_markup, cell))}</td>'
                for cell, share in zip(cells, shares, strict=True)
            )
            return f"<table><tr>{''.join(sides)}</tr></table>"
        case Grid():
            return _grid(block)


def _paragraph(one: Paragraph) -> str:
    told = "".join(f"<b>{html.escape(run.text)}</b>" if run.bold else html.escape(run.text) for run in one.runs)
    names = " ".join(name for name in (one.side.value, one.size.value) if name not in {Side.LEFT, Size.USUAL})
    return f'<p class="{names}">{f"<i>{told}</i>" if one.italic else told}</p>'


def _grid(grid: Grid) -> str:
    heads = "".join(
        f'<th width="{share}%">{html.escape(head)}</th>' for head, share in zip(grid.heads, grid.shares, strict=True)
    )
    rows = "".join(f"<tr>{''.join(map(_cell, row, grid.right))}</tr>\n" for row in grid.rows)
    kind = "grid tall" if grid.tall else "grid"
    return f'<table class="{kind}"><thead><tr>{heads}</tr></thead><tbody>\n{rows}</tbody></table>'


def _cell(text: str, right: bool) -> str:  # noqa: FBT001 - one of two columns beside each other
    return f'<td class="{"right" if right else ""}">{html.escape(text)}</td>'


def _lines(block: Block, width: int) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from _wrapped(block, width)
        case Rule(short=short):
            yield ("-" * (width // 3)).center(width) if short else "-" * width
        case Columns(cells=cells):
            yield from _beside(cells, _whole(side_widths(block, width, lambda one: len(one.text), pad=2)))
        case Grid(heads=heads, rows=rows):
            widths = _whole(table_widths(block, width, lambda text, _: len(text), pad=2))
            for row in (heads, *rows):
                yield from _across(
                    [textwrap.wrap(cell, wide - 1) for cell, wide in zip(row, widths, strict=True)], widths
                )
                if row is heads:
                    yield "-" * width


def _whole(widths: Sequence[float]) -> list[int]:
    """In letters."""
    edges = [round(edge) for edge in accumulate(widths, initial=0.0)]
    return [max(4, right - left) for left, right in pairwise(edges)]


def _wrapped(one: Paragraph, width: int) -> Iterator[str]:
    place = {Side.LEFT: str.ljust, Side.CENTRE: str.center, Side.RIGHT: str.rjust}[one.side]
    yield from (place(line, width) for line in textwrap.wrap(one.text, width) or [""])


def _beside(cells: tuple[Cell, ...], widths: list[int]) -> Iterator[str]:
    columns = [
        [line for one in cell for line in _lines(one, wide - 1)] for cell, wide in zip(cells, widths, strict=True)
    ]
    yield from _across(columns, widths)


def _across(columns: list[list[str]], widths: list[int]) -> Iterator[str]:
    for at in range(max(map(len, columns), default=0)):
        yield "".join(
            (column[at] if at < len(column) else "").ljust(wide) for column, wide in zip(columns, widths, strict=True)
        )
