"""How a unit's key comes to its devices, and what a device without it shows, sends and refuses."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desktop.library import enrolment
from desktop.library.beginning import begin
from desktop.library.model.conflict import LOCKED
from desktop.library.model.reader import Reader, ReaderForm
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.readers import Readers
from desktop.library.readers.form import form_of
from desktop.library.store import rows, store, unsealing
from sync.client.schedule import EVERY_S, Schedule
from sync.core.sealing import is_sealed
from sync.core.tables import unit_channel
from sync.server.centre import Centre
from sync.server.refused import Refused
from sync.server.store.rows import every_row
from sync.server.store.tables import device as devices
from sync.server.store.tables import unit as units
from tests.client.conftest import NewDevice
from tests.client.devices import Device, settle
from tests.server.centre import CentreProgram

HUNG = ReaderForm(name="Nguyễn Văn Hùng", rank="Đại uý", phone="0912345678", group="Đội 1", note="Đọc ở phòng")


@contextmanager
def recovery_away(served: CentreProgram, to: Path) -> Iterator[Path]:
    """The keeper has taken the recovery key away."""
    there, here = served.folder / "recovery.key", to / "recovery.key"
    there.rename(here)
    try:
        yield here
    finally:
        here.rename(there)


def registered(device: Device, form: ReaderForm = HUNG) -> Reader:
    if not device.store.policies.codes("reader-category"):
        begin(device.store, unit=device.unit, name="Đơn vị")
    return Readers(device.store).register(form)


def shown(device: Device, reader: Reader) -> Reader:
    found = device.store.readers.get(reader.id)
    assert found is not None
    return found


def at_centre(served: CentreProgram, reader: Reader) -> dict[str, object]:
    office = Centre.open(served.folder)
    try:
        with office.database.reading() as connection:
            held = {each.row.id: each.row.fields for each, _ in every_row(connection)}
    finally:
        office.close()
    return held[reader.id]


def new_pc(served: CentreProgram, folder: Path, unit: str) -> Device:
    """A PC of the unit with a file of the day, which lacks the unit's key when the recovery key is away."""
    device = Device(folder, unit)
    device.enrol(served.enrol(unit))
    return device


def without_keys(served: CentreProgram, unit: str) -> None:
    """As centres were before units had keys."""
    office = Centre.open(served.folder)
    with office.database.writing() as pen:
        pen.execute(units.update().where(units.c.code == unit).values(escrow=None))
        pen.execute(devices.update().where(devices.c.unit == unit).values(keyed=0, wrapped_key=None))
    office.close()


def forget_key(device: Device) -> None:
    for name in ("unit-key", "unit-key-expected", "unsealing"):
        device.store.profile.forget(name)


def test_a_second_pc_whose_file_brings_the_key_reads_the_names(new_device: NewDevice, served: CentreProgram):
    first, second = new_device(), new_device()
    reader = registered(first)
    settle(first, second)
    assert shown(second, reader) == shown(first, reader)
    held = at_centre(served, reader)
    assert held["card"] == reader.card
    assert all(is_sealed(held[name]) for name in ("name", "rank", "phone", "group", "note"))


def test_a_pc_without_the_key_shows_what_is_locked_until_the_first_hands_the_key_on(
    new_device: NewDevice, served: CentreProgram, tmp_path: Path, unit: str
):
    first = new_device()
    reader = registered(first)
    first.agree()
    with recovery_away(served, tmp_path):
        second = new_pc(served, tmp_path / "second", unit)
    second.agree()
    seen = shown(second, reader)
    assert (seen.name, seen.rank, seen.phone, seen.group, seen.note) == (LOCKED,) * 5
    assert (seen.card, seen.category) == (reader.card, reader.category)
    assert [line.name for line in Readers(second.store).find()] == [LOCKED]
    assert Readers(second.store).find("hung") == ()
    stamps = second.all_rows()["reader", reader.id][1]
    first.agree()
    second.agree()
    assert shown(second, reader) == shown(first, reader)
    assert [line.id for line in Readers(second.store).find("hung")] == [reader.id]
    assert second.all_rows()["reader", reader.id][1] == stamps, "opening in place is no edit"
    assert (second.agree().requests, first.agree().requests) == (1, 1), "a key that has come costs nothing any more"
    assert second.store.check() == ()
    second.close()


def test_nobody_writes_over_what_is_locked_but_the_card_can_be_blocked(
    new_device: NewDevice, served: CentreProgram, tmp_path: Path, unit: str
):
    first = new_device()
    reader = registered(first)
    first.agree()
    with recovery_away(served, tmp_path):
        second = new_pc(served, tmp_path / "second", unit)
    begin(second.store, unit=unit, name="Đơn vị")
    second.agree()
    readers = Readers(second.store)
    form = readers.form(reader.id)
    with pytest.raises(Refusal) as refused:
        readers.amend(reader.id, ReaderForm(**{**form_as_facts(form), "name": "Ai đó"}))
    assert (refused.value.reason, refused.value.facts["field"]) == (Reason.LOCKED, "name")
    readers.amend(reader.id, ReaderForm(**{**form_as_facts(form), "blocked": "Mất thẻ"}))
    settle(first, second)
    assert (shown(first, reader).name, shown(first, reader).blocked) == (HUNG.name, "Mất thẻ")
    second.close()


def form_as_facts(form: ReaderForm) -> dict[str, str]:
    return {name: getattr(form, name) for name in form.__dataclass_fields__}


def test_names_typed_before_the_key_has_come_wait_for_it(
    new_device: NewDevice, served: CentreProgram, tmp_path: Path, unit: str
):
    first = new_device()
    first.agree()
    with recovery_away(served, tmp_path):
        second = new_pc(served, tmp_path / "second", unit)
    reader = registered(second)
    ran = second.agree()
    assert (ran.waiting, ran.held_back) == (1, 1)
    assert Schedule.starting(0).ran(ran, 0, jitter=0).wait(0) == EVERY_S, "nobody is asked again and again meanwhile"
    held = at_centre(served, reader)
    assert held["card"] == reader.card
    assert "name" not in held
    assert second.replica.waiting() == 1
    settle(first, second)
    assert second.replica.waiting() == 0
    assert shown(first, reader) == shown(second, reader) == reader
    assert is_sealed(at_centre(served, reader)["name"])
    second.close()


def test_a_bundle_written_before_the_key_came_is_not_taken_to_have_carried_the_names(
    new_device: NewDevice, served: CentreProgram, tmp_path: Path, unit: str
):
    first = new_device()
    with recovery_away(served, tmp_path):
        second = new_pc(served, tmp_path / "second", unit)
    second.replica.begin_epoch("any", [])
    reader = registered(second)
    written = rows.latest_number(second.store.connection)
    carried = {row.id: row.fields for row in second.replica.outgoing(rows=100, size=1 << 20, until=written).rows}
    assert "name" not in carried[reader.id]
    second.replica.learn_key(unit, first.replica.unit_key)
    settled = {row.id for row in second.replica.outgoing(rows=100, size=1 << 20, until=written).rows}
    assert settled == carried.keys() - {reader.id}
    second.close()


def test_a_burnt_pc_gets_its_names_back_with_the_recovery_key(
    new_device: NewDevice, served: CentreProgram, tmp_path: Path, unit: str
):
    burnt = new_device()
    reader = registered(burnt)
    burnt.agree()
    with recovery_away(served, tmp_path) as recovery_key:
        office = Centre.open(served.folder)
        other = Centre.create(tmp_path / "other", name="Khác")
        with pytest.raises(Refused, match="other-recovery-key"):
            office.enrolment(unit, recovery_key=other.folder.recovery_file)
        with pytest.raises(Refused, match="no-recovery-key"):
            office.enrolment(unit, recovery_key=served.folder / "centre.json")
        said = office.enrolment(unit, address=served.address, recovery_key=recovery_key)
        other.close()
        office.close()
    file = tmp_path / "enrolment.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    new = Device(tmp_path / "new", unit)
    new.enrol(file)
    new.agree()
    assert shown(new, reader) == reader
    new.close()


def test_names_that_went_in_clear_before_units_had_keys_are_replaced_once(
    new_device: NewDevice, served: CentreProgram, tmp_path: Path, unit: str
):
    old = new_device()
    without_keys(served, unit)
    forget_key(old)
    reader, other = registered(old), registered(old, ReaderForm(name="Trần Thị Mai"))
    old.agree()
    assert at_centre(served, reader)["name"] == HUNG.name, "a unit without a key works as before"
    assert old.agree().requests == 1
    new = new_pc(served, tmp_path / "new", unit)
    settle(new)
    assert is_sealed(at_centre(served, reader)["name"]), "whoever has the key seals what others sent in clear"
    settle(old, new)
    for each, form in ((reader, HUNG), (other, ReaderForm(name="Trần Thị Mai"))):
        assert shown(old, each) == shown(new, each)
        assert form_of(shown(new, each)).name == form.name
        assert is_sealed(at_centre(served, each)["name"])
    assert old.replica.unit_key == new.replica.unit_key
    assert not [row for row in rows.every(new.store.connection) if row.table == "conflict"]
    assert (new.agree().sent, old.agree().sent) == (0, 0), "once is enough"
    new.close()


def test_a_pc_takes_the_key_of_its_own_unit_only(new_device: NewDevice):
    device = new_device()
    kept = device.replica.unit_key
    assert not device.replica.learn_key("another", bytes(32))
    assert not device.replica.learn_key(device.unit, bytes(31))
    assert device.replica.unit_key == kept


def test_a_key_that_opens_nothing_of_what_is_locked_is_not_taken(
    new_device: NewDevice, served: CentreProgram, tmp_path: Path, unit: str
):
    first = new_device()
    registered(first)
    first.agree()
    with recovery_away(served, tmp_path):
        second = new_pc(served, tmp_path / "second", unit)
    second.agree()
    assert not second.replica.learn_key(unit, bytes(32))
    assert second.replica.learn_key(unit, first.replica.unit_key)
    second.close()


def test_opening_goes_on_where_it_was_cut(
    new_device: NewDevice, served: CentreProgram, tmp_path: Path, unit: str, monkeypatch: pytest.MonkeyPatch
):
    first = new_device()
    readers = [registered(first, ReaderForm(name=f"Người Thứ {n}")) for n in range(30)]
    first.agree()
    with recovery_away(served, tmp_path):
        second = new_pc(served, tmp_path / "second", unit)
    second.agree()
    opened = itertools.count(1)

    def cut_at_fifteen(*work: Any) -> None:
        if next(opened) == 15:
            raise InterruptedError
        settle_one(*work)

    settle_one = unsealing._settle
    monkeypatch.setattr(unsealing, "_settle", cut_at_fifteen)
    monkeypatch.setattr(store, "AT_ONCE", 10)
    with pytest.raises(InterruptedError):
        second.replica.learn_key(unit, first.replica.unit_key)
    second.restart()
    assert [shown(second, reader).name for reader in readers].count(LOCKED) == 20, "ten were on disk"
    second.replica.unlock()
    assert sorted(shown(second, reader).name for reader in readers) == sorted(f"Người Thứ {n}" for n in range(30))
    assert next(opened) == 15 + 20 + 1, "what was open already was not looked at again"
    assert second.replica.waiting() == 0, "nothing was written anew"
    assert second.store.check() == ()
    second.close()


def test_enrolling_anew_keeps_the_key_that_a_file_does_not_bring(
    new_device: NewDevice, served: CentreProgram, tmp_path: Path, unit: str
):
    device = new_device()
    kept = device.replica.unit_key
    with recovery_away(served, tmp_path):
        device.enrol(served.enrol(unit))
    assert device.replica.unit_key == kept
    assert device.agree().stop is None
    assert enrolment.role_of(device.store) == "desk"
    assert unit_channel(device.unit) in device.replica.cursors


def test_files_and_enrolments_of_earlier_versions_still_open(served: CentreProgram, tmp_path: Path, unit: str):
    file = served.enrol(unit)
    said = json.loads(file.read_text(encoding="utf-8"))
    for name in ("centre_key", "unit_key", "role"):
        del said[name]
    file.write_text(json.dumps(said), encoding="utf-8")
    old = Device(tmp_path / "old", unit)
    old.enrol(file)
    assert (old.replica.unit_key, enrolment.role_of(old.store)) == (b"", "desk")
    kept = msgspec.msgpack.decode(old.store.profile.get("enrolment"))
    for name in ("centre_key", "unit_key", "role"):
        del kept[name]
    old.store.profile.put("enrolment", msgspec.msgpack.encode(kept))
    old.restart()
    assert old.agree().stop is None
    assert enrolment.role_of(old.store) == "desk"
    old.close()


@pytest.mark.parametrize("name", ["centre_key", "unit_key"])
def test_a_file_whose_keys_are_no_keys_is_refused(served: CentreProgram, tmp_path: Path, unit: str, name: str):
    file = served.enrol(unit)
    said = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(said | {name: "abc"}), encoding="utf-8")
    device = Device(tmp_path / "pc", unit)
    with pytest.raises(Refusal) as refused:
        device.enrol(file)
    assert (refused.value.reason, refused.value.facts["fault"]) == (Reason.BAD_ENROLMENT, "unreadable")
    device.store.close()


def test_an_operators_file_makes_an_operators_pc(served: CentreProgram, tmp_path: Path, unit: str):
    office = Centre.open(served.folder)
    said = office.enrolment(unit, name="Đơn vị", address=served.address, role="operator")
    office.close()
    file = tmp_path / "operator.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    device = Device(tmp_path / "pc", unit)
    device.enrol(file)
    assert enrolment.role_of(device.store) == "operator"
    assert device.agree().stop is None
    device.close()
