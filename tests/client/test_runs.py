"""Whole runs between real stores and a real centre: what is said, in how many requests, and what a person wants of it."""

from __future__ import annotations

import threading
from pathlib import Path

import msgspec
import pytest

from sync.client.enrolling import centre_of
from sync.client.enrolment import Enrolment
from sync.client.measure import Measure
from sync.client.run import Progress
from sync.core.stops import ClockWrong, Interrupted, Revoked, SignInNeeded, TryLater, WrongCentre
from sync.core.wire import Problem, pack
from sync.server.centre import Centre
from tests.client.conftest import NewDevice
from tests.client.devices import Device, authority_of, settle, through
from tests.client.faulty_line import FaultyLine, Says, Silence
from tests.server.centre import CentreProgram

HOUR = 3_600_000


def test_what_one_desk_writes_stands_at_the_other(new_device: NewDevice):
    first, second = new_device(), new_device()
    settle(first, second)
    reader = first.write("reader", card="HV001", name="Trần Thị Bưởi")
    ran = first.agree()
    assert (ran.sent, ran.received, ran.waiting) == (1, 0, 0)
    ran = second.agree()
    assert (ran.sent, ran.received) == (0, 1)
    assert second.field("reader", reader, "name") == "Trần Thị Bưởi"


def test_only_what_changed_travels_again(new_device: NewDevice, line: FaultyLine):
    first, second = new_device(), new_device()
    item = first.write("item", barcode="TK1", note="x" * 5_000)
    settle(first, second)
    second.write("item", item, location="Kho B")
    ran = second.agree()
    assert ran.sent == 1
    assert ran.bytes_up < 1_500, "the long note did not change"
    first.agree()
    assert first.field("item", item, "location") == "Kho B"
    assert first.all_rows() == second.all_rows()


def test_an_idle_run_is_one_small_request(new_device: NewDevice, line: FaultyLine):
    device = new_device()
    device.write_items(300)
    settle(device)
    line.forget()
    ran = device.agree()
    assert (ran.requests, dict(line.asked)) == (1, {"greet": 1})
    assert ran.bytes_up <= 250
    assert ran.bytes_down <= 250


def test_the_first_run_of_a_program_signs_in_and_the_later_ones_do_not(new_device: NewDevice, line: FaultyLine):
    device = new_device()
    device.agree()
    assert (line.asked["challenge"], line.asked["token"]) == (1, 1)
    line.forget()
    device.agree()
    assert dict(line.asked) == {"greet": 1}
    device.restart()
    line.forget()
    device.agree()
    assert dict(line.asked) == {"challenge": 1, "token": 1, "greet": 1}


def test_a_session_that_has_ended_is_begun_anew_within_the_run(new_device: NewDevice, line: FaultyLine):
    device = new_device()
    device.agree()
    device.write_items(3)
    line.forget()
    line.faults["push", 0] = Says(401, body=pack(Problem("sign-in-needed")))
    assert device.agree().sent == 3
    assert line.asked["token"] == 1


def test_a_device_that_the_centre_does_not_know_is_told_to_sign_in(new_device: NewDevice, line: FaultyLine):
    device = new_device()
    line.faults |= {("greet", n): Says(401, body=pack(Problem("sign-in-needed"))) for n in range(2)}
    assert isinstance(device.run().stopped, SignInNeeded)
    assert line.asked["token"] == 2, "once more, and not for ever"


def test_two_people_changing_one_field_are_told_and_all_agree(new_device: NewDevice):
    first, second = new_device(), new_device()
    item = first.write("item", barcode="TK1", location="Kho A")
    settle(first, second)
    first.write("item", item, location="Kho B")
    second.write("item", item, location="Kho C")
    first.agree()
    assert second.agree().conflicts == 1
    settle(first, second)
    assert first.all_rows() == second.all_rows()
    [conflict] = [fields for (table, _), (fields, _) in first.all_rows().items() if table == "conflict"]
    assert {conflict["loser"], conflict["winner"]} == {"Kho B", "Kho C"}
    assert first.field("item", item, "location") == conflict["winner"]


def test_a_push_on_the_way_does_not_settle_what_was_changed_meanwhile(new_device: NewDevice):
    device, other = new_device(), new_device()
    item = device.write("item", barcode="TK1", location="Kho A")
    moved = threading.Event()

    def move_once(progress: Progress) -> None:
        if progress.step == "pull" and not moved.is_set():
            moved.set()
            device.write("item", item, location="Kho B")

    assert device.run(report=move_once).waiting == 1
    settle(device, other)
    assert other.field("item", item, "location") == "Kho B"
    assert not [key for key in other.all_rows() if key[0] == "conflict"]


def test_a_person_can_stop_between_batches_and_the_next_run_goes_on(new_device: NewDevice):
    device, other = new_device(), new_device()
    device.write_items(3_000)
    stopping = threading.Event()
    ran = device.run(stopping=stopping, report=lambda progress: stopping.set() if progress.done else None)
    assert isinstance(ran.stopped, Interrupted)
    assert 0 < ran.sent < 3_000
    assert device.agree().sent == 3_000 - ran.sent
    other.agree()
    assert other.all_rows() == device.all_rows()


def test_a_person_can_stop_within_a_page_and_nothing_of_it_is_missed(new_device: NewDevice):
    device, other = new_device(), new_device()
    device.write_items(900)
    device.agree()
    other.centre.down = Measure(rows=1_000, size=1_000_000)
    stopping, steps = threading.Event(), list[str]()

    def stop_in_first_page(progress: Progress) -> None:
        steps.append(progress.step)
        if steps.count("pull") == 2:
            stopping.set()

    ran = other.run(stopping=stopping, report=stop_in_first_page)
    assert ran.stop == "interrupted"
    assert 0 < len(other.all_rows()) < 900, "part of the page is already here"
    settle(other)
    assert other.all_rows() == device.all_rows()


def test_whoever_stops_a_run_on_a_silent_line_hangs_up_and_it_counts_as_stopped(
    new_device: NewDevice, line: FaultyLine
):
    device, stopping = new_device(), threading.Event()
    device.write_items(5)
    begun, over = threading.Event(), threading.Event()
    line.faults["push", 0] = Silence(begun, over)

    def stop() -> None:
        begun.wait(60)
        stopping.set()
        device.centre.hang_up()

    thread = threading.Thread(target=stop)
    thread.start()
    ran = device.run(stopping=stopping)
    thread.join(60)
    over.set()
    assert (ran.stop, ran.waiting) == ("interrupted", 5)
    assert device.agree().sent == 5


def test_steps_are_told_in_their_order_with_how_far_they_are(new_device: NewDevice):
    device, other = new_device(), new_device()
    other.write_items(700)
    other.agree()
    device.write_items(600)
    told: list[Progress] = []
    device.run(report=told.append)
    steps = list(dict.fromkeys(progress.step for progress in told))
    assert steps == ["greet", "push", "pull", "check"]
    assert [(p.done, p.total) for p in told if p.step == "push"] == [(0, 600), (0, 600), (600, 600)]


@pytest.mark.parametrize("ahead", [HOUR, -HOUR, 15 * 365 * 24 * HOUR, -15 * 365 * 24 * HOUR])
def test_a_wrong_clock_is_measured_and_does_not_keep_anything_back(new_device: NewDevice, ahead: int):
    wrong, right = new_device(ahead_ms=ahead), new_device()
    before = wrong.write("item", barcode="before")
    wrong.agree()
    after = wrong.write("item", barcode="after")
    settle(wrong, right)
    assert wrong.all_rows() == right.all_rows()
    assert abs(wrong.store.now_ms() - right.store.now_ms()) < 5_000
    stamps = [right.all_rows()["item", each][1]["barcode"] for each in (before, after)]
    assert stamps == sorted(stamps)


def test_what_was_written_before_a_clock_jumped_ahead_is_not_lost_when_stamps_are_moved_back(new_device: NewDevice):
    device, other = new_device(), new_device()
    item = device.write("item", barcode="TK1", note="old")
    settle(device, other)
    device.write("item", item, note="new")
    device.ahead_ms = HOUR
    device.write("item", barcode="TK2")
    settle(device, other)
    assert other.field("item", item, "note") == "new"
    assert device.all_rows() == other.all_rows()


def test_a_field_edited_twice_while_the_clock_was_ahead_is_moved_as_a_whole(new_device: NewDevice):
    device, other = new_device(), new_device()
    item = device.write("item", barcode="TK1", note="old")
    settle(device, other)
    device.ahead_ms = HOUR
    for note in ("first", "second", "third"):
        device.write("item", item, note=note)
    settle(device, other)
    assert other.field("item", item, "note") == "third"
    device.ahead_ms = 0
    device.write("item", item, note="fourth")
    settle(device, other)
    assert other.field("item", item, "note") == "fourth"
    assert not [key for key in other.all_rows() if key[0] == "conflict"]


def test_an_edit_of_what_came_from_a_quicker_clock_stands(new_device: NewDevice):
    quick, device = new_device(), new_device()
    settle(quick, device)
    quick.ahead_ms = 200_000  # less than the centre refuses, and not measured before the write
    item = quick.write("item", barcode="TK1", note="from the quick one")
    quick.agree()
    device.agree()
    device.restart()
    device.write("item", item, note="and then changed")
    settle(device, quick)
    assert quick.field("item", item, "note") == "and then changed"


def test_a_clock_that_stays_wrong_is_a_persons_matter(new_device: NewDevice, line: FaultyLine):
    device = new_device()
    device.write_items(1)
    line.faults |= {("push", n): Says(409, body=pack(Problem("clock-wrong", 400_000))) for n in range(2)}
    ran = device.run()
    assert isinstance(ran.stopped, ClockWrong)
    assert ran.waiting == 1


def test_someone_with_another_certificate_is_not_given_a_byte(
    new_device: NewDevice, served: CentreProgram, line: FaultyLine
):
    device = new_device()
    device.write_items(1)
    stranger = FaultyLine(served.address, authority_of(served), line.folder)
    enrolment = Enrolment.from_bytes(device.store.profile.get("enrolment"))
    elsewhere = msgspec.structs.replace(enrolment, address=stranger.address)
    device.centre = centre_of(elsewhere, device.replica.incarnation)
    assert isinstance(device.run().stopped, WrongCentre)
    assert not stranger.asked
    stranger.close()


def test_a_revoked_device_is_told_so(new_device: NewDevice, line: FaultyLine):
    device = new_device()
    line.faults["greet", 0] = Says(403, body=pack(Problem("revoked")))
    assert isinstance(device.run().stopped, Revoked)


def test_how_a_run_ended_is_remembered_across_a_restart(new_device: NewDevice, line: FaultyLine):
    device = new_device()
    line.faults["greet", 0] = Says(503, (("Retry-After", "90"),))
    ran = device.run()
    assert isinstance(ran.stopped, TryLater)
    assert ran.stopped.wait_s == 90
    device.restart()
    assert device.store.profile.get("last-run")["stop"] == "try-later"


def test_batches_grow_on_a_quick_line(new_device: NewDevice, line: FaultyLine):
    device = new_device()
    device.write_items(3_500)
    device.agree()
    assert line.asked["push"] == 4, "500, 500, 1,000 and 2,000 rows"


@pytest.mark.parametrize("which", ["of the one who wrote it", "of another"])
def test_a_row_lost_from_one_disk_is_found_and_mended(new_device: NewDevice, which: str):
    first, second = new_device(), new_device()
    first.write_items(400)
    settle(first, second)
    poor = first if which == "of the one who wrote it" else second
    poor.store.connection.execute("DELETE FROM item WHERE barcode IN ('pc1-00007', 'pc1-00300')")
    poor.store.rebuild()
    assert poor.run(may_mend=False).mended == 2
    ran = poor.run()
    assert (ran.mended, ran.stop) == (2, None)
    settle(first, second)
    assert first.all_rows() == second.all_rows()


@pytest.mark.parametrize("announced", [True, False])
def test_a_centre_put_back_from_its_backup_gets_everything_again(
    new_device: NewDevice, served: CentreProgram, announced: bool
):
    first, second = new_device(), new_device()
    early = first.write("item", barcode="early")
    settle(first, second)
    served.stop()
    backup = (served.folder / "centre.db").read_bytes()
    served.start()
    late = first.write("item", barcode="late")
    first.write("item", early, note="changed")
    settle(first, second)
    put_back(served, backup, announced=announced)
    settle(second, first)
    third = new_device()
    third.agree()
    assert third.field("item", late, "barcode") == "late"
    assert third.field("item", early, "note") == "changed"
    assert first.all_rows() == second.all_rows() == third.all_rows()


def put_back(served: CentreProgram, backup: bytes, *, announced: bool) -> None:
    """Unannounced, as by an operator who merely copies the folder back."""
    served.stop()
    for name in ("centre.db-wal", "centre.db-shm"):
        (served.folder / name).unlink(missing_ok=True)
    (served.folder / "centre.db").write_bytes(backup)
    if announced:
        office = Centre.open(served.folder)
        office.begin_new_epoch()
        office.close()
    served.start()


def test_units_do_not_see_each_other(new_device: NewDevice, served: CentreProgram, line: FaultyLine, tmp_path: Path):
    ours = new_device()
    ours.write_items(5)
    ours.agree()
    stranger = Device(tmp_path / "stranger", "ANOTHER")
    stranger.enrol(through(line, served.enrol("ANOTHER")))
    stranger.agree()
    assert not [key for key in stranger.all_rows() if key[0] == "item"]
    stranger.close()
