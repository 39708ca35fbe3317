"""The courier goes when something waits, when it is time, and when it is asked; never twice at once."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop.ui.background import Background
from desktop.ui.sync.courier import Courier
from sync.client.schedule import EVERY_S, SOON_S
from tests.ui.sync.test_sync_words import standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ui.world import World


@pytest.fixture
def courier(qapp: object) -> Iterator[Courier]:
    errands = Background()
    courier = Courier(errands)
    yield courier
    courier.close()
    errands.close()


def test_nothing_is_planned_before_the_enrolment(courier: Courier) -> None:
    courier.hear(standing(enrolled=False, waiting=9))
    assert courier.next_run_in() is None
    courier.ask()
    assert courier.next_run_in() is None


def test_the_first_run_comes_when_the_first_scans_are_over(courier: Courier) -> None:
    courier.hear(standing())
    assert SOON_S - 1 < courier.next_run_in() <= SOON_S


def test_who_asked_before_it_was_known_is_served_at_once(courier: Courier) -> None:
    courier.ask()
    courier.hear(standing())
    assert courier.next_run_in() == 0


def test_more_that_waits_brings_the_next_run_near_and_no_more_does_not(enrolled: World) -> None:
    courier = enrolled.program.courier
    assert courier.next_run_in() > SOON_S
    where = enrolled.ask(lambda library: library.standing())
    courier.hear(where)
    assert EVERY_S - 60 < courier.next_run_in() <= EVERY_S
    courier.hear(replace(where, waiting=1))
    assert courier.next_run_in() <= SOON_S


def test_a_run_that_is_asked_for_twice_is_made_once(enrolled: World) -> None:
    courier, began = enrolled.program.courier, []
    courier.began.connect(lambda: began.append(courier.is_running))
    courier.began.connect(courier.ask)  # asked again in the middle of the run, however short the run is
    last = courier.last
    courier.ask()
    courier.ask()
    enrolled.until(lambda: courier.last is not last)
    enrolled.settle()
    assert began == [True]


def test_the_network_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, desktop.app; print([m for m in ('requests', 'desktop.syncing') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
