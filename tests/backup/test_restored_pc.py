"""A PC is put back from its own backup: the centre and the other desks give it everything that came since."""

from __future__ import annotations

import shutil

from tests.backup.places import Town, held, note, settle
from tests.cli.tusach import Tusach


def test_nothing_is_hidden_from_a_pc_that_was_put_back(town: Town):
    desk, office = town.pc("desk", "A"), town.pc("office", "A")
    for card in ("BD1", "BD2"):
        desk.one("add-reader", "--card", card, "--name", "Trần Thị Thử", "--category", "can-bo")
    settle(desk, office)
    backup = town.folder / "desk.tusach-backup"
    desk.one("backup", str(backup))
    title = desk.one("add-title", "--title", "Truyện Kiều")["id"]
    copy = desk.one("add-item", title)["barcode"]
    desk.one("lend", "BD1", copy)
    note(desk, "BD1", "viết ở quầy sau khi sao lưu")
    settle(desk, office)
    note(office, "BD2", "viết ở phòng")
    settle(desk, office)
    everything = held(desk)
    note(desk, "BD2", "viết ở quầy, chưa ai nhận")  # this one thing burns with the PC
    shutil.rmtree(desk.profile)
    told = desk.one("restore", str(backup))
    assert (told["readers"], told["titles"], told["aside"]) == (2, 0, None)
    settle(office, desk)
    assert held(desk) == held(office) == everything, "what it had pushed itself came back to it, too"
    assert desk.one("loans")["barcode"] == copy
    assert desk.done("conflicts") == []


def test_a_pc_that_was_copied_from_a_backup_lives_beside_the_first(town: Town):
    desk = town.pc("desk", "A")
    desk.one("add-reader", "--card", "BD1", "--name", "Trần Thị Thử", "--category", "can-bo")
    settle(desk)
    backup = town.folder / "desk.tusach-backup"
    desk.one("backup", str(backup))
    twin = Tusach(town.folder / "twin", desk.capsys)
    twin.one("restore", str(backup))
    for pc in (desk, twin):
        title = pc.one("add-title", "--title", f"Sách của {pc.profile.name}")["id"]
        pc.one("add-item", title)
    settle(desk, twin)
    assert held(desk) == held(twin)
    assert desk.done("conflicts") == [], "both print numbers, and no number stands twice"
