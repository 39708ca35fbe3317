"""The page of what the library has decided: who may borrow what, when it is open, what its letters say."""

from __future__ import annotations

from typing import ClassVar

from desktop.ui.rules.days import DaysPage
from desktop.ui.rules.house import HousePage
from desktop.ui.rules.lending import LendingPage
from desktop.ui.rules.letters import LettersPage
from desktop.ui.widgets.tabs import Tab, TabbedPage


class RulesPage(TabbedPage):
    """Each part is a page of its own; a new one is one more line of `tabs`."""

    tabs: ClassVar[tuple[Tab, ...]] = (
        Tab("rules", "Quy tắc mượn", "book-up", LendingPage),
        Tab("calendar", "Lịch", "calendar", DaysPage),
        Tab("terms", "Quy định chung", "house", HousePage),
        Tab("letters", "Mẫu in", "printer", LettersPage),
    )
