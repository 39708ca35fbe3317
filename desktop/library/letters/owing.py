"""What the letters about debts are to say: clearance, compensation, receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.recognise import reader_of
from desktop.library.letters.circulating import DAYS_LEFT, of_reader
from desktop.library.letters.fields import Language
from desktop.library.letters.fill import Facts
from desktop.library.letters.kinds import Kind
from desktop.library.letters.wording import figure, phrase

if TYPE_CHECKING:
    from desktop.library.letters.wording import Value
    from desktop.library.model.loan import LoanLine
    from desktop.library.model.money import Clearance, Compensation, Debt, DebtLine, Receipt
    from desktop.library.store.store import Store

_TENTHS = 10


def clearance(store: Store, clear: Clearance, language: Language, *, purpose: str = "") -> Facts:
    """The certificate; while something is open, the list of what is instead."""
    told = of_reader(store, reader_of(store, clear.card)) | {"purpose": purpose}
    if clear.is_clear:
        return Facts(Kind.CLEARANCE, told)
    lines = (*(_loan(one, language) for one in clear.loans), *(_debt(one, language) for one in clear.debts))
    return Facts(Kind.STILL_OPEN, told | {"count": len(lines), "owed": clear.owed or None}, lines)


def compensation(store: Store, line: DebtLine, cost: Compensation | None, language: Language) -> Facts:
    """What the reader has to make good for. `cost`: by which price and rate, where that is known.

    Raises Refusal as `reader_of`.
    """
    debt = line.debt
    amount = None if debt.is_like_for_like else debt.owed
    rate = phrase("like for like", language)
    if amount is not None:
        rate = phrase("times the price", language, times=_times(cost.tenths, language)) if cost and cost.tenths else ""
    return Facts(
        Kind.COMPENSATION,
        of_reader(store, reader_of(store, line.card))
        | {
            "title": debt.title,
            "barcode": debt.barcode,
            "price": cost.price if cost else None,
            "times": rate,
            "amount": amount,
            "amount_words": amount,
            "reason": phrase(debt.charge.purpose.value, language),
            "back_by": day_of(store.now_ms()) + timedelta(days=DAYS_LEFT),
        },
    )


def receipt(store: Store, paid: Receipt, language: Language) -> Facts:
    """For money that was taken, or given back (an amount below 0). A reader forgotten since is not named."""
    reader = reader_of(store, paid.card) if paid.card else None
    amount = abs(paid.amount)
    return Facts(
        Kind.RECEIPT if paid.amount >= 0 else Kind.REFUND,
        (of_reader(store, reader) if reader else {"card": paid.card})
        | {
            "receipt": paid.number,
            "amount": amount,
            "amount_words": amount,
            "reason": "; ".join(_part(debt, language) for debt, _ in paid.parts) or paid.why,
            "owed": paid.left,
        },
    )


def _part(debt: Debt, language: Language) -> str:
    what = phrase(debt.charge.purpose.value, language)
    return f"{what}: {debt.title} ({debt.barcode})" if debt.title else debt.charge.why or what


def _times(tenths: int, language: Language) -> str:
    times = f"{tenths / _TENTHS:g}"
    return times if language is Language.ENGLISH else times.replace(".", ",")


def _loan(one: LoanLine, language: Language) -> dict[str, Value]:
    what = phrase("overdue" if one.days_overdue else "on loan", language)
    return {"barcode": one.barcode, "title": one.title, "due": one.due, "what": what}


def _debt(one: Debt, language: Language) -> dict[str, Value]:
    purpose = phrase(one.charge.purpose.value, language)
    if one.is_like_for_like:
        what = f"{purpose}: {phrase('like for like', language)}"
    else:
        amount = phrase("money", language, amount=figure(one.owed, language))
        what = phrase("owes", language, what=purpose, amount=amount)
    return {"barcode": one.barcode, "title": one.title or one.charge.why, "what": what}
