"""What may be changed of rules, house rules and the calendar: each option in plain words, with an example."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.cli.command import argument

if TYPE_CHECKING:
    from desktop.cli.command import Argument

TERM, NONE = "term", "none"
"""Instead of a day: the end of the running term, or no fixed day."""
_BETWEEN = ".."


def a_day(text: str) -> date:
    """A day as 2026-12-31."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"invalid day: '{text}'") from error


def _days(text: str) -> tuple[date, date]:
    first, _, last = text.partition(_BETWEEN)
    return a_day(first), a_day(last or first)


def _until(text: str) -> date | str:
    return text if text in {TERM, NONE} else a_day(text)


def _yes(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ArgumentTypeError(f"invalid choice: '{text}' (choose from yes, no)")
    return text == "yes"


def _term(text: str) -> tuple[str, date | None]:
    name, _, last = text.partition("=")
    return name, a_day(last) if last else None


def _hours(text: str) -> tuple[int, str]:
    number, _, hours = text.partition("=")
    if number not in tuple("0123456"):
        raise ArgumentTypeError(f"invalid choice: '{number}' (choose from 0, 1, 2, 3, 4, 5, 6)")
    return int(number), hours


def _weekdays(text: str) -> list[int]:
    return sorted({_hours(number)[0] for number in text.split(",") if number})


def _bands(text: str) -> list[list[str | int]]:
    try:
        parts = [band.rsplit(":", 2) for band in text.split(",")]
        return [[origin, int(price), int(tenths)] for origin, price, tenths in parts]
    except ValueError as error:
        raise ArgumentTypeError(f"invalid int value: '{text}'") from error


def _option(name: str, vietnamese: str, english: str, **settings: Any) -> Argument:
    return argument(f"--{name}", (vietnamese, english), **{"type": int, "metavar": "N", **settings})


_YES: dict[str, Any] = {"type": _yes, "metavar": "yes|no"}
WHY = argument(
    "--why",
    ("vì sao sửa, ví dụ: --why 'Thiếu giáo trình'; ghi vào sổ sửa đổi", "why, as --why 'Few textbooks'; it is noted"),
    metavar="TEXT",
    default="",
)
CATEGORY = argument(
    "category",
    (
        "loại bạn đọc: can-bo, chien-si, hoc-vien, khach…; '*' là mọi loại",
        "who: can-bo, chien-si, hoc-vien, khach, …; '*' is everybody",
    ),
    metavar="CATEGORY",
)
TYPE = argument(
    "type",
    (
        "loại tài liệu: sach, giao-trinh, bao-chi, noi-bo…; '*' là mọi loại",
        "what: sach, giao-trinh, bao-chi, noi-bo, …; '*' is everything",
    ),
    metavar="TYPE",
)
ON_DAY = argument(
    "day",
    (
        "ngày 2026-12-31, hoặc khoảng 2027-07-01..2027-07-31",
        "a day, 2026-12-31, or days in a row, 2027-07-01..2027-07-31",
    ),
    metavar="DAY",
    type=_days,
)
RULE_OPTIONS = (
    _option("loan-days", "mượn bao nhiêu ngày; 14: hai tuần", "for how many days it is lent; 14: two weeks"),
    _option(
        "renewals", "gia hạn được mấy lần; 2: hai lần, 0: không", "how often it may be renewed; 2: twice, 0: never"
    ),
    _option(
        "renewal-days",
        "mỗi lần gia hạn thêm mấy ngày; 7: một tuần",
        "how many days each renewal adds; 7: a week",
    ),
    _option(
        "max-of-type",
        "một bạn đọc giữ cùng lúc mấy cuốn của loại này; 3: ba cuốn",
        "how many of this type a reader has at once; 3: three",
    ),
    _option(
        "max-loans",
        "tổng số cuốn một bạn đọc giữ cùng lúc, mọi loại; 5: năm cuốn",
        "how many of all types a reader has at once; 5: five",
    ),
    _option(
        "lends", "yes: cho mượn về; no: chỉ đọc tại chỗ", "yes: lent to take home; no: read in the room only", **_YES
    ),
    _option(
        "renew-within",
        "chỉ gia hạn khi còn N ngày nữa đến hạn; 3: ba ngày cuối, 0: lúc nào cũng được",
        "renewed only in the last N days before it is due; 3: the last three, 0: at any time",
    ),
    _option(
        "grace-days",
        "trễ bao nhiêu ngày thì chưa nhắc, chưa tính tiền; 2: hai ngày đầu",
        "how many days late nothing is said or charged; 2: the first two",
    ),
    _option(
        "max-holds",
        "một bạn đọc đặt mượn cùng lúc mấy nhan đề; 5: năm",
        "for how many titles a reader may wait at once; 5: five",
    ),
    _option(
        "shelf-days",
        "giữ sách trên giá đặt mượn mấy ngày chờ bạn đọc đến; 3: ba ngày",
        "how many days a copy is kept on the hold shelf; 3: three",
    ),
    _option("on-site", "yes: được đọc tại chỗ; no: không", "yes: may be read in the room; no: may not", **_YES),
    _option(
        "fine-per-day",
        "mỗi ngày trễ thu mấy đồng, khi thư viện có thu tiền; 1000",
        "how many đồng each day late costs, where money is taken; 1000",
    ),
)
UNTIL = argument(
    "--until",
    (
        "trả vào một ngày cố định: 2027-01-15; term: hết học kỳ đang chạy; none: thôi, tính theo số ngày mượn",
        "due on a fixed day instead of after so many: 2027-01-15; term: the end of the running term; none: no more",
    ),
    metavar="DAY|term|none",
    type=_until,
)
TERM_OPTIONS = (
    _option(
        "money", "yes: thư viện thu tiền (đền, phạt); no: không", "yes: money is taken (losses, fines); no", **_YES
    ),
    _option(
        "like-for-like",
        "yes: mất sách thì đền được bằng chính cuốn ấy; no: không",
        "yes: a lost book may be replaced by the same book; no",
        **_YES,
    ),
    _option(
        "bands",
        "đền mấy phần mười giá sách: NGUỒN:TỪ_GIÁ:PHẦN_MƯỜI,… "
        "Ví dụ :0:20,foreign:0:50 là gấp 2 lần giá, sách nước ngoài gấp 5",
        "what a lost book costs in tenths of its price: ORIGIN:FROM_PRICE:TENTHS,… "
        "As :0:20,foreign:0:50, twice the price, five times from abroad",
        type=_bands,
        metavar="BANDS",
    ),
    _option(
        "owes-limit",
        "nợ quá N đồng thì không cho mượn thêm; 50000",
        "nothing more is lent to who owes over N đồng; 50000",
    ),
    _option(
        "stale",
        "khi lâu chưa nghe tin trung tâm: allow cứ làm, warn nhắc, ask hỏi thủ thư",
        "when the centre was not heard for long: allow goes on, warn says so, ask wants the librarian",
        type=str,
        choices=("allow", "warn", "ask"),
        metavar="allow|warn|ask",
    ),
    _option("stale-days", "bao nhiêu ngày không có tin thì là lâu; 7", "after how many days without news; 7"),
    _option(
        "long-overdue-days",
        "quá hạn bao nhiêu ngày thì xếp vào quá hạn lâu; 60",
        "after how many days late a loan is long overdue; 60",
    ),
    _option(
        "hold-days",
        "lượt đặt mượn không nêu ngày thì chờ bao nhiêu ngày; 90, 0: mãi",
        "how many days somebody waits who named no day; 90, 0: for ever",
    ),
    _option(
        "auto-shelve",
        "yes: sách trả về mà có người chờ thì để dành ngay; no: thủ thư quyết định",
        "yes: what comes back goes to whoever waits at once; no: the librarian decides",
        **_YES,
    ),
    _option(
        "self-service",
        "yes: bạn đọc tự mượn trả bằng thẻ và mã PIN; no: không",
        "yes: readers serve themselves with card and PIN; no",
        **_YES,
    ),
)
CALENDAR_OPTIONS = (
    argument(
        "--term",
        (
            "ngày cuối của một học kỳ: --term HK1=2027-01-15; bỏ học kỳ đó: --term HK1=",
            "the last day of a term: --term HK1=2027-01-15; to drop it: --term HK1=",
        ),
        type=_term,
        action="append",
        metavar="NAME=DAY",
    ),
    argument(
        "--hours",
        (
            "giờ mở cửa của một thứ, 0 là thứ Hai … 6 là Chủ nhật: --hours '0=07:30-11:30 13:30-17:00'",
            "opening hours of a weekday, 0 is Monday, 6 Sunday: --hours '0=07:30-11:30 13:30-17:00'",
        ),
        type=_hours,
        action="append",
        metavar="0=HH:MM-HH:MM",
    ),
    argument(
        "--weekdays-closed",
        (
            "những thứ nghỉ hằng tuần, 0 là thứ Hai: 5,6 là thứ Bảy và Chủ nhật; '' là không nghỉ thứ nào",
            "weekdays closed every week, 0 is Monday: 5,6 are Saturday and Sunday; '' is none",
        ),
        type=_weekdays,
        metavar="5,6",
    ),
)
