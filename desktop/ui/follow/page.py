"""The page of what must be followed: holds, late books, sessions in the room, days typed in afterwards."""

from __future__ import annotations

from typing import ClassVar

from desktop.ui.follow.holds import HoldsPage
from desktop.ui.follow.late import LatePage
from desktop.ui.follow.losses import LossesPage
from desktop.ui.follow.overdue import OverduePage
from desktop.ui.follow.reading_room import ReadingRoomPage
from desktop.ui.widgets.tabs import Tab, TabbedPage


class FollowPage(TabbedPage):
    """Each part is a page of its own; a new one is one more line of `tabs`."""

    tabs: ClassVar[tuple[Tab, ...]] = (
        Tab("holds", "Lượt đặt mượn", "bookmark", HoldsPage),
        Tab("overdue", "Quá hạn", "calendar-clock", OverduePage),
        Tab("late", "Nhập bù", "history", LatePage),
        Tab("reading_room", "Đọc tại chỗ", "book-open", ReadingRoomPage),
        Tab("losses", "Mất, hỏng, bồi thường", "circle-x", LossesPage),
    )
