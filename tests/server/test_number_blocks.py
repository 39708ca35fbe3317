"""Numbers that people read, over many desks: whatever is leased, used up, restored or cut off, none is printed twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from desktop.library.store import migrations, numbers
from desktop.library.store.connection import Connection
from desktop.library.store.numbers import Numbers
from sync.core.blocks import AskBlocks
from sync.core.row import new_id
from sync.server import blocks
from sync.server.centre import Centre
from sync.server.store.tables import block, device, unit

SMALL = 20
"""Numbers in a block, so that a test can use several up."""


@pytest.fixture(scope="module")
def empty() -> Iterator[Connection]:
    """The tables of a library, to be copied."""
    made = dbapi2.connect(":memory:", isolation_level=None)
    migrations.upgrade(made)
    yield made
    made.close()


class Desk:
    """One PC's numbers. What it has printed is not told to anybody: it may be offline for years."""

    def __init__(self, empty: Connection, device_id: str, first: int) -> None:
        connection = dbapi2.connect(":memory:", isolation_level=None)
        empty.backup(connection)
        self.device, self.numbers, self.printed = device_id, Numbers(connection), list[int]()
        self.numbers.lease(first)

    def print(self, count: int) -> None:
        self.printed += [int(self.numbers.next("barcode", "TK")[2:]) for _ in range(count)]

    def refill(self, centre: Centre) -> None:
        if self.numbers.runs_low:
            with centre.database.writing() as pen:
                wish = AskBlocks(self.numbers.blocks(), wants=True)
                self.numbers.take_blocks(blocks.lease(pen, "A", self.device, 1, wish))


class Unit:
    """A centre and the desks of one unit."""

    def __init__(self, centre: Centre, empty: Connection) -> None:
        self.centre, self.empty, self.desks = centre, empty, list[Desk]()
        with centre.database.writing() as pen:
            for table in (block, device, unit):
                pen.execute(table.delete())
            pen.execute(unit.insert().values(code="A", name="A"))

    def enrol(self) -> None:
        device_id = new_id(self.centre.now())
        facts = {"unit": "A", "name": "", "public_key": bytes(32), "state": "active", "enrolled": 1}
        with self.centre.database.writing() as pen:
            pen.execute(device.insert().values(id=device_id, **facts))
            first = blocks.first_of(pen, "A", device_id)
        self.desks.append(Desk(self.empty, device_id, first))

    def restore(self, kept: list[dict[str, object]]) -> None:
        """The centre forgets what it leased since it was backed up; its devices are those of the backup."""
        with self.centre.database.writing() as pen:
            pen.execute(block.delete())
            pen.execute(block.insert(), kept)
            blocks.leave_gaps(pen, 1)

    def leases(self) -> list[dict[str, object]]:
        with self.centre.database.reading() as connection:
            return [dict(row) for row in connection.execute(block.select()).mappings()]


STEPS = st.lists(
    st.one_of(
        st.just(("enrol", 0)),
        st.just(("restore", 0)),
        st.tuples(st.just("print"), st.integers(1, 30)),
        st.tuples(st.just("refill"), st.integers(0, 5)),
        st.tuples(st.just("one"), st.integers(0, 5)),
    ),
    max_size=40,
)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "BLOCK", SMALL)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
@example(
    steps=[
        ("enrol", 0),
        ("print", 12),
        *(("refill", 0), ("one", 0)) * 3,  # leased after the backup
        ("restore", 0),
        *(("refill", 1), ("one", 1)) * 3,
        ("print", 30),
    ]
)
def test_no_number_is_printed_by_two_desks(
    office: Centre, empty: Connection, small_blocks: None, steps: list[tuple[str, int]]
):
    unit = Unit(office, empty)
    unit.enrol()
    backup = unit.leases()
    for what, which in steps:
        desk = unit.desks[which % len(unit.desks)]
        match what:
            case "enrol":
                unit.enrol()
                backup = unit.leases()  # whoever enrols after the backup is not known, and enrols again
            case "restore":
                unit.restore(backup)
                backup = unit.leases()
            case "print":
                for each in unit.desks:
                    each.print(which)
            case "one":
                desk.print(SMALL)
            case _:
                desk.refill(office)
    printed = [number for desk in unit.desks for number in desk.printed]
    assert len(printed) == len(set(printed))


def test_a_desk_that_is_refilled_at_half_never_goes_far_away(office: Centre, empty: Connection, small_blocks: None):
    unit = Unit(office, empty)
    for _ in range(3):
        unit.enrol()
    for _ in range(40):
        for desk in unit.desks:
            desk.print(SMALL // 4)
            desk.refill(office)
    assert max(number for desk in unit.desks for number in desk.printed) < numbers.FAR * SMALL
    assert len({number for desk in unit.desks for number in desk.printed}) == 3 * 40 * (SMALL // 4)


def test_a_desk_that_finds_no_more_blocks_goes_on_far_away_by_itself(
    office: Centre, empty: Connection, small_blocks: None
):
    unit = Unit(office, empty)
    unit.enrol()
    unit.enrol()
    first, second = unit.desks
    for _ in range(blocks.END + 5):
        first.print(SMALL)
        first.refill(office)
    second.print(5 * SMALL)
    assert max(first.printed) >= numbers.FAR * SMALL
    assert not set(first.printed) & set(second.printed)


def test_a_block_that_was_used_up_is_not_taken_in_again(empty: Connection, small_blocks: None):
    desk = Desk(empty, "", 0)
    desk.numbers.take_blocks((0, 1))
    desk.print(SMALL + 5)
    desk.numbers.take_blocks((0, 1, 2))
    desk.print(SMALL)
    assert desk.printed == list(range(1, 2 * SMALL + 6))


def test_devices_from_before_there_were_blocks_keep_the_numbers_of_their_enrolment(office: Centre, empty: Connection):
    unit = Unit(office, empty)
    for _ in range(3):
        unit.enrol()
    with office.database.writing() as pen:
        pen.execute(block.delete())
        again = [blocks.first_of(pen, "A", desk.device) for desk in reversed(unit.desks)]
    assert again == [2, 1, 0]


def test_an_answer_that_was_lost_is_given_again_and_no_other_block(office: Centre, empty: Connection):
    unit = Unit(office, empty)
    unit.enrol()
    with office.database.writing() as pen:
        wish = AskBlocks([0], wants=True)
        answers = [blocks.lease(pen, "A", unit.desks[0].device, 1, wish) for _ in range(3)]
    assert answers == [[0, 1]] * 3


def test_a_library_that_was_put_back_gets_a_block_of_its_own(office: Centre, empty: Connection):
    unit = Unit(office, empty)
    unit.enrol()
    device_id = unit.desks[0].device
    with office.database.writing() as pen:
        blocks.lease(pen, "A", device_id, 1, AskBlocks([0], wants=True))
        fresh = blocks.lease(pen, "A", device_id, 1, AskBlocks([0], wants=True, fresh=True))
    assert fresh == [2], "neither the one it holds nor the one it has perhaps used since"
