"""The answer to 37: money that a reader put into a machine, where the library takes money at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal
from desktop.sip2.counter import Counter

if TYPE_CHECKING:
    from desktop.sip2.messages import Message

_AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,]0{1,2})?")
"""Whole đồng; machines made for other money add cents."""


def pay(counter: Counter, asked: Message) -> Message:
    """37: note what was paid, once for each transaction of the machine. Raises Refusal: UNKNOWN_CARD, and as `pay`."""
    amount = _AMOUNT.fullmatch(asked.get("BV"))
    if amount is None or asked.fixed["currency"] != "VND":
        raise Refusal(Reason.INVALID_AMOUNT, value=asked.get("BV"))
    raise Refusal(Reason.MONEY_OFF)
