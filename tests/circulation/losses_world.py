"""A desk world in which copies are lost and money is taken."""

from __future__ import annotations

from desktop.library.accounts import Accounts
from desktop.library.circulation.conditions import Conditions
from desktop.library.model.desk import Answer
from desktop.library.model.item import Item
from desktop.library.model.money import Account
from desktop.library.security.rights import Rights
from tests.circulation.desk_world import World

PRICE = 95_000


class Losses(World):
    """What the tests ask for in one line."""

    rights = Rights.LIBRARIAN

    @property
    def conditions(self) -> Conditions:
        """The conditions of copies, with the rights of the test."""
        return Conditions(self.store, self.desk, self.rights)

    @property
    def money(self) -> Accounts:
        """The accounts, with the rights of the test."""
        return Accounts(self.store, self.rights, lambda: self.desk.operator)

    def terms(self, **fields: str | int | bool | None) -> None:
        """Set these house rules."""
        self.change("desk_policy", "0" * 32, **fields)

    def fined(self, per_day: int, *, grace: int = 0, category: str = "can-bo") -> None:
        """Let lateness with a book cost so much."""
        rule = self.store.policies.rule(category, "sach")  # type: ignore[arg-type] # codes of a new library
        assert rule is not None
        self.change("policy", rule.version.partition("@")[0], fine_per_day=per_day, grace_days=grace)

    def item(self, barcode: str) -> Item:
        """The copy."""
        (item,) = self.store.items.with_barcode(barcode)
        return item

    def a_priced_item(self, price: int | None = PRICE, **fields: str | int | None) -> str:
        """A copy that cost so much."""
        code = self.an_item()
        self.change("item", self.item(code).id, price=price, **fields)
        return code

    def account(self, card: str) -> Account:
        """What the reader owes."""
        return self.money.account(card)

    def standing(self, card: str, barcode: str) -> tuple[object, ...]:
        """All that an act with the copy may have changed."""
        account, item = self.account(card), self.item(barcode)
        loans = self.store.loans.history_of_reader(self.store.readers.with_card(card)[0].id, self.desk._today())
        return (
            item.conditions,
            item.access,
            account.owed,
            account.credit,
            tuple(d.charge.amount for d in account.debts),
            loans,
        )

    def ledger(self) -> int:
        """How many lines the ledger has."""
        return int(self.store.connection.execute("SELECT count(*) FROM ledger").fetchone()[0])


def lent(world: Losses, price: int | None = PRICE, **fields: str) -> tuple[str, str]:
    """A reader with a copy of that price."""
    card, barcode = world.a_reader(), world.a_priced_item(price, **fields)
    world.a_loan(card, barcode)
    return card, barcode


def done(answer: Answer, status: str) -> Answer:
    assert answer.status == status, answer
    return answer
