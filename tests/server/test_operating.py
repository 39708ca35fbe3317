"""The operator's doors: for operators only; what they give is what the centre's own commands give."""

from __future__ import annotations

import json
from typing import TypeVar

import msgspec
import pytest

from sync.core import operating as said
from sync.core.operating import STATES
from sync.server.centre import Centre
from sync.server.doors.door import Door
from sync.server.doors.operating import DOORS, MOST_LINES
from sync.server.refused import STATUS, Refused
from tests.server.desk import Desk, ask

Message = TypeVar("Message", bound=msgspec.Struct)
ASKED = {
    "/v1/operator/units": said.AskUnits(),
    "/v1/operator/unit": said.AskUnit("A"),
    "/v1/operator/enrolment": said.AskEnrolment("A"),
    "/v1/operator/revoke": said.Revoke("x"),
    "/v1/operator/titles": said.FindTitles("luat"),
}


@pytest.fixture
def operator(office: Centre, desk: Desk) -> Desk:
    """A PC of the unit A from which the centre is looked after."""
    return Desk(office, desk.unit, role="operator")


def through(desk: Desk, path: str, message: msgspec.Struct, kind: type[Message]) -> Message:
    return ask(desk.centre, f"/v1/operator/{path}", message, kind, bearer=desk.bearer)


def units(operator: Desk, **asked: object) -> said.Units:
    return through(operator, "units", said.AskUnits(**asked), said.Units)  # type: ignore[arg-type] # of any kind


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.path)
@pytest.mark.parametrize("role", ["desk", "centre"])
def test_nobody_but_an_operator_gets_in(office: Centre, door: Door, role: str) -> None:
    other = Desk(office, "Z", role=role)
    with pytest.raises(Refused) as refused:
        ask(office, door.path, ASKED[door.path], said.Done, bearer=other.bearer)
    assert refused.value.code == "not-entitled"


def test_an_operator_does_everything_that_a_desk_does(operator: Desk) -> None:
    operator.push(operator.item())
    assert operator.pull("common")


def test_units_come_a_page_at_a_time_with_the_states_of_all(office: Centre, operator: Desk) -> None:
    for code in ("B", "C", "D"):
        office.enrolment(code, name=f"Trại giam {code}")
    first, second = units(operator, limit=3), units(operator, offset=3, limit=3)
    assert [each.unit for each in (*first.units, *second.units)] == ["A", "B", "C", "D"]
    assert (first.total, second.total) == (4, 4)
    assert first.by_state == dict.fromkeys(STATES, 0) | {"ok": 1, "quiet": 3}
    assert not first.units[0].devices, "a list stays small"
    assert units(operator, limit=0).units
    assert units(operator, limit=-5, offset=-3).units
    assert len(units(operator, limit=10**9).units) == 4 < MOST_LINES


def test_units_are_found_by_their_words_and_by_their_state(office: Centre, operator: Desk) -> None:
    office.enrolment("T16", name="Trại giam số 16")
    assert [each.unit for each in units(operator, words="trai GIÁM 16").units] == ["T16"]
    assert [each.unit for each in units(operator, words="t16").units] == ["T16"]
    assert units(operator, words="rai").units == []
    assert [each.unit for each in units(operator, state="quiet").units] == ["T16"]
    assert units(operator, state="nonsense").total == 0


def test_units_are_sorted_as_asked(office: Centre, operator: Desk) -> None:
    office.enrolment("B", name="An Giang")
    assert [each.unit for each in units(operator, sort="contact").units] == ["B", "A"], "the longest silence first"
    assert [each.unit for each in units(operator, sort="state").units] == ["B", "A"]
    assert [each.unit for each in units(operator, sort="name").units] == ["B", "A"]
    assert [each.unit for each in units(operator, sort="waiting").units] == ["A", "B"]
    assert [each.unit for each in units(operator, sort="nonsense").units] == ["A", "B"]


def test_a_unit_is_told_with_its_devices(operator: Desk, desk: Desk) -> None:
    line = through(operator, "unit", said.AskUnit("A"), said.UnitLine)
    assert {each.device: each.role for each in line.devices} == {desk.device: "desk", operator.device: "operator"}
    with pytest.raises(Refused) as refused:
        through(operator, "unit", said.AskUnit("Z"), said.UnitLine)
    assert refused.value.code == "no-unit"


def test_a_file_for_a_new_unit_enrols_one_of_its_pcs(office: Centre, operator: Desk) -> None:
    asked = said.AskEnrolment("B", "Trại giam B", "desk", 7)
    content = through(operator, "enrolment", asked, said.EnrolmentContent)
    file = json.loads(content.text)
    assert (file["unit"], file["unit_name"], content.unit, content.unit_name) == ("B", "Trại giam B") * 2
    assert abs(content.expires - office.now() - 7 * 24 * 3600 * 1000) < 60_000
    assert [each.unit for each in units(operator).units] == ["A", "B"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (said.AskEnrolment("B"), "no-name"),
        (said.AskEnrolment("B B", "x"), "bad-unit"),
        (said.AskEnrolment("B", "x", "desk", 10**6), "bad-days"),
        (said.AskEnrolment("B", "x", "king"), "bad-request"),
    ],
)
def test_a_file_that_cannot_be_made_is_refused(operator: Desk, asked: said.AskEnrolment, code: str) -> None:
    with pytest.raises(Refused) as refused:
        through(operator, "enrolment", asked, said.EnrolmentContent)
    assert (refused.value.code, code in STATUS) == (code, True)
    assert [each.unit for each in units(operator).units] == ["A"]


def test_a_revoked_pc_does_not_get_in_again(operator: Desk, desk: Desk) -> None:
    through(operator, "revoke", said.Revoke(desk.device), said.Done)
    with pytest.raises(Refused) as refused:
        desk.greet()
    assert refused.value.code == "revoked"
    with pytest.raises(Refused) as refused:
        through(operator, "revoke", said.Revoke("nobody"), said.Done)
    assert refused.value.code == "no-device"


def test_titles_of_all_units_are_found(operator: Desk, stranger: Desk) -> None:
    stranger.push(stranger.title(**{"245/1": [0, "00", "a", "Điều lệnh"]}))
    found = through(operator, "titles", said.FindTitles("dieu lenh"), said.Titles)
    assert [(each.title, each.units) for each in found.titles] == [("Điều lệnh", ["B"])]
    assert (found.more, found.unread) == (False, 0)
    for number in range(3):
        stranger.push(stranger.title(**{"245/1": [0, "00", "a", f"Luật {number}"]}))
    first = through(operator, "titles", said.FindTitles("luat", 2), said.Titles)
    last = through(operator, "titles", said.FindTitles("luat", 2, 2), said.Titles)
    assert ([len(each.titles) for each in (first, last)], first.more, last.more) == ([2, 1], True, False)


def test_the_recovery_key_that_still_lies_at_the_centre_is_told(office: Centre, operator: Desk) -> None:
    assert units(operator).recovery_key_here
    office.folder.recovery_file.unlink()
    assert not units(operator).recovery_key_here
