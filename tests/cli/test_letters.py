"""Letters and late loans from the command line, as files without a window."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.tusach import Tusach

NAME = "Nguyễn Thị Ẫm"


@pytest.fixture
def late(tusach: Tusach) -> Tusach:
    """With one book that has been late for long, and one that is not."""
    tusach.done("lend", "BD0001", "TK000001", "--at", "2026-01-05T08:00")
    tusach.done("lend", "BD0002", "TK000002", "--override")
    return tusach


@pytest.mark.parametrize("kind", ["overdue-notice", "overdue-list"])
@pytest.mark.parametrize("ending", ["html", "txt"])
def test_overdue_letters_become_a_file(late: Tusach, tmp_path: Path, kind: str, ending: str):
    out = tmp_path / f"letter.{ending}"
    told = late.one("letter", kind, "--out", str(out))
    assert (told["kind"], told["letters"], told["file"]) == (kind, 1, str(out))
    text = out.read_text("utf-8")
    assert "Điều lệnh nội vụ" in text
    assert "TK000001" in text
    assert "TK000002" not in text
    late.one("letter", kind, "--out", str(out), "--outside")
    outside = out.read_text("utf-8")
    assert "BD0001" in outside
    assert not any(part in outside for part in NAME.split())


def test_late_loans_are_listed_without_names_for_outside(late: Tusach):
    [inside], [outside] = late.done("overdue"), late.done("overdue", "--outside")
    assert (inside["reader"], inside["card"], inside["long"]) == (NAME, "BD0001", True)
    assert outside == {name: value for name, value in inside.items() if name not in {"reader", "group", "phone"}}
    assert late.done("overdue", "--group", "Lớp K52") == []
    assert NAME not in late.plainly("overdue", "--outside").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("due-slip", "BD0001"), "hạn trả"),
        (("clearance", "BD0001"), "GIẤY BÁO CÒN PHẢI TRẢ"),
        (("clearance", "BD0001", "BD0002"), "GIẤY BÁO CÒN PHẢI TRẢ"),
    ],
)
def test_a_letter_about_a_reader(late: Tusach, tmp_path: Path, words: tuple[str, ...], told: str):
    out = tmp_path / "letter.txt"
    assert late.one("letter", *words, "--out", str(out))["letters"] == len(words) - 1
    assert told in out.read_text("utf-8")


def test_a_cleared_reader_gets_the_certificate_in_the_language_asked_for(
    tusach: Tusach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "letter.txt"
    tusach.done("letter", "clearance", "BD0001", "--out", str(out))
    assert "GIẤY XÁC NHẬN KHÔNG NỢ SÁCH" in out.read_text("utf-8")
    monkeypatch.setenv("TUSACH_LANG", "en")
    tusach.done("letter", "clearance", "BD0001", "--out", str(out))
    assert "CLEARANCE CERTIFICATE" in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("clearance", "BD0001", "--out", "a.pdf"), 2),
        (("clearance", "--out", "a.txt"), 2),
        (("no-letter", "--out", "a.txt"), 2),
        (("clearance", "KHONGCO", "--out", "a.txt"), 1),
        (("hold-slip", "--out", "a.txt"), 1),
        (("clearance", "BD0001", "--out", "no/such/folder/a.txt"), 1),
    ],
)
def test_what_cannot_be_written_leaves_no_file(
    tusach: Tusach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int
):
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    assert tusach("letter", *words).code == code
    assert set(tmp_path.iterdir()) - before <= {tusach.profile}
