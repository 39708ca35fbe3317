"""A PC is revoked: it hears so in words, keeps working and keeps its rows, and what it had not sent is not lost with it."""

from __future__ import annotations

from tests.backup.places import Town, at_centre, held, settle


def test_a_revoked_pc_works_on_and_its_last_work_is_kept_apart(town: Town):
    desk, office, other = town.pc("desk", "A"), town.pc("office", "A"), town.pc("other", "B")
    desk.one("add-reader", "--card", "BD1", "--name", "Trần Thị Thử", "--category", "can-bo")
    settle(desk, office, other)
    device = desk.one("status")["device"]
    data = ("--data", str(town.centre.folder))
    town.server(*data, "revoke", device)
    desk.one("add-reader", "--card", "BD2", "--name", "Lê Văn Ẫm", "--category", "can-bo")
    for _ in range(2):
        refused = desk("sync")
        assert (refused.code, refused.problem["error"]) == (77, "revoked")
        assert "thu hồi" in refused.problem["message"]
    status = desk.one("status")
    assert (status["last_stop"], status["waiting"] > 0, status["readers"]) == ("revoked", True, 2)
    settle(office, other)
    assert office.one("show", "BD1")["card"] == "BD1", "what it brought before stays"
    assert office("show", "BD2").code == 1
    assert town.server(*data, "quarantine", device)["rows"] == status["waiting"]
    assert [fields["device"] for (table, _), (fields, _) in held(other).items() if table == "revocation"] == [device]
    town.server(*data, "revoke", device, "--undo")
    settle(desk, office, other)
    assert held(desk) == held(office)
    assert office.one("show", "BD2")["card"] == "BD2"


def test_what_a_pc_that_is_no_more_had_left_can_be_taken_in(town: Town):
    desk, office = town.pc("desk", "A"), town.pc("office", "A")
    settle(desk, office)
    device = desk.one("status")["device"]
    data = ("--data", str(town.centre.folder))
    town.server(*data, "revoke", device)
    desk.one("add-reader", "--card", "BD2", "--name", "Lê Văn Ẫm", "--category", "can-bo")
    desk("sync")
    assert town.server(*data, "quarantine", device, "--take")["parked"] == 0
    settle(office)
    assert office.one("show", "BD2")["name"] == "Lê Văn Ẫm"
    assert at_centre(town.centre, "SELECT count(*) FROM parked") == [(0,)]
    assert town.server(*data, "check")["ok"]


def test_a_pc_without_a_network_hears_it_from_its_stick(town: Town):
    desk, stick = town.pc("desk", "A"), town.folder / "stick"
    settle(desk)
    device, data = desk.one("status")["device"], ("--data", str(town.centre.folder))
    stick.mkdir()

    def by_stick() -> str | None:
        desk("bundle", "export", str(stick))
        town.tried(*data, "bundle", "import", str(stick))
        desk("bundle", "import", str(stick))
        return desk.one("status")["last_stop"]

    assert by_stick() is None
    town.server(*data, "revoke", device)
    desk.one("add-reader", "--card", "BD2", "--name", "Lê Văn Ẫm", "--category", "can-bo")
    assert by_stick() == "revoked"
    assert desk.one("status")["waiting"] > 0
    assert at_centre(town.centre, "SELECT count(*) FROM synced WHERE tbl = 'reader'") == [(0,)]
    town.server(*data, "revoke", device, "--undo")
    assert by_stick() is None
    assert desk.one("status")["waiting"] == 0
