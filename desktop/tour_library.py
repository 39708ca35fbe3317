"""What the tour finds and writes in the library itself: whom to lend to, what, and what two desks disagree about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.library.model.item import Access
from desktop.library.model.reader import ReaderForm
from desktop.library.store.workplaces import Signature

if TYPE_CHECKING:
    from desktop.library.library import Library

LENT_HERE = ("sach", "giao-trinh")
UNITS = (
    ("X01", "Công an xã Mẫu Sơn"),
    ("X02", "Công an phường Bến Thử"),
    ("T01", "Trại tạm giam (mẫu)"),
    ("TGD", "Trường giáo dưỡng (mẫu)"),
)
"""Other units of the centre: code and name."""
_PHONES = ("0912 000 111", "0988 222 333")
_YEARS = ("2019", "2021")
_PCS = ("QUAY-MUON-TRA", "PHONG-DOC")
_AT_THE_DESK = ("Trần Thị Mẫu", "Lê Văn Hai")
_NEW = ("Nguyễn Văn Một", "Trần Thị Hai")


@dataclass(frozen=True, slots=True)
class Quarrel:
    """A reader, a title, a copy on the shelf and a card number: two desks write differently about each."""

    reader: str
    title: str
    barcode: str
    borrowers: tuple[str, str]
    card: str = "HV009001"


def a_free_reader(library: Library) -> str:
    """The card of somebody who may borrow several copies."""
    cards = (line.card for line in library.readers.find("", limit=200) if not (line.loans or line.blocked))
    panels = (library.readers.panel(card) for card in cards)
    return next(p.reader.card for p in panels if not p.blocks and p.max_loans > 5)  # noqa: PLR2004 - room for this day


def free_items(library: Library) -> tuple[str, ...]:
    """Bar codes of copies on the shelf that may be lent."""
    hits = (*library.catalogue.find("điều lệnh", limit=60).lines, *library.catalogue.find("", limit=200).lines)
    copies = (copy for line in hits if line.available for copy in library.catalogue.copies(line.id))
    free = (c.item for c in copies if c.due is None and not c.item.conditions and c.item.type in LENT_HERE)
    return tuple(dict.fromkeys(item.barcode for item in free))[:5]


def an_item_out(library: Library) -> str:
    """The bar code of a copy that somebody else has, and for which nobody waits; the one that is due last."""
    mine = {loan.barcode for loan in library.circulation.reader.loans} if library.circulation.reader else set()
    loans = sorted(library.circulation.open_loans(None), key=lambda loan: loan.due, reverse=True)
    free = (loan for loan in loans if not (loan.member or library.holds.queue(loan.title_id)))
    return next(loan.barcode for loan in free if loan.barcode not in mine)


def a_class(library: Library) -> tuple[str, str]:
    """The card of a class, and a textbook of its set that is on the shelf."""
    card = next(line.card for line in library.readers.find("", limit=500) if line.is_group)
    title = library.groups.loans(card)[0].title_id
    copies = library.catalogue.copies(title)
    return card, next(c.item.barcode for c in copies if c.due is None and not c.item.conditions)


def a_restricted_item(library: Library) -> str:
    """The bar code of a restricted copy that nobody reads now."""
    lines = library.catalogue.find("", limit=1000).lines
    copies = (copy for line in lines for copy in library.catalogue.copies(line.id))
    return next(c.item.barcode for c in copies if c.item.access is Access.RESTRICTED and c.due is None)


def let_serve_itself(library: Library, *, card: str, pin: str) -> str:
    """Open self-service, give this reader a PIN; the bar code of something to lend."""
    library.policy.amend_terms({"self_service": True}, why="Mở tự phục vụ ở sảnh")
    library.pins.set(card, pin)
    return free_items(library)[0]


def something_to_quarrel_about(library: Library, *, card: str) -> Quarrel:
    """What both desks have."""
    barcode = free_items(library)[-1]
    lines = library.readers.find("", limit=200)
    others = [line.card for line in lines if not (line.loans or line.blocked) and line.card != card][:2]
    return Quarrel(
        reader=library.readers.get(card).id,
        title=library.catalogue.find("điều lệnh", limit=1).lines[0].id,
        barcode=barcode,
        borrowers=(others[0], others[1]),
    )


def quarrel(library: Library, *, about: Quarrel, desk: int) -> None:
    """Write what this desk (0 or 1) believes, signed as in a library that has named its PCs."""
    library.store.workplaces.signature = Signature(_PCS[desk], lambda: _AT_THE_DESK[desk])
    library.circulation.lend(about.borrowers[desk], about.barcode, override=True)
    library.readers.register(ReaderForm(card=about.card, name=_NEW[desk], group="Lớp D49A"))
    reader = library.readers.form(about.reader)
    library.readers.amend(about.reader, replace(reader, phone=_PHONES[desk]))
    library.catalogue.amend(about.title, replace(library.catalogue.form(about.title), year=_YEARS[desk]))
