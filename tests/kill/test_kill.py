"""kill -9 at any moment: the library opens, its file is sound, every shown result is there, the next run goes on."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pymarc
import pytest

from desktop.library.library import create, exists
from desktop.library.store import rows
from desktop.library.store.store import Store
from desktop.syncing import Syncing, enrol
from sync.server.centre import Centre
from sync.server.inspection import problems_of
from tests.kill import worker
from tests.kill.axe import Axe, half_done, lacking, survivor
from tests.server.centre import CentreProgram

pytestmark = pytest.mark.slow

LibraryOf = Callable[..., Path]
AT_THE_START, AT_A_DESK, IN_AN_IMPORT, IN_A_RUN = 6, 110, 45, 45
"""Kills: 212 in all, and some of the real command in test_kill_command.py."""
THOROUGHLY_EVERY = 10
RECORDS = 500


def test_killed_while_lending_and_returning(library_of: LibraryOf):
    profile = library_of("T01", "desk", stocked=True)
    axe = Axe(random.Random(11), most=12, within_s=0.01)
    while axe.kills < AT_A_DESK:
        shown = axe.falls_on(worker.lend_and_return, profile, axe.kills)
        with survivor(profile, thoroughly=axe.kills % THOROUGHLY_EVERY == 0) as library:
            assert lacking(library, shown) == []
    with survivor(profile, thoroughly=True) as library:
        assert lacking(library, axe.shown) == half_done(library) == []
        acts = [act for each in axe.shown if (act := each.get("event", each.get("entry"))) is not None]
        assert len(set(acts)) == len(acts) > AT_A_DESK
        kinds = {event.kind.value for event in library.store.events.since(0, limit=10**6)}
        assert kinds > {"held", "hold-shelved", "declared-lost", "found", "undone"}
        assert {entry.kind.value for entry in library.store.ledger.between(0, 2**62)} > {"charge", "payment"}


def test_killed_while_a_library_is_made(tmp_path: Path):
    """Afterwards there is a library, or there is none and one can be made: never half of one."""
    axe = Axe(random.Random(10), most=1, within_s=0.2)
    while axe.kills < AT_THE_START:
        folder = tmp_path / f"{axe.kills}"
        made = [each["made"] for each in axe.falls_on(worker.found, folder)]
        for number in made:
            with worker.opened(folder / f"{number}") as library:
                assert library.unit == f"T{number}"
        profile = folder / f"{len(made)}"
        if not exists(profile):
            create(profile, unit=f"T{len(made)}", name="", password=worker.PASSWORD)
        with survivor(profile) as library:
            assert library.unit == f"T{len(made)}"
            assert library.store.policies.codes("reader-category")


def test_killed_while_importing(library_of: LibraryOf, tmp_path: Path):
    profile = library_of("T01", "catalogue")
    axe = Axe(random.Random(12), most=5, within_s=0.03)
    taken, whole = 0, 0
    while axe.kills < IN_AN_IMPORT:
        shown = axe.falls_on(worker.take_in, profile, marc_file(tmp_path, taken))
        with survivor(profile, thoroughly=axe.kills % THOROUGHLY_EVERY == 0) as library:
            titles = library.store.titles.count()
            assert titles >= max((each["titles"] for each in shown), default=0)
            assert library.store.items.count() == titles, "a title came without its copy"
            assert whole <= titles <= whole + RECORDS
        if titles == whole + RECORDS:
            taken, whole = taken + 1, titles
    with survivor(profile) as library:
        library.catalogue.import_file(marc_file(tmp_path, taken))
        assert library.store.titles.count() == whole + RECORDS, "something was taken in twice"
        assert library.check().problems == ()


def marc_file(folder: Path, number: int) -> Path:
    """Records with a copy each, alike in no two files."""
    file = folder / f"nhap-{number}.mrc"
    if not file.exists():
        file.write_bytes(b"".join(record(f"{number:03d}{n:04d}") for n in range(RECORDS)))
    return file


def record(name: str) -> bytes:
    marc = pymarc.Record(force_utf8=True)
    marc.add_field(pymarc.Field("001", data=name), pymarc.Field("003", data="VN-TEST"))
    for tag, indicators, code, text in (
        ("245", "10", "a", f"Sách về pháp luật {name}"),
        ("852", "  ", "p", f"NK{name}"),
    ):
        marc.add_field(pymarc.Field(tag, pymarc.Indicators(*indicators), [pymarc.Subfield(code, text)]))
    return bytes(marc.as_marc())


def test_killed_while_syncing(library_of: LibraryOf, served: CentreProgram):
    first, second = library_of("K01", "first", stocked=True), library_of("K01", "second")
    for profile in (first, second):
        with survivor(profile) as library:
            enrol(library, served.enrol("K01"))
    axe = Axe(random.Random(13), most=14, within_s=0.05)
    while axe.kills < IN_A_RUN:
        shown = axe.falls_on(worker.agree, first, axe.kills)
        with survivor(first, thoroughly=axe.kills % THOROUGHLY_EVERY == 0) as library:
            assert lacking(library, shown) == []
    assert any(each.get("stop", "") is None for each in axe.shown), "no run ever came to its end"
    told = {each["stop"] for each in axe.shown if "stop" in each}
    assert told <= {None, "try-later"}, "the push of the program that was killed may still be at work at the centre"
    with survivor(first, thoroughly=True) as library, survivor(second) as other:
        for each in (library, other, library):
            ran = Syncing(each).run()
            assert (ran.stop, ran.mended) == (None, 0)
        assert library.replica.waiting() == 0
        kinds = {point.kind for point in library.conflicts.list()}
        assert kinds <= {"loan-task"}, "a desk may leave itself tasks; nobody disagreed"
        assert lacking(other, axe.shown) == []
        assert contents(other.store) == contents(library.store)
    assert centre_is_well(served)


def contents(store: Store) -> dict[tuple[str, str], object]:
    """Every row by table and id, with each field's value and stamp."""
    every = list(rows.every(store.connection))
    found = {(row.table, row.id): (row.fields, dict(row.stamped())) for row in every}
    assert len(found) == len(every)
    return found


def centre_is_well(served: CentreProgram) -> bool:
    office = Centre.open(served.folder)
    try:
        with office.database.reading() as connection:
            return problems_of(connection) == []
    finally:
        office.close()
