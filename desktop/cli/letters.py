"""Letters without a window: filled and written as HTML or plain text; and the list of late loans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli import lines
from desktop.cli.command import Command, Refused, Told, argument
from desktop.cli.facts import day, moment
from desktop.cli.session import Usage
from desktop.cli.wording import is_english, words
from desktop.library.letters.fields import Language
from desktop.library.letters.kinds import Kind
from desktop.library.letters.writing import is_written, written
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.cli.command import Results
    from desktop.cli.session import Session
    from desktop.library.letters.fill import Facts
    from desktop.library.library import Library
    from desktop.library.model.money import Receipt
    from desktop.library.model.overdue import OverdueLine

_NEEDS_CARDS = frozenset({Kind.DUE_SLIP, Kind.CLEARANCE, Kind.GROUP_LIST, Kind.COMPENSATION, Kind.RECEIPT})
_KINDS = (
    *(Kind.DUE_SLIP, Kind.HOLD_SLIP, Kind.OVERDUE_NOTICE, Kind.OVERDUE_LIST, Kind.GROUP_LIST),
    *(Kind.CLEARANCE, Kind.COMPENSATION, Kind.READING_TICKET, Kind.RECEIPT),
)


def _letter(session: Session) -> Results:
    asked = session.asked
    kind, out = Kind(asked.kind), Path(asked.out)
    if not is_written(out.suffix):
        raise Usage(words("letter ending"))
    if kind in _NEEDS_CARDS and not asked.card:
        raise Usage(words("letter cards"))
    tongue = _tongue()
    with session.library() as library:
        sheets = tuple(library.letters.sheet(facts, tongue) for facts in _facts(session, library, kind, tongue))
    if not sheets:
        yield Refused("nothing-to-print", words("letter none"), {"kind": kind.value})
        return
    try:
        out.write_text(written(sheets, out.suffix), encoding="utf-8")
    except OSError as error:
        raise Refusal(Reason.CANNOT_WRITE, file=out.name) from error
    told = {"kind": kind.value, "letters": len(sheets), "file": str(out)}
    yield Told(told, words("letters written", **told))


def _facts(session: Session, library: Library, kind: Kind, tongue: Language) -> Iterator[Facts]:
    letters, cards, outside = library.letters, session.asked.card, session.asked.outside
    match kind:
        case Kind.OVERDUE_LIST:
            if late := _late(session, library):
                yield letters.overdue_list(late, session.asked.group or "", outside=outside)
        case Kind.OVERDUE_NOTICE:
            yield from letters.overdue_notices(_late(session, library), outside=outside)
        case Kind.HOLD_SLIP:
            shelf = (hold for hold in library.holds.shelf() if not cards or hold.card in cards)
            yield from (letters.slip(kind, hold=hold) for hold in shelf)
        case Kind.READING_TICKET:
            sessions = (one for one in library.reading_room.open_sessions() if not cards or one.card in cards)
            yield from map(letters.reading_ticket, sessions)
        case _:
            yield from (facts for card in cards for facts in _of_card(library, kind, card, tongue))


def _of_card(library: Library, kind: Kind, card: str, tongue: Language) -> Iterator[Facts]:
    letters = library.letters
    match kind:
        case Kind.GROUP_LIST:
            yield letters.group_list(card)
        case Kind.RECEIPT:
            yield letters.receipt(_standing(library.money.receipt(card)), tongue)
        case Kind.CLEARANCE:
            yield letters.clearance(library.money.settled(card), tongue)
        case Kind.COMPENSATION:
            debts = (line for line in library.money.debts_of(card) if line.debt.barcode)
            for line in debts:
                yield letters.compensation(line, library.money.compensation(line.debt.barcode), tongue)
        case _:
            yield letters.slip(kind, card=card)


def _standing(receipt: Receipt) -> Receipt:
    """A receipt that may be printed again: on paper nobody would see that it was voided."""
    if receipt.voided:
        raise Refusal(Reason.RECEIPT_VOIDED, receipt=receipt.number)
    return receipt


def _overdue(session: Session) -> Results:
    with session.library() as library:
        late = _late(session, library)
    outside = session.asked.outside
    yield from (Told(told := _told(line, outside=outside), lines.late(told, line.due)) for line in late)
    if not late and not session.json:
        yield Told({}, words("no loans"))


def _late(session: Session, library: Library) -> Sequence[OverdueLine]:
    cards = {library.readers.get(card).card for card in getattr(session.asked, "card", ())}
    return [line for line in library.overdue.lines(session.asked.group or "") if not cards or line.card in cards]


def _told(line: OverdueLine, *, outside: bool) -> dict[str, object]:
    """A late loan as JSON; for outside the unit with the card number only."""
    told: dict[str, object] = {
        "card": line.card,
        "barcode": line.barcode,
        "title": line.title,
        "lent": moment(line.lent),
        "due": day(line.due),
        "loan": line.loan,
        "title_id": line.title_id,
        "renewals": line.renewals,
        "days_overdue": line.days_late,
        "long": line.is_long,
        "returned": None,
    }
    return told if outside else told | {"reader": line.reader, "group": line.group, "phone": line.phone}


def _tongue() -> Language:
    return Language.ENGLISH if is_english() else Language.VIETNAMESE


_GROUP = argument("--group", ("chỉ của một tổ, đội, lớp", "of one group only"), metavar="GROUP")
_OUTSIDE = argument(
    "--outside", ("gửi ra ngoài đơn vị: chỉ ghi số thẻ", "for outside the unit: card numbers only"), action="store_true"
)

COMMANDS = (
    Command(
        "letter",
        ("viết phiếu, giấy báo, danh sách ra tệp", "write slips, letters and lists to a file"),
        _letter,
        (
            argument("kind", ("loại phiếu", "the kind of letter"), choices=[kind.value for kind in _KINDS]),
            argument("card", ("số thẻ; receipt: số biên lai", "cards; receipt: its number"), metavar="CARD", nargs="*"),
            argument("--out", ("tệp .html hoặc .txt", "a file .html or .txt"), metavar="FILE", required=True),
            _GROUP,
            _OUTSIDE,
        ),
    ),
    Command("overdue", ("các lượt quá hạn", "overdue loans"), _overdue, (_GROUP, _OUTSIDE)),
)
