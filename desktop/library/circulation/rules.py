"""What speaks against lending, renewing or holding: each rule looks at what is known and objects with facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.library.model.ids import Money
from desktop.library.model.item import Access, Condition
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from desktop.library.model.ids import CardNumber
    from desktop.library.model.item import Item
    from desktop.library.model.loan import Loan
    from desktop.library.model.reader import Reader
    from desktop.library.model.rule import Rule

_MARKS = (
    (Condition.WITHDRAWN, Reason.ITEM_WITHDRAWN),
    (Condition.LOST, Reason.ITEM_LOST),
    (Condition.RESTRICTED, Reason.ITEM_RESTRICTED),
    (Condition.NOT_FOR_LOAN, Reason.NOT_FOR_LOAN),
    (Condition.DAMAGED, Reason.ITEM_DAMAGED),
)
_IN_THE_ROOM = (Condition.WITHDRAWN, Condition.LOST, Condition.DAMAGED)
"""The marks that also speak against reading a copy in the room."""
_GUARDED = (Access.OPEN, Access.FORCE, Access.UNIT)
"""Who is cleared for one of these is cleared for those before it."""
_NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class Wish:
    """A reader wants an item on a day, and all that the rules need to know of both."""

    reader: Reader
    item: Item
    today: date
    rule: Rule | None
    loan: Loan | None = None
    """The item's open loan."""
    holder: CardNumber | None = None
    """The card of who has it, when that is somebody else."""
    loans: int = 0
    of_type: int = 0
    overdue: int = 0
    """Loans that are late by more than the grace of their rule."""
    long_overdue: int = 0
    owed: Money = _NOTHING
    """What the reader owes; nothing while money is off."""
    owes_limit: Money = _NOTHING
    cleared: Access = Access.UNIT
    """The most guarded access that the reader's category is cleared for."""
    waiting: tuple[CardNumber | None, ...] = ()
    """Other readers who hold the title, in the order of the queue."""


def against_lending(wish: Wish) -> tuple[Refusal, ...]:
    """Every objection to lending, those that nobody may set aside first."""
    return _weightiest_first(
        (
            *_against_the_item(wish.item),
            *_against_seeing(wish),
            *_against_a_second_loan(wish),
            *_against_the_pair(wish),
            *against_reader(wish.reader, wish.today),
            *_against_so_many(wish),
            *_against_owing(wish),
            *_against_passing_others(wish),
        )
    )


def against_renewing(wish: Wish, loan: Loan) -> tuple[Refusal, ...]:
    """Every objection to renewing this loan of the reader's."""
    return _weightiest_first(
        (
            *_against_the_pair(wish),
            *against_reader(wish.reader, wish.today),
            *_against_renewing_again(wish, loan),
            *_against_renewing_so_early(wish, loan),
            *_against_passing_others(wish),
        )
    )


def against_reading_here(wish: Wish, *, approved: bool) -> tuple[Refusal, ...]:
    """Every objection to a session in the reading room; `approved`: a paper lets this reader see it."""
    return _weightiest_first(
        (
            *(no for mark, no in _marks(wish.item) if mark in _IN_THE_ROOM),
            *_against_seeing(wish),
            *_against_seeing_without_approval(wish.item, approved=approved),
            *_against_a_second_loan(wish),
            *_against_sitting_down(wish),
            *against_reader(wish.reader, wish.today),
        )
    )


def against_reader(reader: Reader, today: date) -> Iterator[Refusal]:
    """What stands against the reader whatever is wanted."""
    if reader.blocked:
        yield Refusal(Reason.READER_BLOCKED, card=reader.card, why=reader.blocked)
    if reader.expires is not None and reader.expires < today:
        yield Refusal(Reason.CARD_EXPIRED, card=reader.card, expires=reader.expires.isoformat())


def _marks(item: Item) -> Iterator[tuple[Condition, Refusal]]:
    for mark, since in item.conditions:
        for condition, reason in _MARKS:
            if mark is condition:
                yield mark, Refusal(reason, since=since)


def _against_the_item(item: Item) -> Iterator[Refusal]:
    yield from (no for _, no in _marks(item))
    if item.access is Access.RESTRICTED and not item.has(Condition.RESTRICTED):
        yield Refusal(Reason.ITEM_RESTRICTED, since=None)


def _against_seeing(wish: Wish) -> Iterator[Refusal]:
    access = wish.item.access
    if access in _GUARDED and _GUARDED.index(access) > _GUARDED.index(wish.cleared):
        yield Refusal(Reason.NOT_CLEARED, access=access.value, category=wish.reader.category)


def _against_seeing_without_approval(item: Item, *, approved: bool) -> Iterator[Refusal]:
    # Thông tư 02/2020/TT-BVHTTDL, Art. 32: in a separate room, for a purpose that a competent person has approved.
    if not approved and (item.access is Access.RESTRICTED or item.has(Condition.RESTRICTED)):
        yield Refusal(Reason.NEEDS_APPROVAL)


def _against_sitting_down(wish: Wish) -> Iterator[Refusal]:
    if wish.rule is not None and not wish.rule.on_site:
        yield Refusal(Reason.NOT_FOR_LOAN, category=wish.reader.category, item_type=wish.item.type)


def _against_a_second_loan(wish: Wish) -> Iterator[Refusal]:
    loan = wish.loan
    if loan is None:
        return
    if loan.reader_id == wish.reader.id:
        yield Refusal(Reason.ALREADY_LENT_TO_READER, due=loan.due.isoformat(), renewals=loan.renewals)
    else:
        yield Refusal(Reason.ON_LOAN_TO_ANOTHER, holder=wish.holder, due=loan.due.isoformat())


def _against_the_pair(wish: Wish) -> Iterator[Refusal]:
    rule = wish.rule
    if rule is None:
        yield Refusal(Reason.NO_RULE, category=wish.reader.category, item_type=wish.item.type)
    elif not rule.lends or rule.max_loans == 0:
        yield Refusal(Reason.NOT_FOR_LOAN, category=wish.reader.category, item_type=wish.item.type)


def _against_so_many(wish: Wish) -> Iterator[Refusal]:
    # A library whose readers keep what is due has nothing to lend to the others: one late book stops the next one.
    if wish.overdue:
        yield Refusal(Reason.HAS_OVERDUE, overdue=wish.overdue, long_overdue=wish.long_overdue)
    rule = wish.rule
    if rule is None or not rule.lends:
        return
    if wish.loans >= rule.max_loans:
        yield Refusal(Reason.LIMIT_REACHED, loans=wish.loans, limit=rule.max_loans)
    if wish.of_type >= rule.max_of_type:
        yield Refusal(Reason.TYPE_LIMIT_REACHED, loans=wish.of_type, limit=rule.max_of_type, item_type=wish.item.type)


def _against_renewing_again(wish: Wish, loan: Loan) -> Iterator[Refusal]:
    limit = 0 if wish.rule is None else wish.rule.renewals
    if loan.renewals >= limit:
        yield Refusal(Reason.NO_MORE_RENEWALS, renewals=loan.renewals, limit=limit, due=loan.due.isoformat())


def _against_renewing_so_early(wish: Wish, loan: Loan) -> Iterator[Refusal]:
    within = 0 if wish.rule is None else wish.rule.renew_within
    if within and (loan.due - wish.today).days > within:
        begins = loan.due - timedelta(days=within)
        yield Refusal(Reason.TOO_EARLY_TO_RENEW, from_day=begins.isoformat(), due=loan.due.isoformat())


def _against_owing(wish: Wish) -> Iterator[Refusal]:
    if wish.owed > wish.owes_limit:
        yield Refusal(Reason.OWES, owed=wish.owed, limit=wish.owes_limit)


def _against_passing_others(wish: Wish) -> Iterator[Refusal]:
    if wish.waiting:
        yield Refusal(Reason.HELD_FOR_ANOTHER, waiting=len(wish.waiting), first=wish.waiting[0])


def _weightiest_first(objections: Iterable[Refusal]) -> tuple[Refusal, ...]:
    return tuple(sorted(objections, key=lambda objection: objection.may_be_overridden))
