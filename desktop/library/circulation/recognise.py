"""What a scanned code stands for: a command, an item, a reader's card, or nothing that the library knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.circulation.commands import command_of
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.text.codes import clean_code
from desktop.library.text.scanner import repair

if TYPE_CHECKING:
    from desktop.library.model.desk import Act
    from desktop.library.model.ids import ReaderId
    from desktop.library.model.item import Item
    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store


@dataclass(frozen=True, slots=True)
class Recognised:
    """The one thing that a code stands for; `repaired_from` is what arrived when that had to be mended first."""

    act: Act | None = None
    item: Item | None = None
    reader: Reader | None = None
    repaired_from: str = ""


def recognise(store: Store, code: str) -> Recognised:
    """What the code stands for. Raises Refusal: UNKNOWN_BARCODE, AMBIGUOUS_CODE, GARBLED_CODE."""
    act = command_of(code)
    if act is not None:
        return Recognised(act=act)
    mended, repaired_from = _mended(store, code)
    items, readers = _items(store, mended), store.readers.with_card(mended)
    match (items, readers):
        case ((item,), ()):
            return Recognised(item=item, repaired_from=repaired_from)
        case ((), (reader,)):
            return Recognised(reader=reader, repaired_from=repaired_from)
        case ((), ()):
            raise Refusal(Reason.UNKNOWN_BARCODE, code=mended)
        case _:
            raise Refusal(Reason.AMBIGUOUS_CODE, code=mended, items=len(items), cards=len(readers))


def item_of(store: Store, code: str) -> Recognised:
    """The item with this bar code. Raises Refusal: UNKNOWN_BARCODE, CARD_WHERE_ITEM_EXPECTED, and as `recognise`."""
    mended, repaired_from = _mended(store, code)
    match _items(store, mended):
        case (item,):
            return Recognised(item=item, repaired_from=repaired_from)
        case ():
            card = store.readers.has_card(mended)
            raise Refusal(Reason.CARD_WHERE_ITEM_EXPECTED if card else Reason.UNKNOWN_BARCODE, code=mended)
        case several:
            raise Refusal(Reason.AMBIGUOUS_CODE, code=mended, items=len(several), cards=0)


def reader_of(store: Store, code: str) -> Reader:
    """The reader with this card. Raises Refusal: UNKNOWN_CARD, ITEM_WHERE_CARD_EXPECTED, and as `recognise`."""
    mended, _ = _mended(store, code)
    match store.readers.with_card(mended):
        case (reader,):
            return reader
        case ():
            item = store.items.has_barcode(mended)
            raise Refusal(Reason.ITEM_WHERE_CARD_EXPECTED if item else Reason.UNKNOWN_CARD, code=mended)
        case several:
            raise Refusal(Reason.AMBIGUOUS_CODE, code=mended, items=0, cards=len(several))


def person_of(store: Store, code: str) -> Reader:
    """The person with this card. Raises Refusal: NOT_A_PERSON (a class's or a team's card), and as `reader_of`."""
    reader = reader_of(store, code)
    if reader.is_group:
        raise Refusal(Reason.NOT_A_PERSON, card=reader.card)
    return reader


def group_of(store: Store, code: str) -> Reader:
    """The class or team with this card. Raises Refusal: NOT_A_GROUP (a person's card), and as `reader_of`."""
    reader = reader_of(store, code)
    if not reader.is_group:
        raise Refusal(Reason.NOT_A_GROUP, card=reader.card)
    return reader


def member_of(store: Store, group: Reader, card: str) -> ReaderId:
    """Who in the group takes a copy. Raises Refusal: NOT_A_GROUP (the first is a person), and as `person_of`."""
    if not group.is_group:
        raise Refusal(Reason.NOT_A_GROUP, card=group.card)
    return person_of(store, card).id


def _items(store: Store, code: str) -> tuple[Item, ...]:
    # Where labels were never printed, people type the register number (số đăng ký cá biệt) from the title page.
    return store.items.with_barcode(code) or store.items.with_accession(code)


def _mended(store: Store, code: str) -> tuple[str, str]:
    """The code to look for, and what arrived when a keyboard program had changed it."""
    found = repair(code, lambda reading: store.items.has_barcode(reading) or store.readers.has_card(reading))
    if found.repaired:
        return found.code, clean_code(code)
    if not found.garbled:
        return found.code, ""
    readings = len(found.candidates)
    raise Refusal(Reason.AMBIGUOUS_CODE if readings > 1 else Reason.GARBLED_CODE, code=found.code, readings=readings)
