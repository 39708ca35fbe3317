"""The commands about what the library has decided: rules, house rules, the calendar."""

from __future__ import annotations

from argparse import ArgumentTypeError
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.cli import facts, rule_words
from desktop.cli.command import Command, Told, argument
from desktop.cli.rule_words import Names
from desktop.library.circulation.calendar import Break

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop.cli.command import Argument, Results
    from desktop.cli.session import Session
    from desktop.library.circulation.calendar import Calendar
    from desktop.library.circulation.trial import Trial
    from desktop.library.library import Library
    from desktop.library.model.amendment import Amendment
    from desktop.library.model.rule import Rule
    from desktop.library.model.terms import Terms
    from sync.core.row import Value

_TERM, _NONE, _BETWEEN = "term", "none", ".."


def _rules(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        book, names, money = library.policy, Names(library.policy), library.policy.terms().money
        if asked.event:
            told = book.explain(asked.event)
            decided = _rule_facts(told.rule) if told.rule else None
            since = [_change_facts(one) for one in told.since]
            shown = {"version": told.version, "rule": decided, "current": told.is_current, "since": since}
            yield Told(shown, rule_words.explanation(told, names, money=money))
        elif asked.changes:
            yield from (Told(_change_facts(one), rule_words.amendment(one, names)) for one in book.changes())
        else:
            for rule in book.rules():
                about = names.pair(rule.category, rule.item_type)
                yield Told(_rule_facts(rule), f"{about}: {rule_words.rule(rule, money=money)}")


def _try(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        tried = library.policy.trial(
            asked.category, asked.type, asked.on or library.today(), card_expires=asked.card_expires
        )
        yield Told(_trial_facts(tried), rule_words.trial(tried, Names(library.policy)))


def _set_rule(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        changed = library.policy.amend_rule(asked.category, asked.type, _rule_changes(asked), why=asked.why)
        about = Names(library.policy).pair(changed.category, changed.item_type)
        said = rule_words.rule(changed, money=library.policy.terms().money)
        yield Told(_rule_facts(changed), f"{about}: {said}")


def _drop_rule(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        book = library.policy
        book.drop_rule(asked.category, asked.type, why=asked.why)
        decides = book.rule_for(asked.category, asked.type)
        assert decides is not None  # the rule for everything is not dropped
        about = Names(book).pair(decides.category, decides.item_type)
        yield Told(_rule_facts(decides), f"{about}: {rule_words.rule(decides, money=book.terms().money)}")


def _set_terms(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        changes: dict[str, Value] = _given(asked, _TERM_OPTIONS)
        terms = library.policy.amend_terms(changes, why=asked.why) if changes else library.policy.terms()
        yield Told(_terms_facts(terms), rule_words.terms(terms))


def _calendar(session: Session) -> Results:
    with session.library() as library:
        yield _told(library, library.policy.calendar(), session.asked.since)


def _set_calendar(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        book = library.policy
        for name, last in asked.term or ():
            book.amend_term(name, last, why=asked.why)
        for weekday, hours in asked.hours or ():
            book.amend_hours(weekday, hours, why=asked.why)
        if asked.weekdays_closed is not None:
            book.amend_calendar({"weekdays_closed": asked.weekdays_closed}, why=asked.why)
        yield _told(library, book.calendar(), None)


def _close(session: Session) -> Results:
    first, last = session.asked.day
    with session.library() as library:
        book, why = library.policy, session.asked.why
        calendar = book.close_day(first, why) if first == last else book.close_break(Break(first, last, why))
        yield _told(library, calendar, first)


def _open(session: Session) -> Results:
    first, last = session.asked.day
    with session.library() as library:
        book, why = library.policy, session.asked.why
        calendar = book.open_day(first, why) if first == last else book.drop_break(Break(first, last, ""), why=why)
        yield _told(library, calendar, first)


def _told(library: Library, calendar: Calendar, since: date | None) -> Told:
    begins = since or library.today()
    shown: facts.Facts = {
        "weekdays_closed": sorted(calendar.weekdays_closed),
        "hours": {str(number): hours for number, hours in sorted(calendar.hours.items())},
        "terms": {name: last.isoformat() for name, last in calendar.terms.items()},
        "breaks": [
            {"first": one.first.isoformat(), "last": one.last.isoformat(), "why": one.why} for one in calendar.breaks
        ],
        "closed": {day.isoformat(): why for day, why in sorted(calendar.closed.items()) if day >= begins},
        "open": {day.isoformat(): why for day, why in sorted(calendar.opened.items()) if day >= begins},
    }
    return Told(shown, rule_words.calendar(calendar, begins))


def _rule_facts(rule: Rule) -> facts.Facts:
    return {**asdict(rule), "until": facts.day(rule.until)}


def _terms_facts(terms: Terms) -> facts.Facts:
    return {**asdict(terms), "stale": terms.stale.value}


def _change_facts(one: Amendment) -> facts.Facts:
    return {**asdict(one), "at": facts.moment(one.at)}


def _trial_facts(tried: Trial) -> facts.Facts:
    return {
        "category": tried.category,
        "item_type": tried.item_type,
        "on": tried.day.isoformat(),
        "due": facts.day(tried.due),
        "steps": [
            {
                "moved": step.moved.value,
                "day": step.day.isoformat(),
                "closed": [{"day": when.isoformat(), "as": how.value, "why": why} for when, how, why in step.closed],
            }
            for step in tried.steps
        ],
        "renewals": [day.isoformat() for day in tried.renewals],
        "late_from": facts.day(tried.counted_from),
    }


def _rule_changes(asked: Namespace) -> dict[str, Value]:
    changes = _given(asked, _RULE_OPTIONS)
    match asked.until:
        case None:
            return changes
        case str() as word:
            return changes | {"until": None, "until_term": word == _TERM}
        case until:
            return changes | {"until": until.isoformat(), "until_term": False}


def _given(asked: Namespace, options: tuple[Argument, ...]) -> dict[str, Value]:
    names = (option.name.removeprefix("--").replace("-", "_") for option in options)
    told = {name: getattr(asked, name) for name in names}
    return {name: value for name, value in told.items() if value is not None}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"invalid day: '{text}'") from error


def _days(text: str) -> tuple[date, date]:
    first, _, last = text.partition(_BETWEEN)
    return _day(first), _day(last or first)


def _until(text: str) -> date | str:
    return text if text in {_TERM, _NONE} else _day(text)


def _yes(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ArgumentTypeError(f"invalid choice: '{text}' (choose from yes, no)")
    return text == "yes"


def _term(text: str) -> tuple[str, date | None]:
    name, _, last = text.partition("=")
    return name, _day(last) if last else None


def _hours(text: str) -> tuple[int, str]:
    number, _, hours = text.partition("=")
    if number not in tuple("0123456"):
        raise ArgumentTypeError(f"invalid choice: '{number}' (choose from 0, 1, 2, 3, 4, 5, 6)")
    return int(number), hours


def _weekdays(text: str) -> list[int]:
    return sorted({_hours(number)[0] for number in text.split(",") if number})


def _bands(text: str) -> list[list[str | int]]:
    try:
        parts = [band.rsplit(":", 2) for band in text.split(",")]
        return [[origin, int(price), int(tenths)] for origin, price, tenths in parts]
    except ValueError as error:
        raise ArgumentTypeError(f"invalid int value: '{text}'") from error


def _option(name: str, vietnamese: str, english: str, **settings: Any) -> Argument:
    return argument(f"--{name}", (vietnamese, english), **{"type": int, "metavar": "N", **settings})


_YES: dict[str, Any] = {"type": _yes, "metavar": "yes|no"}
_WHY = argument("--why", ("vì sao sửa; ghi vào sổ", "why; it is noted"), metavar="TEXT", default="")
_CATEGORY = argument("category", ("mã loại bạn đọc, hoặc *", "a reader category's code, or *"), metavar="CATEGORY")
_TYPE = argument("type", ("mã loại tài liệu, hoặc *", "an item type's code, or *"), metavar="TYPE")
_ON_DAY = argument(
    "day",
    ("ngày 2026-12-31, hoặc khoảng 2027-07-01..2027-07-31", "a day, or days in a row with .."),
    metavar="DAY",
    type=_days,
)
_RULE_OPTIONS = (
    _option("loan-days", "số ngày mượn", "days lent"),
    _option("renewals", "số lần gia hạn", "how often renewed"),
    _option("renewal-days", "số ngày mỗi lần gia hạn", "days that a renewal adds"),
    _option("max-of-type", "số cuốn loại này cùng lúc", "copies of this type at once"),
    _option("max-loans", "số cuốn mọi loại cùng lúc", "copies of all types at once"),
    _option("lends", "có cho mượn về không", "whether it is lent at all", **_YES),
    _option("renew-within", "chỉ gia hạn từ N ngày trước hạn; 0: lúc nào cũng được", "renewed from N days before due"),
    _option("grace-days", "N ngày trễ đầu chưa tính", "the first N days late do not count"),
    _option("max-holds", "số lượt đặt mượn", "how many holds"),
    _option("shelf-days", "giữ sách để dành N ngày", "days on the hold shelf"),
    _option("on-site", "có đọc tại chỗ không", "whether it is read in the room", **_YES),
    _option("fine-per-day", "đồng cho mỗi ngày trễ", "đồng for each day late"),
)
_UNTIL = argument(
    "--until",
    ("ngày trả cố định, term (hết học kỳ) hoặc none", "a fixed last day, term (its end), or none"),
    metavar="DAY|term|none",
    type=_until,
)
_TERM_OPTIONS = (
    _option("money", "có thu tiền không", "whether money is taken", **_YES),
    _option("like-for-like", "có nhận đền sách cùng loại không", "whether the same book replaces a lost one", **_YES),
    _option("bands", "mức bồi thường NGUỒN:TỪ_GIÁ:PHẦN_MƯỜI,…", "ORIGIN:FROM_PRICE:TENTHS,…", type=_bands),
    _option("owes-limit", "nợ quá N đồng thì không cho mượn", "owing more than N đồng speaks against lending"),
    _option(
        "stale",
        "khi tin từ trung tâm đã cũ",
        "when news of the centre is old",
        type=str,
        choices=("allow", "warn", "ask"),
        metavar="allow|warn|ask",
    ),
    _option("stale-days", "tin cũ sau N ngày", "news is old after N days"),
    _option("long-overdue-days", "quá hạn lâu sau N ngày", "long overdue after N days"),
    _option("hold-days", "chờ đặt mượn N ngày", "a hold waits N days"),
    _option("auto-shelve", "tự để dành sách có người đặt", "put aside at return without asking", **_YES),
    _option("self-service", "bạn đọc tự mượn", "readers lend to themselves", **_YES),
)

COMMANDS = (
    Command(
        "rules",
        ("ai được mượn gì, bao lâu", "who may borrow what for how long"),
        _rules,
        (
            argument(
                "--changes", ("những lần sửa, mới nhất trước", "what was changed, newest first"), action="store_true"
            ),
            argument("--event", ("sự kiện này theo quy tắc nào", "by which rule an event was decided"), metavar="ID"),
        ),
    ),
    Command(
        "try-rule",
        ("thử một quy tắc: mượn hôm nay thì trả ngày nào", "try a rule: when would a loan be due"),
        _try,
        (
            _CATEGORY,
            _TYPE,
            argument("--on", ("ngày mượn", "the day of the loan"), metavar="DAY", type=_day),
            argument("--card-expires", ("ngày thẻ hết hạn", "when the card expires"), metavar="DAY", type=_day),
        ),
    ),
    Command(
        "set-rule", ("sửa một quy tắc", "change a rule"), _set_rule, (_CATEGORY, _TYPE, *_RULE_OPTIONS, _UNTIL, _WHY)
    ),
    Command(
        "drop-rule",
        ("bỏ quy tắc riêng, theo quy tắc chung hơn", "drop a rule; the more general one decides"),
        _drop_rule,
        (_CATEGORY, _TYPE, _WHY),
    ),
    Command(
        "set-terms", ("xem hoặc sửa quy định chung", "show or change house rules"), _set_terms, (*_TERM_OPTIONS, _WHY)
    ),
    Command(
        "calendar",
        ("ngày nghỉ, giờ mở cửa, học kỳ", "closed days, hours, terms"),
        _calendar,
        (argument("--since", ("từ ngày", "from this day on"), metavar="DAY", type=_day),),
    ),
    Command(
        "set-calendar",
        ("sửa giờ mở cửa, học kỳ, thứ nghỉ", "change hours, terms, weekdays closed"),
        _set_calendar,
        (
            argument(
                "--term",
                ("học kỳ TÊN=NGÀY CUỐI; để trống ngày là bỏ", "NAME=LAST DAY of a term; no day drops it"),
                type=_term,
                action="append",
                metavar="NAME=DAY",
            ),
            argument(
                "--hours",
                ("giờ mở cửa, 0 là thứ Hai: 0=07:30-11:30 13:30-17:00", "hours, 0 is Monday"),
                type=_hours,
                action="append",
                metavar="0=HH:MM-HH:MM",
            ),
            argument(
                "--weekdays-closed",
                ("thứ nghỉ, 0 là thứ Hai: 5,6", "weekdays closed, 0 is Monday"),
                type=_weekdays,
                metavar="5,6",
            ),
            _WHY,
        ),
    ),
    Command(
        "close-day",
        ("thêm ngày nghỉ", "close a day, or days in a row"),
        _close,
        (_ON_DAY, argument("why", ("nghỉ vì sao", "what the day is"), metavar="WHY")),
    ),
    Command(
        "open-day",
        ("bỏ ngày nghỉ, hoặc mở cửa ngày vốn nghỉ", "open a day that is closed"),
        _open,
        (_ON_DAY, argument("why", ("vì sao mở", "why"), metavar="WHY", nargs="?", default="mở cửa")),
    ),
)
