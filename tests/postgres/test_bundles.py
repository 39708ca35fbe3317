"""Bundles at a centre on PostgreSQL: the same trips, and two operators who take the same stick at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from desktop.library import enrolling
from desktop.library.beginning import begin
from desktop.library.library import Library
from desktop.library.security.passwords import Passwords
from desktop.library.security.rights import Rights
from desktop.library.stick import Stick
from desktop.library.store.store import FILE, Store
from sync.server import bundles
from sync.server.centre import Centre
from tests.server.desk import Time

KEY = bytes(range(32))


@pytest.fixture
def library(office: Centre, time: Time, tmp_path: Path) -> Iterator[Library]:
    """One that began without a network."""
    file = tmp_path / "enrol.json"
    file.write_text(json.dumps(office.enrolment("A", name="Đơn vị A")))
    store = Store(tmp_path / FILE, KEY, now=time)
    begin(store, unit="A", name="Đơn vị A")
    enrolling.begin_offline(store, file)
    with closing(Library(store, Passwords(tmp_path, KEY, Rights.LIBRARIAN))) as library:
        yield library


def write_titles(library: Library, count: int) -> None:
    with library.store.writing() as pen:
        for number in range(count):
            pen.put("title", pen.new_id(), {"245/1": [1, "  ", "a", f"Tập {number}"]})


def test_a_trip_by_stick_agrees_with_a_centre_on_postgresql(office: Centre, library: Library, tmp_path: Path) -> None:
    write_titles(library, 300)
    stick = Stick(library)
    written = stick.write(tmp_path)
    seen = bundles.preview(office, written.file)
    assert (seen.new, seen.result) == (written.sent, "taken")
    taken = bundles.take(office, written.file)
    assert (taken.rows, taken.result, taken.joined) == (written.sent, "taken", True)
    back = stick.take(bundles.answer(office, taken.device, tmp_path).file)
    assert (back.settled, back.complete, back.joined) == (written.sent, True, True)
    assert library.store.elsewhere.count() == 300
    assert library.replica.waiting() == 0
    write_titles(library, 1)
    written = stick.write(tmp_path)
    assert (bundles.take(office, written.file).rows, written.sent) == (written.sent, library.replica.waiting())


def test_two_operators_may_take_the_same_stick_at_once(office: Centre, library: Library, tmp_path: Path) -> None:
    write_titles(library, 500)
    file = Stick(library).write(tmp_path).file
    with ThreadPoolExecutor(4) as operators:
        taken = list(operators.map(lambda _: bundles.take(office, file), range(4)))
    assert {each.result for each in taken} == {"taken"}
    assert len({each.device for each in taken}) == 1
    answers = [bundles.answer(office, taken[0].device, tmp_path / f"{n}.tusach") for n in range(2)]
    assert {each.rows for each in answers} == {1}, "the unit's own row; nothing of it was taken twice"
