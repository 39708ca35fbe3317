"""A centre in one file: everything is in it as of one moment, it is read back, and a centre comes out of it again."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sync.core.tables import COMMON, unit_channel
from sync.server import backup, own_rows
from sync.server.backup import back_up, last_backup
from sync.server.centre import Centre
from sync.server.inspection import problems_of
from sync.server.refused import Refused
from sync.server.restoring import restore
from sync.server.store.database import noted
from sync.server.store.rows import every_row
from sync.server.store.tables import counter, token
from tests.server.desk import Desk

A = unit_channel("A")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "centre.tusach-centre"


def everything(centre: Centre) -> dict[tuple[str, str], tuple[dict[str, object], dict[str, str]]]:
    with centre.database.reading() as connection:
        rows = [held.row for held, _ in every_row(connection)]
    return {(row.table, row.id): (row.fields, dict(row.stamped())) for row in rows if row.channel != COMMON}


def durable(centre: Centre, channel: str = A) -> int:
    with centre.database.reading() as connection:
        return int(connection.execute(select(counter.c.durable).where(counter.c.channel == channel)).scalar_one())


def refused(code: str, file: Path, folder: Path) -> dict[str, object]:
    with pytest.raises(Refused) as no:
        restore(file, folder)
    assert no.value.code == code
    return no.value.facts


def test_a_centre_comes_out_as_it_went_in(office: Centre, desk: Desk, stranger: Desk, file: Path, tmp_path: Path):
    desk.push(desk.title(), desk.item(barcode="TK1"), desk.item(barcode="TK2"))
    stranger.push(stranger.item(barcode="TK1"))
    done = back_up(office, file)
    restored = restore(file, tmp_path / "new")
    again = Centre.open(tmp_path / "new", now=office.now)
    assert everything(again) == everything(office)
    assert (done.rows, restored.units) == (restored.rows, 2)
    assert again.folder.authority.certificate_pem == office.folder.authority.certificate_pem
    assert again.key.public == office.key.public
    assert (again.folder.name, again.folder.addresses) == (office.folder.name, office.folder.addresses)
    assert again.folder.recovery == office.folder.recovery
    with again.database.reading() as connection:
        assert problems_of(connection) == []
        assert last_backup(connection) == done.made
    again.close()


def test_keys_and_rows_are_for_the_owner_only_and_the_recovery_key_and_sessions_stay_out(
    office: Centre, desk: Desk, file: Path, tmp_path: Path
):
    desk.push(desk.item())
    back_up(office, file)
    assert file.stat().st_mode & 0o777 == 0o600
    secret = office.folder.recovery_file.read_text().strip()
    assert secret.encode() not in file.read_bytes()
    restore(file, tmp_path / "new")
    assert not (tmp_path / "new" / "recovery.key").exists()
    for kept in (tmp_path / "new").rglob("*"):
        assert kept.stat().st_mode & 0o077 == 0
    with sqlite3.connect(tmp_path / "new" / "centre.db") as database:
        assert database.execute("SELECT count(*) FROM token").fetchone() == (0,)
    with office.database.reading() as connection:
        assert connection.execute(select(token)).all() != []


def test_what_is_pushed_while_it_is_written_is_not_in_it_and_not_called_durable(
    office: Centre, desk: Desk, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    covered = desk.push(desk.item(barcode="TK1")).seq
    copy = backup._copy

    def copy_while_others_work(*given: object) -> None:
        copy(*given)
        desk.push(desk.item(barcode="later"), desk.title())

    with monkeypatch.context() as patch:
        patch.setattr(backup, "_copy", copy_while_others_work)
        back_up(office, file)
    assert durable(office) == covered
    restore(file, tmp_path / "new")
    with sqlite3.connect(tmp_path / "new" / "centre.db") as database:
        assert database.execute("SELECT count(*) FROM synced WHERE tbl <> 'unit'").fetchone() == (1,)


def test_devices_hear_of_it_and_the_operator_when_it_was(office: Centre, desk: Desk, file: Path):
    assert desk.greet().durable == 0
    seq = desk.push(desk.item()).seq
    with office.database.reading() as connection:
        assert last_backup(connection) is None
    done = back_up(office, file)
    assert desk.greet().durable == seq
    with office.database.reading() as connection:
        assert last_backup(connection) == done.made


def test_what_does_not_read_as_it_was_written_is_no_backup(
    office: Centre, desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch
):
    desk.push(desk.item())
    back_up(office, file)
    before, kept = durable(office), file.read_bytes()
    desk.push(desk.item())
    written = backup._write

    def spoilt(centre: Centre, part: Path, made: int) -> object:
        told = written(centre, part, made)
        with sqlite3.connect(part) as database:
            database.execute("UPDATE synced SET fields = x'80' WHERE tbl = 'item'")
        return told

    monkeypatch.setattr(backup, "_write", spoilt)
    with pytest.raises(Refused) as no:
        back_up(office, file)
    assert (no.value.code, no.value.facts["what"]) == ("bad-backup", "synced")
    assert (durable(office), file.read_bytes()) == (before, kept)
    assert [left.name for left in file.parent.glob(f"{file.name}.*")] == []


def test_a_centre_that_is_broken_itself_is_not_called_backed_up(office: Centre, desk: Desk, file: Path):
    desk.push(desk.item())
    with office.database.writing() as pen:
        pen.exec_driver_sql("UPDATE synced SET mark = mark + 1 WHERE tbl = 'item'")
    with pytest.raises(Refused) as no:
        back_up(office, file)
    assert no.value.code == "bad-backup"
    assert (durable(office), file.exists()) == (0, False)


@pytest.mark.parametrize("content", [b"", b"not a backup", b"SQLite format 3\0" + bytes(200)], ids=str)
def test_what_is_no_backup_is_said_to_be_none(tmp_path: Path, content: bytes):
    file = tmp_path / "x"
    file.write_bytes(content)
    refused("not-a-backup", file, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_another_sqlite_file_and_no_file_are_no_backup(office: Centre, tmp_path: Path):
    refused("not-a-backup", office.folder.database, tmp_path / "new")
    refused("not-a-backup", tmp_path / "nowhere", tmp_path / "new")


def test_a_backup_of_a_newer_program_asks_for_the_update(office: Centre, file: Path, tmp_path: Path):
    back_up(office, file)
    with sqlite3.connect(file) as database:
        database.execute("UPDATE backup_fact SET value = '999' WHERE name = 'schema'")
    assert refused("newer-backup", file, tmp_path / "new")["schema"] == 999


def test_a_backup_of_an_older_program_is_brought_up(office: Centre, desk: Desk, file: Path, tmp_path: Path):
    desk.push(desk.item())
    back_up(office, file)
    with sqlite3.connect(file) as database:  # as schema 1 was: without the tables and columns of today
        database.execute("DROP TABLE block")
        database.execute("DELETE FROM backup_content WHERE tbl IN ('block', 'device', 'meta')")
        database.execute("ALTER TABLE device DROP COLUMN revoked")
        database.execute("UPDATE backup_fact SET value = '1' WHERE name = 'schema'")
        database.execute("UPDATE meta SET value = '1' WHERE name = 'schema'")
    restore(file, tmp_path / "new")
    again = Centre.open(tmp_path / "new", now=office.now)
    assert everything(again) == everything(office)
    again.revoke(desk.device)
    again.close()


def test_nothing_is_restored_over_something(office: Centre, desk: Desk, file: Path, tmp_path: Path):
    back_up(office, file)
    refused("exists", file, office.folder.at)
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "letter.txt").write_text("x")
    refused("not-empty", file, tmp_path / "papers")
    assert (tmp_path / "papers" / "letter.txt").read_text() == "x"


def test_a_restoring_that_is_cut_leaves_no_centre_and_may_be_done_again(
    office: Centre, desk: Desk, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    desk.push(desk.item())
    back_up(office, file)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(own_rows, "tell_everything_again", full)
        with pytest.raises(OSError, match="No space"):
            restore(file, tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []
    assert restore(file, tmp_path / "new").rows > 0


def test_a_restored_centre_is_of_a_new_epoch_and_says_its_own_rows_anew(
    office: Centre, desk: Desk, stranger: Desk, file: Path, tmp_path: Path
):
    office.revoke(stranger.device)
    back_up(office, file)
    office.enrolment("A", name="Tên mới sau khi sao lưu")
    epoch, told = desk.greet().epoch, {row.id: row for row in desk.pull(COMMON)}
    restore(file, tmp_path / "new")
    desk.centre = again = Centre.open(tmp_path / "new", now=office.now)
    desk.cursors = {}
    desk.start()
    assert desk.epoch != epoch
    renewed = {row.id: row for row in desk.pull(COMMON)}
    assert renewed.keys() == told.keys()
    for row_id, row in renewed.items():
        assert row.greatest_stamp() > told[row_id].greatest_stamp(), "nobody may keep what the centre no longer says"
    assert {row.fields["name"] for row in renewed.values() if row.table == "unit"} == {"Đơn vị A", "Đơn vị B"}
    assert [row.fields["state"] for row in renewed.values() if row.table == "revocation"] == ["revoked"]
    with again.database.reading() as connection:
        assert noted(connection, "epoch") == desk.epoch
    again.close()


class Whole:
    """A backup, and what the centre held of which it was made."""

    def __init__(self, content: bytes, held: dict[object, object]) -> None:
        self.content, self.held = content, held


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, fresh_folder: Path) -> Whole:
    folder = tmp_path_factory.mktemp("whole")
    office = Centre.open(shutil.copytree(fresh_folder, folder / "office"))
    desk = Desk(office, "A")
    desk.push(desk.title(), *(desk.item(barcode=f"TK{number}", note="x" * number) for number in range(60)))
    back_up(office, folder / "b")
    held = dict(everything(office))
    office.close()
    return Whole((folder / "b").read_bytes(), held)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@example(at=0.0, bit=0)
def test_a_flipped_bit_is_seen_or_does_not_matter(whole: Whole, tmp_path: Path, at: float, bit: int):
    spoilt = bytearray(whole.content)
    spoilt[int(at * len(spoilt))] ^= 1 << bit
    assert comes_out(spoilt, tmp_path) in (None, whole.held)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True))
def test_a_cut_backup_is_refused(whole: Whole, tmp_path: Path, at: float):
    assert comes_out(whole.content[: int(at * len(whole.content))], tmp_path) is None


def comes_out(content: bytes | bytearray, tmp_path: Path) -> dict[object, object] | None:
    """What the restored centre holds; None when the backup was refused."""
    file, folder = tmp_path / "spoilt", tmp_path / os.urandom(8).hex()
    file.write_bytes(content)
    try:
        restore(file, folder)
    except Refused:
        return None
    restored = Centre.open(folder)
    held = dict(everything(restored))
    restored.close()
    return held
