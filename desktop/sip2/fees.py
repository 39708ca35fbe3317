"""The answer to 37: money that a reader put into a machine, where the library takes money at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.library.circulation.entry import BY_MACHINE
from desktop.library.interchange.paying import Inserted, take
from desktop.library.model.ids import Money
from desktop.library.model.refusal import Reason, Refusal
from desktop.sip2 import times
from desktop.sip2.counter import YES, Counter

if TYPE_CHECKING:
    from desktop.sip2.messages import Message

_AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,]0{1,2})?", re.ASCII)
"""Whole đồng; machines made for other money add cents."""


def pay(counter: Counter, asked: Message) -> Message:
    """37: take what was paid, once for each payment (`interchange.paying`).

    Raises Refusal: MONEY_OFF, INVALID_AMOUNT, NOTHING_OWED, UNKNOWN_CARD, and as codes are read.
    """
    if not counter.library.store.policies.terms().money:
        raise Refusal(Reason.MONEY_OFF)
    amount = _AMOUNT.fullmatch(asked.get("BV"))
    if amount is None or asked.fixed["currency"] != "VND":
        raise Refusal(Reason.INVALID_AMOUNT, value=asked.get("BV"))
    reader, paid = counter.library.readers.get(asked.get("AA")), Money(int(amount[1]))
    clock = asked.fixed["when"] if times.understood(asked.fixed["when"]) is not None else ""
    money = Inserted(counter.machine, paid, clock, number=asked.get("BK"), fee=asked.get("CG"))
    take(counter.library.store, reader, money, operator=f"{counter.machine}{BY_MACHINE}")
    says = counter.words.text("paid", amount=f"{paid:,}".replace(",", "."))
    return counter.reply(asked, {"ok": YES}, ("AA", reader.card), ("BK", asked.get("BK")), says=says)
