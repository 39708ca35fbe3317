"""A title as MARC 21, read only, each field with its name beside its tag."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView

import resources
from desktop.ui.widgets import Column, Table
from desktop.ui.words import Language, language, tr

if TYPE_CHECKING:
    from desktop.library.model.title import MarcField, Title


@dataclass(frozen=True, slots=True)
class MarcLine:
    """One field as a line."""

    tag: str
    indicators: str
    text: str


@cache
def _labels() -> dict[str, tuple[str, str]]:
    named = json.loads(resources.path("catalogue/marc-labels.json").read_text("utf-8"))
    return {tag: (vi, en) for tag, (vi, en) in named.items()}


def label(tag: str) -> str:
    """What a field is called, in the language of the moment; empty when it has no name here."""
    vietnamese, english = _labels().get(tag, ("", ""))
    return vietnamese if language() is Language.VIETNAMESE else english


def lines_of(title: Title) -> tuple[MarcLine, ...]:
    """The leader and every field."""
    return (MarcLine("LDR", "", title.leader.replace(" ", "#")), *(_line(field) for field in title.fields))


def _line(field: MarcField) -> MarcLine:
    if not field.subfields:
        return MarcLine(field.tag, "", field.text.replace(" ", "#"))
    text = "  ".join(f"${code} {text}" for code, text in field.subfields)
    return MarcLine(field.tag, field.indicators.replace(" ", "#"), text)


def _name(line: MarcLine) -> str:
    return tr("Đầu biểu") if line.tag == "LDR" else label(line.tag)


COLUMNS: tuple[Column[MarcLine], ...] = (
    Column("Trường", lambda line: line.tag, 76, lambda _: "pine", strong=True),
    Column("Tên trường", _name, 232, lambda _: "ink-soft"),
    Column("Chỉ thị", lambda line: line.indicators, 76, lambda _: "ink-soft"),
    Column("Nội dung", lambda line: line.text),
)


class MarcTable(Table[MarcLine]):
    """The whole record; a long field takes as many lines as it needs."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def show_title(self, title: Title) -> None:
        """Replace what is shown."""
        self.show_lines(lines_of(title))
        self.scrollToTop()
        self.horizontalHeader().setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
