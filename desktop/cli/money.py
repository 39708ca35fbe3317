"""The commands about money: who owes what, charging, taking money, forgiving, the same book, the day book."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from desktop.cli import facts
from desktop.cli.command import Command, Told, argument
from desktop.cli.conditions import amount_typed
from desktop.cli.money_words import PURPOSES, said
from desktop.cli.session import Usage
from desktop.cli.wording import chosen, day, moment
from desktop.library.circulation.calendar import day_of
from desktop.library.model.ids import Money
from desktop.library.model.money import Purpose

if TYPE_CHECKING:
    from desktop.cli.command import Results
    from desktop.cli.session import Session
    from desktop.library.model.money import Account, AccountLine, Clearance, DayBook, DayBookLine, Debt, Receipt


def _owes(session: Session) -> Results:
    card = session.asked.card
    with session.library() as library:
        if card is not None:
            yield _account(library.readers.get(card).card, library.money.account(card))
            return
        lines = library.money.owing()
    yield from (Told(_line_facts(line), _line(line)) for line in lines)
    if not lines and not session.json:
        yield Told({}, said("nobody owes"))


def _charge(session: Session) -> Results:
    asked = session.asked
    amount = amount_typed(asked.amount) or Money(0)
    with session.library() as library:
        account = library.money.charge(
            asked.card, amount, Purpose(asked.purpose), barcode=asked.barcode, why=asked.why, at=asked.at
        )
    yield _account(asked.card, account)


def _pay(session: Session) -> Results:
    asked = session.asked
    amount = amount_typed(asked.amount) or Money(0)
    with session.library() as library:
        receipt = library.money.pay(asked.card, amount, asked.charge, receipt=asked.receipt, at=asked.at)
    yield _receipt("paid", receipt)


def _refund(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        receipt = library.money.refund(asked.card, amount_typed(asked.amount), why=asked.why, at=asked.at)
    yield _receipt("refunded", receipt)


def _forgive(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        account = library.money.forgive(asked.charge, asked.why, amount=amount_typed(asked.amount))
        yield _account(library.money.card_of(account), account)


def _in_money(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        account = library.money.in_money(asked.charge, asked.why, price=amount_typed(asked.price))
        yield _account(library.money.card_of(account), account)


def _replace(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        account = library.money.replace_with(asked.charge, asked.barcode)
        yield _account(library.money.card_of(account), account)


def _void(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        entry = library.money.void(asked.entry, asked.why)
    yield Told({"entry": entry, "voided": True}, said("voided", entry=asked.entry))


def _day_book(session: Session) -> Results:
    first, last = _days(session.asked.day)
    with session.library() as library:
        book = library.money.day_book(first, last)
    yield from (Told(_day_facts(line), _day_line(line, book)) for line in book.lines)
    total = {
        "day": book.day.isoformat(),
        "until": book.until.isoformat(),
        "taken": book.taken,
        "given_back": book.given_back,
        "total": book.total,
        "by_operator": dict(book.by_operator),
    }
    yield Told(total, _totals(book))


def _totals(book: DayBook) -> str:
    head = "day total" if book.day == book.until else "days total"
    back = said("given back", taken=book.taken, given_back=book.given_back) if book.given_back else ""
    whole = said(head, day=day(book.day), until=day(book.until), total=book.total) + back
    named = book.by_operator if any(name for name, _ in book.by_operator) else ()
    each = (said("taken by", operator=name or said("nobody"), amount=amount) for name, amount in named)
    return "\n".join((whole, *each))


def _settled(session: Session) -> Results:
    with session.library() as library:
        one = library.money.settled(session.asked.card)
    told = {
        "card": one.card,
        "clear": one.is_clear,
        "loans": len(one.loans),
        "debts": len(one.debts),
        "owed": one.owed,
        "credit": one.credit,
        "holds": one.holds,
    }
    yield Told(told, said("clear" if one.is_clear else "not clear", **_counts(one)), ok=one.is_clear)


def _counts(one: Clearance) -> dict[str, object]:
    return {"card": one.card, "loans": len(one.loans), "debts": len(one.debts), "owed": one.owed}


def _account(card: str, account: Account) -> Told:
    told = {
        "card": card,
        "owed": account.owed,
        "credit": account.credit,
        "debts": [_debt_facts(debt) for debt in account.open_debts],
    }
    head = said("owes", card=card, owed=account.owed, books="", credit=_credit(account.credit), reader="")
    return Told(told, "\n".join((head.rstrip(), *map(_debt, account.open_debts))))


def _debt_facts(debt: Debt) -> facts.Facts:
    charge = debt.charge
    return {
        "charge": charge.id,
        "for": charge.purpose.value,
        "barcode": debt.barcode or None,
        "title": debt.title or None,
        "amount": charge.amount,
        "owed": debt.owed,
        "like_for_like": debt.is_like_for_like,
        "price": debt.price,
        "came_back": debt.came_back,
        "at": facts.moment(charge.at),
        "why": charge.why or None,
    }


def _debt(debt: Debt) -> str:
    rest = said("same book")
    if not debt.is_like_for_like:
        rest = said("of amount", owed=debt.owed, amount=debt.charge.amount)
    back = said("came back") if debt.came_back else ""
    return said(
        "debt",
        id=debt.charge.id,
        day=day(day_of(debt.charge.at)),
        purpose=chosen(PURPOSES[debt.charge.purpose]),
        barcode=debt.barcode,
        title=debt.title,
        rest=rest + back,
    )


def _line_facts(line: AccountLine) -> facts.Facts:
    return {
        "card": line.card,
        "reader": line.reader,
        "owed": line.owed,
        "credit": line.credit,
        "like_for_like": line.books,
    }


def _line(line: AccountLine) -> str:
    books = said("books", count=line.books) if line.books else ""
    return said("owes", card=line.card, reader=line.reader, owed=line.owed, books=books, credit=_credit(line.credit))


def _credit(amount: Money) -> str:
    return said("credit", amount=amount) if amount else ""


def _receipt(what: str, one: Receipt) -> Told:
    told = {
        "entry": one.entry,
        "receipt": one.number,
        "card": one.card,
        "amount": one.amount,
        "left": one.left,
        "at": facts.moment(one.at),
        "charges": {debt.charge.id: part for debt, part in one.parts},
    }
    text = said(what, amount=Money(abs(one.amount)), card=one.card, number=one.number, left=one.left)
    return Told(told, text)


def _day_facts(line: DayBookLine) -> facts.Facts:
    return {
        "entry": line.entry,
        "at": facts.moment(line.at),
        "receipt": line.receipt,
        "card": line.card,
        "amount": line.amount,
        "operator": line.operator,
        "voided": line.voided,
        "voided_by": line.voided_by or None,
        "why": line.why or None,
    }


def _day_line(line: DayBookLine, book: DayBook) -> str:
    _, _, clock = moment(line.at).partition(" ")
    time = clock if book.day == book.until else moment(line.at)
    voided = said("void mark", who=line.voided_by).replace(" )", ")") if line.voided else ""
    voided += said("because", why=line.why) if line.why else ""
    known = {"time": time, "number": line.receipt, "card": line.card or "", "operator": line.operator}
    return said("day line", amount=line.amount, voided=voided, **known)


def _days(text: str | None) -> tuple[date | None, date | None]:
    """The day, or the first and the last of a month; neither for today."""
    if not text:
        return None, None
    try:
        if len(text) == len("2026-11"):
            first = date.fromisoformat(f"{text}-01")
            return first, first.replace(day=monthrange(first.year, first.month)[1])
        return date.fromisoformat(text), None
    except ValueError as error:
        raise Usage(said("no days", text=text)) from error


_CARD = argument("card", ("số thẻ bạn đọc", "the reader's card"), metavar="CARD")
_AMOUNT = argument("amount", ("số đồng", "đồng"), metavar="AMOUNT")
_CHARGE = argument("charge", ("mã khoản nợ, xem lệnh owes", "the debt's id, as owes tells it"), metavar="CHARGE")
_SOME = argument("--amount", ("số đồng; bỏ trống: tất cả", "đồng; without: all"), metavar="AMOUNT")
_WHY = argument("--why", ("lý do", "why"), default="")

COMMANDS = (
    Command(
        "owes",
        ("ai nợ gì, hoặc một thẻ nợ gì", "who owes what, or what one reader owes"),
        _owes,
        (argument("card", ("số thẻ", "a card"), metavar="CARD", nargs="?"),),
    ),
    Command(
        "charge",
        ("ghi một khoản nợ", "put a debt on a reader's account"),
        _charge,
        (
            _CARD,
            _AMOUNT,
            argument(
                "--for",
                ("về việc gì", "what for"),
                dest="purpose",
                choices=[purpose.value for purpose in Purpose],
                default=Purpose.OTHER.value,
            ),
            argument("--item", ("mã vạch của cuốn", "the item's bar code"), dest="barcode", default=""),
            _WHY,
        ),
    ),
    Command(
        "pay",
        ("thu tiền, có biên lai", "take money against a receipt"),
        _pay,
        (
            _CARD,
            _AMOUNT,
            argument(
                "--charge",
                ("chỉ cho khoản nợ này (dùng nhiều lần được)", "for this debt only (may be repeated)"),
                action="append",
                metavar="CHARGE",
            ),
            argument("--receipt", ("số biên lai viết tay", "the number of a receipt written by hand"), default=""),
        ),
    ),
    Command("refund", ("trả lại tiền thừa", "give money back"), _refund, (_CARD, _SOME, _WHY)),
    Command("forgive", ("miễn một khoản nợ", "let a debt go"), _forgive, (_CHARGE, _SOME, _WHY)),
    Command(
        "in-money",
        ("thu tiền thay cho sách cùng loại", "take money for a debt of the same book"),
        _in_money,
        (
            _CHARGE,
            argument("--price", ("giá cuốn sách; bỏ trống: giá trong kho", "its price; without: the catalogue's")),
            _WHY,
        ),
    ),
    Command(
        "replace",
        ("nhận sách cùng loại thay cho cuốn mất", "take the same book in place of the lost one"),
        _replace,
        (_CHARGE, argument("barcode", ("mã vạch của cuốn mới", "the new copy's bar code"), metavar="BARCODE")),
    ),
    Command(
        "void",
        ("huỷ một khoản ghi nhầm trong sổ thu", "let an entry that was typed by mistake count no more"),
        _void,
        (argument("entry", ("số biên lai, hoặc mã khoản", "the receipt's number, or the entry's id")), _WHY),
    ),
    Command(
        "day-book",
        ("sổ thu một ngày hay một tháng", "what was taken on a day, or in a month"),
        _day_book,
        (
            argument(
                "day",
                ("ngày 2026-11-23, hoặc cả tháng 2026-11", "the day, as 2026-11-23, or a whole month, as 2026-11"),
                metavar="DAY",
                nargs="?",
            ),
        ),
    ),
    Command(
        "settled",
        ("bạn đọc có còn nợ sách, nợ tiền không", "whether a reader owes a book or money"),
        _settled,
        (_CARD,),
    ),
)
