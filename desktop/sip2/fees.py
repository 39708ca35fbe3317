"""The answer to 37: money that a reader put into a machine, where the library takes money at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.library.model.ids import Money
from desktop.library.model.refusal import Reason, Refusal
from desktop.sip2.counter import DONE, Counter

if TYPE_CHECKING:
    from desktop.sip2.messages import Message

_AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,]0{1,2})?", re.ASCII)
"""Whole đồng; machines made for other money add cents."""


def pay(counter: Counter, asked: Message) -> Message:
    """37: take what was paid, once for each transaction of the machine.

    Raises Refusal: MONEY_OFF, INVALID_AMOUNT, NOTHING_OWED, UNKNOWN_CARD, and as codes are read.
    """
    if not counter.library.store.policies.terms().money:
        raise Refusal(Reason.MONEY_OFF)
    amount = _AMOUNT.fullmatch(asked.get("BV"))
    if amount is None or asked.fixed["currency"] != "VND":
        raise Refusal(Reason.INVALID_AMOUNT, value=asked.get("BV"))
    card, paid = counter.library.readers.get(asked.get("AA")).card, Money(int(amount[1]))
    receipt = f"{counter.machine} {asked.get('BK') or asked.fixed['when'].replace(' ', '')}"
    if not any(entry.receipt == receipt for entry in counter.library.money.account(card).entries):
        counter.library.money.pay(card, paid, receipt=receipt)
    says = counter.words.text("paid", amount=f"{paid:,}".replace(",", "."))
    return counter.reply(asked, {"ok": DONE}, ("AA", card), ("BK", asked.get("BK")), says=says)
