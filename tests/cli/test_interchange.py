"""Files of other programs on the command line: entered, tried, reported; and written for a Koha centre."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.tusach import Tusach

LINES = (
    "Version=1.0\tGenerator=kocDesktop\tGeneratorVersion=2.0.0",
    "2026-08-03 09-15-22 123\tissue\tBD0001\tTK000001",
    "2026-08-03 09-15-25 001\tissue\tBD0001\tKHONG-CO",
    "2026-08-03 09-16-00 000\treserve\tBD0001\tTK000001",
)


@pytest.fixture
def koc(tmp_path: Path) -> Path:
    file = tmp_path / "quay.koc"
    file.write_text("\n".join(LINES) + "\n", "utf-8")
    return file


def test_a_file_is_entered_and_every_line_that_was_not_simple_is_reported(tusach: Tusach, koc: Path, tmp_path: Path):
    outcome = tusach("enter", str(koc), "--report", str(tmp_path / "report.jsonl"))
    assert (outcome.code, outcome.err) == (1, "")
    counts = outcome.answer
    assert (counts["kind"], counts["read"], counts["entered"], counts["unsettled"], counts["odd"]) == (
        "koc",
        3,
        1,
        1,
        1,
    )
    report = [json.loads(line) for line in (tmp_path / "report.jsonl").read_text("utf-8").splitlines()]
    assert {(line["line"], line["outcome"], line["reasons"][0]) for line in report} == {
        (3, "unsettled", "unknown-barcode"),
        (4, "odd", "unknown-act"),
    }
    assert {line["text"] for line in report} == set(LINES[2:])
    [loan] = tusach.done("loans")
    assert (loan["barcode"], loan["lent"]) == ("TK000001", "2026-08-03T09:15:22.123000+07:00")


def test_a_line_that_waits_is_listed_mended_and_entered_or_set_aside(tusach: Tusach, koc: Path):
    assert tusach.done("late") == []
    tusach("enter", str(koc))
    [line] = tusach.done("late")
    assert (line["line"], line["act"], line["card"], line["barcode"], line["reason"]) == (
        *(3, "lend", "BD0001", "KHONG-CO"),
        "unknown-barcode",
    )
    assert "quay.koc, dòng 3: không có cuốn nào mang mã này" in tusach.plainly("late").out
    still = tusach("late", "settle", line["id"])
    assert (still.code, still.answer["outcome"]) == (1, "unsettled")
    assert tusach("late", "again").answer == {"entered": 0, "left": 1}
    assert tusach("late", "set-aside", line["id"]).code == 2, "nobody sets aside without saying why"
    entered = tusach.one("late", "settle", line["id"], "--barcode", "TK000002")
    assert entered["outcome"] == "entered"
    assert (tusach.done("late"), len(tusach.done("loans"))) == ([], 2)


def test_a_line_that_is_set_aside_does_not_come_back_with_its_file(tusach: Tusach, koc: Path):
    tusach("enter", str(koc))
    [line] = tusach.done("late", "list")
    assert "Đã bỏ qua" in tusach.plainly("late", "set-aside", line["id"], "--why", "sách của đơn vị khác").out
    tusach("enter", str(koc))
    assert tusach.done("late") == []
    assert tusach("late", "settle", line["id"]).problem["error"] == "unknown-id"


def test_a_dry_run_changes_nothing(tusach: Tusach, koc: Path):
    tried = tusach("enter", str(koc), "--dry-run").answer
    assert (tried["dry_run"], tried["entered"]) == (True, 1)
    assert tusach.done("loans") == []


def test_the_same_file_again_is_known(tusach: Tusach, koc: Path):
    tusach("enter", str(koc))
    again = tusach("enter", str(koc)).answer
    assert (again["already"], again["entered"]) == (1, 0)
    assert len(tusach.done("loans")) == 1


def test_a_file_without_times_asks_for_its_day(tusach: Tusach, tmp_path: Path):
    file = tmp_path / "secouru.txt"
    file.write_text("PRET SECOURU\nBD0001\nTK000001\n", "utf-8")
    refused = tusach("enter", str(file))
    assert (refused.code, refused.problem["error"], refused.problem["field"]) == (1, "missing-field", "day")
    assert tusach.one("enter", str(file), "--as", "pmb", "--on", "2026-08-03")["entered"] == 1
    assert tusach("enter", str(file), "--on", "hôm qua").code == 2


def test_people_read_sentences(tusach: Tusach, koc: Path, monkeypatch: pytest.MonkeyPatch):
    told = tusach.plainly("enter", str(koc), "--dry-run").out
    assert "Chạy thử, chưa ghi gì." in told
    assert "không có cuốn nào mang mã này" in told
    monkeypatch.setenv("TUSACH_LANG", "en")
    told = tusach.plainly("enter", str(koc)).out
    assert "an unknown act (reserve)" in told
    assert "no copy has this code" in told


def test_what_happened_is_written_for_a_koha_centre(tusach: Tusach, tmp_path: Path):
    tusach.done("lend", "BD0001", "TK000001", "--at", "2026-08-03T09:15:22")
    done = tusach.one("export-koc", str(tmp_path / "out.koc"), "--since", "2026-08-01")
    assert (done["issues"], done["returns"], done["too_long"]) == (1, 0, [])
    assert "2026-08-03 09-15-22 000\tissue\tBD0001\tTK000001" in (tmp_path / "out.koc").read_text("utf-8")
    assert "1 lượt mượn" in tusach.plainly("export-koc", str(tmp_path / "out.koc")).out


def test_readers_are_written_for_kohas_tool_with_a_warning(tusach: Tusach, tmp_path: Path):
    done = tusach.one("export-borrowers", str(tmp_path / "borrowers.db"))
    with closing(sqlite3.connect(tmp_path / "borrowers.db")) as file:
        cards = {card for (card,) in file.execute("SELECT cardnumber FROM borrowers")}
    assert (done["readers"], "BD0001" in cards) == (2, True)
    assert "không được mã hoá" in tusach.plainly("export-borrowers", str(tmp_path / "borrowers.db")).out
