"""Enrol, sync and settle on the command line, against a real centre: when all is well, and when it is not."""

from __future__ import annotations

import itertools
import json
import platform
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.library.library import Opening
from desktop.library.model.item import ItemForm
from sync.core.stamp import wall_clock_ms
from sync.server.centre import Centre
from tests.cli.tusach import PASSWORD, Tusach, command, environment
from tests.client.devices import authority_of, through
from tests.client.faulty_line import CutAnswer, FaultyLine, LostAnswer, LostRequest, Says
from tests.server.centre import CentreProgram

_units = itertools.count(1)
KEYS = {"sent", "received", "conflicts", "bytes_up", "bytes_down", "stop"}


@pytest.fixture
def unit() -> str:
    return f"K{next(_units):02d}"


@pytest.fixture
def line(served: CentreProgram, tmp_path: Path) -> Iterator[FaultyLine]:
    line = FaultyLine(served.address, authority_of(served), tmp_path)
    yield line
    line.close()


@pytest.fixture
def desks(
    served: CentreProgram, line: FaultyLine, unit: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[[], Tusach]:
    """Enrols one desk of the unit after the other, over the line."""
    count = itertools.count(1)

    def desk() -> Tusach:
        tusach = Tusach(tmp_path / f"pc{next(count)}", capsys)
        tusach.done("enrol", str(through(line, served.enrol(unit))))
        line.forget()
        return tusach

    return desk


def stock(desk: Tusach) -> str:
    """A title, a copy and a reader; the title's id."""
    title = str(desk.one("add-title", "--title", "Điều lệnh nội vụ")["id"])
    desk.done("add-item", title, "--barcode", "TK000001")
    desk.done("add-reader", "--card", "BD0001", "--name", "Nguyễn Thị Ẫm")
    return title


def test_enrolling_makes_the_library_of_that_unit(desks: Callable[[], Tusach], unit: str):
    desk = desks()
    status = desk.one("status")
    assert (status["unit"], status["unit_name"], status["enrolled"]) == (unit, f"Đơn vị {unit}", True)
    assert status["last_sync"] is None


def test_a_second_desk_sees_the_loan(desks: Callable[[], Tusach]):
    first, second = desks(), desks()
    stock(first)
    lent = first.one("lend", "BD0001", "TK000001")
    ran = first.one("sync")
    assert ran.keys() >= KEYS
    assert (ran["stop"], ran["sent"] > 0, ran["bytes_up"] > 0) == (None, True, True)
    assert second.one("sync")["received"] > 0
    [loan] = second.done("loans")
    assert (loan["loan"], loan["card"], loan["barcode"]) == (lent["loan"], "BD0001", "TK000001")
    assert second.one("status")["last_sync"] is not None
    assert first.one("sync")["sent"] == 0


@pytest.mark.parametrize(("verb", "stands"), [("keep", "Kho B"), ("restore", "Kho A")])
def test_a_conflict_is_listed_and_settled_once(desks: Callable[[], Tusach], verb: str, stands: str):
    first, second = desks(), desks()
    title = stock(first)
    first.done("sync")
    second.done("sync")
    for desk, location in ((first, "Kho A"), (second, "Kho B")):
        move(desk, title, location)
    first.done("sync")
    second.done("sync")
    [conflict] = second.done("conflicts")
    assert (conflict["kind"], conflict["field"], conflict["state"]) == ("field", "location", "open")
    assert {conflict["ours"], conflict["theirs"]} == {"Kho A", "Kho B"}
    assert {"id", "kind", "row", "field", "ours", "theirs", "state"} <= conflict.keys()
    settled = second.one("conflicts", verb, conflict["id"])
    assert settled["state"] == {"keep": "kept", "restore": "restored"}[verb]
    assert second.one("show", "TK000001")["location"] == stands
    assert second("conflicts", verb, conflict["id"]).problem["error"] == "already-settled"
    second.done("sync")
    first.done("sync")
    assert first.done("conflicts", "list") == []
    assert first.one("show", "TK000001")["location"] == stands


def move(desk: Tusach, title: str, location: str) -> None:
    """Amend the copies; no command does that yet."""
    opening = Opening(desk.profile, PASSWORD)
    library = opening.library()
    for item in library.catalogue.items(title):
        library.catalogue.amend_item(item.id, ItemForm(location=location))
    library.close()
    opening.release()


@pytest.mark.parametrize(
    "fault",
    [Says(500, (), b"<h1>Internal Server Error</h1>"), LostRequest(), LostAnswer(), CutAnswer(-5)],
    ids=["500", "lost-request", "lost-answer", "cut-answer"],
)
def test_a_centre_that_fails_costs_a_try_and_nothing_else(desks: Callable[[], Tusach], line: FaultyLine, fault: object):
    first, second = desks(), desks()
    stock(first)
    line.faults[("push", 0)] = fault  # type: ignore[assignment] # every fault of the table is one
    outcome = first("sync")
    assert (outcome.code, outcome.answer["stop"], outcome.problem["error"]) == (75, "try-later", "try-later")
    assert "an toàn" in outcome.problem["message"]
    assert first.one("sync")["stop"] is None
    second.done("sync")
    assert first.one("status")["waiting"] == 0
    assert second.one("status")["items"] == 1
    assert second.one("check")["ok"] is True


def test_a_centre_that_is_not_there(desks: Callable[[], Tusach], line: FaultyLine):
    desk = desks()
    stock(desk)
    line.server.server_close()
    outcome = desk("sync")
    assert (outcome.code, outcome.answer["stop"]) == (75, "try-later")
    assert desk.one("lend", "BD0001", "TK000001")["status"] == "lent"


def test_what_a_clock_stamped_that_ran_ahead_is_put_right_and_arrives(desks: Callable[[], Tusach]):
    first, second = desks(), desks()
    stock(first)
    opening = Opening(first.profile, PASSWORD, now=lambda: wall_clock_ms() + 400 * 24 * 3_600_000)
    library = opening.library()
    library.circulation.lend("BD0001", "TK000001")
    library.close()
    opening.release()
    assert first.one("sync")["stop"] is None
    second.done("sync")
    assert [loan["card"] for loan in second.done("loans")] == ["BD0001"]


def test_somebody_else_in_the_centres_place_is_not_trusted(
    served: CentreProgram, line: FaultyLine, unit: str, empty: Tusach, tmp_path: Path
):
    said = json.loads(served.enrol(unit).read_text(encoding="utf-8"))
    file = tmp_path / "ghi-danh.json"
    file.write_text(json.dumps({**said, "address": line.address}), encoding="utf-8")
    outcome = empty("enrol", str(file))
    assert (outcome.code, outcome.problem["error"]) == (1, "wrong-centre")
    assert line.asked == {}
    assert empty.one("enrol", str(served.enrol(unit)))["unit"] == unit


def test_an_enrolment_file_that_is_none(empty: Tusach, tmp_path: Path):
    for name, content in (("a.json", "không phải"), ("b.json", json.dumps({"address": "https://x"}))):
        file = tmp_path / name
        file.write_text(content, encoding="utf-8")
        outcome = empty("enrol", str(file))
        assert (outcome.code, outcome.problem["error"]) == (1, "bad-enrolment")
        assert "Xin trung tâm cấp tệp mới." in outcome.problem["message"]
    assert not empty.profile.exists()


def test_an_enrolment_file_of_another_unit(tusach: Tusach, served: CentreProgram, unit: str):
    outcome = tusach("enrol", str(served.enrol(unit)))
    assert (outcome.code, outcome.problem["error"]) == (1, "another-unit")
    assert unit in outcome.problem["message"]


def test_an_enrolment_file_serves_one_pc(desks: Callable[[], Tusach], served: CentreProgram, tmp_path: Path, unit: str):
    file = served.enrol(unit)
    first = Tusach(tmp_path / "a", desks().capsys)
    first.done("enrol", str(file))
    second = Tusach(tmp_path / "b", first.capsys)
    outcome = second("enrol", str(file))
    assert (outcome.code, outcome.problem["fault"]) == (1, "bad-code")
    assert second("status").problem["error"] == "no-library"


def test_syncing_needs_an_enrolment(tusach: Tusach):
    assert tusach("sync").code == 77


def test_a_revoked_pc_is_told_so(desks: Callable[[], Tusach], served: CentreProgram):
    desk = desks()
    office = Centre.open(served.folder)
    office.revoke(desk.one("status")["device"])
    office.close()
    outcome = desk("sync")
    assert (outcome.code, outcome.problem["error"]) == (77, "revoked")


def test_watching_runs_until_it_is_told_to_stop(desks: Callable[[], Tusach]):
    desk = desks()
    watching = subprocess.Popen(
        command(desk.profile, "--json", "sync", "--watch"),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert watching.stdout is not None
    assert json.loads(watching.stdout.readline())["stop"] is None
    watching.send_signal(signal.SIGTERM)
    _, problems = watching.communicate(timeout=60)
    assert (watching.returncode, problems) == (0, "")


def doubled(desks: Callable[[], Tusach]) -> Tusach:
    """A desk that has learnt of a copy and a reader of another desk with the numbers of its own."""
    first, second = desks(), desks()
    for desk, title, name in ((first, "Tắt đèn", "Đỗ Một"), (second, "Số đỏ", "Đỗ Hai")):
        added = str(desk.one("add-title", "--title", title)["id"])
        desk.done("add-item", added, "--barcode", "TK009999")
        desk.done("add-reader", "--card", "HV000777", "--name", name)
        ran = desk.one("sync")
    assert ran["conflicts"] == 2
    return second


def test_a_number_that_stands_twice_names_both_and_knows_no_times(desks: Callable[[], Tusach]):
    desk = doubled(desks)
    points = {point["kind"]: point for point in desk.done("conflicts")}
    copies, readers = points["duplicate-barcode"], points["duplicate-card"]
    assert {copies["ours"], copies["theirs"]} == {"Tắt đèn · TK009999", "Số đỏ · TK009999"}
    assert {readers["ours"], readers["theirs"]} == {"Đỗ Một · HV000777", "Đỗ Hai · HV000777"}
    assert (copies["ours_at"], copies["theirs_at"]) == (None, None)
    told = desk.plainly("conflicts").out
    assert "Mã TK009999 dán trên hai bản sách" in told
    assert copies["ours_id"] not in told


@pytest.mark.parametrize("verb", ["renumber", "restore"])
def test_the_later_of_two_gets_a_new_number(desks: Callable[[], Tusach], verb: str):
    desk = doubled(desks)
    [point] = [point for point in desk.done("conflicts") if point["kind"] == "duplicate-barcode"]
    settled = desk.one("conflicts", verb, point["id"])
    assert (settled["still_twice"], settled["number"] != "TK009999") == (False, True)
    assert desk.one("show", settled["number"])["id"] == point["theirs_id"]
    assert desk.one("show", "TK009999")["id"] == point["ours_id"]
    assert [each["kind"] for each in desk.done("conflicts")] == ["duplicate-card"]
    assert desk("conflicts", "renumber", point["id"]).problem["error"] == "already-settled"


def test_a_doubled_number_that_is_kept_says_that_it_stands_twice_and_may_still_be_changed(desks: Callable[[], Tusach]):
    desk = doubled(desks)
    [point] = [point for point in desk.done("conflicts") if point["kind"] == "duplicate-card"]
    told = desk.plainly("conflicts", "keep", point["id"]).out
    assert "vẫn đứng hai lần" in told
    settled = desk.one("conflicts", "renumber", point["id"])
    assert (settled["state"], settled["still_twice"]) == ("kept", False)


def test_only_what_stands_twice_can_be_renumbered(desks: Callable[[], Tusach]):
    first, second = desks(), desks()
    title = stock(first)
    first.done("sync")
    second.done("sync")
    for desk, location in ((first, "Kho A"), (second, "Kho B")):
        move(desk, title, location)
        desk.done("sync")
    [point] = second.done("conflicts")
    assert second("conflicts", "renumber", point["id"]).problem["error"] == "not-twice"
    assert [one["id"] for one in second.done("conflicts")] == [point["id"]]


def differ_twice(desks: Callable[[], Tusach]) -> tuple[Tusach, Tusach]:
    """Two copies whose place two PCs wrote differently."""
    first, second = desks(), desks()
    title = stock(first)
    first.done("add-item", title, "--barcode", "TK000002")
    first.done("sync")
    second.done("sync")
    for desk, location in ((first, "Kho A"), (second, "Kho B")):
        move(desk, title, location)
        desk.done("sync")
    first.done("sync")
    return first, second


def test_a_point_tells_who_wrote_what_and_what_is_recommended(desks: Callable[[], Tusach]):
    first, _ = differ_twice(desks)
    points = first.done("conflicts")
    assert len(points) == 2
    for point in points:
        assert point["recommended"] in {"ours", "theirs"}
        assert point["because"] == "later"
        assert {point["ours_who"]["pc"], point["theirs_who"]["pc"]} == {platform.node()}
        assert sorted((point["ours_who"]["here"], point["theirs_who"]["here"])) == [False, True]
        assert point["name"] == "Điều lệnh nội vụ"
    assert platform.node() in first.plainly("conflicts").out


def test_a_decision_is_listed_and_taken_back(desks: Callable[[], Tusach]):
    first, _ = differ_twice(desks)
    point = first.done("conflicts")[0]
    assert first("conflicts", "undo", point["id"]).problem["error"] == "not-settled"
    before = {each: first.one("show", each)["location"] for each in ("TK000001", "TK000002")}
    first.done("conflicts", "restore", point["id"])
    [settled] = first.done("conflicts", "settled")
    assert (settled["id"], settled["state"], settled["settled_by"]["here"]) == (point["id"], "restored", True)
    assert settled["settled_at"]
    assert first.one("conflicts", "undo", point["id"])["state"] == "open"
    assert {each: first.one("show", each)["location"] for each in before} == before
    assert first.done("conflicts", "settled") == []


def test_alike_points_are_settled_and_taken_back_together(desks: Callable[[], Tusach]):
    first, second = differ_twice(desks)
    point = first.done("conflicts")[0]
    settled = first.one("conflicts", "restore", point["id"], "--alike")
    assert (settled["done"], settled["left"]) == (2, 0)
    assert first.done("conflicts") == []
    first.done("sync")
    second.done("sync")
    assert second.one("conflicts", "undo", point["id"], "--alike")["done"] == 2
    assert len(second.done("conflicts")) == 2
