"""What an act at the desk does to a copy's marks and to its reader's account, and how both are taken back with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of, days_overdue
from desktop.library.circulation.fold import LOST
from desktop.library.model.ids import Money
from desktop.library.model.item import Condition
from desktop.library.model.money import EntryKind, Purpose
from desktop.library.money.book import Book, Line
from desktop.library.money.compensation import fine
from desktop.library.store.marks import MarkChange

if TYPE_CHECKING:
    from desktop.library.circulation.entry import When
    from desktop.library.model.event import Event
    from desktop.library.model.ids import EventId
    from desktop.library.model.item import Item
    from desktop.library.model.loan import Loan
    from desktop.library.model.money import Debt
    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

Facts = tuple[tuple[str, str | int | bool | None], ...]


@dataclass(frozen=True, slots=True)
class CameBack:
    """A copy that lies on the counter, the loan that ends with it (open, or given up as lost), and who had it."""

    item: Item
    loan: Loan | None
    reader: Reader | None
    event: EventId
    forgive_lateness: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What followed from a return.

    `facts`: `debt_gone` (đồng no more owed), `book_gone` (the same book is no more owed), `give_back` (đồng to be given
    back).
    """

    charged: Money | None = None
    was_lost: bool = False
    claimed: bool = False
    days_late: int = 0
    facts: Facts = ()


class Aftermath:
    """Marks and accounts over one store, in the name of whoever sits at the desk."""

    def __init__(self, store: Store, operator: str = "") -> None:
        self._store = store
        self._operator = operator
        self.book = Book(store, operator)

    def of_return(self, pen: Pen, back: CameBack, then: When) -> Settled:
        """The lost mark goes, what was to be paid for the loss counts no more, and lateness is charged."""
        was_lost = is_given_up(back.item, back.loan) and self._is_newest(back)
        facts: Facts = ()
        if was_lost:
            self.mark(pen, back.item, Condition.LOST, None, then, about=back.event)
            facts = self._without_compensation(pen, back.item, back.event)
        late = days_late(back, then)
        claimed = back.loan is not None and back.loan.claimed is not None
        return Settled(self._fine(pen, back, late, then), was_lost, claimed, late, facts)

    def of_undoing(self, pen: Pen, event: Event, then: When) -> None:
        """Marks go back to what they were, unless somebody has changed them since; its entries count no more."""
        if event.item_id is None:
            return
        changes = self._store.marks.of_item(event.item_id)
        for field in dict.fromkeys(change.field for change in changes if change.about == event.id):
            said = tuple(change for change in changes if change.field == field)
            if self._store.marks.present(event.item_id, field) == said[-1].after:
                back = self._change(field, self._still_said(said), then, about=event.id)
                self._store.marks.write(pen, event.item_id, back)
        entries = self._store.ledger.of_item(event.item_id)
        readers = {entry.reader_id for entry in entries if entry.about == event.id and entry.reader_id}
        for reader in sorted(readers):
            account = self._store.ledger.account(reader)
            # A charge that is void already is voided by this, too: what voided it may be taken back as well.
            followed = [
                entry
                for entry in account.entries
                if entry.about == event.id and (entry.kind is EntryKind.CHARGE or entry.id not in account.voided)
            ]
            self.book.void(pen, followed, about=event.id)

    def _still_said(self, said: tuple[MarkChange, ...]) -> str | None:
        """What these changes of one field come to without those of acts that have been taken back."""
        stand = [change for change in said if change.about is None or not self._store.events.is_undone(change.about)]
        return stand[-1].after if stand else said[0].before

    def mark(
        self,
        pen: Pen,
        item: Item,
        condition: Condition,
        since: str | None,
        then: When,
        *,
        why: str = "",
        about: EventId | None = None,
    ) -> None:
        """Set the mark since this ISO day, or take it away; who, when and why are noted.

        The words of an act stand in its event alone, from which they go when its reader is forgotten.
        """
        self._store.marks.write(pen, item.id, self._change(condition.value, since, then, why=why, about=about))

    def change(self, pen: Pen, item: Item, field: str, value: str | None, then: When, *, why: str = "") -> None:
        """As `mark`, for any field of the copy."""
        self._store.marks.write(pen, item.id, self._change(field, value, then, why=why))

    def _change(
        self, field: str, after: str | None, then: When, *, why: str = "", about: EventId | None = None
    ) -> MarkChange:
        device = self._store.profile.text("device")
        return MarkChange(field, None, after, why, self._operator, device, then.recorded, about)

    def _is_newest(self, back: CameBack) -> bool:
        """Whether nobody has had the copy since: what is typed in late says nothing of a later loss."""
        newest = self._store.loans.newest_of_item(back.item.id)
        return newest is None or back.loan is None or newest.id == back.loan.id

    def _without_compensation(self, pen: Pen, item: Item, event: EventId) -> Facts:
        """What was charged for the loss counts no more; not where another copy was brought: that one stays."""
        gone, give_back, book = 0, 0, False
        for debt in self._charged_for_loss(item):
            self.book.void(pen, (debt.charge, *debt.again), about=event)
            gone, give_back = gone + debt.owed, give_back + debt.paid
            book = book or (debt.is_like_for_like and debt.is_open)
        told = (("debt_gone", gone), ("book_gone", book), ("give_back", give_back))
        return tuple((name, amount) for name, amount in told if amount)

    def _charged_for_loss(self, item: Item) -> tuple[Debt, ...]:
        """Whoever was charged: another desk may have taken the copy back before it was given up here."""
        readers = {entry.reader_id for entry in self._store.ledger.of_item(item.id)} - {None}
        debts = (debt for reader in sorted(map(str, readers)) for debt in self._store.ledger.account(reader).debts)
        lost = (debt for debt in debts if debt.charge.purpose is Purpose.LOST and debt.charge.item_id == item.id)
        return tuple(debt for debt in lost if not debt.replaced)

    def _fine(self, pen: Pen, back: CameBack, late: int, then: When) -> Money | None:
        loan, reader = back.loan, back.reader
        if loan is None or reader is None or loan.on_site or not late:
            return None
        rule = self._store.policies.rule(reader.category, back.item.type)
        amount = fine(self._store.policies.terms(), rule, late, back.item.price)
        if amount <= 0:
            return None
        line = Line(EntryKind.CHARGE, reader.id, amount, back.item.id, loan.id, purpose=Purpose.FINE, about=back.event)
        self.book.note(pen, line, then.at)
        return amount


def is_given_up(item: Item, loan: Loan | None) -> bool:
    """Whether the copy was believed lost: by its mark, or by the way in which its loan was closed."""
    return item.has(Condition.LOST) or (loan is not None and loan.closed_as == LOST)


def given_up_loan(store: Store, item: Item) -> Loan | None:
    """The copy's newest loan, when it was closed because the copy was given up."""
    newest = store.loans.newest_of_item(item.id)
    return newest if newest is not None and newest.closed_as == LOST else None


def days_late(back: CameBack, then: When) -> int:
    """How late it came: where the reader had said that it was brought back, no later than that was said."""
    if back.loan is None or back.forgive_lateness:
        return 0
    claimed = back.loan.claimed
    day = then.day if claimed is None else min(then.day, day_of(claimed))
    return days_overdue(back.loan.due, day)
