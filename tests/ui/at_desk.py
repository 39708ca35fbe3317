"""The desk page in the hands of a test: what is scanned, which key is pressed, what stands there then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from desktop.ui.widgets.tables import STRUCK_ROLE

if TYPE_CHECKING:
    from desktop.ui.desk.page import DeskPage
    from tests.ui.world import World

READER, BLOCKED = "TV000001", "TV000002"
BOOK, OTHER, THIRD = "TK000100", "TK000102", "TK000103"


def scan(world: World, desk: DeskPage, *codes: str) -> None:
    for code in codes:
        world.type(desk.scan, code)
        world.qtbot.keyClick(desk.scan, Qt.Key.Key_Return)
        world.settle()


def press(desk: DeskPage, action: str) -> None:
    desk.findChild(QAction, action).trigger()


def shown(desk: DeskPage) -> tuple[str, str]:
    return desk.result.headline.text(), desk.result.big.text()


def lines(desk: DeskPage) -> tuple:
    return desk.today.table.model_of_lines.lines


def cells(desk: DeskPage, at: int = 0) -> list[str]:
    model = desk.today.table.model_of_lines
    return [model.data(model.index(at, column)) for column in range(model.columnCount())]


def is_struck(desk: DeskPage, at: int = 0) -> bool:
    model = desk.today.table.model_of_lines
    return model.data(model.index(at, 1), STRUCK_ROLE)
