"""An operator carries the bundles of a stick to the centre from his own PC, and the answers back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.client import carrying
from sync.client.carrying import Carrier, found_on
from sync.client.centre import Centre as CentreSeen
from sync.client.foreign import NotDone
from sync.client.operator import Operator
from sync.core import operating_bundles as said
from sync.core.bundle import manifest_of
from sync.core.stops import Interrupted
from sync.server.centre import Centre
from tests.client.operators import bundle_of, operators_centre
from tests.server.centre import CentreProgram
from tests.server.desk import Desk


@pytest.fixture
def office(served: CentreProgram) -> Iterator[Centre]:
    """The serving centre, opened here too: several programs may."""
    opened = Centre.open(served.folder)
    yield opened
    opened.close()


@pytest.fixture
def seen(served: CentreProgram, unit: str, tmp_path: Path) -> Iterator[CentreSeen]:
    centre = operators_centre(served, unit, tmp_path)
    yield centre
    centre.close()


@pytest.fixture
def carrier(seen: CentreSeen) -> Carrier:
    return Carrier(seen, stopping=threading.Event())


@pytest.fixture
def desk(office: Centre, seen: CentreSeen, unit: str) -> Desk:
    """A desk of the unit that comes by stick."""
    return Desk(office, unit)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "usb" / "TuSach"
    folder.mkdir(parents=True)
    return folder


def state(seen: CentreSeen, unit: str) -> dict[str, object]:
    line = Operator(seen).unit(unit)
    return {"rows": line.rows, "stick": line.last_stick is not None, "under way": line.stick_since is not None}


def test_a_stick_is_looked_at_then_taken_then_answered(
    seen: CentreSeen, carrier: Carrier, desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "PIECE", 300)  # so that it goes in several pieces
    known = desk.item(barcode="TK1")
    desk.push(known)
    file = bundle_of(desk, stick, desk.item(barcode="TK2"), desk.item(barcode="TK3"), desk.change(known, barcode="TK9"))
    (found,) = found_on(stick.parent)
    assert (found.file, found.unit, found.rows, found.device_name, found.fault) == (file, desk.unit, 3, "Quầy 1", "")
    told: list[tuple[int, int]] = []
    preview = carrier.preview(file, lambda done, of: told.append((done, of)))
    assert (preview.rows, preview.new, preview.changed, preview.result) == (3, 2, 1, "taken")
    assert len(told) > 2
    assert told[-1] == (file.stat().st_size, file.stat().st_size)
    assert state(seen, desk.unit) == {"rows": 1, "stick": False, "under way": False}, "nothing has changed yet"
    taken = carrier.take(file)
    assert (taken.rows, taken.result, taken.again, taken.answer_to) == (3, "taken", False, [desk.device])
    assert state(seen, desk.unit) == {"rows": 3, "stick": True, "under way": False}
    brought = carrier.answer(desk.device, stick)
    assert manifest_of(brought.file).answers == taken.bundle
    assert (brought.unit, brought.removed) == (desk.unit, ())
    assert state(seen, desk.unit)["under way"]
    assert found_on(stick) == found_on(stick.parent), "our own answer is not for a centre"
    assert len(found_on(stick)) == 1


def test_the_same_bundle_again_changes_nothing_and_a_newer_answer_replaces_the_older(
    seen: CentreSeen, carrier: Carrier, desk: Desk, stick: Path
) -> None:
    file = bundle_of(desk, stick, desk.item(barcode="TK2"))
    carrier.take(file)
    first = carrier.answer(desk.device, stick)
    again = carrier.take(file)
    assert (again.again, again.rows, again.result) == (True, 1, "taken")
    second = carrier.answer(desk.device, stick)
    assert second.removed == (first.file.name,)
    assert sorted(each.name for each in stick.iterdir()) == sorted((file.name, second.file.name))


def test_what_is_no_good_is_told_and_nothing_is_taken(
    seen: CentreSeen, carrier: Carrier, desk: Desk, stick: Path
) -> None:
    file = bundle_of(desk, stick, desk.item(barcode="TK2"))
    body = file.read_bytes()
    (stick / "letter.tusach").write_bytes(b"Kinh gui anh")
    (stick / "rot.tusach").write_bytes(body[:60] + b"?" + body[61:])
    (stick / "cut.tusach").write_bytes(body[:-20])
    faults = {each.file.name: each.fault for each in found_on(stick)}
    assert faults == {"letter.tusach": "not-a-bundle", "rot.tusach": "altered", "cut.tusach": "", file.name: ""}
    results = {name: carrier.preview(stick / name).result for name in faults}
    assert results == {
        "letter.tusach": "not-a-bundle",
        "rot.tusach": "altered",
        "cut.tusach": "cut",
        file.name: "taken",
    }
    assert carrier.take(stick / "letter.tusach").result == "not-a-bundle"
    assert state(seen, desk.unit)["rows"] == 0


def test_a_revoked_pc_is_told_so_by_stick(seen: CentreSeen, carrier: Carrier, desk: Desk, stick: Path) -> None:
    file = bundle_of(desk, stick, desk.item(barcode="TK2"))
    Operator(seen).revoke(desk.device)
    assert carrier.preview(file).result == "revoked"
    assert carrier.take(file).result == "revoked"
    assert state(seen, desk.unit)["rows"] == 0


def test_carrying_can_be_stopped_between_two_pieces(
    seen: CentreSeen, desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "PIECE", 100)
    stopping = threading.Event()
    carrier = Carrier(seen, stopping=stopping)
    file = bundle_of(desk, stick, desk.item(barcode="TK2"))
    with pytest.raises(Interrupted):
        carrier.preview(file, lambda *_: stopping.set())
    stopping.clear()
    assert carrier.take(file).rows == 1
    stopping.set()
    with pytest.raises(Interrupted):
        carrier.answer(desk.device, stick)
    assert [each.name for each in stick.iterdir()] == [file.name], "no half answer is left"


@pytest.mark.parametrize("name", ["", "x" * 32, "../../../centre.json", "A" * 32, "0" * 31, "0" * 32 + "/"])
def test_nobody_names_a_file_of_the_centre(seen: CentreSeen, name: str) -> None:
    for path, message, kind in (
        ("put", said.PutBundle(name, 0, b"x"), said.BundlePut),
        ("preview", said.AskPreview(name), said.BundleSeen),
        ("take", said.TakeBundle(name), said.BundleTaken),
        ("get", said.GetAnswer(name, 0), said.AnswerPiece),
    ):
        with pytest.raises(NotDone) as no:
            seen.ask(f"operator/bundle/{path}", message, kind)
        assert no.value.code == "bad-request"


def test_pieces_leave_no_hole_and_may_come_twice(seen: CentreSeen) -> None:
    carried = "0" * 32
    for offset, size in ((0, 3), (0, 3), (2, 5), (5, 8)):
        put = said.PutBundle(carried, offset, b"abc")
        assert seen.ask("operator/bundle/put", put, said.BundlePut).size == size
    for offset in (9, -1):
        with pytest.raises(NotDone) as no:
            seen.ask("operator/bundle/put", said.PutBundle(carried, offset, b"abc"), said.BundlePut)
        assert no.value.code == "bad-request"
    assert seen.ask("operator/bundle/take", said.TakeBundle(carried), said.BundleTaken).result == "not-a-bundle"
