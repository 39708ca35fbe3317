"""The commands for holds: place and change them, what to fetch, the hold shelf, what nobody came for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.cli.command import Command, Told, argument
from desktop.cli.desk import OVERRIDE, told
from desktop.cli.hold_words import facts_of, line_of, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.cli.command import Results
    from desktop.cli.session import Session
    from desktop.library.library import Library
    from desktop.library.model.hold import HoldLine


def _hold(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        yield told(
            library.circulation.hold(
                asked.card,
                asked.title_id,
                barcode=asked.item,
                until=asked.until,
                at=asked.at,
                override=asked.override,
            )
        )


def _holds(session: Session) -> Results:
    card = session.asked.card
    with session.library() as library:
        yield from _listed(session, library.holds.of_reader(card) if card else library.holds.every())


def _cancel(session: Session) -> Results:
    with session.library() as library:
        yield told(library.holds.cancel(session.asked.id, session.asked.why))


def _suspend(session: Session) -> Results:
    with session.library() as library:
        yield told(library.holds.suspend(session.asked.id, session.asked.until))


def _resume(session: Session) -> Results:
    with session.library() as library:
        yield told(library.holds.resume(session.asked.id))


def _list_of(shown: Callable[[Library], Iterable[HoldLine]]) -> Callable[[Session], Results]:
    def run(session: Session) -> Results:
        with session.library() as library:
            yield from _listed(session, shown(library))

    return run


def _shelve(session: Session) -> Results:
    with session.library() as library:
        for barcode in session.asked.barcode:
            yield told(library.holds.shelve(barcode))


def _shelf(session: Session) -> Results:
    with session.library() as library:
        left = library.holds.left()
        yield from _listed(session, left if session.asked.left else library.holds.shelf())
    if left and not session.asked.left and not session.json:
        yield Told({}, said("left too", left=len(left)))


def _clear(session: Session) -> Results:
    with session.library() as library:
        answers = library.holds.clear_expired()
    yield from map(told, answers)
    if not answers and not session.json:
        yield Told({}, said("none"))


def _listed(session: Session, lines: Iterable[HoldLine]) -> Results:
    shown = tuple(lines)
    yield from (Told(facts_of(line), line_of(line)) for line in shown)
    if not shown and not session.json:
        yield Told({}, said("none"))


_CARD = argument("card", ("số thẻ bạn đọc", "the reader's card"), metavar="CARD")
_ID = argument("id", ("mã lượt đặt mượn (lệnh holds)", "the hold's id (see holds)"), metavar="ID")
_UNTIL = argument(
    "--until",
    ("đến hết ngày này, 2026-12-31", "until that day, 2026-12-31"),
    metavar="DAY",
    type=date.fromisoformat,
    default=None,
)
_WHY = argument("--why", ("lý do", "why"), metavar="TEXT", default="")

COMMANDS = (
    Command(
        "hold",
        ("đặt mượn một nhan đề, hay đúng một cuốn", "let a reader wait for a title, or for one copy"),
        _hold,
        (
            _CARD,
            argument("title_id", ("mã nhan đề", "the title's id"), metavar="TITLE_ID"),
            argument(
                "--item", ("chỉ cuốn có mã vạch này", "only the copy with this bar code"), metavar="BARCODE", default=""
            ),
            _UNTIL,
            OVERRIDE,
        ),
    ),
    Command(
        "holds",
        ("các lượt đặt mượn, của một thẻ hoặc tất cả", "holds, of one card or of all"),
        _holds,
        (argument("card", ("số thẻ", "a card"), metavar="CARD", nargs="?"),),
    ),
    Command("cancel-hold", ("huỷ một lượt đặt mượn", "take a hold away"), _cancel, (_ID, _WHY)),
    Command("suspend-hold", ("tạm hoãn một lượt đặt mượn", "suspend a hold"), _suspend, (_ID, _UNTIL)),
    Command("resume-hold", ("cho chờ tiếp", "resume a hold"), _resume, (_ID,)),
    Command(
        "pull-list",
        ("các cuốn cần lấy từ giá sách cho người đặt", "copies to fetch for those who wait"),
        _list_of(lambda library: library.holds.pull_list()),
    ),
    Command(
        "shelve",
        (
            "để cuốn này cho người chờ đầu tiên; không còn ai chờ thì trả về kệ",
            "put copies aside for who waits first, or back",
        ),
        _shelve,
        (argument("barcode", ("mã vạch", "bar codes"), metavar="BARCODE", nargs="+"),),
    ),
    Command(
        "shelf",
        ("những cuốn trên giá đặt mượn", "what stands on the hold shelf"),
        _shelf,
        (
            argument(
                "--left",
                ("những cuốn không còn ai chờ, để trả về kệ", "copies nobody waits for any more, to be put back"),
                action="store_true",
            ),
        ),
    ),
    Command("clear-shelf", ("bỏ các lượt đã quá ngày", "take away holds whose day is past"), _clear),
)
