"""The centre burns and is put back from its backup: nothing that a PC still has is lost, whatever came after the backup."""

from __future__ import annotations

from tests.backup.places import Town, at_centre, count, held, note, settle
from tests.cli.tusach import Tusach


def a_title(pc: Tusach, title: str, barcode: str = "") -> str:
    made = pc.one("add-title", "--title", title)["id"]
    pc.one("add-item", made, *(("--barcode", barcode) if barcode else ()))
    return made


def a_reader(pc: Tusach, card: str) -> None:
    pc.one("add-reader", "--card", card, "--name", "Trần Thị Thử", "--category", "can-bo")


def test_what_came_after_the_backup_is_brought_again_by_those_who_have_it(town: Town):
    desk, office, other = town.pc("desk", "A"), town.pc("office", "A"), town.pc("other", "B")
    before = a_title(desk, "Điều lệnh nội vụ", "TK1")
    a_reader(desk, "BD1")
    a_title(other, "Tắt đèn", "TK1")
    settle(desk, office, other)
    backup = town.back_up()
    after = a_title(office, "Truyện Kiều", "TK2")
    desk.one("lend", "BD1", "TK1")
    a_reader(desk, "BD2")
    settle(desk, office, other)
    office.one("lend", "BD2", "TK2")  # and this the centre never heard of
    town.burn()
    assert office("sync").code == 75
    told = town.restore(backup)
    assert (told["name"], told["units"]) == ("Trung tâm thử", 2)
    settle(office, desk, other)  # with the authority that they have pinned
    assert held(desk) == held(office)
    assert {line["title"] for line in desk.done("find", "")} >= {"Điều lệnh nội vụ", "Truyện Kiều"}
    assert {line["barcode"] for line in desk.done("loans")} == {"TK1", "TK2"}
    assert [desk.done("conflicts"), other.done("conflicts")] == [[], []]
    for title in (before, after):
        assert at_centre(town.centre, f"SELECT count(*) FROM synced WHERE id = x'{title}'") == [(1,)]
    assert town.server("--data", str(town.centre.folder), "check")["ok"]


def test_what_a_pc_keeps_for_a_restored_centre_goes_with_the_backup(town: Town):
    desk = town.pc("desk", "A")
    a_reader(desk, "BD1")
    settle(desk)
    note(desk, "BD1", "sửa một lần")
    settle(desk)
    kept = count(desk, "settled")
    assert kept > 0, "the bases of the change are kept until a backup covers them"
    idle = desk.one("sync")
    assert (idle["requests"], count(desk, "settled")) == (3, kept), "a challenge, a token, a greeting"
    town.back_up()
    idle = desk.one("sync")
    assert (idle["requests"], idle["sent"], idle["received"]) == (3, 0, 0)
    assert count(desk, "settled") == 0


def test_who_was_founded_after_the_backup_is_told_so_and_enrols_again(town: Town):
    first = town.pc("first", "A")
    backup = town.back_up()
    second, late = town.pc("second", "A"), town.pc("late", "B")
    printed = second.one("add-item", a_title(second, "Tắt đèn"))["barcode"]
    a_reader(late, "BD1")
    settle(first, second, late)
    town.burn()
    town.restore(backup)
    for lost in (second, late):
        refused = lost("sync")
        assert (refused.code, refused.problem["error"]) == (77, "sign-in-needed")
        assert "khôi phục" in refused.problem["message"]
    settle(first)  # a unit that the centre has forgotten keeps nobody from agreeing
    third = town.pc("third", "A")
    assert third.one("add-item", a_title(third, "Truyện Kiều"))["barcode"] != printed, (
        "its numbers are not leased again"
    )
    second.one("enrol", str(town.centre.enrol("A")))
    late.one("enrol", str(town.centre.enrol("B")))
    settle(first, second, third, late)
    assert first.done("conflicts") == []
    assert held(first) == held(second) == held(third)
    assert at_centre(town.centre, "SELECT count(*) FROM synced WHERE tbl = 'reader'") == [(1,)]
    assert {fields["code"] for (table, _), (fields, _) in held(first).items() if table == "unit"} == {"A", "B"}
