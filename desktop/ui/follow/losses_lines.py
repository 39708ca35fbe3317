"""Losses and money as lines: long overdue loans, books said to be returned, open debts, the day's takings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.loan import LoanLine
from desktop.library.model.money import AccountLine, DayBook, DayBookLine, DebtLine, Outstanding
from desktop.ui.dates import day_and_time, due_words, local, short_day
from desktop.ui.debts import book_words, dong, owed_words, purpose_words, thing_words
from desktop.ui.follow.growing import PAGE
from desktop.ui.widgets import Column
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from desktop.library.library import Library


MOST_CARDS = 3


@dataclass(frozen=True, slots=True)
class Loans:
    """Loans that may have to be given up: of those long overdue the first page, and how many they are."""

    late: tuple[LoanLine, ...]
    late_count: int
    claimed: tuple[LoanLine, ...]


def see_loans(library: Library, limit: int) -> Loans:
    """Look at the loans, so many of the late ones."""
    conditions = library.conditions
    return Loans(conditions.long_overdue(limit=limit), conditions.long_overdue_count(), conditions.claimed())


def more_late(library: Library, last: LoanLine) -> tuple[LoanLine, ...]:
    """The page of long overdue loans after this one."""
    return library.conditions.long_overdue(after=last, limit=PAGE)


def more_debts(library: Library, last: DebtLine) -> tuple[DebtLine, ...]:
    """The page of debts after this one."""
    return library.money.open_debts(after=last, limit=PAGE)


def told_words(part: str, seen: Loans | Outstanding | DayBook) -> str:
    """How much there is of one list."""
    match seen:
        case Loans() if part == "late":
            return tr("{count} cuốn", count=figure(seen.late_count))
        case Loans():
            return tr("{count} cuốn: tìm trên giá trước khi ghi mất", count=len(seen.claimed))
        case Outstanding():
            told = tr("{count} khoản, {amount}", count=figure(seen.count), amount=dong(seen.owed))
            return f"{told} · {credit_words(seen.credits)}" if seen.credits else told
        case _:
            return book_words(seen)


def who_words(line: LoanLine | DebtLine) -> str:
    """Whose it is."""
    return line.reader or line.card or tr("(đã tách tên)")


def claimed_words(line: LoanLine) -> str:
    """Since when it is said to be back."""
    return short_day(local(line.claimed).date()) if line.claimed is not None else ""


def state_words(line: DebtLine) -> str:
    """What is left of the debt; a book that came back after all is told."""
    return tr("sách đã nhận trả") if line.debt.came_back else owed_words(line.debt)


def credit_words(lines: tuple[AccountLine, ...]) -> str:
    """What is to be given back, and to whom."""
    cards = ", ".join(line.card or tr("(đã tách tên)") for line in lines[:MOST_CARDS])
    more = "…" if len(lines) > MOST_CARDS else ""
    amount = dong(sum(line.credit for line in lines))
    return tr("phải trả lại {amount} (thẻ {cards})", amount=amount, cards=f"{cards}{more}")


def taken_words(line: DayBookLine) -> str:
    """The sum; what was taken back says so."""
    return tr("{amount} (đã huỷ)", amount=dong(line.amount)) if line.voided else dong(line.amount)


def who_took_words(line: DayBookLine) -> str:
    """Who was at the desk; of what was voided or given back also why, and who voided it."""
    who = line.operator or "–"
    if line.voided_by and line.voided_by != line.operator:
        who = tr("{who}, {other} huỷ", who=who, other=line.voided_by)
    return tr("{who}: {why}", who=who, why=line.why) if line.why else who


def _due(line: LoanLine) -> str:
    return due_words(line.due, line.days_overdue)


_BOOK: Column[LoanLine] = Column("Sách", lambda line: line.title, 0, strong=True)
_CODE: Column[LoanLine] = Column("Mã vạch", lambda line: line.barcode, 116, lambda _: "ink-soft")
_WHO: Column[LoanLine] = Column("Tên bạn đọc", who_words, 180)
LATE: tuple[Column[LoanLine], ...] = (_BOOK, _CODE, _WHO, Column("Hạn trả", _due, 224, lambda _: "brick"))
CLAIMED: tuple[Column[LoanLine], ...] = (
    _BOOK,
    _CODE,
    _WHO,
    Column("Nói đã trả từ", claimed_words, 120, lambda _: "amber"),
    Column("Hạn trả", _due, 176, lambda _: "ink-soft"),
)
DEBTS: tuple[Column[DebtLine], ...] = (
    Column("Tên bạn đọc", who_words, 180, strong=True),
    Column("Khoản", lambda line: thing_words(line.debt), 0),
    Column("Về việc", lambda line: purpose_words(line.debt), 190, lambda _: "ink-soft"),
    Column("Còn lại", state_words, 150, lambda line: "amber" if line.debt.came_back else "brick", right=True),
)
TAKEN: tuple[Column[DayBookLine], ...] = (
    Column("Lúc", lambda line: day_and_time(line.at), 176, lambda _: "ink-soft"),
    Column("Biên lai", lambda line: line.receipt, 200, strong=True, struck=lambda line: line.voided),
    Column("Số thẻ", lambda line: line.card or tr("(đã tách tên)"), 130),
    Column("Người thu", who_took_words, 0, lambda _: "ink-soft"),
    Column("Số tiền", taken_words, 190, lambda line: "ink-soft" if line.voided else "ink", right=True),
)
