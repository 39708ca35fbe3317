"""A random day at a desk, told by a file or a paper, shuffled, in pieces, twice, on two PCs that agree: the same loans."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.desk import Desk
from desktop.library.interchange import LateEntries
from desktop.library.interchange.entries import Entry, LateAct, Outcome
from desktop.library.interchange.machine_desk import MachineDesk, Said
from desktop.library.model.event import Event, EventKind
from desktop.library.security.rights import Rights
from desktop.library.store.replica import StoreReplica
from desktop.library.store.store import Store
from sync.core.row import Row
from tests.circulation.desk_world import DAY_MS, KEY, MONDAY_MORNING
from tests.interchange.late_world import LateWorld

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CARDS = ("TV000001", "TV000002")
CODES = ("TK.00001", "TK.00002", "TK.00003")
ACTS = {EventKind.LENT: LateAct.LEND, EventKind.RETURNED: LateAct.RETURN, EventKind.RENEWED: LateAct.RENEW}

steps = st.lists(
    st.tuples(
        st.sampled_from(["lend", "return", "renew"]),
        st.sampled_from(CARDS),
        st.sampled_from(CODES),
        st.integers(61, 3600),
    ),
    min_size=1,
    max_size=14,
)


class Pc:
    """One PC of the unit: a copy of the same library."""

    def __init__(self, folder: Path, master: Path) -> None:
        folder.mkdir()
        self.now = MONDAY_MORNING
        self.folder = folder
        shutil.copy(master, folder / "library.db")
        self.store = Store(folder / "library.db", KEY, now=lambda: self.now)
        self.desk = Desk(self.store)
        self.late = LateEntries(self.store, Rights.LIBRARIAN, lambda: "Lan")

    def loans(self) -> set[tuple[object, ...]]:
        found = self.store.connection.execute(
            "SELECT reader_id, item_id, lent, due, renewals, returned, closed_as FROM loan"
        )
        return set(found.fetchall())

    def learn_from(self, other: Pc) -> None:
        rows = [
            Row(row.table, row.id, row.channel, row.stamp, row.fields, row.stamps)
            for row in other.replica().outgoing(rows=10_000, size=10**8).rows
            if row.table == "circulation_event"
        ]
        self.replica().apply(f"unit:{self.store.unit}", rows, None, 0)

    def replica(self) -> StoreReplica:
        return StoreReplica(self.store)

    def events(self) -> set[Event]:
        return set(self.store.events.since(0, limit=10_000))


@pytest.fixture(scope="module")
def master(tmp_path_factory, new_file) -> Path:
    folder = tmp_path_factory.mktemp("master")
    LateWorld(folder, new_file).store.close()
    return folder / "library.db"


def live(pc: Pc, day: Sequence[tuple[str, str, str, int]]) -> list[tuple[Event, str, str]]:
    """What the desk took of the day: the events with their cards and codes."""
    done = []
    for act, card, code, seconds in day:
        pc.now += seconds * 1000
        answer = (
            pc.desk.lend(card, code)
            if act == "lend"
            else pc.desk.give_back(code)
            if act == "return"
            else pc.desk.renew(code)
        )
        event = pc.store.events.get(answer.event or "")
        if event is not None:
            done.append((event, answer.card or "", code))
    return done


def as_koc(told: Sequence[tuple[Event, str, str]], pc: Pc) -> list[str]:
    pc.late.export_koc(pc.folder / "day.koc")
    return (pc.folder / "day.koc").read_text("utf-8").splitlines()[1:]


def as_xacts(told: Sequence[tuple[Event, str, str]], pc: Pc) -> list[str]:
    kinds = {EventKind.LENT: "checkout", EventKind.RETURNED: "checkin", EventKind.RENEWED: "renew"}
    return [
        json.dumps(
            {
                "timestamp": event.at // 1000,
                "type": kinds[event.kind],
                "delta": 0,
                "barcode": code,
                **({"patron_barcode": card, "due_date": event.due.isoformat()} if event.due else {}),
            }
        )
        for event, card, code in told
    ]


def pieces(lines: list[str], chance: random.Random) -> Iterator[list[str]]:
    shuffled = [*lines, *chance.sample(lines, len(lines) // 2)]
    chance.shuffle(shuffled)
    while shuffled:
        size = chance.randint(1, len(shuffled))
        yield shuffled[:size]
        shuffled = shuffled[size:]


def enter_file(pc: Pc, lines: list[str], kind: str, chance: random.Random) -> None:
    for number, piece in enumerate(pieces(lines, chance)):
        path = pc.folder / f"{number}"
        path.write_text("\n".join(piece) + "\n", "utf-8")
        done = pc.late.enter_file(path, kind=kind)
        assert (done.odd, done.unsettled, done.left_out) == (0, 0, 0), done.report


def enter_paper(pc: Pc, told: list[tuple[Event, str, str]], chance: random.Random) -> None:
    typed = [*told, *chance.sample(told, len(told) // 2)]
    chance.shuffle(typed)
    for event, card, code in typed:
        act = ACTS[event.kind]
        line = pc.late.type_in(Entry(1, "", act, event.at, card="" if act is LateAct.RETURN else card, barcode=code))
        assert line.outcome is not Outcome.UNSETTLED


@settings(max_examples=15)
@given(day=steps, how=st.sampled_from(["koc", "evergreen", "paper"]), seed=st.integers(0, 10**6))
def test_a_day_told_afterwards_gives_the_loans_of_the_day_itself(master, day, how, seed):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        pcs = [Pc(Path(folder) / name, master) for name in ("live", "one", "two")]
        first, *others = pcs
        # Neither a .koc nor a paper tells until when a renewed book was given.
        told = live(first, day if how == "evergreen" else [step for step in day if step[0] != "renew"])
        for pc in others:
            pc.now = MONDAY_MORNING + 2 * DAY_MS
            if how == "paper":
                enter_paper(pc, told, chance)
            else:
                lines = as_koc(told, first) if how == "koc" else as_xacts(told, first)
                enter_file(pc, lines, how, chance)
            assert pc.loans() == first.loans()
        one, two = others
        one.learn_from(two)
        two.learn_from(one)
        assert one.loans() == two.loans() == first.loans()
        assert one.events() == two.events()
        assert len(one.events()) == len(told)
        for pc in pcs:
            assert pc.store.check() == ()
            pc.store.close()


def test_a_day_is_a_day(master, tmp_path):
    """The random days do lend, return and renew."""
    pc = Pc(tmp_path / "pc", master)
    told = live(
        pc, [("lend", CARDS[0], CODES[0], 61), ("renew", CARDS[0], CODES[0], 61), ("return", CARDS[0], CODES[0], 61)]
    )
    assert [event.kind for event, *_ in told] == [EventKind.LENT, EventKind.RENEWED, EventKind.RETURNED]
    assert {day_of(event.at) for event, *_ in told} == {day_of(MONDAY_MORNING)}
    pc.store.close()


def test_a_machine_whose_clock_stands_lends_again_what_came_back(tmp_path: Path, master: Path) -> None:
    pc = Pc(tmp_path / "pc", master)
    machine, said = MachineDesk(pc.store), Said("M1", clock="20000101    000000")
    first = machine.lend(CARDS[0], CODES[0], said)
    assert machine.lend(CARDS[0], CODES[0], said).event == first.event, "the answer was lost, and it asked again"
    pc.desk.give_back(CODES[0])
    pc.now += 3_600_000
    assert machine.lend(CARDS[0], CODES[0], said).event != first.event
    assert [line.card for line in pc.desk.open_loans() if line.barcode == CODES[0]] == [CARDS[0]]
    pc.store.close()
