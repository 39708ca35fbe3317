"""The part of the tour that shows the whole desk: a class, who waits, the reading room, the rules, readers alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop import tour_library
from desktop.ui.desk.self_service import SelfServicePage
from desktop.ui.follow.page import FollowPage
from desktop.ui.follow.reading_room import ReadingRoomPage
from desktop.ui.help.page import HelpPage
from desktop.ui.readers.page import ReadersPage
from desktop.ui.rules.page import RulesPage
from desktop.ui.settings import Kiosk

if TYPE_CHECKING:
    from desktop.tour import Steps, Tour
    from desktop.ui.main_window import MainWindow

PIN = "2580"
READING_ROOM = "reading_room"


class DeskTour:
    """Walks through these pages with the tour's own hands and camera."""

    def __init__(self, tour: Tour, window: MainWindow) -> None:
        self._tour = tour
        self._window = window

    def story(self, borrower: str) -> Steps[None]:
        """All of it. `borrower` is the card of somebody who may borrow."""
        yield from self._lend_to_a_class()
        yield from self._follow_up(borrower)
        yield from self._read_the_rules()
        yield from self._help()
        yield from self._serve_themselves(borrower)

    def _lend_to_a_class(self) -> Steps[None]:
        card, textbook = yield from self._tour.ask(self._window, tour_library.a_class)
        page = self._tour.desk(self._window)
        self._tour.scan(page.scan, card)
        yield lambda: page.reader.panel is not None and page.reader.panel.reader.card == card
        self._tour.scan(page.scan, textbook)
        yield lambda: page.result.answer is not None and page.result.answer.barcode == textbook
        yield from self._picture("muon-theo-lop", "Cho cả lớp mượn bằng một thẻ / lent to a class on one card")
        page.act("finish")
        readers = self._window.open_page("open_readers")
        assert isinstance(readers, ReadersPage)
        readers.show_one(card)
        yield from self._picture("the-lop", "Thẻ của lớp: ai đang giữ cuốn nào / who of the class has what")

    def _follow_up(self, card: str) -> Steps[None]:
        page = self._window.open_page("open_follow")
        assert isinstance(page, FollowPage)
        for tab in page.tabs:
            page.show_one(tab.name)
            if tab.name != READING_ROOM:
                yield from self._picture(f"theo-doi-{tab.name}", f"Theo dõi – {tab.text} / follow-up")
        page.show_one(READING_ROOM)
        room = page.parts[READING_ROOM]
        assert isinstance(room, ReadingRoomPage)
        barcode = yield from self._tour.ask(self._window, tour_library.a_restricted_item)
        room.card.setText(card)
        room.code.setText(barcode)
        room.give.click()
        yield room.paper.isVisible
        room.paper.number.setText("131/PV01-Đ3")
        room.paper.approver.setText("Thượng tá Nguyễn Văn Mẫu")
        room.paper.purpose.setText("Viết chuyên đề")
        yield from self._picture("phong-doc", "Tài liệu hạn chế cần văn bản / restricted: on a paper only")
        room.paper.go.click()
        yield lambda: not room.paper.isVisible()

    def _read_the_rules(self) -> Steps[None]:
        page = self._window.open_page("open_rules")
        assert isinstance(page, RulesPage)
        for tab in page.tabs:
            page.show_one(tab.name)
            yield from self._picture(f"quy-dinh-{tab.name}", f"Quy định – {tab.text} / rules")

    def _help(self) -> Steps[None]:
        page = self._window.open_page("open_help")
        assert isinstance(page, HelpPage)
        page.show_one("holds")
        yield from self._picture("tro-giup", "Trợ giúp (F1) / help")

    def _serve_themselves(self, card: str) -> Steps[None]:
        """The PC kept to self-service: a reader with card and PIN, and the librarian who lets the window out again."""
        window, preferences = self._window, self._window.preferences
        barcode = yield from self._tour.ask(window, partial(tour_library.let_serve_itself, card=card, pin=PIN))
        preferences.choose_kiosk(Kiosk.SELF_SERVICE)
        window.confine()
        preferences.choose_kiosk(Kiosk.OFF)  # at its next start the sample is a library again, whatever happens here
        page = window.open_page("open_self_service")
        assert isinstance(page, SelfServicePage)
        yield lambda: page.steps.currentWidget() is page.waiting
        self._tour.scan(page.scan, card)
        yield lambda: page.steps.currentWidget() is page.asking
        self._tour.scan(page.pad.field, PIN)
        yield lambda: page.steps.currentWidget() is page.visit
        self._tour.scan(page.visit.scan, barcode)
        yield lambda: page.visit.result.answer is not None
        self._tour.resize(window)
        yield from self._picture("tu-phuc-vu", "Tự phục vụ, giữ màn hình / self-service, kept to its page")
        page.act("finish")
        window.door.ask()
        window.door.entered.emit(self._tour.password)
        yield lambda: preferences.kept_to is Kiosk.OFF
        self._tour.resize(window)

    def _picture(self, name: str, caption: str) -> Steps[None]:
        return self._tour.picture(self._window, name, caption)
