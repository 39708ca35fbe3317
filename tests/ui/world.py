"""The program with its windows in the hands of a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from desktop.app import Beginning, Program
from desktop.paths import Paths
from desktop.ui import settings
from desktop.ui.settings import Settings
from desktop.ui.widgets.texts import Clamped
from desktop.ui.words import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.library.library import Library
    from desktop.ui.main_window import MainWindow

PASSWORD = "cây đa giếng nước"
PATIENCE_MS = 60_000
LOOK_MS = 2


class World:
    """Starts the program on a profile, waits for facts, asks the library what came of it."""

    def __init__(self, app: QApplication, qtbot: QtBot, profile: Path) -> None:
        self.app, self.qtbot, self.profile = app, qtbot, profile
        if profile.is_dir() and settings.read(profile).sounds:
            settings.write(profile, Settings(sounds=False))
        self.program = Program(app, Paths(profile), Beginning())
        self.program.preferences.sounds.on = False
        self._closed = False
        self._next: World | None = None

    @property
    def start(self):
        return self.program.start_window

    @property
    def window(self) -> MainWindow:
        assert self.program.window is not None
        return self.program.window

    def open(self) -> None:
        self.program.begin()
        self.program.unlock(PASSWORD)
        self.until_ready()

    def until_ready(self) -> None:
        self.until(lambda: self.program.window is not None)
        self.window.setWindowState(Qt.WindowState.WindowNoState)
        self.window.resize(1366, 768)
        self.window.activateWindow()
        self.qtbot.waitExposed(self.window)
        self.settle()

    def until(self, fact: Callable[[], bool]) -> None:
        """Let events go by until it is so; looked at every other millisecond, as much of the time here is waiting."""
        patience = QElapsedTimer()
        patience.start()
        while not fact():
            assert patience.elapsed() < PATIENCE_MS, "it never came true"
            self._let_by(LOOK_MS)

    def laid_out(self) -> None:
        """Everything that the windows had posted to themselves, layouts and what they lead to, has been done."""
        for _ in range(3):
            self._let_by(0)

    def _let_by(self, ms: int) -> None:
        timer = QTimer(singleShot=True, interval=ms)
        with self.qtbot.waitSignal(timer.timeout, timeout=PATIENCE_MS):
            timer.start()

    def settle(self) -> None:
        """Every answer has been delivered, and those that they asked for."""
        program = self.program
        for _ in range(2):
            self.laid_out()
            self.until(lambda: program.background.is_idle and program.errands.is_idle)
        self.laid_out()

    def type(self, field: QWidget, keys: str) -> None:
        """Press these keys, one by one."""
        for key in keys:
            self.qtbot.keyClick(field, Qt.Key(ord(key.upper())), Qt.KeyboardModifier.NoModifier)

    def page(self, name: str) -> Any:
        shown = self.window.open_page(name)
        self.settle()
        return shown

    def ask(self, work: Callable[[Library], Any]) -> Any:
        answers: list[Any] = []
        self.program.background.run(work, answers.append)
        self.until(lambda: bool(answers))
        self.settle()
        return answers[0]

    def size(self, width: int, height: int) -> None:
        assert is_dressed(), "what has room in which size is told by the style sheet: mark the test with `looks`"
        self.window.resize(width, height)
        self.laid_out()

    def speak(self, language: Language) -> None:
        if self.program.preferences.chosen.language is not language:
            self.program.preferences.switch_language()
        self.laid_out()

    def again(self) -> World:
        """Close the program and start it anew on the same profile, up to its first window."""
        self.close()
        self._next = World(self.app, self.qtbot, self.profile)
        self._next.program.begin()
        return self._next

    def close(self) -> None:
        if self._next is not None:
            self._next.close()
        if self._closed:
            return
        self._closed = True
        self.speak(Language.VIETNAMESE)
        if self.program.window is not None:
            self.window.close()
        self.program.close()
        for window in (self.program.window, self.start):
            if window is not None:
                window.deleteLater()
        self.program.deleteLater()
        self.laid_out()


def is_dressed() -> bool:
    """Whether the windows wear the style sheet."""
    app = QApplication.instance()
    return isinstance(app, QApplication) and bool(app.styleSheet())


def texts(of: QWidget) -> Iterator[str]:
    """Everything that a widget and what is in it says, seen or not."""
    for part in (of, *of.findChildren(QWidget)):
        yield part.toolTip()
        if isinstance(part, QLabel | QAbstractButton):
            yield part.text()
        if isinstance(part, QLineEdit):
            yield part.placeholderText()


def clipped(of: QWidget) -> list[str]:
    """Visible texts and buttons that have less room than they need; only the dressed know (marker `looks`)."""
    assert is_dressed(), "nobody can tell without the style sheet: mark the test with `looks`"
    found = []
    for part in of.findChildren(QWidget):
        if not part.isVisible() or isinstance(part, Clamped):
            continue
        if isinstance(part, QLabel) and part.text():
            if part.wordWrap():
                if part.heightForWidth(part.width()) > part.height():
                    found.append(part.text())
            elif part.sizeHint().width() > part.width() or part.sizeHint().height() > part.height():
                found.append(part.text())
        elif isinstance(part, QAbstractButton) and part.minimumSizeHint().width() > part.width():
            found.append(part.accessibleName() or part.text())
    return found
