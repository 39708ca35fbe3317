"""After the start the program forgets who borrowed what, some loans at a time, until nothing is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.ids import Moment
from desktop.ui import forgetting
from sync.core.stamp import wall_clock_ms

if TYPE_CHECKING:
    from desktop.library.library import Library
    from tests.ui.world import World

DAY_MS = 86_400_000
LOANS = forgetting.AT_ONCE + 3


def long_ago(library: Library) -> None:
    """Loans of one copy after another, all returned more than a month ago."""
    now = wall_clock_ms()
    for number in range(LOANS):
        lent = Moment(now - (200 - 2 * number) * DAY_MS)
        assert library.circulation.lend("TV000001", "TK000100", at=lent).status == "lent"
        assert library.circulation.give_back("TK000100", at=Moment(lent + DAY_MS)).status == "returned"


def test_old_loans_are_unlinked_until_none_is_left(program: World) -> None:
    program.ask(long_ago)
    linked = lambda: len(program.ask(lambda library: library.readers.history("TV000001")))  # noqa: E731 - asked twice
    assert linked() == LOANS
    program.program.forgetting.forget()
    program.settle()
    assert linked() == LOANS - forgetting.AT_ONCE
    program.until(lambda: linked() == 0)
