"""The one write path: all or nothing, stamped, guarded, and what is derived follows."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.library.beginning import begin
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.store import key, migrations
from desktop.library.store.connection import DatabaseError, connect
from desktop.library.store.lock import ProfileLock
from desktop.library.store.replica import StoreReplica
from desktop.library.store.rows import load
from desktop.library.store.store import Store
from sync.core.row import Row

KEY = bytes(range(32))


@pytest.fixture
def store(tmp_path: Path):
    opened = Store(tmp_path / "library.db", KEY)
    begin(opened, unit="X03", name="Đơn vị thử")
    yield opened
    opened.close()


def a_title(store: Store, name: str = "Điều lệnh nội vụ") -> str:
    with store.writing() as pen:
        title = pen.new_id()
        pen.put("title", title, {"leader": "", "245/1": [100, "10", "a", name]})
    return title


def an_item(store: Store, title: str, barcode: str = "TK00001") -> str:
    with store.writing() as pen:
        item = pen.new_id()
        pen.put("item", item, {"title_id": title, "barcode": barcode, "type": "sach"})
    return item


def lend(store: Store, item: str, reader: str = "r" * 32) -> str:
    with store.writing() as pen:
        event, stamp = pen.new_id(), pen.tick()
        fields = {"kind": "lent", "order": stamp, "item_id": item, "reader_id": reader, "at": 1, "due": "2026-12-01"}
        pen.put("circulation_event", event, fields, stamp=stamp)
    return event


def test_what_raises_inside_a_transaction_leaves_nothing_behind(store: Store):
    title = a_title(store)

    def fail() -> None:
        with store.writing() as pen:
            pen.put("title", title, {"245/1": [100, "10", "a", "Khác"]})
            pen.put("item", pen.new_id(), {"title_id": title, "barcode": "TK9"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.titles.line(title).title == "Điều lệnh nội vụ"
    assert store.items.with_barcode("TK9") == ()
    assert store.check() == ()


def test_a_row_cannot_be_changed_past_the_write_path(store: Store):
    item = an_item(store, a_title(store))
    with pytest.raises(DatabaseError, match="past the write path"):
        store.connection.execute("UPDATE item SET fields = x'80' WHERE id = ?", (item,))
    with pytest.raises(DatabaseError, match="past the write path"):
        store.connection.execute("UPDATE item SET stamp = 'f' WHERE id = ?", (item,))


@pytest.mark.parametrize("table", migrations.EXTRACTED)
def test_every_synced_table_has_its_guard(store: Store, table: str):
    names = {name for (name,) in store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert f"{table}_guard" in names


def test_a_field_put_to_the_value_it_has_is_no_change(store: Store):
    item = an_item(store, a_title(store))
    before = load(store.connection, "item", item)
    with store.writing() as pen:
        assert not pen.put("item", item, {"barcode": "TK00001"})
    assert load(store.connection, "item", item) == before


def test_each_local_change_remembers_every_stamp_it_replaced(store: Store):
    item = an_item(store, a_title(store))
    replica = StoreReplica(store)
    sent = replica.outgoing(rows=1000, size=1 << 20)
    replica.acknowledge(sent.rows, 1)
    stamps = []
    for note in ("một", "hai", "ba"):
        stamps.append(load(store.connection, "item", item).stamp_of("barcode"))
        with store.writing() as pen:
            pen.put("item", item, {"barcode": note})
    assert load(store.connection, "item", item).bases == {"barcode": stamps}
    assert [row.fields for row in replica.outgoing(rows=10, size=1 << 20).rows] == [{"barcode": "ba"}]


def test_an_acknowledgement_does_not_settle_a_newer_edit(store: Store):
    item = an_item(store, a_title(store))
    replica = StoreReplica(store)
    sent = replica.outgoing(rows=1000, size=1 << 20)
    acknowledged = load(store.connection, "item", item).stamp_of("barcode")
    with store.writing() as pen:
        pen.put("item", item, {"barcode": "TK2"})
    replica.acknowledge(sent.rows, 1)
    row = load(store.connection, "item", item)
    assert row.bases == {"barcode": [acknowledged]}
    assert replica.waiting() == 1


def test_stamps_go_on_after_a_clock_that_was_set_back(tmp_path: Path):
    now = [1_800_000_000_000]
    store = Store(tmp_path / "library.db", KEY, now=lambda: now[0])
    begin(store, unit="X03", name="")
    first = load(store.connection, "title", a_title(store)).stamp
    store.close()
    now[0] = 1_300_000_000_000
    store = Store(tmp_path / "library.db", KEY, now=lambda: now[0])
    assert load(store.connection, "title", a_title(store)).stamp > first
    store.close()


def test_two_desks_that_both_start_empty_have_the_same_rows(tmp_path: Path):
    held = []
    for name in ("a", "b"):
        store = Store(tmp_path / f"{name}.db", KEY)
        begin(store, unit="X03", name=name)
        held.append(
            {
                (row.table, row.id, tuple(row.stamped()))
                for row in StoreReplica(store).outgoing(rows=1000, size=1 << 20).rows
            }
        )
        store.close()
    assert held[0] == held[1]
    assert held[0]


def test_everything_derived_can_be_dropped_and_rebuilt(store: Store):
    title = a_title(store)
    item = an_item(store, title)
    lend(store, item)
    before = (store.titles.line(title), store.loans.open_of_item(item))
    for table in ("loan", "title_card", "digest"):
        store.connection.execute(f"DELETE FROM {table}")
    assert store.check() != ()
    store.rebuild()
    assert store.check() == ()
    assert (store.titles.line(title), store.loans.open_of_item(item)) == before


def test_a_loan_that_was_tampered_with_is_found(store: Store):
    item = an_item(store, a_title(store))
    lend(store, item)
    store.connection.execute("UPDATE loan SET due = '2030-01-01'")
    assert store.check() == (f"loan:{item}",)


def test_a_bar_code_that_stands_twice_is_shown_to_a_person(store: Store):
    title = a_title(store)
    an_item(store, title, "TK1")
    an_item(store, title, "TK1")
    (conflict,) = store.conflicts.open()
    assert (conflict.kind, conflict.subject, conflict.state) == ("duplicate-barcode", "TK1", "open")


def test_a_book_lent_while_out_closes_the_old_loan_and_leaves_a_task(store: Store):
    item = an_item(store, a_title(store))
    first = lend(store, item, "a" * 32)
    second = lend(store, item, "b" * 32)
    assert store.loans.open_of_item(item).id == second
    assert store.loans.get(first).closed_as == "presumed-returned"
    assert [conflict.kind for conflict in store.conflicts.open()] == ["loan-task"]


def test_a_wrong_password_and_a_damaged_key_file_are_told_apart(tmp_path: Path):
    file = tmp_path / "key.json"
    made = key.create_key(file, "mật khẩu")
    assert key.unwrap_key(file, "mật khẩu") == made
    with pytest.raises(Refusal) as wrong:
        key.unwrap_key(file, "mat khau")
    assert wrong.value.reason is Reason.WRONG_PASSWORD
    file.write_text("{}")
    with pytest.raises(Refusal) as damaged:
        key.unwrap_key(file, "mật khẩu")
    assert damaged.value.reason is Reason.DAMAGED_FILE
    assert file.stat().st_mode & 0o077 == 0


def test_the_file_on_disk_shows_nothing(store: Store):
    with store.writing() as pen:
        pen.put("reader", pen.new_id(), {"name": "Trần Thị Thử", "card": "TV000001"})
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = b"".join(file.read_bytes() for file in store.file.parent.iterdir())
    assert "Trần".encode() not in content
    assert b"TV000001" not in content
    assert b"SQLite format" not in content


def test_another_key_does_not_open_the_file(store: Store):
    with pytest.raises(Refusal) as refused:
        Store(store.file, os.urandom(32))
    assert refused.value.reason is Reason.DAMAGED_FILE


def test_a_newer_schema_is_refused_and_the_file_left_alone(store: Store):
    store.connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('tusach', 's9999_future', '2030')"
    )
    store.close()
    before = store.file.read_bytes()
    with pytest.raises(Refusal) as refused:
        Store(store.file, KEY)
    assert refused.value.reason is Reason.NEWER_SCHEMA
    assert store.file.read_bytes() == before
    reopened = connect(store.file, KEY)
    reopened.execute("DELETE FROM _sqlite_migrations WHERE name = 's9999_future'")
    reopened.close()


def test_an_older_file_is_upgraded_and_a_copy_is_kept(tmp_path: Path):
    file = tmp_path / "library.db"
    connection = connect(file, KEY)
    from_first = migrations.Database(connection, execute_plugins=False)
    migrations.STEPS.apply(from_first, stop_before=migrations.KNOWN[-1])
    connection.close()
    store = Store(file, KEY)
    assert migrations.pending(store.connection) == 0
    store.close()
    kept = [copy for copy in tmp_path.iterdir() if ".before-" in copy.name]
    assert len(kept) == 1
    shutil.copy(kept[0], tmp_path / "old.db")
    old = connect(tmp_path / "old.db", KEY)
    assert migrations.pending(old) == 1
    old.close()


def test_what_conflicts_keep_of_a_redacted_reader_is_forgotten(store: Store):
    reader, replica = "e" * 32, StoreReplica(store)
    with store.writing() as pen:
        pen.put("reader", reader, {"name": "Trần Thị Thử", "card": "TV1"})
    stamp = f"{1 << 44:012x}{0:04x}{'b' * 10}"
    replica.apply("unit:X03", [Row("reader", reader, "unit:X03", stamp, {"name": "Trần Thị Thứ"})], 1, 0)
    (told,) = store.conflicts.open()
    assert {told.ours, told.theirs} == {"Trần Thị Thử", "Trần Thị Thứ"}
    with store.writing() as pen:
        pen.put("reader", reader, {"redacted": True})
    (told,) = store.conflicts.open()
    assert (told.ours, told.theirs) == ("", "")
    assert store.check() == ()


def test_a_second_program_on_a_profile_is_told_so(tmp_path: Path):
    lock = ProfileLock(tmp_path)
    with pytest.raises(Refusal) as refused:
        ProfileLock(tmp_path)
    assert refused.value.reason is Reason.IN_USE
    lock.release()
    ProfileLock(tmp_path).release()


def test_desks_of_a_unit_never_print_the_same_number(tmp_path: Path):
    printed: list[str] = []
    for desk in (0, 1, 2):
        store = Store(tmp_path / f"{desk}.db", KEY)
        begin(store, unit="X03", name="")
        with store.writing():
            store.numbers.lease(desk)
            printed += [store.numbers.next("barcode", "TK") for _ in range(50)]
        store.close()
    assert len(set(printed)) == 150


def test_a_number_typed_by_hand_is_skipped(store: Store):
    an_item(store, a_title(store), "TK000001")
    with store.writing():
        assert store.numbers.next("barcode", "TK") == "TK000002"


def test_unknown_tables_and_fields_of_a_newer_program_are_carried(store: Store):

    stamp = f"{5:012x}{0:04x}{'a' * 10}"
    replica = StoreReplica(store)
    replica.apply("unit:X03", [Row("box", "c" * 32, "unit:X03", stamp, {"colour": "xanh"})], 3, 0)
    replica.apply("unit:X03", [Row("item", "d" * 32, "unit:X03", stamp, {"barcode": "B1", "smell": "mốc"})], 4, 0)
    assert load(store.connection, "box", "c" * 32).fields == {"colour": "xanh"}
    assert load(store.connection, "item", "d" * 32).fields["smell"] == "mốc"
    assert store.items.with_barcode("B1")
    assert store.check() == ()


NAMES = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯáàảãạ ", min_size=1, max_size=12)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 3), NAMES), min_size=1, max_size=12))
def test_the_digest_kept_step_by_step_is_that_of_the_rows(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, str]]
):
    store = Store(tmp_path_factory.mktemp("digest") / "library.db", KEY)
    begin(store, unit="X03", name="")
    for row, text in edits:
        with store.writing() as pen:
            pen.put("reader", f"{row:032x}", {"name": text, "card": f"T{row}"})
    assert store.check() == ()
    store.close()
