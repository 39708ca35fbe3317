"""The commands about classes and teams: register one, see what it holds, note who in it has a copy."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from desktop.cli import facts
from desktop.cli.command import Command, Refused, Told, argument
from desktop.cli.desk import told as told_by_desk
from desktop.cli.reader_words import said
from desktop.cli.wording import day
from desktop.library.model.reader import ReaderForm
from desktop.library.readers.groups import CATEGORY

if TYPE_CHECKING:
    from desktop.cli.command import Results
    from desktop.cli.session import Session
    from desktop.library.model.desk import Answer
    from desktop.library.model.group import GroupSeen
    from desktop.library.model.loan import LoanLine


def _add_group(session: Session) -> Results:
    asked = session.asked
    typed = {field.name: getattr(asked, field.name, None) for field in fields(ReaderForm)}
    form = ReaderForm(**{name: text for name, text in typed.items() if text is not None})
    with session.library() as library:
        group = library.groups.add(form)
    yield Told(facts.reader(group), said("group added", card=group.card, name=group.name))


def _group(session: Session) -> Results:
    with session.library() as library:
        seen = library.groups.seen(session.asked.card)
    yield Told(_seen(seen), _seen_line(seen))
    yield from (Told(_loan(line), _loan_line(line)) for line in seen.loans)


def _hand_on(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        for barcode in asked.barcode:
            yield _handed(library.groups.hand_on(barcode, asked.member, asked.why, at=asked.at))


def _handed(answer: Answer) -> Told | Refused:
    if answer.reason is not None:
        return told_by_desk(answer)
    holder = dict(answer.facts).get("member") or said("representative")
    return Told(facts.answer(answer), said("handed on", barcode=answer.barcode, title=answer.title, holder=holder))


def _seen(seen: GroupSeen) -> facts.Facts:
    members = [{"card": one.card, "name": one.name, "loans": one.loans} for one in seen.members]
    answers = seen.representative
    head = {"card": seen.group.card, "name": seen.group.name, "representative": answers.card if answers else None}
    return {**head, "members": members, "loans": len(seen.loans)}


def _seen_line(seen: GroupSeen) -> str:
    answers = seen.representative
    who = f"{answers.name} ({answers.card})" if answers else said("nobody")
    head = {"card": seen.group.card, "name": seen.group.name, "representative": who}
    return said("group", **head, members=len(seen.members), loans=len(seen.loans))


def _loan(line: LoanLine) -> facts.Facts:
    return facts.loan(line) | {"member": line.member or None}


def _loan_line(line: LoanLine) -> str:
    holder = line.member or said("representative")
    return said("group loan", due=day(line.due), barcode=line.barcode, title=line.title, holder=holder)


_CARD = argument("card", ("số thẻ của lớp, đội", "the group's card"), metavar="CARD")
_GROUP_FIELDS = (
    argument("--name", ("tên lớp, đội", "the group's name"), required=True),
    argument("--card", ("số thẻ; bỏ trống để lấy số tiếp theo", "the card; without it, the next number")),
    argument("--representative", ("số thẻ người đại diện", "the card of who answers for it"), metavar="CARD"),
    argument("--category", ("loại bạn đọc", "the reader category"), default=CATEGORY),
    argument("--expires", ("hạn thẻ, ví dụ 2027-06-30", "the card's last day, as 2027-06-30")),
    argument("--note", ("ghi chú", "a note")),
)

COMMANDS = (
    Command("add-group", ("thêm lớp, đội mượn tập thể", "register a class or a team"), _add_group, _GROUP_FIELDS),
    Command("group", ("một lớp, đội đang giữ gì, ai giữ", "what a class or a team holds, and who"), _group, (_CARD,)),
    Command(
        "hand-on",
        ("ghi ai trong lớp, đội đang giữ cuốn sách", "note who in the group has a copy"),
        _hand_on,
        (
            argument("barcode", ("mã vạch của các cuốn", "the items' bar codes"), metavar="BARCODE", nargs="+"),
            argument(
                "--member",
                (
                    "số thẻ người đang giữ; bỏ trống: người đại diện",
                    "the card of who has it; without: the representative",
                ),
                metavar="CARD",
                default="",
            ),
            argument("--why", ("lý do", "why"), default=""),
        ),
    ),
)
