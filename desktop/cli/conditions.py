"""The commands about the state of copies: lost, found, damaged, said to be returned, who may see them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.cli import facts
from desktop.cli.command import Command, Told, argument
from desktop.cli.desk import told
from desktop.cli.money_words import ACCESS, MARKS, said
from desktop.cli.session import Usage
from desktop.cli.wording import chosen
from desktop.library.catalogue.money import price_typed
from desktop.library.model.ids import Money
from desktop.library.model.item import Access, Condition
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from desktop.cli.command import Results
    from desktop.cli.session import Session
    from desktop.library.model.item import Item

_SETTABLE = (Condition.NOT_FOR_LOAN, Condition.DAMAGED, Condition.WITHDRAWN)


def amount_typed(text: str | None) -> Money | None:
    """Đồng as typed; None for nothing. Raises Refusal(INVALID_AMOUNT)."""
    if text is None:
        return None
    amount = price_typed(text)
    if amount is None:
        raise Refusal(Reason.INVALID_AMOUNT, value=text)
    return amount


def _lost(session: Session) -> Results:
    asked, price = session.asked, amount_typed(session.asked.price)
    with session.library() as library:
        for barcode in asked.barcode:
            yield told(library.conditions.declare_lost(barcode, asked.why, at=asked.at, price=price))


def _found(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        for barcode in asked.barcode:
            yield told(library.conditions.found(barcode, with_reader=asked.with_reader, at=asked.at))


def _claim_returned(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        for barcode in asked.barcode:
            yield told(library.conditions.claim_returned(barcode, asked.why, at=asked.at))


def _damaged(session: Session) -> Results:
    asked, amount = session.asked, amount_typed(session.asked.charge)
    with session.library() as library:
        yield told(library.conditions.damaged(asked.barcode, asked.why, amount=amount, card=asked.card, at=asked.at))


def _set_access(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        for barcode in asked.barcode:
            item = library.conditions.set_access(barcode, Access(asked.access), why=asked.why)
            yield Told(_item(item), said("access", barcode=item.barcode, access=chosen(ACCESS[item.access])))


def _set_mark(session: Session) -> Results:
    asked = session.asked
    condition = Condition(asked.mark.replace("-", "_"))
    with session.library() as library:
        for barcode in asked.barcode:
            if asked.clear:
                item = library.conditions.clear(barcode, condition, why=asked.why)
            else:
                item = library.conditions.mark(barcode, condition, on=_day(asked.on), why=asked.why)
            yield Told(_item(item), said("marked", barcode=item.barcode, marks=_marks(item)))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Usage(f"--on {text}") from error


def _marks(item: Item) -> str:
    return ", ".join(f"{chosen(MARKS[mark])} ({since})" for mark, since in item.conditions) or said("no marks")


def _item(item: Item) -> facts.Facts:
    return facts.item(item) | {"access": item.access.value, "origin": item.origin}


_BARCODES = argument("barcode", ("mã vạch của các cuốn", "the items' bar codes"), metavar="BARCODE", nargs="+")
_WHY = argument("--why", ("lý do", "why"), default="")

COMMANDS = (
    Command(
        "lost",
        ("ghi mất, tính bồi thường", "note copies as lost, and charge what the house rules say"),
        _lost,
        (
            _BARCODES,
            _WHY,
            argument(
                "--price",
                (
                    "giá cuốn sách, khi thư viện không biết; 0: không thu tiền",
                    "what the copy cost, where the library does not know; 0: no money",
                ),
                metavar="AMOUNT",
            ),
        ),
    ),
    Command(
        "found",
        ("tìm thấy cuốn đã ghi mất hoặc bạn đọc nói đã trả", "found what was lost, or said to be returned"),
        _found,
        (
            _BARCODES,
            argument(
                "--with-reader",
                ("sách vẫn ở bạn đọc: lượt mượn mở lại", "the reader still has it: the loan is open again"),
                action="store_true",
            ),
        ),
    ),
    Command(
        "claim-returned",
        ("ghi lời bạn đọc nói đã trả", "note that the reader says it was brought back"),
        _claim_returned,
        (_BARCODES, _WHY),
    ),
    Command(
        "damaged",
        ("ghi hỏng một cuốn", "note a copy as damaged"),
        _damaged,
        (
            argument("barcode", ("mã vạch", "the item's bar code"), metavar="BARCODE"),
            _WHY,
            argument(
                "--charge",
                ("số tiền bồi thường; 0: bằng sách cùng loại", "what is charged; 0: the same book"),
                metavar="AMOUNT",
            ),
            argument(
                "--card",
                ("người bồi thường; bỏ trống: người mượn cuối", "who is charged; without: who had it last"),
                metavar="CARD",
            ),
        ),
    ),
    Command(
        "set-access",
        ("đặt mức độ được xem", "say who may see copies"),
        _set_access,
        (
            argument("access", ("mức", "the level"), choices=[level.value for level in Access]),
            _BARCODES,
            _WHY,
        ),
    ),
    Command(
        "set-mark",
        ("ghi hoặc bỏ một dấu hiệu trên các cuốn", "mark copies, or take a mark away"),
        _set_mark,
        (
            argument("mark", ("dấu hiệu", "the mark"), choices=[mark.value.replace("_", "-") for mark in _SETTABLE]),
            _BARCODES,
            argument("--clear", ("bỏ dấu hiệu", "take the mark away"), action="store_true"),
            argument("--on", ("từ ngày, ví dụ 2026-11-23", "since this day, as 2026-11-23"), metavar="DAY"),
            _WHY,
        ),
    ),
)
