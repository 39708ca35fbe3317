"""A morning without a network, at the windows themselves: lend ten, restart, the line returns, the second desk sees ten."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.library import enrolling
from desktop.library.library import Opening, create
from desktop.library.model.item import ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.model.title import TitleForm
from tests.server.centre import CentreProgram
from tests.ui.world import PASSWORD, World

UNIT = "DV01"
CARD = "TV000001"
BARCODES = tuple(f"TK{number:06d}" for number in range(1, 11))


def a_library(profile: Path, file: Path, *, with_books: bool) -> None:
    """A library of the unit, enrolled; the first desk's has ten books and a reader."""
    create(profile, unit=UNIT, name="Thư viện thử", password=PASSWORD)
    opening = Opening(profile, PASSWORD)
    library = opening.library()
    if with_books:
        library.readers.register(ReaderForm(card=CARD, name="Trần Thị Thử", category="can-bo"))
        for number, barcode in enumerate(BARCODES, start=1):
            title = library.catalogue.add(TitleForm(title=f"Điều lệnh, tập {number}", author="Bộ Công an", year="2021"))
            library.catalogue.add_item(title, ItemForm(barcode=barcode))
    enrolling.enrol(library.store, file, name=profile.name)
    library.close()
    opening.release()


def scan(world: World, desk, code: str) -> None:
    world.type(desk.scan, code)
    world.qtbot.keyClick(desk.scan, Qt.Key.Key_Return)
    world.settle()


def synced(world: World) -> None:
    """F9, and everything has gone."""
    world.window.act("sync_now")
    world.settle()
    world.until(lambda: world.ask(lambda library: library.standing()).waiting == 0)
    world.settle()


@pytest.fixture
def centre(tmp_path: Path):
    program = CentreProgram.make(tmp_path / "centre")
    program.start()
    yield program
    program.stop()


def test_ten_loans_of_an_offline_morning_reach_the_second_desk(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, centre: CentreProgram
):
    for name, with_books in (("first", True), ("second", False)):
        a_library(tmp_path / name, centre.enrol(UNIT), with_books=with_books)
    centre.kill()

    morning = World(qapp, qtbot, tmp_path / "first")
    morning.open()
    desk = morning.page("open_desk")
    scan(morning, desk, CARD)
    for barcode in BARCODES:
        scan(morning, desk, barcode)
        assert desk.result.answer.status == "lent"
    morning.window.act("sync_now")
    morning.settle()
    assert morning.ask(lambda library: library.standing()).last_stop == "try-later"

    later = morning.again()
    later.program.unlock(PASSWORD)
    later.until_ready()
    assert len(later.ask(lambda library: library.circulation.open_loans(CARD))) == len(BARCODES)
    centre.restart()
    synced(later)
    morning.close()

    second = World(qapp, qtbot, tmp_path / "second")
    second.open()
    synced(second)
    other = second.page("open_desk")
    scan(second, other, CARD)
    second.until(lambda: other.reader.panel is not None)
    assert {loan.barcode for loan in other.reader.panel.loans} == set(BARCODES)
    assert second.ask(lambda library: library.check()).ok
    second.close()
    qapp.setStyleSheet("")
