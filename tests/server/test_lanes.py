"""Fairness: so much at work, a short queue in order, appointments for all others that they can keep."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from sync.client.foreign import stop_of_answer
from sync.client.run import Ran
from sync.client.schedule import Schedule
from sync.core.wire import Problem
from sync.server.doors.door import FILES, READING, SHORT, WRITING
from sync.server.lanes import BYTES_COMING, LATEST_S, Bounds, Lane, Lanes
from sync.server.refused import Refused
from tests.server import virtual_time

UNITS = 3500


def a_lane(at_work: int = 2, waiting: int = 3) -> Lane:
    return Lane(Bounds(at_work, waiting, turns=2), now=virtual_time.now, chance=lambda: 0.5)


def test_no_more_are_at_work_than_there_are_places_and_turns_come_in_order():
    async def many() -> list[int]:
        lane, ended, at_work = a_lane(at_work=2, waiting=20), [], 0

        async def one(number: int) -> None:
            nonlocal at_work
            async with lane.turn():
                at_work += 1
                assert at_work <= 2
                await asyncio.sleep(0.1)
                at_work -= 1
                ended.append(number)

        await asyncio.gather(*(one(number) for number in range(20)))
        return ended

    assert virtual_time.run(many()) == list(range(20))


def test_who_finds_the_queue_full_gets_a_later_appointment_than_all_before():
    async def many() -> list[int]:
        lane, told = a_lane(at_work=1, waiting=1), []

        async def one() -> None:
            try:
                async with lane.turn():
                    await asyncio.sleep(0.5)
            except Refused as refused:
                assert refused.code == "try-later"  # noqa: PT017 - which of them are refused is the question
                told.append(refused.number)

        await asyncio.gather(*(one() for _ in range(UNITS)))
        return told

    told = virtual_time.run(many())
    assert len(told) == UNITS - 2
    assert told == sorted(told)
    assert 2 <= told[0] <= 5
    assert told[-1] <= LATEST_S * 1.25
    assert max(Counter(wait // 10 for wait in told if wait < LATEST_S).values()) < 200, "they would return together"


def test_a_lane_that_stands_empty_forgets_its_appointments():
    async def later() -> int:
        lane = a_lane(at_work=1, waiting=0)
        async with lane.turn():
            for _ in range(100):
                with pytest.raises(Refused):
                    lane.refuse_when_full()
        async with lane.turn():
            with pytest.raises(Refused) as refused:
                lane.refuse_when_full()
        return refused.value.number

    assert virtual_time.run(later()) <= 3


def test_nobody_waits_long_in_a_slow_lane():
    async def slow() -> float:
        lane, longest = a_lane(at_work=1, waiting=100), 0.0

        async def one() -> None:
            nonlocal longest
            asked = virtual_time.now()
            try:
                async with lane.turn():
                    longest = max(longest, virtual_time.now() - asked)
                    await asyncio.sleep(3)
            except Refused:
                pass

        for _ in range(300):
            asyncio.get_running_loop().create_task(one())
            await asyncio.sleep(0.5)
        await asyncio.sleep(1000)
        return longest

    assert virtual_time.run(slow()) < 60, "a device hangs up after a minute"


def test_one_push_of_a_device_is_at_work_and_another_is_told_to_come_again():
    async def twice() -> None:
        lanes = Lanes()
        async with lanes.push_of("a"), lanes.push_of("b"):
            with pytest.raises(Refused, match="try-later"):
                async with lanes.push_of("a"):
                    pass
        async with lanes.push_of("a"):
            pass

    asyncio.run(twice())


def test_bodies_that_come_in_take_no_more_room_than_there_is():
    async def fill() -> None:
        lanes = Lanes()
        lanes.coming(BYTES_COMING)
        with pytest.raises(Refused, match="try-later"):
            lanes.coming(1)
        lanes.gone(10)
        lanes.coming(10)

    asyncio.run(fill())


def test_all_units_at_once_are_through_in_a_quarter_of_an_hour_and_no_run_ends_otherwise_than_with_patience():
    """The centre's lanes and the devices' schedule, as they are; only the work is a pause of one processor's time."""

    async def morning() -> tuple[float, Counter[int]]:
        chance, processor = random.Random(7), asyncio.Semaphore(1)
        lanes = Lanes(now=virtual_time.now, chance=chance.random)
        tries: Counter[int] = Counter()

        async def turn(lane: str, seconds: float) -> None:
            async with lanes[lane].turn(), processor:
                await asyncio.sleep(seconds)

        async def unit(number: int) -> None:
            schedule = Schedule.starting(virtual_time.now())
            while True:
                tries[number] += 1
                try:
                    for lane, seconds in (
                        (SHORT, 0.005),
                        (SHORT, 0.005),
                        (SHORT, 0.01),
                        (WRITING, 0.06),
                        (READING, 0.02),
                    ):
                        await turn(lane, seconds)
                except Refused as refused:
                    stop = stop_of_answer(503, {}, Problem(refused.code, refused.number))
                    assert stop.name == "try-later"
                    ran = Ran(0, 0, 0, 0, 0, 1, 1, 0, 0, stop)
                    schedule = schedule.ran(ran, virtual_time.now(), jitter=chance.random())
                    await asyncio.sleep(schedule.wait(virtual_time.now()) or 0.0)
                else:
                    return

        await asyncio.gather(*(unit(number) for number in range(UNITS)))
        return virtual_time.now(), tries

    took, tries = virtual_time.run(morning())
    assert took < 15 * 60
    assert sum(tries.values()) / UNITS < 8, "they come again and again in vain"
    assert FILES not in tries
