"""Due dates against an oracle that walks day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.library.circulation.calendar import (
    Break,
    Calendar,
    Closure,
    calendar_of,
    day_of,
    days_overdue,
    due_on,
    start_of,
)

EVERY_DAY = Calendar()
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
calendars = st.builds(
    Calendar,
    st.frozensets(st.integers(0, 6), max_size=6),
    st.dictionaries(days, st.just("nghỉ"), max_size=30),
)


def walked(calendar: Calendar, day: date, length: int, expires: date | None) -> date:
    """The due date found by looking at one day after the other."""
    due = day + timedelta(days=length)
    while due.weekday() in calendar.weekdays_closed or due in calendar.closed:
        due += timedelta(days=1)
    if expires is None or due <= expires:
        return due
    due = expires
    while due >= day and (due.weekday() in calendar.weekdays_closed or due in calendar.closed):
        due -= timedelta(days=1)
    return max(due, day)


@given(calendars, days, st.integers(0, 200), st.none() | days)
def test_due_dates_agree_with_walking_the_calendar(
    calendar: Calendar, day: date, length: int, expires: date | None
) -> None:
    assert due_on(calendar, day, length, card_expires=expires) == walked(calendar, day, length, expires)


@given(calendars, days, st.integers(0, 200), st.integers(0, 400))
def test_a_due_date_is_an_open_day_of_a_valid_card(calendar: Calendar, day: date, length: int, valid: int) -> None:
    expires = day + timedelta(days=valid)
    due = due_on(calendar, day, length, card_expires=expires)
    assert day <= due <= expires
    assert calendar.is_open(due) or due == day


def test_a_due_date_on_a_holiday_moves_to_the_next_open_day() -> None:
    holidays = Calendar(frozenset({5, 6}), {date(2026, 9, 1): "Nghỉ", date(2026, 9, 2): "Quốc khánh"})
    assert due_on(holidays, date(2026, 8, 26), 3) == date(2026, 8, 31)  # Saturday 29 August
    assert due_on(holidays, date(2026, 8, 26), 6) == date(2026, 9, 3)


def test_a_library_that_never_opens_still_lends() -> None:
    never = Calendar(frozenset(range(7)))
    assert due_on(never, date(2026, 11, 23), 10) == date(2026, 12, 3)
    assert due_on(never, date(2026, 11, 23), 10, card_expires=date(2026, 11, 30)) == date(2026, 11, 23)


def test_a_fixed_last_day_that_is_closed_moves_back_and_forward_only_where_nothing_is_open_before() -> None:
    weekends = Calendar(frozenset({5, 6}))
    sunday = date(2026, 11, 29)
    assert due_on(weekends, date(2026, 11, 23), 10, until=sunday) == date(2026, 11, 27)
    assert due_on(weekends, date(2026, 11, 27), 10, until=sunday) == date(2026, 11, 30)
    assert due_on(weekends, sunday, 10, until=sunday) == date(2026, 12, 9)


def test_a_row_says_when_the_library_is_open() -> None:
    fields = {
        "weekdays_closed": [5, 6],
        "closed/2026-11-20": "Ngày Nhà giáo",
        "break/2027-07-01..2027-07-31": "Nghỉ hè",
        "open/2026-11-28": "Làm bù",
        "hours/0": "07:30-11:30 13:30-17:00",
        "term/Học kỳ 1": "2027-01-15",
        "term/Học kỳ 2": "2027-06-15",
        "deleted_at": None,
    }
    calendar = calendar_of(fields)
    assert calendar.why_closed(date(2026, 11, 20)) == (Closure.DAY, "Ngày Nhà giáo")
    assert calendar.why_closed(date(2027, 7, 14)) == (Closure.BREAK, "Nghỉ hè")
    assert calendar.why_closed(date(2026, 11, 29)) == (Closure.WEEKDAY, "")
    assert calendar.is_open(date(2026, 11, 28))
    assert calendar.breaks == (Break(date(2027, 7, 1), date(2027, 7, 31), "Nghỉ hè"),)
    assert calendar.hours == {0: "07:30-11:30 13:30-17:00"}
    assert calendar.term_ahead(date(2027, 1, 15)) == date(2027, 6, 15)
    assert calendar.term_ahead(date(2027, 6, 15)) is None


odd = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.lists(st.floats()))


@given(
    st.dictionaries(
        st.sampled_from(
            ["weekdays_closed", "closed/2026-02-30", "closed/", "break/2..1", "open/x", "hours/7", "term/"]
        ),
        odd,
    )
)
def test_a_row_that_makes_no_sense_closes_nothing_it_does_not_name(fields: dict[str, object]) -> None:
    named = fields.get("weekdays_closed")
    calendar = calendar_of(fields)
    for weekday in range(7):
        day = date(2026, 11, 23) + timedelta(days=weekday)
        assert calendar.is_open(day) or weekday in (named if isinstance(named, list) else ())


def test_an_expired_card_makes_the_loan_due_on_the_day_it_is_made() -> None:
    assert due_on(EVERY_DAY, date(2026, 11, 23), 10, card_expires=date(2026, 11, 1)) == date(2026, 11, 23)


def test_the_day_is_that_of_viet_nam_wherever_the_pc_thinks_it_is() -> None:
    before_midnight = datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC)
    assert day_of(int(before_midnight.timestamp() * 1000)) == date(2026, 11, 22)
    assert day_of(int(before_midnight.timestamp() * 1000) + 1000) == date(2026, 11, 23)


@given(days)
def test_a_day_begins_where_the_one_before_ends(day: date) -> None:
    assert day_of(start_of(day)) == day
    assert day_of(start_of(day) - 1) == day - timedelta(days=1)


def test_a_loan_is_overdue_from_the_day_after_it_was_due() -> None:
    assert days_overdue(date(2026, 11, 23), date(2026, 11, 23)) == 0
    assert days_overdue(date(2026, 11, 23), date(2026, 11, 25)) == 2
