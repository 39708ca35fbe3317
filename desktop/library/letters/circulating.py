"""What slips and overdue letters are to say, gathered from the library."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.recognise import reader_of
from desktop.library.letters.fill import Facts
from desktop.library.letters.kinds import Kind
from desktop.library.model.event import EventKind
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.store.desk_list import desk_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.library.letters.wording import Value
    from desktop.library.model.hold import HoldLine
    from desktop.library.model.loan import LoanLine
    from desktop.library.model.overdue import Late, OverdueLine
    from desktop.library.model.reader import Reader
    from desktop.library.model.session import Session
    from desktop.library.store.store import Store

DAYS_LEFT = 7
"""So many days after a notice the books are to be back."""
_ALL = 5_000


def of_reader(store: Store, reader: Reader) -> dict[str, Value]:
    """What letters say of a reader."""
    vietnamese, _ = store.policies.label("reader-category", reader.category)
    return {
        "name": reader.name,
        "card": reader.card,
        "group": reader.group,
        "rank": reader.rank,
        "phone": reader.phone,
        "category": vietnamese or reader.category,
        "expires": reader.expires,
    }


def due_slip(store: Store, card: str, since: int | None = None) -> Facts:
    """What the reader has taken since that moment (ms), or has at all. Raises Refusal as `reader_of`, NOT_ON_LOAN."""
    reader = reader_of(store, card)
    loans = [loan for loan in _open(store, reader) if since is None or loan.lent >= since]
    if not loans:
        raise Refusal(Reason.NOT_ON_LOAN, barcode=card)
    due = min(loan.due for loan in loans)
    return Facts(Kind.DUE_SLIP, of_reader(store, reader) | {"count": len(loans), "due": due}, _loan_lines(loans))


def return_slip(store: Store, card: str, since: int) -> Facts:
    """What was taken back from the reader since that moment (ms). Raises Refusal as `reader_of`, NOT_ON_LOAN."""
    reader = reader_of(store, card)
    acts = desk_lines(store.connection, since, limit=_ALL)
    back = [act for act in acts if act.kind is EventKind.RETURNED and act.card == reader.card and not act.undone]
    if not back:
        raise Refusal(Reason.NOT_ON_LOAN, barcode=card)
    late = _days_late(store, reader)
    lines: tuple[dict[str, Value], ...] = tuple(
        {"title": act.title, "barcode": act.barcode, "time": act.at, "late": late.get(act.barcode)}
        for act in reversed(back)
    )
    return Facts(Kind.RETURN_SLIP, of_reader(store, reader) | {"count": len(back)}, lines)


def hold_slip(hold: HoldLine) -> Facts:
    """For the copy that is put aside: whose it is and until when. It stays inside the unit."""
    return Facts(
        Kind.HOLD_SLIP,
        {
            "card": hold.card,
            "name": hold.reader,
            "title": hold.title,
            "barcode": hold.barcode,
            "until": hold.until,
            "call_number": hold.call_number,
            "location": hold.location,
            "placed": day_of(hold.placed),
        },
    )


def overdue_notice(store: Store, late: Late, *, outside: bool = False) -> Facts:
    """To the reader of these lines."""
    reader = next((store.readers.get(line.reader_id) for line in late.lines if line.reader_id), None)
    told: dict[str, Value] = {
        "count": len(late.lines),
        "late": late.longest,
        "back_by": day_of(store.now_ms()) + timedelta(days=DAYS_LEFT),
    }
    about = of_reader(store, reader) if reader else {}
    return Facts(Kind.OVERDUE_NOTICE, about | told, _late_lines(late.lines), outside)


def overdue_list(lines: Sequence[OverdueLine], about: str, *, outside: bool = False) -> Facts:
    """Of a group or of the whole unit, whose name is `about`. Outside, no group is named: `about` is the unit then."""
    return Facts(
        Kind.OVERDUE_LIST,
        {
            "about": about,
            "count": len(lines),
            "readers": len({line.reader_id for line in lines}),
            "long_count": sum(line.is_long for line in lines),
        },
        _late_lines(lines),
        outside,
    )


def group_list(store: Store, card: str, since: int | None = None) -> Facts:
    """What a class or a team has, or was lent since a moment, with a place to sign.

    Raises Refusal as `reader_of`, NOT_A_GROUP.
    """
    group = reader_of(store, card)
    if not group.is_group:
        raise Refusal(Reason.NOT_A_GROUP, card=group.card)
    answers = store.readers.get(group.representative) if group.representative else None
    loans = tuple(one for one in _open(store, group) if since is None or one.lent >= since)
    lines = tuple({"barcode": one.barcode, "title": one.title, "member": one.member} for one in loans)
    return Facts(
        Kind.GROUP_LIST,
        {
            "name": group.name,
            "card": group.card,
            "representative": answers.name if answers else "",
            "count": len(loans),
            "due": min((one.due for one in loans), default=None),
        },
        lines,
    )


def reading_ticket(store: Store, session: Session) -> Facts:
    """For a session in the room, with its approval."""
    reader = reader_of(store, session.card) if session.card else None
    copies = store.items.with_barcode(session.barcode)
    approval = session.approval
    return Facts(
        Kind.READING_TICKET,
        {
            **(of_reader(store, reader) if reader else {}),
            "title": session.title,
            "barcode": session.barcode,
            "call_number": copies[0].call_number if copies else "",
            "begun": session.begun,
            "ended": session.ended,
            "approval_number": approval.number if approval else "",
            "approval_day": approval.day if approval else None,
            "approver": approval.approver if approval else "",
            "purpose": approval.purpose if approval else "",
        },
    )


def _open(store: Store, reader: Reader) -> tuple[LoanLine, ...]:
    return store.loans.open_of_reader(reader.id, day_of(store.now_ms()))


def _days_late(store: Store, reader: Reader) -> dict[str, int]:
    """By bar code: how late the copy came when this reader last brought it back; as early as that was said."""
    past = store.loans.history_of_reader(reader.id, day_of(store.now_ms()), limit=_ALL)
    return {one.barcode: (day_of(one.claimed or one.returned) - one.due).days for one in reversed(past) if one.returned}


def _loan_lines(loans: Iterable[LoanLine]) -> tuple[dict[str, Value], ...]:
    return tuple({"title": one.title, "barcode": one.barcode, "due": one.due} for one in loans)


def _late_lines(lines: Iterable[OverdueLine]) -> tuple[dict[str, Value], ...]:
    return tuple(
        {
            "card": one.card,
            "name": one.reader,
            "group": one.group,
            "phone": one.phone,
            "barcode": one.barcode,
            "title": one.title,
            "lent": day_of(one.lent),
            "due": one.due,
            "late": one.days_late,
        }
        for one in lines
    )
