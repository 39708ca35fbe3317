"""What a machine shows and prints: short sentences for a reader, in Vietnamese or English, never more than is his."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from desktop.filled import filled
from desktop.library.model.refusal import Fact, Reason

Both = tuple[str, str]

ASK: Both = ("Xin hỏi thủ thư.", "Please ask the librarian.")
_NO_SUCH_CARD: Both = ("Thẻ này chưa được đăng ký.", "This card is not registered.")
_NO_SUCH_ITEM: Both = ("Mã sách này không có trong thư viện.", "This bar code is not in the library.")
_UNREADABLE: Both = ("Không đọc được mã. Xin quét lại.", "The code could not be read. Please scan again.")
_NOT_LENT: Both = ("Cuốn này không cho mượn về.", "This item is not lent.")

REASONS: Mapping[Reason, Both] = {
    Reason.UNKNOWN_CARD: _NO_SUCH_CARD,
    Reason.UNKNOWN_BARCODE: _NO_SUCH_ITEM,
    Reason.UNKNOWN_TITLE: ("Không có nhan đề này.", "There is no such title."),
    Reason.CARD_WHERE_ITEM_EXPECTED: ("Đây là thẻ. Xin quét mã trên sách.", "This is a card. Please scan the book."),
    Reason.ITEM_WHERE_CARD_EXPECTED: ("Đây là mã sách. Xin quét thẻ.", "This is a book. Please scan your card."),
    Reason.GARBLED_CODE: _UNREADABLE,
    Reason.AMBIGUOUS_CODE: _UNREADABLE,
    Reason.ON_LOAN_TO_ANOTHER: ("Cuốn này đang ghi cho người khác mượn.", "This item is on loan to somebody else."),
    Reason.ALREADY_LENT_TO_READER: ("Bạn đang mượn cuốn này, hạn {due}.", "You have this item already, due {due}."),
    Reason.NOT_ON_LOAN: ("Cuốn này không ghi đang mượn.", "This item is not on loan."),
    Reason.NOT_FOR_LOAN: _NOT_LENT,
    Reason.NO_RULE: _NOT_LENT,
    Reason.ITEM_RESTRICTED: _NOT_LENT,
    Reason.NOT_CLEARED: _NOT_LENT,
    Reason.NEEDS_APPROVAL: _NOT_LENT,
    Reason.ITEM_WITHDRAWN: _NOT_LENT,
    Reason.ITEM_DAMAGED: ("Cuốn này đang hỏng, chưa cho mượn.", "This item is damaged and not lent now."),
    Reason.ITEM_LOST: ("Cuốn này ghi là đã mất.", "This item is noted as lost."),
    Reason.READER_BLOCKED: ("Thẻ đang bị khoá.", "This card is blocked."),
    Reason.CARD_EXPIRED: ("Thẻ đã hết hạn ngày {expires}.", "This card expired on {expires}."),
    Reason.LIMIT_REACHED: ("Bạn đã mượn đủ {limit} cuốn.", "You have your {limit} {limit:item|items} already."),
    Reason.TYPE_LIMIT_REACHED: (
        "Bạn đã mượn đủ {limit} cuốn loại này.",
        "You have your {limit} {limit:item|items} of this kind.",
    ),
    Reason.HAS_OVERDUE: ("Bạn có sách quá hạn. Xin trả trước.", "You have overdue items. Please return them first."),
    Reason.NO_MORE_RENEWALS: ("Cuốn này đã hết lượt gia hạn.", "This item cannot be renewed again."),
    Reason.TOO_EARLY_TO_RENEW: ("Chưa đến ngày được gia hạn.", "It is too early to renew."),
    Reason.HELD_FOR_ANOTHER: ("Có người khác đang chờ cuốn này.", "Somebody else waits for this item."),
    Reason.ON_HOLD_SHELF: ("Cuốn này giữ cho người khác.", "This item is kept for somebody else."),
    Reason.ALREADY_HELD: ("Bạn đã đặt mượn nhan đề này.", "You have a hold on this title already."),
    Reason.TOO_MANY_HOLDS: ("Bạn đã đặt mượn đủ số.", "You have as many holds as you may have."),
    Reason.NO_SUCH_HOLD: ("Bạn không đặt mượn nhan đề này.", "You have no hold on this title."),
    Reason.OWES: ("Bạn còn khoản chưa thanh toán.", "You owe the library something."),
    Reason.MONEY_OFF: ("Thư viện không thu tiền.", "This library takes no money."),
    Reason.NOTHING_OWED: ("Bạn không còn khoản nào.", "You owe nothing."),
    Reason.INVALID_AMOUNT: ("Số tiền không hợp lệ.", "The amount cannot be taken."),
    Reason.WRONG_PIN: ("Mã PIN không đúng.", "Wrong PIN."),
    Reason.NO_PIN: ("Thẻ này chưa có mã PIN.", "This card has no PIN."),
    Reason.PIN_PAUSED: (
        "Nhập sai PIN nhiều lần. Xin chờ {minutes} phút.",
        "Too many wrong PINs. Wait {minutes} {minutes:minute|minutes}.",
    ),
    Reason.INVALID_DATE: ("Đồng hồ của máy tự mượn không đúng.", "This machine's clock is wrong."),
}
"""Short: a machine's screen has forty letters a line. What a reader cannot mend himself ends with `ASK`."""

_OF_THE_READER = frozenset(
    {
        *(Reason.CARD_WHERE_ITEM_EXPECTED, Reason.ITEM_WHERE_CARD_EXPECTED, Reason.GARBLED_CODE),
        *(Reason.ALREADY_LENT_TO_READER, Reason.WRONG_PIN, Reason.PIN_PAUSED, Reason.AMBIGUOUS_CODE),
        *(Reason.HAS_OVERDUE, Reason.LIMIT_REACHED, Reason.TYPE_LIMIT_REACHED, Reason.ALREADY_HELD),
    }
)
"""Reasons that the reader can do something about without the librarian."""

TEXTS: Mapping[str, Both] = {
    "lent": ("Đã mượn. Hạn trả {due}.", "Lent. Due {due}."),
    "renewed": ("Đã gia hạn đến {due}.", "Renewed until {due}."),
    "returned": ("Đã trả.", "Returned."),
    "late": ("Đã trả, muộn {days} ngày.", "Returned, {days} {days:day|days} late."),
    "noted": ("Đã ghi lại.", "Noted."),
    "kept": ("Có người chờ. Xin để ở quầy.", "Somebody waits for it. Please leave it at the desk."),
    "to the desk": ("Xin đưa cuốn này cho thủ thư.", "Please hand this item to the librarian."),
    "held": ("Đã đặt mượn. Thứ tự {place}.", "Hold placed. Place {place}."),
    "unheld": ("Đã bỏ đặt mượn.", "Hold cancelled."),
    "paid": ("Đã ghi nhận {amount} đ.", "{amount} đ received."),
    "not in": ("Máy này chưa đăng nhập.", "This machine has not signed in."),
    "not done here": ("Máy tự mượn không làm việc này.", "Not done at this machine."),
    "on slip": ("{title} – hạn {due}", "{title} – due {due}"),
    "renewed all": ("Gia hạn {renewed} cuốn, {unrenewed} cuốn không được.", "{renewed} renewed, {unrenewed} not."),
    "shelf": ("Kệ sách đặt mượn", "Hold shelf"),
}


class Wording:
    """Sentences in the language chosen for the machines of this PC."""

    def __init__(self, *, english: bool = False) -> None:
        self._at = int(english)

    def text(self, name: str, /, **facts: Fact | date) -> str:
        """A text by its name."""
        return filled(TEXTS[name][self._at], {known: _told(value) for known, value in facts.items()})

    def why(self, reason: Reason, facts: Mapping[str, Fact]) -> str:
        """Why the desk says no, and whom to ask when the reader can do nothing about it."""
        if reason not in REASONS:
            return ASK[self._at]
        known = _Known({name: _told(value) for name, value in facts.items()})
        sentence = filled(REASONS[reason][self._at], known)
        return sentence if reason in _OF_THE_READER else f"{sentence} {ASK[self._at]}"


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def _told(value: Fact | date) -> str:
    match value:
        case date():
            return f"{value:%d/%m/%Y}"
        case str():
            try:
                return f"{date.fromisoformat(value):%d/%m/%Y}"
            except ValueError:
                return value
        case _:
            return str(value)
