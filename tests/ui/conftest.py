"""Windows over a real library: made once, copied for each test."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from desktop.library.library import Opening, create
from desktop.library.model.item import ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.model.title import TitleForm
from desktop.library.store import key
from desktop.ui import theme
from tests.ui.world import PASSWORD, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ui.desk.page import DeskPage

TITLES = (
    TitleForm(title="Điều lệnh nội vụ Công an nhân dân", author="Bộ Công an", year="2019", classification="355.1"),
    TitleForm(title="Điều lệnh đội ngũ", author="Bộ Công an", year="2021", classification="355.5"),
    TitleForm(
        title="Truyện Kiều", author="Nguyễn Du", year="2015", classification="895.92211", place="H.", extent="215tr."
    ),
    TitleForm(title="Tắt đèn", author="Ngô Tất Tố", year="2015", classification="895.922332"),
)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The profile of a small library: four titles, five copies, two readers, nothing lent."""
    profile = tmp_path_factory.mktemp("made") / "profile"
    with pytest.MonkeyPatch.context() as patch:  # a key that opens at once: the windows are tried here, not the lock
        patch.setattr(key, "_MEMORY_KIB", 8)
        patch.setattr(key, "_TIME", 1)
        create(profile, unit="DV01", name="Thư viện thử", password=PASSWORD)
    opening = Opening(profile, PASSWORD)
    library = opening.library()
    for number, form in enumerate(TITLES):
        title = library.catalogue.add(form)
        library.catalogue.add_item(title, ItemForm(barcode=f"TK00010{number}"))
    library.catalogue.add_item(title, ItemForm(barcode="TK000199"))
    library.readers.register(ReaderForm(card="TV000001", name="Trần Thị Thử", category="can-bo"))
    library.readers.register(ReaderForm(card="TV000002", name="Lê Văn Ẫm", category="hoc-vien", blocked="mất thẻ"))
    library.close()
    opening.release()
    return profile


@pytest.fixture(autouse=True)
def _plainly_dressed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the style sheet, which takes most of the time a window needs, where the test does not look at the looks.

    Tests that do have the marker `looks`; `TUSACH_HYPOTHESIS=thorough` dresses all.
    """
    if request.node.get_closest_marker("looks") or os.environ.get("TUSACH_HYPOTHESIS") == "thorough":
        return
    monkeypatch.setattr(theme, "style_sheet", lambda _: "")


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, tmp_path: Path, made: Path) -> Iterator[World]:
    """The program, opened on a copy of the made library."""
    profile = tmp_path / "profile"
    shutil.copytree(made, profile)
    world = World(qapp, qtbot, profile)
    world.open()
    yield world
    world.close()
    qapp.setStyleSheet("")


@pytest.fixture
def desk(program: World) -> DeskPage:
    """The page where books are lent and come back, in sight."""
    return program.page("open_desk")


@pytest.fixture
def newcomer(qapp: QApplication, qtbot: QtBot, profile: Path) -> Iterator[World]:
    """The program, started where there is no library yet."""
    world = World(qapp, qtbot, profile)
    yield world
    world.close()
    qapp.setStyleSheet("")
