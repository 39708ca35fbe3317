"""What the list of late loans shows: a heading for each reader or group, the books beneath it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.library.circulation.overdue import PAGE, by_reader, grouped
from desktop.library.text import fold
from desktop.ui.dates import short_day
from desktop.ui.widgets import Column
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop.library.library import Library
    from desktop.library.model.ids import LoanId
    from desktop.library.model.overdue import Late, OverdueLine

BY_READER, BY_GROUP = "reader", "group"


@dataclass(frozen=True, slots=True)
class LateList:
    """Everything that is late, in both orders, and what each line is found by. Made away from the window."""

    by_reader: tuple[Late, ...]
    by_group: tuple[Late, ...]
    texts: Mapping[LoanId, str]

    def found(self, order: str, query: str) -> tuple[Late, ...]:
        """Those lines that hold every word of the query, in this order."""
        every = self.by_group if order == BY_GROUP else self.by_reader
        wanted = fold(query).split()
        return every if not wanted else tuple(self._holding(every, wanted))

    def _holding(self, every: Sequence[Late], wanted: Sequence[str]) -> Iterator[Late]:
        for late in every:
            lines = tuple(line for line in late.lines if all(word in self.texts[line.loan] for word in wanted))
            if lines:
                yield type(late)(late.name, lines)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a late book, or (`line` None) the heading of those beneath it. `outside`: card numbers only."""

    late: Late
    line: OverdueLine | None
    order: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """The late loans as far as they have come: the first page is shown at once, the rest when it is whole."""

    lines: tuple[OverdueLine, ...] = ()
    texts: Mapping[LoanId, str] = field(default_factory=dict)
    is_whole: bool = False
    late: LateList | None = None
    """In order, where it is to be shown."""
    count: int = 0
    """How many there are in all."""


def more(library: Library, coming: Coming) -> Coming:
    """With the next page; work for the background, a little at a time: a scan at the desk comes in between."""
    page = library.overdue.page(coming.lines[-1] if coming.lines else None)
    lines, texts = (*coming.lines, *page), {**coming.texts, **texts_of(page)}
    is_whole, is_first = len(page) < PAGE, not coming.lines
    late = in_order(lines, texts) if is_whole or is_first else None
    count = library.overdue.count() if is_first and not is_whole else len(lines)
    return Coming(lines, texts, is_whole, late, max(count, coming.count))


def in_order(lines: Sequence[OverdueLine], texts: Mapping[LoanId, str]) -> LateList:
    """The lines in both orders, with what they are found by."""
    readers = by_reader(lines)
    return LateList(readers, grouped(readers), texts)


def texts_of(lines: Sequence[OverdueLine]) -> dict[LoanId, str]:
    """What each line is found by."""
    return {
        line.loan: fold(f"{line.reader} {line.card or ''} {line.group} {line.barcode} {line.title}") for line in lines
    }


def rows(found: Sequence[Late], order: str, *, outside: bool) -> tuple[Row, ...]:
    """The rows to show."""
    return tuple(
        row
        for late in found
        for row in (Row(late, None, order, outside), *(Row(late, line, order, outside) for line in late.lines))
    )


def summary(found: Sequence[Late]) -> str:
    """How much is late, in words."""
    lines = [line for late in found for line in late.lines]
    facts = {
        "books": figure(len(lines)),
        "readers": figure(len({line.reader_id for line in lines})),
        "long": figure(sum(line.is_long for line in lines)),
    }
    return tr("{books} cuốn quá hạn của {readers} bạn đọc, {long} cuốn quá hạn lâu", **facts)


def still_coming(count: int) -> str:
    """While the first of them are shown and the others come."""
    return tr("{books} cuốn quá hạn, đang lấy cả danh sách…", books=figure(count))


def late_words(line: OverdueLine) -> str:
    """How late it is, in words; colour only repeats it."""
    if line.is_long:
        return tr("quá hạn lâu: {days} ngày", days=line.days_late)
    return tr("quá hạn {days} ngày", days=line.days_late)


def heading(row: Row) -> str:
    """Whose books stand beneath it."""
    first, many = row.late.lines[0], len(row.late.lines)
    if row.order == BY_GROUP:
        name = tr("ngoài các tổ, đội, lớp") if not row.late.name else "…" if row.outside else row.late.name
        return tr("{name} – {books} cuốn", name=name, books=many)
    if first.reader_id is None:
        return tr("không còn tên bạn đọc – {books} cuốn", books=many)
    told = (first.card or "",) if row.outside else (first.reader, first.card or "", first.group, first.phone)
    return tr("{name} – {books} cuốn", name=" · ".join(filter(None, told)), books=many)


def _title(row: Row) -> str:
    return heading(row) if row.line is None else row.line.title


def _reader(row: Row) -> str:
    if row.line is None or row.order == BY_READER:
        return ""
    return row.line.card or "" if row.outside else row.line.reader


def _note(row: Row) -> str:
    if row.line is None:
        return ""
    if row.line.claimed:
        return tr("bạn đọc nói đã trả")
    if row.line.on_site:
        return tr("đọc tại chỗ")
    return "" if row.outside or not row.line.member else tr("{name} giữ", name=row.line.member)


COLUMNS: tuple[Column[Row], ...] = (
    Column(
        "Nhan đề", _title, tone=lambda row: "pine" if row.line is None else "ink", heads=lambda row: row.line is None
    ),
    Column("Tên bạn đọc", _reader, 160),
    Column("ĐKCB", lambda row: row.line.barcode if row.line else "", 110),
    Column("Hạn trả", lambda row: short_day(row.line.due) if row.line else "", 110),
    Column(
        "Quá hạn",
        lambda row: late_words(row.line) if row.line else "",
        196,
        tone=lambda row: "brick" if row.line and row.line.is_long else "amber",
    ),
    Column("Ghi chú", _note, 154, tone=lambda _: "ink-soft"),
)
READER_COLUMN = 1
