"""Debts and money in words: what a debt is for, what is left of it, what an act did to an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.catalogue.money import price_typed
from desktop.library.model.money import Purpose
from desktop.library.model.refusal import Reason, Refusal
from desktop.ui.dates import local, short_day
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from desktop.library.model.desk import Answer
    from desktop.library.model.ids import Money
    from desktop.library.model.money import Account, DayBook, Debt, Receipt

PURPOSES = {
    Purpose.FINE: "trả trễ",
    Purpose.LOST: "mất sách",
    Purpose.DAMAGED: "hỏng sách",
    Purpose.OTHER: "khoản khác",
}


def dong(amount: int) -> str:
    """“285.000 đ”."""
    return tr("{amount} đ", amount=figure(amount))


def amount_typed(text: str) -> Money:
    """Whole đồng as somebody typed them. Raises Refusal(INVALID_AMOUNT)."""
    amount = price_typed(text)
    if amount is None:
        raise Refusal(Reason.INVALID_AMOUNT, value=text.strip() or None)
    return amount


def price_of(text: str) -> Money | None:
    """As `amount_typed`; None where nothing was typed: the catalogue's price holds."""
    return amount_typed(text) if text.strip() else None


def purpose_words(debt: Debt) -> str:
    """What it is for, and since when."""
    day = short_day(local(debt.charge.at).date())
    return tr("{purpose}, {day}", purpose=tr(PURPOSES[debt.charge.purpose]), day=day)


def thing_words(debt: Debt) -> str:
    """The book that it is about; a debt without one is called by what was written."""
    return debt.title or debt.barcode or debt.charge.why or tr(PURPOSES[debt.charge.purpose])


def owed_words(debt: Debt) -> str:
    """What is left of it."""
    return tr("sách cùng loại") if debt.is_like_for_like else dong(debt.owed)


def account_words(account: Account) -> str:
    """What the reader owes in all."""
    books = sum(debt.is_like_for_like for debt in account.open_debts)
    parts = (
        tr("Còn nợ {amount}", amount=dong(account.owed)) if account.owed else "",
        tr("Phải đền {count} cuốn cùng loại", count=books) if books else "",
        tr("Thư viện phải trả lại {amount}", amount=dong(account.credit)) if account.credit else "",
    )
    return " · ".join(filter(None, parts)) or tr("Không nợ tiền, không phải đền sách")


def receipt_words(receipt: Receipt) -> str:
    """What was taken or given back, and under which number."""
    told = {"amount": dong(abs(receipt.amount)), "number": receipt.number, "card": receipt.card or ""}
    if receipt.amount < 0:
        return tr("Đã trả lại {amount} cho thẻ {card}. Biên lai {number}.", **told)
    return tr("Đã thu {amount} của thẻ {card}. Biên lai {number}.", **told)


def book_words(book: DayBook) -> str:
    """What came in, and what of it was given back."""
    total = tr("Tổng {amount}", amount=dong(book.total))
    if not book.given_back:
        return total
    told = {"taken": dong(book.taken), "back": dong(book.given_back)}
    return tr("{total}: thu {taken}, trả lại {back}", total=total, **told)


def act_words(answer: Answer) -> str:
    """What was done with a copy, and what became of its reader's account."""
    known, told = dict(answer.facts), {"barcode": answer.barcode, "reader": answer.reader or answer.card or ""}
    parts = [tr(_DONE.get(answer.status, "Đã ghi {barcode}."), **told)]
    if answer.charged:
        parts.append(tr("{reader} nợ thêm {amount}.", amount=dong(answer.charged), **told))
    if known.get("like_for_like"):
        parts.append(tr("{reader} đền bằng sách cùng loại.", **told))
    if known.get("without_price"):
        parts.append(tr("Cuốn này không tính giá. Muốn thu tiền: chọn khoản này ở Chưa bồi thường, bấm Thu bằng tiền."))
    return " ".join((*parts, *settled_words(answer), *waiting_words(answer)))


def waiting_words(answer: Answer) -> tuple[str, ...]:
    """For whom the copy is to be put aside."""
    shelf = answer.shelved_for
    if shelf is not None and shelf.until is not None:
        who, until = shelf.reader or shelf.card or "", short_day(shelf.until)
        return (tr("Để lên giá đặt mượn cho {reader}, giữ đến {until}.", reader=who, until=until),)
    if answer.waiting_readers:
        return (tr("Có {readers} bạn đọc đang chờ: để riêng.", readers=answer.waiting_readers),)
    return ()


def settled_words(answer: Answer) -> tuple[str, ...]:
    """What a copy that came back put right."""
    known = dict(answer.facts)
    gone, give_back = (int(known.get(name) or 0) for name in ("debt_gone", "give_back"))
    parts = (
        tr("Trước đó đã ghi là mất.") if answer.was_lost else "",
        tr("Thôi thu {amount}.", amount=dong(gone)) if gone else "",
        tr("Bạn đọc không phải đền sách nữa.") if known.get("book_gone") else "",
        tr("Bạn đọc đã nộp {amount}: phải trả lại.", amount=dong(give_back)) if give_back else "",
    )
    return tuple(filter(None, parts))


_DONE = {
    "lost": "Đã ghi {barcode} là mất.",
    "found": "Đã tìm thấy {barcode}.",
    "returned": "Đã nhận trả {barcode}.",
    "claimed": "Đã ghi: {reader} nói đã trả {barcode}. Lượt mượn vẫn mở, tìm trên giá.",
    "damaged": "Đã ghi {barcode} là hỏng.",
}
