"""Two at the same moment, on PostgreSQL: the second waits for the first, and sees what it did."""

from __future__ import annotations

import pytest

from sync.core import wire
from sync.core.identity import DeviceKey
from sync.core.row import Row, new_id
from sync.core.stamp import new_incarnation
from sync.server.centre import Centre
from sync.server.inspection import problems_of
from sync.server.refused import Refused
from tests.postgres.stalls import PATIENCE_S, Stalls
from tests.server.desk import Desk, ask, enrol, signed


@pytest.fixture
def desk(office: Centre) -> Desk:
    return Desk(office, "A")


@pytest.fixture
def stranger(office: Centre) -> Desk:
    return Desk(office, "B")


def assert_sound(office: Centre) -> None:
    with office.database.reading() as connection:
        assert problems_of(connection) == []


def leaders(desk: Desk) -> list[object]:
    return [row.fields.get("leader") for row in desk.pull() if row.table == "title"]


def test_a_title_changed_while_it_comes_into_another_unit_reaches_that_unit(
    office: Centre, stalls: Stalls, desk: Desk, stranger: Desk
) -> None:
    title = desk.title()
    desk.push(title)
    changing = stalls.hold(desk.push, desk.change(title, leader="mới"))
    coming = stalls.begin(stranger.push, stranger.item(title_id=title.id))
    stalls.release()
    assert (changing.result(PATIENCE_S).lost, coming.result(PATIENCE_S).parked) == ([], [])
    assert leaders(stranger) == ["mới"]
    assert_sound(office)


def test_a_title_that_comes_into_another_unit_while_it_is_changed_reaches_that_unit(
    office: Centre, stalls: Stalls, desk: Desk, stranger: Desk
) -> None:
    title = desk.title()
    desk.push(title)
    coming = stalls.hold(stranger.push, stranger.item(title_id=title.id))
    changing = stalls.begin(desk.push, desk.change(title, leader="mới"))
    stalls.release()
    assert (changing.result(PATIENCE_S).lost, coming.result(PATIENCE_S).parked) == ([], [])
    assert leaders(stranger) == ["mới"]
    assert_sound(office)


def test_a_title_that_arrives_while_another_units_item_asks_for_it_comes_to_that_unit(
    office: Centre, stalls: Stalls, desk: Desk, stranger: Desk
) -> None:
    title = desk.title()
    asking = stalls.hold(stranger.push, stranger.item(title_id=title.id))
    arriving = stalls.begin(desk.push, title)
    stalls.release()
    assert asking.result(PATIENCE_S).parked == arriving.result(PATIENCE_S).parked == []
    assert [row.id for row in stranger.pull() if row.table == "title"] == [title.id]
    assert_sound(office)


def test_of_two_changes_of_one_field_at_one_moment_none_vanishes_without_a_word(
    office: Centre, stalls: Stalls, desk: Desk, stranger: Desk
) -> None:
    title = desk.title(leader="cũ")
    desk.push(title)
    stranger.push(stranger.item(title_id=title.id))
    stranger.pull()
    first = stalls.hold(desk.push, desk.change(title, leader="của A"))
    second = stalls.begin(stranger.push, stranger.change(title, leader="của B"))
    stalls.release()
    assert first.result(PATIENCE_S).conflicts + second.result(PATIENCE_S).conflicts == 1
    for reader in (Desk(office, "A"), Desk(office, "B")):
        (told,) = (row.fields for row in reader.pull() if row.table == "conflict")
        assert {told["loser"], told["winner"]} == {"của A", "của B"}
    assert_sound(office)


def test_a_unit_works_on_while_another_stands_still(office: Centre, stalls: Stalls, desk: Desk, stranger: Desk) -> None:
    stalls.hold(desk.push, desk.item())
    assert stranger.push(stranger.item()).seq == 1
    assert Desk(office, "A").pull() == []


def test_of_two_pcs_with_one_enrolment_file_one_is_taken_in(office: Centre, stalls: Stalls) -> None:
    code = office.enrolment("A", name="A")["code"]
    first = stalls.hold(enrol, office, code, DeviceKey.create())
    second = stalls.begin(enrol, office, code, DeviceKey.create())
    stalls.release()
    assert first.result(PATIENCE_S).unit == "A"
    with pytest.raises(Refused, match="bad-code"):
        second.result(PATIENCE_S)


def test_two_pcs_that_enrol_at_one_moment_get_numbers_of_their_own(office: Centre, stalls: Stalls) -> None:
    codes = [office.enrolment("A", name="A")["code"] for _ in range(2)]
    first = stalls.hold(enrol, office, codes[0], DeviceKey.create())
    second = stalls.begin(enrol, office, codes[1], DeviceKey.create())
    stalls.release()
    assert {first.result(PATIENCE_S).desk, second.result(PATIENCE_S).desk} == {0, 1}


def test_a_challenge_is_good_once_also_at_one_moment(office: Centre, stalls: Stalls, desk: Desk) -> None:
    nonce = ask(office, "/v1/challenge", wire.Ask(wire.PROTOCOL, desk.device), wire.Challenge).nonce
    signing = signed(desk.device, nonce, new_incarnation(), desk.key)
    first = stalls.hold(ask, office, "/v1/token", signing, wire.SignedIn)
    second = stalls.begin(ask, office, "/v1/token", signing, wire.SignedIn)
    stalls.release()
    assert first.result(PATIENCE_S).token
    with pytest.raises(Refused, match="sign-in-needed"):
        second.result(PATIENCE_S)


def test_one_id_in_two_units_at_one_moment_stays_with_the_first_and_comes_to_nobody_else(
    office: Centre, stalls: Stalls, desk: Desk, stranger: Desk
) -> None:
    row_id = new_id(1)
    mine = Row("item", row_id, desk.channel, desk.clock.tick(), {"barcode": "A"}, fresh=True)
    theirs = Row("item", row_id, stranger.channel, stranger.clock.tick(), {"barcode": "B"}, fresh=True)
    first = stalls.hold(desk.push, mine)
    second = stalls.begin(stranger.push, theirs)
    stalls.release()
    assert first.result(PATIENCE_S).parked == []
    with pytest.raises(Refused, match="try-later"):
        second.result(PATIENCE_S)
    assert [reason for _, _, reason in stranger.push(theirs).parked] == ["not-entitled"]
    assert Desk(office, "B").pull() == []
    assert_sound(office)


def test_the_same_unreadable_row_at_one_moment_is_kept_once(office: Centre, stalls: Stalls, desk: Desk) -> None:
    bad = ["item", b"1" * 15, "unit:A", b"2" * 13, {"a": 1}]
    first = stalls.hold(desk.push_raw, [bad])
    second = stalls.begin(desk.push_raw, [bad])
    stalls.release()
    assert [len(each.result(PATIENCE_S).parked) for each in (first, second)] == [1, 1]
