"""Files for a Koha centre: what happened here, and whom its offline tool should know."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from desktop.library.interchange.lines import text_lines
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights
from tests.interchange.late_world import FRIDAY, LateWorld


def test_a_day_is_written_as_kohas_tool_writes_it(world: LateWorld):
    world.desk.lend("TV000001", "TK.00001", at=world.moment(FRIDAY, 9))
    world.desk.give_back("TK.00001", at=world.moment(FRIDAY, 16))
    done = world.late.export_koc(world.folder / "out.koc")
    written = [text for _, text in text_lines(world.folder / "out.koc")]
    assert written[0].startswith("Version=1.0\tGenerator=TuSach\tGeneratorVersion=")
    assert written[1:] == [
        "2026-11-20 09-00-00 000\tissue\tTV000001\tTK.00001",
        "2026-11-20 16-00-00 000\treturn\tTK.00001",
    ]
    assert (done.issues, done.returns, done.renewals, done.too_long) == (1, 1, 0, ())


def test_only_since_the_day_and_only_what_counts(world: LateWorld):
    world.desk.lend("TV000001", "TK.00001", at=world.moment(FRIDAY))
    world.a_loan("TV000001", "TK.00002")
    world.a_loan("TV000001", "TK.00003")
    world.desk.undo()
    assert world.late.export_koc(world.folder / "out.koc", since=date(2026, 11, 21)).issues == 1


def test_what_the_format_has_no_room_for_is_told(world: LateWorld):
    long = world.an_item(barcode="TK." + "0" * 20)
    world.a_loan("TV000001", "TK.00001")
    world.a_loan("TV000001", long)
    world.now += 60_000
    world.desk.renew("TK.00001", override=True)
    done = world.late.export_koc(world.folder / "out.koc")
    assert (done.issues, done.renewals, done.too_long) == (1, 1, (long,))


def test_a_session_in_the_room_is_no_loan_of_the_centre(world: LateWorld):
    item, reader = world.store.items.with_barcode("TK.00001")[0], world.store.readers.with_card("TV000001")[0]
    world.change(
        "circulation_event", "a" * 32, kind="lent", item_id=item.id, reader_id=reader.id, at=world.now,
        order=f"{world.now:012x}" + "0" * 14, due="2026-11-23", on_site=True,
    )  # fmt: skip
    world.now += 60_000
    world.desk.give_back("TK.00001")
    done = world.late.export_koc(world.folder / "out.koc")
    assert (done.issues, done.returns, done.in_room) == (0, 0, 2)


def test_our_own_file_read_here_changes_nothing(world: LateWorld):
    world.a_loan("TV000001", "TK.00001")
    world.now += 3_600_000
    world.desk.give_back("TK.00001")
    world.late.export_koc(world.folder / "out.koc")
    done = world.enter(world.folder / "out.koc")
    assert (done.already, world.events()) == (2, 2)


def test_our_own_file_read_in_an_empty_copy_gives_the_same_loans(tmp_path, new_file, world: LateWorld):
    folder = tmp_path / "copy"
    folder.mkdir()
    copy = LateWorld(folder, new_file)
    for card, barcode, hour in (("TV000001", "TK.00001", 8), ("TV000002", "TK.00002", 9), ("TV000001", "TK.00003", 10)):
        assert world.desk.lend(card, barcode, at=world.moment(FRIDAY, hour)).status == "lent"
    world.desk.give_back("TK.00001", at=world.moment(FRIDAY, 11))
    world.desk.lend("TV000002", "TK.00001", at=world.moment(FRIDAY, 12))
    world.late.export_koc(world.folder / "out.koc")
    copy.enter(world.folder / "out.koc")
    assert copy.loans() == world.loans()
    assert len(copy.loans()) == 4
    copy.store.close()


def test_kohas_tool_finds_readers_and_what_they_have(world: LateWorld):
    world.a_loan("TV000001", "TK.00001")
    done = world.late.export_borrowers(world.folder / "borrowers.db")
    with closing(sqlite3.connect(world.folder / "borrowers.db")) as file:
        borrowers = file.execute("SELECT * FROM borrowers").fetchall()
        joined = file.execute(
            "SELECT cardnumber, title, itemtype, date_due FROM issues JOIN borrowers USING (borrowernumber)"
        ).fetchall()
    assert borrowers == [
        (1, "TV000001", "An", "Trần Văn", "", "", "", "", 0),  # the tool shows the first name first
        (2, "TV000002", "Bình", "Lê Thị", "", "", "", "", 0),
    ]
    due = world.desk.open_loans()[0].due
    assert joined == [("TV000001", "Điều lệnh Công an nhân dân", "sach", f"{due} 23:59:00")]
    assert (done.readers, done.loans, done.nameless) == (2, 1, 0)


def test_only_who_may_carry_things_out_writes_them(tmp_path, new_file):
    world = LateWorld(tmp_path, new_file, rights=Rights.DESK)
    for export in (world.late.export_koc, world.late.export_borrowers):
        with pytest.raises(Refusal) as no:
            export(tmp_path / "out")
        assert no.value.reason is Reason.NOT_ENTITLED
    assert not (tmp_path / "out").exists()
    world.store.close()


def test_where_nothing_can_be_written_the_library_says_so(world: LateWorld):
    with pytest.raises(Refusal) as no:
        world.late.export_koc(world.folder / "không có" / "out.koc")
    assert no.value.reason is Reason.CANNOT_WRITE
