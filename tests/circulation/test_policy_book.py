"""The book of rules: read, tried, changed by whom may, and every change told with who, when and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.library.beginning import begin
from desktop.library.circulation.calendar import Break, Closure, Moved
from desktop.library.circulation.policy_book import PolicyBook
from desktop.library.model.event import EventKind
from desktop.library.model.item import Access
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.terms import BANDS, Band, Stale, Terms
from desktop.library.security.rights import Rights
from desktop.library.store.policies import rule_of, terms_of, version_of
from desktop.library.store.replica import StoreReplica
from desktop.library.store.rows import load
from desktop.library.store.store import FILE, Store
from sync.core.row import Row, new_id
from sync.core.stamp import make

KEY = bytes(32)
MONDAY = date(2026, 11, 23)
NOON = 1_795_500_000_000
"""24 November 2026."""


class Clock:
    now = NOON


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    clock = Clock()

    def tell() -> int:
        clock.now += 1
        return clock.now

    with closing(Store(tmp_path / FILE, KEY, now=tell)) as opened:
        begin(opened, unit="DV01", name="Thư viện thử")
        yield opened


@pytest.fixture
def book(store: Store) -> PolicyBook:
    return PolicyBook(store, operator=lambda: "Nguyễn An")


def refused(act: Any, /, *asked: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as no:
        act(*asked, **more)
    return no.value


def test_a_trial_tells_every_step_that_moved_the_day(book: PolicyBook) -> None:
    book.close_day(date(2026, 12, 7), "Kiểm kê")
    tried = book.trial("hoc-vien", "sach", date(2026, 11, 25))
    assert [(step.moved, step.day) for step in tried.steps] == [
        (Moved.PERIOD, date(2026, 12, 5)),
        (Moved.LATER, date(2026, 12, 8)),
    ]
    assert tried.steps[1].closed == (
        (date(2026, 12, 5), Closure.WEEKDAY, ""),
        (date(2026, 12, 6), Closure.WEEKDAY, ""),
        (date(2026, 12, 7), Closure.DAY, "Kiểm kê"),
    )
    assert (tried.due, tried.renewals, tried.counted_from) == (
        date(2026, 12, 8),
        (date(2026, 12, 15),),
        date(2026, 12, 9),
    )


def test_a_trial_ends_with_the_card(book: PolicyBook) -> None:
    tried = book.trial("hoc-vien", "sach", MONDAY, card_expires=date(2026, 11, 29))
    assert [(step.moved, step.day) for step in tried.steps[1:]] == [
        (Moved.CARD, date(2026, 11, 29)),
        (Moved.EARLIER, date(2026, 11, 27)),
    ]


def test_a_trial_to_the_end_of_the_term(book: PolicyBook) -> None:
    book.amend_calendar({"term/Học kỳ 1": "2027-01-17"}, why="Kế hoạch năm học")  # a Sunday
    book.amend_rule("hoc-vien", "giao-trinh", {"until_term": True}, why="Trả cuối kỳ")
    assert book.trial("hoc-vien", "giao-trinh", MONDAY).due == date(2027, 1, 15)
    after_it = book.trial("hoc-vien", "giao-trinh", date(2027, 1, 18))
    assert after_it.steps[0].moved is Moved.PERIOD


def test_what_is_not_lent_has_no_due_day(book: PolicyBook) -> None:
    tried = book.trial("khach", "noi-bo", MONDAY)
    assert tried.rule is not None
    assert (tried.due, tried.steps, tried.counted_from) == (None, (), None)
    assert refused(book.trial, "thuyen-vien", "sach", MONDAY).reason is Reason.UNKNOWN_ID


def test_a_change_is_told_with_who_when_and_why(book: PolicyBook, store: Store) -> None:
    before = book.rule_for("hoc-vien", "sach")
    after = book.amend_rule("hoc-vien", "sach", {"loan_days": 14, "grace_days": 2}, why="  Học viên đi  thực tập ")
    assert before is not None
    assert (before.loan_days, after.loan_days, after.grace_days, after.renewals) == (10, 14, 2, before.renewals)
    told = {one.field: one for one in book.changes()}
    assert set(told) == {"loan_days", "grace_days"}
    days = told["loan_days"]
    assert (days.before, days.after, days.why, days.operator) == (10, 14, "Học viên đi thực tập", "Nguyễn An")
    assert (days.category, days.item_type, days.device) == ("hoc-vien", "sach", store.profile.text("device"))
    assert days.at > NOON
    assert (told["grace_days"].before, told["grace_days"].act) == (None, days.act)


def test_what_is_as_it_was_is_no_change(book: PolicyBook) -> None:
    book.amend_rule("hoc-vien", "sach", {"loan_days": 10}, why="Không đổi")
    assert book.changes() == ()


def test_nobody_changes_rules_with_the_desk_password(store: Store) -> None:
    book = PolicyBook(store, Rights.DESK)
    assert not book.may_amend
    for ask in (
        lambda: book.amend_rule("hoc-vien", "sach", {"loan_days": 14}, why="x"),
        lambda: book.drop_rule("hoc-vien", "sach", why="x"),
        lambda: book.amend_clearance("khach", Access.FORCE, why="x"),
        lambda: book.amend_terms({"money": True}, why="x"),
        lambda: book.close_day(MONDAY, "x"),
        lambda: book.open_day(MONDAY, "x"),
        lambda: book.close_break(Break(MONDAY, MONDAY, "x")),
    ):
        assert refused(ask).reason is Reason.NOT_ENTITLED
    assert book.changes() == ()


def test_a_change_without_a_reason_is_not_made(book: PolicyBook) -> None:
    no = refused(book.amend_rule, "hoc-vien", "sach", {"loan_days": 14}, why="  ")
    assert (no.reason, dict(no.facts)) == (Reason.MISSING_FIELD, {"field": "why"})
    rule = book.rule_for("hoc-vien", "sach")
    assert rule is not None
    assert rule.loan_days == 10


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loan_days", -1),
        ("loan_days", 10**9),
        ("loan_days", True),
        ("loan_days", "10"),
        ("loan_days", None),
        ("lends", 1),
        ("until", "2026-02-30"),
        ("version", "x" * 40),
        ("category", "can-bo"),
        ("of_nothing", 1),
    ],
)
def test_a_value_that_would_be_read_as_another_is_refused(book: PolicyBook, name: str, value: Any) -> None:
    no = refused(book.amend_rule, "hoc-vien", "sach", {name: value}, why="thử")
    assert (no.reason, no.facts["field"]) == (Reason.INVALID_SETTING, name)
    assert book.changes() == ()


def test_a_fixed_day_can_be_set_and_taken_back(book: PolicyBook) -> None:
    assert book.amend_rule("hoc-vien", "sach", {"until": "2027-01-15"}, why="Cuối kỳ").until == date(2027, 1, 15)
    assert book.amend_rule("hoc-vien", "sach", {"until": None}, why="Hết kỳ").until is None


def test_a_pair_without_a_rule_gets_its_own_from_what_decided(book: PolicyBook) -> None:
    rule = book.amend_rule("can-bo", "*", {"loan_days": 12}, why="thử")
    assert (rule.item_type, rule.loan_days) == ("*", 12)
    with book._store.writing() as pen:
        pen.put("code", pen.new_id(), {"list": "item-type", "code": "dvd", "vi": "Đĩa", "en": "Disc", "rank": 9})
    own = book.amend_rule("can-bo", "dvd", {"loan_days": 3}, why="Đĩa ít bản")
    assert (own.item_type, own.loan_days, own.renewals, own.max_loans) == ("dvd", 3, rule.renewals, rule.max_loans)
    book.drop_rule("can-bo", "dvd", why="Thôi")
    assert book.rule_for("can-bo", "dvd") == book.rule_for("can-bo", "*")
    assert (book.changes()[0].field, book.changes()[0].why) == ("deleted_at", "Thôi")
    again = book.amend_rule("can-bo", "dvd", {"renewals": 0}, why="Lại cần")
    assert (again.item_type, again.loan_days, again.renewals) == ("dvd", 12, 0)
    assert refused(book.drop_rule, "*", "*", why="x").reason is Reason.NO_OWN_RULE


def test_a_rule_as_the_one_before_it_is_told_all_the_same_and_keeps_the_limits_of_its_category(
    book: PolicyBook,
) -> None:
    book.drop_rule("hoc-vien", "*", why="Gọn")
    with book._store.writing() as pen:
        pen.put("code", pen.new_id(), {"list": "item-type", "code": "dvd", "vi": "Đĩa", "en": "Disc", "rank": 9})
    own = book.amend_rule("hoc-vien", "dvd", {}, why="Như mọi người")
    assert (own.item_type, own.loan_days, own.max_loans) == ("dvd", 7, 20)
    assert [(one.item_type, one.field, one.after) for one in book.changes()[:1]] == [("dvd", "deleted_at", None)]


def test_a_limit_over_all_types_is_changed_in_all_rules_of_the_category_and_told_once(book: PolicyBook) -> None:
    book.amend_rule("hoc-vien", "*", {"max_loans": 12}, why="Kho ít sách")
    assert {rule.max_loans for rule in book.rules() if rule.category == "hoc-vien"} == {12}
    assert {rule.max_loans for rule in book.rules() if rule.category == "can-bo"} == {10}
    (told,) = book.changes()
    assert (told.category, told.field, told.before, told.after) == ("hoc-vien", "max_loans", 20, 12)


def test_a_preview_writes_nothing(book: PolicyBook) -> None:
    tried = book.trial("hoc-vien", "sach", MONDAY)
    assert book.preview(tried, {"loan_days": 1}).due == date(2026, 11, 24)
    assert refused(book.preview, tried, {"loan_days": -1}).reason is Reason.INVALID_SETTING
    assert book.trial("hoc-vien", "sach", MONDAY) == tried


def test_house_rules_have_their_defaults_until_somebody_sets_them(book: PolicyBook) -> None:
    assert book.terms() == Terms()
    assert book.terms().bands == BANDS == (Band("", 0, 30), Band("foreign", 0, 50))  # type: ignore[arg-type]  # đồng
    changed = book.amend_terms(
        {"money": True, "stale": "ask", "bands": [["", 0, 20], ["", 500_000, 30]]}, why="Quy chế mới"
    )
    assert (changed.money, changed.stale, changed.hold_days) == (True, Stale.ASK, 90)
    assert [changed.tenths_for("", price) for price in (1, 499_999, 500_000)] == [20, 20, 30]  # type: ignore[arg-type]  # đồng
    assert changed.tenths_for("foreign", 1) == 20  # type: ignore[arg-type]  # đồng
    assert {one.field for one in book.changes()} == {"money", "stale", "bands"}
    for name, value in (("stale", "maybe"), ("stale_days", "7"), ("money", 1), ("bands", [["", 0]]), ("bands", [])):
        no = refused(book.amend_terms, {name: value}, why="thử")
        assert (no.reason, no.facts["field"]) == (Reason.INVALID_SETTING, name)


def test_days_are_closed_and_opened(book: PolicyBook) -> None:
    saturday, tet = date(2026, 11, 28), date(2027, 2, 8)
    book.open_day(saturday, "Làm bù")
    assert book.calendar().is_open(saturday)
    book.open_day(tet, "Trực Tết")
    assert book.calendar().is_open(tet)
    book.close_day(saturday, "Mất điện")
    assert book.calendar().why_closed(saturday) == (Closure.DAY, "Mất điện")
    summer = Break(date(2027, 7, 1), date(2027, 7, 31), "Nghỉ hè")
    book.close_break(summer)
    assert book.calendar().why_closed(date(2027, 7, 31)) == (Closure.BREAK, "Nghỉ hè")
    book.open_day(date(2027, 7, 14), "Trực hè")
    assert book.calendar().is_open(date(2027, 7, 14))
    book.drop_break(summer, why="Không nghỉ")
    assert book.calendar().breaks == ()
    assert refused(book.close_break, Break(tet, saturday, "x")).reason is Reason.INVALID_DATE
    assert refused(book.close_day, tet, " ").reason is Reason.MISSING_FIELD


def test_who_may_see_what_can_be_said(book: PolicyBook) -> None:
    assert (book.clearance("khach"), book.clearance("can-bo"), book.clearance("x")) == (
        Access.OPEN,
        Access.UNIT,
        Access.UNIT,
    )
    book.amend_clearance("khach", Access.FORCE, why="Khách trong ngành")
    assert book.clearance("khach") is Access.FORCE
    (told,) = book.changes()
    assert (told.table, told.category, told.field, told.after) == ("code", "khach", "clearance", "force")
    assert refused(book.amend_clearance, "khach", Access.RESTRICTED, why="x").reason is Reason.INVALID_SETTING


def test_an_event_is_explained_by_the_rule_as_it_was(book: PolicyBook, store: Store) -> None:
    def an_event(policy: str) -> str:
        with store.writing() as pen:
            event = pen.new_id()
            fields: dict[str, Any] = {"kind": EventKind.LENT.value, "order": pen.tick(), "at": NOON, "recorded": NOON}
            pen.put("circulation_event", event, {**fields, "item_id": "0" * 32, "policy": policy})
        return event

    first = book.rule_for("hoc-vien", "sach")
    assert first is not None
    at_first = an_event(first.version)
    assert book.explain(at_first).is_current
    second = book.amend_rule("hoc-vien", "sach", {"loan_days": 14}, why="một")
    at_second = an_event(second.version)
    third = book.amend_rule("hoc-vien", "sach", {"loan_days": 21, "renewals": 0}, why="hai")
    assert len({first.version, second.version, third.version}) == 3
    then = book.explain(at_first)
    assert then.rule is not None
    assert (then.rule.loan_days, then.rule.renewals, then.is_current) == (10, first.renewals, False)
    assert [one.why for one in then.since] == ["hai", "hai", "một"]
    later = book.explain(at_second)
    assert later.rule is not None
    assert (later.rule.loan_days, later.rule.renewals, len(later.since)) == (14, first.renewals, 2)
    assert book.explain(an_event("")).rule is None
    assert refused(book.explain, "0" * 32).reason is Reason.UNKNOWN_ID


def test_an_older_change_that_arrives_late_makes_another_version(store: Store, book: PolicyBook) -> None:
    rule = book.amend_rule("hoc-vien", "sach", {"loan_days": 14}, why="một")
    row = load(store.connection, "policy", rule.version.partition("@")[0])
    assert row is not None
    late = Row("policy", row.id, row.channel, make(NOON - 5000, 0, "b" * 10), {"renewals": 7})
    StoreReplica(store).apply("unit:DV01", [late], None, 0)
    again = book.rule_for("hoc-vien", "sach")
    assert again is not None
    assert (again.renewals, again.loan_days) == (7, 14)
    assert again.version != rule.version


odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(),
    st.text(max_size=12),
    st.binary(max_size=3),
    st.lists(
        st.one_of(st.integers(-9, 9), st.text(max_size=3), st.lists(st.integers(-9, 10**9) | st.text(max_size=2))),
        max_size=4,
    ),
)


@given(st.dictionaries(st.sampled_from([*Terms.__dataclass_fields__]), odd))
def test_house_rules_of_any_content_are_read(fields: dict[str, Any]) -> None:
    terms = terms_of(fields)
    for value in (terms.stale_days, terms.long_overdue_days, terms.hold_days, terms.owes_limit):
        assert type(value) is int
        assert value >= 0
    assert terms.bands
    assert terms.tenths_for("foreign", 100_000) > 0  # type: ignore[arg-type]  # đồng


names = st.sampled_from(["loan_days", "renewals", "max_loans", "lends", "until", "grace_days", "shelf_days", "on_site"])


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    fields=st.dictionaries(names, odd, max_size=4),
    days=st.dictionaries(
        st.sampled_from(
            ["weekdays_closed", "closed/x", "closed/2026-12-01", "break/a..b", "break/", "term/", "hours/9"]
        ),
        odd,
    ),
    terms=st.dictionaries(st.sampled_from(["stale", "bands", "money"]), odd),
)
def test_a_desk_lends_by_rules_of_any_content(
    store: Store, fields: dict[str, Any], days: dict[str, Any], terms: dict[str, Any]
) -> None:
    book = PolicyBook(store)
    now = make(store.now_ms() + 60_000, 0, "b" * 10)
    taken = [
        Row("policy", new_id(store.now()), "unit:DV01", now, {**fields, "category": "hoc-vien", "item_type": "sach"}),
        Row("calendar", new_id(store.now()), "unit:DV01", now, days),
        Row("desk_policy", new_id(store.now()), "unit:DV01", now, terms),
        Row("amendment", new_id(store.now()), "unit:DV01", now, {"row": "x", "at": 1, **fields}),
        Row(
            "code", new_id(store.now()), "unit:DV01", now, {"list": "reader-category", "clearance": fields.get("until")}
        ),
    ]
    StoreReplica(store).apply("unit:DV01", taken, None, 0)
    tried = book.trial("hoc-vien", "sach", MONDAY)
    assert tried.due is None or tried.due >= MONDAY
    book.terms()
    book.changes()
    book.categories()
    book.rules()
    assert store.check() == ()


def test_the_version_names_the_row_and_its_newest_stamp() -> None:
    row = Row("policy", "a" * 32, "unit:A", "s1", {"loan_days": 1, "renewals": 2}, {"renewals": "s2"})
    assert version_of(row).startswith(f"{'a' * 32}@s2+")
    assert version_of(Row("policy", "a" * 32, "unit:A", "s1", {"loan_days": 1})) == f"{'a' * 32}@s1"
    assert rule_of("", {}).loan_days == 0


def test_a_break_is_a_year_at_most(book: PolicyBook) -> None:
    """The search for an open day looks a year ahead (calendar.py)."""
    no = refused(book.close_break, Break(date(2026, 1, 1), date(2099, 1, 1), "gõ nhầm năm"))
    assert (no.reason, dict(no.facts)["field"]) == (Reason.INVALID_DATE, "last")
