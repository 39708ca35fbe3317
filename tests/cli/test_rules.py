"""Rules, house rules and the calendar from the command line: read, tried, changed with a reason, told afterwards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from desktop.cli import rule_words
from desktop.cli.rule_options import CALENDAR_OPTIONS, RULE_OPTIONS, TERM_OPTIONS, UNTIL, WHY
from desktop.library.circulation.calendar import Closure, Moved
from desktop.library.circulation.clauses import Says
from desktop.library.model.rule import Rule
from desktop.library.model.terms import Terms
from tests.cli.test_wording import placeholders
from tests.cli.tusach import Tusach

if TYPE_CHECKING:
    from desktop.cli.command import Argument


def test_a_rule_is_tried_with_every_step(tusach: Tusach):
    tried = tusach.one("try-rule", "hoc-vien", "sach", "--on", "2026-11-25", "--card-expires", "2026-12-06")
    assert tried["due"] == "2026-12-04"
    assert [(step["moved"], step["day"]) for step in tried["steps"]] == [
        ("period", "2026-12-05"),
        ("later", "2026-12-07"),
        ("card", "2026-12-06"),
        ("earlier", "2026-12-04"),
    ]
    assert "Chủ nhật" in tusach.plainly("try-rule", "hoc-vien", "sach", "--on", "2026-11-25").out
    assert tusach("try-rule", "thuyen-vien", "sach").problem["error"] == "unknown-id"


def test_a_changed_rule_is_told_with_its_reason_and_the_loan_follows_it(tusach: Tusach):
    assert tusach("set-rule", "hoc-vien", "sach", "--loan-days", "3").problem["error"] == "missing-field"
    changed = tusach.one("set-rule", "hoc-vien", "sach", "--loan-days", "3", "--lends", "yes", "--why", "Ít sách")
    assert (changed["loan_days"], changed["lends"]) == (3, True)
    (told,) = tusach.done("rules", "--changes")
    assert (told["field"], told["before"], told["after"], told["why"]) == ("loan_days", 10, 3, "Ít sách")
    assert "Học viên – Sách, số ngày mượn: 10 → 3  (Ít sách)" in tusach.plainly("rules", "--changes").out
    lent = tusach.one("lend", "BD0002", "TK000001")
    explained = tusach.one("rules", "--event", lent["event"])
    assert (explained["rule"]["loan_days"], explained["current"]) == (3, True)
    assert lent["due"] == tusach.one("try-rule", "hoc-vien", "sach")["due"]


def test_a_rule_is_dropped_and_the_more_general_one_decides(tusach: Tusach):
    assert tusach("drop-rule", "hoc-vien", "sach").problem["error"] == "missing-field"
    decides = tusach.one("drop-rule", "hoc-vien", "sach", "--why", "Gọn")
    assert (decides["item_type"], decides["loan_days"]) == ("*", 7)
    assert "Học viên – Sách, bỏ quy tắc riêng  (Gọn)" in tusach.plainly("rules", "--changes").out
    again = tusach("drop-rule", "hoc-vien", "sach", "--why", "x").problem
    assert (again["error"], "không có quy tắc riêng để bỏ" in again["message"]) == ("no-own-rule", True)
    said = tusach.plainly("drop-rule", "can-bo", "sach", "--why", "Gọn").out
    assert said.startswith("Đã bỏ quy tắc riêng: Cán bộ, sĩ quan – Sách. Từ nay theo: Cán bộ, sĩ quan – loại khác: ")


def test_a_textbook_is_lent_until_the_end_of_the_term(tusach: Tusach):
    tusach.one("set-calendar", "--term", "Học kỳ 1=2099-01-16", "--why", "Năm học mới")
    tusach.one("set-rule", "hoc-vien", "giao-trinh", "--until", "term", "--why", "Trả cuối kỳ")
    assert tusach.one("try-rule", "hoc-vien", "giao-trinh")["due"] == "2099-01-16"
    tusach.one("set-rule", "hoc-vien", "giao-trinh", "--until", "2098-06-30", "--why", "Ngày khác")
    assert tusach.one("try-rule", "hoc-vien", "giao-trinh")["due"] == "2098-06-30"
    tusach.one("set-rule", "hoc-vien", "giao-trinh", "--until", "none", "--why", "Thôi")
    assert tusach.one("try-rule", "hoc-vien", "giao-trinh", "--on", "2026-11-23")["steps"][0]["moved"] == "period"


def test_days_are_closed_and_opened(tusach: Tusach):
    tusach.one("close-day", "2027-07-01..2027-07-31", "Nghỉ hè")
    closed = tusach.one("close-day", "2027-03-08", "Kiểm kê")
    assert closed["breaks"] == [{"first": "2027-07-01", "last": "2027-07-31", "why": "Nghỉ hè"}]
    assert closed["closed"]["2027-03-08"] == "Kiểm kê"
    opened = tusach.one("open-day", "2027-03-06", "Làm bù thứ Bảy")
    assert opened["open"] == {"2027-03-06": "Làm bù thứ Bảy"}
    assert tusach.one("open-day", "2027-07-01..2027-07-31")["breaks"] == []
    shown = tusach.plainly("calendar", "--since", "2027-01-01").out
    assert "05/02/2027 – 09/02/2027: Tết Nguyên đán" in shown
    hours = tusach.one("set-calendar", "--hours", "0=07:30-11:30 13:30-17:00", "--weekdays-closed", "6", "--why", "x")
    assert (hours["hours"], hours["weekdays_closed"]) == ({"0": "07:30-11:30 13:30-17:00"}, [6])
    assert tusach("set-calendar", "--hours", "0=17-7", "--why", "x").problem["error"] == "invalid-setting"


def test_house_rules_are_shown_and_changed(tusach: Tusach):
    assert tusach.one("set-terms")["money"] is False
    changed = tusach.one("set-terms", "--money", "yes", "--bands", ":0:20,foreign:0:50", "--why", "Quy chế")
    assert changed["money"] is True
    assert changed["bands"][0] == {"origin": "", "from_price": 0, "tenths": 20}
    assert "mức bồi thường: 2×, 5× sách nước ngoài" in tusach.plainly("set-terms").out
    assert tusach("set-terms", "--stale-days", "-1", "--why", "x").problem["error"] == "invalid-setting"


@pytest.mark.parametrize(
    "words",
    [
        ("try-rule", "hoc-vien", "sach", "--on", "31/12/2026"),
        ("set-rule", "hoc-vien", "sach", "--lends", "maybe"),
        ("set-terms", "--bands", "x"),
        ("set-calendar", "--hours", "7=07:30-11:30"),
        ("close-day", "2027-13-01", "x"),
    ],
)
def test_what_cannot_be_read_is_a_wrong_use(tusach: Tusach, words: tuple[str, ...]):
    assert tusach(*words).code == 2


@pytest.mark.parametrize(
    "option", [*RULE_OPTIONS, UNTIL, *TERM_OPTIONS, *CALENDAR_OPTIONS, WHY], ids=lambda option: option.name
)
def test_the_help_says_of_every_option_what_it_means_with_an_example(option: Argument):
    for told in option.help:
        assert re.search(r"\d|yes: .*no|allow .*ask|--why '", told)
        assert len(told.split()) > 4


def test_every_sentence_is_in_both_languages_with_the_same_facts():
    for name in (*Rule.__dataclass_fields__, *Terms.__dataclass_fields__):
        if name not in {"category", "item_type", "version"}:
            assert name in rule_words._NAMES
    assert set(rule_words.CLAUSES) == set(Says)
    assert set(rule_words._STEPS) == set(Moved)
    assert set(rule_words._CLOSED) == set(Closure)
    for table in (rule_words.CLAUSES, rule_words._NAMES, rule_words._STEPS, rule_words._CLOSED, rule_words._VALUES):
        for name, (vietnamese, english) in table.items():
            assert placeholders(vietnamese) == placeholders(english), name
