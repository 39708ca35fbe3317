"""Files of titles: attached once, refused when they may not be here, opened as verified copies, removed everywhere."""

from __future__ import annotations

import stat
import sys
import zipfile
from pathlib import Path

import pytest

from desktop.library.digital import Digital
from desktop.library.digital.digital import safe_name
from desktop.library.digital.lane import DAY_MS, GRACE_MS
from desktop.library.model.file import FileState
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights
from desktop.library.store import files, rows
from desktop.library.store.store import FILE, Store
from sync.core.row import Row


def written(folder: Path, name: str, content: bytes = b"%PDF-1.7 xin ch\xc3\xa0o") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def refusal_of(digital: Digital, title: str, file: Path) -> Refusal:
    with pytest.raises(Refusal) as no:
        digital.attach(title, file)
    assert digital.list() == ()
    return no.value


def test_an_attached_file_is_listed_with_what_is_known_of_it(digital: Digital, title: str, tmp_path: Path):
    file = digital.attach(title, written(tmp_path, "Bìa sách.pdf"))
    assert digital.list(title) == digital.list() == (file,)
    assert (file.name, file.media, file.size, file.state) == ("Bìa sách.pdf", "application/pdf", 18, FileState.HERE)
    assert digital.list("0" * 32) == ()


def test_a_copy_in_clear_is_what_was_attached_and_is_put_away(digital: Digital, title: str, tmp_path: Path):
    file = digital.attach(title, written(tmp_path, "a.pdf"))
    copy = digital.open(file.id)
    assert copy.read_bytes() == (tmp_path / "a.pdf").read_bytes()
    assert copy.name == "a.pdf"
    if sys.platform != "win32":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    digital.put_away()
    assert not copy.exists()


def test_the_same_content_on_one_title_is_one_file_and_on_two_titles_lies_here_once(
    digital: Digital, store: Store, title: str, tmp_path: Path
):
    first = digital.attach(title, written(tmp_path, "a.pdf"))
    assert digital.attach(title, written(tmp_path, "b.pdf")) == first
    with store.writing() as pen:
        pen.put("title", other := pen.new_id(), {"245/1": [100, "00", "a", "Khác"]})
    digital.attach(other, tmp_path / "b.pdf")
    assert len(digital.list()) == 2
    assert len([*digital._stacks.everything()]) == 1


def test_what_is_missing_empty_a_folder_or_too_large_is_refused(digital: Digital, title: str, tmp_path: Path):
    for file in (tmp_path / "không có.pdf", tmp_path, written(tmp_path, "rỗng.pdf", b"")):
        assert refusal_of(digital, title, file).reason is Reason.NOT_A_FILE
    digital.allow(10)
    no = refusal_of(digital, title, written(tmp_path, "to.pdf", b"12345678901"))
    assert (no.reason, no.facts["largest"], no.facts["size"]) == (Reason.FILE_TOO_LARGE, 10, 11)
    digital.allow(11)
    assert digital.attach(title, tmp_path / "to.pdf").size == 11


def test_a_title_that_is_not_here_gets_no_file(digital: Digital, store: Store, title: str, tmp_path: Path):
    with store.writing() as pen:
        pen.put("title", title, {"deleted_at": 1})
    for title_id in (title, "0" * 32):
        assert refusal_of(digital, title_id, written(tmp_path, "a.pdf")).reason is Reason.UNKNOWN_TITLE


@pytest.mark.parametrize("name", ["Kế hoạch (MẬT).pdf", "Phuong_an_TUYET_MAT.docx", "Báo cáo - Mật.txt", "TỐI MẬT.zip"])
def test_a_name_with_the_mark_of_a_state_secret_is_refused(digital: Digital, title: str, tmp_path: Path, name: str):
    assert refusal_of(digital, title, written(tmp_path, name)).reason is Reason.STATE_SECRET


def test_a_text_that_bears_the_mark_is_refused_and_one_about_secrets_is_not(
    digital: Digital, title: str, tmp_path: Path
):
    marked = "BỘ CÔNG AN\nCục X\n\nTUYỆT MẬT\n\nPhương án".encode()
    assert refusal_of(digital, title, written(tmp_path, "pa.txt", marked)).reason is Reason.STATE_SECRET
    document = tmp_path / "pa.docx"
    with zipfile.ZipFile(document, "w") as archive:
        archive.writestr(
            "word/document.xml", "<w:p><w:t>BỘ CÔNG AN</w:t></w:p><w:p><w:t>(Mật)</w:t></w:p><w:p>abc</w:p>"
        )
    assert refusal_of(digital, title, document).reason is Reason.STATE_SECRET
    about = "Luật Bảo vệ bí mật nhà nước và hướng dẫn thi hành\nMật ong rừng U Minh\n".encode()
    assert digital.attach(title, written(tmp_path, "luat.txt", about)).state is FileState.HERE


def test_whoever_has_the_desk_password_looks_and_does_not_change(
    store: Store, digital: Digital, title: str, tmp_path: Path
):
    file = digital.attach(title, written(tmp_path, "a.pdf"))
    desk = Digital(store, Rights.DESK)
    assert desk.open(file.id).exists()
    for change in (lambda: desk.attach(title, tmp_path / "a.pdf"), lambda: desk.remove(file.id)):
        with pytest.raises(Refusal) as no:
            change()
        assert no.value.reason is Reason.NOT_ENTITLED


def test_a_removed_file_is_gone_from_the_list_and_its_content_after_a_month(
    digital: Digital, store: Store, title: str, tmp_path: Path
):
    file = digital.attach(title, written(tmp_path, "a.pdf"))
    digital.remove(file.id)
    assert digital.list(title) == ()
    with pytest.raises(Refusal) as no:
        digital.open(file.id)
    assert no.value.reason is Reason.UNKNOWN_ID
    began, there = store.now(), store.now
    for days, is_kept in ((1, True), (29, True), (32, False)):
        store.clock._now = store.now = lambda days=days: began + days * DAY_MS
        digital.lane.begin("")  # a run
        assert digital._stacks.has(file.sha256) is is_kept, days
    store.now = there
    assert store.files.state_of(file.sha256) == ""


def test_a_content_named_again_within_the_month_stays(digital: Digital, store: Store, title: str, tmp_path: Path):
    file = digital.attach(title, written(tmp_path, "a.pdf"))
    digital.remove(file.id)
    digital.lane.tidy()
    again = digital.attach(title, tmp_path / "a.pdf")
    began = store.now()
    store.clock._now = store.now = lambda: began + 2 * GRACE_MS
    digital.lane.tidy()
    assert digital.get(again.id).state is FileState.HERE


def test_a_content_that_rots_or_goes_from_the_disk_is_fetched_again(
    digital: Digital, store: Store, title: str, tmp_path: Path
):
    file = digital.attach(title, written(tmp_path, "a.pdf"))
    (place,) = (place for _, place in digital._stacks.everything())
    place.write_bytes(place.read_bytes()[:-1] + b"?")
    with pytest.raises(Refusal) as no:
        digital.open(file.id)
    assert no.value.reason is Reason.DAMAGED_FILE
    assert [blob.sha256 for blob in digital.lane.to_fetch(10)] == [file.sha256]
    assert digital.list(title)[0].state is FileState.COMING
    digital.attach(title, tmp_path / "a.pdf")
    place.unlink()
    assert digital.list(title)[0].state is FileState.COMING
    assert digital.lane.to_send(10) == ()
    assert len(digital.lane.to_fetch(10)) == 1


def test_rows_of_an_older_program_come_to_life_after_the_upgrade(tmp_path: Path, store: Store, title: str):
    """A program that did not know files kept them as rows of a table unknown to it."""
    row = Row("file", "7" * 32, "unit:T01", store.clock.tick(), {"title_id": title, "name": "a.pdf"})
    row.fields |= {"sha256": "ab" * 32, "size": 9}
    connection = store.connection
    with store.writing():
        rows.save(connection, row, 99, is_new=True)
        connection.execute(
            "INSERT INTO other_row SELECT 'file', id, channel, number, stamp, stamps, bases, fields FROM file"
        )
        connection.execute("DROP TABLE file")
        connection.execute("DROP TABLE blob")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 's0005_files'")
    store.close()
    with_files = Store(tmp_path / "profile" / FILE, bytes(range(32)))
    (file,) = with_files.files.every()
    assert (file.name, file.title_id, file.state) == ("a.pdf", title, FileState.COMING)
    assert with_files.files.to_fetch(with_files.now_ms(), 5)[0].size == 9
    assert with_files.connection.execute("SELECT count(*) FROM other_row").fetchone() == (0,)
    with_files.close()


def test_rows_that_name_nonsense_harm_nobody(digital: Digital, store: Store, title: str):
    with store.writing() as pen:
        for nonsense in ({"sha256": 5}, {"sha256": "../../etc"}, {"sha256": "AB" * 32, "size": 1}, {}, {"name": 7}):
            pen.put("file", pen.new_id(), {"title_id": title, "size": -4, **nonsense})
        pen.put("file", pen.new_id(), {"title_id": ["?"], "sha256": "ab" * 32, "size": "?", "created": "?"})
    assert digital.list() == ()
    assert digital.lane.to_fetch(9) == ()
    assert store.check() == ()


def test_what_nobody_has_is_asked_for_less_often(digital: Digital, store: Store, title: str):
    with store.writing() as pen:
        pen.put("file", pen.new_id(), {"title_id": title, "sha256": "ab" * 32, "size": 9})
    (blob,) = digital.lane.to_fetch(9)
    began = store.now_ms()
    for passed in (1, 3_600_000, 7 * DAY_MS):
        store.clock._now = lambda passed=passed: began + passed
        assert digital.lane.to_fetch(9) == (blob,)
        digital.lane.not_there([blob])
        digital.lane.tidy()
        store.clock._now = lambda passed=passed: began + passed + min(passed // 5, files.LATEST_AGAIN_MS - 1)
        assert digital.lane.to_fetch(9) == () or passed == 1
    store.clock._now = lambda: began + 8 * DAY_MS
    assert digital.lane.to_fetch(9) == (blob,)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Bìa sách.pdf", "Bìa sách.pdf"),
        ("../../.bashrc", "_.._.bashrc"),
        ("C:\\Windows\\a.exe", "C_Windows_a.exe"),
        ("CON.txt", "_CON.txt"),
        ("a\u202efdp.exe", "a_fdp.exe"),
        ("...", "_"),
        ("", "_"),
    ],
)
def test_a_name_from_another_pc_leads_nowhere_else(name: str, safe: str):
    assert safe_name(name) == safe
    assert len(safe_name(name * 100)) <= 120
