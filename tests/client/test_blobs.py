"""Files between two PCs of a unit: they come whole or not at all, whatever the line does, and rows go before them."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

from desktop.library.model.file import FileState
from desktop.library.model.refusal import Reason, Refusal
from sync.client import blobs
from sync.client.visit import Progress, Visit
from sync.core.pieces import GRAIN, PieceSize
from tests.client.conftest import NewDevice
from tests.client.devices import Device, settle
from tests.client.faulty_line import Altered, CutAnswer, CutRequest, Fault, FaultyLine, LostAnswer, LostRequest, Says
from tests.server.centre import CentreProgram

PIECES = 5
FAULTS: tuple[Fault, ...] = (LostRequest(), LostAnswer(), CutAnswer(40), CutAnswer(-9), CutRequest(30))
CONTENT = random.Random(7).randbytes((PIECES - 1) * GRAIN + 777)


@dataclass(frozen=True, slots=True)
class OneGrain(PieceSize):
    """As on a slow line, however quick this one is."""

    def after(self, _seconds: float) -> Self:
        """As before."""
        return self


def slow(device: Device) -> Device:
    """Its pieces are as small as pieces get."""
    device.centre.pieces_up = device.centre.pieces_down = OneGrain(GRAIN)
    return device


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "Điều lệnh nội vụ.pdf"
    file.write_bytes(CONTENT)
    return file


def attach(device: Device, scan: Path) -> str:
    title = device.write("title", **{"245/1": [0, "00", "a", "Điều lệnh"]})
    return device.digital.attach(title, scan).id


def content(device: Device, file_id: str) -> bytes:
    copy = device.digital.open(file_id)
    return copy.read_bytes()


def state(device: Device, file_id: str) -> FileState:
    return device.digital.get(file_id).state


def pass_until_quiet(device: Device) -> int:
    """Runs until one ends well with no file left; how many that took."""
    for number in range(1, 40):
        ran = device.run()
        if ran.stop is None and not ran.files_left:
            return number
        assert ran.stop in {None, "try-later"}, ran
    raise AssertionError("it never comes to rest")


def test_what_one_pc_attaches_the_other_can_open_and_then_both_are_quiet(new_device: NewDevice, scan: Path):
    first, second = new_device(), new_device()
    file_id = attach(first, scan)
    ran = first.agree()
    assert ran.files_sent == 1
    ran = second.agree()
    assert ran.files_received == 1
    assert content(second, file_id) == CONTENT
    settle(first, second)
    for device in (first, second):
        assert device.agree().requests == 1, "an idle run asks once"


@pytest.mark.parametrize("door", ["blobs/missing", "blobs/put", "blobs/get"])
def test_a_cut_anywhere_costs_a_piece_at_most(new_device: NewDevice, line: FaultyLine, scan: Path, door: str):
    first, second = slow(new_device()), slow(new_device())
    file_id = attach(first, scan)
    device = second if door == "blobs/get" else first
    if device is second:
        first.agree()
    line.forget()
    every = 1 if door == "blobs/missing" else 2
    for which, fault in enumerate(FAULTS):
        line.faults[door, which * every] = fault
    runs = pass_until_quiet(device)
    assert runs > 3
    if door != "blobs/missing":
        assert line.asked[door] <= len(FAULTS) + PIECES, "what had come was sent again"
    second.agree()
    assert content(second, file_id) == CONTENT


def test_an_altered_piece_is_thrown_away_with_the_file_and_fetched_again_when_somebody_wants_it(
    new_device: NewDevice, line: FaultyLine, scan: Path
):
    first, second = slow(new_device()), slow(new_device())
    file_id = attach(first, scan)
    first.agree()
    line.forget()
    line.faults["blobs/get", 2] = Altered(5_000)
    assert second.run().stop is None
    assert state(second, file_id) is FileState.NOT_HERE
    with pytest.raises(Refusal) as no:  # whoever asks for it makes it the next to be fetched
        second.digital.open(file_id)
    assert no.value.reason is Reason.FILE_NOT_HERE
    second.agree()
    assert content(second, file_id) == CONTENT


def test_a_file_that_nobody_has_is_no_error_and_comes_when_somebody_has_it(new_device: NewDevice, scan: Path):
    first, second = new_device(), new_device()
    file_id = attach(first, scan)
    sha256 = first.digital.get(file_id).sha256
    first.digital._stacks.remove(sha256)
    assert first.run().stop is None
    assert second.run().stop is None
    assert state(second, file_id) is FileState.NOT_HERE
    assert state(first, file_id) is FileState.NOT_HERE
    second.digital.attach(second.write("title", **{"245/1": [0, "00", "a", "Khác"]}), scan)
    second.agree()
    first.agree()
    assert content(first, file_id) == CONTENT


def test_rows_go_first_and_the_file_goes_on_where_it_was(new_device: NewDevice, line: FaultyLine, scan: Path):
    first, second = slow(new_device()), slow(new_device())
    file_id = attach(first, scan)
    lent: list[str] = []

    def lend_meanwhile(progress: object) -> None:
        if getattr(progress, "step", "") == "blobs" and getattr(progress, "done", 0) >= 2 * GRAIN and not lent:
            lent.append(first.write("item", barcode="TK9"))

    line.forget()
    ran = first.run(report=lend_meanwhile)
    assert (ran.stop, ran.files_sent, ran.files_left, ran.waiting) == (None, 0, 1, 1)
    ran = first.run()
    assert (ran.sent, ran.files_sent) == (1, 1)
    assert line.asked["blobs/put"] == PIECES
    second.agree()
    assert content(second, file_id) == CONTENT


def test_files_take_only_so_much_time_of_a_run(new_device: NewDevice, line: FaultyLine, scan: Path):
    device = slow(new_device())
    attach(device, scan)
    device.store.profile.put("files-lane", ("", 0, 0))
    visit = Visit(
        device.replica,
        device.centre,
        None,  # type: ignore[arg-type]  # files need no second thread
        threading.Event(),
        lambda _: None,
        files=device.digital.lane,
    )
    device.store.connection.execute("UPDATE file SET bases = NULL")
    device.store.connection.execute("UPDATE title SET bases = NULL")
    line.forget()
    blobs.blobs(visit, longest_s=0.0)
    assert (line.asked["blobs/missing"], line.asked["blobs/put"]) == (1, 0)


def test_whoever_stops_a_run_in_the_middle_of_a_file_loses_nothing(new_device: NewDevice, scan: Path):
    first, second = slow(new_device()), slow(new_device())
    file_id = attach(first, scan)
    stopping = threading.Event()
    ran = first.run(
        stopping=stopping,
        report=lambda progress: stopping.set() if progress.step == "blobs" and progress.done else None,
    )
    assert ran.stop == "interrupted"
    first.agree()
    second.agree()
    assert content(second, file_id) == CONTENT


def test_a_disk_without_room_keeps_no_row_from_coming(new_device: NewDevice, scan: Path):
    first, second = new_device(), new_device()
    file_id = attach(first, scan)
    first.agree()
    second.digital._stacks._reserve = 1 << 60
    ran = second.agree()
    assert (ran.files_received, ran.files_left) == (0, 0), "trying again at once would not help"
    assert state(second, file_id) is FileState.COMING
    second.digital._stacks._reserve = 0
    second.agree()
    assert content(second, file_id) == CONTENT


def test_a_centre_that_knows_nothing_of_files_still_takes_rows(new_device: NewDevice, line: FaultyLine, scan: Path):
    device = new_device()
    attach(device, scan)
    line.forget()
    line.faults["blobs/missing", 0] = Says(404)
    ran = device.run()
    assert (ran.stop, ran.files_left, ran.waiting) == (None, 0, 0)


def test_a_centre_that_lost_its_files_gets_them_again(new_device: NewDevice, served: CentreProgram, scan: Path):
    first, second = new_device(), new_device()
    file_id = attach(first, scan)
    first.agree()
    sha256 = first.digital.get(file_id).sha256
    (served.folder / "blobs" / sha256[:2] / sha256).unlink()
    second.agree()
    assert state(second, file_id) is FileState.NOT_HERE
    first.store.profile.forget("files-lane")  # a week later
    first.agree()
    second.digital.want(file_id)
    second.agree()
    assert content(second, file_id) == CONTENT


def test_a_file_that_the_centre_finds_wrong_is_sent_anew_in_the_next_run(
    new_device: NewDevice, line: FaultyLine, served: CentreProgram, scan: Path
):
    first, second = slow(new_device()), slow(new_device())
    file_id = attach(first, scan)
    line.forget()
    line.faults["blobs/put", 2] = LostRequest()
    assert first.run().stop == "try-later"
    sha256 = first.digital.get(file_id).sha256
    (part,) = (served.folder / "blobs" / "stage").glob(f"*/{sha256}.part")
    part.write_bytes(bytes(part.stat().st_size))
    assert first.agree().files_sent == 0
    assert line.asked["blobs/put"] == PIECES + 1, "nothing is sent again at once"
    assert first.agree().files_sent == 1
    second.agree()
    assert content(second, file_id) == CONTENT


def test_a_centre_killed_while_it_takes_a_file_goes_on_where_it_was(
    new_device: NewDevice, line: FaultyLine, served: CentreProgram, scan: Path
):
    first, second = slow(new_device()), slow(new_device())
    file_id = attach(first, scan)
    line.forget()
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if progress.step == "blobs" and progress.done >= 2 * GRAIN and not killed:
            killed.append(served.kill())

    assert first.run(report=kill).stop == "try-later"
    served.start()
    first.agree()
    assert line.asked["blobs/put"] <= PIECES + 1
    second.agree()
    assert content(second, file_id) == CONTENT


def test_a_file_cut_short_goes_on_after_the_program_was_started_anew(
    new_device: NewDevice, line: FaultyLine, scan: Path
):
    first, second = slow(new_device()), slow(new_device())
    file_id = attach(first, scan)
    first.agree()
    line.forget()
    line.faults["blobs/get", 3] = LostAnswer()
    assert second.run().stop == "try-later"
    second.restart()
    slow(second)
    line.forget()
    second.agree()
    assert line.asked["blobs/get"] == PIECES - 3
    assert content(second, file_id) == CONTENT
