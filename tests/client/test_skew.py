"""A device or a centre that is one version ahead or behind: rows with fields and tables nobody here knows pass both ways."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from backports import zstd

from desktop.cli import wording
from desktop.library.store.number_stock import StoreNumbers
from desktop.library.store.rows import load
from sync.client import enrolling
from sync.client.http import Line
from sync.client.run import Ran, run
from sync.core import wire
from sync.core.blocks import AskBlocks, Blocks
from sync.core.keys import HandedOn, HandOn
from sync.core.pieces import AskBlobs, GetPiece, GivenPiece, KnownBlobs, PutPiece, TakenPiece
from tests.client.conftest import NewDevice
from tests.client.devices import Device, settle

MORE = ["một phần tử của bản sau", {"x": [1, 2, b"\0"]}]
"""What a later version may put behind all that is known now."""
SPOKEN: dict[str, tuple[type[msgspec.Struct], type[msgspec.Struct]]] = {
    "/v1/enrol": (wire.Enrol, wire.Enrolled),
    "/v1/challenge": (wire.Ask, wire.Challenge),
    "/v1/token": (wire.SignIn, wire.SignedIn),
    "/v1/greet": (wire.Greeting, wire.Welcome),
    "/v1/push": (wire.Push, wire.Pushed),
    "/v1/pull": (wire.Pull, wire.Page),
    "/v1/digests": (wire.AskDigests, wire.Digests),
    "/v1/keys": (HandOn, HandedOn),
    "/v1/blocks": (AskBlocks, Blocks),
    "/v1/blobs/missing": (AskBlobs, KnownBlobs),
    "/v1/blobs/put": (PutPiece, TakenPiece),
    "/v1/blobs/get": (GetPiece, GivenPiece),
}
SINCE_THE_FIRST = ("/v1/keys", "/v1/blocks", "/v1/blobs/missing")
"""Doors that the first version did not have."""
Change = Callable[[list[Any], type[msgspec.Struct]], list[Any]]


def as_it_is(message: list[Any], _kind: type[msgspec.Struct]) -> list[Any]:
    return message


def later(by: int) -> Change:
    """A message as a version that is `by` ahead would say it."""

    def change(message: list[Any], kind: type[msgspec.Struct]) -> list[Any]:
        said = [_later_row(part) if _is_rows(part) else part for part in message]
        return _speaking(said, kind, by) + MORE

    return change


def earlier(by: int) -> Change:
    """A message as a version that is `by` behind would say it: without what has come since."""

    def change(message: list[Any], kind: type[msgspec.Struct]) -> list[Any]:
        first = kind.__module__ == wire.__name__  # what came later has defaults that it began with
        kept = sum(field.required for field in msgspec.structs.fields(kind)) if first else len(message)
        return _speaking(message[:kept], kind, -by)

    return change


def _speaking(message: list[Any], kind: type[msgspec.Struct], by: int) -> list[Any]:
    fields = msgspec.structs.fields(kind)
    return [message[0] + by, *message[1:]] if fields and fields[0].name == "protocol" else message


def _is_rows(part: Any) -> bool:
    return isinstance(part, list) and bool(part) and isinstance(part[0], list) and len(part[0]) >= 6


def _later_row(rows: list[list[Any]]) -> list[list[Any]]:
    whole = [{}, False]  # a row that is fed comes without its last members
    return [[*row, *whole[len(row) - 6 :], *MORE] for row in rows]


def skewed(asks: Change = as_it_is, answers: Change = as_it_is, *, lacks: tuple[str, ...] = ()) -> type[Line]:
    """A line on which one side speaks another version."""

    class Skewed(Line):
        def _post(self, path: str, body: bytes, head: Any) -> Any:
            if path in lacks:
                return super()._post("/v1/nobody-knows-this", body, head)
            asked, answered = SPOKEN[path]
            status, headers, answer = super()._post(path, _rewritten(body, asks, asked), head)
            return status, headers, _rewritten(answer, answers, answered) if status == 200 else answer

    return Skewed


def _rewritten(body: bytes, change: Change, kind: type[msgspec.Struct]) -> bytes:
    message = msgspec.msgpack.decode(zstd.decompress(body))
    return zstd.compress(msgspec.msgpack.encode(change(message, kind)))


def sync(device: Device) -> Ran:
    numbers = StoreNumbers(device.store)
    return run(device.replica, device.centre, stopping=threading.Event(), numbers=numbers, files=device.digital.lane)


ONE_AWAY = {
    "a device one ahead": skewed(later(1)),
    "a device one behind": skewed(earlier(1)),
    "a centre one ahead": skewed(answers=later(1)),
    "a centre one behind": skewed(answers=earlier(1), lacks=SINCE_THE_FIRST),
}


@pytest.mark.parametrize("who", ONE_AWAY)
def test_one_version_away_nothing_is_lost(new_device: NewDevice, tmp_path, monkeypatch: pytest.MonkeyPatch, who: str):
    plain = new_device()
    monkeypatch.setattr(enrolling, "Line", ONE_AWAY[who])
    other = new_device()
    scan = tmp_path / "scan.txt"
    scan.write_text("Mục lục")
    item = other.write("item", barcode="TK1", shelf_mark_of_the_future=["a", {"b": 1}])
    note = other.write("note_of_the_future", text="chưa ai biết bảng này", about=item)
    title = other.write("title", **{"245/1": [0, "00", "a", "Điều lệnh"], "999/zz": {"later": True}})
    other.digital.attach(title, scan)
    with other.store.writing():
        [other.store.numbers.next("card", "TV") for _ in range(3)]
    assert sync(other).stop is None
    settle(plain, other)
    assert plain.all_rows() == other.all_rows()
    assert plain.field("item", item, "shelf_mark_of_the_future") == ["a", {"b": 1}]
    assert plain.field("note_of_the_future", note, "text") == "chưa ai biết bảng này"
    plain.write("item", item, note="sửa ở bản này")
    plain.write("note_of_the_future", note, about="sửa ở bản này")
    other.write("item", item, shelf_mark_of_the_future="sửa ở bản kia")
    settle(plain, other)
    assert plain.all_rows() == other.all_rows()
    assert other.field("item", item, "note") == "sửa ở bản này"
    assert plain.field("item", item, "shelf_mark_of_the_future") == "sửa ở bản kia"
    row = load(plain.store.connection, "title", title)
    assert row is not None
    assert row.fields["999/zz"] == {"later": True}


TWO_AWAY = {
    "a device two ahead": skewed(later(2)),
    "a centre two ahead": skewed(answers=later(2)),
    "a centre two behind": skewed(answers=earlier(2)),
}


@pytest.mark.parametrize("who", TWO_AWAY)
def test_two_versions_away_a_person_is_asked_to_update_and_nothing_is_lost(
    new_device: NewDevice, monkeypatch: pytest.MonkeyPatch, who: str
):
    device = new_device()
    device.write("item", barcode="TK1")
    with monkeypatch.context() as patch:
        patch.setattr(enrolling, "Line", TWO_AWAY[who])
        device.restart()
    ran = sync(device)
    assert (ran.stop, ran.waiting, ran.sent) == ("upgrade-needed", 1, 0)
    assert ran.stopped is not None
    assert "Cập nhật" in wording.stop(ran.stopped)
    device.restart()
    assert device.agree().sent == 1
