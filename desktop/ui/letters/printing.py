"""Sends letters to the printer that this PC has for them, or keeps them as PDF; nobody is asked anything meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop.library.letters.fields import Language
from desktop.library.letters.sheet import Sheet
from desktop.library.model.refusal import Reason, Refusal
from desktop.ui import refusals
from desktop.ui.letters.output import pdf, print_out, printers
from desktop.ui.widgets import Button, Notice
from desktop.ui.words import figure, language, tr

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.library import Library
    from desktop.ui.workplace import Workplace

PDF = "pdf"
"""In place of a printer's name."""
Gathering = Callable[["Library", Language], Sequence[Sheet]]
"""Work for the background: the letters, filled in this language."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of some letters: sent to a printer, or kept in a file."""

    letters: int
    printer: str = ""
    file: Path | None = None


class Printing(QObject):
    """`printed` and `refused` tell what came of it. The work is done on the errands' thread: no desk waits for it."""

    printed = Signal(object)  # Printed
    refused = Signal(object)  # Refusal

    def __init__(self, workplace: Workplace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = workplace.errands
        self._preferences = workplace.preferences

    def send(self, gathering: Gathering) -> None:
        """To the printer chosen for this paper on this PC, or as PDF into the folder for letters."""
        chosen, tongue = self._preferences.chosen, spoken()
        places = _Places(chosen.printer, chosen.slip_printer, self._preferences.letters_folder, chosen.operator)
        self._errands.run(lambda library: _sent(library, gathering, tongue, places), self._tell, self.refused.emit)

    def keep(self, gathering: Gathering) -> None:
        """As PDF, whatever printer there is."""
        tongue = spoken()
        places = _Places(PDF, PDF, self._preferences.letters_folder, self._preferences.chosen.operator)
        self._errands.run(lambda library: _sent(library, gathering, tongue, places), self._tell, self.refused.emit)

    def _tell(self, what: Printed) -> None:
        self.printed.emit(what)


@dataclass(frozen=True, slots=True)
class _Places:
    printer: str
    slip_printer: str
    folder: Path
    operator: str

    def printer_for(self, sheet: Sheet) -> str:
        """The printer's name; PDF when there is none to print on."""
        wanted = self.slip_printer if sheet.paper.is_roll else self.printer
        if wanted == PDF:
            return PDF
        return wanted or next(iter(printers()), PDF)


def spoken() -> Language:
    """The language of letters is that of the window."""
    return Language(language().value)


def show_printed(notice: Notice, what: Printed) -> None:
    """Say what became of the letters; a file's folder can be opened."""
    file = what.file
    if file is None:
        notice.tell("done", lambda: tr("Đã gửi {letters} bản tới máy in {printer}.", **_told(what)))
        return
    notice.tell("done", lambda: tr("Đã lưu {letters} bản vào tệp {file}.", file=file.name, **_told(what)))
    open_ = Button("Mở thư mục", "quiet", icon="folder-open")
    open_.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent))))
    notice.offer(open_)


def show_refusal(notice: Notice, no: Refusal) -> None:
    """Say why nothing was printed."""
    notice.tell("refused", lambda: refusals.why(no.reason, no.facts), lambda: refusals.what_to_do(no.reason))


def _told(what: Printed) -> dict[str, str]:
    return {"letters": figure(what.letters), "printer": what.printer}


def _sent(library: Library, gathering: Gathering, tongue: Language, places: _Places) -> Printed:
    if places.operator:
        library.circulation.operator = places.operator
    sheets = tuple(gathering(library, tongue))
    if not sheets:
        return Printed(0, PDF)
    printer = places.printer_for(sheets[0])
    if printer != PDF:
        print_out(sheets, printer)
        return Printed(len(sheets), printer)
    return Printed(len(sheets), file=_kept(sheets, places.folder))


def _kept(sheets: Sequence[Sheet], folder: Path) -> Path:
    """Write one PDF. Raises Refusal(CANNOT_WRITE)."""
    name = re.sub(r"[^\w-]+", "-", sheets[0].name if len(sheets) == 1 else sheets[0].name.rpartition(" ")[0])
    file = folder / f"{name}-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.pdf"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_bytes(pdf(sheets))
    except OSError as error:
        raise Refusal(Reason.CANNOT_WRITE, file=file.name) from error
    return file
