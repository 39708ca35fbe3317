"""Rules, house rules and the calendar as sentences of the command line, in both languages."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop.cli.wording import chosen, day, grouped, is_english, moment
from desktop.filled import filled
from desktop.library.circulation.calendar import Closure, Moved
from desktop.library.circulation.clauses import Says, clauses
from desktop.library.circulation.policy import ANY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop.library.circulation.calendar import Break, Calendar, Step
    from desktop.library.circulation.policy_book import Explanation, PolicyBook
    from desktop.library.circulation.trial import Trial
    from desktop.library.model.amendment import Amendment
    from desktop.library.model.rule import Rule
    from desktop.library.model.terms import Terms

Both = tuple[str, str]

CLAUSES: Mapping[Says, Both] = {
    Says.FOR_DAYS: (
        "Mượn {days} ngày, cùng lúc nhiều nhất {most} cuốn.",
        "Lent for {days} {days:day|days}, at most {most} at once.",
    ),
    Says.UNTIL_TERM: (
        "Mượn đến hết học kỳ, cùng lúc nhiều nhất {most} cuốn; lịch chưa ghi học kỳ thì {days} ngày.",
        (
            "Lent until the end of the term, at most {most} at once; {days} {days:day|days} where the calendar has no "
            "term."
        ),
    ),
    Says.UNTIL_DAY: (
        "Mượn đến ngày {until}, cùng lúc nhiều nhất {most} cuốn; từ ngày đó thì {days} ngày.",
        "Lent until {until}, at most {most} at once; for {days} {days:day|days} from then on.",
    ),
    Says.ROOM_ONLY: ("Chỉ đọc tại chỗ.", "Read in the room only."),
    Says.NOT_AT_ALL: ("Không cho mượn, không đọc tại chỗ.", "Not lent, and not read in the room."),
    Says.NOT_IN_ROOM: ("Không đọc tại chỗ.", "Not read in the room."),
    Says.RENEWED: (
        "Gia hạn {times} lần, mỗi lần {days} ngày.",
        "Renewed {times} {times:time|times}, by {days} {days:day|days} each.",
    ),
    Says.RENEWED_NEAR: (
        "Gia hạn {times} lần, mỗi lần {days} ngày, từ {within} ngày trước hạn.",
        (
            "Renewed {times} {times:time|times}, by {days} {days:day|days} each, from {within} {within:day|days} "
            "before it is due."
        ),
    ),
    Says.NOT_RENEWED: ("Không gia hạn.", "Not renewed."),
    Says.GRACE: ("Trễ {days} ngày đầu chưa tính.", "The first {days:day late does|{days} days late do} not count."),
    Says.FINE: ("Mỗi ngày trễ thu {amount} đồng.", "Each day late costs {amount} đồng."),
}
_NAMES: Mapping[str, Both] = {
    "loan_days": ("số ngày mượn", "days lent"),
    "renewals": ("số lần gia hạn", "renewals"),
    "renewal_days": ("ngày mỗi lần gia hạn", "days a renewal"),
    "max_of_type": ("số cuốn loại này", "copies of this type"),
    "max_loans": ("số cuốn mọi loại", "copies of all types"),
    "lends": ("cho mượn về", "lent"),
    "until": ("ngày trả cố định", "fixed last day"),
    "until_term": ("trả cuối học kỳ", "until the end of the term"),
    "renew_within": ("gia hạn trước hạn mấy ngày", "renewed from days before"),
    "grace_days": ("số ngày trễ chưa tính", "days of grace"),
    "max_holds": ("số lượt đặt mượn", "holds"),
    "shelf_days": ("ngày giữ sách để dành", "days on the hold shelf"),
    "on_site": ("đọc tại chỗ", "read in the room"),
    "fine_per_day": ("tiền mỗi ngày trễ", "đồng for a day late"),
    "clearance": ("được xem tài liệu", "may see"),
    "money": ("thu tiền", "money is taken"),
    "like_for_like": ("đền sách cùng loại", "replaced by the same book"),
    "bands": ("mức bồi thường", "what a lost book costs"),
    "owes_limit": ("nợ trên mức này thì không cho mượn", "owing more than this speaks against lending"),
    "stale": ("khi tin từ trung tâm đã cũ", "when news from the centre is old"),
    "stale_days": ("tin cũ sau mấy ngày", "news is old after days"),
    "long_overdue_days": ("quá hạn lâu sau mấy ngày", "long overdue after days"),
    "hold_days": ("chờ đặt mượn mấy ngày", "days a hold waits"),
    "auto_shelve": ("tự để dành sách có người đặt", "put aside for who waits without being asked"),
    "self_service": ("bạn đọc tự mượn", "readers lend to themselves"),
    "deleted_at": ("bỏ quy tắc riêng", "no rule of its own"),
    "weekdays_closed": ("nghỉ các thứ", "closed on weekdays"),
    "closed": ("nghỉ ngày", "closed on"),
    "open": ("mở ngày", "open on"),
    "break": ("nghỉ", "closed"),
    "hours": ("giờ mở cửa", "hours of"),
    "term": ("học kỳ kết thúc", "end of term"),
}
_VALUES: Mapping[str, Both] = {
    "allow": ("làm bình thường", "go on"),
    "warn": ("nhắc tại quầy", "say so at the desk"),
    "ask": ("hỏi thủ thư", "ask the librarian"),
    "open": ("mở", "open"),
    "force": ("nội bộ ngành", "internal to the force"),
    "unit": ("nội bộ đơn vị", "internal to the unit"),
}
_WEEKDAYS: Both = (
    "thứ Hai|thứ Ba|thứ Tư|thứ Năm|thứ Sáu|thứ Bảy|Chủ nhật",
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
)
_STEPS: Mapping[Moved, Both] = {
    Moved.PERIOD: ("{day}: đủ số ngày được mượn", "{day}: as many days as allowed"),
    Moved.FIXED: ("{day}: ngày cuối đã định (hết học kỳ)", "{day}: the fixed last day (end of the term)"),
    Moved.LATER: ("{day}: lùi đến ngày mở cửa, vì {why}", "{day}: moved to the next open day, because {why}"),
    Moved.EARLIER: (
        "{day}: về ngày mở cửa trước đó, vì {why}",
        "{day}: moved back to the last open day, because {why}",
    ),
    Moved.CARD: ("{day}: thẻ hết hạn", "{day}: the card expires"),
}
_CLOSED: Mapping[Closure, Both] = {
    Closure.WEEKDAY: ("{day} là {weekday}", "{day} is a {weekday}"),
    Closure.DAY: ("{day} nghỉ: {why}", "{day} is closed: {why}"),
    Closure.BREAK: ("{day} nghỉ: {why}", "{day} is closed: {why}"),
}
_NOTHING: Both = ("–", "–")


class Names:
    """What categories and item types are called."""

    def __init__(self, book: PolicyBook) -> None:
        self._called = {code: (vi, en) for code, vi, en in (*book.categories(), *book.item_types())}

    def pair(self, category: str, item_type: str) -> str:
        """Who and what a rule is for."""
        anybody = ("Bạn đọc khác", "Other readers") if category == ANY else self._called.get(category, (category,) * 2)
        anything = ("loại khác", "other types") if item_type == ANY else self._called.get(item_type, (item_type,) * 2)
        return f"{chosen(anybody)} – {chosen(anything)}"


def rule(one: Rule, *, money: bool) -> str:
    """What a rule says, in whole sentences."""
    said = (filled(chosen(CLAUSES[clause.says]), _shown(clause.facts)) for clause in clauses(one, money=money))
    return " ".join(said)


def trial(tried: Trial, names: Names) -> str:
    """What a loan would come to, with every step."""
    about = names.pair(tried.category, tried.item_type)
    if tried.due is None:
        return chosen(("{about}: không cho mượn về.", "{about}: not lent.")).format(about=about)
    head = chosen(("{about}, mượn {day}: trả {due}.", "{about}, lent on {day}: due on {due}."))
    lines = [head.format(about=about, day=day(tried.day), due=day(tried.due)), *map(step, tried.steps)]
    renewed = chosen(("gia hạn lần {number}: {day}", "renewal {number}: {day}"))
    lines += [renewed.format(number=number, day=day(due)) for number, due in enumerate(tried.renewals, 1)]
    counted = chosen(("tính trễ từ ngày {day}", "late from {day}"))
    return "\n  ".join([*lines, counted.format(day=day(tried.counted_from))])


def step(one: Step) -> str:
    """What set or moved a due day."""
    because = "; ".join(_closed(*closed) for closed in one.closed[:_SHOWN])
    more = f" +{len(one.closed) - _SHOWN}" if len(one.closed) > _SHOWN else ""
    return chosen(_STEPS[one.moved]).format(day=day(one.day), why=f"{because}{more}")


def terms(one: Terms) -> str:
    """The house rules, a line each."""
    bands = [[band.origin, band.from_price, band.tenths] for band in one.bands]
    told = {name: getattr(one, name) for name in type(one).__dataclass_fields__} | {"bands": bands}
    return "\n".join(f"{named(name)}: {value(told[name])}" for name in told)


def calendar(one: Calendar, since: date) -> str:
    """When the library is closed and open in the year from this day on, a line each."""
    until = since + timedelta(days=_YEAR)
    closed = ", ".join(weekday(number) for number in sorted(one.weekdays_closed))
    lines = [f"{named('weekdays_closed')}: {closed or chosen(_NOTHING)}"]
    lines += [f"{weekday(number)}: {hours}" for number, hours in sorted(one.hours.items())]
    lines += [f"{named('term')} {name}: {day(last)}" for name, last in one.terms.items() if last >= since]
    lines += [f"{_days(some)}: {some.why}" for some in one.closed_ahead(since, until)]
    lines += [
        f"{named('open')} {day(when)}: {why}" for when, why in sorted(one.opened.items()) if since <= when <= until
    ]
    return "\n".join(lines)


def amendment(one: Amendment, names: Names) -> str:
    """A change: when, who, what from what to what, why."""
    about = f"{names.pair(one.category, one.item_type or ANY)}, " if one.category else ""
    changed = f"{about}{named(one.field)}: {value(one.before)} → {value(one.after)}"
    if one.field == "deleted_at":
        made = one.after is None
        changed = f"{about}{chosen(('lập quy tắc riêng', 'a rule of its own') if made else _NAMES['deleted_at'])}"
    who = one.operator or chosen(("thủ thư", "the librarian"))
    return f"{moment(one.at)}  {who}  {changed}  ({one.why})"


def explanation(one: Explanation, names: Names, *, money: bool) -> str:
    """By which rule something was decided, and what was changed since."""
    if one.rule is None:
        return chosen(("Sự kiện này không theo quy tắc nào.", "No rule decided this."))
    about = names.pair(one.rule.category, one.rule.item_type)
    still = chosen(("quy tắc vẫn như vậy", "the rule is still so"))
    since = chosen(("đã sửa từ đó:", "changed since:"))
    lines = [f"{about}: {rule(one.rule, money=money)}", still if one.is_current else since]
    return "\n  ".join([*lines, *(amendment(change, names) for change in one.since)])


def named(field: str) -> str:
    """What a setting is called; a field of the calendar with its day or name."""
    head, _, rest = field.partition("/")
    called = chosen(_NAMES[head]) if head in _NAMES else head
    if head == "hours" and rest in tuple("0123456"):
        return f"{called} {weekday(int(rest))}"
    return f"{called} {_dated(rest)}".strip()


def value(one: object) -> str:
    """What a setting holds."""
    match one:
        case None:
            return chosen(("chưa đặt", "not set"))
        case bool():
            return chosen(("có", "yes") if one else ("không", "no"))
        case int():
            return grouped(one)
        case str() if one in _VALUES:
            return chosen(_VALUES[one])
        case list() if one and all(isinstance(part, list) for part in one):
            return ", ".join(_band(part) for part in one)
        case list():
            return ", ".join(weekday(part) if isinstance(part, int) and 0 <= part <= 6 else str(part) for part in one)  # noqa: PLR2004 - Sunday
        case _:
            return _dated(str(one))


def weekday(number: int) -> str:
    """A weekday's name (0 = Monday)."""
    return chosen(_WEEKDAYS).split("|")[number]


_YEAR = 365
_SHOWN = 3
"""So many closed days are named; the others are counted."""


def _days(some: Break) -> str:
    return day(some.first) if some.first == some.last else f"{day(some.first)} – {day(some.last)}"


def _dated(text: str) -> str:
    """With days as people write them."""
    return re.sub(r"\b(\d{4})-(\d\d)-(\d\d)\b", r"\3/\2/\1", text).replace("..", " – ")


def _closed(when: date, closure: Closure, why: str) -> str:
    return chosen(_CLOSED[closure]).format(day=day(when), weekday=weekday(when.weekday()), why=why)


def _band(part: list[object]) -> str:
    match part:
        case [str(origin), int(price), int(tenths)]:
            whence = chosen(("sách nước ngoài", "from abroad")) if origin == "foreign" else origin
            since = chosen(("từ {price} đồng", "from {price} đồng")).format(price=grouped(price)) if price else ""
            times = f"{tenths / 10:g}".replace(".", "." if is_english() else ",")
            return " ".join(filter(None, (f"{times}×", whence, since)))
        case _:
            return str(part)


def _shown(facts: Mapping[str, int | date]) -> dict[str, str]:
    def told() -> Iterator[tuple[str, str]]:
        for name, fact in facts.items():
            yield name, day(fact) if isinstance(fact, date) else grouped(fact)

    return dict(told())
