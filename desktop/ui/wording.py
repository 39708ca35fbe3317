"""The desk's answers, the sync's stops and the state of the program, in whole sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.library.model.conflict import LOCKED
from desktop.library.model.desk import Act
from desktop.library.model.event import EventKind
from desktop.library.model.refusal import Reason
from desktop.ui import refusals
from desktop.ui.dates import day_and_time, local, long_day, short_day, today
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.library.model.desk import Answer, DeskLine
    from desktop.library.model.hold import ShelvedFor
    from desktop.library.model.ids import Moment
    from desktop.library.model.standing import Standing

EVENTS = {
    EventKind.LENT: "cho mượn",
    EventKind.RETURNED: "trả",
    EventKind.RENEWED: "gia hạn",
    EventKind.HELD: "đặt mượn",
    EventKind.HOLD_CANCELLED: "huỷ đặt mượn",
    EventKind.HOLD_SUSPENDED: "dừng đặt mượn",
    EventKind.HOLD_RESUMED: "đặt mượn lại",
    EventKind.HOLD_SHELVED: "để dành",
    EventKind.READ_HERE: "đọc tại chỗ",
    EventKind.DUE_CHANGED: "đổi hạn trả",
    EventKind.CLAIMED_RETURNED: "nói đã trả",
    EventKind.HANDED_ON: "chuyển tay",
    EventKind.DECLARED_LOST: "báo mất",
    EventKind.FOUND: "tìm thấy",
    EventKind.DAMAGED: "ghi hỏng",
    EventKind.UNDONE: "hoàn tác",
}

RESULTS = {
    EventKind.RETURNED: "đã nhận lại",
    EventKind.HELD: "vào hàng chờ",
    EventKind.HOLD_CANCELLED: "ra khỏi hàng chờ",
    EventKind.HOLD_SUSPENDED: "tạm không chờ",
    EventKind.HOLD_RESUMED: "chờ tiếp",
    EventKind.HOLD_SHELVED: "trên giá đặt mượn",
    EventKind.READ_HERE: "đã đếm",
    EventKind.CLAIMED_RETURNED: "tìm trên giá",
    EventKind.HANDED_ON: "đã ghi người giữ",
    EventKind.DECLARED_LOST: "đã ghi mất",
    EventKind.FOUND: "đã về kho",
}
"""What came of it, where no due date says so."""

HEADLINES = {
    "lent": "ĐÃ CHO MƯỢN",
    "returned": "ĐÃ NHẬN TRẢ",
    "renewed": "ĐÃ GIA HẠN",
    "held": "ĐÃ ĐẶT MƯỢN",
    "undone": "ĐÃ HOÀN TÁC",
    "found": "ĐÃ TÌM THẤY",
}

REFUSED_ACTS: dict[str, str] = {
    Act.LEND: "CHƯA CHO MƯỢN",
    Act.RETURN: "CHƯA NHẬN TRẢ",
    Act.RENEW: "CHƯA GIA HẠN",
    Act.UNDO: "CHƯA HOÀN TÁC",
    Act.DONE: "CHƯA XONG",
    "hold": "CHƯA ĐẶT MƯỢN",
    "override": "CHƯA LÀM GÌ",
    Act.RENEW_ALL: "CHƯA GIA HẠN",
    "slip": "CHƯA IN PHIẾU",
}
"""What did not happen, by what was asked for."""

OVERRIDES: dict[str, str] = {
    Act.LEND: "Vẫn cho mượn",
    Act.RETURN: "Vẫn nhận trả",
    Act.RENEW: "Vẫn gia hạn",
    "hold": "Vẫn đặt mượn",
    Act.UNDO: "Vẫn hoàn tác",
}

STOPS: dict[str | None, tuple[str, str]] = {
    "try-later": (
        "Chưa tới được trung tâm",
        "Việc ở quầy vẫn chạy bình thường; máy sẽ tự thử lại. Nếu lâu không được, kiểm tra dây mạng.",
    ),
    "sign-in-needed": (
        "Trung tâm không nhận ra máy này",
        "Có thể trung tâm vừa được khôi phục. Xin tệp ghi danh mới rồi ghi danh lại. Số liệu vẫn an toàn ở đây.",
    ),
    "upgrade-needed": (
        "Cần cập nhật để đồng bộ tiếp",
        "Chương trình ở đây và ở trung tâm quá khác phiên bản. Cập nhật Tủ Sách; số liệu vẫn an toàn ở đây.",
    ),
    "clock-wrong": (
        "Đồng hồ máy này sai",
        "Chỉnh lại ngày giờ của máy theo giờ Việt Nam rồi đồng bộ lại. Số liệu vẫn an toàn ở đây.",
    ),
    "revoked": (
        "Trung tâm đã thu hồi máy này",
        "Xin trung tâm tệp ghi danh mới rồi bấm Ghi danh lại. Quầy vẫn làm việc; số liệu an toàn ở đây.",
    ),
    "wrong-centre": (
        "Nơi trả lời không phải trung tâm đã ghi danh",
        "Chưa gửi gì đi. Đừng tin nơi đó; báo người phụ trách kỹ thuật.",
    ),
    "interrupted": ("Đã dừng theo yêu cầu", "Không mất gì; lần sau sẽ tiếp tục từ chỗ này."),
}
"""By the name of a stop: what happened, and what happens next or is to be done."""

ANY_STOP = ("Lần đồng bộ trước dừng sớm", "Không mất gì; máy sẽ tự thử lại.")


@dataclass(frozen=True, slots=True)
class Worded:
    """An answer of the desk as it is shown: `severity` colours, the texts say it."""

    severity: str
    sign: str
    headline: str
    big: str
    text: str
    sound: str


def worded(answer: Answer, asked: str) -> Worded:
    """One scan's outcome in words. `asked`: an Act, `hold` or `override`."""
    if answer.status == "refused":
        return _refused(answer, asked)
    if answer.shelved_for is not None:
        return _shelved(answer, answer.shelved_for)
    several = dict(answer.facts).get("renewed")
    severity, sign = ("warning", "triangle-alert") if _needs_a_look(answer) else ("done", "circle-check")
    return Worded(
        severity,
        sign,
        tr(HEADLINES[answer.status]),
        tr("{count} cuốn", count=several) if several else answer.title or answer.card or "",
        " · ".join(_details(answer)),
        _sound(answer),
    )


def several_renewed(answers: tuple[Answer, ...]) -> Answer:
    """One answer for many renewals: the refusal when nothing was renewed, else how many were and were not."""
    renewed = [answer for answer in answers if answer.status == "renewed"]
    if not renewed or len(answers) == 1:
        return answers[0]
    facts = (("renewed", len(renewed)), ("refused", len(answers) - len(renewed)))
    due = renewed[0].due if len({answer.due for answer in renewed}) == 1 else None
    return replace(renewed[-1], barcode=None, due=due, facts=facts)


def why_refused(answer: Answer, asked: str) -> str:
    """Why the desk said no, in one sentence."""
    assert answer.reason is not None
    if asked == "override" and answer.reason is Reason.NOTHING_TO_UNDO:
        return tr("Không có lượt bị từ chối nào đang chờ quyết định.")
    return refusals.why(answer.reason, {"barcode": answer.barcode, "card": answer.card, **dict(answer.facts)})


def _shelved(answer: Answer, shelf: ShelvedFor) -> Worded:
    """A copy that somebody waits for: for whom, and until when it stands on the hold shelf."""
    who = shelf.reader if shelf.reader and shelf.reader != LOCKED else shelf.card or ""
    kept = tr("để lên giá đặt mượn, giữ đến {day}", day=long_day(shelf.until)) if shelf.until else ""
    return Worded(
        "information",
        "bookmark",
        tr("ĐÃ NHẬN TRẢ: ĐỂ DÀNH CHO BẠN ĐỌC"),
        who,
        " · ".join(part for part in (kept, answer.title, *_details(answer)) if part),
        "attention",
    )


def _refused(answer: Answer, asked: str) -> Worded:
    assert answer.reason is not None
    return Worded(
        "refused",
        "circle-x",
        tr(REFUSED_ACTS[asked]),
        why_refused(answer, asked),
        refusals.what_to_do(answer.reason),
        "refused",
    )


def _details(answer: Answer) -> list[str]:
    details = [answer.barcode or ""]
    if answer.due is not None and answer.status in {"lent", "renewed"}:
        details.append(tr("hạn trả {day}", day=long_day(answer.due)))
    if answer.status == "returned":
        unknown = "despite" in dict(answer.facts)
        details.append(tr("máy này chưa ghi ai mượn") if unknown else answer.reader)
    if answer.status == "held" and "place" in dict(answer.facts):
        details.append(tr("đang chờ, thứ {place}", place=dict(answer.facts)["place"]))
    return [detail for detail in (*details, *_remarks(answer)) if detail]


def _remarks(answer: Answer) -> Iterator[str]:
    """What somebody at the desk should look at, or know."""
    facts = dict(answer.facts)
    if facts.get("renewed") and facts.get("refused"):
        yield tr("{refused} cuốn không được, lý do ở danh sách dưới", refused=facts["refused"])
    if answer.days_late:
        yield tr("trả muộn {days} ngày", days=answer.days_late)
    yield from _of_money(answer)
    if facts.get("on_site"):
        yield tr("đã nhận lại tại phòng đọc")
    if answer.was_lost:
        yield tr("đã ghi là mất, nay tìm thấy")
    if answer.claimed:
        yield tr("bạn đọc đã báo là trả rồi")
    yield from _of_holds(answer)
    if answer.repaired_from:
        yield tr("đã sửa mã “{code}” do bộ gõ", code=answer.repaired_from)
    if answer.data_days is not None:
        yield news(answer.data_days)


def _of_holds(answer: Answer) -> Iterator[str]:
    facts = dict(answer.facts)
    if answer.waiting_readers and answer.shelved_for is None:
        yield tr("có {readers} bạn đọc đang chờ – để riêng", readers=answer.waiting_readers)
    elif facts.get("off_hold_shelf") and answer.shelved_for is None:
        yield tr("không còn ai chờ: trả về kệ")
    if facts.get("left_aside"):
        yield tr("lấy cuốn {barcode} khỏi giá đặt mượn rồi quét trả", barcode=facts["left_aside"])


def _of_money(answer: Answer) -> Iterator[str]:
    facts = dict(answer.facts)
    if answer.charged:
        yield tr("ghi nợ {amount} đồng", amount=figure(answer.charged))
    if facts.get("debt_gone"):
        yield tr("bớt nợ {amount} đồng", amount=figure(int(facts["debt_gone"] or 0)))
    if facts.get("book_gone"):
        yield tr("không phải đền sách nữa")
    if facts.get("give_back"):
        yield tr("trả lại bạn đọc {amount} đồng", amount=figure(int(facts["give_back"] or 0)))


def news(days: int) -> str:
    """How old is what this PC last heard from the centre."""
    return tr("tin từ trung tâm cách đây {days} ngày", days=days)


def _needs_a_look(answer: Answer) -> bool:
    """Whether somebody must do more than put the book down."""
    left = "left_aside" in dict(answer.facts)
    return bool(
        answer.waiting_readers or answer.days_late or answer.was_lost or answer.claimed or answer.charged or left
    )


def _sound(answer: Answer) -> str:
    if _needs_a_look(answer):
        return "attention"
    return "returned" if answer.status == "returned" else "lent"


def event(line: DeskLine) -> str:
    """What happened, as one or two words of a list."""
    return tr(EVENTS[line.kind])


def event_result(line: DeskLine) -> str:
    """What came of it, as one or two words of a list."""
    if line.undone:
        return tr("đã hoàn tác")
    if line.due is not None:
        return tr("hạn trả {day}", day=short_day(line.due))
    return tr(RESULTS[line.kind]) if line.kind in RESULTS else ""


def is_today(moment: Moment) -> bool:
    """Whether it was on the day that this computer's calendar shows."""
    return local(moment).date() == today()


def stop(name: str | None) -> tuple[str, str]:
    """Why a sync run ended early, and what happens next or is to be done."""
    happened, next_step = STOPS.get(name, ANY_STOP)
    return tr(happened), tr(next_step)


def crash(summary: str, report: Path | None) -> str:
    """What to do after a bug, and where its report lies."""
    what = tr(
        "Những gì đã ghi trước đó vẫn an toàn. Làm lại việc vừa rồi; nếu lỗi lặp lại, đóng và mở lại Tủ Sách rồi gửi "
        "tệp báo lỗi cho người phụ trách."
    )
    if report is None:
        return tr("{what} Không ghi được tệp báo lỗi. ({summary})", what=what, summary=summary)
    return tr("{what} Tệp báo lỗi: {file} ({summary})", what=what, file=report, summary=summary)


def sync_state(standing: Standing) -> str:
    """The sync line of the status strip."""
    state = _sync_state(standing)
    if not standing.conflicts:
        return state
    return tr("{state} · {conflicts} điểm cần đối chiếu", state=state, conflicts=standing.conflicts)


def follow_up(standing: Standing) -> str:
    """What waits on the page of what must be followed."""
    holds = tr("{count} việc đặt mượn cần làm", count=figure(standing.holds_asking)) if standing.holds_asking else ""
    late = tr("{count} cuốn quá hạn", count=figure(standing.overdue)) if standing.overdue else ""
    return " · ".join(part for part in (holds, late) if part)


def _sync_state(standing: Standing) -> str:
    if not standing.enrolled:
        return tr("Chưa ghi danh với trung tâm")
    if standing.last_stop is not None:
        happened, _ = stop(standing.last_stop)
        if not standing.waiting:
            return happened
        return tr("{happened} · {waiting} thay đổi chờ gửi", happened=happened, waiting=figure(standing.waiting))
    if standing.last_sync is None and not standing.waiting:
        return tr("Chưa đồng bộ lần nào")
    if standing.last_sync is None:
        return tr("Chưa đồng bộ lần nào · {waiting} thay đổi chờ gửi", waiting=figure(standing.waiting))
    when = day_and_time(standing.last_sync)
    if standing.waiting == 0:
        return tr("Đồng bộ lần cuối {when} · đã gửi hết", when=when)
    return tr("Đồng bộ lần cuối {when} · {waiting} thay đổi chờ gửi", when=when, waiting=figure(standing.waiting))
