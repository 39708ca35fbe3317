"""Every stop, fault, field and kind of point has its words, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.library.circulation import fold
from desktop.library.model.conflict import Conflict
from desktop.library.model.ids import ConflictId, Moment
from desktop.library.model.standing import Standing
from desktop.ui import wording
from desktop.ui.sync import point_words, state_words
from desktop.ui.sync.point_words import Point, Side
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


@pytest.mark.parametrize(("kind", "table", "field"), KINDS)
def test_every_kind_of_point_says_what_it_is_and_what_follows(
    kind: str, table: str, field: str, tongue: Tongue
) -> None:
    told = point(kind, table, field)
    for text in (point_words.headline(told), point_words.consequence(told), *point_words.sides(told)):
        assert text
        assert "{" not in text
    assert point_words.consequence(told).endswith(".")


def test_fields_are_called_by_their_names(qapp: QApplication) -> None:
    assert point_words.field_name("245/1") == "Nhan đề và thông tin trách nhiệm"
    assert point_words.field_name("call_number") == "ký hiệu xếp giá"
    assert point_words.field_name("closed/2026-09-02") == "ngày nghỉ"
    assert point_words.field_name("999/x1") == "trường 999"


def test_values_are_shown_as_people_write_them(qapp: QApplication) -> None:
    told = point("field", "reader", "expires", ours="2026-12-31")
    assert point_words.value(told, told.ours) == "31/12/2026"
    assert point_words.value(told, told.theirs) == "(để trống)"
    gone = point("field", "item", "deleted_at", ours="1790000000000")
    assert point_words.value(gone, gone.ours).startswith("xoá lúc")


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


def test_a_stop_while_enrolling_says_that_the_file_is_still_good(tongue: Tongue) -> None:
    assert state_words.not_enrolled(TryLater()) != state_words.not_enrolled(WrongCentre())
    assert state_words.not_enrolled(WrongCentre()).count(".") >= 2
