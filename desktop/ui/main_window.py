"""The window: rail, header and strip around the pages. It frames and navigates; pages do their own work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui import refusals, wording
from desktop.ui.actions import ACTIONS
from desktop.ui.dates import local, today
from desktop.ui.frame.finder import Finder, Found
from desktop.ui.frame.kiosk import HOMES, KioskDoor, may_act
from desktop.ui.frame.rail import PLACES, Rail
from desktop.ui.frame.strip import StatusStrip
from desktop.ui.help.topics import topic_of
from desktop.ui.pages import PAGES
from desktop.ui.settings import Kiosk
from desktop.ui.widgets import AsidePage, Button, Label, Notice, Page, row
from desktop.ui.widgets.tabs import TabbedPage
from desktop.ui.words import verbatim

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.model.ids import Moment
    from desktop.library.model.refusal import Refusal
    from desktop.library.model.standing import Standing
    from desktop.ui.background import Crash
    from desktop.ui.preferences import Preferences
    from desktop.ui.workplace import Workplace

COLLAPSES_UNDER = 1180
INSIDE = {"late": "follow"}
"""Pages with actions of their own that are parts of another page."""
WIDEST_CONTENT = 1280
ANY_WIDTH = (1 << 24) - 1
"""Qt's QWIDGETSIZE_MAX: a kiosk has the whole screen."""
SMALLEST = (880, 440)
"""An old monitor of 1366 × 768 at 150 % has room for no more, less its task bar."""


class MainWindow(QWidget):
    """Navigation and frame. `sync_wanted` by F9 or whoever asks; before the enrolment F9 leads to the sync page."""

    sync_wanted = Signal()
    closed = Signal()

    def __init__(self, workplace: Workplace, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(*SMALLEST)
        self.setWindowTitle(verbatim("Tủ Sách")())
        self.workplace = workplace
        self.background = workplace.background
        self.courier = workplace.courier
        self.preferences = preferences
        self.pages: dict[str, Page] = {}
        self.here = ""
        self._working_at = PLACES[0]
        self._since: Moment | None = None
        self._closes_when_free = False
        self._build()
        self._connect()
        self._show_chosen()
        self._show_confined()

    def begin(self) -> None:
        """Show the first page, kept to it where this PC is a kiosk."""
        if self.preferences.chosen.kiosk is Kiosk.OFF:
            self.open_page(PLACES[0])
        else:
            self.confine()

    def confine(self) -> None:
        """Nothing but the chosen kiosk's page on the whole screen, until the librarian's password is typed."""
        self.preferences.kept_to = self.preferences.chosen.kiosk
        self._show_confined()
        self.setWindowState(self.windowState() | Qt.WindowState.WindowFullScreen)
        self.open_page(HOMES[self.preferences.kept_to])

    def open_page(self, name: str) -> Page:
        """Bring a page to the front; it is made when first wanted. A kiosk has only its own."""
        name = HOMES.get(self.preferences.kept_to, name)
        heading, make = PAGES[name]
        if name not in self.pages:
            self.pages[name] = make(self.workplace)
            self.stack.addWidget(self.pages[name])
            if isinstance(page := self.pages[name], AsidePage):
                page.left.connect(self.back_to_work)
        self.here = name
        if not isinstance(self.pages[name], AsidePage):
            self._working_at = name
        self.heading.say(heading)
        self.rail.choose(name)
        self.stack.setCurrentWidget(self.pages[name])
        self.pages[name].shown()
        return self.pages[name]

    def back_to_work(self) -> None:
        """From help or the sheet of keys to the page on which somebody was at work."""
        self.open_page(self._working_at)

    def act(self, name: str) -> None:
        """Do the action of this name, wherever it was asked for."""
        match name:
            case _ if not may_act(self.preferences.kept_to, name):
                return
            case "leave_kiosk":
                self.door.ask()
            case "find_anything":
                self.finder.begin()
            case "sync_now" if self.courier.is_enrolled:
                self.sync_wanted.emit()
            case "sync_now":
                self.open_page("open_sync")
            case "switch_language" | "switch_shade" | "switch_sound":
                getattr(self.preferences, name)()
            case "leave_aside":
                self.back_to_work()
            case "open_help":
                self._help()
            case _ if name in PAGES:
                self.open_page(name)
            case _:
                self._act_on_page(name)

    def show_crash(self, crash: Crash, report: Path | None) -> None:
        """A bug: say what is safe, what to do, where the report lies."""
        self.notice.tell(
            "refused",
            "Một việc vừa không làm được vì lỗi của chương trình.",
            lambda: wording.crash(crash.summary, report),
        )
        self._offer_to_close_notice()

    def show_refusal(self, refusal: Refusal) -> None:
        """A no that no page expected: the library could not be read or written."""
        self.notice.tell(
            "refused",
            lambda: refusals.why(refusal.reason, refusal.facts),
            lambda: refusals.what_to_do(refusal.reason),
        )
        self._offer_to_close_notice()

    def show_standing(self, standing: Standing) -> None:
        """Counts on the rail, sync in the strip; the courier hears whether there is something to carry."""
        self.courier.hear(standing)
        if self.courier.is_running:
            self.strip.show_running()
        else:
            self.strip.show_standing(standing)
        self._since = standing.last_backup or standing.begun
        self._remind()
        self.rail.unit.say(verbatim(standing.unit_name or standing.unit))
        self.rail.buttons["open_sync"].show_count(standing.conflicts)
        self.rail.buttons["open_follow"].show_count(standing.holds_asking, lambda: wording.follow_up(standing))
        self.rail.show_console(shown=standing.role == "operator" and standing.rights == "librarian")

    def look_again(self) -> None:
        """Ask where the library stands."""
        self.background.run(lambda library: library.standing(), self.show_standing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window keeps its room for the page."""
        super().resizeEvent(event)
        self.rail.narrow(narrow=self.width() < COLLAPSES_UNDER)
        self.finder.results.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell those who must finish first. A kiosk closes for the librarian, and for the PC that shuts down."""
        if self.preferences.kept_to is not Kiosk.OFF and not _is_shutting_down():
            event.ignore()
            self._closes_when_free = True
            self.door.ask()
            return
        super().closeEvent(event)
        self.closed.emit()

    def _build(self) -> None:
        self.rail = Rail()
        self.heading = Label("", "title")
        self.finder = Finder(self.background, self)
        self.door = KioskDoor()
        self.notice = Notice()
        self.stack = QStackedWidget()
        self.strip = StatusStrip()
        self.content = QWidget()
        inner = QVBoxLayout(self.content)
        inner.setContentsMargins(24, 16, 24, 16)
        inner.setSpacing(12)
        inner.addLayout(row(self.heading, None, self.finder, self.door))
        inner.addWidget(self.notice)
        inner.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self.content, 100)
        middle.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(self.strip)

    def _connect(self) -> None:
        self.rail.wanted.connect(self.act)
        self.preferences.confining.connect(self.confine)
        self.door.entered.connect(self._unlock)
        self.door.left.connect(self._stay)
        self.preferences.changed.connect(self._show_chosen)
        self.finder.picked.connect(self._go_to)
        self.finder.left.connect(self._back_to_page)
        self.background.refused.connect(self.show_refusal)
        self.background.touched.connect(self.look_again)
        self.background.opened.connect(self.look_again)
        self.sync_wanted.connect(self.courier.ask)
        self.courier.began.connect(self.strip.show_running)
        for end in (self.courier.ended, self.courier.refused, self.courier.enrolled):
            end.connect(self.look_again)
        for action in ACTIONS:
            if not action.page:
                shortcut = QAction(self)
                shortcut.setObjectName(action.name)
                shortcut.setShortcut(QKeySequence(action.key))
                shortcut.triggered.connect(self._shortcut)
                self.addAction(shortcut)

    def _shortcut(self) -> None:
        name = self.sender().objectName()
        if name == self.here and isinstance(self.pages[name], AsidePage):
            self.back_to_work()  # the same key again
        else:
            self.act(name)

    def _unlock(self, password: str) -> None:
        self.background.run(lambda library: library.passwords.vouched(password), self._free, self.door.complain)

    def _free(self, _: object) -> None:
        """The librarian is here: until the next start the window is like any other."""
        closes = self._closes_when_free
        self.preferences.kept_to = Kiosk.OFF
        self.door.dismiss()
        self._show_confined()
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
        if closes:
            self.close()
        else:
            self.open_page(PLACES[0])

    def _stay(self) -> None:
        self._closes_when_free = False
        self._back_to_page()

    def _show_confined(self) -> None:
        free = self.preferences.kept_to is Kiosk.OFF
        for part in (self.rail, self.finder):
            part.setVisible(free)
        self.door.setVisible(not free)
        self.strip.keep_to_the_time(kept=self.preferences.kept_to is Kiosk.SELF_SERVICE)
        self.content.setMaximumWidth(WIDEST_CONTENT if free else ANY_WIDTH)

    def _help(self) -> None:
        """The topic of whatever is in front; asked for on the help page itself, its first one."""
        page = self.pages.get(self.here)
        about = topic_of(self.here, page.part if isinstance(page, TabbedPage) else "")
        self.open_page("open_help").show_one(about)

    def _act_on_page(self, name: str) -> None:
        page = next(action.page for action in ACTIONS if action.name == name)
        shown = self.open_page(f"open_{INSIDE.get(page, page)}")
        if page in INSIDE:
            shown.show_one(page)
        shown.act(name)

    def _go_to(self, found: Found) -> None:
        match found.kind:
            case "action":
                self.act(found.name)
            case "title":
                self.open_page("open_catalogue").show_one(found.name)
            case _ if self.here == PLACES[0]:
                self.open_page(PLACES[0]).show_one(found.name)
            case _:
                self.open_page("open_readers").show_one(found.name)

    def _back_to_page(self) -> None:
        self.pages[self.here].shown()

    def _offer_to_close_notice(self) -> None:
        away = Button("Đóng thông báo")
        away.clicked.connect(self.notice.clear)
        self.notice.offer(away)

    def _remind(self) -> None:
        """Whoever has not backed the library up for so many days as were chosen is told so."""
        days = 0 if self._since is None else (today() - local(self._since).date()).days
        wanted = self.preferences.chosen.backup_days
        self.strip.show_backup(days if wanted and days >= wanted else None)

    def _show_chosen(self) -> None:
        self._remind()
        self.strip.show_operator(self.preferences.chosen.operator)


def _is_shutting_down() -> bool:
    """Whether the PC itself asks every program to close."""
    app = QApplication.instance()
    return isinstance(app, QApplication) and app.isSavingSession()
