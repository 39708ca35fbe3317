"""The desk's answers, the sync's stops and the state of the program, in whole sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.loan import Act, EventKind
from desktop.library.model.refusal import Reason
from desktop.ui import refusals
from desktop.ui.dates import day_and_time, long_day
from desktop.ui.words import tr

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.model.loan import Answer, DeskLine
    from desktop.library.model.standing import Standing

EVENTS = {
    EventKind.LENT: "cho mượn",
    EventKind.RETURNED: "trả",
    EventKind.RENEWED: "gia hạn",
    EventKind.HELD: "đặt mượn",
    EventKind.HOLD_CANCELLED: "huỷ đặt mượn",
    EventKind.DECLARED_LOST: "báo mất",
    EventKind.FOUND: "tìm thấy",
    EventKind.UNDONE: "hoàn tác",
}

HEADLINES = {
    "lent": "ĐÃ CHO MƯỢN",
    "returned": "ĐÃ NHẬN TRẢ",
    "renewed": "ĐÃ GIA HẠN",
    "held": "ĐÃ ĐẶT MƯỢN",
    "undone": "ĐÃ HOÀN TÁC",
}

REFUSED_ACTS: dict[str, str] = {
    Act.LEND: "CHƯA CHO MƯỢN",
    Act.RETURN: "CHƯA NHẬN TRẢ",
    Act.RENEW: "CHƯA GIA HẠN",
    Act.UNDO: "CHƯA HOÀN TÁC",
    Act.DONE: "CHƯA XONG",
    "hold": "CHƯA ĐẶT MƯỢN",
    "override": "CHƯA LÀM GÌ",
}
"""What did not happen, by what was asked for."""

OVERRIDES: dict[str, str] = {
    Act.LEND: "Vẫn cho mượn",
    Act.RETURN: "Vẫn nhận trả",
    Act.RENEW: "Vẫn gia hạn",
    "hold": "Vẫn đặt mượn",
}

STOPS = {
    "try-later": "Chưa tới được trung tâm. Việc ở quầy vẫn chạy bình thường; máy sẽ tự thử lại.",
    "sign-in-needed": "Trung tâm không nhận máy này. Xin trung tâm tệp ghi danh mới rồi ghi danh lại.",
    "upgrade-needed": "Trung tâm đã dùng bản mới hơn. Cập nhật Tủ Sách rồi đồng bộ lại; số liệu vẫn an toàn ở đây.",
    "clock-wrong": "Đồng hồ máy này lệch nhiều so với trung tâm. Chỉnh lại ngày giờ rồi đồng bộ lại.",
    "cancelled": "Đã dừng theo yêu cầu. Lần sau sẽ tiếp tục từ chỗ này.",
    "revoked": "Trung tâm đã thu hồi máy này. Liên hệ trung tâm; số liệu vẫn an toàn ở đây.",
}


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
    return Worded(
        "done" if not answer.days_late and not answer.waiting_readers else "warning",
        "circle-check",
        tr(HEADLINES[answer.status]),
        answer.title or answer.card or "",
        " · ".join(_details(answer)),
        _sound(answer),
    )


def _refused(answer: Answer, asked: str) -> Worded:
    assert answer.reason is not None
    facts = {"barcode": answer.barcode, "card": answer.card, **dict(answer.facts)}
    why = refusals.why(answer.reason, facts)
    if asked == "override" and answer.reason is Reason.NOTHING_TO_UNDO:
        why = tr("Không có lượt bị từ chối nào đang chờ quyết định.")
    return Worded(
        "refused",
        "circle-x",
        tr(REFUSED_ACTS[asked]),
        why,
        refusals.what_to_do(answer.reason),
        "refused",
    )


def _details(answer: Answer) -> list[str]:
    details = [answer.barcode or ""]
    if answer.due is not None and answer.status in {"lent", "renewed"}:
        details.append(tr("hạn trả {day}", day=long_day(answer.due)))
    if answer.status == "returned" and answer.reader:
        details.append(answer.reader)
    if answer.days_late:
        details.append(tr("trả muộn {days} ngày", days=answer.days_late))
    if answer.waiting_readers:
        details.append(tr("có {readers} bạn đọc đang chờ – để riêng", readers=answer.waiting_readers))
    if answer.repaired_from:
        details.append(tr("đã sửa mã “{code}” do bộ gõ", code=answer.repaired_from))
    return [detail for detail in details if detail]


def _sound(answer: Answer) -> str:
    if answer.waiting_readers or answer.days_late:
        return "attention"
    return "returned" if answer.status == "returned" else "lent"


def event(line: DeskLine) -> str:
    """What happened, as one or two words of a list."""
    return tr("đã hoàn tác") if line.undone else tr(EVENTS[line.kind])


def stop(name: str) -> str:
    """Why a sync run ended early, and what happens next."""
    return tr(STOPS.get(name, "Lần đồng bộ trước dừng sớm. Máy sẽ tự thử lại."))


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
    if not standing.enrolled:
        return tr("Chưa ghi danh với trung tâm")
    if standing.last_sync is None:
        return tr("Chưa đồng bộ lần nào · {waiting} thay đổi chờ gửi", waiting=standing.waiting)
    when = day_and_time(standing.last_sync)
    if standing.waiting == 0:
        return tr("Đồng bộ lần cuối {when} · đã gửi hết", when=when)
    return tr("Đồng bộ lần cuối {when} · {waiting} thay đổi chờ gửi", when=when, waiting=standing.waiting)
