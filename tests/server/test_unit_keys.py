"""The centre keeps units' keys only as the recovery key opens them, and carries them between devices of one unit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from sync.client.enrolment_file import read_file
from sync.core import wire
from sync.core.keys import HandedOn, HandOn, unwrapped, wrapped
from sync.server.centre import Centre
from sync.server.cli import main
from sync.server.recovery import RecoveryKey
from sync.server.refused import Refused
from sync.server.store.tables import unit
from sync.server.unit_keys import LARGEST_WRAPPED
from tests.server.desk import Desk, ask


def greet(desk: Desk, *, keyed: bool) -> wire.Welcome:
    greeting = wire.Greeting(wire.PROTOCOL, "thử", desk.incarnation, desk.centre.now(), "", {}, keyed=keyed)
    return ask(desk.centre, "/v1/greet", greeting, wire.Welcome, bearer=desk.bearer)


def told_of_keys(desk: Desk, *, keyed: bool) -> tuple[dict[str, bytes], bytes]:
    welcome = greet(desk, keyed=keyed)
    return welcome.unkeyed, welcome.wrapped_key


def hand_on(desk: Desk, wrapped_keys: dict[str, bytes]) -> None:
    ask(desk.centre, "/v1/keys", HandOn(wrapped_keys), HandedOn, bearer=desk.bearer)


def take_away(office: Centre) -> RecoveryKey:
    key = RecoveryKey.read(office.folder.recovery_file)
    office.folder.recovery_file.unlink()
    return key


def test_every_file_of_a_unit_brings_the_same_key_and_of_another_unit_another(office: Centre):
    keys = [office.enrolment(code, name=code)["unit_key"] for code in ("A", "A", "B")]
    assert keys[0] == keys[1] != keys[2]
    assert all(len(bytes.fromhex(key)) == 32 for key in keys)


def test_the_database_keeps_a_units_key_only_as_the_recovery_key_opens_it(office: Centre):
    key = bytes.fromhex(office.enrolment("A", name="A")["unit_key"])
    for file in office.folder.at.rglob("*"):
        if file.is_file():
            assert key not in file.read_bytes()
            assert key.hex().encode() not in file.read_bytes()
    with office.database.reading() as connection:
        escrow = connection.execute(select(unit.c.escrow)).scalar_one()
    assert RecoveryKey.read(office.folder.recovery_file).open(escrow) == key


def test_with_the_recovery_key_away_a_new_unit_has_a_key_and_a_known_one_does_not_tell_it(office: Centre):
    take_away(office)
    assert office.enrolment("A", name="A")["unit_key"]
    assert office.enrolment("A")["unit_key"] == ""


def test_a_centre_below_gets_no_key(office: Centre):
    assert office.enrolment("A", name="A", role="centre")["unit_key"] == ""
    assert office.enrolment("A")["unit_key"], "the unit's first PC gets one"


def test_the_recovery_key_is_for_its_owner_only_and_its_public_half_stays(office: Centre):
    key = RecoveryKey.read(office.folder.recovery_file)
    assert office.folder.recovery_file.stat().st_mode & 0o777 == 0o600
    settings = json.loads((office.folder.at / "centre.json").read_text())
    assert settings["recovery"] == key.public.hex()


def test_a_centre_from_before_gets_a_recovery_key_when_it_is_opened(office: Centre):
    take_away(office)
    file = office.folder.at / "centre.json"
    settings = json.loads(file.read_text())
    del settings["recovery"]
    file.write_text(json.dumps(settings))
    again = Centre.open(office.folder.at)
    assert again.folder.recovery == RecoveryKey.read(again.folder.recovery_file).public
    assert json.loads(file.read_text()) == {**settings, "recovery": again.folder.recovery.hex()}
    once_more = Centre.open(office.folder.at)
    assert once_more.folder.recovery == again.folder.recovery
    for each in (again, once_more):
        each.close()


def test_init_and_check_say_that_the_recovery_key_still_lies_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("TUSACH_LANG", raising=False)
    folder = tmp_path / "centre"
    assert main(["init", str(folder)]) == 0
    said = capsys.readouterr().out
    assert str(folder / "recovery.key") in said
    assert "Khoá khôi phục" in said
    assert main(["--data", str(folder), "check"]) == 0
    assert "Khoá khôi phục còn nằm ở" in capsys.readouterr().out
    (folder / "recovery.key").rename(tmp_path / "elsewhere.key")
    assert main(["--data", str(folder), "check"]) == 0
    assert "Khoá khôi phục" not in capsys.readouterr().out


def test_an_operator_writes_a_file_with_or_without_the_recovery_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TUSACH_LANG", "en")
    folder, out, away = tmp_path / "centre", str(tmp_path / "a.json"), tmp_path / "recovery.key"
    main(["init", str(folder)])
    (folder / "recovery.key").rename(away)
    enrol = ["--json", "--data", str(folder), "enrol", "A", "--name", "A", "--out", out]
    capsys.readouterr()
    for words, keyed, role in (
        ([], True, "desk"),
        (["--operator", "--days", "3"], False, "operator"),
        (["--recovery-key", str(away)], True, "desk"),
    ):
        assert main([*enrol, *words]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["keyed"], told["role"]) == (keyed, role)
        file = read_file(Path(out))
        assert (bool(file.unit_key), file.role, len(file.centre_key)) == (keyed, role, 64)
    before = Path(out).read_bytes()
    for words, error in (
        (["--recovery-key", str(folder / "centre.json")], "no-recovery-key"),
        (["--recovery-key", str(tmp_path / "nowhere")], "no-access"),
        (["--operator", "--centre"], "two-roles"),
        (["--days", "0"], "bad-days"),
    ):
        assert main([*enrol, *words]) == 1
        assert json.loads(capsys.readouterr().err)["error"] == error
    assert Path(out).read_bytes() == before, "a refused file is not written over"


def test_a_key_is_handed_on_within_the_unit_once(office: Centre):
    first, second = Desk(office, "A"), Desk(office, "A")
    secret = bytes(range(32))
    assert greet(second, keyed=False).unkeyed == {second.device: second.key.public}
    assert greet(first, keyed=True).unkeyed == {second.device: second.key.public}
    hand_on(first, {second.device: wrapped(second.key.public, "A", secret)})
    assert greet(first, keyed=True).unkeyed == {}, "it is on its way"
    welcome = greet(second, keyed=False)
    assert unwrapped(second.key, welcome.wrapped_key) == ("A", secret)
    hand_on(first, {second.device: b"another"})
    assert greet(second, keyed=False).wrapped_key == welcome.wrapped_key, "who comes later changes nothing"
    assert told_of_keys(second, keyed=True) == ({}, b"")


def test_a_pc_put_back_from_its_backup_gets_the_key_again(office: Centre):
    first, second = Desk(office, "A"), Desk(office, "A")
    greet(first, keyed=True)
    greet(second, keyed=False)
    hand_on(first, {second.device: wrapped(second.key.public, "A", bytes(32))})
    greet(second, keyed=True)
    assert unwrapped(second.key, greet(second, keyed=False).wrapped_key) == ("A", bytes(32))


def test_only_who_has_the_key_hands_it_on_and_only_to_its_own_unit(office: Centre):
    first, second, stranger = Desk(office, "A"), Desk(office, "A"), Desk(office, "B")
    greet(first, keyed=True)
    for desk in (second, stranger):
        greet(desk, keyed=False)
    for giver, to, key in (
        (second, first, b"x"),  # lacks it itself
        (first, stranger, b"x"),
        (stranger, second, b"x"),
        (first, second, b"x" * (LARGEST_WRAPPED + 1)),
    ):
        with pytest.raises(Refused, match="not-entitled"):
            hand_on(giver, {to.device: key})
    for nobodies in ({"nobody": b"x"}, {"\0": b"x"}, {str(n): b"" for n in range(40_000)}):
        with pytest.raises(Refused, match="not-entitled"):
            hand_on(first, nobodies)
    assert greet(stranger, keyed=False).wrapped_key == b""


def test_a_revoked_pc_and_a_centre_below_are_not_given_the_key(office: Centre):
    first, gone, below = Desk(office, "A"), Desk(office, "A"), Desk(office, "A", role="centre")
    for desk in (gone, below):
        greet(desk, keyed=False)
    office.revoke(gone.device)
    assert greet(first, keyed=True).unkeyed == {}
    hand_on(first, {below.device: b"x"})
    assert told_of_keys(below, keyed=False) == told_of_keys(below, keyed=True) == ({}, b"")
    with pytest.raises(Refused, match="not-entitled"):
        hand_on(below, {gone.device: b"x"})


def test_check_names_the_units_whose_readers_still_come_in_clear(office: Centre, capsys: pytest.CaptureFixture[str]):
    Desk(office, "A")
    Desk(office, "B")
    with office.database.writing() as pen:
        pen.execute(unit.update().where(unit.c.code == "A").values(escrow=None))
    assert main(["--data", str(office.folder.at), "check"]) == 0
    assert "chưa có khoá, nên tên bạn đọc của họ còn tới đây ở dạng đọc được: A." in capsys.readouterr().out
    office.enrolment("A")
    main(["--data", str(office.folder.at), "check"])
    assert "chưa có khoá" not in capsys.readouterr().out


def test_units_of_a_time_before_keys_are_not_told_of_any(office: Centre):
    desk = Desk(office, "A")
    with office.database.writing() as pen:
        pen.execute(unit.update().values(escrow=None))
    assert told_of_keys(desk, keyed=False) == ({}, b"")
