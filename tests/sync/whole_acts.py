"""Whole acts of a desk, for random histories: what the library itself does, several rows at once, derived names and all."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.library.accounts import Accounts
from desktop.library.circulation.conditions import Conditions
from desktop.library.circulation.desk import Desk as Counter
from desktop.library.circulation.holds import Holds
from desktop.library.circulation.policy_book import PolicyBook
from desktop.library.interchange.entries import Entry, LateAct
from desktop.library.interchange.late import LateEntries
from desktop.library.model.ids import Moment, Money
from desktop.library.model.money import EntryId
from desktop.library.model.refusal import Refusal
from desktop.library.security.rights import Rights
from desktop.library.store.rows import every, load
from desktop.library.store.workplaces import Signature
from sync.core.row import named_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pc import Desk

OF_MONEY = ("like-for-like", "in-money", "in-money", "pay", "void", "forgive")
OF_RULES = ("rule", "drop-rule")
WORKS = (
    "lend",
    "lend",
    "return",
    "return",
    "return",
    "hold",
    "hold",
    "take-off",
    "on-paper",
    "lost",
    "found",
    "damaged",
    "undo",
    *OF_MONEY,
    *OF_RULES,
)
CARDS, CODES = ("TV000091", "TV000092"), ("TK000091", "TK000092")


def work(desk: Desk, kind: str, n: int) -> None:
    """One act over two copies, one of them without a price, and two readers; refusals are answers, too."""
    desk.store.workplaces.signature = Signature(desk.name, lambda: "Lan")
    title = _know(desk)
    with suppress(Refusal):
        _Shift(desk, n, title).work(kind)
    desk.store.workplaces.signature = None  # what comes of a run or a restart is written by nobody
    for row in every(desk.store.connection):
        desk.world.knows(desk.unit, row)


def _know(desk: Desk) -> str:
    """Whom and what the acts are about, entered wherever it is lacking; nobody else writes these rows by hand."""
    unit, title = desk.unit, named_id(desk.unit, "title", "whole")
    known: dict[tuple[str, str], dict[str, Any]] = {("desk_policy", named_id(unit, "desk_policy", "")): {"money": True}}
    known["title", title] = {"leader": "", "245/1": [100, "00", "a", "Điều lệnh"]}
    for n, (card, code) in enumerate(zip(CARDS, CODES, strict=True)):
        known["reader", named_id(unit, "reader", card)] = {"card": card, "name": card, "category": "can-bo"}
        copy = {"title_id": title, "barcode": code, "type": "sach", "price": 95_000 * n}
        known["item", named_id(unit, "item", code)] = copy
    with desk.store.writing() as pen:
        for (table, row_id), fields in known.items():
            if load(desk.store.connection, table, row_id) is None:
                pen.put(table, row_id, fields)
    return title


@dataclass
class _Shift:
    """Who works at a desk. `n` chooses among what there is."""

    desk: Desk
    n: int
    title: str

    def work(self, kind: str) -> None:
        """Raises Refusal."""
        card, code, why = CARDS[self.n % 2], CODES[self.n // 2 % 2], f"{self.desk.world.number()}"
        if kind in OF_MONEY:
            return self._reckon(kind, card, code, why)
        if kind in OF_RULES:
            return self._rule(kind, why)
        if kind == "on-paper":
            return self._on_paper(card, code)
        return self._circulate(kind, card, code, why)

    def _circulate(self, kind: str, card: str, code: str, why: str) -> None:
        counter = Counter(self.desk.store, operator="Lan")
        conditions = Conditions(self.desk.store, counter)
        match kind:
            case "lend":
                counter.lend(card, code, override=True)
            case "return":
                counter.give_back(code)
            case "hold":
                Holds(self.desk.store, counter).place(card, self.title)
            case "take-off":
                Holds(self.desk.store, counter).clear_expired()
                counter.scan(code)
            case "lost":
                conditions.declare_lost(code, why=why)
            case "found":
                conditions.found(code, with_reader=self.n % 3 == 0)
            case "damaged":
                conditions.damaged(code, why=why, amount=Money(self.n % 3 * 10_000), card=card)
            case "undo":
                counter.undo(why=why)

    def _reckon(self, kind: str, card: str, code: str, why: str) -> None:
        money = Accounts(self.desk.store, Rights.LIBRARIAN, lambda: "Lan")
        account = money.account(card)
        debts = [debt.charge.id for debt in account.open_debts]
        match kind:
            case "like-for-like":
                money.charge(card, Money(0), barcode=code, why=why)
            case "in-money" if debts:
                money.in_money(_one_of(debts, self.n), why, price=Money(50_000 + self.n % 3 * 10_000))
            case "pay" if debts:
                money.pay(card, account.owed)
            case "void" if account.reader_id:
                entries = [entry.id for entry in self.desk.store.ledger.of_reader(account.reader_id)]
                money.void(_one_of([*entries, EntryId("0" * 32)], self.n), why)
            case "forgive" if debts:
                money.forgive(_one_of(debts, self.n), why)

    def _rule(self, kind: str, why: str) -> None:
        book = PolicyBook(self.desk.store)
        if kind == "rule":
            book.amend_rule("can-bo", "sach", {"loan_days": 10 + self.n % 9}, why=why)
        else:
            book.drop_rule("can-bo", "sach", why=why)

    def _on_paper(self, card: str, code: str) -> None:
        """A line of some minutes ago; both desks may enter the same."""
        now = self.desk.world.clock.ms
        at = Moment(now - now % 600_000 - 600_000 * (self.n % 3))
        act = (LateAct.LEND, LateAct.RETURN, LateAct.RENEW)[self.n % 7 % 3]
        late = LateEntries(self.desk.store, Rights.LIBRARIAN, lambda: "Lan")
        late.type_in(Entry(1, "", act, at, card="" if act is LateAct.RETURN else card, barcode=code))


def _one_of(ids: Sequence[EntryId], n: int) -> EntryId:
    return ids[n // 5 % len(ids)]
