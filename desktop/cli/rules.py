"""The commands about what the library has decided: rules, house rules, the calendar."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from desktop.cli import facts, rule_words
from desktop.cli.command import Command, Told, argument
from desktop.cli.rule_options import (
    CALENDAR_OPTIONS,
    CATEGORY,
    ON_DAY,
    RULE_OPTIONS,
    TERM,
    TERM_OPTIONS,
    TYPE,
    UNTIL,
    WHY,
    a_day,
)
from desktop.cli.rule_words import Names
from desktop.cli.wording import words
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
        pair = Names(book).pair
        gone, now = pair(asked.category, asked.type), pair(decides.category, decides.item_type)
        says = f"{now}: {rule_words.rule(decides, money=book.terms().money)}"
        yield Told(_rule_facts(decides), words("rule dropped", rule=gone, instead=says))


def _set_terms(session: Session) -> Results:
    asked = session.asked
    with session.library() as library:
        changes: dict[str, Value] = _given(asked, TERM_OPTIONS)
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
    changes = _given(asked, RULE_OPTIONS)
    match asked.until:
        case None:
            return changes
        case str() as word:
            return changes | {"until": None, "until_term": word == TERM}
        case until:
            return changes | {"until": until.isoformat(), "until_term": False}


def _given(asked: Namespace, options: tuple[Argument, ...]) -> dict[str, Value]:
    names = (option.name.removeprefix("--").replace("-", "_") for option in options)
    told = {name: getattr(asked, name) for name in names}
    return {name: value for name, value in told.items() if value is not None}


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
            CATEGORY,
            TYPE,
            argument("--on", ("ngày mượn", "the day of the loan"), metavar="DAY", type=a_day),
            argument("--card-expires", ("ngày thẻ hết hạn", "when the card expires"), metavar="DAY", type=a_day),
        ),
    ),
    Command("set-rule", ("sửa một quy tắc", "change a rule"), _set_rule, (CATEGORY, TYPE, *RULE_OPTIONS, UNTIL, WHY)),
    Command(
        "drop-rule",
        ("bỏ quy tắc riêng, theo quy tắc chung hơn", "drop a rule; the more general one decides"),
        _drop_rule,
        (CATEGORY, TYPE, WHY),
    ),
    Command(
        "set-terms", ("xem hoặc sửa quy định chung", "show or change house rules"), _set_terms, (*TERM_OPTIONS, WHY)
    ),
    Command(
        "calendar",
        ("ngày nghỉ, giờ mở cửa, học kỳ", "closed days, hours, terms"),
        _calendar,
        (argument("--since", ("từ ngày", "from this day on"), metavar="DAY", type=a_day),),
    ),
    Command(
        "set-calendar",
        ("sửa giờ mở cửa, học kỳ, thứ nghỉ", "change hours, terms, weekdays closed"),
        _set_calendar,
        (*CALENDAR_OPTIONS, WHY),
    ),
    Command(
        "close-day",
        ("thêm ngày nghỉ", "close a day, or days in a row"),
        _close,
        (ON_DAY, argument("why", ("nghỉ vì sao", "what the day is"), metavar="WHY")),
    ),
    Command(
        "open-day",
        ("bỏ ngày nghỉ, hoặc mở cửa ngày vốn nghỉ", "open a day that is closed"),
        _open,
        (ON_DAY, argument("why", ("vì sao mở", "why"), metavar="WHY", nargs="?", default="mở cửa")),
    ),
)
