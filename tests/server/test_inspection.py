"""What the operator can find out: whether the database is sound."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from sync.server.centre import Centre
from sync.server.inspection import problems_of
from sync.server.refused import Refused
from sync.server.store.database import note
from sync.server.store.tables import SCHEMA_VERSION
from tests.server.desk import Desk


def damage(office: Centre, statement: str) -> list[str]:
    with office.database.writing() as pen:
        bytes_kind = "BYTEA" if office.database.is_postgresql else "BLOB"
        assert pen.execute(text(statement.format(bytes=bytes_kind))).rowcount > 0
    with office.database.reading() as connection:
        return problems_of(connection)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE synced SET stamp = CAST('0000000000000' AS {bytes}) WHERE tbl = 'item'", "mark of item"),
        ("UPDATE digest SET mark = mark + 1 WHERE channel = 'unit:A' AND rows > 0", "digest of unit:A"),
        ("DELETE FROM synced WHERE tbl = 'item'", "no row for item"),
        ("DELETE FROM place WHERE tbl = 'item'", "no place for item"),
        ("UPDATE counter SET latest = 1 WHERE channel = 'unit:A'", "counter of unit:A"),
    ],
)
def test_check_finds_what_does_not_agree(office: Centre, desk: Desk, statement: str, problem: str) -> None:
    desk.push(desk.item(), desk.title(), desk.item())
    problems = damage(office, statement)
    assert any(each.startswith(problem) for each in problems), problems


def test_a_sound_centre_has_no_problems_however_many_rows(office: Centre, desk: Desk) -> None:
    desk.push(*(desk.item(barcode=str(number)) for number in range(1500)))
    with office.database.reading() as connection:
        assert problems_of(connection) == []


def test_a_database_of_a_newer_version_is_refused_and_kept(office: Centre) -> None:
    with office.database.writing() as pen:
        note(pen, "schema", str(SCHEMA_VERSION + 1))
    with pytest.raises(Refused) as refused:
        Centre.open(office.folder.at)
    assert (refused.value.code, refused.value.facts["schema"]) == ("newer-schema", SCHEMA_VERSION + 1)
