"""The desk's answers, the sync's stops and the state of the program, in whole sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.desk import Act
from desktop.library.model.event import EventKind
from desktop.library.model.refusal import Reason
from desktop.ui import refusals
from desktop.ui.dates import day_and_time, long_day
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.model.desk import Answer, DeskLine
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
