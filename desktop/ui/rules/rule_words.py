"""Rules, due days and changes as sentences of the window."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import Closure, Moved
from desktop.library.circulation.clauses import Says, clauses
from desktop.library.circulation.policy import ANY
from desktop.library.model.item import Access
from desktop.library.model.terms import FOREIGN, Stale
from desktop.ui.dates import WEEKDAYS, day_and_time, long_day, short_day
from desktop.ui.words import Language, figure, language, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.circulation.calendar import Break, Step
    from desktop.library.circulation.trial import Trial
    from desktop.library.model.amendment import Amendment
    from desktop.library.model.rule import Rule

Named = tuple[tuple[str, str, str], ...]
"""(code, Vietnamese, English) of each code of a list."""

CLAUSES: Mapping[Says, str] = {
    Says.FOR_DAYS: "Mượn {days} ngày, cùng lúc nhiều nhất {most} cuốn.",
    Says.UNTIL_TERM: "Mượn đến hết học kỳ (ngoài học kỳ: {days} ngày), cùng lúc nhiều nhất {most} cuốn.",
    Says.UNTIL_DAY: "Mượn đến ngày {until} (từ ngày đó: {days} ngày), cùng lúc nhiều nhất {most} cuốn.",
    Says.ROOM_ONLY: "Chỉ đọc tại chỗ.",
    Says.NOT_AT_ALL: "Không cho mượn, không đọc tại chỗ.",
    Says.NOT_IN_ROOM: "Không đọc tại chỗ.",
    Says.RENEWED: "Gia hạn {times} lần, mỗi lần {days} ngày.",
    Says.RENEWED_NEAR: "Gia hạn {times} lần, mỗi lần {days} ngày, từ {within} ngày trước hạn.",
    Says.NOT_RENEWED: "Không gia hạn.",
    Says.GRACE: "Trễ {days} ngày đầu chưa tính.",
    Says.FINE: "Mỗi ngày trễ thu {amount} đồng.",
}
STEPS: Mapping[Moved, str] = {
    Moved.PERIOD: "{day}: đủ số ngày được mượn.",
    Moved.FIXED: "{day}: ngày cuối đã định.",
    Moved.LATER: "{day}: ngày mở cửa kế tiếp, vì {why}.",
    Moved.EARLIER: "{day}: ngày mở cửa gần nhất trước đó, vì {why}.",
    Moved.CARD: "{day}: thẻ hết hạn.",
}
CLOSED: Mapping[Closure, str] = {
    Closure.WEEKDAY: "{day} nghỉ hằng tuần",
    Closure.DAY: "{day} nghỉ ({why})",
    Closure.BREAK: "{day} nghỉ ({why})",
}
ACCESS: Mapping[Access, str] = {
    Access.OPEN: "tài liệu mở",
    Access.FORCE: "tài liệu mở và nội bộ ngành",
    Access.UNIT: "tài liệu mở, nội bộ ngành và nội bộ đơn vị",
}
STALE: Mapping[Stale, str] = {
    Stale.ALLOW: "vẫn làm bình thường",
    Stale.WARN: "nhắc ngay tại quầy",
    Stale.ASK: "phải hỏi thủ thư",
}
FIELDS: Mapping[str, str] = {
    "loan_days": "số ngày mượn",
    "renewals": "số lần gia hạn",
    "renewal_days": "số ngày mỗi lần gia hạn",
    "max_of_type": "số cuốn loại này",
    "max_loans": "số cuốn mọi loại",
    "lends": "cho mượn về",
    "until": "ngày trả cố định",
    "until_term": "mượn đến hết học kỳ",
    "renew_within": "gia hạn từ mấy ngày trước hạn",
    "grace_days": "số ngày trễ chưa tính",
    "max_holds": "số lượt đặt mượn",
    "shelf_days": "số ngày giữ sách để dành",
    "on_site": "đọc tại chỗ",
    "fine_per_day": "tiền mỗi ngày trễ",
    "clearance": "loại tài liệu được xem",
    "money": "thu tiền",
    "like_for_like": "đền sách cùng loại",
    "bands": "mức bồi thường",
    "owes_limit": "mức nợ còn cho mượn",
    "stale": "khi tin từ trung tâm đã cũ",
    "stale_days": "tin coi là cũ sau mấy ngày",
    "long_overdue_days": "quá hạn lâu sau mấy ngày",
    "hold_days": "số ngày chờ đặt mượn",
    "auto_shelve": "tự để dành sách có người đặt",
    "self_service": "bạn đọc tự mượn",
    "deleted_at": "bỏ quy tắc riêng",
    "weekdays_closed": "các thứ nghỉ hằng tuần",
    "closed": "ngày nghỉ",
    "open": "ngày mở cửa thêm",
    "break": "kỳ nghỉ",
    "hours": "giờ mở cửa",
    "term": "ngày cuối học kỳ",
}
_SHOWN = 3


def called(names: Named, code: str) -> str:
    """What a code is called in the language of the moment."""
    found = next(((vi, en) for known, vi, en in names if known == code), (code, code))
    return found[0] if language() is Language.VIETNAMESE else found[1]


def category(names: Named, code: str) -> str:
    """Who a rule is for."""
    return tr("Bạn đọc khác") if code == ANY else called(names, code)


def item_type(names: Named, code: str) -> str:
    """What a rule is for."""
    return tr("Loại khác") if code == ANY else called(names, code)


def rule_says(rule: Rule, *, money: bool) -> str:
    """What a rule says, in whole sentences."""
    said = (
        tr(CLAUSES[one.says], **_facts(one.facts)) if one.facts else tr(CLAUSES[one.says])
        for one in clauses(rule, money=money)
    )
    return " ".join(said)


def limits_say(rule: Rule) -> str:
    """What holds for a category whatever the type."""
    if rule.max_loans == 0:
        return tr("Không cho mượn về.")
    return tr(
        "Cùng lúc nhiều nhất {loans} cuốn mọi loại, {holds} lượt đặt mượn. Sách để dành giữ {days} ngày.",
        loans=rule.max_loans,
        holds=rule.max_holds,
        days=rule.shelf_days,
    )


def clearance_says(access: Access) -> str:
    """What a category may see."""
    return tr("Được xem {what}.", what=tr(ACCESS[access]))


def trial_says(trial: Trial) -> str:
    """The answer of a trial."""
    if trial.due is None:
        return tr("Loại này không cho mượn về.")
    return tr("Trả {day}", day=long_day(trial.due))


def steps_say(trial: Trial) -> str:
    """How the due day came about, the renewals after it, and from when it counts as late; a line each."""
    if trial.due is None:
        return ""
    lines = [step_says(step) for step in trial.steps]
    lines += [
        tr("Gia hạn lần {number}: đến {day}.", number=number, day=long_day(day))
        for number, day in enumerate(trial.renewals, 1)
    ]
    if trial.counted_from is not None:
        lines.append(tr("Tính là trễ từ {day}.", day=long_day(trial.counted_from)))
    return "\n".join(lines)


def step_says(step: Step) -> str:
    """What set or moved a due day."""
    because = [tr(CLOSED[how], day=long_day(day), why=why) for day, how, why in step.closed[:_SHOWN]]
    if len(step.closed) > _SHOWN:
        because.append(tr("và {count} ngày nghỉ khác", count=len(step.closed) - _SHOWN))
    day = long_day(step.day)
    return tr(STEPS[step.moved], day=day[:1].upper() + day[1:], why=", ".join(because))


def days_say(some: Break) -> str:
    """One day, or the first and the last."""
    if some.first == some.last:
        return long_day(some.first)
    return tr("{first} đến {last}", first=short_day(some.first), last=short_day(some.last))


def change_says(one: Amendment, categories: Named, types: Named) -> str:
    """What was changed from what to what."""
    about = [category(categories, one.category)] if one.category else []
    if one.item_type and one.item_type != ANY:
        about.append(item_type(types, one.item_type))
    if one.field == "deleted_at":
        made = tr("lập quy tắc riêng") if one.after is None else tr("bỏ quy tắc riêng")
        return ", ".join([*about, made])
    named = ", ".join([*about, field_called(one.field)])
    return f"{named}: {value_says(one.before)} → {value_says(one.after)}"


def change_by(one: Amendment) -> str:
    """Who changed it, when and why."""
    return tr("{who}, {when}. Lý do: {why}", who=one.operator or tr("Thủ thư"), when=day_and_time(one.at), why=one.why)


def field_called(field: str) -> str:
    """What a setting is called; one of the calendar with its day or name."""
    head, _, rest = field.partition("/")
    named = tr(FIELDS[head]) if head in FIELDS else head
    if head == "hours" and rest in tuple("0123456"):
        return f"{named} {tr(WEEKDAYS[int(rest)])}"
    return f"{named} {_dated(rest)}".strip()


def value_says(value: object) -> str:
    """What a setting holds."""
    match value:
        case None:
            return tr("chưa đặt")
        case bool():
            return tr("có") if value else tr("không")
        case str() if value in set(Stale):
            return tr(STALE[Stale(value)])
        case str() if value in {access.value for access in ACCESS}:
            return tr(ACCESS[Access(value)])
        case int():
            return figure(value)
        case list() if value and all(isinstance(part, list) for part in value):
            return ", ".join(_band(part) for part in value)
        case list():
            return ", ".join(tr(WEEKDAYS[part]) for part in value if part in range(7)) or "–"
        case _:
            return _dated(str(value))


def times_of(tenths: int) -> str:
    """3 for 30, 1,5 for 15: how many times the price."""
    plain = f"{tenths / 10:g}"
    return plain.replace(".", ",") if language() is Language.VIETNAMESE else plain


def _band(part: list[object]) -> str:
    match part:
        case [str(origin), int(price), int(tenths)]:
            whence = tr("sách nước ngoài") if origin == FOREIGN else ""
            since = tr("từ {price} đồng", price=figure(price)) if price else ""
            return " ".join(filter(None, (f"{times_of(tenths)}×", whence, since)))
        case _:
            return str(part)


def _dated(text: str) -> str:
    return re.sub(r"\b(\d{4})-(\d\d)-(\d\d)\b", r"\3/\2/\1", text).replace("..", " – ")


def _facts(facts: Mapping[str, int | date]) -> dict[str, str]:
    return {name: short_day(fact) if isinstance(fact, date) else figure(fact) for name, fact in facts.items()}
