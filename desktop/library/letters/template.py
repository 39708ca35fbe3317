"""Reads a template: plain lines with a few marks that a librarian learns in a minute, fields in braces, no programming.

`# ` a title · `## ` a heading · `^ ` in the middle · `> ` on the right · `*bold*` · `/italic/` (a whole line) ·
`---` a line across · `left | right` side by side · `{danh sách}` on a line of its own: the list · `? ` before any other
mark: the line is left out where something that it names is not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.letters.fields import LIST, Language, called, named, nearest
from desktop.library.letters.sheet import Cell, Paragraph, Rule, Run, Side, Size
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.library.letters.kinds import Pattern

PLACE = re.compile(r"\{([^{}\n]*)\}")
LONGEST = 20_000
"""Letters; no letter of a library is longer."""
_RULE = re.compile(r"-{3,}")
_BESIDE = re.compile(r"(?:^|(?<=\s))\|(?=\s|$)")
_BOLD = re.compile(r"\*([^*\n]+)\*")
_ITALIC = re.compile(r"/(.+)/")
_IF_KNOWN = "? "
_MARKS = (
    ("## ", Side.CENTRE, Size.USUAL, True),
    ("# ", Side.CENTRE, Size.TITLE, True),
    ("^ ", Side.CENTRE, Size.USUAL, False),
    ("> ", Side.RIGHT, Size.USUAL, False),
)
"""mark, side, size, whether bold"""


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where the list stands."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Lines side by side."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class IfKnown:
    """A line that is left out unless everything that it names is known."""

    line: Paragraph


Part = Paragraph | Rule | ListPlace | Beside | IfKnown


def parts(text: str) -> tuple[Part, ...]:
    """The template's lines as parts; lines with `|` that follow each other are one part."""
    found: list[Part] = []
    for line in text.strip("\n").splitlines():
        part = _part(line.strip())
        match found[-1] if found else None, part:
            case Beside(cells=above), Beside(cells=below):
                found[-1] = Beside(_joined(above, below))
            case _:
                found.append(part)
    return tuple(found)


def check(text: str, pattern: Pattern, language: Language) -> None:
    """Go on, or raise Refusal UNKNOWN_PLACEHOLDER (facts `name`, `known`: what comes nearest, else all)."""
    for name in _places(text):
        field = named(name)
        if field not in pattern.fields:
            close = nearest(name, pattern.fields, language)
            known = close or tuple(called("fields", field, language) for field in pattern.fields)
            raise Refusal(Reason.UNKNOWN_PLACEHOLDER, name=name, known=", ".join(f"{{{each}}}" for each in known))


def _places(text: str) -> Iterator[str]:
    """What stands in braces; a brace without its partner is told with what follows it."""
    yield from PLACE.findall(text)
    left = PLACE.sub("", text)
    if (alone := re.search(r"[{}][^\n]{0,20}", left)) is not None:
        yield alone[0]


def _part(line: str) -> Part:
    if _RULE.fullmatch(line):
        return Rule()
    if (place := PLACE.fullmatch(line)) and named(place[1]) == LIST:
        return ListPlace()
    if _BESIDE.search(line):
        return Beside(tuple((_in_column(cell.strip()),) for cell in _BESIDE.split(line)))
    if line.startswith(_IF_KNOWN):
        return IfKnown(_line(line.removeprefix(_IF_KNOWN).strip()))
    return _line(line)


def _line(line: str) -> Paragraph:
    for mark, side, size, bold in _MARKS:
        if f"{line} ".startswith(mark):
            return _paragraph(line.removeprefix(mark.rstrip()).strip(), side, size, bold=bold)
    return _paragraph(line, Side.LEFT, Size.USUAL)


def _in_column(cell: str) -> Paragraph | Rule:
    """In the middle, as heads and signatures are; a list (“- …”) and its heading (“…:”) stand on the left."""
    if _RULE.fullmatch(cell):
        return Rule(short=True)
    if cell.startswith("- ") or cell.rstrip("*/").endswith((":", ";")):
        return _paragraph(cell, Side.LEFT, Size.SMALL)
    return _paragraph(cell, Side.CENTRE, Size.USUAL)


def _paragraph(text: str, side: Side, size: Size, *, bold: bool = False) -> Paragraph:
    whole = _ITALIC.fullmatch(text)
    pieces = _BOLD.split(whole[1] if whole else text)
    runs = tuple(Run(piece, bold or at % 2 == 1) for at, piece in enumerate(pieces) if piece)
    return Paragraph(runs, side, size, italic=whole is not None)


def _joined(above: tuple[Cell, ...], below: tuple[Cell, ...]) -> tuple[Cell, ...]:
    width = max(len(above), len(below))
    return tuple(a + b for a, b in zip(_filled(above, width), _filled(below, width), strict=True))


def _filled(cells: tuple[Cell, ...], width: int) -> Iterable[Cell]:
    gap: Cell = tuple(Paragraph(()) for _ in cells[0])
    return (*cells, *(gap for _ in range(width - len(cells))))
