"""The library that everything is measured on: made once a run, in a folder that is gone afterwards."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from desktop.library.library import Library, Opening, create
from desktop.library.sample.making import UNIT, UNIT_NAME, Size, make_sample
from tests.benchmarks.measures import seconds

PASSWORD = "benchmark-only"


def a_library(profile: Path, titles: int) -> float:
    """Make a library of so many titles; returns how many titles were made in a second."""
    create(profile, unit=UNIT, name=UNIT_NAME, password=PASSWORD)
    opening = Opening(profile, PASSWORD)
    try:
        with closing(opening.library()) as library:
            size = Size(titles, readers=max(100, titles // 20), loans_a_day=max(4, min(40, titles // 500)))
            took, _ = seconds(lambda: make_sample(library.store, today=library.today(), size=size))
    finally:
        opening.release()
    return titles / took


def opened(profile: Path) -> tuple[Opening, Library]:
    opening = Opening(profile, PASSWORD)
    return opening, opening.library(operator="thuthu")
