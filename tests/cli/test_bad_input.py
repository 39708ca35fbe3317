"""Whatever goes wrong: a plain sentence with what to do, an exit code, and nothing lost."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.library.library import Opening
from desktop.library.model.title import TitleForm
from desktop.library.store.lock import ProfileLock
from sync.core.stamp import wall_clock_ms
from tests.cli.tusach import PASSWORD, Outcome, Tusach, command, environment, program


def refused(outcome: Outcome, code: int, error: str) -> str:
    """The sentence of a command that was refused, after everything about it was looked at."""
    problem = outcome.problem
    assert (outcome.code, problem["error"]) == (code, error)
    assert problem["message"].endswith(".")
    assert "Traceback" not in outcome.err
    return str(problem["message"])


def is_whole(tusach: Tusach) -> bool:
    return tusach.one("check")["ok"] is True


def test_an_unknown_bar_code(tusach: Tusach):
    assert "TK999999" in refused(tusach("return", "TK999999"), 1, "unknown-barcode")


def test_a_card_where_an_item_is_expected_and_the_other_way_round(tusach: Tusach):
    assert "BD0002" in refused(tusach("lend", "BD0001", "BD0002"), 1, "card-where-item-expected")
    assert "TK000001" in refused(tusach("lend", "TK000001", "TK000002"), 1, "item-where-card-expected")
    assert tusach.done("loans") == []


def test_a_truncated_marc_file_gives_what_is_whole_and_says_what_is_not(tusach: Tusach, tmp_path: Path):
    source, cut = tmp_path / "nguon.mrc", tmp_path / "cut.mrc"
    tusach.done("add-title", "--title", "Sách thứ hai", "--author", "Người Viết", "--year", "2020")
    tusach.done("export", str(source))
    content = source.read_bytes()
    cut.write_bytes(content[: content.index(b"\x1d") + 40])
    other = Tusach(tmp_path / "other", tusach.capsys)
    other.done("init", "--unit", "X09")
    outcome = other("import", str(cut))
    assert outcome.code == 1
    assert (outcome.answer["read"], outcome.answer["added"], outcome.answer["rejected"]) == (2, 1, 1)
    assert is_whole(other)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("anh.mrc", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "unknown-format"),
        ("thu.mrc", "Kính gửi thư viện. Xin gửi danh sách sau.\n".encode(), "not-marc"),
        ("trang.xml", b"<html><body>404</body></html>", "not-marc"),
        ("trong.mrc", b"", "not-a-file"),
    ],
)
def test_a_file_that_is_not_marc(tusach: Tusach, tmp_path: Path, name: str, content: bytes, error: str):
    file = tmp_path / name
    file.write_bytes(content)
    assert name in refused(tusach("import", str(file)), 1, error)
    assert tusach.one("status")["titles"] == 1


def test_a_file_that_is_not_there_does_not_keep_the_next_one_out(tusach: Tusach, tmp_path: Path):
    readers = tmp_path / "ban-doc.csv"
    readers.write_text("Số thẻ,Họ tên\nBD0100,Phạm Thị Đào\n", encoding="utf-8")
    outcome = tusach("import", str(tmp_path / "khong-co.mrc"), str(readers))
    refused(outcome, 1, "not-a-file")
    assert outcome.answer["added"] == 1


def test_a_wrong_password_opens_nothing_and_harms_nothing(tusach: Tusach, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TUSACH_PASSWORD", "sai")
    refused(tusach("status"), 77, "wrong-password")
    monkeypatch.setenv("TUSACH_PASSWORD", PASSWORD)
    assert is_whole(tusach)


def test_a_password_comes_from_a_file(tusach: Tusach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("TUSACH_PASSWORD")
    file = tmp_path / "mat-khau"
    file.write_text(PASSWORD + "\n", encoding="utf-8")
    assert tusach.one("--password-file", str(file), "status")["unit"] == "T01"
    refused(tusach("--password-file", str(tmp_path / "khong-co"), "status"), 1, "not-a-file")


def test_a_profile_without_a_library_is_told_before_anybody_is_asked_for_a_password(
    empty: Tusach, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("TUSACH_PASSWORD")
    refused(empty("status"), 1, "no-library")


def test_a_library_without_its_key_file_is_not_there(tusach: Tusach):
    (tusach.profile / "key.json").unlink()
    refused(tusach("status"), 1, "no-library")


def test_a_profile_below_a_file_cannot_be_written(tmp_path: Path):
    file = tmp_path / "tep"
    file.write_text("", encoding="utf-8")
    refused(program(file / "profile", "--json", "init", "--unit", "X03"), 1, "cannot-write")
    refused(program(file / "profile", "--json", "demo", "--size", "20"), 1, "cannot-write")


@pytest.fixture
def read_only(tusach: Tusach) -> Iterator[Path]:
    """The small library on a file system that takes nothing, or in folders without permission."""
    if os.geteuid() != 0:
        tusach.profile.chmod(0o500)
        yield tusach.profile
        tusach.profile.chmod(0o700)
        return
    # Permissions do not stop root; a mount does, where root may make one.
    bind = subprocess.run(["mount", "--bind", tusach.profile, tusach.profile], capture_output=True, check=False)
    if bind.returncode != 0:
        pytest.skip("root here may write everywhere and make no mounts")
    subprocess.run(["mount", "-o", "remount,bind,ro", tusach.profile], check=True)
    yield tusach.profile
    subprocess.run(["umount", tusach.profile], check=True)


def test_a_profile_without_write_permission(read_only: Path):
    refused(program(read_only, "--json", "lend", "BD0001", "TK000001"), 1, "cannot-write")


@pytest.fixture
def full_disk(small_library: Path, tmp_path: Path) -> Iterator[Path]:
    """The small library on a disk of its own with hardly anything left."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(file.stat().st_size for file in small_library.iterdir()) // 1024 + 512
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("nobody here may mount a small disk")
    shutil.copytree(small_library, disk / "profile")
    yield disk / "profile"
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk(full_disk: Path, tmp_path: Path):
    refused(program(full_disk, "--json", "import", str(many_titles(tmp_path))), 1, "disk-full")
    assert program(full_disk, "--json", "status").answer["items"] == 3


def test_a_file_that_may_not_grow_is_a_full_disk(tusach: Tusach, tmp_path: Path):
    """Where no disk can be mounted: the system refuses this program every byte beyond a size."""
    largest = max(file.stat().st_size for file in tusach.profile.iterdir())

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    outcome = program(tusach.profile, "--json", "import", str(many_titles(tmp_path)), preexec_fn=limited)
    refused(outcome, 1, "disk-full")
    assert is_whole(tusach)
    assert tusach.one("status")["titles"] < 3001
    assert tusach.one("lend", "BD0001", "TK000001")["status"] == "lent"


def many_titles(folder: Path) -> Path:
    """A list that needs more room than there is."""
    file = folder / "nhieu.csv"
    rows = (f"Nhan đề số {n},Tác giả {n},{'Tóm tắt rất dài. ' * 40}" for n in range(3000))
    file.write_text("Nhan đề,Tác giả,Tóm tắt\n" + "\n".join(rows), encoding="utf-8")
    return file


def test_two_programs_on_one_profile(tusach: Tusach):
    lock = ProfileLock(tusach.profile)
    refused(tusach("status"), 75, "in-use")
    lock.release()
    assert tusach("status").code == 0


def test_a_library_from_the_future(tusach: Tusach):
    opening = Opening(tusach.profile, PASSWORD)
    library = opening.library()
    library.store.connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) SELECT migration_set, 's9999_from_the_future', "
        "applied_at FROM _sqlite_migrations LIMIT 1"
    )
    library.close()
    opening.release()
    refused(tusach("status"), 78, "newer-schema")
    refused(tusach("lend", "BD0001", "TK000001"), 78, "newer-schema")


def test_a_damaged_file(tusach: Tusach):
    file = tusach.profile / "library.db"
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 3 + 2000] = bytes(2000)
    file.write_bytes(content)
    outcome = tusach("check")
    assert outcome.code == 1
    assert "Traceback" not in outcome.err
    content[:4096] = bytes(4096)
    file.write_bytes(content)
    refused(tusach("status"), 1, "damaged-file")


def test_a_damaged_key_file(tusach: Tusach):
    (tusach.profile / "key.json").write_text("{", encoding="ascii")
    refused(tusach("status"), 1, "damaged-file")


def test_a_clock_that_went_back_warns_before_the_next_loan(tusach: Tusach):
    opening = Opening(tusach.profile, PASSWORD, now=lambda: wall_clock_ms() + 3 * 24 * 3_600_000)
    library = opening.library()
    library.catalogue.add(TitleForm(title="Ngày kia"))
    library.close()
    opening.release()
    assert "--override" in refused(tusach("lend", "BD0001", "TK000001"), 1, "clock-uncertain")
    assert tusach.one("lend", "BD0001", "TK000001", "--override")["status"] == "lent"


@pytest.mark.parametrize(
    "words",
    [
        ("lend",),
        ("nothing",),
        ("find", "x", "--limit", "many"),
        ("--at", "yesterday", "lend", "BD0001", "TK000001"),
        ("conflicts", "keep"),
        ("init",),
    ],
)
def test_usage_is_a_problem_of_its_own(tusach: Tusach, words: tuple[str, ...]):
    outcome = tusach(*words)
    assert (outcome.code, outcome.problem["error"], outcome.out) == (2, "usage", "")
    assert "Lệnh chưa đúng" in outcome.problem["message"]


def test_without_a_person_there_is_nobody_to_ask_for_a_password(tusach: Tusach):
    bare = {name: value for name, value in environment().items() if name != "TUSACH_PASSWORD"}
    done = subprocess.run(
        command(tusach.profile, "status"),
        env=bare,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "TUSACH_PASSWORD" in done.stderr


def test_a_bug_is_reported_and_what_was_written_is_safe(tusach: Tusach, monkeypatch: pytest.MonkeyPatch):
    tusach.done("lend", "BD0001", "TK000001")
    monkeypatch.setattr("desktop.cli.facts.loan", lambda _: 1 // 0)
    outcome = tusach("loans")
    monkeypatch.undo()
    assert (outcome.code, outcome.problem["error"]) == (70, "bug")
    assert "ZeroDivisionError" in Path(outcome.problem["report"]).read_text(encoding="utf-8")


def test_a_console_that_knows_only_ascii_gets_vietnamese_all_the_same(tusach: Tusach):
    outcome = program(tusach.profile, "find", "dieu lenh", environment={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert (outcome.code, outcome.err) == (0, "")
    assert "Điều lệnh nội vụ" in outcome.out


def test_where_there_is_no_screen_the_window_says_so(tusach: Tusach):
    outcome = program(tusach.profile, "--json")
    assert (outcome.code, outcome.problem["error"]) == (1, "no-screen")


def test_a_reader_of_our_output_may_leave_early(tusach: Tusach):
    listing = subprocess.Popen(
        command(tusach.profile, "find", "dieu lenh"), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert listing.stdout is not None
    listing.stdout.close()
    _, problems = listing.communicate(timeout=60)
    assert problems == b""


@pytest.mark.parametrize("at", ["1999-12-31T23:59", "0001-01-01T00:00", "1969-07-20", "2999-01-01"])
def test_an_act_long_past_or_yet_to_come_is_not_entered(tusach: Tusach, at: str):
    outcome = tusach("--at", at, "lend", "BD0001", "TK000001")
    assert (outcome.code, outcome.problem["error"]) == (1, "invalid-date")
    assert "2000" in outcome.problem["message"]
    assert tusach.done("loans") == []


def test_the_first_day_of_the_century_can_be_entered(tusach: Tusach):
    assert tusach.one("--at", "2000-01-01T00:00", "lend", "BD0001", "TK000001")["status"] == "lent"


def test_a_copy_of_an_unknown_type_is_not_added(tusach: Tusach):
    title = tusach.one("show", "TK000001")["title_id"]
    assert "nonsense" in refused(tusach("add-item", title, "--type", "nonsense"), 1, "unknown-id")
    assert tusach.one("add-item", title, "--type", "bao-chi")["type"] == "bao-chi"


@pytest.mark.parametrize("price", ["abc", "-5", "95.000.5", "1" * 30, "giá 5"])
def test_a_price_that_is_none_is_not_taken(tusach: Tusach, price: str):
    title = tusach.one("show", "TK000001")["title_id"]
    assert price in refused(tusach("add-item", title, f"--price={price}"), 1, "invalid-price")
    assert tusach.one("status")["items"] == 3


@pytest.mark.parametrize("price", ["95000", "95.000", "95,000đ", "95 000 VND", " 95.000 đồng "])
def test_a_price_as_people_write_it_is_taken(tusach: Tusach, price: str):
    title = tusach.one("show", "TK000001")["title_id"]
    assert tusach.one("add-item", title, "--price", price)["price"] == 95000
