"""The kiosk: a window kept to one page, and the door through which the librarian leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui import refusals
from desktop.ui.actions import BY_NAME
from desktop.ui.desk.vouching import Vouching
from desktop.ui.settings import Kiosk
from desktop.ui.widgets import Button

if TYPE_CHECKING:
    from desktop.library.model.refusal import Refusal

HOMES = {Kiosk.DESK: "open_desk", Kiosk.SELF_SERVICE: "open_self_service"}
"""The one page of each kiosk."""
EVERYWHERE = frozenset({"leave_kiosk", "switch_language"})
AT_THE_DESK = frozenset({"sync_now", "switch_sound", "open_desk"})
ROOM_FOR_WORDS = 270
ONLY_IN_A_KIOSK = frozenset({"leave_kiosk"})


def may_act(kiosk: Kiosk, name: str) -> bool:
    """Whether the action may be asked for while the window is kept to this."""
    match kiosk:
        case Kiosk.OFF:
            return name not in ONLY_IN_A_KIOSK
        case Kiosk.DESK:
            return name in EVERYWHERE | AT_THE_DESK or BY_NAME[name].page == "desk"
        case Kiosk.SELF_SERVICE:
            return name in EVERYWHERE


class KioskDoor(QWidget):
    """`entered` carries the librarian's password; `left`: nobody goes out after all."""

    entered = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.out = Button(BY_NAME["leave_kiosk"], "quiet")
        self.out.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.vouching = Vouching("Mời thủ thư gõ mật khẩu để ra.")
        self.vouching.words.setMinimumWidth(ROOM_FOR_WORDS)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.vouching, 1)
        line.addWidget(self.out)
        self.out.clicked.connect(self.ask)
        self.vouching.entered.connect(self.entered)
        self.vouching.left.connect(self.left)

    def ask(self) -> None:
        """Ask for the password, beside the button."""
        self.out.hide()
        self.vouching.ask()

    def complain(self, no: Refusal) -> None:
        """That was not the password."""
        self.vouching.complain(lambda: refusals.why(no.reason, no.facts))

    def dismiss(self) -> None:
        """Nobody is asked any more."""
        self.out.show()
        self.vouching.dismiss()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the question unanswered; it never leaves the kiosk."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)
