"""Which slip the one key prints: for the copy just put aside, for what was just brought back, for what a reader has."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import start_of
from desktop.library.letters.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.library.letters.fields import Language
    from desktop.library.letters.sheet import Sheet
    from desktop.library.library import Library
    from desktop.library.model.desk import Answer, ReaderPanel
    from desktop.library.model.ids import CardNumber, EventId, Moment

    Gathering = Callable[[Library, Language], Sequence[Sheet]]


def slip_of(last: Answer | None, panel: ReaderPanel | None, came: Moment | None) -> Gathering | None:
    """How the slip that is meant now is made; None when there is nothing to print.

    `came`: when the reader came to the desk. What was taken since is on the slip; all they have, when nothing was.
    """
    if last is not None and last.shelved_for is not None:
        return partial(_hold_slip, last.shelved_for.hold_id)
    if last is not None and last.status == "returned" and last.card is not None:
        return partial(_return_slip, last.card)
    if panel is None or not panel.loans:
        return None
    since = came if any(came is not None and loan.lent >= came for loan in panel.loans) else None
    return partial(_group_list if panel.reader.is_group else _due_slip, panel.reader.card, since)


def _hold_slip(hold_id: EventId, library: Library, language: Language) -> Sequence[Sheet]:
    hold = library.holds.get(hold_id)
    facts = library.letters.slip(Kind.HOLD_SLIP, hold=hold) if hold is not None else None
    return (library.letters.sheet(facts, language),) if facts is not None else ()


def _return_slip(card: CardNumber, library: Library, language: Language) -> Sequence[Sheet]:
    today = start_of(library.today())
    return (library.letters.sheet(library.letters.slip(Kind.RETURN_SLIP, card=card, since=today), language),)


def _due_slip(card: CardNumber, since: Moment | None, library: Library, language: Language) -> Sequence[Sheet]:
    return (library.letters.sheet(library.letters.slip(Kind.DUE_SLIP, card=card, since=since), language),)


def _group_list(card: CardNumber, since: Moment | None, library: Library, language: Language) -> Sequence[Sheet]:
    """A class signs for what it takes."""
    return (library.letters.sheet(library.letters.group_list(card, since=since), language),)
