"""What every page is: a place behind the rail that works through the background and cares for what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.actions import ACTIONS

if TYPE_CHECKING:
    from desktop.library.model.touched import Touched
    from desktop.ui.background import Background


class Page(QWidget):
    """Base of all pages. A page that is not in front remembers that it is stale and refreshes when shown."""

    cares_for: frozenset[Touched] = frozenset()
    """The kinds of change after which this page must look again."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.background = background
        self._stale = True
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(16)
        background.touched.connect(self._hear)

    def shown(self) -> None:
        """The page has come to the front."""
        if self._stale:
            self._stale = False
            self.refresh()

    def refresh(self) -> None:
        """Look again at the library. Pages that show something override this."""

    def act(self, name: str) -> None:
        """Do one of this page's actions. Pages that have some override this."""

    def show_one(self, name: str) -> None:
        """Show the thing of this id or number, found elsewhere. Pages that can override this."""

    def take_keys(self, page: str) -> None:
        """Let the keys of this page's actions call `act` while the page has the focus."""
        for action in ACTIONS:
            if action.page == page:
                shortcut = QAction(self)
                shortcut.setObjectName(action.name)
                shortcut.setShortcut(QKeySequence(action.key))
                shortcut.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.triggered.connect(self.asked)
                self.addAction(shortcut)

    def asked(self) -> None:
        """A button or a key: do the action that it is named after."""
        self.act(self.sender().objectName())

    def _hear(self, touched: frozenset[Touched]) -> None:
        if not self.cares_for & touched:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True


class AsidePage(Page):
    """A page that is looked at in between: Esc, or the key that opened it, leads back to the work. `left` asks so."""

    left = Signal()

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self.take_keys("help")

    def act(self, name: str) -> None:
        """There is one action: back."""
        assert name == "leave_aside"
        self.left.emit()
