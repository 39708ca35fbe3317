"""What became of late lines, in words: where the book was then, what spoke against it, where it is now."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from desktop.filled import filled
from desktop.library.circulation.calendar import VIETNAM
from desktop.library.interchange.entries import Entered, LateAct, LateLine, Outcome, Waiting
from desktop.library.model.refusal import Reason
from desktop.ui import refusals
from desktop.ui.dates import short_day
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.interchange.entries import Entry
    from desktop.library.interchange.leaving import Borrowers, Exported

ACTS: Mapping[LateAct, str] = {
    LateAct.LEND: "Cho mượn",
    LateAct.RETURN: "Trả",
    LateAct.RENEW: "Gia hạn",
    LateAct.READ_HERE: "Đọc tại chỗ",
    LateAct.REGISTER: "Thẻ mới",
    LateAct.PAY: "Thu tiền",
}

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ENTERED: "Đã ghi",
    Outcome.DESPITE: "Vẫn ghi",
    Outcome.ALREADY: "Đã có trong sổ",
    Outcome.REGISTERED: "Bạn đọc mới",
    Outcome.UNSETTLED: "Chưa ghi được",
    Outcome.LEFT_OUT: "Để ngoài",
    Outcome.ODD: "Không hiểu",
}

TONES: Mapping[Outcome, str] = {
    Outcome.ENTERED: "pine",
    Outcome.REGISTERED: "pine",
    Outcome.DESPITE: "amber",
    Outcome.ALREADY: "ink-soft",
    Outcome.LEFT_OUT: "ink-soft",
    Outcome.UNSETTLED: "brick",
    Outcome.ODD: "brick",
}

WHY: Mapping[str, str] = {
    "repaired": "mã bị bộ gõ làm sai, đã sửa",
    "on-loan-to-another": "lúc đó cuốn này đang ở thẻ {holder}",
    "already-lent-to-reader": "lúc đó chính bạn đọc này đang giữ; tính là gia hạn",
    "not-on-loan": "lúc đó sổ không ghi ai đang mượn cuốn này",
    "not-for-loan": "loại này không cho mượn về",
    "item-lost": "cuốn này đang ghi là mất",
    "item-withdrawn": "cuốn này đã thanh lý",
    "item-damaged": "cuốn này đang ghi là hỏng",
    "item-restricted": "tài liệu hạn chế",
    "not-cleared": "bạn đọc không thuộc diện được đọc tài liệu này",
    "needs-approval": "cần văn bản cho phép",
    "reader-blocked": "thẻ đang bị khoá",
    "card-expired": "thẻ đã hết hạn",
    "limit-reached": "quá số cuốn được mượn",
    "type-limit-reached": "quá số cuốn của loại này",
    "has-overdue": "bạn đọc đang có sách quá hạn",
    "no-more-renewals": "hết lượt gia hạn",
    "too-early-to-renew": "chưa tới lúc được gia hạn",
    "held-for-another": "có người đặt mượn trước",
    "on-hold-shelf": "cuốn này để riêng cho người khác",
    "owes": "bạn đọc đang nợ tiền",
    "no-rule": "chưa có quy tắc mượn; hạn trả là chính ngày đó",
    "unknown-barcode": "không có cuốn nào mang mã này",
    "unknown-card": "không có thẻ này",
    "card-where-item-expected": "đây là số thẻ, không phải mã sách",
    "item-where-card-expected": "đây là mã sách, không phải số thẻ",
    "garbled-code": "mã bị bộ gõ làm sai",
    "ambiguous-code": "mã này chỉ nhiều thứ",
    "invalid-date": "ngày giờ không thể đúng",
    "duplicate-card": "số thẻ đã thuộc về người hoặc cuốn khác",
    "alike-reader": "đã có người cùng họ tên, thẻ {card}",
    "money-off": "thư viện không thu tiền; báo người phụ trách",
    "nothing-to-undo": "việc này đã được hoàn tác",
    "set-aside": "đã có người bỏ qua dòng này",
    "other-version": "phiên bản khác ({detail}); vẫn đọc",
    "no-time": "không đọc được ngày giờ",
    "unknown-act": "không biết việc này ({detail})",
    "missing-field": "dòng thiếu dữ liệu",
    "cut-off": "tệp bị cắt giữa dòng này",
    "invalid-amount": "số tiền không đọc được",
    "not-json": "không phải dòng của Evergreen",
    "noncat": "sách chưa biên mục; ghi tay nếu cần",
    "no-block": "đứng trước mọi đầu mục PRET/RETOUR",
}


class _Gaps(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def reason(code: str, facts: Mapping[str, object]) -> str:
    """One reason in a few words."""
    known = {name: value for name, value in facts.items() if isinstance(value, str | int)}
    if code not in WHY:
        return refusals.why(Reason(code), known)
    return filled(tr(WHY[code]), _Gaps({name: str(value) for name, value in known.items()}))


def told(line: LateLine) -> str:
    """All that is to be said of a line."""
    facts = dict(line.facts)
    parts = [reason(code, facts) for code in line.reasons]
    if line.due is not None and line.outcome in {Outcome.ENTERED, Outcome.DESPITE}:
        parts.append(tr("hạn trả {day}", day=short_day(line.due)))
    if facts.get("from") is not None:
        parts.append(tr("trả từ thẻ {card}", card=facts["from"]))
    if facts.get("now_card") is not None:
        parts.append(tr("nay cuốn này ở thẻ {card}", card=facts["now_card"]))
    elif "now_card" in facts:
        parts.append(tr("nay cuốn này đã về kho"))
    return " · ".join(parts)


def outcome(line: LateLine) -> str:
    """What became of it."""
    return tr(OUTCOMES[line.outcome])


def act(entry: Entry | None) -> str:
    """What the line tells of."""
    return tr(ACTS[entry.act]) if entry is not None else ""


def when(entry: Entry | None) -> str:
    """“08:15 · 20/11” as a clock in Việt Nam shows it; the day alone where no time was given."""
    if entry is None:
        return ""
    at = datetime.fromtimestamp(entry.at / 1000, VIETNAM)
    return f"{at:%H:%M · %d/%m}" if entry.is_timed else f"{at:%d/%m}"


def code(entry: Entry | None) -> str:
    """The bar code, or what stands in its place."""
    return (
        ""
        if entry is None
        else entry.barcode or (tr("{amount} đồng", amount=figure(entry.amount)) if entry.amount else "")
    )


def waiting_why(one: Waiting) -> str:
    """Why a line waits."""
    return reason(one.reason, dict(one.facts)) if one.reason else ""


def result(done: Entered) -> str:
    """What entering a file did, or would do, as a sentence."""
    facts = {
        "read": figure(done.read),
        "entered": figure(done.entered + done.registered),
        "despite": figure(done.despite),
        "already": figure(done.already),
        "unsettled": figure(done.unsettled),
        "others": figure(done.left_out + done.odd),
    }
    if done.is_dry_run:
        return tr(
            "Đọc {read} dòng: sẽ ghi {entered}, vẫn ghi dù trái quy định {despite}, đã có trong sổ {already}, "
            "chưa ghi được {unsettled}, để ngoài {others}.",
            **facts,
        )
    return tr(
        "Đọc {read} dòng: đã ghi {entered}, vẫn ghi dù trái quy định {despite}, đã có trong sổ {already}, "
        "chưa ghi được {unsettled}, để ngoài {others}.",
        **facts,
    )


def exported(done: Exported) -> str:
    """What a .koc took along, and what there was no room for."""
    left_out = done.renewals + done.in_room + done.unnamed
    told = tr(
        "{issues} lượt mượn, {returns} lượt trả, {payments} khoản thu. Tệp này không có chỗ cho {left_out} việc khác "
        "(gia hạn, phòng đọc, không rõ thẻ).",
        issues=figure(done.issues),
        returns=figure(done.returns),
        payments=figure(done.payments),
        left_out=figure(left_out),
    )
    if not done.too_long:
        return told
    return f"{told} {tr('Mã quá dài đối với Koha, đã để ngoài: {codes}', codes=', '.join(done.too_long[:10]))}"


def borrowers(done: Borrowers) -> str:
    """What a borrowers.db took along, and how to keep it."""
    return tr(
        "{readers} bạn đọc, {loans} lượt đang mượn. Tệp có họ tên và không được mã hoá: giữ như sổ bạn đọc, xoá khi "
        "dùng xong.",
        readers=figure(done.readers),
        loans=figure(done.loans),
    )
