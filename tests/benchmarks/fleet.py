"""Many simulated units against one real centre on PostgreSQL, on this machine only: at their true rate, then at once."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sync.client.run import Ran
from sync.client.schedule import Schedule
from sync.server.centre import Centre
from tests.benchmarks.burden import children_of, most_megabytes, processor_seconds
from tests.benchmarks.measures import Watch, say
from tests.benchmarks.simulated_unit import SimulatedUnit
from tests.server.centre import CentreProgram
from tests.server.postgres import Cluster, NoPostgres, a_cluster

UNITS, MORNING_S = 3_500, 30 * 60
"""All units of the country, and the time in which each makes the run of its morning."""
_ROWS, _OTHERS = 500, 100
_LONGEST_S = 15 * 60
_AT_ONCE = 64
_pause = threading.Event()
"""Never set: units come at their time, which is what is measured."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How much: `units` come at the rate of the morning, `crowd` come at once, to so many processes of the centre."""

    units: int
    crowd: int
    programs: int = 2


def measure(folder: Path, how: Measure) -> dict[str, Any]:
    """Both, one after the other; it ends by itself."""
    folder.mkdir()
    try:
        cluster = a_cluster(shared_buffers="128MB")
    except NoPostgres as reason:
        return {"not_measured": str(reason)}
    try:
        with _serving(folder, cluster, how.programs) as served:
            fleet = _Fleet(folder / "centre", served, cluster)
            try:
                return {
                    "programs": how.programs,
                    "morning": fleet.morning(how.units),
                    "at_once": fleet.at_once(how.crowd),
                }
            finally:
                fleet.close()
    finally:
        cluster.close()


@contextmanager
def _serving(folder: Path, cluster: Cluster, programs: int) -> Iterator[list[CentreProgram]]:
    first = CentreProgram.make(folder / "centre", server=cluster.database())
    served = [first, *(CentreProgram(first.folder) for _ in range(programs - 1))]
    try:
        for each in served:
            each.start()
        yield served
    finally:
        for each in served:
            each.stop()


class _Fleet:
    """Units that share this program's processor time; what they cost is told beside what the centre costs."""

    def __init__(self, folder: Path, served: list[CentreProgram], cluster: Cluster) -> None:
        self._office = Centre.open(folder)
        self._served, self._cluster = served, cluster
        self._asked: defaultdict[str, Watch] = defaultdict(Watch)
        self._runs = Watch()
        self._stops: Counter[str] = Counter()

    def close(self) -> None:
        self._office.close()

    def morning(self, count: int) -> dict[str, Any]:
        """So many units, one after the other at random, as often as 3,500 in half an hour."""
        units, chance = self._units(count), random.Random(7)
        say(f"{count} units at the rate of {UNITS} in {MORNING_S // 60} minutes …")
        with self._counted() as told, ThreadPoolExecutor(_AT_ONCE) as people:
            coming = []
            for unit in units:
                coming.append(people.submit(self._once, unit))
                _pause.wait(chance.expovariate(UNITS / MORNING_S))
            waiting = sum(not each.done() for each in coming)
            for each in coming:
                each.result()
        return told | {"units": count, "under_way_when_the_last_came": waiting}

    def at_once(self, count: int) -> dict[str, Any]:
        """All of them knock in one moment, and come again when they are told to, until each has had its run."""
        units, gate = self._units(count), threading.Barrier(count + 1)
        threads = [threading.Thread(target=self._patiently, args=(unit, gate)) for unit in units]
        say(f"{count} units at once …")
        with self._counted() as told:
            for thread in threads:
                thread.start()
            gate.wait()
            for thread in threads:
                thread.join(_LONGEST_S)
        left = sum(len(unit.replica.held) < _ROWS + _OTHERS for unit in units)
        return told | {"units": count, "not_through": left, "whole_fleet_in_s": round(told["seconds"] * UNITS / count)}

    def _units(self, count: int) -> list[SimulatedUnit]:
        say(f"{count} units are enrolled …")
        addresses = [each.address for each in self._served]
        return [
            SimulatedUnit(self._office, addresses[place % len(addresses)], self._note, rows=_ROWS, others_rows=_OTHERS)
            for place in range(count)
        ]

    def _note(self, path: str, seconds: float) -> None:
        self._asked[path].seconds.append(seconds)

    def _once(self, unit: SimulatedUnit) -> Ran:
        with self._runs.once():
            ran = unit.run()
        self._stops[ran.stop or "none"] += 1
        assert ran.stop or (not ran.waiting and len(unit.replica.held) >= _ROWS + _OTHERS), ran
        return ran

    def _patiently(self, unit: SimulatedUnit, gate: threading.Barrier) -> None:
        schedule, chance = Schedule.starting(time.monotonic()), random.Random(unit.unit)
        gate.wait()
        ends = time.monotonic() + _LONGEST_S
        while time.monotonic() < ends:
            ran = self._once(unit)
            schedule = schedule.ran(ran, time.monotonic(), jitter=chance.random())
            wait = schedule.wait(time.monotonic())
            if wait is None or ran.stop is None:
                return
            _pause.wait(wait)

    @contextmanager
    def _counted(self) -> Iterator[dict[str, Any]]:
        """What is noted inside, and what it cost, is told afterwards."""
        self._asked.clear()
        self._stops.clear()
        self._runs.seconds.clear()
        told: dict[str, Any] = {}
        programs = [each.number for each in self._served]
        mark, before = time.perf_counter(), self._spent(programs)
        yield told
        took = time.perf_counter() - mark
        spent = {who: round(now - before[who], 2) for who, now in self._spent(programs).items()}
        told |= {
            "seconds": round(took, 1),
            "runs": self._runs.told_to_the_end(),
            "requests": {path: watch.told_to_the_end() for path, watch in sorted(self._asked.items())},
            "stops": dict(self._stops),
            "errors_shown": sum(number for stop, number in self._stops.items() if stop not in {"none", "try-later"}),
            "processor_s": spent,
            "centre_share_of_a_processor": round((spent["centre"] + spent["postgresql"]) / took, 2),
            "most_mb_centre": [most_megabytes(program) for program in programs],
            "load": round(os.getloadavg()[0], 1),
        }

    def _spent(self, programs: Iterable[int]) -> dict[str, float]:
        database = [self._cluster.number, *children_of(self._cluster.number)]
        return {
            "centre": processor_seconds(programs),
            "postgresql": processor_seconds(database),
            "units": processor_seconds([os.getpid()]),
        }
