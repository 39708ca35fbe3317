"""Why the library said no about money, in both languages (see sentences)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.cli.phrases import Both

OF_MONEY: Mapping[Reason, Both] = {
    Reason.MONEY_OFF: (
        "Thư viện này không thu tiền. Bồi thường bằng sách cùng loại, hoặc bật thu tiền trong quy định.",
        "This library takes no money. Let the book be replaced, or switch money on in the rules.",
    ),
    Reason.INVALID_AMOUNT: (
        "Số tiền “{value}” không đọc được, hoặc quá lớn. Ghi số đồng, ví dụ 95000.",
        "The amount “{value}” cannot be read, or is far too large. Write đồng, as 95000.",
    ),
    Reason.NOTHING_OWED: (
        "Không còn nợ gì. Không cần làm gì thêm.",
        "Nothing is owed any more. There is nothing to do.",
    ),
    Reason.OWED_IN_MONEY: (
        "Khoản này đã tính bằng tiền. Thu bằng lệnh pay; ghi sai số tiền thì huỷ bằng void.",
        "This debt is one of money already. Take it with pay; if its amount is wrong, void it.",
    ),
    Reason.OWED_IN_KIND: (
        "Ở đây nợ sách cùng loại, không nợ tiền. Nhận sách bằng replace; muốn thu tiền thì dùng in-money.",
        "The same book is owed here, and no money. Take the book with replace; for money use in-money.",
    ),
    Reason.RECEIPT_VOIDED: (
        "Biên lai {receipt} đã huỷ, không in lại được. Xem bằng lệnh day-book.",
        "The receipt {receipt} is void and not printed again. See day-book.",
    ),
    Reason.NO_CREDIT: (
        "Thư viện không phải trả lại tiền cho thẻ {card}. Xem bằng lệnh owes.",
        "The library has no money to give back to {card}. See owes.",
    ),
    Reason.PRICE_UNKNOWN: (
        "Chưa biết giá cuốn {barcode} nên chưa tính được tiền. Cho giá bằng --price; ghi mất với 0 là không thu tiền.",
        "What {barcode} cost is not known, nor what to charge. Say it with --price; 0 for a loss takes no money.",
    ),
    Reason.NOT_A_REPLACEMENT: (
        "Không nhận {barcode} thay được: là chính cuốn mất, đã đền khoản khác, hoặc đang cho mượn. Thêm bản mới trước.",
        "{barcode} replaces nothing: it is the lost copy, settled another debt, or is lent. Add the new copy first.",
    ),
    Reason.NOT_VOIDABLE: (
        "Khoản này đã huỷ rồi, hoặc đã xong từ lâu và đã tách tên. Xem lại mã bằng lệnh day-book.",
        "This entry is void already, or was settled long ago and names nobody. Look its id up in day-book.",
    ),
}
OF_AMOUNTS: Mapping[str, Both] = {
    "owed": (
        "Số tiền phải lớn hơn 0 và không quá {owed} đ.",
        "The amount has to be more than 0, and {owed} đ at most.",
    ),
    "most": (
        "Số tiền quá lớn: mỗi khoản không quá {most} đ. Kiểm tra lại giá sách và số đã gõ.",
        "The amount is too large: {most} đ at most. Look at the price of the book, and at what was typed.",
    ),
}
"""Of an amount that can be read, by the fact that tells its bound."""
