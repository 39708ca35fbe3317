"""The catalogue page in the hands of a test: what is looked for, opened and pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

if TYPE_CHECKING:
    from desktop.ui.catalogue.page import CataloguePage
    from tests.ui.world import World


def found(page: CataloguePage) -> list[str]:
    return [line.title for line in page.search.table.model_of_lines.lines]


def search(world: World, page: CataloguePage, words: str) -> None:
    page.search.field.setFocus()
    page.search.field.selectAll()
    world.type(page.search.field, words)
    world.until(lambda: not page.search._pause.isActive())
    world.settle()


def open_first(world: World, page: CataloguePage) -> None:
    page.search.opened.emit(page.search.hits.lines[0])
    world.settle()


def press(page: CataloguePage, action: str) -> None:
    page.findChild(QAction, action).trigger()


def title_of(library) -> str:
    return library.catalogue.find("kieu").lines[0].id


def open_copy(world: World, page: CataloguePage, at: int):
    copies = page.card.copies
    copies.table.setFocus()
    copies.table.selectRow(at)
    world.qtbot.keyClick(copies.table, Qt.Key.Key_Return)
    world.settle()
    return copies.form
