"""Old data opens: a file of every released version is upgraded, with a copy kept, and a desk works on it at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from backports import zstd

from desktop.library.circulation.desk import Desk
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.upgrade import Stage, Upgrading
from desktop.library.store import copying, upgrading
from desktop.library.store.connection import connect
from desktop.library.store.rows import load
from desktop.library.store.schema import NAMES
from desktop.library.store.store import Store
from sync.core.row import Row
from sync.core.sealing import UnitKey
from sync.core.stamp import make

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection

KEY = bytes(range(32))
RELEASED = Path(__file__).with_name("released")
"""`VERSION.db.zst`: a small library made with the commands of that version, out of its encryption, compressed."""
VERSIONS = ("0.1.0", "0.2.0")
NOON = 1_795_500_000_000
"""24 November 2026, after everything that was done in the saved libraries."""


def saved(version: str, folder: Path, key: bytes = KEY) -> Path:
    """The library of that version, encrypted with this key."""
    plain, file = folder / "plain.db", folder / "library.db"
    plain.write_bytes(zstd.decompress((RELEASED / f"{version}.db.zst").read_bytes()))
    connection = connect(file, key)
    connection.execute("ATTACH DATABASE ? AS saved KEY ''", (str(plain),))
    connection.execute("SELECT sqlcipher_export('main', 'saved')")
    connection.execute("DETACH DATABASE saved")
    connection.close()
    plain.unlink()
    return file


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A library file of each released version."""
    return saved(request.param, tmp_path)


def test_there_is_a_file_of_every_version_that_was_released():
    assert {file.name for file in RELEASED.iterdir()} == {f"{version}.db.zst" for version in VERSIONS}


def test_an_old_library_has_everything_it_had(old: Path):
    store = Store(old, KEY, now=lambda: NOON)
    assert [card for (card,) in store.connection.execute("SELECT card FROM reader ORDER BY card")] == [
        f"TV00000{number}" for number in (1, 2, 3)
    ]
    open_loans = {(line.barcode, line.card, line.renewals) for line in Desk(store).open_loans()}
    assert open_loans == {("TK.00001", "TV000001", 1), ("TK.00004", "TV000002", 0), ("TK.00003", "TV000003", 0)}
    assert Desk(store).panel("TV000003").holds == 1
    assert store.check() == ()
    store.close()


def test_a_copy_of_the_old_library_is_kept(old: Path):
    before = steps(connect(old, KEY))
    Store(old, KEY).close()
    (kept,) = [file for file in old.parent.iterdir() if ".before-" in file.name]
    assert steps(connect(kept, KEY)) == before
    assert steps(connect(old, KEY)) == list(NAMES)


def test_an_upgrade_is_told_as_it_goes_and_cut_short_it_goes_on_with_the_copy_it_made(
    old: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(copying, "PAGES", 8)
    before, heard = steps(connect(old, KEY)), list[Upgrading]()

    def cut(upgrade: Upgrading) -> None:
        heard.append(upgrade)
        if (upgrade.stage, upgrade.done) == (Stage.CHANGING, 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Store(old, KEY, upgrading=cut)
    assert [one.stage for one in heard] == sorted((one.stage for one in heard), key=tuple(Stage).index)
    assert {one.stage for one in heard} == {Stage.COPYING, Stage.CHECKING, Stage.CHANGING}
    assert heard[-1] == Upgrading(Stage.CHANGING, 2, len(NAMES) - len(before))
    heard.clear()
    Store(old, KEY, upgrading=heard.append).close()
    assert [one.stage for one in heard][-1] is Stage.FOLDING
    assert {one.stage for one in heard} == {Stage.CHANGING, Stage.FOLDING}
    (kept,) = [file for file in old.parent.iterdir() if file.name.endswith(".db") and ".before-" in file.name]
    assert steps(connect(kept, KEY)) == before


def test_an_upgrade_that_has_no_room_changes_nothing(old: Path, monkeypatch: pytest.MonkeyPatch):
    before = steps(connect(old, KEY))
    monkeypatch.setattr(upgrading, "_SPARE", 1e-12)  # no disk is that large
    with pytest.raises(Refusal) as caught:
        Store(old, KEY)
    assert caught.value.reason is Reason.NO_ROOM_TO_UPGRADE
    assert steps(connect(old, KEY)) == before
    assert not any(".before-" in file.name for file in old.parent.iterdir())


def test_a_desk_works_on_an_old_library_at_once(old: Path):
    store = Store(old, KEY, now=lambda: NOON)
    desk = Desk(store)
    assert desk.give_back("TK.00004").status == "returned"
    assert desk.lend("TV000001", "TK.00002").status == "lent"
    assert desk.undo().status == "undone"
    assert store.check() == ()
    store.close()


def test_what_a_newer_program_sent_meanwhile_comes_to_life(tmp_path: Path):
    """A unit is upgraded one PC after the other: rows of tables that 0.2 did not know were carried along."""
    file = saved("0.2.0", tmp_path)
    fields = {"reader_id": "a" * 32, "kind": "charge", "amount": 95_000, "at": NOON}
    row = Row("ledger", "e" * 32, "unit:DV01", make(NOON, 0, "b" * 10), fields)
    connection = connect(file, KEY)
    connection.execute(
        "INSERT INTO other_row (tbl, id, channel, number, stamp, fields) VALUES (?, ?, ?, 1, ?, ?)",
        (row.table, row.id, row.channel, row.stamp, msgspec.msgpack.encode(row.fields)),
    )
    connection.close()
    store = Store(file, KEY, now=lambda: NOON)
    known = store.connection.execute("SELECT id, reader_id, kind, at FROM ledger").fetchall()
    assert known == [("e" * 32, "a" * 32, "charge", NOON)]
    assert store.connection.execute("SELECT count(*) FROM other_row WHERE tbl = 'ledger'").fetchone() == (0,)
    store.close()


def test_events_that_0_2_could_not_understand_are_folded_in(tmp_path: Path):
    file = saved("0.2.0", tmp_path)
    connection = connect(file, KEY)
    loan, item, title = connection.execute(
        "SELECT loan.id, item.id, item.title_id FROM loan JOIN item ON item.id = loan.item_id WHERE returned IS NULL "
        "AND barcode = 'TK.00001'"
    ).fetchone()
    blob = connection.execute("SELECT fields FROM circulation_event WHERE id = ?", (loan,)).fetchone()[0]
    lent = msgspec.msgpack.decode(blob)
    order = make(NOON, 0, "b" * 10)
    told = {"kind": "due-changed", "item_id": item, "title_id": title, "reader_id": lent["reader_id"]}
    moved = told | {"order": order, "at": NOON, "recorded": NOON, "due": "2031-05-06"}
    connection.execute(
        "INSERT INTO circulation_event (id, channel, number, stamp, fields, kind, item_id, title_id, reader_id, at, "
        "ord) VALUES (?, 'unit:DV01', 1, ?, ?, 'due-changed', ?, ?, ?, ?, ?)",
        ("e" * 32, order, msgspec.msgpack.encode(moved), item, title, lent["reader_id"], NOON, order),
    )
    on_site = msgspec.msgpack.encode(lent | {"on_site": True})
    connection.execute("UPDATE circulation_event SET fields = ?, number = number + 1 WHERE id = ?", (on_site, loan))
    connection.close()
    store = Store(file, KEY, now=lambda: NOON)
    kept = store.loans.get(loan)
    assert kept is not None
    assert (kept.due.isoformat(), kept.on_site) == ("2031-05-06", True)
    assert [code for code in store.check() if not code.startswith("digest:")] == []
    store.close()


def test_what_a_newer_program_sent_sealed_is_opened(tmp_path: Path):
    """0.2 did not know that a PIN, a portrait and the words beside an act are personal: it kept them as they came."""
    file, key = saved("0.2.0", tmp_path), UnitKey(KEY)
    connection = connect(file, KEY)
    (reader,) = connection.execute("SELECT id FROM reader WHERE card = 'TV000001'").fetchone()
    before = load(connection, "reader", reader)
    assert before is not None
    pin = Row("reader", reader, before.channel, make(NOON, 0, "b" * 10), {"pin": "$argon2id$"})
    (event,) = connection.execute("SELECT min(id) FROM circulation_event").fetchone()
    why = Row("circulation_event", event, before.channel, make(NOON, 1, "b" * 10), {"why": "Ốm"})
    for row in (pin, why):
        kept = load(connection, row.table, row.id)
        sealed = key.sealed_row(row, row).fields
        blob = msgspec.msgpack.encode({**kept.fields, **sealed})  # type: ignore[union-attr]  # it was found above
        connection.execute("UPDATE clock SET number = number + 1")
        changed = f"UPDATE {row.table} SET fields = ?, number = (SELECT number FROM clock) WHERE id = ?"
        connection.execute(changed, (blob, row.id))
    photo = key.sealed_row(whole := Row("portrait", "f" * 32, before.channel, pin.stamp, {"photo": b"JPEG"}), whole)
    connection.execute(
        "INSERT INTO other_row (tbl, id, channel, number, stamp, fields) VALUES (?, ?, ?, 1, ?, ?)",
        (photo.table, photo.id, photo.channel, photo.stamp, msgspec.msgpack.encode(photo.fields)),
    )
    connection.execute("INSERT INTO profile (name, value) VALUES ('unit-key', ?)", (msgspec.msgpack.encode(KEY),))
    connection.close()
    store = Store(file, KEY, now=lambda: NOON)
    opened = [
        load(store.connection, *of) for of in (("reader", reader), ("circulation_event", event), ("portrait", "f" * 32))
    ]
    assert [row and row.fields.get(name) for row, name in zip(opened, ("pin", "why", "photo"), strict=True)] == [
        "$argon2id$",
        "Ốm",
        b"JPEG",
    ]
    store.close()


def steps(connection: Connection) -> list[str]:
    """The names of the steps that a file has, in order."""
    found = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'tusach' ORDER BY name")
    names = [name for (name,) in found]
    connection.close()
    return names
