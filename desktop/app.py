"""The program with its windows: everything is wired here, once."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QSettings, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from desktop.library.library import exists
from desktop.ui import crash_reports, settings, wording
from desktop.ui.background import Background
from desktop.ui.forgetting import Forgetting
from desktop.ui.machines import Machines
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import Preferences
from desktop.ui.premises import Premises
from desktop.ui.start.window import StartWindow
from desktop.ui.sync.courier import Courier
from desktop.ui.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from desktop.library.founding import Founding
    from desktop.paths import Paths
    from desktop.ui.background import Crash

FIRST_SIZE = (1366, 768)
MEMORY = "window.ini"
"""What the window remembers of itself; no setting, nothing of the library."""
GEOMETRY = "window/geometry"


@dataclass(frozen=True, slots=True)
class Beginning:
    """How the program begins: with a password it goes straight on to the desk."""

    password: str | None = None


PLAINLY = Beginning()


class Program(QObject):
    """The windows over one profile. `ready`: the desk can be worked at; `over`: everything is closed and on disk."""

    ready = Signal()
    over = Signal()
    upgrading = Signal(object)  # Upgrading, told on the library's thread

    def __init__(self, app: QApplication, paths: Paths, beginning: Beginning) -> None:
        super().__init__()
        self._paths = paths
        self._beginning = beginning
        self._closed = False
        self.preferences = Preferences(app, paths.profile, settings.read(paths.profile))
        self.premises = Premises(paths.profile, operator=self.preferences.chosen.operator)
        self.background = Background(self)
        self.errands = Background(self)
        self.courier = Courier(self.errands, self)
        self.machines = Machines(self.premises.second, self)
        self.workplace = Workplace(self.background, self.errands, self.preferences, self.courier, self.machines)
        self.forgetting = Forgetting(self.background, self)
        self.start_window = StartWindow(self.preferences)
        self.window: MainWindow | None = None
        self._again: Callable[[], None] = self.begin
        self._connect()

    def begin(self) -> None:
        """Show the first window: the questions, the password, or straight on to the desk."""
        self._place(self.start_window)
        self.start_window.show()
        there = exists(self._paths.profile)
        match self._beginning:
            case Beginning(password=str() as password) if there:
                self.start_window.ask_password()
                self.unlock(password)
            case _ if there:
                self.start_window.ask_password()
            case _:
                self.start_window.ask_questions()

    def unlock(self, password: str) -> None:
        """Open the library that is there."""
        self._again = partial(self.unlock, password)
        self.start_window.wait("Đang mở thư viện…")
        self.background.open(
            partial(self.premises.unlock, password, self.upgrading.emit), self._opened, self.start_window.show_refusal
        )

    def found(self, answers: Founding) -> None:
        """Make a library, then open it."""
        self._again = partial(self.found, answers)
        self.start_window.wait(
            "Đang tạo thư viện mẫu…" if answers.sample else "Đang tạo thư viện…", "Chỉ một lần, trong vài giây."
        )
        progress = self.background.progress()
        progress.moved.connect(self.start_window.show_progress)
        self.background.open(
            partial(self.premises.found, answers, progress.step), self._opened, self.start_window.show_refusal
        )

    def report(self, crash: Crash) -> None:
        """Keep the report of a bug and say where it lies."""
        file = crash_reports.write(self._paths.reports, crash)
        if self.window is not None:
            self.window.show_crash(crash, file)
        else:
            self.start_window.show_crash(crash.summary, partial(wording.crash, crash.summary, file))

    def close(self) -> None:
        """Finish what is under way, then let go of the profile."""
        if self._closed:
            return
        self._closed = True
        self._remember()
        self.courier.close()
        self.machines.close()
        for work in (self.errands, self.background):
            work.close()
        self.premises.release()
        self.over.emit()

    def _connect(self) -> None:
        self.start_window.questions.answered.connect(self.found)
        self.start_window.unlock.entered.connect(self.unlock)
        self.start_window.try_again.connect(self._try_again)
        self.start_window.closed.connect(self._start_closed)
        self.upgrading.connect(self.start_window.show_upgrade)
        for beside in (self.errands, self.machines):
            beside.touched.connect(self.background.touched)
        for work in (self.background, self.errands, self.machines):
            work.crashed.connect(self.report)

    def _opened(self, _: object) -> None:
        self.preferences.keep_for_next_start()
        self.errands.open(self.premises.second, self._errands_ready, self.start_window.show_refusal)
        self.window = MainWindow(self.workplace, self.preferences)
        self.window.closed.connect(self.close)
        self.window.setGeometry(self.start_window.geometry())
        self.window.setWindowState(self.start_window.windowState())
        self.window.begin()
        self.window.show()
        self.start_window.hide()
        self.ready.emit()

    def _errands_ready(self, _: object) -> None:
        """The errands' library is open: what runs by itself may begin."""
        self.errands.run(lambda library: library.self_check.chosen(), self.machines.follow)

    def _try_again(self) -> None:
        self._again()

    def _start_closed(self) -> None:
        if self.window is None:
            self.close()

    def _memory(self) -> QSettings:
        return QSettings(str(self._paths.profile / MEMORY), QSettings.Format.IniFormat)

    def _place(self, window: QWidget) -> None:
        kept = self._memory().value(GEOMETRY)
        if isinstance(kept, QByteArray) and window.restoreGeometry(kept):
            return
        window.resize(*FIRST_SIZE)
        screen = QGuiApplication.primaryScreen().availableSize()
        if screen.width() <= FIRST_SIZE[0] or screen.height() <= FIRST_SIZE[1]:
            window.setWindowState(Qt.WindowState.WindowMaximized)

    def _remember(self) -> None:
        if self.window is not None and self._paths.profile.is_dir():
            self._memory().setValue(GEOMETRY, self.window.saveGeometry())


def application(paths: Paths) -> QApplication:
    """The one Qt application, at the scale that was chosen on this computer."""
    scale = settings.read(paths.profile).scale
    if scale != settings.Settings().scale:
        os.environ.setdefault("QT_SCALE_FACTOR", f"{scale / 100:.2f}")
    QApplication.setApplicationName("tusach")
    QApplication.setDesktopFileName("tusach")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    return app


def run_window(paths: Paths, beginning: Beginning = PLAINLY, *, ready: Callable[[], object] | None = None) -> int:
    """Open the program and stay until its window is closed; the exit code. `ready` is called when the desk is there."""
    app = application(paths)
    app.setQuitOnLastWindowClosed(False)  # the program ends when the library is closed, not when its window is
    program = Program(app, paths, beginning)
    program.over.connect(app.quit, Qt.ConnectionType.QueuedConnection)
    if ready is not None:
        program.ready.connect(ready)
    sys.excepthook = partial(_report, program)
    program.begin()
    return app.exec()


def _report(program: Program, kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
    """A bug that travelled all the way: into a file and before the eyes, then on to whoever reads the console."""
    sys.__excepthook__(kind, bug, trace)
    program.report(crash_reports.crash_of(bug))
