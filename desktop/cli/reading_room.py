"""The commands of the reading room: begin and end a session, count what was read, read the log."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.cli import facts
from desktop.cli.command import Command, Refused, Told, argument
from desktop.cli.desk import told as told_by_desk
from desktop.cli.reader_words import said
from desktop.cli.session import Usage
from desktop.cli.wording import day, moment
from desktop.library.model.event import Approval

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop.cli.command import Results
    from desktop.cli.session import Session as Asked
    from desktop.library.model.desk import Answer
    from desktop.library.model.session import Session


def _begin(session: Asked) -> Results:
    asked, paper = session.asked, _approval(session.asked)
    with session.library() as library:
        for barcode in asked.barcode:
            answer = library.reading_room.begin(asked.card, barcode, paper, at=asked.at, override=asked.override)
            yield _told(answer, "begun")


def _end(session: Asked) -> Results:
    with session.library() as library:
        for barcode in session.asked.barcode:
            answer = library.reading_room.end(barcode, at=session.asked.at)
            yield _told(answer, "ended") if dict(answer.facts).get("on_site") else told_by_desk(answer)


def _read_here(session: Asked) -> Results:
    with session.library() as library:
        yield _told(
            library.reading_room.read_here(session.asked.barcode, session.asked.count, at=session.asked.at), "read here"
        )


def _sessions(session: Asked) -> Results:
    with session.library() as library:
        room, since = library.reading_room, session.asked.since
        shown = room.open_sessions() if since is None else room.sessions(since)
    yield from (Told(_facts(one), _line(one)) for one in shown)
    if not shown and not session.json:
        yield Told({}, said("no sessions"))


def _told(answer: Answer, text: str) -> Told | Refused:
    if answer.reason is not None:
        return told_by_desk(answer)
    shown = {
        "barcode": answer.barcode,
        "title": answer.title,
        "card": answer.card,
        "count": dict(answer.facts).get("count"),
    }
    return Told(facts.answer(answer), said(text, **shown))


def _approval(asked: Namespace) -> Approval | None:
    """What the options say of a paper. Raises Usage when they say it in part."""
    parts = (asked.approval, asked.approved_on, asked.approver, asked.purpose)
    if not any(parts):
        return None
    if not all(parts):
        raise Usage(said("approval in part"))
    return Approval(*parts)


def _facts(one: Session) -> facts.Facts:
    paper = one.approval
    return {
        "card": one.card,
        "reader": one.reader,
        "barcode": one.barcode,
        "title": one.title,
        "begun": facts.moment(one.begun),
        "ended": facts.moment(one.ended),
        "restricted": one.restricted,
        "approval": paper.number if paper else None,
        "approved_on": facts.day(paper.day) if paper else None,
        "approver": paper.approver if paper else None,
        "purpose": paper.purpose if paper else None,
        "locked": one.locked,
        "operator": one.operator,
        "loan": one.loan,
        "days_over": one.days_over,
    }


def _line(one: Session) -> str:
    times = {"begun": moment(one.begun), "ended": moment(one.ended)}
    return said(
        "session", **times, card=one.card or "–", barcode=one.barcode, title=one.title, paper=_paper(one)
    ).rstrip()


def _paper(one: Session) -> str:
    if one.approval is None:
        return said("paper locked") if one.locked else ""
    paper = one.approval
    return said("paper", number=paper.number, day=day(paper.day), approver=paper.approver, purpose=paper.purpose)


_CARD = argument("card", ("số thẻ bạn đọc", "the reader's card"), metavar="CARD")
_BARCODES = argument("barcode", ("mã vạch của các cuốn", "the items' bar codes"), metavar="BARCODE", nargs="+")
_DAY = {"type": date.fromisoformat, "metavar": "DAY"}
_APPROVAL = (
    argument("--approval", ("số văn bản cho phép", "the approval's number"), metavar="NUMBER"),
    argument("--approved-on", ("ngày văn bản, ví dụ 2026-11-20", "its day, as 2026-11-20"), **_DAY),
    argument("--approver", ("người duyệt", "who approved"), metavar="NAME"),
    argument("--purpose", ("mục đích", "what for"), metavar="TEXT"),
)
_OVERRIDE = argument(
    "--override",
    ("cho qua những điều người có quyền được cho qua", "set aside what someone entitled may set aside"),
    action="store_true",
)

COMMANDS = (
    Command(
        "begin-session",
        ("giao sách đọc tại chỗ", "give copies to a reader, to be read in the room"),
        _begin,
        (_CARD, _BARCODES, *_APPROVAL, _OVERRIDE),
    ),
    Command("end-session", ("nhận lại sách đọc tại chỗ", "take copies back in the reading room"), _end, (_BARCODES,)),
    Command(
        "read-here",
        ("ghi lượt đọc tại chỗ không ghi tên", "count a copy that nobody noted was reading here"),
        _read_here,
        (
            argument("barcode", ("mã vạch", "the bar code"), metavar="BARCODE"),
            argument("--count", ("số lượt", "how many times"), type=int, default=1, metavar="N"),
        ),
    ),
    Command(
        "sessions",
        ("ai đang đọc trong phòng, hoặc nhật ký", "who reads in the room, or the log"),
        _sessions,
        (argument("--since", ("nhật ký từ ngày này", "the log since this day"), **_DAY),),
    ),
)
