"""The kinds of slips and letters: what each may say, the columns of its list, the papers that it fits on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.library.letters.fields import COMMON


class Kind(StrEnum):
    """What can be printed; the values are the names of the templates and of the command line."""

    DUE_SLIP = "due-slip"
    """What the reader has taken now, and when it is due."""
    RETURN_SLIP = "return-slip"
    HOLD_SLIP = "hold-slip"
    """Lies in the copy on the hold shelf."""
    OVERDUE_NOTICE = "overdue-notice"
    """To one reader."""
    OVERDUE_LIST = "overdue-list"
    """Of a group or of the whole unit."""
    GROUP_LIST = "group-list"
    """What a class or a team has taken, with a place for each to sign."""
    CLEARANCE = "clearance"
    """Nothing is open."""
    STILL_OPEN = "still-open"
    """Stands in for the clearance while something is open."""
    COMPENSATION = "compensation"
    RECEIPT = "receipt"
    REFUND = "refund"
    """Money given back."""
    READING_TICKET = "reading-ticket"
    """A restricted document, read in the room with an approval."""


class Paper(StrEnum):
    """Sheets, and rolls of slip printers."""

    A4 = "a4"
    A4_WIDE = "a4-wide"
    """A4 lying, for lists of many columns."""
    A5 = "a5"
    ROLL_80 = "80mm"
    ROLL_58 = "58mm"

    @property
    def is_roll(self) -> bool:
        """Whether it is as long as what stands on it."""
        return self in {Paper.ROLL_80, Paper.ROLL_58}

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height; a roll has no height of its own."""
        return {
            Paper.A4: (210.0, 297.0),
            Paper.A4_WIDE: (297.0, 210.0),
            Paper.A5: (148.0, 210.0),
            Paper.ROLL_80: (80.0, 0.0),
            Paper.ROLL_58: (58.0, 0.0),
        }[self]

    @property
    def margins_mm(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom. A4: Nghị định 30/2020/NĐ-CP, phụ lục I (30, 20, 20, 20).

        Slip printers reach 72 mm of 80 and 48 mm of 58: what lies further out is cut off.
        """
        match self:
            case Paper.A4 | Paper.A4_WIDE:
                return 30.0, 20.0, 20.0, 20.0
            case Paper.A5:
                return 15.0, 12.0, 12.0, 12.0
            case Paper.ROLL_58:
                return 5.0, 4.0, 5.0, 8.0
            case _:
                return 4.0, 4.0, 4.0, 8.0


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a kind knows: fields beside those of every letter, its list's columns, its papers, the usual one first."""

    own: tuple[str, ...]
    columns: tuple[str, ...]
    papers: tuple[Paper, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that its template may name."""
        return (*self.own, *COMMON)


SLIP = (Paper.ROLL_80, Paper.ROLL_58, Paper.A5, Paper.A4)
SHEET = (Paper.A4, Paper.A5)
_READER = ("name", "card", "group", "rank", "phone", "category", "expires")

_MONEY = (*_READER, "receipt", "amount", "amount_words", "reason", "owed")
_RECEIPT_PAPERS = (Paper.A5, Paper.A4, Paper.ROLL_80, Paper.ROLL_58)

PATTERNS: dict[Kind, Pattern] = {
    Kind.DUE_SLIP: Pattern((*_READER, "list", "count", "due"), ("number", "title", "barcode", "due"), SLIP),
    Kind.RETURN_SLIP: Pattern((*_READER, "list", "count"), ("number", "title", "barcode", "time", "late"), SLIP),
    Kind.HOLD_SLIP: Pattern(
        ("card", "name", "title", "barcode", "until", "call_number", "location", "placed"), (), SLIP
    ),
    Kind.OVERDUE_NOTICE: Pattern(
        (*_READER, "list", "count", "late", "back_by"), ("number", "barcode", "title", "lent", "due", "late"), SHEET
    ),
    Kind.OVERDUE_LIST: Pattern(
        ("about", "list", "count", "readers", "long_count"),
        ("number", "card", "name", "group", "phone", "barcode", "title", "due", "late"),
        (Paper.A4_WIDE, Paper.A4),
    ),
    Kind.GROUP_LIST: Pattern(
        ("name", "card", "representative", "list", "count", "due"),
        ("number", "barcode", "title", "member", "signature"),
        SHEET,
    ),
    Kind.CLEARANCE: Pattern((*_READER, "purpose"), (), SHEET),
    Kind.STILL_OPEN: Pattern(
        (*_READER, "list", "count", "owed", "purpose"), ("number", "barcode", "title", "due", "what"), SHEET
    ),
    Kind.COMPENSATION: Pattern(
        (*_READER, "title", "barcode", "price", "times", "amount", "amount_words", "reason", "back_by"), (), SHEET
    ),
    Kind.RECEIPT: Pattern(_MONEY, (), _RECEIPT_PAPERS),
    Kind.REFUND: Pattern(_MONEY, (), _RECEIPT_PAPERS),
    Kind.READING_TICKET: Pattern(
        (
            *_READER,
            *("title", "barcode", "call_number", "begun", "ended"),
            *("approval_number", "approval_day", "approver", "purpose"),
        ),
        (),
        (Paper.A5, Paper.A4, Paper.ROLL_80),
    ),
}
"""By kind."""
