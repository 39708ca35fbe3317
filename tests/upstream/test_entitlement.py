"""What a centre below may read and write at the one above: its own units' rows, and nothing of anybody else's."""

from __future__ import annotations

import pytest

from sync.core import wire
from sync.core.identity import DeviceKey
from sync.core.row import Row, named_id, new_id
from sync.core.tables import TABLES, spec_of
from sync.core.upward import PARENT, channel_and_unit, for_unit
from sync.server.centre import Centre
from sync.server.doors import DOORS, answer
from sync.server.inspection import problems_of
from sync.server.refused import Refused
from sync.server.store.tables import unit
from tests.server.desk import Desk, enrol

CHANNELS = (
    "common",
    "catalogue",
    PARENT,
    "unit:A01",
    "unit:B01",
    "unit:M01",
    "unit:HN",
    "unit:SG",
    "unit:",
    "unit:%",
    "",
)


class Below(Desk):
    """A centre of a region, as the one above sees it."""

    def __init__(self, centre: Centre, region: str) -> None:
        self.centre, self.unit, self.channel = centre, region, "common"
        self.key = DeviceKey.create()
        code = centre.enrolment(region, name=f"Tỉnh {region}", role="centre")["code"]
        self.device = enrol(centre, code, self.key).device
        self.cursors: dict[str, int] = {}
        self.start()

    def offer(self, table: str, channel: str, unit_code: str, row_id: str = "", /, **fields: object) -> Row:
        """A new row for one of the units."""
        home = for_unit(channel, unit_code)
        return Row(table, row_id or new_id(1), home, self.clock.tick(), dict(fields) or {"a": 1}, fresh=True)

    def item(self, **fields: object) -> Row:
        """A new item of A01, or of the unit named."""
        code = str(fields.pop("unit", "A01"))
        return self.offer("item", f"unit:{code}", code, **(fields or {"barcode": "TK1"}))


@pytest.fixture
def north(office: Centre) -> Below:
    """The centre of HN, which has brought the unit A01."""
    below = Below(office, "HN")
    assert below.push(below.item()).parked == []
    return below


@pytest.fixture
def south(office: Centre) -> Below:
    """The centre of SG, which has brought the unit B01."""
    below = Below(office, "SG")
    assert below.push(below.item(unit="B01")).parked == []
    return below


@pytest.fixture
def ministry_desk(office: Centre) -> Desk:
    """A desk of a unit that enrolled at the ministry itself."""
    return Desk(office, "M01")


def reasons(pushed: wire.Pushed) -> list[str]:
    return [reason for _, _, reason in pushed.parked]


def said(below: Desk, path: str, message: object) -> str:
    door = next(door for door in DOORS if door.path == path)
    try:
        answer(below.centre, door, wire.pack(message), below.bearer)  # type: ignore[arg-type]  # every case is a message
    except Refused as refused:
        return refused.code
    return "done"


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_centre_reads_common_and_the_channels_of_the_units_it_brought(
    north: Below, south: Below, ministry_desk: Desk, channel: str
) -> None:
    expected = "done" if channel in {"common", "unit:A01"} else "not-entitled"
    assert said(north, "/v1/pull", wire.Pull(north.greet().epoch, channel, 0, 10, 1000)) == expected
    assert said(north, "/v1/digests", wire.AskDigests(channel)) == expected


def test_the_greeting_names_only_what_may_be_read(north: Below, south: Below, ministry_desk: Desk) -> None:
    welcome = north.greet()
    assert set(welcome.latest) == set(welcome.digests) == {"common", "unit:A01"}
    assert set(ministry_desk.greet().latest) == {"common", "unit:M01"}


def test_a_centre_writes_for_its_units_what_their_desks_could_write(office: Centre, north: Below) -> None:
    for table in (*TABLES, "from_a_newer_program"):
        home = TABLES[table].home if table in TABLES else "unit"
        said = dict.fromkeys(spec_of(table).needs, "x")
        own = north.push(north.offer(table, "unit:A01", "A01", **said))
        assert reasons(own) == ([] if home == "unit" else ["not-entitled"]), table
        shared = north.push(north.offer(table, "catalogue", "A01", **said))
        may_share = table in {"title", "conflict", "from_a_newer_program"}
        assert reasons(shared) == ([] if may_share else ["not-entitled"]), table
        assert reasons(north.push(north.offer(table, "common", "A01", **said))) == ["not-entitled"], table
    with office.database.reading() as connection:
        assert problems_of(connection) == []


@pytest.mark.parametrize(
    "channel",
    ["catalogue", "common", "catalogue/", "catalogue/A01/B01", "unit:", "unit:A 01", "common/A%", "parent/A01"],
)
def test_what_is_offered_for_nobody_is_put_aside(north: Below, channel: str) -> None:
    row = Row("title", new_id(1), channel, north.clock.tick(), {"a": 1}, fresh=True)
    assert reasons(north.push(row)) == ["not-entitled"]


@pytest.mark.parametrize("code", ["B01", "M01", "SG"])
def test_a_unit_of_somebody_else_cannot_be_claimed(north: Below, south: Below, ministry_desk: Desk, code: str) -> None:
    offered = [
        north.item(unit=code),
        north.offer("title", "catalogue", code),
        north.offer("unit", "common", code, named_id("unit", code), name="cướp"),
    ]
    assert reasons(north.push(*offered)) == ["not-entitled"] * 3
    assert f"unit:{code}" not in north.greet().latest
    with north.centre.database.reading() as connection:
        assert "cướp" not in connection.execute(unit.select()).scalars().all()


def test_a_row_of_anothers_unit_cannot_be_changed_under_an_own_one(north: Below, south: Below) -> None:
    item = south.item(unit="B01", barcode="TK7")
    south.push(item)
    for channel in ("unit:A01", "catalogue/A01", "common/A01"):
        taken_over = Row(
            "item", item.id, channel, north.clock.tick(), {"barcode": "X"}, bases={"barcode": [item.stamp]}
        )
        assert reasons(north.push(taken_over)) == ["not-entitled"]
    south.start()
    assert [row.fields for row in south.pull("unit:B01") if row.id == item.id] == [{"barcode": "TK7"}]


def test_the_name_of_a_unit_is_written_by_the_centre_that_brought_it(
    north: Below, south: Below, ministry_desk: Desk
) -> None:
    row_id = named_id("unit", "A01")
    said_name = {"code": "A01", "name": "Phòng A01", "channel": "unit:A01"}
    assert reasons(north.push(north.offer("unit", "common", "A01", row_id, **said_name))) == []
    for reader in (south, ministry_desk):
        (row,) = (row for row in reader.pull("common") if row.id == row_id)
        assert row.fields == said_name
    assert reasons(south.push(south.offer("unit", "common", "A01", row_id, name="khác"))) == ["not-entitled"]
    assert reasons(south.push(south.offer("unit", "common", "B01", row_id, name="khác"))) == ["not-entitled"]


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": 7}, {"name": "x" * 201}, {"code": "B01"}, {"revoked": True}])
def test_a_units_row_says_no_more_than_its_name(north: Below, fields: dict[str, object]) -> None:
    row = north.offer("unit", "common", "A01", named_id("unit", "A01"), **fields)
    assert reasons(north.push(row)) == ["not-entitled"]


def test_a_centre_below_revokes_nobody(north: Below, ministry_desk: Desk) -> None:
    told = {"device": ministry_desk.device, "unit": "M01", "state": "revoked", "at": 1}
    row_id = named_id("revocation", ministry_desk.device)
    assert reasons(north.push(north.offer("revocation", "common", "A01", row_id, **told))) == ["not-entitled"]
    assert [row.table for row in ministry_desk.pull("common") if row.table == "revocation"] == []


def test_a_desk_cannot_act_as_a_centre(office: Centre, north: Below, ministry_desk: Desk) -> None:
    offered = [
        north.item(),
        north.offer("title", "catalogue", "A01"),
        north.offer("title", "catalogue", "M01"),
        north.offer("unit", "common", "M01", named_id("unit", "M01"), name="tự đặt"),
        north.item(unit="M02"),
    ]
    assert reasons(ministry_desk.push(*offered)) == ["not-entitled"] * len(offered)
    assert set(ministry_desk.greet().latest) == {"common", "unit:M01"}
    with office.database.reading() as connection:
        assert "M02" not in connection.execute(unit.select()).scalars().all()


def test_the_library_of_the_region_itself_may_bear_the_regions_code(office: Centre, north: Below) -> None:
    assert reasons(north.push(north.item(unit="HN"))) == []
    assert "unit:HN" in north.greet().latest


def test_not_when_desks_of_that_code_have_enrolled_here(office: Centre) -> None:
    Desk(office, "HN")
    north = Below(office, "HN")
    assert reasons(north.push(north.item(unit="HN"))) == ["not-entitled"]
    assert set(north.greet().latest) == {"common"}


def test_the_pcs_of_a_unit_enrol_where_its_key_is(office: Centre, north: Below) -> None:
    with pytest.raises(Refused) as refused:
        office.enrolment("A01", name="Phòng A01")
    assert refused.value.code == "unit-below"
    assert refused.value.facts["region"] == "HN"


def test_a_centre_that_enrols_anew_has_its_units_again(office: Centre, north: Below) -> None:
    again = Below(office, "HN")
    assert set(again.greet().latest) == {"common", "unit:A01"}
    assert reasons(again.push(again.item())) == []


def test_a_title_that_none_of_its_units_has_cannot_be_changed(north: Below, south: Below) -> None:
    title = south.offer("title", "catalogue", "B01", leader="a")
    south.push(title)
    change = Row(
        "title", title.id, "catalogue/A01", north.clock.tick(), {"leader": "x"}, bases={"leader": [title.stamp]}
    )
    assert reasons(north.push(change)) == ["not-entitled"]
    north.push(north.item(title_id=title.id))
    assert reasons(north.push(change)) == []


def test_the_unit_of_an_offer_is_read_as_it_was_written() -> None:
    for channel, code in (("catalogue", "X03"), ("common", "Đơn_vị-1.a"), ("unit:X03", "X03")):
        assert channel_and_unit(for_unit(channel, code)) == (channel, code)
