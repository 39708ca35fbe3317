"""What became of a line of a paper or of another program's file, and why, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.wording import chosen, day, refusal
from desktop.filled import filled
from desktop.library.circulation.calendar import day_of
from desktop.library.model.refusal import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.interchange.entries import Entered, LateLine
    from desktop.library.interchange.leaving import Borrowers, Exported

Both = tuple[str, str]

SHOWN = 20
"""Lines of a report that stand under the sum; `--report` has them all."""

OUTCOMES: Mapping[str, Both] = {
    "entered": ("đã ghi", "entered"),
    "despite": ("vẫn ghi", "entered all the same"),
    "already": ("đã có", "known already"),
    "registered": ("bạn đọc mới", "new reader"),
    "unsettled": ("chờ giải quyết", "waits for somebody"),
    "left-out": ("để ngoài", "left out"),
    "odd": ("không hiểu", "not understood"),
}

WHY: Mapping[str, Both] = {
    "repaired": ("mã bị bộ gõ làm sai, đã sửa", "a typing program had changed the code; mended"),
    "on-loan-to-another": ("lúc đó cuốn này đang ở thẻ {holder}", "{holder} had the book then"),
    "already-lent-to-reader": (
        "lúc đó chính bạn đọc này đang giữ; tính là gia hạn",
        "this reader had it then; counts as a renewal",
    ),
    "not-on-loan": ("lúc đó sổ không ghi ai đang mượn", "nobody had borrowed it then, as far as is known"),
    "not-for-loan": ("loại này không cho mượn về", "this kind is not lent"),
    "item-lost": ("cuốn này đang ghi là mất", "the copy is marked as lost"),
    "item-withdrawn": ("cuốn này đã thanh lý", "the copy was withdrawn"),
    "item-damaged": ("cuốn này đang ghi là hỏng", "the copy is marked as damaged"),
    "item-restricted": ("tài liệu hạn chế", "the copy is restricted"),
    "not-cleared": ("bạn đọc không thuộc diện được đọc tài liệu này", "the reader may not see this document"),
    "needs-approval": ("cần văn bản cho phép", "an approval was needed"),
    "reader-blocked": ("thẻ đang bị khoá", "the card is blocked"),
    "card-expired": ("thẻ đã hết hạn", "the card had expired"),
    "limit-reached": ("quá số cuốn được mượn", "more than the reader may have"),
    "type-limit-reached": ("quá số cuốn của loại này", "more of this kind than the reader may have"),
    "has-overdue": ("bạn đọc đang có sách quá hạn", "the reader has overdue books"),
    "no-more-renewals": ("hết lượt gia hạn", "no renewal was left"),
    "too-early-to-renew": ("chưa tới lúc được gia hạn", "too early to renew"),
    "held-for-another": ("có người đặt mượn trước", "somebody waits for it"),
    "on-hold-shelf": ("cuốn này để riêng cho người khác", "the copy was put aside for somebody else"),
    "owes": ("bạn đọc đang nợ tiền", "the reader owes money"),
    "no-rule": ("chưa có quy tắc mượn; hạn trả là chính ngày đó", "there is no rule; due the same day"),
    "unknown-barcode": ("không có cuốn nào mang mã này", "no copy has this code"),
    "unknown-card": ("không có thẻ này", "there is no such card"),
    "card-where-item-expected": ("đây là số thẻ, không phải mã sách", "this is a card, not a copy"),
    "item-where-card-expected": ("đây là mã sách, không phải số thẻ", "this is a copy, not a card"),
    "garbled-code": ("mã bị bộ gõ làm sai", "a typing program has changed the code"),
    "ambiguous-code": ("mã này chỉ nhiều thứ", "the code means several things"),
    "invalid-date": ("ngày giờ không thể đúng", "the time cannot be right"),
    "duplicate-card": ("số thẻ đã thuộc về người hoặc cuốn khác", "the card number belongs to another"),
    "alike-reader": ("đã có người cùng họ tên, thẻ {card}", "somebody of the same name is here, card {card}"),
    "money-off": ("thư viện không thu tiền; báo người phụ trách", "this library keeps no accounts"),
    "nothing-to-undo": ("việc này đã được hoàn tác", "this was taken back"),
    "set-aside": ("đã có người bỏ qua dòng này", "somebody has set this line aside"),
    "other-version": ("phiên bản khác ({detail}); vẫn đọc", "another version ({detail}); read all the same"),
    "no-time": ("không đọc được ngày giờ", "the time cannot be read"),
    "unknown-act": ("không biết việc này ({detail})", "an unknown act ({detail})"),
    "missing-field": ("dòng thiếu dữ liệu", "something is missing from the line"),
    "cut-off": ("tệp bị cắt giữa dòng này", "the file was cut off in this line"),
    "invalid-amount": ("số tiền không đọc được", "the amount cannot be read"),
    "not-json": ("không phải dòng của Evergreen", "not a line of Evergreen's"),
    "noncat": ("sách chưa biên mục; ghi tay nếu cần", "not catalogued; enter it by hand if needed"),
    "no-block": ("đứng trước mọi đầu mục PRET/RETOUR", "stands before any PRET or RETOUR heading"),
}

_NOW: Both = ("; nay ở thẻ {now_card}", "; {now_card} has it now")
_LINE: Both = ("  dòng {line}: {outcome}: {why}{now}  [{text}]", "  line {line}: {outcome}: {why}{now}  [{text}]")
_MORE: Both = (
    "  … và {more} dòng nữa (--report TỆP để ghi ra tất cả)",
    "  … and {more} more {more:line|lines} (--report FILE writes them all)",
)
_READ: Both = ("{file} ({kind}): đọc {read} dòng", "{file} ({kind}): {read} {read:line|lines} read")
_BECAME: Mapping[str, Both] = {
    "entered": ("ghi {entered}", "{entered} entered"),
    "despite": ("vẫn ghi dù trái quy định {despite}", "{despite} entered against a rule"),
    "already": ("đã có {already}", "{already} known"),
    "registered": ("bạn đọc mới {registered}", "{registered} new {registered:reader|readers}"),
    "unsettled": ("chờ giải quyết {unsettled}", "{unsettled} waiting"),
    "left_out": ("để ngoài {left_out}", "{left_out} left out"),
    "odd": ("không hiểu {odd}", "{odd} not understood"),
}
"""What became of lines, where any did."""
_WAITING: Both = (
    " Xem những dòng chờ: tusach late.",
    " See what waits: tusach late.",
)
_TRIED: Both = ("Chạy thử, chưa ghi gì. ", "Tried only, nothing was entered. ")
_STOPPED: Both = (" Đã dừng giữa chừng; mở lại tệp này để ghi tiếp.", " Stopped; enter the file again to go on.")
_KOC: Both = (
    (
        "{file}: {issues} lượt mượn, {returns} lượt trả, {payments} khoản thu. Không có chỗ trong tệp: {renewals} lượt "
        "gia hạn, {in_room} việc ở phòng đọc, {unnamed} việc không rõ thẻ hoặc sách."
    ),
    (
        "{file}: {issues} {issues:loan|loans}, {returns} {returns:return|returns}, {payments} "
        "{payments:payment|payments}. No room in the file for: {renewals} {renewals:renewal|renewals}, "
        "{in_room} {in_room:act|acts} in the reading room, {unnamed} without a card or a copy."
    ),
)
_LONG: Both = ("Mã quá dài đối với Koha, đã để ngoài: {codes}", "Too long for Koha, left out: {codes}")
_BORROWERS: Both = (
    (
        "{file}: {readers} bạn đọc, {loans} lượt đang mượn. Tệp này có họ tên và không được mã hoá: giữ như giữ sổ bạn "
        "đọc, xoá khi dùng xong."
    ),
    (
        "{file}: {readers} {readers:reader|readers}, {loans} {loans:loan|loans}. The file holds names and is not "
        "encrypted: keep it as you keep the register of readers, and delete it after use."
    ),
)


def why(line: LateLine) -> str:
    """The reasons of one line."""
    facts = {name: value if value is not None else "…" for name, value in line.facts}
    told = []
    for code in line.reasons:
        if code in WHY:
            told.append(filled(chosen(WHY[code]), _Gaps({name: str(value) for name, value in facts.items()})))
        else:
            told.append(refusal(Reason(code), dict(line.facts)))
    return "; ".join(told)


def entered(done: Entered) -> str:
    """What a file led to, and the first lines that somebody should read."""
    counts = {name: getattr(done, name) for name in COUNTS}
    became = (filled(chosen(told), counts) for name, told in _BECAME.items() if counts[name])
    told = [
        (chosen(_TRIED) if done.is_dry_run else "")
        + ", ".join((filled(chosen(_READ), {"file": done.file, "kind": done.kind, **counts}), *became))
        + "."
        + (chosen(_STOPPED) if done.stopped else "")
        + (chosen(_WAITING) if done.unsettled and not done.is_dry_run else "")
    ]
    to_read = [line for line in done.report if line.reasons]
    told += [_line(line) for line in to_read[:SHOWN]]
    more = len(to_read) - SHOWN + done.more
    return "\n".join((*told, filled(chosen(_MORE), {"more": more})) if more > 0 else told)


COUNTS = ("read", "entered", "despite", "already", "registered", "unsettled", "left_out", "odd")


def exported(done: Exported) -> str:
    """What a .koc took along and what not."""
    names = ("file", "issues", "returns", "payments", "renewals", "in_room", "unnamed")
    told = filled(chosen(_KOC), {name: getattr(done, name) for name in names})
    return "\n".join((told, chosen(_LONG).format(codes=", ".join(done.too_long)))) if done.too_long else told


def borrowers(done: Borrowers) -> str:
    """What a borrowers.db took along, and how to keep it."""
    return filled(chosen(_BORROWERS), {"file": done.file, "readers": done.readers, "loans": done.loans})


class _Gaps(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def _line(line: LateLine) -> str:
    card = dict(line.facts).get("now_card")
    now = chosen(_NOW).format(now_card=card) if card else ""
    text = line.text if line.entry is None else f"{day(day_of(line.entry.at))}  {line.text}"
    outcome = chosen(OUTCOMES[line.outcome])
    return chosen(_LINE).format(line=line.line, outcome=outcome, why=why(line), now=now, text=text.replace("\t", " "))
