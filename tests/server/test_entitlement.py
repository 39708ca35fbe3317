"""The security boundary: every door, page and channel, for everybody who may knock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, get_origin

import msgspec
import pytest
from msgspec.structs import fields

from sync.core import wire
from sync.core.operating import AskEnrolment, AskUnit, Revoke
from sync.core.operating_bundles import AskAnswer
from sync.core.row import Row, named_id, new_id
from sync.core.tables import TABLES
from sync.server.app import create_app
from sync.server.centre import Centre
from sync.server.doors import DOORS, answer
from sync.server.doors.door import Door
from sync.server.inspection import problems_of
from sync.server.refused import STATUS, Refused
from sync.server.sessions import SESSION_MS
from sync.server.store.tables import synced
from tests.server.asgi import visit
from tests.server.desk import Desk, Time

CHANNELS = (
    *("common", "catalogue", "unit:A", "unit:B", "unit:P", "unit:P1", "unit:NOWHERE", "catalogue/P1", "common/P1"),
    *("unit:", "unit:A ", "UNIT:A", "unit:%", "unit:_", "unit:*", "", "parent", "unit:A/../unit:B", "unit:A\0", "A"),
)
DONE = "done"
NOBODY = ("nobody", "empty", "forged", "expired")
REVOKED = ("revoked desk", "revoked operator")
ROLES = {"desk": "desk", "second": "desk", "stranger": "desk", "operator": "operator", "centre": "centre"}
WHO = (*NOBODY, *REVOKED, *ROLES)
EVERYBODY = frozenset({"desk", "operator", "centre"})
LIBRARIES = frozenset({"desk", "operator"})
OPERATORS = frozenset({"operator"})


@dataclass(frozen=True)
class Rule:
    """What a door has to say: to those who may come in, with the plainest message, and who they are."""

    says: str
    to: frozenset[str] = EVERYBODY
    open_to_all: bool = False


RULES = {
    "/v1/enrol": Rule("bad-code", open_to_all=True),
    "/v1/challenge": Rule("sign-in-needed", open_to_all=True),
    "/v1/token": Rule("sign-in-needed", open_to_all=True),
    "/v1/greet": Rule(DONE),
    "/v1/push": Rule(DONE),
    "/v1/pull": Rule(DONE),
    "/v1/digests": Rule(DONE),
    "/v1/blobs/missing": Rule(DONE),
    "/v1/blobs/put": Rule("bad-request"),
    "/v1/blobs/get": Rule("bad-request"),
    "/v1/blocks": Rule(DONE, to=LIBRARIES),
    "/v1/keys": Rule("not-entitled", to=LIBRARIES),  # none of these holds the key that it would hand on
    "/v1/operator/units": Rule(DONE, to=OPERATORS),
    "/v1/operator/unit": Rule("no-unit", to=OPERATORS),
    "/v1/operator/enrolment": Rule("bad-unit", to=OPERATORS),
    "/v1/operator/revoke": Rule("no-device", to=OPERATORS),
    "/v1/operator/titles": Rule(DONE, to=OPERATORS),
    "/v1/operator/bundle/put": Rule("bad-request", to=OPERATORS),
    "/v1/operator/bundle/preview": Rule("bad-request", to=OPERATORS),
    "/v1/operator/bundle/take": Rule("bad-request", to=OPERATORS),
    "/v1/operator/bundle/answer": Rule("no-device", to=OPERATORS),
    "/v1/operator/bundle/get": Rule("bad-request", to=OPERATORS),
}
PAGES = {"/": 200, "/units": 404, "/title/x": 404, "/v1/health": 200, "/v1/openapi.json": 200}
"""What everybody may look at: never a row of a unit; the units' state not before its password is set."""
READS = {
    "desk": {"common", "unit:A"},
    "second": {"common", "unit:A"},
    "stranger": {"common", "unit:B"},
    "operator": {"common", "unit:A"},
    "centre": {"common", "unit:P", "unit:P1"},
}


@dataclass
class Gathering:
    """Everybody who may knock at one centre; P is a region, whose centre has brought its own library and P1."""

    office: Centre
    desks: dict[str, Desk] = field(default_factory=dict)
    bearers: dict[str, str | None] = field(default_factory=dict)

    def says(self, who: str, path: str, message: msgspec.Struct) -> str:
        door = next(door for door in DOORS if door.path == path)
        return said(self.office, door, message, self.bearers[who])

    def message(self, who: str, door: Door) -> msgspec.Struct:
        """The plainest one that this visitor would be understood with."""
        desk, plain = self.desks.get(who), message_for(door, "common")
        if desk is None:
            return plain
        known = {"epoch": desk.epoch, "incarnation": desk.incarnation}
        names = {each.name for each in fields(plain)}
        told = {name: fact for name, fact in known.items() if name in names and door.signed_in}
        return msgspec.structs.replace(plain, **told)


@pytest.fixture(scope="module")
def gathering(tmp_path_factory: pytest.TempPathFactory) -> Gathering:
    time = Time()
    office = Centre.create(tmp_path_factory.mktemp("everybody") / "c", name="t", now=time)
    all_of = Gathering(office, bearers={"nobody": None, "empty": "", "forged": "0" * 43})
    all_of.bearers["expired"] = Desk(office, "A").bearer
    time.ms += SESSION_MS + 1
    for who, unit in (("desk", "A"), ("second", "A"), ("stranger", "B"), ("operator", "A"), ("centre", "P")):
        all_of.desks[who] = Desk(office, unit, role=ROLES[who])
    for who in REVOKED:
        gone = all_of.desks[who] = Desk(office, "A", role=who.removeprefix("revoked "))
        office.revoke(gone.device)
    all_of.bearers |= {who: each.bearer for who, each in all_of.desks.items()}
    centre = all_of.desks["centre"]
    furnishing = [
        Row("item", new_id(1), f"unit:{unit}", centre.clock.tick(), {"barcode": "TK1"}, fresh=True)
        for unit in ("P", "P1")
    ]
    assert centre.push(*furnishing).parked == []
    for who in ("desk", "stranger"):
        all_of.desks[who].push(all_of.desks[who].item(), all_of.desks[who].title())
    return all_of


def message_for(door: Door, channel: str) -> msgspec.Struct:
    now = 1_790_000_000_000
    messages: dict[str, msgspec.Struct] = {
        "/v1/enrol": wire.Enrol(1, "x.y", b"", b"", ""),
        "/v1/challenge": wire.Ask(1, "x"),
        "/v1/token": wire.SignIn("x", b"", "0" * 10, b""),
        "/v1/greet": wire.Greeting(1, "", "0" * 10, now, "", {}),
        "/v1/push": wire.Push("", {}, []),
        "/v1/pull": wire.Pull("", channel, 0, 10, 1000),
        "/v1/digests": wire.AskDigests(channel),
    }
    return messages.get(door.path) or plainest(door.takes)


def plainest(kind: Any) -> msgspec.Struct:
    """A message of this kind in which everything that must be said is nothing."""
    empty: dict[Any, Any] = {str: "", bytes: b"", int: 0, float: 0.0, bool: False, list: [], dict: {}}
    return kind(**{each.name: empty[get_origin(each.type) or each.type] for each in fields(kind) if each.required})


def said(centre: Centre, door: Door, message: Any, bearer: str | None) -> str:
    try:
        answer(centre, door, wire.pack(message), bearer)
    except Refused as refused:
        return refused.code
    return DONE


def expected(door: Door, who: str) -> str:
    """What the table says; whoever is not let in hears why, whatever he says."""
    rule = RULES[door.path]
    if rule.open_to_all:
        return rule.says
    if who in NOBODY:
        return "sign-in-needed"
    if who in REVOKED:
        return "revoked"
    return rule.says if ROLES[who] in rule.to else "not-entitled"


def test_the_program_has_no_door_or_page_that_this_test_does_not_know(office: Centre) -> None:
    routes = [(getattr(route, "path", ""), getattr(route, "methods", None)) for route in create_app(office).routes]
    reading = {"/title/{title_id}", *PAGES} - {"/title/x"}
    assert dict(routes) == {path: {"POST"} for path in RULES} | {path: {"GET", "HEAD"} for path in reading}
    assert [door.path for door in DOORS] == list(RULES)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.path)
def test_every_door_says_to_everybody_what_the_table_says(gathering: Gathering, door: Door, who: str) -> None:
    assert said(gathering.office, door, gathering.message(who, door), gathering.bearers[who]) == expected(door, who)


@pytest.mark.parametrize("who", WHO)
def test_the_pages_are_the_same_for_everybody(gathering: Gathering, who: str) -> None:
    app = create_app(gathering.office)
    bearer = gathering.bearers[who]
    headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
    assert {path: visit(app, path, headers=headers).status for path in PAGES} == PAGES
    assert {visit(app, path, headers=headers).status for path in RULES} == {405}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("channel", CHANNELS)
def test_everybody_reads_of_every_channel_what_the_table_says(gathering: Gathering, who: str, channel: str) -> None:
    epoch = gathering.desks["desk"].epoch
    door = next(door for door in DOORS if door.path == "/v1/pull")
    for path, message in (
        ("/v1/pull", wire.Pull(epoch, channel, 0, 10, 1000)),
        ("/v1/digests", wire.AskDigests(channel)),
    ):
        refused = expected(door, who) if who not in READS else "not-entitled"
        assert gathering.says(who, path, message) == (DONE if channel in READS.get(who, ()) else refused)


@pytest.mark.parametrize("who", READS)
def test_the_greeting_names_only_what_may_be_read(gathering: Gathering, who: str) -> None:
    welcome = gathering.desks[who].greet()
    assert set(welcome.latest) == set(welcome.digests) == READS[who]


OPERATING: dict[str, Callable[[Gathering], msgspec.Struct]] = {
    "/v1/operator/unit": lambda _: AskUnit("A"),
    "/v1/operator/enrolment": lambda _: AskEnrolment("A"),
    "/v1/operator/revoke": lambda all_of: Revoke(all_of.desks["revoked desk"].device),
    "/v1/operator/bundle/answer": lambda all_of: AskAnswer(all_of.desks["desk"].device),
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("path", OPERATING)
def test_what_an_operator_may_do_nobody_else_may(gathering: Gathering, who: str, path: str) -> None:
    """With a message that would be obeyed, so that no other refusal hides that the door was open."""
    door = next(door for door in DOORS if door.path == path)
    told = gathering.says(who, path, OPERATING[path](gathering))
    assert told == (DONE if who == "operator" else expected(door, who))


@pytest.mark.parametrize("who", READS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_everybody_writes_into_every_channel_what_the_table_says(gathering: Gathering, who: str, channel: str) -> None:
    writer = gathering.desks[who]
    for table in (*TABLES, "from_a_newer_program"):
        fields_of = {"name": "x"} if table == "unit" else {"kind": "k", "table": "t", "row": "r", "field": "f"}
        row = Row(table, new_id(1), channel, writer.clock.tick(), fields_of, fresh=True)
        pushed = writer.push(row)
        if (table, channel) in may_write(who):
            assert pushed.parked == [], table
            continue
        why = "not-entitled" if channel and channel.isprintable() else "unreadable"
        assert [reason for _, _, reason in pushed.parked] == [why], table
        with gathering.office.database.reading() as connection:
            assert connection.execute(synced.select().where(synced.c.id == bytes.fromhex(row.id))).all() == []


def may_write(who: str) -> set[tuple[str, str]]:
    """Table and channel of what this visitor may bring."""
    unit_tables = {*TABLES, "from_a_newer_program"} - {"title", "unit", "revocation"}
    shared = {"title", "conflict", "from_a_newer_program"}
    if who == "centre":  # a code that nobody has is the region's from the first row on
        units = {"unit:P", "unit:P1", "unit:NOWHERE", "unit:_"}
        own = {(table, channel) for channel in units for table in unit_tables}
        return own | {(table, "catalogue/P1") for table in shared}
    own_channel = "unit:B" if who == "stranger" else "unit:A"
    return {(table, own_channel) for table in unit_tables} | {(table, "catalogue") for table in shared}


def test_a_region_names_its_own_units_and_says_nothing_else_to_everybody(gathering: Gathering) -> None:
    centre = gathering.desks["centre"]

    def told(unit: str, offered: str, **fields_of: Any) -> list[str]:
        row = Row("unit", named_id("unit", unit), offered, centre.clock.tick(), fields_of, fresh=True)
        return [reason for _, _, reason in centre.push(row).parked]

    assert told("P1", "common/P1", name="Đội 1") == []
    assert told("P1", "common", name="Đội 1") == ["not-entitled"]
    assert told("A", "common/P1", name="Đội 1") == ["not-entitled"]
    assert told("A", "common/A", name="của ta") == ["not-entitled"]
    assert told("P1", "common/P1", name="Đội 1", channel="unit:A") == ["not-entitled"]
    assert told("P1", "common/P1", name="Đội 1", script="x") == ["not-entitled"]
    assert told("P1", "common/P1", name="Đội \0") == ["not-entitled"]
    assert told("P1", "common/P1", name="") == ["not-entitled"]


@pytest.mark.parametrize("who", READS)
def test_knowing_the_id_of_a_title_is_no_way_to_it(gathering: Gathering, who: str) -> None:
    """Offers of what is older, of nobody, or of another value with the right stamp: nothing is placed."""
    owner = gathering.desks["desk"]
    title = owner.title(**{"245/1": [0, "00", "a", "Điều lệnh"], "leader": "x"})
    owner.push(title)
    channel = "catalogue/P1" if who == "centre" else "catalogue"
    visitor = gathering.desks[who]
    older = ("0" * 26, "0" * 12 + "0001" + "0" * 10, f"{1:012x}0000{'a' * 10}")
    offers = [{"leader": "y"}, {"never": "y"}]
    tried = [Row("title", title.id, channel, stamp, dict(each)) for stamp in older for each in offers]
    parked = [len(visitor.push(row).parked) for row in tried]
    assert parked == [0 if visitor.unit == owner.unit else 1] * len(tried)
    if visitor.unit != owner.unit:
        assert [row.fields for row in owner.pull() if row.id == title.id] == []


def test_a_row_of_another_unit_cannot_be_taken_over_or_changed(office: Centre, desk: Desk, stranger: Desk) -> None:
    item = desk.item(barcode="TK1")
    desk.push(item)
    for channel in ("unit:A", "unit:B", "catalogue"):
        change = Row("item", item.id, channel, stranger.clock.tick(), {"barcode": "X"}, bases={"barcode": [item.stamp]})
        assert [reason for _, _, reason in stranger.push(change).parked] == ["not-entitled"]
    assert stranger.pull() == []
    desk.start()
    assert [row.fields for row in desk.pull()] == [{"barcode": "TK1"}]
    with office.database.reading() as connection:
        assert problems_of(connection) == []


def test_a_title_that_the_unit_does_not_have_cannot_be_changed(desk: Desk, stranger: Desk) -> None:
    title = desk.title()
    desk.push(title)
    change = stranger.change(title, leader="x")
    assert [reason for _, _, reason in stranger.push(change).parked] == ["not-entitled"]
    assert desk.pull() == []
    stranger.push(stranger.item(title_id=title.id))
    assert stranger.push(change).parked == []
    assert [row.fields["leader"] for row in desk.pull()] == ["x"]


def test_offering_exactly_what_is_there_is_allowed_because_a_restored_centre_may_have_forgotten_who_has_it(
    desk: Desk, stranger: Desk
) -> None:
    title = desk.title()
    desk.push(title)
    assert stranger.push(Row(title.table, title.id, title.channel, title.stamp, title.fields)).parked == []
    desk.push(desk.change(title, leader="mới"))
    assert [row.fields.get("leader") for row in stranger.pull()] == ["mới"]


def test_an_item_that_names_a_row_of_another_unit_brings_nothing(desk: Desk, stranger: Desk) -> None:
    item = desk.item()
    desk.push(item)
    stranger.push(stranger.item(title_id=item.id))
    assert stranger.pull() == []


@pytest.mark.parametrize("title_id", [None, "", "x" * 32, "0" * 31, "0" * 30 + "\n0", "０" * 32])
def test_an_item_that_names_no_title_is_an_item_all_the_same(desk: Desk, second: Desk, title_id: Any) -> None:
    assert desk.push(desk.item(title_id=title_id)).parked == []
    assert len(second.pull()) == 1


def test_one_row_that_is_not_allowed_does_not_stop_the_others(desk: Desk, second: Desk) -> None:
    bad = Row("unit", new_id(1), "common", desk.clock.tick(), {"name": "x"}, fresh=True)
    good = desk.item()
    assert len(desk.push(bad, good).parked) == 1
    assert [row.id for row in second.pull()] == [good.id]


def test_a_conflict_about_a_title_that_the_unit_does_not_have_is_told_to_nobody_else(
    desk: Desk, stranger: Desk
) -> None:
    title = desk.title()
    desk.push(title)
    fields = {"table": "title", "row": title.id, "field": "leader", "state": "open"}
    stranger.push(Row("conflict", new_id(1), "catalogue", stranger.clock.tick(), dict(fields), fresh=True))
    assert desk.pull() == []


def test_every_code_of_the_centre_has_its_status() -> None:
    documented = {
        code.strip() for code in (wire.Problem.__doc__ or "").split("`code`:")[1].replace("\n", " ").split("|")
    }
    assert {each.split()[0].rstrip(".;") for each in documented} == STATUS.keys()
