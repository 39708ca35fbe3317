"""Bundles whose sender is known and lies: nothing of another's is touched, and no operator's round ends with a fault."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sync.core import wire
from sync.core.bundle import SUFFIX, BadBundle, Manifest, manifest_of
from sync.core.bundle_content import Content, Rows
from sync.core.bundle_writing import BundleWriter
from sync.core.row import Row
from sync.server.bundles import TakenBundle, answer, preview, take
from sync.server.centre import Centre
from sync.server.inspection import problems_of
from sync.server.quarantine import take_in
from sync.server.store.tables import parked
from tests.server.desk import Desk


def bundle_of(desk: Desk, folder: Path, *contents: Content, **lies: Any) -> Path:
    """A bundle of this desk, with whatever it claims."""
    manifest = Manifest(
        protocol=wire.PROTOCOL,
        program="thử",
        sender=desk.key.public.hex(),
        sender_device=desk.device,
        sender_name="máy thử",
        to=desk.centre.key.public.hex(),
        unit=desk.unit,
        unit_name="Đơn vị",
        made=datetime.fromtimestamp(desk.centre.now() / 1000, UTC),
        epoch=desk.epoch,
        incarnation=desk.incarnation,
    )
    manifest = msgspec.structs.replace(manifest, **lies)
    file = folder / f"{manifest.id[:8].strip()}-{len(list(folder.iterdir()))}{SUFFIX}"
    with file.open("wb") as out:
        writer = BundleWriter(out, manifest, desk.key)
        for content in contents:
            writer.add(content)
        writer.end()
    return file


def rows_of(*rows: Row) -> Rows:
    return Rows([msgspec.Raw(msgspec.msgpack.encode(row)) for row in wire.rows_out(rows)])


def sound(office: Centre) -> bool:
    with office.database.reading() as connection:
        return problems_of(connection) == []


def test_nobody_takes_the_name_of_anothers_bundle(office: Centre, desk: Desk, stranger: Desk, tmp_path: Path) -> None:
    """Under the name stands who need not be told: with it, rows could be hidden from the other."""
    mine = take(office, bundle_of(desk, tmp_path, rows_of(desk.item(barcode="TK1"))))
    for name in (mine.id, manifest_of(answer(office, desk.device, tmp_path).file).id):
        lie = bundle_of(stranger, tmp_path, rows_of(stranger.item(barcode="TK2")), id=name)
        for look in (preview, take):
            with pytest.raises(BadBundle, match="altered"):
                look(office, lie)
    assert stranger.pull() == []
    again = take(office, bundle_of(desk, tmp_path, id=mine.id))
    assert (again.again, again.rows) == (True, 1)


@pytest.mark.parametrize(
    "lies",
    [
        {"id": "0" * 10},
        {"id": ""},
        {"id": "../../../../etc/x"},
        {"id": "A" * 32},
        {"made": datetime(1, 1, 1, tzinfo=UTC)},
        {"made": datetime(9999, 12, 31)},  # noqa: DTZ001 - a time of no zone is the lie
        {"epoch": "\0"},
        {"incarnation": "\0"},
        {"program": "x\0"},
        {"titles": "\0"},
    ],
    ids=str,
)
def test_a_manifest_that_makes_no_sense_counts_as_altered(
    office: Centre, desk: Desk, tmp_path: Path, lies: dict[str, Any]
) -> None:
    with pytest.raises(BadBundle, match="altered"):
        take(office, bundle_of(desk, tmp_path, rows_of(desk.item()), **lies))


@pytest.mark.parametrize(
    "lies",
    [
        {"cursors": {"unit:A": 2**63, "common": -(2**63), "unit:B": 7, "x" * 1000: 1}},
        {"cursors": {"unit:A": 2**64 - 1}},
        {"open_points": 2**63, "rows": -5, "files": 2**63},
        {"made": datetime(9999, 12, 31, tzinfo=UTC)},
        {"unit": "B", "unit_name": "<b>", "sender_device": "x", "sender_name": "\u202e" * 900},
        {"epoch": "x" * 10_000, "incarnation": "x" * 10_000, "titles": "9" * 5000 + ".1"},
    ],
    ids=lambda lies: ",".join(lies),
)
def test_what_a_device_claims_of_itself_is_bounded_and_harms_nobody(
    office: Centre, desk: Desk, second: Desk, stranger: Desk, tmp_path: Path, lies: dict[str, Any]
) -> None:
    file = bundle_of(desk, tmp_path, rows_of(desk.item(barcode="TK1")), **lies)
    assert preview(office, file).new == 1
    taken: TakenBundle = take(office, file)
    assert (taken.device, taken.unit, taken.rows) == (desk.device, "A", 1)
    answer(office, desk.device, tmp_path)
    assert [row.fields["barcode"] for row in second.pull()] == ["TK1"]
    assert stranger.pull() == []
    assert sound(office)


def test_rows_for_others_are_put_aside_and_what_nobody_can_read_is_no_fault(
    office: Centre, desk: Desk, stranger: Desk, tmp_path: Path
) -> None:
    stamp = bytes.fromhex(desk.clock.tick())
    unread = [msgspec.msgpack.encode(each) for each in (["a\0b", b"x" * 16, "unit:A", stamp, {}], ["\0", b""], 7, None)]
    foreign = [Row(t, f"{9:032x}", c, desk.clock.tick(), {"name": "x"}, fresh=True) for t, c in FOREIGN]
    bundle = bundle_of(desk, tmp_path, Rows([msgspec.Raw(each) for each in unread]), rows_of(*foreign))
    taken = take(office, bundle)
    assert (taken.result, taken.parked) == ("taken", len(unread) + len(foreign))
    assert stranger.pull() == []
    assert sound(office)


FOREIGN = (
    ("item", "unit:B"),
    ("unit", "common"),
    ("revocation", "common"),
    ("workplace", "common"),
    ("title", "unit:A"),
)


def test_what_a_revoked_device_left_can_be_taken_in_whatever_its_tables_are_called(
    office: Centre, desk: Desk, tmp_path: Path
) -> None:
    office.revoke(desk.device)
    strange = msgspec.msgpack.encode(["a\0b", b"x" * 16, "unit:A", bytes(13), {}])
    assert take(office, bundle_of(desk, tmp_path, Rows([msgspec.Raw(strange)]))).result == "revoked"
    assert take_in(office, desk.device).parked == 1
    with office.database.reading() as connection:
        assert [row.tbl for row in connection.execute(parked.select())] == ["a b"]


def test_a_bundle_that_opens_to_gigabytes_is_good_up_to_there(office: Centre, desk: Desk, tmp_path: Path) -> None:
    bomb = Rows([msgspec.Raw(msgspec.msgpack.encode(b"\0" * (1 << 20)))] * 40)
    file = bundle_of(desk, tmp_path, rows_of(desk.item()), bomb)
    assert file.stat().st_size < 100_000
    taken = take(office, file)
    assert (taken.rows, taken.result) == (1, "cut")
