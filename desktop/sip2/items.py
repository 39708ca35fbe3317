"""Answers about an item at a machine: 17, and the polite one to 19."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.recognise import item_of
from desktop.library.model.hold import HoldState
from desktop.library.model.item import Condition
from desktop.sip2 import times
from desktop.sip2.counter import NOT_DONE, Counter

if TYPE_CHECKING:
    from desktop.library.model.hold import HoldLine
    from desktop.library.model.item import Item
    from desktop.library.model.loan import Loan
    from desktop.sip2.messages import Message

_OTHER, _AVAILABLE, _CHARGED, _ON_HOLD_SHELF, _CLAIMED, _LOST = "01", "03", "04", "08", "11", "12"
"""Where an item is (3M SIP 2.00, "circulation status")."""
_NO_SECURITY, _NO_FEE = "00", "01"


def look(counter: Counter, asked: Message) -> Message:
    """17: where the item is. Who has it is nobody's business here. Raises Refusal: as codes are read."""
    store = counter.library.store
    item = item_of(store, asked.get("AB")).item
    assert item is not None  # item_of finds an item or refuses
    loan, line = store.loans.open_of_item(item.id), store.titles.line(item.title_id)
    queue = counter.library.holds.queue(item.title_id)
    shelved = next((hold for hold in queue if hold.state is HoldState.SHELVED and hold.barcode == item.barcode), None)
    fixed = {"circulation": _where(item, loan, shelved), "security": _NO_SECURITY, "fee_type": _NO_FEE}
    due = (("AH", times.end_of(loan.due)),) if loan else ()
    kept = (("CM", times.end_of(shelved.until)),) if shelved and shelved.until else ()
    return counter.reply(
        asked,
        fixed,
        ("AB", item.barcode),
        ("AJ", line.title if line else ""),
        *due,
        *kept,
        ("CF", str(sum(hold.place > 0 for hold in queue))),
        ("AQ", item.location),
        ("AP", item.location),
        ("CS", item.call_number),
    )


def mark(counter: Counter, asked: Message) -> Message:
    """19: a machine changes nothing of an item."""
    return counter.reply(asked, {"ok": NOT_DONE}, ("AB", asked.get("AB")), says=counter.words.text("not done here"))


def _where(item: Item, loan: Loan | None, shelved: HoldLine | None) -> str:
    if loan is not None:
        return _CLAIMED if loan.claimed is not None else _CHARGED
    if item.has(Condition.LOST):
        return _LOST
    if shelved is not None:
        return _ON_HOLD_SHELF
    return _OTHER if item.conditions else _AVAILABLE
