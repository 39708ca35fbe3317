"""The desk's commands: lend, return, renew, correct, and who has what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.cli import facts, lines
from desktop.cli.command import Command, Refused, Told, argument
from desktop.cli.wording import words
from desktop.library.model.ids import EventId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.cli.command import Results
    from desktop.cli.session import Session
    from desktop.library.model.desk import Answer
    from desktop.library.model.loan import LoanLine

_ALL = 1_000_000


def told(answer: Answer) -> Told | Refused:
    """The desk's answer as a result."""
    if answer.reason is None:
        return Told(facts.answer(answer), lines.answer(answer))
    return Refused(answer.reason.value, lines.answer(answer), facts.answer(answer), is_result=True)


def _lend(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        for barcode in asked.barcode:
            lent = library.circulation.lend(
                asked.card, barcode, at=asked.at, override=asked.override, member=asked.member
            )
            yield told(lent)


def _return(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        for barcode in asked.barcode:
            yield told(library.circulation.give_back(barcode, at=asked.at))


def _renew(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        for barcode in asked.barcode:
            yield told(library.circulation.renew(barcode, at=asked.at, override=asked.override))


def _change_due(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        yield told(library.circulation.change_due(asked.barcode, asked.day, asked.why, at=asked.at))


def _undo(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        desk = library.circulation
        yield told(desk.take_back(EventId(asked.event), why=asked.why) if asked.event else desk.undo(why=asked.why))


def _loans(session: Session) -> Results:
    with session.library() as library:
        yield from _listed(session, library.circulation.open_loans(session.asked.card, limit=_ALL))


def _listed(session: Session, loans: Iterable[LoanLine]) -> Results:
    shown = tuple(loans)
    yield from (Told(facts.loan(line), lines.loan(line)) for line in shown)
    if not shown and not session.json:
        yield Told({}, words("no loans"))


_CARD = argument("card", ("số thẻ bạn đọc", "the reader's card"), metavar="CARD")
_BARCODES = argument("barcode", ("mã vạch của các cuốn", "the items' bar codes"), metavar="BARCODE", nargs="+")
OVERRIDE = argument(
    "--override",
    ("cho qua những điều người có quyền được cho qua", "set aside what someone entitled may set aside"),
    action="store_true",
)
_MEMBER = argument(
    "--member",
    ("thẻ của lớp, đội: số thẻ người nhận sách", "on a group's card: the card of who takes the copies"),
    metavar="CARD",
    default="",
)

COMMANDS = (
    Command("lend", ("cho mượn", "lend items"), _lend, (_CARD, _BARCODES, _MEMBER, OVERRIDE)),
    Command("return", ("nhận trả", "take items back"), _return, (_BARCODES,)),
    Command("renew", ("gia hạn", "give more time"), _renew, (_BARCODES, OVERRIDE)),
    Command(
        "change-due",
        ("đổi hạn trả của một cuốn đang mượn", "change the due date of a copy that is out"),
        _change_due,
        (
            argument("barcode", ("mã vạch", "the bar code"), metavar="BARCODE"),
            argument(
                "day",
                ("hạn trả mới, 2026-12-31", "the new due day, 2026-12-31"),
                metavar="DAY",
                type=date.fromisoformat,
            ),
            argument("--why", ("lý do", "why"), metavar="TEXT", required=True),
        ),
    ),
    Command(
        "undo",
        ("huỷ việc vừa làm, hoặc một việc theo mã", "take back the last act, or one by its id"),
        _undo,
        (
            argument("event", ("mã việc", "the act's id"), metavar="EVENT", nargs="?", default=""),
            argument("--why", ("lý do", "why"), metavar="TEXT", default=""),
        ),
    ),
    Command(
        "loans",
        ("các lượt đang mượn, của một thẻ hoặc tất cả", "open loans, of one card or of all"),
        _loans,
        (argument("card", ("số thẻ", "a card"), metavar="CARD", nargs="?"),),
    ),
)
