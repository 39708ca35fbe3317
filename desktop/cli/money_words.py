"""What the commands about losses and money say when all goes well, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.wording import chosen, grouped
from desktop.filled import filled
from desktop.library.model.item import Access, Condition
from desktop.library.model.money import EntryKind, Purpose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.cli.phrases import Both
    from desktop.library.model.desk import Answer

SAID: Mapping[str, Both] = {
    "was lost": ("  Cuốn này đã ghi là mất: nay có lại.", "  It had been given up as lost: it is here again."),
    "was claimed": (
        "  Bạn đọc đã nói là trả rồi: không tính trễ từ ngày đó.",
        "  The reader had said that it was brought back: not counted late since that day.",
    ),
    "debt gone": ("  Thôi thu {amount} đ.", "  {amount} đồng are no longer owed."),
    "book gone": ("  Bạn đọc không phải đền sách nữa.", "  The same book is no longer owed."),
    "give back": (
        "  Bạn đọc đã nộp {amount} đ: trả lại bằng lệnh refund.",
        "  The reader paid {amount} đồng: give them back with refund.",
    ),
    "charged": ("  {card} nợ thêm {amount} đ.", "  {card} owes {amount} đồng more."),
    "like for like": ("  {card} bồi thường bằng sách cùng loại.", "  {card} is to bring the same book."),
    "without price": (
        "  Cuốn này không tính giá. Muốn thu tiền: xem mã khoản bằng owes, rồi in-money MÃ --price GIÁ --why LÝ_DO.",
        "  No price was said. For money after all: find its id with owes, then in-money ID --price PRICE --why WHY.",
    ),
    "access": ("{barcode}: {access}", "{barcode}: {access}"),
    "marked": ("{barcode}: {marks}", "{barcode}: {marks}"),
    "no marks": ("không có dấu hiệu nào", "no marks"),
    "owes": ("{card:<10}  nợ {owed} đ{books}{credit}  {reader}", "{card:<10}  owes {owed} đ{books}{credit}  {reader}"),
    "books": (", {count} cuốn bồi thường bằng sách", ", {count} to be replaced by the same book"),
    "credit": (", còn {amount} đ phải trả lại", ", {amount} đ to be given back"),
    "nobody owes": ("Không ai nợ gì.", "Nobody owes anything."),
    "debt": (
        "  {id}  {day}  {purpose}  {barcode}  {title}: {rest}",
        "  {id}  {day}  {purpose}  {barcode}  {title}: {rest}",
    ),
    "of amount": ("còn {owed} trong {amount} đ", "{owed} of {amount} đ"),
    "same book": ("một cuốn cùng loại", "the same book"),
    "came back": (" (sách đã được nhận trả)", " (the copy was returned)"),
    "paid": (
        "Đã thu {amount} đ của {card}. Biên lai {number}. Còn nợ {left} đ.",
        "Took {amount} đ from {card}. Receipt {number}. {left} đ left to pay.",
    ),
    "refunded": (
        "Đã trả lại {amount} đ cho {card}. Biên lai {number}.",
        "Gave {amount} đ back to {card}. Receipt {number}.",
    ),
    "voided": ("Đã huỷ khoản {entry}.", "The entry {entry} counts no more."),
    "day line": (
        "{time}  {number:<22}  {card:<10}  {amount:>12} đ  {operator}{voided}",
        "{time}  {number:<22}  {card:<10}  {amount:>12} đ  {operator}{voided}",
    ),
    "day total": ("Ngày {day}: {total} đ", "{day}: {total} đ"),
    "days total": ("Từ {day} đến {until}: {total} đ", "{day} to {until}: {total} đ"),
    "given back": (" (thu {taken} đ, trả lại {given_back} đ)", " (took {taken} đ, gave {given_back} đ back)"),
    "no days": (
        "DAY cần ngày dạng 2026-12-31, hoặc tháng dạng 2026-12, không phải '{text}'",
        "DAY has to be like 2026-12-31, or a month like 2026-12, not '{text}'",
    ),
    "taken by": ("  {operator}: {amount} đ", "  {operator}: {amount} đ"),
    "nobody": ("(không ghi tên)", "(no name)"),
    "void mark": ("  (đã huỷ {who})", "  (voided {who})"),
    "because": ("  {why}", "  {why}"),
    "clear": ("{card} không nợ sách, không nợ tiền.", "{card} owes no book and no money."),
    "not clear": (
        "{card} còn giữ {loans} cuốn, {debts} khoản chưa xong, nợ {owed} đ.",
        "{card} still has {loans} {loans:copy|copies}, {debts} open {debts:debt|debts}, and owes {owed} đ.",
    ),
}

PURPOSES: Mapping[Purpose, Both] = {
    Purpose.FINE: ("trả trễ", "late"),
    Purpose.LOST: ("mất sách", "lost"),
    Purpose.DAMAGED: ("hỏng sách", "damaged"),
    Purpose.OTHER: ("khoản khác", "other"),
}
KINDS: Mapping[EntryKind, Both] = {
    EntryKind.CHARGE: ("ghi nợ", "charge"),
    EntryKind.PAYMENT: ("thu", "payment"),
    EntryKind.FORGIVEN: ("miễn", "forgiven"),
    EntryKind.REPLACED: ("bồi thường bằng sách", "same book"),
    EntryKind.REFUND: ("trả lại", "refund"),
    EntryKind.VOID: ("huỷ", "void"),
}
ACCESS: Mapping[Access, Both] = {
    Access.OPEN: ("mở", "open"),
    Access.FORCE: ("nội bộ ngành", "internal to the force"),
    Access.UNIT: ("nội bộ đơn vị", "internal to the unit"),
    Access.RESTRICTED: ("hạn chế", "restricted"),
}
MARKS: Mapping[Condition, Both] = {
    Condition.NOT_FOR_LOAN: ("không cho mượn", "not for loan"),
    Condition.DAMAGED: ("hỏng", "damaged"),
    Condition.LOST: ("mất", "lost"),
    Condition.WITHDRAWN: ("đã thanh lọc", "withdrawn"),
    Condition.RESTRICTED: ("hạn chế", "restricted"),
}


def said(text: str, /, **facts: object) -> str:
    """A text by its name; amounts with dots between thousands."""
    told = {name: grouped(fact) if isinstance(fact, int) else fact for name, fact in facts.items()}
    return filled(chosen(SAID[text]), {name: "" if fact is None else fact for name, fact in told.items()})


def consequences(answer: Answer) -> tuple[str, ...]:
    """What an act did besides: to marks, and to the reader's account."""
    known = dict(answer.facts)
    lines = (
        (answer.was_lost, "was lost", None),
        (answer.claimed and answer.status == "returned", "was claimed", None),
        (known.get("debt_gone"), "debt gone", known.get("debt_gone")),
        (known.get("book_gone"), "book gone", None),
        (known.get("give_back"), "give back", known.get("give_back")),
        (answer.charged, "charged", answer.charged),
        (known.get("like_for_like"), "like for like", None),
        (known.get("without_price"), "without price", None),
    )
    return tuple(said(text, amount=amount, card=answer.card) for is_so, text, amount in lines if is_so)
