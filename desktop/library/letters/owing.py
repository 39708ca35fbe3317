"""What the letters about debts are to say: clearance, compensation, receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.recognise import reader_of
from desktop.library.letters.circulating import DAYS_LEFT, of_reader
from desktop.library.letters.fill import Facts
from desktop.library.letters.kinds import Kind
from desktop.library.letters.wording import figure, phrase
from desktop.library.model.money import Purpose

if TYPE_CHECKING:
    from desktop.library.letters.fields import Language
    from desktop.library.letters.wording import Value
    from desktop.library.model.item import Item
    from desktop.library.model.loan import LoanLine
    from desktop.library.model.money import Clearance, Compensation, Debt, Entry
    from desktop.library.store.store import Store

_TENTHS = 10


def clearance(store: Store, clear: Clearance, language: Language, *, purpose: str = "") -> Facts:
    """The certificate; while something is open, the list of what is instead."""
    told = of_reader(store, reader_of(store, clear.card)) | {"purpose": purpose}
    if clear.is_clear:
        return Facts(Kind.CLEARANCE, told)
    lines = (*(_loan(one, language) for one in clear.loans), *(_debt(one, language) for one in clear.debts))
    return Facts(Kind.STILL_OPEN, told | {"count": len(lines), "owed": clear.owed}, lines)


def compensation(
    store: Store, card: str, item: Item, cost: Compensation, language: Language, *, reason: Purpose = Purpose.LOST
) -> Facts:
    """What the reader has to make good for. Raises Refusal as `reader_of`."""
    line = store.titles.line(item.title_id)
    times = f"{cost.tenths / _TENTHS:g}" if cost.tenths % _TENTHS else str(cost.tenths // _TENTHS)
    by_money = cost.money and cost.amount is not None
    return Facts(
        Kind.COMPENSATION,
        of_reader(store, reader_of(store, card))
        | {
            "title": line.title if line else "",
            "barcode": item.barcode,
            "price": cost.price,
            "times": phrase("times the price" if by_money else "like for like", language, times=times),
            "amount": cost.amount,
            "amount_words": cost.amount,
            "reason": phrase(reason.value, language),
            "back_by": day_of(store.now_ms()) + timedelta(days=DAYS_LEFT),
        },
    )


def receipt(store: Store, card: str, payment: Entry, *, owed: int, reason: str = "") -> Facts:
    """For money that was taken. Raises Refusal as `reader_of`."""
    return Facts(
        Kind.RECEIPT,
        of_reader(store, reader_of(store, card))
        | {
            "receipt": payment.receipt,
            "amount": payment.amount,
            "amount_words": payment.amount,
            "reason": reason or payment.why,
            "owed": owed,
        },
    )


def _loan(one: LoanLine, language: Language) -> dict[str, Value]:
    what = phrase("overdue" if one.days_overdue else "on loan", language)
    return {"barcode": one.barcode, "title": one.title, "due": one.due, "what": what}


def _debt(one: Debt, language: Language) -> dict[str, Value]:
    if one.is_like_for_like:
        what = phrase("like for like", language)
    else:
        what = phrase("owes", language, amount=phrase("money", language, amount=figure(one.owed, language)))
    return {"barcode": one.barcode, "title": one.title or phrase(one.charge.purpose.value, language), "what": what}
