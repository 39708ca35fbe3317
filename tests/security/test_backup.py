"""A library in one file: whole as of one moment while others write, read back, and put back only with its password."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop.library.library import Library
from desktop.library.model.item import ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.title import TitleForm
from desktop.library.security.backup import ENDING, back_up, last_backup
from desktop.library.security.restoring import NUMBERS_SKIPPED, restore
from desktop.library.store import copying
from desktop.library.store.rows import every
from desktop.library.store.store import FILE, Store
from tests.security.opened import DESK_WORD, LIBRARIAN_WORD, opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / f"thu{ENDING}"


@pytest.fixture
def stocked(librarians: Library) -> Library:
    """A library with a title, a copy, a reader and a title's file."""
    title = librarians.catalogue.add(TitleForm(title="Điều lệnh nội vụ", year="2019"))
    librarians.catalogue.add_item(title, ItemForm(barcode="TK000001"))
    librarians.readers.register(ReaderForm(card="TV000001", name="Trần Thị Thử", category="can-bo"))
    attached = librarians.store.file.parent.parent / "bia.txt"
    attached.write_text("Ảnh bìa")
    librarians.digital.attach(title, attached)
    return librarians


def held(library: Library) -> dict[tuple[str, str], tuple[object, object]]:
    return {(row.table, row.id): (row.fields, dict(row.stamped())) for row in every(library.store.connection)}


def refused(reason: Reason, work: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as no:
        work()
    assert no.value.reason is reason


def leftovers(folder: Path) -> set[str]:
    return {left.name for left in folder.iterdir() if left.name.endswith((".part", ".copy", ".part-wal"))}


def test_a_library_comes_out_as_it_went_in(stocked: Library, file: Path, tmp_path: Path):
    before = held(stocked)
    done = back_up(stocked, file)
    assert done is not None
    assert (done.file, done.size) == (file, file.stat().st_size)
    assert last_backup(stocked).file == file.name
    assert leftovers(tmp_path) == set()
    told = restore(tmp_path / "new", file, LIBRARIAN_WORD)
    assert (told.unit, told.at, told.aside) == ("DV01", done.at, None)
    with opened(tmp_path / "new", LIBRARIAN_WORD) as again:
        assert held(again) == before
        assert again.check().ok
        assert last_backup(again).at == done.at
        [attached] = again.digital.list(again.catalogue.find("điều lệnh", limit=1).lines[0].id)
        again.digital.save(attached.id, tmp_path / "bia2.txt")
    assert (tmp_path / "bia2.txt").read_text() == "Ảnh bìa"
    with opened(tmp_path / "new", DESK_WORD) as again:
        assert again.rights.value == "desk"


def test_queues_that_an_earlier_program_folded_otherwise_are_made_anew(stocked: Library, file: Path, tmp_path: Path):
    title = stocked.store.items.with_barcode("TK000001")[0].title_id
    assert stocked.circulation.hold("TV000001", title).status == "held"
    stocked.store.connection.execute("UPDATE hold SET until = '2031-01-01'")
    assert stocked.check().problems == (f"hold:{title}",)
    back_up(stocked, file)
    restore(tmp_path / "new", file, LIBRARIAN_WORD)
    with opened(tmp_path / "new", LIBRARIAN_WORD) as library:
        assert library.check().problems == ()


def test_nothing_of_readers_can_be_read_in_it(stocked: Library, file: Path):
    back_up(stocked, file)
    content = file.read_bytes()
    for word in ("Trần Thị Thử", "TV000001", "Điều lệnh", "Ảnh bìa", LIBRARIAN_WORD):
        assert word.encode() not in content
    assert file.stat().st_mode & 0o777 == 0o600


def test_whoever_works_meanwhile_is_not_kept_waiting_and_not_half_in_it(
    stocked: Library, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(copying, "PAGES", 5)
    before, profile = held(stocked), stocked.store.file.parent
    steps = 0
    with closing(Store(profile / FILE, stocked.store._key)) as desk:

        def work(_done: int, _of: int) -> bool:
            nonlocal steps
            steps += 1
            with desk.writing() as pen:
                pen.put("reader", pen.new_id(), {"card": f"SAU{steps}", "name": "đến sau"})
            return True

        back_up(stocked, file, progress=work)
    assert steps > 5
    restore(tmp_path / "new", file, LIBRARIAN_WORD)
    with opened(tmp_path / "new", LIBRARIAN_WORD) as again:
        assert held(again) == before
        assert again.check().ok


def test_a_backup_that_is_stopped_leaves_the_earlier_one(stocked: Library, file: Path, tmp_path: Path):
    back_up(stocked, file)
    kept, noted = file.read_bytes(), last_backup(stocked)
    assert back_up(stocked, file, progress=lambda _done, _of: False) is None
    assert (file.read_bytes(), last_backup(stocked), leftovers(tmp_path)) == (kept, noted, set())


def test_a_disk_without_room_leaves_the_earlier_one(
    stocked: Library, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    back_up(stocked, file)
    kept, noted = file.read_bytes(), last_backup(stocked)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        refused(Reason.DISK_FULL, lambda: back_up(stocked, file))
    refused(Reason.CANNOT_WRITE, lambda: back_up(stocked, tmp_path / "nowhere" / "x"))
    assert (file.read_bytes(), last_backup(stocked), leftovers(tmp_path)) == (kept, noted, set())


def test_a_wrong_password_and_the_desks_restore_nothing(stocked: Library, file: Path, tmp_path: Path):
    back_up(stocked, file)
    refused(Reason.WRONG_PASSWORD, lambda: restore(tmp_path / "new", file, "không phải"))
    refused(Reason.NOT_ENTITLED, lambda: restore(tmp_path / "new", file, DESK_WORD))
    assert {left.name for left in (tmp_path / "new").iterdir()} <= {"in-use"}


def test_a_library_that_is_there_is_replaced_only_when_asked_and_kept_aside(
    stocked: Library, file: Path, tmp_path: Path
):
    profile = stocked.store.file.parent
    back_up(stocked, file)
    stocked.readers.register(ReaderForm(card="TV000002", name="Lê Văn Ẫm", category="can-bo"))
    now = held(stocked)
    refused(Reason.LIBRARY_EXISTS, lambda: restore(profile, file, LIBRARIAN_WORD))
    refused(Reason.IN_USE, lambda: restore(profile, file, LIBRARIAN_WORD, replace=True))
    shutil.copytree(profile, tmp_path / "other")
    stocked.close()
    told = restore(tmp_path / "other", file, LIBRARIAN_WORD, replace=True)
    with opened(tmp_path / "other", LIBRARIAN_WORD) as restored:
        assert restored.standing().readers == 1
    assert told.aside is not None
    assert told.aside.parent == tmp_path / "other"
    with opened(told.aside, LIBRARIAN_WORD) as aside:
        assert held(aside) == now


def test_numbers_that_were_perhaps_printed_since_are_not_printed_again(stocked: Library, file: Path, tmp_path: Path):
    back_up(stocked, file)
    with stocked.store.writing():
        printed = [stocked.store.numbers.next("barcode", "TK") for _ in range(20)]
    restore(tmp_path / "new", file, LIBRARIAN_WORD)
    with opened(tmp_path / "new", LIBRARIAN_WORD) as again, again.store.writing():
        following = again.store.numbers.next("barcode", "TK")
    assert following not in printed
    assert int(following[2:]) > NUMBERS_SKIPPED


def test_a_backup_of_a_newer_program_asks_for_the_update(stocked: Library, file: Path, tmp_path: Path):
    back_up(stocked, file)
    rewritten(file, lambda manifest: manifest | {"schema": [*manifest["schema"], "s9999_from_the_future"]})
    refused(Reason.NEWER_SCHEMA, lambda: restore(tmp_path / "new", file, LIBRARIAN_WORD))


@pytest.mark.parametrize("name", ["../x", "/etc/x", "files/../../x", "key.json/../../x"])
def test_a_backup_writes_nowhere_else(stocked: Library, file: Path, tmp_path: Path, name: str):
    back_up(stocked, file)
    rewritten(file, lambda manifest: manifest | {"files": manifest["files"] | {name: {"size": 0, "sha256": ""}}})
    refused(Reason.NOT_A_BACKUP, lambda: restore(tmp_path / "new", file, LIBRARIAN_WORD))


@pytest.mark.parametrize("content", [b"", b"not a backup", b"PK\5\6" + bytes(18)], ids=["empty", "text", "empty zip"])
def test_what_is_no_backup_is_said_to_be_none(file: Path, tmp_path: Path, content: bytes):
    file.write_bytes(content)
    refused(Reason.NOT_A_BACKUP, lambda: restore(tmp_path / "new", file, LIBRARIAN_WORD))
    refused(Reason.NOT_A_FILE, lambda: restore(tmp_path / "new", tmp_path / "nowhere", LIBRARIAN_WORD))


def test_a_backup_with_a_flipped_bit_or_cut_is_refused_before_anything_is_touched(
    stocked: Library, file: Path, tmp_path: Path
):
    back_up(stocked, file)
    whole = file.read_bytes()
    for part in range(40):
        at = part * len(whole) // 40
        for spoilt in (whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], whole[:at]):
            file.write_bytes(spoilt)
            try:
                restore(tmp_path / "new", file, LIBRARIAN_WORD)
            except Refusal:
                assert not (tmp_path / "new" / FILE).exists()
                continue
            raise AssertionError(f"nobody saw what is wrong at {at}")


def rewritten(file: Path, change: Callable[[dict], dict]) -> None:
    """The same backup with another manifest."""
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents["backup.json"] = json.dumps(change(json.loads(contents["backup.json"]))).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
