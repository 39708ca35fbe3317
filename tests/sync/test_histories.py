"""Random histories over real stores and the real centre: replicas converge, nothing vanishes, nothing is doubled (sync.md 8)."""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).parent))

from whole_acts import WORKS, work
from world import UNITS, Desk, Faults, World, faulty, prepare

from desktop.library.circulation.forget import DAY_MS, DISPUTE_DAYS, unlink_old
from desktop.library.circulation.forget_debts import unlink_settled
from desktop.library.model.event import EventKind
from desktop.library.model.ids import Moment
from desktop.library.store.rows import fields_of, load
from sync.core.row import named_id
from sync.core.stamp import make

pytestmark = pytest.mark.slow

DESKS = len(UNITS)
KINDS: list[str] = [kind.value for kind in EventKind]
KINDS += ["lent", "lent", "lent", "returned", "returned", "held", "held", "hold-shelved", "hold-shelved", "undone"]
"""Everything that can happen at a desk, what happens most more often, and what a newer program may know."""
KINDS += ["of-a-newer-program"]
MOST_DESKS = 5
TITLES = [f"{n:032x}" for n in range(1, 4)]
MAKER = {TITLES[0]: "X03", TITLES[1]: "X03", TITLES[2]: "Y07"}
"""Which unit catalogued a title; the other one may take it over by owning a copy."""
ITEMS = {"X03": [f"{n:032x}" for n in range(16, 19)], "Y07": [f"{n:032x}" for n in range(19, 21)]}
READERS = {"X03": [f"{n:032x}" for n in range(32, 34)], "Y07": [f"{n:032x}" for n in range(34, 36)]}
FIELDS = {
    "item": ["note", "location", "lost"],
    "reader": ["name", "blocked", "group"],
    "title": ["245/1", "650/1", "650/x1"],
}
SKEWS = [0, 0, -50, 50, 40_000, -3 * 365 * 86_400_000, 400 * 86_400_000]
"""How wrong clocks are, ms: a little, in 2023, a year ahead."""

_template: list[Path] = []


@pytest.fixture(scope="module", autouse=True)
def template() -> None:
    """A centre and three enrolled desks, copied for every history."""
    folder = Path(tempfile.mkdtemp(prefix="tusach-histories-"))
    _template[:] = [prepare(folder / "template")]
    yield
    shutil.rmtree(folder)


class Histories(RuleBasedStateMachine):
    """One history. The world is made anew for each."""

    @initialize(
        skews=st.lists(st.sampled_from(SKEWS), min_size=DESKS, max_size=DESKS),
        seed=st.integers(0, 2**32),
        disks=st.booleans(),
        late_key=st.booleans(),
    )
    def begin(self, skews: list[int], seed: int, *, disks: bool, late_key: bool) -> None:
        """Three desks, their clocks wrong; the line's whims come from the seed.

        Either disks are put back or the centre is, as in the design's model: when a desk has lost what it knew of the
        centre *and* the centre what it knew of the desk, nobody can tell any more who had replaced whom. With
        `late_key` the second desk begins without the unit's key and gets it from the first.
        """
        self.disks = disks
        self.folder = Path(tempfile.mkdtemp(dir=_template[0].parent))
        self.world = self.make_world()
        self.rnd = random.Random(seed)
        self.images: list[tuple[Desk, Path]] = []
        for at, skew in enumerate(skews):
            self.world.add_desk(skew, keyed=not (late_key and at == 1))

    def make_world(self) -> World:
        """A copy of what was prepared."""
        return World(self.folder / "world", _template[0])

    def teardown(self) -> None:
        """At the end of every history: talk until quiet, then look at everything."""
        if not hasattr(self, "world"):
            return
        try:
            self.world.reckon()
        finally:
            self.world.close()
            shutil.rmtree(self.folder)

    def _desk(self, n: int) -> Desk:
        return self.world.desks[n % len(self.world.desks)]

    def _edit(self, desk: Desk, table: str, n: int) -> None:
        rows = {"item": ITEMS[desk.unit], "reader": READERS[desk.unit], "title": TITLES}[table]
        row, name, word = rows[n % len(rows)], FIELDS[table][n % 3], f"{desk.name} {self.world.number()}"
        if table == "title" and MAKER[row] != desk.unit and load(desk.store.connection, table, row) is None:
            return
        desk.put(table, row, {name: [n % 7, "  ", "a", word] if table == "title" else word})

    @rule(n=st.integers(0, 99), table=st.sampled_from(["item", "reader", "title"]), minutes=st.integers(0, 3))
    def edit(self, n: int, table: str, minutes: int) -> None:
        """Somebody changes a field."""
        self.world.clock.pass_(minutes * 60_000 + 10)
        self._edit(self._desk(n), table, n // 3)

    @rule(n=st.integers(0, 999), kind=st.sampled_from(KINDS), late=st.sampled_from([0, 0, 0, 60, 9_000_000]))
    def circulate(self, n: int, kind: str, late: int) -> None:
        """Something happens at a desk, or is typed in as of so many seconds ago."""
        self.world.clock.pass_(5_000)
        desk = self._desk(n)
        at = max(0, self.world.clock.ms - late * 1000)
        with desk.store.writing() as pen:
            stamp = pen.tick()
            event: dict[str, Any] = {"kind": kind, "order": make(at, n, stamp[16:]) if late else stamp}
            event |= {"item_id": ITEMS[desk.unit][n // 7 % 2], "title_id": TITLES[0]}
            event |= {"reader_id": READERS[desk.unit][n // 3 % 2], "at": at, "recorded": self.world.clock.ms}
            event |= self._about(desk, kind, n)
            desk.write(pen, "circulation_event", pen.new_id(), event, stamp=None if late else stamp)

    @staticmethod
    def _about(desk: Desk, kind: str, n: int) -> dict[str, Any]:
        """What such an event tells besides."""
        waits = [hold.id for hold in desk.store.holds.open_of_title(TITLES[0])] or ["0" * 32]
        told = desk.store.connection.execute("SELECT id, fields FROM circulation_event ORDER BY ord").fetchall()
        match kind:
            case "lent" | "renewed" | "due-changed":
                return {"due": f"2026-12-{n % 28 + 1:02d}", "on_site": n % 5 == 0}
            case "held":
                return {"item_id": None} if n % 4 else {"until": "2026-12-24"}
            case "hold-cancelled" | "hold-suspended" | "hold-resumed" | "hold-shelved":
                return {"hold_id": waits[n // 11 % len(waits)], "until": "2026-12-24"}
            case "handed-on":
                return {"member": READERS[desk.unit][n % 2]}
            case "undone" if told:
                event, blob = told[-1 - n // 11 % min(5, len(told))]
                return {"undoes": event} | {k: v for k, v in fields_of(blob).items() if k in {"item_id", "title_id"}}
            case _:
                return {}

    @rule(n=st.integers(0, 99), table=st.sampled_from(["policy", "amendment", "portrait", "letter", "desk_policy"]))
    def keep_house(self, n: int, table: str) -> None:
        """Rules are changed, and who changed them is written down; a portrait is taken; a letter is worded."""
        desk = self._desk(n)
        # A change is written down once.
        whose = f"{self.world.number()}" if table == "amendment" else f"{n % 2}"
        row, word = named_id(desk.unit, table, whose), f"{desk.name} {self.world.number()}"
        about = {"table": "policy", "row": row, "at": self.world.clock.ms} if table == "amendment" else {}
        photo = {"reader_id": READERS[desk.unit][n % 2], "photo": word} if table == "portrait" else {"text": word}
        desk.put(table, row, about | photo)

    @rule(n=st.integers(0, 99))
    def forget_what_is_over(self, n: int) -> None:
        """A month has gone by for this desk: what is over and settled names nobody any more."""
        store, later = self._desk(n).store, Moment(self.world.clock.ms + 31 * DAY_MS)
        unlink_old(store, later, at_most=2)
        unlink_settled(store, later, days=DISPUTE_DAYS, at_most=1)

    @rule(n=st.integers(0, 99), kind=st.sampled_from(["charge", "charge", "payment", "payment", "void", "refund"]))
    def reckon_with_a_reader(self, n: int, kind: str) -> None:
        """Money changes hands at a desk, or a debt is written down; two desks may take it for the same one."""
        self.world.clock.pass_(5_000)
        desk = self._desk(n)
        reader = READERS[desk.unit][n // 7 % 2]
        known = [entry.id for entry in desk.store.ledger.of_reader(reader)]
        target = known[n // 11 % len(known)] if known else "0" * 32
        entry = {"kind": kind, "reader_id": reader, "at": self.world.clock.ms, "recorded": self.world.clock.ms}
        entry |= {"undoes": target} if kind == "void" else {"amount": 1000 * (n % 4), "why": f"{self.world.number()}"}
        entry |= {"offsets": [[target, 1000]]} if kind == "payment" else {"item_id": ITEMS[desk.unit][0]}
        with desk.store.writing() as pen:
            desk.write(pen, "ledger", pen.new_id(), entry)

    @rule(n=st.integers(0, 9_999), kind=st.sampled_from(WORKS))
    def do_whole_acts(self, n: int, kind: str) -> None:
        """The library itself does something: several rows at once, some with names that follow from others."""
        self.world.clock.pass_(5_000)
        work(self._desk(n), kind, n // MOST_DESKS)

    @rule(n=st.integers(0, 99), reader=st.integers(0, 1))
    def forget(self, n: int, reader: int) -> None:
        """Somebody redacts a reader."""
        desk = self._desk(n)
        desk.put("reader", READERS[desk.unit][reader], {"redacted": True})

    @rule(n=st.integers(0, 99), title=st.sampled_from(TITLES))
    def shelve(self, n: int, title: str) -> None:
        """A copy of a title is taken in, perhaps of one that another unit catalogued."""
        desk = self._desk(n)
        desk.put("item", ITEMS[desk.unit][n // 5 % 2], {"title_id": title})

    @rule(n=st.integers(0, 99), restore=st.booleans())
    def settle_conflict(self, n: int, *, restore: bool) -> None:
        """Somebody looks at the list of conflicts."""
        self._desk(n).settle_conflict(n // 7, restore=restore)

    @rule(n=st.integers(0, 99), skew=st.sampled_from(SKEWS))
    def set_clock(self, n: int, skew: int) -> None:
        """A PC's clock is set, rightly or wrongly, while the program runs."""
        self._desk(n).skew_ms = skew

    @rule(n=st.integers(0, 99), trouble=st.sampled_from([0.0, 0.1, 0.3, 0.6]))
    def sync(self, n: int, trouble: float) -> None:
        """A run over a bad line, while people go on working."""
        self.world.clock.pass_(30_000)
        desk = self._desk(n)

        def work() -> None:
            if self.rnd.random() < trouble / 2:
                self._edit(desk, self.rnd.choice(["item", "title"]), self.rnd.randrange(99))

        desk.sync(Faults(faulty(self.rnd, trouble), faulty(self.rnd, trouble), work))

    @rule(n=st.integers(0, 99), k=st.integers(0, 99))
    def replay(self, n: int, k: int) -> None:
        """An old push arrives again."""
        pushes = self._desk(n).line.pushes
        if pushes:
            body, token = pushes[k % len(pushes)]
            self.world.post("push", body, token)

    @rule(n=st.integers(0, 99))
    def restart(self, n: int) -> None:
        """A program ends and starts."""
        self._desk(n).restart()

    @precondition(lambda self: self.disks)
    @rule(n=st.integers(0, 99))
    def image(self, n: int) -> None:
        """Somebody copies a disk."""
        desk = self._desk(n)
        self.images.append((desk, desk.image()))

    @precondition(lambda self: self.disks and self.images)
    @rule(n=st.integers(0, 99), to_another=st.booleans())
    def use_image(self, n: int, *, to_another: bool) -> None:
        """A disk is put back, or copied to a second PC."""
        desk, image = self.images[n % len(self.images)]
        if to_another and len(self.world.desks) < MOST_DESKS:
            self.world.clone(desk, image)
        else:
            desk.put_back(image)

    @precondition(lambda self: not self.disks)
    @rule()
    def back_up(self) -> None:
        """The centre makes a backup."""
        self.world.back_up()

    @precondition(lambda self: not self.disks)
    @rule()
    def restore(self) -> None:
        """The centre is put back."""
        self.world.restore()


def test_replicas_converge_and_no_write_vanishes_whatever_happens() -> None:
    """sync.md 8: convergence, nothing lost, nothing doubled, over faults, replays, wrong clocks, clones and backups."""
    thorough = os.environ.get("TUSACH_HYPOTHESIS") == "thorough"
    # A history takes a second; shrinking one that failed takes minutes, which only a person hunting a fault wants to spend.
    phases = tuple(Phase) if thorough else (Phase.explicit, Phase.reuse, Phase.generate)
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=400 if thorough else 25,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=phases,
        ),
    )
