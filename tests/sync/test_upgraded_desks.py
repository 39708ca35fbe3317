"""A desk whose library an earlier program made gets the starting rows it lacks, and agrees with every other desk."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest
from backports import zstd

from desktop.library import beginning, enrolling
from desktop.library.beginning import begin, complete
from desktop.library.circulation.policy import starting_rules
from desktop.library.library import Opening, create
from desktop.library.store.connection import connect
from desktop.library.store.replica import StoreReplica
from desktop.library.store.rows import every
from desktop.library.store.store import FILE, Store
from sync.client.run import run
from tests.server.centre import CentreProgram

KEY = bytes(range(32))
RELEASED = Path(__file__).parents[1] / "store" / "released" / "0.2.0.db.zst"
SHARED = ("policy", "code", "calendar")


def upgraded(folder: Path) -> Store:
    """The library of version 0.2.0, opened by this program."""
    folder.mkdir()
    plain = folder / "plain.db"
    plain.write_bytes(zstd.decompress(RELEASED.read_bytes()))
    connection = connect(folder / FILE, KEY)
    connection.execute("ATTACH DATABASE ? AS saved KEY ''", (str(plain),))
    connection.execute("SELECT sqlcipher_export('main', 'saved')")
    connection.execute("DETACH DATABASE saved")
    connection.close()
    store = Store(folder / FILE, KEY)
    assert store.policies.rule("tap-the", "giao-trinh") is not None
    assert store.policies.rule("tap-the", "giao-trinh").category == "*"  # type: ignore[union-attr]  # one line above
    complete(store)
    return store


def rules_of(store: Store) -> set[tuple[str, str, str, str]]:
    return {
        (row.table, row.id, row.greatest_stamp(), str(sorted(row.fields.items())))
        for row in every(store.connection)
        if row.table in SHARED
    }


def agree(store: Store) -> None:
    with closing(enrolling.centre_of(store)) as centre:
        assert run(StoreReplica(store), centre, stopping=threading.Event()).stop is None


def test_two_upgraded_desks_and_a_new_one_end_with_the_same_rules(tmp_path: Path, centre: CentreProgram) -> None:
    first, second = upgraded(tmp_path / "first"), upgraded(tmp_path / "second")
    (tmp_path / "new").mkdir()
    new = Store(tmp_path / "new" / FILE, KEY)
    begin(new, unit=first.unit, name="Đơn vị")
    assert rules_of(first) == rules_of(second) == rules_of(new)
    for store in (first, second, new):
        enrolling.enrol(store, centre.enrol(first.unit), name="Máy")
        agree(store)
    for store in (first, second, new):
        agree(store)
        assert store.check() == ()
        assert store.policies.rule("tap-the", "giao-trinh").max_of_type > 50  # type: ignore[union-attr]  # told above
    assert rules_of(first) == rules_of(second) == rules_of(new)
    assert not first.conflicts.open_count()
    for store in (first, second, new):
        store.close()


def test_what_is_missing_is_added_when_the_library_is_opened_and_only_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = tuple((code, fields) for code, fields in starting_rules() if not code.startswith("tap-the"))
    monkeypatch.setattr(beginning, "starting_rules", lambda: earlier)
    monkeypatch.setattr(beginning, "_ROWS", 1)
    create(tmp_path, unit="DV01", name="", password="x")
    monkeypatch.undo()
    opening = Opening(tmp_path, "x")
    with closing(opening.library()) as library:
        assert library.store.policies.rule("tap-the", "sach").category == "tap-the"  # type: ignore[union-attr]  # it is there
        written = library.store.connection.execute("SELECT number FROM clock").fetchone()
    with closing(opening.library()) as library:
        assert library.store.connection.execute("SELECT number FROM clock").fetchone() == written
    opening.release()


def test_a_starting_rule_that_somebody_deleted_stays_deleted(tmp_path: Path) -> None:
    store = Store(tmp_path / FILE, KEY)
    begin(store, unit="DV01", name="")
    rule = store.policies.rule("tap-the", "sach")
    assert rule is not None
    with store.writing() as pen:
        pen.put("policy", rule.version.partition("@")[0], {"deleted_at": 1})
    store.profile.forget(beginning.BORN)
    complete(store)
    assert store.policies.rule("tap-the", "sach").item_type == "*"  # type: ignore[union-attr]  # any type has one
    store.close()
