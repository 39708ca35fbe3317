"""Every command of the stable table: what it does, its JSON keys, its exit code."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.cli.parser import COMMANDS
from tests.cli.tusach import PASSWORD, Tusach

TITLE = "Điều lệnh nội vụ"


def the_title(tusach: Tusach) -> str:
    return tusach.one("find", "dieu lenh")["id"]


def test_the_commands_are_those_of_the_table_that_this_version_has():
    assert {command.name for command in COMMANDS} == {
        *("demo", "init", "import", "export", "find", "show", "add-title", "add-item", "add-reader"),
        *(
            "lend",
            "return",
            "renew",
            *("hold", "holds", "cancel-hold", "suspend-hold", "resume-hold"),
            *("pull-list", "shelve", "shelf", "clear-shelf", "change-due", "undo"),
            "loans",
            "overdue",
            "letter",
            *("add-group", "group", "hand-on", "set-pin", "set-photo", "look-ups"),
            *("begin-session", "end-session", "read-here", "sessions"),
            "conflicts",
            "enrol",
            "sync",
            "status",
            "check",
            "password",
            "backup",
            "restore",
            "bundle",
            "attach",
            "files",
            "open-file",
            "remove-file",
        ),
        *(
            "rules",
            "try-rule",
            "set-rule",
            "drop-rule",
            "set-terms",
            "calendar",
            "set-calendar",
            "close-day",
            "open-day",
        ),
        *("lost", "found", "claim-returned", "damaged", "set-access", "set-mark"),
        *("owes", "charge", "pay", "refund", "forgive", "replace", "in-money", "void", "day-book", "settled"),
        *("enter", "late", "export-koc", "export-borrowers"),
        *("self-check", "self-check-machine"),
    }


def test_without_a_command_the_window_opens(tusach: Tusach):
    assert tusach.plainly().code == 0
    assert tusach.opened == [("window", PASSWORD)]


def test_a_new_library_says_its_unit_and_device(empty: Tusach):
    made = empty.one("init", "--unit", "X03", "--name", "Đội X03")
    assert made["unit"] == "X03"
    status = empty.one("status")
    assert (status["unit_name"], status["device"], status["titles"]) == ("Đội X03", made["device"], 0)


def test_a_second_library_is_not_made_over_the_first(tusach: Tusach):
    outcome = tusach("init", "--unit", "X03")
    assert (outcome.code, outcome.problem["error"]) == (1, "library-exists")
    assert tusach.one("status")["unit"] == "T01"


def test_the_sample_is_made_once_and_opened_with_the_password_that_was_given(empty: Tusach):
    made = empty.one("demo", "--size", "20", "--seed", "7")
    assert made["titles"] == 20
    assert made["loans"] > 0
    assert empty.one("demo")["device"] == made["device"]
    assert empty.opened == [("demo", PASSWORD)] * 2
    assert [file.name for file in empty.profile.iterdir() if "making" in file.name or "being-made" in file.name] == []


def test_the_sample_opens_with_the_password_everybody_knows(empty: Tusach, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("TUSACH_PASSWORD")
    assert "tusach" in empty.plainly("demo", "--size", "20").out
    assert empty.opened == [("demo", "tusach")]


def test_ones_own_password_does_not_stand_on_the_screen(empty: Tusach):
    assert PASSWORD not in empty.plainly("demo", "--size", "20").out


def test_find_lists_titles_best_first(tusach: Tusach):
    found = tusach.one("find", "dieu lenh")
    assert {"id", "title", "author", "year", "isbn", "items", "available"} <= found.keys()
    assert (found["title"], found["items"], found["available"]) == (TITLE, 3, 3)
    assert tusach.done("find", "dieu lenh", "--offset", "1") == []
    assert tusach.done("find", "khong co") == []


def test_a_title_a_copy_and_a_reader_are_added(tusach: Tusach):
    title = tusach.one(
        *("add-title", "--title", "Nhập môn toán học", "--author", "Hoàng Chúng", "--year", "1987"),
        *("--classification", "510"),
    )
    item = tusach.one("add-item", title["id"], "--barcode", "gt000009", "--type", "giao-trinh", "--price", "12.500")
    assert (item["barcode"], item["type"], item["price"]) == ("GT000009", "giao-trinh", 12500)
    reader = tusach.one("add-reader", "--card", "BD0009", "--name", "Lê Thị Hoà", "--category", "hoc-vien")
    assert reader["card"] == "BD0009"
    assert tusach.one("show", title["id"])["classification"] == "510"
    assert tusach.one("show", item["id"])["title"] == "Nhập môn toán học"
    assert tusach.one("show", reader["id"])["name"] == "Lê Thị Hoà"


def test_numbers_are_given_to_copies_and_readers_that_come_without(tusach: Tusach):
    first, second = (tusach.one("add-item", the_title(tusach))["barcode"] for _ in range(2))
    assert first != second
    assert tusach.one("add-reader", "--name", "Lê Thị Hoà")["card"]


def test_add_title_takes_either_fields_or_a_file(tusach: Tusach):
    assert tusach("add-title").code == 2
    assert tusach("add-title", "--title", "A", "--marc", "b.mrc").code == 2


def test_show_tells_all_of_a_title_an_item_and_a_reader(tusach: Tusach):
    tusach.done("lend", "BD0001", "TK000001")
    title, item, reader = (tusach.one("show", what) for what in (the_title(tusach), "TK000001", "BD0001"))
    assert (title["kind"], item["kind"], reader["kind"]) == ("title", "item", "reader")
    assert [copy["barcode"] for copy in title["copies"]] == ["TK000001", "TK000002", "TK000003"]
    assert [field["subfields"] for field in title["fields"] if field["tag"] == "245"] == [[["a", TITLE]]]
    assert item["on_loan"]["card"] == "BD0001"
    assert [event["kind"] for event in item["events"]] == ["lent"]
    assert [loan["barcode"] for loan in reader["loans"]] == ["TK000001"]
    assert tusach("show", "KHONGCO").problem["error"] == "unknown-id"


@pytest.mark.parametrize("what", ["BD0001", "TK000001", "title"])
def test_show_speaks_to_people_too(tusach: Tusach, what: str):
    tusach.done("lend", "BD0001", "TK000001")
    told = tusach.plainly("show", the_title(tusach) if what == "title" else what)
    assert (told.code, told.err) == (0, "")
    assert TITLE in told.out


def test_a_loan_from_beginning_to_end(tusach: Tusach):
    lent = tusach.one("lend", "BD0001", "TK000001")
    assert (lent["barcode"], lent["status"], lent["card"]) == ("TK000001", "lent", "BD0001")
    [loan] = tusach.done("loans", "BD0001")
    assert {"card", "barcode", "title", "lent", "due"} <= loan.keys()
    assert (loan["loan"], loan["due"], loan["title"]) == (lent["loan"], lent["due"], TITLE)
    renewed = tusach.one("renew", "TK000001")
    assert (renewed["status"], renewed["loan"]) == ("renewed", lent["loan"])
    assert renewed["due"] > lent["due"]
    returned = tusach.one("return", "TK000001")
    assert (returned["status"], returned["card"]) == ("returned", "BD0001")
    assert tusach.done("loans") == []


def test_each_item_has_its_own_answer_and_one_refusal_makes_the_exit_code(tusach: Tusach):
    outcome = tusach("lend", "BD0001", "TK000001", "TK999999", "TK000002")
    assert outcome.code == 1
    assert [(each["barcode"], each["status"]) for each in outcome.answers] == [
        ("TK000001", "lent"),
        ("TK999999", "refused"),
        ("TK000002", "lent"),
    ]
    assert outcome.answers[1]["reason"] == outcome.problem["error"] == "unknown-barcode"


def test_a_refusal_tells_its_facts(tusach: Tusach):
    tusach.done("lend", "BD0001", "TK000001")
    refused = tusach("lend", "BD0002", "TK000001").answer
    assert (refused["reason"], refused["holder"]) == ("on-loan-to-another", "BD0001")
    assert date.fromisoformat(refused["due"]) > date.today()  # noqa: DTZ011 - any zone's today is before a due day


def test_a_late_entry_happened_when_it_says(tusach: Tusach):
    lent = tusach.one("--at", "2026-03-02T08:30", "lend", "BD0001", "TK000001")
    assert lent["at"] == "2026-03-02T08:30:00+07:00"
    [late] = tusach.done("overdue")
    assert late["lent"] == "2026-03-02T08:30:00+07:00"
    assert late["days_overdue"] > 0
    assert tusach.one("return", "TK000001", "--at", "2026-03-05T01:30:00Z")["at"] == "2026-03-05T08:30:00+07:00"


def test_an_override_lends_all_the_same_and_is_noted(tusach: Tusach):
    yesterday = (date.today() - timedelta(days=2)).isoformat()  # noqa: DTZ011 - two days ago in any zone
    tusach.done("add-reader", "--card", "BD0003", "--name", "Hết Hạn", "--expires", yesterday)
    refused = tusach("lend", "BD0003", "TK000001")
    assert (refused.code, refused.answer["reason"], refused.answer["may_be_overridden"]) == (1, "card-expired", True)
    assert tusach.one("lend", "--override", "BD0003", "TK000001")["status"] == "lent"
    [event] = tusach.one("show", "TK000001")["events"]
    assert event["overrides"] == ["card-expired"]


def test_a_held_title_is_told_at_return(tusach: Tusach):
    tusach.done("lend", "BD0001", "TK000001")
    held = tusach.one("hold", "BD0002", the_title(tusach))
    assert (held["status"], held["card"], held["barcode"]) == ("held", "BD0002", None)
    assert tusach.one("return", "TK000001")["waiting_readers"] == 1


def test_a_list_is_imported_with_a_report(tusach: Tusach, tmp_path: Path):
    readers, report = tmp_path / "ban-doc.csv", tmp_path / "bao-cao.jsonl"
    readers.write_text("Số thẻ,Họ tên,Loại\nBD0100,Phạm Thị Đào,can-bo\nBD0001,Người Khác,can-bo\n", encoding="utf-8")
    looked = tusach("import", str(readers), "--as", "readers", "--dry-run")
    assert looked.answer["added"] == 1
    assert tusach.one("status")["readers"] == 2
    outcome = tusach("import", str(readers), "--as", "readers", "--report", str(report))
    assert outcome.code == 1
    assert {name: outcome.answer[name] for name in ("file", "read", "added", "merged", "repaired", "rejected")} == {
        "file": "ban-doc.csv",
        "read": 2,
        "added": 1,
        "merged": 0,
        "repaired": 0,
        "rejected": 1,
    }
    assert {"format", "encoding"} <= outcome.answer.keys()
    [line] = [json.loads(each) for each in report.read_text(encoding="utf-8").splitlines()]
    assert (line["file"], line["record"], line["outcome"]) == ("ban-doc.csv", 3, "rejected")
    assert tusach.one("status")["readers"] == 3


def test_what_is_exported_can_be_imported(tusach: Tusach, empty: Tusach, tmp_path: Path):
    file = tmp_path / "ra.mrc"
    assert tusach.one("export", str(file), "--query", "dieu lenh")["written"] == 1
    other = Tusach(tmp_path / "other", tusach.capsys)
    other.done("init", "--unit", "X03")
    [imported] = other.done("import", str(file))
    assert (imported["added"], imported["rejected"]) == (1, 0)
    assert other.one("find", "dieu lenh")["items"] == 3
    marc = Tusach(tmp_path / "third", tusach.capsys)
    marc.done("init", "--unit", "X04")
    assert marc.one("add-title", "--marc", str(file))["title"] == TITLE


def test_check_finds_the_library_well_and_can_rebuild_what_is_derived(tusach: Tusach):
    tusach.done("lend", "BD0001", "TK000001")
    assert tusach.one("check") == {"ok": True, "problems": []}
    assert tusach.one("check", "--rebuild") == {"ok": True, "problems": []}
    assert len(tusach.done("loans")) == 1


def test_options_may_stand_before_or_after_the_command(tusach: Tusach):
    before, after = tusach.plainly("--json", "status"), tusach.plainly("status", "--json")
    assert before.answer == after.answer


def test_english_is_a_switch(tusach: Tusach, monkeypatch: pytest.MonkeyPatch):
    vietnamese = tusach("lend", "BD0001", "TK999999").problem["message"]
    monkeypatch.setenv("TUSACH_LANG", "en")
    english = tusach("lend", "BD0001", "TK999999").problem["message"]
    assert vietnamese.startswith("Mã TK999999 chưa có trong kho.")
    assert english.startswith("There is no item TK999999.")
