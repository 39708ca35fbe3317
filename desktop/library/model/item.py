"""An item: one copy on a shelf, with its bar code and its conditions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.library.model.ids import Barcode, ItemId, ItemTypeCode, Money, TitleId


class Condition(StrEnum):
    """Independent marks on an item, each set on a day or not at all (one status could not be merged: peers.md 4.2)."""

    NOT_FOR_LOAN = "not_for_loan"
    DAMAGED = "damaged"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    RESTRICTED = "restricted"


class Access(StrEnum):
    """Who may see a copy (Law 46/2019/QH14, Art. 7; Thông tư 02/2020/TT-BVHTTDL, Art. 32)."""

    OPEN = "open"
    FORCE = "force"
    """Internal to the force."""
    UNIT = "unit"
    """Internal to this unit."""
    RESTRICTED = "restricted"
    """On site, with an approval; not lent, not exported, in no list of new books."""


@dataclass(frozen=True, slots=True)
class Item:
    """A copy. `accession` is the register number (số đăng ký cá biệt), never reused."""

    id: ItemId
    title_id: TitleId
    barcode: Barcode
    accession: str
    type: ItemTypeCode
    call_number: str = ""
    location: str = ""
    price: Money | None = None
    note: str = ""
    conditions: tuple[tuple[Condition, str], ...] = ()
    """(condition, ISO day it was set), only those set"""
    access: Access = Access.OPEN
    origin: str = ""
    """`foreign` for a copy from abroad, which costs more to replace; empty for one from Việt Nam."""
    deleted: bool = False

    def has(self, condition: Condition) -> bool:
        """Whether the mark is set."""
        return any(have is condition for have, _ in self.conditions)


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A copy as one line of its title's card. `due` is None when nobody has it."""

    item: Item
    due: date | None


@dataclass(frozen=True, slots=True)
class ItemForm:
    """What is typed to add or amend a copy. An empty bar code or number takes the next of the leased block."""

    barcode: str = ""
    type: str = "sach"
    call_number: str = ""
    location: str = ""
    price: str = ""
    note: str = ""
    accession: str = ""
