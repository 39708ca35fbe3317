"""The ledger's promises: sums that always agree, whatever order, repetition or merge the entries come in."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.library.model.ids import LoanId, Moment, Money, ReaderId
from desktop.library.model.money import Account, Entry, EntryId, EntryKind, Purpose
from desktop.library.money.ledger import allotted, fold_account

READER = ReaderId("r")


def entry(name: str, kind: EntryKind, amount: int = 0, *offsets: tuple[str, int], undoes: str | None = None) -> Entry:
    return Entry(
        EntryId(name),
        kind,
        READER,
        Money(amount),
        Moment(0),
        Moment(0),
        offsets=tuple((EntryId(charge), Money(part)) for charge, part in offsets),
        purpose=Purpose.LOST,
        undoes=EntryId(undoes) if undoes else None,
    )


def charge(name: str, amount: int) -> Entry:
    return entry(name, EntryKind.CHARGE, amount)


def payment(name: str, amount: int, *offsets: tuple[str, int]) -> Entry:
    return entry(name, EntryKind.PAYMENT, amount, *offsets)


def void(name: str, target: str) -> Entry:
    return entry(name, EntryKind.VOID, undoes=target)


def test_a_debt_is_paid_in_parts():
    account = fold_account([charge("c", 50_000), payment("p", 20_000, ("c", 20_000))])
    assert (account.owed, account.credit) == (30_000, 0)
    assert not account.is_settled


def test_two_desks_that_both_took_the_money_leave_a_credit_and_a_task():
    both = [charge("c", 50_000), payment("p", 50_000, ("c", 50_000)), payment("q", 50_000, ("c", 50_000))]
    account = fold_account(both)
    assert (account.owed, account.credit, account.paid_twice) == (0, 50_000, ("c",))
    given_back = fold_account([*both, entry("r", EntryKind.REFUND, 50_000)])
    assert given_back.is_settled
    assert given_back.paid_twice == ()


def test_money_for_what_was_found_again_is_the_readers():
    account = fold_account([charge("c", 50_000), payment("p", 50_000, ("c", 50_000)), void("v", "c")])
    assert (account.owed, account.credit, account.paid_in_vain) == (0, 50_000, ("c",))


def test_what_was_paid_is_not_swallowed_by_what_was_forgiven():
    account = fold_account(
        [
            charge("c", 50_000),
            entry("f", EntryKind.FORGIVEN, 50_000, ("c", 50_000)),
            payment("p", 50_000, ("c", 50_000)),
        ]
    )
    assert (account.owed, account.credit) == (0, 0)


def test_who_brought_the_same_book_and_paid_gets_the_money_back():
    account = fold_account(
        [charge("c", 50_000), payment("p", 50_000, ("c", 50_000)), entry("x", EntryKind.REPLACED, 0, ("c", 0))]
    )
    assert (account.owed, account.credit) == (0, 50_000)


def test_a_book_owed_for_a_book_is_open_until_one_is_brought_or_it_is_let_go():
    debt = charge("c", 0)
    assert fold_account([debt]).open_debts[0].is_like_for_like
    assert fold_account([debt]).owed == 0
    assert fold_account([debt, entry("x", EntryKind.REPLACED, 0, ("c", 0))]).is_settled
    assert fold_account([debt, entry("f", EntryKind.FORGIVEN, 0, ("c", 0))]).is_settled


def test_what_two_desks_charged_for_one_lost_book_is_one_debt():
    here, there = (replace(charge(name, 150_000), loan=LoanId("l")) for name in "cd")
    assert fold_account([here, there]).owed == 150_000
    paid = fold_account([here, there, payment("p", 150_000, ("d", 150_000))])
    assert paid.is_settled, "the money was taken where only the other charge was known"
    assert fold_account([here, there, void("v", "c")]).owed == 150_000
    assert fold_account([here, there, void("v", "c"), void("w", "d")]).is_settled
    assert fold_account([here, replace(there, loan=LoanId("m"))]).owed == 300_000


def test_what_was_voided_by_mistake_counts_again_once_the_void_is_voided():
    voided = [charge("c", 1000), void("v", "c")]
    assert fold_account(voided).owed == 0
    assert fold_account([*voided, void("w", "v")]).owed == 1000
    assert fold_account([*voided, void("w", "v"), void("x", "c")]).owed == 0


def test_voids_that_void_each_other_void_nothing():
    account = fold_account([charge("c", 1000), void("v", "w"), void("w", "v")])
    assert (account.owed, account.voided) == (1000, frozenset())


def test_a_payment_that_came_before_its_charge_is_no_credit_yet():
    account = fold_account([payment("p", 50_000, ("c", 50_000))])
    assert (account.owed, account.credit) == (0, 0)


def test_money_given_back_twice_is_owed():
    account = fold_account([payment("p", 10_000), *(entry(n, EntryKind.REFUND, 10_000) for n in ("r", "s"))])
    assert (account.owed, account.credit) == (10_000, 0)


AMOUNTS = st.integers(0, 6).map(lambda n: n * 1000)
NAMES = [f"e{n}" for n in range(8)]


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Entry, ...]:
    """Whatever two desks might write: entries that name each other, themselves, or what never came."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=8))
    offsets = st.lists(st.tuples(st.sampled_from([*NAMES, "gone"]), AMOUNTS), max_size=3)
    return tuple(
        replace(
            entry(
                name,
                draw(st.sampled_from(list(EntryKind))),
                draw(AMOUNTS),
                *draw(offsets),
                undoes=draw(st.sampled_from([*NAMES, "gone"])),
            ),
            at=Moment(draw(st.integers(0, 3))),
        )
        for name in names
    )


def balance(account: Account) -> int:
    """What the reader owes, told from the entries alone: charges that stand, without what was let go, less money."""
    standing = {e.id: e for e in account.entries if e.kind is not EntryKind.VOID and e.id not in account.voided}
    money = sum(e.amount for e in standing.values() if e.kind is EntryKind.PAYMENT)
    back = sum(e.amount for e in standing.values() if e.kind is EntryKind.REFUND)
    known = {e.id for e in account.entries}
    on_its_way = sum(
        part
        for e in standing.values()
        if e.kind is EntryKind.PAYMENT
        for target, part in allotted(e)
        if target not in known
    )
    due = 0
    for debt in account.debts:
        let_go = min(debt.forgiven, max(0, debt.charge.amount - debt.paid))
        due += 0 if debt.replaced else debt.charge.amount - let_go
    return due - money + back + on_its_way


@given(ledgers())
@settings(max_examples=300)
def test_owed_less_credit_is_what_was_charged_less_what_was_brought(entries: tuple[Entry, ...]):
    account = fold_account(entries)
    assert account.owed - account.credit == balance(account)
    assert min(account.owed, account.credit) >= 0
    assert all(debt.owed >= 0 and debt.surplus >= 0 for debt in account.debts)


@given(ledgers(), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_order_and_repetition_change_nothing(entries: tuple[Entry, ...], chance: random.Random):
    shuffled = [*entries, *chance.choices(entries, k=len(entries))] if entries else []
    chance.shuffle(shuffled)
    assert fold_account(shuffled) == fold_account(entries)


@given(ledgers(), AMOUNTS)
@settings(max_examples=200)
def test_what_was_voided_is_as_if_it_had_never_been(entries: tuple[Entry, ...], amount: int):
    """A payment taken back leaves what was owed before, whatever came between."""
    before = fold_account(entries)
    target = next((debt.charge.id for debt in before.debts), "e0")
    paid = payment("new", amount, (target, amount))
    after = fold_account([*entries, paid, void("undo", "new")])
    assert (after.owed, after.credit, after.debts) == (before.owed, before.credit, before.debts)
