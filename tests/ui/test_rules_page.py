"""The pages of rules: sentences, the box to try them, one rule open for change; the calendar; house rules and changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from desktop.library.circulation.calendar import Break
from desktop.library.model.item import Access
from desktop.library.model.terms import Stale
from desktop.ui.rules import house, month, rule_words
from desktop.ui.rules.days import DaysPage
from desktop.ui.rules.house import HousePage
from desktop.ui.rules.lending import LIMITS, NEW, LendingPage
from desktop.ui.rules.rule_form import LimitsForm, NewRuleForm, RuleForm
from desktop.ui.sync.value_words import field_name
from desktop.ui.widgets import Button
from desktop.ui.words import Language
from tests.ui.world import World, clipped, texts


def part(program: World, name: str):
    page = program.page("open_rules")
    page.show_one(name)
    program.settle()
    return page.parts[name]


@pytest.fixture
def lending(program: World) -> LendingPage:
    return part(program, "rules")


@pytest.fixture
def days(program: World) -> DaysPage:
    return part(program, "calendar")


@pytest.fixture
def house_rules(program: World) -> HousePage:
    return part(program, "terms")


def press(program: World, button) -> None:
    program.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    program.settle()


def opened(program: World, page: LendingPage, category: str, item_type: str) -> RuleForm:
    press(program, page.edits[category, item_type])
    assert isinstance(page.form, RuleForm)
    return page.form


def test_rules_are_read_as_sentences_by_category(lending: LendingPage) -> None:
    said = [label.text() for label in lending.ground.findChildren(QLabel)]
    assert "Học viên" in said
    assert "Mượn 10 ngày, cùng lúc nhiều nhất 3 cuốn. Gia hạn 1 lần, mỗi lần 7 ngày." in said
    assert said.count("Chỉ đọc tại chỗ.") >= 5
    assert any(text.startswith("Cùng lúc nhiều nhất 20 cuốn mọi loại, 5 lượt đặt mượn.") for text in said)


def test_a_rule_is_tried_with_every_step(program: World, lending: LendingPage) -> None:
    box = lending.try_out
    box.type.choose("sach")
    box.day.setText("25/11/2026")
    assert box.answer.text() == "Trả thứ Hai 07/12/2026"
    assert box.steps.text().splitlines() == [
        "Thứ Bảy 05/12/2026: đủ số ngày được mượn.",
        (
            "Thứ Hai 07/12/2026: ngày mở cửa kế tiếp, vì thứ Bảy 05/12/2026 nghỉ hằng tuần, "
            "Chủ nhật 06/12/2026 nghỉ hằng tuần."
        ),
        "Gia hạn lần 1: đến thứ Hai 14/12/2026.",
        "Tính là trễ từ thứ Ba 08/12/2026.",
    ]
    box.expires.setText("06/12/2026")
    assert "Chủ nhật 06/12/2026: thẻ hết hạn." in box.steps.text()
    assert box.answer.text() == "Trả thứ Sáu 04/12/2026"
    box.day.setText("45/11/2026")
    assert box.when.note.text() == "Ghi ngày dạng 31/12/2026."
    box.day.setText("25/11/2026")
    box.type.choose("bao-chi")
    assert box.answer.text() == "Loại này không cho mượn về."


def test_a_rule_is_changed_with_a_reason_and_its_sentence_follows_the_keys(
    program: World, lending: LendingPage
) -> None:
    form = opened(program, lending, "hoc-vien", "sach")
    form.numbers["loan_days"].put(14)
    form.numbers["grace_days"].put(2)
    assert form.preview.text().startswith("Sẽ thành: Mượn 14 ngày,")
    assert "Trễ 2 ngày đầu chưa tính." in form.preview.text()
    press(program, form.save)
    assert form.reason.note.text() == "Ghi vài chữ vì sao."
    assert program.ask(lambda library: library.policy.changes()) == ()
    form.why.setText("Học viên đi thực tập")
    press(program, form.save)
    assert lending.form is None
    assert "Mượn 14 ngày" in " ".join(texts(lending.ground))
    told = program.ask(lambda library: library.policy.changes())
    assert {(one.field, one.after, one.why) for one in told} == {
        ("loan_days", 14, "Học viên đi thực tập"),
        ("grace_days", 2, "Học viên đi thực tập"),
    }
    lending.try_out.type.choose("sach")
    assert lending.try_out.trial is not None
    assert lending.try_out.trial.rule is not None
    assert lending.try_out.trial.rule.loan_days == 14


def test_a_rule_until_the_end_of_the_term_or_a_day(program: World, lending: LendingPage) -> None:
    form = opened(program, lending, "hoc-vien", "giao-trinh")
    form.period.choose("day")
    assert form.last.isVisible()
    form.until.setText("15/01/2099")
    form.why.setText("Trả cuối kỳ")
    press(program, form.save)
    rule = program.ask(lambda library: library.policy.rule_for("hoc-vien", "giao-trinh"))
    assert (rule.until, rule.until_term) == (date(2099, 1, 15), False)
    form = opened(program, lending, "hoc-vien", "giao-trinh")
    form.until.setText("15/13/2099")
    form.why.setText("x")
    press(program, form.save)
    assert form.notice.isVisible()
    form.period.choose("term")
    press(program, form.save)
    rule = program.ask(lambda library: library.policy.rule_for("hoc-vien", "giao-trinh"))
    assert (rule.until, rule.until_term) == (None, True)


def test_a_rule_is_dropped_with_a_reason_and_added_again_as_it_was(program: World, lending: LendingPage) -> None:
    assert not opened(program, lending, "hoc-vien", "*").drop.isVisible()
    form = opened(program, lending, "hoc-vien", "sach")
    assert any("Bỏ quy tắc này thì theo “Học viên – Loại khác”: Mượn 7 ngày" in text for text in texts(form))
    press(program, form.drop)
    assert form.reason.note.text() == "Ghi vài chữ vì sao."
    form.why.setText("Gọn lại")
    press(program, form.drop)
    assert lending.try_out.trial is not None
    assert (lending.try_out.type.value, lending.try_out.trial.rule.item_type) == ("sach", "*")
    told = lending.told
    assert told is not None
    assert told.text.text().startswith("Nay theo “Học viên – Loại khác”: Mượn 7 ngày")
    (again,) = told.findChildren(Button)
    again.click()
    program.settle()
    form = lending.form
    assert isinstance(form, NewRuleForm)
    assert form.preview.text().startswith("Sẽ thành: Mượn 10 ngày,")
    form.why.setText("Vẫn cần")
    press(program, form.save)
    rule = program.ask(lambda library: library.policy.rule_for("hoc-vien", "sach"))
    assert (rule.item_type, rule.loan_days, lending.told) == ("sach", 10, None)
    said = list(texts(part(program, "terms")))
    assert {"Học viên, Sách, bỏ quy tắc riêng", "Học viên, Sách, lập quy tắc riêng"} <= set(said)


def test_a_pair_without_a_rule_gets_one_and_esc_leaves_it_as_it_was(program: World, lending: LendingPage) -> None:
    press(program, lending.edits["*", NEW])
    form = lending.form
    assert isinstance(form, NewRuleForm)
    program.qtbot.keyClick(form.numbers["loan_days"], Qt.Key.Key_Escape)
    program.settle()
    assert (lending.form, lending.edits["*", NEW].hasFocus()) == (None, True)
    press(program, lending.edits["*", NEW])
    form = lending.form
    assert isinstance(form, NewRuleForm)
    form.types.choose("giao-trinh")
    assert form.so_far.text().startswith("Đến nay theo “Bạn đọc khác – Loại khác”: Mượn 7 ngày")
    form.numbers["loan_days"].put(21)
    form.why.setText("Khách mượn giáo trình")
    press(program, form.save)
    rule = program.ask(lambda library: library.policy.rule_for("*", "giao-trinh"))
    assert (rule.item_type, rule.loan_days) == ("giao-trinh", 21)
    assert "Mượn 21 ngày, cùng lúc nhiều nhất 2 cuốn. Không gia hạn." in set(texts(lending.ground))


def test_what_holds_for_a_category_is_changed_in_one_place(program: World, lending: LendingPage) -> None:
    press(program, lending.edits["khach", LIMITS])
    form = lending.form
    assert isinstance(form, LimitsForm)
    form.numbers["max_loans"].put(3)
    form.sees.choose("force")
    form.why.setText("Khách trong ngành")
    press(program, form.save)
    rules = program.ask(lambda library: [rule for rule in library.policy.rules() if rule.category == "khach"])
    assert {rule.max_loans for rule in rules} == {3}
    assert program.ask(lambda library: library.policy.clearance("khach")) is Access.FORCE
    assert any("Được xem tài liệu mở và nội bộ ngành." in text for text in texts(lending.ground))


def test_a_day_is_closed_and_opened_with_a_reason(program: World, days: DaysPage) -> None:
    days.choose(date(2099, 3, 9))
    assert days.day_card.state.text() == "Mở cửa"
    press(program, days.day_card.save)
    assert days.day_card.reason.note.text() == "Ghi vài chữ vì sao."
    days.day_card.why.setText("Kiểm kê")
    press(program, days.day_card.save)
    assert days.day_card.state.text() == "Nghỉ: Kiểm kê"
    assert month.short(days.sheet.calendar, date(2099, 3, 9)) == "Kiểm kê"
    days.day_card.why.setText("Xong sớm")
    press(program, days.day_card.save)
    assert days.day_card.state.text() == "Mở cửa"
    days.choose(date(2099, 3, 8))
    assert days.day_card.state.text() == "Nghỉ hằng tuần"
    days.day_card.why.setText("Làm bù")
    press(program, days.day_card.save)
    assert days.day_card.state.text() == "Mở cửa: Làm bù"


def test_the_month_is_walked_through_by_keys_and_mouse(program: World, days: DaysPage) -> None:
    days.choose(date(2026, 11, 30))
    for key, day in (
        (Qt.Key.Key_Right, date(2026, 12, 1)),
        (Qt.Key.Key_Down, date(2026, 12, 8)),
        (Qt.Key.Key_Left, date(2026, 12, 7)),
        (Qt.Key.Key_Up, date(2026, 11, 30)),
        (Qt.Key.Key_PageDown, date(2026, 12, 30)),
        (Qt.Key.Key_PageUp, date(2026, 11, 30)),
    ):
        program.qtbot.keyClick(days.sheet, key)
        assert days.day == day
    assert days.heading.text() == "11/2026"
    place = next(place for day, place in days.sheet._places() if day == date(2026, 11, 20))
    program.qtbot.mouseClick(days.sheet, Qt.MouseButton.LeftButton, pos=QPoint(place.center()))
    assert days.day == date(2026, 11, 20)
    assert month.another_month(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert month.another_month(date(2027, 1, 15), -1) == date(2026, 12, 15)


def test_a_break_is_added_and_dropped(program: World, days: DaysPage) -> None:
    assert days.seen is not None
    first = days.seen.today + timedelta(days=30)
    summer = Break(first, first + timedelta(days=9), "Nghỉ hè")
    form = days.break_form
    form.first.setText(f"{summer.first:%d/%m/%Y}")
    form.last.setText(f"{summer.last:%d/%m/%Y}")
    form.why.setText("Nghỉ hè")
    press(program, form.save)
    assert days.seen.calendar.breaks == (summer,)
    assert not days.drops[summer].isHidden()
    assert not days.seen.calendar.is_open(summer.first)
    days.drops[summer].click()
    program.settle()
    assert not days.seen.calendar.breaks


def test_hours_weekdays_and_terms_are_kept(program: World, days: DaysPage) -> None:
    form = days.week_form
    form.opens[5].setChecked(True)
    form.hours[0].setText("07:30-11:30  13:30-17:00")
    form.term.setText("Học kỳ 1")
    form.last.setText("15/01/2099")
    form.why.setText("Năm học mới")
    press(program, form.save)
    assert days.seen is not None
    calendar = days.seen.calendar
    assert (calendar.weekdays_closed, calendar.hours) == (frozenset({6}), {0: "07:30-11:30 13:30-17:00"})
    assert calendar.terms == {"Học kỳ 1": date(2099, 1, 15)}
    form.hours[1].setText("sáng")
    form.why.setText("x")
    press(program, form.save)
    assert "sáng" in form.notice.headline.text()


def test_house_rules_are_changed_and_every_change_is_told(program: World, house_rules: HousePage) -> None:
    form = house_rules.form
    form.ticks["money"].setChecked(True)
    form.bands.setText("2,5; 5 sách nước ngoài; 2 từ 500.000")
    form.stale.choose("ask")
    form.why.setText("Quy chế 2027")
    press(program, form.save)
    terms = program.ask(lambda library: library.policy.terms())
    assert (terms.money, terms.stale) == (True, Stale.ASK)
    assert [(band.origin, band.from_price, band.tenths) for band in terms.bands] == [
        ("", 0, 25),
        ("foreign", 0, 50),
        ("", 500_000, 20),
    ]
    said = list(texts(house_rules))
    assert "thu tiền: chưa đặt → có" in said
    assert "mức bồi thường: chưa đặt → 2,5×, 5× sách nước ngoài, 2× từ 500.000 đồng" in said
    assert any("Lý do: Quy chế 2027" in text for text in said)
    form.bands.setText("ba lần")
    press(program, form.save)
    assert form.cost.note.text().startswith("Ghi số lần giá")


@pytest.mark.usefixtures("qapp")
def test_costs_are_read_as_they_are_written() -> None:
    assert house.bands_typed("3") == [["", 0, 30]]
    assert house.bands_typed("3×; 5× sách nước ngoài từ 100000 đồng;") == [["", 0, 30], ["foreign", 100_000, 50]]
    assert house.bands_typed("3; 5 from abroad") == [
        ["", 0, 30],
        ["foreign", 0, 50],
    ]  # typed before the language changed
    assert house.bands_typed("") is None
    assert house.bands_typed("-1") is None


def test_the_desk_password_only_reads(program: World) -> None:
    program.ask(lambda library: library.passwords.set_desk("bến nước con đò"))
    program.close()
    world = program.again()
    world.program.unlock("bến nước con đò")
    world.until_ready()
    lending = part(world, "rules")
    assert lending.guest.isVisible()
    assert not any(button.isVisible() for button in lending.edits.values())
    days = part(world, "calendar")
    assert not days.day_card.save.isVisible()
    assert not days.break_form.isVisible()
    assert not days.week_form.isEnabled()
    assert not part(world, "terms").form.isEnabled()


@pytest.mark.looks
def test_nothing_is_cut_off_in_either_language(program: World) -> None:
    for language in Language:
        program.speak(language)
        for width, height in ((1366, 768), (1024, 640), (911, 494)):
            program.size(width, height)
            for name in ("rules", "calendar", "terms"):
                page = part(program, name)
                if name == "rules":
                    page.open_rule("hoc-vien", "sach")
                    program.settle()
                    assert page.try_out.height() >= page.try_out.heightForWidth(page.try_out.width())
                assert clipped(program.window) == [], (language, width, name)


def test_every_field_that_can_be_changed_has_words() -> None:
    assert {"loan_days", "until_term", "money", "bands", "clearance"} <= set(rule_words.FIELDS)
    assert set(rule_words.STALE) == set(Stale)


@pytest.mark.usefixtures("qapp")
def test_points_call_the_fields_of_rules_and_the_calendar_by_their_names() -> None:
    assert field_name("grace_days") == "số ngày trễ chưa tính"
    assert field_name("break/2027-07-01..2027-07-31") == "kỳ nghỉ 01/07/2027 – 31/07/2027"
    assert field_name("hours/0") == "giờ mở cửa thứ Hai"
