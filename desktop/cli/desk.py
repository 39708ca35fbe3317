"""The desk's commands: lend, return, renew, hold, and who has what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli import facts, lines
from desktop.cli.command import Command, Refused, Told, argument
from desktop.cli.wording import words

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


def _hold(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        yield told(library.circulation.hold(asked.card, asked.title_id, at=asked.at, override=asked.override))


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
_OVERRIDE = argument(
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
    Command("lend", ("cho mượn", "lend items"), _lend, (_CARD, _BARCODES, _MEMBER, _OVERRIDE)),
    Command("return", ("nhận trả", "take items back"), _return, (_BARCODES,)),
    Command("renew", ("gia hạn", "give more time"), _renew, (_BARCODES, _OVERRIDE)),
    Command(
        "hold",
        ("đặt mượn một nhan đề", "let a reader wait for a title"),
        _hold,
        (_CARD, argument("title_id", ("mã nhan đề", "the title's id"), metavar="TITLE_ID"), _OVERRIDE),
    ),
    Command(
        "loans",
        ("các lượt đang mượn, của một thẻ hoặc tất cả", "open loans, of one card or of all"),
        _loans,
        (argument("card", ("số thẻ", "a card"), metavar="CARD", nargs="?"),),
    ),
)
