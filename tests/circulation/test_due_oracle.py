"""Every due day against an oracle that knows nothing of steps: it lists all days and picks among those that will do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from desktop.library.circulation import due_days
from desktop.library.circulation.calendar import calendar_of, days_overdue, days_past_grace
from desktop.library.model.ids import CategoryCode, ItemTypeCode
from desktop.library.model.rule import Rule

FIRST = date(2026, 9, 1)
ALL = tuple(FIRST + timedelta(days=more) for more in range(700))
near = st.sampled_from(ALL[:250])
some_days = st.lists(near, max_size=12)


@st.composite
def calendars(draw: st.DrawFn) -> dict[str, Any]:
    """The fields of a calendar row, as kept."""
    fields: dict[str, Any] = {"weekdays_closed": sorted(draw(st.frozensets(st.integers(0, 6), max_size=5)))}
    fields |= {f"closed/{day}": "Nghỉ" for day in draw(some_days)}
    for first in draw(st.lists(near, max_size=3)):
        last = first + timedelta(days=draw(st.integers(0, 90)))
        fields[f"break/{first}..{last}"] = "Nghỉ hè"
    fields |= {f"open/{day}": "Làm bù" for day in draw(some_days)}
    return fields | {f"term/{number}": str(day) for number, day in enumerate(draw(st.lists(near, max_size=2)))}


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    return Rule(
        CategoryCode("hoc-vien"),
        ItemTypeCode("sach"),
        loan_days=draw(st.integers(0, 160)),
        renewals=3,
        renewal_days=draw(st.integers(0, 40)),
        max_of_type=3,
        max_loans=3,
        until=draw(st.none() | near),
        until_term=draw(st.booleans()),
        grace_days=draw(st.integers(0, 10)),
    )


def open_days(fields: dict[str, Any]) -> list[date]:
    """Every open day, read from the row alone."""
    opened = []
    for day in ALL:
        closed = day.weekday() in fields["weekdays_closed"] or f"closed/{day}" in fields
        for name in fields:
            if name.startswith("break/"):
                first, last = name[6:].split("..")
                closed = closed or first <= str(day) <= last
        if f"open/{day}" in fields or not closed:
            opened.append(day)
    return opened


def last_day_of(fields: dict[str, Any], rule: Rule, day: date) -> date | None:
    """The fixed day that the rule sets for a loan on this day."""
    if rule.until and rule.until > day:
        return rule.until
    ends = [date.fromisoformat(end) for name, end in fields.items() if name.startswith("term/")]
    ahead = sorted(end for end in ends if end > day)
    return ahead[0] if rule.until_term and ahead else None


def expected(fields: dict[str, Any], day: date, wanted: date, *, fixed: bool, expires: date) -> date:
    """The day that will do: of a fixed day the last one before it, else the first one after."""
    will_do = [some for some in open_days(fields) if some >= day]
    in_time = [some for some in will_do if day < some <= min(wanted, expires)]
    if fixed and in_time:
        return in_time[-1]
    first = [some for some in will_do if some >= wanted][0]  # noqa: RUF015 - the list is looked into whole
    if first <= expires:
        return first
    return max([day, *(some for some in will_do if some <= expires)])


NEVER = date(2099, 1, 1)
JUST_BEFORE = {"weekdays_closed": [5, 6], "term/1": "2026-10-18"}


@settings(max_examples=150)
@given(calendars(), rules(), near, st.none() | st.integers(-5, 200))
@example({"weekdays_closed": [5, 6]}, Rule(CategoryCode("a"), ItemTypeCode("b"), 5, 0, 0, 1, 1), date(2026, 11, 23), 5)
@example(
    JUST_BEFORE, Rule(CategoryCode("a"), ItemTypeCode("b"), 5, 0, 0, 1, 1, until_term=True), date(2026, 10, 16), None
)
def test_a_loan_falls_due_on_the_day_that_will_do(
    fields: dict[str, Any], rule: Rule, day: date, valid: int | None
) -> None:
    expires = NEVER if valid is None else day + timedelta(days=valid)
    until = last_day_of(fields, rule, day)
    wanted = until or day + timedelta(days=rule.loan_days)
    due = due_days.of_loan(calendar_of(fields), rule, day, card_expires=None if valid is None else expires)
    assert due == expected(fields, day, wanted, fixed=until is not None, expires=expires)
    assert due >= day
    assert due == day or due <= expires
    if due != day:
        assert due in open_days(fields)
    event("fixed" if until else "period")


@settings(max_examples=120)
@given(calendars(), rules(), near, near, st.none() | st.integers(-5, 200))
def test_a_renewal_counts_from_the_later_of_today_and_the_due_day(
    fields: dict[str, Any], rule: Rule, today: date, due: date, valid: int | None
) -> None:
    begins = max(due, today)
    expires = NEVER if valid is None else begins + timedelta(days=valid)
    wanted = begins + timedelta(days=rule.renewal_days or rule.loan_days)
    after = due_days.of_renewal(calendar_of(fields), rule, today, due, card_expires=None if valid is None else expires)
    assert after == expected(fields, begins, wanted, fixed=False, expires=expires)
    assert after >= due


@given(calendars(), rules(), near, st.none() | st.integers(0, 200))
def test_the_steps_lead_from_what_the_rule_says_to_the_due_day(
    fields: dict[str, Any], rule: Rule, day: date, valid: int | None
) -> None:
    calendar = calendar_of(fields)
    expires = None if valid is None else day + timedelta(days=valid)
    steps = due_days.steps_of_loan(calendar, rule, day, card_expires=expires)
    assert steps[-1].day == due_days.of_loan(calendar, rule, day, card_expires=expires)
    kept_open = set(open_days(fields))
    for step in steps[1:]:
        assert all(closed not in kept_open for closed, _, _ in step.closed)
    assert len({step.day for step in steps}) == len(steps) or len(steps) == 1 or steps[-1].day == day


@given(near, near, st.integers(0, 30))
def test_grace_puts_off_what_counts_and_not_the_overdue_itself(due: date, today: date, grace: int) -> None:
    late = sum(due < some <= today for some in ALL)
    assert days_overdue(due, today) == late
    assert days_past_grace(due, today, grace) == sum(due + timedelta(days=grace) < some <= today for some in ALL)
