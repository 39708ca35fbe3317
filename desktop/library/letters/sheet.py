"""A filled letter as a plain structure: paragraphs, columns, a table. Whoever prints it knows no templates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.library.letters.kinds import Paper


class Side(StrEnum):
    """Where a text stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Size(StrEnum):
    """How large a text is, beside the usual size of the paper."""

    TITLE = "title"
    USUAL = "usual"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of text, broken where the paper ends; one without a word is a gap."""

    runs: tuple[Run, ...]
    side: Side = Side.LEFT
    size: Size = Size.USUAL
    italic: bool = False

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Rule:
    """A hairline: across the paper, or (`short`) in the middle of its column."""

    short: bool = False


Cell = tuple[Paragraph | Rule, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Texts side by side without lines between them: the head of a letter, the places to sign. `shares`: per cent."""

    cells: tuple[Cell, ...]
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with lines; its head stands again on every page. `shares`: widths in per cent."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]
    right: tuple[bool, ...]
    """Columns of figures stand on the right."""
    tall: bool = False
    """Rows are high enough to sign in."""


Block = Paragraph | Rule | Columns | Grid


@dataclass(frozen=True, slots=True)
class Sheet:
    """A filled letter. `name` is what a file of it may be called: no person's name is in it."""

    name: str
    paper: Paper
    blocks: tuple[Block, ...]
