"""Folds a reader's ledger into the account: the same from the same entries, in whatever order and however often."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from desktop.library.model.ids import Money
from desktop.library.model.money import Account, Debt, Entry, EntryId, EntryKind, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ENDS_OF_LOANS = (Purpose.LOST, Purpose.FINE)


def fold_account(entries: Iterable[Entry]) -> Account:
    """The account of one reader from all the reader's entries.

    Each entry counts once, by its id. A voided entry counts no more, unless the `void` was voided itself. The same book
    settles a debt before money does, and money before forgiving: what was given is never swallowed by what was let go.
    Money that no debt needs is the reader's credit. What an entry gives to a charge that is not here yet is neither.
    What two desks charged for the same end of one loan is one debt, of the larger amount.
    """
    each = {entry.id: entry for entry in entries}
    known = tuple(sorted(each.values(), key=lambda entry: (entry.at, entry.id)))
    voided = _voided(each)
    standing = _by_kind(entry for entry in known if entry.id not in voided)
    debts = _debts(standing)
    counted = {charge.id for debt in debts for charge in (debt.charge, *debt.again)}
    credit = sum(debt.surplus for debt in debts) - sum(entry.amount for entry in standing[EntryKind.REFUND])
    in_vain: set[EntryId] = set()
    for payment in standing[EntryKind.PAYMENT]:
        given = allotted(payment)
        freed = {charge: amount for charge, amount in given if charge in each and charge not in counted}
        credit += payment.amount - sum(amount for _, amount in given) + sum(freed.values())
        in_vain |= {charge for charge, amount in freed.items() if amount}
    left = credit > 0
    return Account(
        reader_id=known[0].reader_id if known else None,
        debts=debts,
        entries=known,
        voided=voided,
        owed=Money(sum(debt.owed for debt in debts) + max(0, -credit)),
        credit=Money(max(0, credit)),
        paid_twice=tuple(debt.charge.id for debt in debts if debt.surplus) if left else (),
        paid_in_vain=tuple(sorted(in_vain)) if left else (),
    )


def allotted(entry: Entry) -> tuple[tuple[EntryId, Money], ...]:
    """What the entry gives to which charge: never more in all than it is, and never less than nothing."""
    left, given = entry.amount, dict[EntryId, int]()
    for charge, asked in entry.offsets:
        amount = max(0, min(asked, left))
        left = Money(left - amount)
        given[charge] = given.get(charge, 0) + amount
    return tuple((charge, Money(amount)) for charge, amount in given.items())


def _by_kind(entries: Iterable[Entry]) -> Mapping[EntryKind, list[Entry]]:
    found: dict[EntryKind, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.kind].append(entry)
    return found


def _debts(standing: Mapping[EntryKind, list[Entry]]) -> tuple[Debt, ...]:
    paid, forgiven = _given(standing[EntryKind.PAYMENT]), _given(standing[EntryKind.FORGIVEN])
    replaced = _given(standing[EntryKind.REPLACED])

    def debt(charge: Entry, again: tuple[Entry, ...]) -> Debt:
        ids = (charge.id, *(other.id for other in again))
        return Debt(
            charge,
            paid=Money(sum(paid.get(one, 0) for one in ids)),
            forgiven=Money(sum(forgiven.get(one, 0) for one in ids)),
            let_go=any(one in forgiven for one in ids),
            replaced=any(one in replaced for one in ids),
            again=again,
        )

    return tuple(debt(charge, again) for charge, again in _charged_once(standing[EntryKind.CHARGE]))


def _charged_once(charges: Iterable[Entry]) -> Iterable[tuple[Entry, tuple[Entry, ...]]]:
    """Every debt's charge, and those beside it that another desk wrote for the same end of the same loan.

    A book is given up, or comes back late, once: desks that do not hear of each other may both note it.
    """
    ends: dict[object, list[Entry]] = {}
    for charge in charges:
        is_an_end = charge.loan is not None and charge.purpose in _ENDS_OF_LOANS
        ends.setdefault((charge.loan, charge.purpose) if is_an_end else charge.id, []).append(charge)
    for same in ends.values():
        largest = max(same, key=lambda charge: charge.amount)
        yield largest, tuple(charge for charge in same if charge is not largest)


def _given(entries: Iterable[Entry]) -> Mapping[EntryId, int]:
    given: dict[EntryId, int] = defaultdict(int)
    for entry in entries:
        for charge, amount in allotted(entry):
            given[charge] += amount
    return given


def _voided(each: Mapping[EntryId, Entry]) -> frozenset[EntryId]:
    """The entries that a standing `void` names. Voids that name each other in a ring, which nobody writes, are none."""
    voids = {e.id: e.undoes for e in each.values() if e.kind is EntryKind.VOID and e.undoes in each}
    if not voids:
        return frozenset()
    against: dict[EntryId, list[EntryId]] = defaultdict(list)
    for void, target in voids.items():
        if target is not None and not _in_a_ring(voids, void):
            against[target].append(void)
    found: dict[EntryId, bool] = {}

    def is_voided(entry: EntryId) -> bool:
        if entry not in found:
            found[entry] = any(not is_voided(void) for void in against.get(entry, ()))
        return found[entry]

    return frozenset(entry for entry in each if is_voided(entry))


def _in_a_ring(voids: Mapping[EntryId, EntryId | None], first: EntryId) -> bool:
    seen, at = set[EntryId](), voids.get(first)
    while at is not None and at not in seen:
        if at == first:
            return True
        seen.add(at)
        at = voids.get(at)
    return False
