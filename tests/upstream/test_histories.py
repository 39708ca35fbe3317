"""Random histories of desks, provinces and a ministry: all agree in the end, and no write vanishes unseen (sync.md 8)."""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).parent))

from nation import Nation, Province, make_nation
from world import Desk, Faults, faulty

from desktop.library.store.rows import load

UNITS = ("A01", "A02", "B01", "B02")
TITLES = [f"{n:032x}" for n in range(1, 4)]
MAKER = {TITLES[0]: "A01", TITLES[1]: "A02", TITLES[2]: "B01"}
"""Which unit catalogued a title; the others may take it over by owning a copy of it."""
ITEMS = {unit: [f"{16 + 4 * at + n:032x}" for n in range(2)] for at, unit in enumerate(UNITS)}
FIELDS = {"item": ["note", "location", "lost"], "title": ["245/1", "650/1", "650/x1"]}
SKEWS = [0, 0, -50, 50, 40_000, -3 * 365 * 86_400_000, 400 * 86_400_000]
ABOVE_SKEWS = [0, 0, 0, -90_000, 100_000]
"""How wrong a province's clock is: a few minutes at most, or its rows would have to wait for longer than a history."""

_template: list[Path] = []


@pytest.fixture(scope="module", autouse=True)
def template(prepared: Path) -> None:
    """What every history is a copy of."""
    _template[:] = [prepared]


class Histories(RuleBasedStateMachine):
    """One history. The nation is made anew for each."""

    @initialize(
        skews=st.lists(st.sampled_from(SKEWS), min_size=4, max_size=4),
        above=st.lists(st.sampled_from(ABOVE_SKEWS), min_size=2, max_size=2),
        seed=st.integers(0, 2**32),
        disaster=st.sampled_from(["none", "disks", "province", "ministry"]),
    )
    def begin(self, skews: list[int], above: list[int], seed: int, disaster: str) -> None:
        """One kind of disaster a history: when two replicas forget at once, nobody can tell any more who knew what."""
        self.disaster = disaster
        self.folder = Path(tempfile.mkdtemp(prefix="tusach-history-"))
        self.nation: Nation = make_nation(self.folder, _template[0], skews=skews)
        for province, skew in zip(self.nation.provinces, above, strict=True):
            province.skew_ms = skew
        self.rnd = random.Random(seed)
        self.images: list[tuple[Desk, Path]] = []

    def teardown(self) -> None:
        """At the end of every history: talk until quiet, then look at everything."""
        if not hasattr(self, "nation"):
            return
        try:
            self.nation.ministry.clock.pass_(3_600_000)
            self.nation.reckon()
        finally:
            self.nation.close()
            shutil.rmtree(self.folder)

    def _desk(self, n: int) -> Desk:
        return self.nation.desks[n % len(self.nation.desks)]

    def _province(self, n: int) -> Province:
        return self.nation.provinces[n % len(self.nation.provinces)]

    def _edit(self, desk: Desk, table: str, n: int) -> None:
        rows = {"item": ITEMS[desk.unit], "title": TITLES}[table]
        row, name, word = rows[n % len(rows)], FIELDS[table][n % 3], f"{desk.unit} {self.nation.ministry.number()}"
        if table == "title" and MAKER[row] != desk.unit and load(desk.store.connection, table, row) is None:
            return
        desk.put(table, row, {name: [n % 7, "  ", "a", word] if table == "title" else word})

    @rule(n=st.integers(0, 99), table=st.sampled_from(["item", "title", "title"]), minutes=st.integers(0, 3))
    def edit(self, n: int, table: str, minutes: int) -> None:
        """Somebody changes a field."""
        self.nation.ministry.clock.pass_(minutes * 60_000 + 10)
        self._edit(self._desk(n), table, n // 4)

    @rule(n=st.integers(0, 99), title=st.sampled_from(TITLES))
    def shelve(self, n: int, title: str) -> None:
        """A copy of a title is taken in, perhaps of one that a unit of another province catalogued."""
        desk = self._desk(n)
        desk.put("item", ITEMS[desk.unit][n // 5 % 2], {"title_id": title})

    @rule(n=st.integers(0, 99), restore=st.booleans())
    def settle_conflict(self, n: int, *, restore: bool) -> None:
        """Somebody looks at the list of conflicts."""
        self._desk(n).settle_conflict(n // 7, restore=restore)

    @rule(n=st.integers(0, 99), trouble=st.sampled_from([0.0, 0.0, 0.1, 0.4]))
    def sync(self, n: int, trouble: float) -> None:
        """A desk talks to its province."""
        self.nation.ministry.clock.pass_(30_000)
        self._desk(n).sync(Faults(faulty(self.rnd, trouble), faulty(self.rnd, trouble)))

    @rule(n=st.integers(0, 99), trouble=st.sampled_from([0.0, 0.0, 0.1, 0.4]))
    def sync_up(self, n: int, trouble: float) -> None:
        """A province talks to the ministry over a bad line, while its desks go on talking to it."""
        self.nation.ministry.clock.pass_(30_000)
        province = self._province(n)

        def work() -> None:
            if self.rnd.random() < 0.2:
                desk = self.rnd.choice(province.desks)
                self._edit(desk, self.rnd.choice(["item", "title"]), self.rnd.randrange(99))
                desk.sync()

        province.sync_up(Faults(faulty(self.rnd, trouble), faulty(self.rnd, trouble), work))

    @rule(n=st.integers(0, 99), k=st.integers(0, 99))
    def replay(self, n: int, k: int) -> None:
        """An old push of a province arrives at the ministry again."""
        pushes = self._province(n).line.pushes
        if pushes:
            body, token = pushes[k % len(pushes)]
            self.nation.ministry.post("push", body, token)

    @rule(n=st.integers(0, 99))
    def restart(self, n: int) -> None:
        """A province's program ends and starts."""
        self._province(n).start_above()

    @precondition(lambda self: self.disaster == "disks")
    @rule(n=st.integers(0, 99))
    def image(self, n: int) -> None:
        """Somebody copies a desk's disk."""
        self.images.append((self._desk(n), self._desk(n).image()))

    @precondition(lambda self: self.disaster == "disks" and self.images)
    @rule(n=st.integers(0, 99))
    def use_image(self, n: int) -> None:
        """A desk's disk is put back."""
        desk, image = self.images[n % len(self.images)]
        desk.put_back(image)

    @precondition(lambda self: self.disaster in {"province", "ministry"})
    @rule(n=st.integers(0, 99))
    def back_up(self, n: int) -> None:
        """A centre makes a backup."""
        (self._province(0) if self.disaster == "province" else self.nation.ministry).back_up()

    @precondition(lambda self: self.disaster in {"province", "ministry"})
    @rule(n=st.integers(0, 99))
    def restore(self, n: int) -> None:
        """A centre is put back."""
        (self._province(0) if self.disaster == "province" else self.nation.ministry).restore()


def test_desks_provinces_and_the_ministry_converge_and_no_write_vanishes() -> None:
    thorough = os.environ.get("TUSACH_HYPOTHESIS") == "thorough"
    phases = tuple(Phase) if thorough else (Phase.explicit, Phase.reuse, Phase.generate)
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=int(os.environ.get("TUSACH_EXAMPLES", "400" if thorough else "4")),
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=phases,
        ),
    )
