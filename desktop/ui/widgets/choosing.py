"""Asks which file or folder is meant, beside the page and without stopping the window."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop.ui.words import spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.ui.words import Source


class Wants(Enum):
    """What is asked for."""

    FILE = auto()
    FILES = auto()
    NEW_FILE = auto()
    FOLDER = auto()


@dataclass(frozen=True, slots=True)
class Choosing:
    """A question for a file: what stands above it, which kinds (`Ảnh (*.jpg *.png)`), and where it begins."""

    heading: Source
    wants: Wants = Wants.FILE
    kinds: tuple[Source, ...] = ()
    """The first one's ending is given to a new file that was named without."""
    name: str = ""
    """A new file's, until another is typed."""
    folder: Path | None = None


def choose_file(asks: QWidget, question: Choosing, then: Callable[[Path], object]) -> QFileDialog:
    """Ask; `then` gets each path that was chosen, and is not called where nobody chooses any."""
    dialog = QFileDialog(asks, spoken(question.heading))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    match question.wants:
        case Wants.NEW_FILE:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        case Wants.FOLDER:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        case Wants.FILES:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        case Wants.FILE:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    if question.kinds:
        _offer_kinds(dialog, question)
    if question.folder is not None and question.folder.is_dir():
        dialog.setDirectory(str(question.folder))
    if question.name:
        dialog.selectFile(question.name)
    dialog.filesSelected.connect(lambda names: [then(Path(name)) for name in names])
    dialog.open()
    return dialog


def _offer_kinds(dialog: QFileDialog, question: Choosing) -> None:
    dialog.setNameFilters([spoken(kind) for kind in question.kinds])
    if question.wants is Wants.NEW_FILE:
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_ending(kind)))
        dialog.setDefaultSuffix(_ending(dialog.selectedNameFilter()))


def _ending(kind: str) -> str:
    """`pdf` of `Tệp PDF (*.pdf)`; empty for any."""
    found = re.search(r"\*\.([\w.-]+)", kind)
    return found[1] if found else ""
