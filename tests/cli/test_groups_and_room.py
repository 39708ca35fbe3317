"""Groups, PINs, portraits and the reading room from the command line."""

from __future__ import annotations

import string
from datetime import date
from pathlib import Path

import pytest

from desktop.cli.reader_words import SAID
from tests.cli.tusach import Tusach
from tests.readers.pictures import a_jpeg

READER, BOOK = "BD0001", "TK000001"


@pytest.fixture
def team(tusach: Tusach) -> str:
    """A class with a representative, who is also its only member."""
    tusach.done("add-reader", "--name", "Vũ Văn Bình", "--card", "HV1", "--category", "hoc-vien", "--group", "Lop D52")
    added = tusach.one("add-group", "--name", "Lớp D52", "--card", "LD52", "--representative", "HV1")
    assert (added["is_group"], added["category"]) == (True, "tap-the")
    return added["card"]


def test_a_group_borrows_hands_on_and_says_who_has_what(tusach: Tusach, team: str):
    assert tusach.one("lend", team, BOOK, "--member", "HV1")["status"] == "lent"
    group, loan = tusach.done("group", team)
    assert (group["name"], group["representative"], group["loans"]) == ("Lớp D52", "HV1", 1)
    assert group["members"] == [{"card": "HV1", "name": "Vũ Văn Bình", "loans": 0}]
    assert (loan["barcode"], loan["member"]) == (BOOK, "Vũ Văn Bình")
    handed = tusach.one("hand-on", BOOK, "--member", READER, "--why", "đổi ca")
    assert (handed["status"], handed["card"]) == ("handed-on", team)
    assert tusach.done("group", team)[1]["member"] != "Vũ Văn Bình"
    assert "người đại diện đang giữ" in tusach.plainly("hand-on", BOOK).out
    assert tusach("group", READER).problem["error"] == "not-a-group"
    assert tusach("lend", READER, BOOK, "--member", "HV1").problems[0]["error"] == "not-a-group"


def test_a_pin_is_read_from_a_file_only(tusach: Tusach, tmp_path: Path):
    file = tmp_path / "pin"
    file.write_text("2580\n")
    assert tusach.one("set-pin", READER, "--pin-file", str(file)) == {"card": READER, "has_pin": True}
    assert tusach.one("show", READER)["has_pin"]
    assert tusach.one("set-pin", READER, "--remove")["has_pin"] is False
    assert tusach("set-pin", READER).code == 2
    file.write_bytes(b"\xff12")
    assert tusach("set-pin", READER, "--pin-file", str(file)).problem["error"] == "invalid-pin"
    assert tusach("set-pin", READER, "--pin-file", str(tmp_path / "none")).problem["error"] == "not-a-file"


def test_a_portrait_is_taken_from_a_file_of_the_right_kind(tusach: Tusach, tmp_path: Path):
    file = tmp_path / "lan.jpg"
    file.write_bytes(a_jpeg())
    assert tusach.one("set-photo", READER, str(file)) == {"card": READER, "has_photo": True}
    assert tusach.one("show", READER)["card"] == READER
    assert tusach.one("set-photo", READER, "--remove")["has_photo"] is False
    file.write_bytes(a_jpeg(300, 400))
    refused = tusach("set-photo", READER, str(file)).problem
    assert (refused["error"], refused["file"], refused["width"]) == ("not-a-portrait", "lan.jpg", 200)
    assert tusach("set-photo", READER).code == 2


def test_who_looked_a_reader_up_is_told(tusach: Tusach):
    assert tusach.done("look-ups") == []
    tusach.done("show", READER)
    tusach.done("show", READER)
    assert [look["card"] for look in tusach.done("look-ups")] == [READER]
    assert tusach.done("look-ups", "BD0002") == []
    assert READER in tusach.plainly("look-ups", READER).out


def test_a_session_has_its_approval_and_its_times(tusach: Tusach):
    paper = ("--approval", "125/CV", "--approved-on", "2026-11-20", "--approver", "Đại tá Đ", "--purpose", "chuyên đề")
    begun = tusach.one("begin-session", READER, BOOK, *paper)
    assert (begun["status"], begun["card"]) == ("lent", READER)
    (here,) = tusach.done("sessions")
    assert (here["barcode"], here["ended"], here["approval"], here["approved_on"]) == (
        BOOK,
        None,
        "125/CV",
        "2026-11-20",
    )
    assert tusach("begin-session", READER, BOOK, "--approval", "125/CV").code == 2
    assert tusach.one("end-session", BOOK)["on_site"] is True
    assert tusach.done("sessions") == []
    assert "Không có lượt đọc nào" in tusach.plainly("sessions").out
    (logged,) = tusach.done("sessions", "--since", date.today().isoformat())  # noqa: DTZ011 - the day on this PC
    assert logged["ended"] is not None
    assert "Đại tá Đ: chuyên đề" in tusach.plainly("sessions", "--since", "2026-01-01").out
    assert tusach("sessions", "--since", "hôm qua").code == 2


def test_copies_are_counted_without_a_reader(tusach: Tusach):
    counted = tusach.one("read-here", BOOK, "--count", "3")
    assert (counted["status"], counted["count"]) == ("read-here", 3)
    assert tusach("read-here", BOOK, "--count", "0").problem["error"] == "invalid-count"


@pytest.mark.parametrize("text", SAID)
def test_both_languages_say_the_same_facts(text: str):
    vietnamese, english = ({name for _, name, _, _ in string.Formatter().parse(one) if name} for one in SAID[text])
    assert vietnamese == english
