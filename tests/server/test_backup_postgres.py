"""A centre may be backed up on one kind of database and put back on the other: the file is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.server import backup
from sync.server.backup import back_up
from sync.server.centre import Centre
from sync.server.inspection import problems_of
from sync.server.refused import Refused
from sync.server.restoring import restore
from sync.server.store.rows import every_row
from tests.server.desk import Desk


def held(centre: Centre) -> set[tuple[str, str]]:
    with centre.database.reading() as connection:
        assert problems_of(connection) == []
        return {(row.row.id, row.row.greatest_stamp()) for row, _ in every_row(connection) if row.row.table != "unit"}


def test_from_sqlite_to_postgresql_and_back(postgres: str, office: Centre, desk: Desk, tmp_path: Path):
    desk.push(desk.title(), *(desk.item(barcode=f"TK{number}") for number in range(30)))
    back_up(office, tmp_path / "first")
    told = restore(tmp_path / "first", tmp_path / "there", server=postgres, now=office.now)
    assert not (tmp_path / "there" / "centre.db").exists()
    there = Centre.open(tmp_path / "there", now=office.now)
    assert there.database.is_postgresql
    assert (held(there), told.units) == (held(office), 1)
    desk.centre, desk.cursors = there, {}
    desk.start()
    seq = desk.push(desk.item(barcode="TK99")).seq
    back_up(there, tmp_path / "second")
    assert desk.greet().durable == seq
    restore(tmp_path / "second", tmp_path / "back", now=office.now)
    back = Centre.open(tmp_path / "back", now=office.now)
    assert not back.database.is_postgresql
    assert held(back) == held(there)
    there.close()
    back.close()


def test_a_database_that_holds_something_is_left_alone(postgres: str, office: Centre, tmp_path: Path):
    back_up(office, tmp_path / "file")
    Centre.create(tmp_path / "other", name="Khác", server=postgres).close()
    with pytest.raises(Refused) as no:
        restore(tmp_path / "file", tmp_path / "there", server=postgres)
    assert no.value.code == "database-in-use"
    assert list((tmp_path / "there").iterdir()) == []


def test_what_is_pushed_to_postgresql_while_it_is_written_is_not_in_it(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    centre = Centre.create(tmp_path / "centre", name="Thử", server=postgres)
    desk = Desk(centre, "A")
    covered = desk.push(desk.item(barcode="TK1")).seq
    copy = backup._copy

    def copy_while_others_work(*given: object) -> None:
        copy(*given)
        desk.push(desk.item(barcode="later"), desk.title())

    with monkeypatch.context() as patch:
        patch.setattr(backup, "_copy", copy_while_others_work)
        back_up(centre, tmp_path / "file")
    assert desk.greet().durable == covered
    centre.close()
