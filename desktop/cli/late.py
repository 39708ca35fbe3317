"""The command about late lines that wait for somebody: they are listed, mended and entered, or set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli import late_words
from desktop.cli.command import Command, Refused, Told, argument
from desktop.cli.facts import moment
from desktop.cli.session import Usage
from desktop.cli.wording import chosen
from desktop.cli.wording import moment as day_and_time
from desktop.filled import filled
from desktop.library.interchange.entries import LateAct, LateLine, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.cli.command import Both, Results
    from desktop.cli.session import Session
    from desktop.library.interchange.entries import Waiting
    from desktop.library.library import Library

LIST, SETTLE, SET_ASIDE, AGAIN = "list", "settle", "set-aside", "again"

_ACTS: Mapping[LateAct, Both] = {
    LateAct.LEND: ("cho mượn", "lend"),
    LateAct.RETURN: ("trả", "return"),
    LateAct.RENEW: ("gia hạn", "renew"),
    LateAct.READ_HERE: ("đọc tại chỗ", "read here"),
    LateAct.REGISTER: ("thẻ mới", "new reader"),
    LateAct.PAY: ("thu tiền", "payment"),
}
_SAID: Mapping[str, Both] = {
    "line": (
        "{id}  {when}  {act:<10}  {card:<10}  {barcode:<12}  {file}, dòng {line}: {why}",
        "{id}  {when}  {act:<10}  {card:<10}  {barcode:<12}  {file}, line {line}: {why}",
    ),
    "none": ("Không dòng nào chờ giải quyết.", "No line waits for anybody."),
    "entered": ("Đã ghi vào sổ: {text}", "Entered: {text}"),
    "still": ("Vẫn chưa ghi được: {why}  [{text}]", "It still cannot be entered: {why}  [{text}]"),
    "aside": ("Đã bỏ qua dòng này: {text}", "Set aside: {text}"),
    "again": (
        "Ghi thêm được {entered} dòng, còn {left} dòng chờ.",
        "{entered} {entered:line|lines} entered, {left} {left:waits|wait} still.",
    ),
    "usage": (
        "settle và set-aside cần mã của dòng (xem: tusach late); set-aside cần cả --why; list và again không cần mã.",
        "settle and set-aside need the line's id (see: tusach late), set-aside --why, too; list and again take no id.",
    ),
}


def _late(session: Session) -> Results:
    asked = session.asked
    if (asked.what in {LIST, AGAIN}) is (asked.id is not None) or (asked.what == SET_ASIDE) is not bool(asked.why):
        raise Usage(_said("usage"))
    with session.library() as library:
        match asked.what:
            case "settle":
                yield _settled(library.late.settle(asked.id, card=asked.card, barcode=asked.barcode))
            case "set-aside":
                yield _set_aside(library, asked.id, asked.why)
            case "again":
                yield _tried(library.late.try_again())
            case _:
                yield from _listed(session, library.late.waiting())


def _listed(session: Session, lines: tuple[Waiting, ...]) -> Results:
    for one in lines:
        yield Told(_facts(one), _said("line", **_facts(one) | {"when": day_and_time(one.entry.at), **_worded(one)}))
    if not lines and not session.json:
        yield Told({}, _said("none"))


def _settled(line: LateLine) -> Told | Refused:
    told = {"outcome": line.outcome.value, "reasons": list(line.reasons), "why": late_words.why(line)}
    facts: dict[str, object] = {**told, "text": line.text, "event": line.event, **dict(line.facts)}
    if line.outcome is Outcome.UNSETTLED:
        return Refused(line.reasons[0], _said("still", **facts), facts, is_result=True)
    return Told(facts, _said("entered", **facts))


def _set_aside(library: Library, line_id: str, why: str) -> Told:
    text = next((one.entry.text for one in library.late.waiting() if one.id == line_id), "")
    library.late.set_aside(line_id, why)
    return Told({"id": line_id, "text": text, "state": "set-aside"}, _said("aside", text=text))


def _tried(lines: tuple[LateLine, ...]) -> Told:
    left = sum(line.outcome is Outcome.UNSETTLED for line in lines)
    told = {"entered": len(lines) - left, "left": left}
    return Told(told, _said("again", **told), ok=not left)


def _facts(one: Waiting) -> dict[str, object]:
    entry = one.entry
    return {
        "id": one.id,
        "file": one.file,
        "line": entry.line,
        "act": entry.act.value,
        "at": moment(entry.at),
        "card": entry.card,
        "barcode": entry.barcode,
        "reason": one.reason,
        "why": _why(one),
        "text": entry.text,
        "since": moment(one.since),
    }


def _worded(one: Waiting) -> dict[str, object]:
    return {"act": chosen(_ACTS[one.entry.act])}


def _why(one: Waiting) -> str:
    line = LateLine(one.entry.line, one.entry.text, Outcome.UNSETTLED, one.entry, (one.reason,), facts=one.facts)
    return late_words.why(line)


def _said(text: str, /, **facts: object) -> str:
    return filled(chosen(_SAID[text]), facts)


COMMANDS = (
    Command(
        "late",
        ("các dòng ghi bù chờ giải quyết", "late lines that wait for somebody"),
        _late,
        (
            argument(
                "what",
                (
                    "list: xem; settle ID: sửa rồi ghi vào sổ; set-aside ID: bỏ qua; again: thử lại tất cả",
                    "list; settle ID: mend it and enter it; set-aside ID: nobody will; again: try all once more",
                ),
                nargs="?",
                default=LIST,
                choices=(LIST, SETTLE, SET_ASIDE, AGAIN),
            ),
            argument("id", ("mã của dòng", "the line's id"), metavar="ID", nargs="?"),
            argument("--card", ("settle: thẻ đúng, ví dụ BD0001", "settle: the right card, as BD0001"), metavar="CARD"),
            argument(
                "--barcode",
                ("settle: mã vạch đúng, ví dụ TK000001", "settle: the right bar code, as TK000001"),
                metavar="BARCODE",
            ),
            argument("--why", ("set-aside: vì sao bỏ qua", "set-aside: why"), metavar="TEXT", default=""),
        ),
    ),
)
