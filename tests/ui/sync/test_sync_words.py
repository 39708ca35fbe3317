"""Every stop, fault, field and kind of point has its words, in both languages."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop.library.circulation import fold
from desktop.library.model.conflict import LOCKED, Advice, Conflict, Hand, Point, Side
from desktop.library.model.ids import ConflictId, Moment
from desktop.library.model.standing import Standing
from desktop.ui import wording
from desktop.ui.sync import decisions, point_words, state_words, value_words, who_words
from desktop.ui.words import Language, Tongue
from sync.client.visit import Progress
from sync.core.stops import Stop, TryLater, WrongCentre

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

STOPS = tuple(stop.name for stop in Stop.__subclasses__())
KINDS = (
    ("field", "title", "245/1"),
    ("field", "item", "call_number"),
    ("field", "reader", "phone"),
    ("field", "calendar", "closed/2026-09-02"),
    ("field", "unit", "name"),
    ("duplicate-barcode", "item", "barcode"),
    ("duplicate-card", "reader", "card"),
    ("loan-task", "circulation_event", fold.LENT_WHILE_OUT),
    ("loan-task", "circulation_event", fold.RENEWED_NOT_OUT),
    ("loan-task", "circulation_event", fold.RENEWED_BY_OTHER),
    ("loan-task", "circulation_event", "of-a-newer-program"),
    ("parked", "title", "row-too-large"),
    ("parked", "new_table", "of-a-newer-centre"),
)


@pytest.fixture(params=Language)
def tongue(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Tongue]:
    tongue = Tongue(qapp, request.param)
    yield tongue
    tongue.speak(Language.VIETNAMESE)


def point(kind: str, table: str, field: str, *, ours: str = "A", theirs: str = "") -> Point:
    none = Moment(0)
    conflict = Conflict(ConflictId("c"), kind, table, "r", field, ours, theirs, "", "", none, none, "TK1", "open")
    return Point(conflict, Side(ours), Side(theirs))


def standing(**facts) -> Standing:
    known = {"waiting": 0, "conflicts": 0, "enrolled": True, "last_sync": Moment(1_790_000_000_000), "last_stop": None}
    known |= {"clock_offset_ms": None} | facts
    zero = dict.fromkeys(("titles", "items", "readers", "loans", "overdue", "schema"), 0)
    return Standing(unit="A", unit_name="", device="d", rights="librarian", **zero, **known)


@pytest.mark.parametrize("name", STOPS)
def test_every_stop_says_what_happened_and_what_comes_next(name: str, tongue: Tongue) -> None:
    assert name in wording.STOPS
    happened, next_step = wording.stop(name)
    assert not happened.endswith(".")
    assert next_step.endswith(".")
    assert happened in wording.sync_state(standing(last_stop=name, waiting=3))
    assert "3" in wording.sync_state(standing(last_stop=name, waiting=3))
    assert state_words.state(standing(last_stop=name), None).headline == happened


def test_a_pc_that_has_only_agreed_by_stick_is_not_told_of_nothing_that_waits():
    assert wording.sync_state(standing(last_sync=None)) == "Chưa đồng bộ lần nào"
    assert wording.sync_state(standing(last_sync=None, waiting=3)) == "Chưa đồng bộ lần nào · 3 thay đổi chờ gửi"


@pytest.mark.parametrize(("kind", "table", "field"), KINDS)
def test_every_kind_of_point_says_what_it_is_and_what_can_be_done(
    kind: str, table: str, field: str, tongue: Tongue
) -> None:
    told = point(kind, table, field, theirs="B")
    some = decisions.choices(told)
    ways = [decisions.words(told, what) for what in (some.main, some.other, some.third) if what]
    for text in (point_words.headline(told), point_words.summary(told), *point_words.sides(told), *ways):
        assert text
        assert "{" not in text
    assert len(set(ways)) == len(ways)
    if told.is_choice:
        assert all(point_words.follows(told, side) for side in (told.ours, told.theirs))
    else:
        assert point_words.explanation(told).endswith(".")


@pytest.mark.parametrize("field", value_words.EFFECTS)
def test_every_field_says_what_follows_from_a_value_and_from_none(field: str, tongue: Tongue) -> None:
    told = point("field", "item", field, ours="A", theirs="")
    with_value, without = (value_words.effect(told.conflict, side) for side in (told.ours, told.theirs))
    assert with_value != without
    for text in (with_value, without):
        assert text.endswith(".")
        assert "{" not in text


@pytest.mark.parametrize("why", point_words.WHY)
def test_every_recommendation_has_its_reason(why: str, tongue: Tongue) -> None:
    told = replace(point("field", "item", "note"), advice=Advice("theirs", why))
    assert point_words.why(told).endswith(".")


def test_the_recommended_side_is_the_first_way_out(qapp: QApplication) -> None:
    told = point("field", "reader", "phone", ours="0912", theirs="0988")
    assert decisions.choices(told) == decisions.Choices("keep", "restore")
    assert decisions.words(told, "keep") == "Giữ “0912”"
    other = replace(told, advice=Advice("theirs", "later"))
    assert decisions.choices(other) == decisions.Choices("restore", "keep")
    assert decisions.words(other, "restore") == "Dùng “0988”"


def test_a_value_too_long_for_a_button_is_not_on_it(qapp: QApplication) -> None:
    told = point("field", "title", "245/1", ours="Giáo trình Luật tố tụng hình sự Việt Nam", theirs="")
    assert decisions.words(told, "keep") == "Giữ bản đang dùng"
    assert decisions.words(told, "restore") == "Dùng bản kia"


@pytest.mark.parametrize(
    ("hand", "words"),
    [
        (Hand("QUAY-1", "Lê A", here=True), "Lê A (máy này)"),
        (Hand("QUAY-1", "", here=True), "máy này"),
        (Hand("QUAY-2", "Lê A"), "Lê A (máy QUAY-2)"),
        (Hand("QUAY-2"), "máy QUAY-2"),
        (Hand(), "không rõ máy nào"),
    ],
)
def test_who_wrote_is_called_as_people_call_it(qapp: QApplication, hand: Hand, words: str) -> None:
    assert who_words.who(hand) == words


def test_an_unknown_pc_that_changed_a_shared_title_is_another_units(qapp: QApplication) -> None:
    assert who_words.who(Hand(), shared=True) == "có lẽ đơn vị khác"


def test_days_are_called_as_people_call_them(qapp: QApplication) -> None:
    now = int(time.time() * 1000)
    assert who_words.when(Moment(now)).endswith("hôm nay")
    assert who_words.when(Moment(now - 86_400_000)).endswith("hôm qua")
    assert who_words.when(Moment(1_790_000_000_000)).endswith("2026")
    assert who_words.when(Moment(0)) == ""


def test_fields_are_called_by_their_names(qapp: QApplication) -> None:
    assert value_words.field_name("245/1") == "Nhan đề và thông tin trách nhiệm"
    assert value_words.field_name("call_number") == "ký hiệu xếp giá"
    assert value_words.field_name("closed/2026-09-02") == "ngày nghỉ 02/09/2026"
    assert value_words.field_name("999/x1") == "trường 999"


def test_values_are_shown_as_people_write_them(tongue: Tongue) -> None:
    def shown(field: str, value: str, label: tuple[str, str] = ("", "")) -> str:
        told = point("field", "item", field, ours=value)
        return value_words.value(told.conflict, Side(value, label=label))

    is_vietnamese = tongue.language is Language.VIETNAMESE
    assert shown("expires", "2026-12-31") == "31/12/2026"
    assert shown("price", "125000") == ("125.000 đồng" if is_vietnamese else "125.000 VND")
    assert shown("lends", "True") == ("có" if is_vietnamese else "yes")
    assert shown("location", "phong-doc", ("Phòng đọc", "Reading room")) == (
        "Phòng đọc" if is_vietnamese else "Reading room"
    )
    assert shown("phone", "").startswith("(")
    assert shown("name", LOCKED).startswith("(đã khoá" if is_vietnamese else "(locked")


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (None, "chưa so với trung tâm"),
        (300, "khớp với trung tâm"),
        (-1_999, "khớp với trung tâm"),
        (12_000, "chậm 12 giây"),
        (-12_000, "nhanh 12 giây"),
        (600_000, "chậm 10 phút"),
        (-600_000, "nhanh 10 phút"),
    ],
)
def test_the_clock_is_compared_in_words(qapp: QApplication, offset: int | None, words: str) -> None:
    where = standing(clock_offset_ms=offset)
    assert state_words.clock(where) == words
    assert state_words.clock_tone(where) == ("amber" if "phút" in words else "")


@pytest.mark.parametrize("step", ["greet", "push", "pull", "check"])
def test_every_step_of_a_run_is_told(step: str, tongue: Tongue) -> None:
    assert state_words.under_way(Progress(step, 5, 10)).text
    assert state_words.under_way(None).text != state_words.under_way(Progress(step, 5, 10)).text


def test_a_long_pull_says_how_many_of_how_many(qapp: QApplication) -> None:
    assert "12.300 trên khoảng 200.000" in state_words.under_way(Progress("pull", 12_300, 200_000)).text


def test_a_stop_while_enrolling_says_that_the_file_is_still_good(tongue: Tongue) -> None:
    assert state_words.not_enrolled(TryLater()) != state_words.not_enrolled(WrongCentre())
    assert state_words.not_enrolled(WrongCentre()).count(".") >= 2
