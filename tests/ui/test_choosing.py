"""One way to ask for a file: an ending is given to a new one, folders and several files come as paths."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.widgets.choosing import Choosing, Wants, choose_file

KINDS = ("Tệp PDF (*.pdf)", "Bản sao lưu (*.tusach-backup)")


@pytest.fixture
def asks(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.mark.parametrize(("kind", "ending"), [(0, ".pdf"), (1, ".tusach-backup")])
def test_a_new_file_named_without_an_ending_gets_that_of_its_kind(
    asks: QWidget, tmp_path: Path, kind: int, ending: str
) -> None:
    found: list[Path] = []
    dialog = choose_file(asks, Choosing("", Wants.NEW_FILE, KINDS, name="to", folder=tmp_path), found.append)
    assert dialog.isVisible()
    dialog.filterSelected.emit(KINDS[kind])
    dialog.accept()
    assert found == [tmp_path / f"to{ending}"]


def test_several_files_come_one_after_the_other_and_a_folder_as_itself(asks: QWidget, tmp_path: Path) -> None:
    found: list[Path] = []
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).touch()
    dialog = choose_file(asks, Choosing("", Wants.FILES, folder=tmp_path), found.append)
    dialog.filesSelected.emit([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")])
    dialog.reject()
    dialog = choose_file(asks, Choosing("", Wants.FOLDER, folder=tmp_path), found.append)
    dialog.accept()
    assert found == [tmp_path / "a.txt", tmp_path / "b.txt", tmp_path]
