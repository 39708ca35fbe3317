"""Fills a template with facts: pure, the same facts make the same sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.library.letters.columns import grid, lines_of
from desktop.library.letters.fields import PERSONAL, Language, called, named
from desktop.library.letters.kinds import PATTERNS, Kind, Paper
from desktop.library.letters.sheet import Block, Cell, Columns, Paragraph, Rule, Run, Sheet
from desktop.library.letters.template import PLACE, Beside, IfKnown, ListPlace, parts
from desktop.library.letters.wording import BLANK, Value, phrase, said

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from desktop.library.letters.template import Part

_NARROWEST, _WIDEST = 34, 54
_FOR_THE_PEN = frozenset({"number", "member", "signature"})
"""Columns that stand although no line says anything in them."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter is to say: a value for each field, and the lines of its list, each a value for each column.

    `outside`: the letter leaves the unit, so it names nobody: a reader is a card number (domain.md 2.2).
    """

    kind: Kind
    fields: Mapping[str, Value]
    lines: tuple[Mapping[str, Value], ...] = ()
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """The wording of a kind in one language, and the paper that it is printed on."""

    text: str
    paper: Paper
    language: Language
    changed: bool = False
    """Whether this library has words of its own."""


def fill(template: Template, facts: Facts) -> Sheet:
    """The sheet. A field of which nothing is known becomes a dotted line; with `? ` before it, its line is left out."""
    filler = _Filler(template, facts)
    blocks = tuple(block for part in parts(template.text) for block in filler.blocks(part))
    return Sheet(_name(facts, template.language), template.paper, blocks)


class _Filler:
    """One filling."""

    def __init__(self, template: Template, facts: Facts) -> None:
        self._template = template
        self._facts = facts
        self._values = _without_people(facts, template.language) if facts.outside else facts.fields

    def blocks(self, part: Part) -> Iterator[Block]:
        paper, language = self._template.paper, self._template.language
        match part:
            case Paragraph():
                yield self._paragraph(part)
            case IfKnown(line=line) if all(map(self._said, PLACE.findall(line.text))):
                yield self._paragraph(line)
            case Rule():
                yield part
            case ListPlace() if paper.is_roll:
                yield from lines_of(self._facts.lines, self._columns(), language)
            case ListPlace():
                yield grid(self._facts.lines, self._columns(), language)
            case Beside(cells=cells) if paper.is_roll:
                yield from (line for cell in map(self._cell, cells) for line in cell)
            case Beside(cells=cells):
                filled = tuple(map(self._cell, cells))
                yield Columns(filled, _shares(filled))

    def _columns(self) -> tuple[str, ...]:
        every = PATTERNS[self._facts.kind].columns
        return tuple(name for name in every if not (self._facts.outside and name in PERSONAL) and self._has(name))

    def _has(self, column: str) -> bool:
        """Whether some line says something in this column: nobody prints a column of telephones without one."""
        lines, language = self._facts.lines, self._template.language
        return column in _FOR_THE_PEN or not lines or any(said(column, line.get(column), language) for line in lines)

    def _cell(self, cell: Cell) -> Cell:
        return tuple(one if isinstance(one, Rule) else self._paragraph(one) for one in cell)

    def _paragraph(self, one: Paragraph) -> Paragraph:
        return replace(one, runs=tuple(Run(PLACE.sub(self._value, run.text), run.bold) for run in one.runs))

    def _value(self, place: re.Match[str]) -> str:
        return self._said(place[1]) or BLANK

    def _said(self, name: str) -> str:
        """The value of the field that the template calls so; empty where nothing is known."""
        field = named(name)
        value = said(field, self._values.get(field), self._template.language) if field else ""
        return value.upper() if name.isupper() else value


def _without_people(facts: Facts, language: Language) -> dict[str, Value]:
    kept = {name: value for name, value in facts.fields.items() if name not in PERSONAL}
    if facts.fields.get("card"):
        kept["name"] = phrase("reader of card", language, card=facts.fields["card"])
    return kept


def _shares(cells: tuple[Cell, ...]) -> tuple[int, ...]:
    """Widths by the longest line of each column, none very narrow."""
    longest = [max((len(one.text) for one in cell if isinstance(one, Paragraph)), default=1) or 1 for cell in cells]
    if len(cells) != 2:  # noqa: PLR2004 - two sides share as they need, more of them alike
        return tuple(100 // len(cells) for _ in cells)
    left = min(_WIDEST, max(_NARROWEST, round(100 * longest[0] / sum(longest))))
    return left, 100 - left


def _name(facts: Facts, language: Language) -> str:
    """“phieu-muon-TV000001” is made of this by whoever writes a file."""
    about = facts.fields.get("card") or facts.fields.get("barcode") or ""
    return " ".join(filter(None, (called("kinds", facts.kind.value, language), str(about))))
