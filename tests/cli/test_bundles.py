"""Enrolling and agreeing by stick, with the commands that people type: no network anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desktop.library import enrolment
from desktop.library.library import Opening
from sync.core.bundle import MAGIC
from sync.server import bundles
from sync.server import cli as centre_cli
from sync.server.centre import Centre
from tests.cli.tusach import PASSWORD, ROOT, Tusach, program
from tests.server.centre import CentreProgram

pytestmark = pytest.mark.slow


@dataclass
class Office:
    """The centre's command line in this process; it serves nobody."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> tuple[int, list[dict[str, Any]], list[dict[str, Any]]]:
        """Exit code, results, problems."""
        self.capsys.readouterr()
        code = centre_cli.main(["--json", "--data", str(self.folder), *words])
        out, err = self.capsys.readouterr()
        return code, *([json.loads(line) for line in text.splitlines()] for text in (out, err))

    def plainly(self, *words: str) -> str:
        self.capsys.readouterr()
        centre_cli.main(["--data", str(self.folder), *words])
        out, err = self.capsys.readouterr()
        return out + err

    def done(self, *words: str) -> list[dict[str, Any]]:
        code, answers, problems = self(*words)
        assert (code, problems) == (0, [])
        return answers

    def enrolment(self, unit: str) -> str:
        """A file that enrols one PC of the unit."""
        file = self.folder.parent / f"enrol-{unit}-{len(list(self.folder.parent.iterdir()))}.json"
        self.done("enrol", unit, "--name", f"Đơn vị {unit}", "--out", str(file))
        return str(file)


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    made = Office(tmp_path / "centre", capsys)
    assert made("init", str(made.folder))[0] == 0
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick on which somebody made the folder of ours."""
    folder = tmp_path / "usb"
    (folder / "TuSach").mkdir(parents=True)
    return folder


@pytest.fixture
def pc(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tusach:
    """A library that began without a network."""
    library = Tusach(tmp_path / "pc", capsys)
    library.one("enrol", office.enrolment("A"), "--offline")
    return library


def round_trip(library: Tusach, office: Office, stick: Path) -> dict[str, Any]:
    library.one("bundle", "export", str(stick))
    office.done("bundle", "import", str(stick))
    return library.one("bundle", "import", str(stick))


def test_a_library_that_never_sees_a_network_is_enrolled_and_agrees_by_stick(stick: Path, tmp_path: Path) -> None:
    """All of it by the real commands, each a process of its own."""
    centre = [sys.executable, "-m", "sync.server", "--json", "--data", str(tmp_path / "c")]

    def office(*words: str) -> list[dict[str, Any]]:
        done = subprocess.run([*centre, *words], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    profile = tmp_path / "pc"
    office("init", str(tmp_path / "c"))
    office("enrol", "A", "--name", "Trại giam A", "--out", f"{profile}.json")
    assert program(profile, "enrol", f"{profile}.json", "--offline").code == 0
    assert program(profile, "add-reader", "--name", "Nguyễn Thị Ẫm", "--card", "B1").code == 0, "it works at once"
    assert program(profile, "bundle", "export", str(stick)).code == 0
    taken, written = office("bundle", "import", str(stick))
    assert (taken["joined"], written["device"]) == (True, taken["device"])
    answer = program(profile, "--json", "bundle", "import", str(stick))
    assert (answer.code, answer.answer["joined"], answer.answer["complete"]) == (0, True, True)
    assert program(profile, "--json", "status").answer["device"] == taken["device"]


def test_two_desks_of_a_unit_lend_to_the_same_readers_without_ever_seeing_a_network(
    pc: Tusach, office: Office, stick: Path, tmp_path: Path, capsys: Any
) -> None:
    second = Tusach(tmp_path / "second", capsys)
    second.one("enrol", office.enrolment("A"), "--offline")
    title = pc.one("add-title", "--title", "Truyện Kiều")["id"]
    pc.one("add-item", title, "--barcode", "TK1")
    pc.one("add-reader", "--name", "Nguyễn Thị Ẫm", "--card", "B1")
    pc.one("lend", "B1", "TK1")
    for library in (pc, second):
        library.one("bundle", "export", str(stick))
    assert [each["joined"] for each in office.done("bundle", "import", str(stick)) if "joined" in each] == [True, True]
    for library in (pc, second):
        assert library.one("bundle", "import", str(stick))["complete"]
    assert second.one("show", "B1")["name"] == "Nguyễn Thị Ẫm"
    assert second.one("return", "TK1")["card"] == "B1"
    for library in (second, pc):
        round_trip(library, office, stick)
    assert pc.done("loans") == []
    known = {device["device"] for unit in office.done("units") for device in unit["devices"]}
    assert {each.one("status")["device"] for each in (pc, second)} == known
    clear = "Nguyễn Thị Ẫm".encode()
    files = [each for each in (*office.folder.rglob("*"), *stick.rglob("*")) if each.is_file()]
    assert not any(clear in file.read_bytes() for file in files), "names are sealed wherever a stick goes"


def test_an_enrolment_that_never_reached_the_centre_goes_with_the_next_bundle(
    office: Office, empty: Tusach, stick: Path
) -> None:
    """The library was there before, and `enrol` found nobody: what it began is not lost."""
    empty.one("init", "--unit", "A", "--name", "Đơn vị A")
    file = Path(office.enrolment("A"))
    said = json.loads(file.read_text()) | {"address": "https://127.0.0.1:9"}
    file.write_text(json.dumps(said))
    outcome = empty("enrol", str(file))
    assert (outcome.code, outcome.problem["error"]) == (75, "try-later")
    assert "--offline" in outcome.problem["message"]
    assert round_trip(empty, office, stick)["joined"]
    assert empty.one("status")["enrolled"]


def test_a_library_that_began_without_a_network_may_be_completed_over_one(
    empty: Tusach, served: CentreProgram, stick: Path
) -> None:
    file = served.enrol("N01")
    away = json.loads(file.read_text()) | {"address": "https://127.0.0.1:9"}
    unreached = file.with_suffix(".away.json")
    unreached.write_text(json.dumps(away))
    empty.one("enrol", str(unreached), "--offline")
    outcome = empty("sync")
    assert (outcome.code, outcome.answer["stop"], outcome.answer["waiting"] > 0) == (75, "try-later", True)
    empty.one("bundle", "export", str(stick))  # and it is carried there all the same
    office = Centre.open(served.folder)
    [bundle] = (stick / "TuSach").iterdir()
    assert bundles.take(office, bundle).joined
    office.close()
    _now_at(empty, served.address)
    assert empty.one("sync")["stop"] is None
    status = empty.one("status")
    assert (status["enrolled"], status["waiting"]) == (True, 0)


def _now_at(library: Tusach, address: str) -> None:
    """The network of the place was mended: the centre is reached after all."""
    opening = Opening(library.profile, PASSWORD)
    with closing(opening.library()) as opened:
        beginning = enrolment.begun(opened.store)
        assert beginning is not None
        there = msgspec.structs.replace(beginning, address=address)
        opened.store.profile.put("enrolment-begun", there.to_bytes())
    opening.release()


def test_many_units_travel_on_one_stick(office: Office, stick: Path, tmp_path: Path, capsys: Any) -> None:
    libraries = {unit: Tusach(tmp_path / unit, capsys) for unit in ("A", "B", "C")}
    for unit, library in libraries.items():
        library.one("enrol", office.enrolment(unit), "--offline")
        library.one("add-title", "--title", f"Sách của {unit}")
        library.one("bundle", "export", str(stick))
    answers = office.done("bundle", "import", str(stick))
    assert {each["unit"] for each in answers if "result" in each} == {"A", "B", "C"}
    assert len(list((stick / "TuSach").iterdir())) == 6
    for unit, library in libraries.items():
        taken = library.one("bundle", "import", str(stick))
        assert (taken["joined"], taken["complete"]) == (True, True)
        assert [each["title"] for each in library.done("find", "Sách")] == [f"Sách của {unit}"]
    assert office("bundle", "import", str(stick))[0] == 0, "the same stick again does no harm"


def test_a_newer_bundle_takes_the_place_of_an_older_one_and_says_so(pc: Tusach, stick: Path) -> None:
    first = pc.one("bundle", "export", str(stick))
    again = pc.one("bundle", "export", str(stick))
    assert again["removed"] == [Path(first["file"]).name]
    assert [str(each) for each in (stick / "TuSach").iterdir()] == [again["file"]]


def test_the_answer_tells_as_sync_does(pc: Tusach, office: Office, stick: Path) -> None:
    sent = pc.one("bundle", "export", str(stick))
    assert {"sent", "received", "conflicts", "bytes_up", "bytes_down", "stop", "file", "complete"} <= sent.keys()
    office.done("bundle", "import", str(stick))
    taken = pc.one("bundle", "import", str(stick))
    assert (taken["sent"], taken["stop"], taken["complete"]) == (sent["sent"], None, True)
    assert pc.one("bundle", "import", str(stick))["sent"] == 0


def test_the_centre_writes_a_first_load_without_having_been_asked(
    pc: Tusach, office: Office, stick: Path, tmp_path: Path, capsys: Any
) -> None:
    round_trip(pc, office, stick)
    pc.one("add-title", "--title", "Số đỏ")
    round_trip(pc, office, stick)
    out = tmp_path / "first-load"
    out.mkdir()
    [written] = office.done("bundle", "export", "A", str(out))
    assert (written["unit"], written["device"]) == ("A", pc.one("status")["device"])
    [told] = pc.done("bundle", "show", str(out))
    assert (told["direction"], told["unit"], told["rows"]) == ("to-unit", "A", written["rows"])
    assert pc.one("bundle", "import", str(out))["complete"]
    code, _, [problem] = office("bundle", "export", "Z", str(out))
    assert (code, problem["error"]) == (1, "no-device")


def test_a_dry_run_tells_what_would_change_and_takes_nothing(pc: Tusach, office: Office, stick: Path) -> None:
    pc.one("bundle", "export", str(stick))
    [seen] = office.done("bundle", "import", str(stick), "--dry-run")
    assert (seen["unit"], seen["result"], seen["new"]) == ("A", "taken", seen["rows"])
    assert office.done("units")[0]["devices"] == []
    assert len(list((stick / "TuSach").iterdir())) == 1


def test_answers_go_where_they_are_asked_for(pc: Tusach, office: Office, stick: Path, tmp_path: Path) -> None:
    pc.one("bundle", "export", str(stick))
    out = tmp_path / "answers"
    out.mkdir()
    [_, written] = office.done("bundle", "import", str(stick), "--out", str(out))
    assert Path(written["file"]).parent == out
    assert pc.one("bundle", "import", str(out))["joined"]


def test_what_is_no_bundle_is_told_beside_the_good_ones(pc: Tusach, office: Office, stick: Path) -> None:
    pc.one("bundle", "export", str(stick))
    (stick / "TuSach" / "0.tusach").write_text("not at all")
    code, answers, _ = office("bundle", "import", str(stick))
    assert code == 1
    assert [each.get("fault") or each.get("result") for each in answers] == ["not-a-bundle", "taken", None]
    assert "0.tusach" in office.plainly("bundle", "show", str(stick))


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (lambda body: b"something else" + body, "not-a-bundle"),
        (lambda body: body[:40] + b"x" + body[41:], "bundle-altered"),
        (lambda _: b"", "not-a-bundle"),
    ],
)
def test_a_damaged_answer_is_refused_with_a_sentence(
    pc: Tusach, office: Office, stick: Path, damage: Any, error: str
) -> None:
    answer = _answer(pc, office, stick)
    answer.write_bytes(damage(answer.read_bytes()))
    outcome = pc("bundle", "import", str(answer))
    assert (outcome.code, outcome.problem["error"]) == (1, error)
    assert not pc.one("status")["enrolled"]


def test_an_answer_that_was_cut_is_taken_as_far_as_it_goes(pc: Tusach, office: Office, stick: Path) -> None:
    answer = _answer(pc, office, stick)
    answer.write_bytes(answer.read_bytes()[:-30])
    outcome = pc("bundle", "import", str(answer))
    assert (outcome.code, outcome.answer["complete"], outcome.answer["joined"]) == (1, False, True)
    assert outcome.problem["error"] == "cut"


def test_an_answer_of_a_newer_program_says_to_update(pc: Tusach, office: Office, stick: Path) -> None:
    answer = _answer(pc, office, stick)
    answer.write_bytes(b"TUSACH2\n" + answer.read_bytes()[len(MAGIC) :])
    outcome = pc("bundle", "import", str(answer))
    assert (outcome.code, outcome.problem["error"]) == (78, "upgrade-needed")


def test_a_bundle_for_somebody_else_is_refused_with_a_sentence(pc: Tusach, office: Office, stick: Path) -> None:
    written = pc.one("bundle", "export", str(stick))
    outcome = pc("bundle", "import", written["file"])
    assert (outcome.code, outcome.problem["error"]) == (1, "bundle-for-another")
    assert pc("bundle", "import", str(stick)).problem["error"] == "no-bundle"
    assert pc("bundle", "import", str(stick / "nowhere.tusach")).problem["error"] == "not-a-file"


def test_a_library_that_belongs_to_no_centre_writes_none(tusach: Tusach, stick: Path) -> None:
    outcome = tusach("bundle", "export", str(stick))
    assert (outcome.code, outcome.problem["error"]) == (77, "not-enrolled")
    assert list((stick / "TuSach").iterdir()) == []


def test_a_stick_that_cannot_be_written_is_told_plainly(pc: Tusach, tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("x")
    outcome = pc("bundle", "export", str(blocked / "folder"))
    assert (outcome.code, outcome.problem["error"]) == (1, "cannot-write")
    assert pc("bundle", "export", str(tmp_path / "no" / "stick")).problem["error"] == "cannot-write"


def test_the_sentences_of_both_programs_are_whole(pc: Tusach, office: Office, stick: Path) -> None:
    told = [pc.plainly("bundle", "export", str(stick)).out, pc.plainly("bundle", "show", str(stick)).out]
    told += [office.plainly("bundle", "import", str(stick), "--dry-run"), office.plainly("bundle", "show", str(stick))]
    told += [office.plainly("bundle", "import", str(stick)), office.plainly("bundle", "import", str(stick))]
    assert "-to-unit-" in told[-1].splitlines()[-1], "the older answer is removed, and that is said"
    told += [pc.plainly("bundle", "import", str(stick)).out]
    assert all(told)
    assert not any("{" in each or "…" in each for each in told), told


def test_a_unit_key_that_the_enrolment_file_lacks_comes_from_the_other_desk_by_stick(
    pc: Tusach, office: Office, stick: Path, tmp_path: Path, capsys: Any
) -> None:
    """The recovery key lies in a safe, so the second file carries no key: the first desk hands its own on, sealed."""
    pc.one("add-reader", "--name", "Nguyễn Thị Ẫm", "--card", "B1")
    round_trip(pc, office, stick)
    (office.folder / "recovery.key").rename(tmp_path / "safe")
    second = Tusach(tmp_path / "second", capsys)
    second.one("enrol", office.enrolment("A"), "--offline")
    second.one("add-reader", "--name", "Trần Văn Ổn", "--card", "B2")
    round_trip(second, office, stick)
    assert second.one("show", "B1")["name"] != "Nguyễn Thị Ẫm", "without the key it is locked"
    for library in (pc, pc, second, second, pc):
        round_trip(library, office, stick)
    assert second.one("show", "B1")["name"] == "Nguyễn Thị Ẫm"
    assert pc.one("show", "B2")["name"] == "Trần Văn Ổn"
    body = b"".join(each.read_bytes() for each in office.folder.rglob("*") if each.is_file())
    assert "Trần Văn Ổn".encode() not in body


def test_files_travel_both_ways_where_there_is_room(
    pc: Tusach, office: Office, stick: Path, tmp_path: Path, capsys: Any
) -> None:
    other = Tusach(tmp_path / "other", capsys)
    other.one("enrol", office.enrolment("A"), "--offline")
    scan = tmp_path / "Điều lệnh.pdf"
    scan.write_bytes(b"%PDF" + os.urandom(1_500_000))
    title = pc.one("add-title", "--title", "Điều lệnh")["id"]
    pc.done("attach", title, str(scan))
    for library in (pc, other):
        round_trip(library, office, stick)
    round_trip(other, office, stick)  # now it knows of the file, and asks for it
    file = other.one("files", title)
    other.done("open-file", file["id"], "--out", str(tmp_path / "saved.pdf"))
    assert (tmp_path / "saved.pdf").read_bytes() == scan.read_bytes()
    assert pc.one("bundle", "export", str(stick))["bytes_up"] < 100_000, "what the centre has need not go again"


def test_the_titles_of_all_units_are_found_where_no_network_is(
    pc: Tusach, office: Office, stick: Path, tmp_path: Path, capsys: Any
) -> None:
    assert "bundle import" in pc.plainly("find", "--everywhere", "đường").out
    other = Tusach(tmp_path / "B", capsys)
    other.one("enrol", office.enrolment("B"), "--offline")
    other.one("add-title", "--title", "Đường kách mệnh", "--author", "Nguyễn Ái Quốc", "--year", "1927")
    round_trip(other, office, stick)
    round_trip(pc, office, stick)
    found = pc.one("find", "--everywhere", "duong nguyen")
    assert (found["title"], found["units"], found["year"]) == ("Đường kách mệnh", ["B"], "1927")
    assert pc.done("find", "--everywhere", "uong") == [], "words are found by their beginnings"
    assert pc.done("find", "Đường") == [], "it is not our own"


def _answer(pc: Tusach, office: Office, stick: Path) -> Path:
    pc.one("bundle", "export", str(stick))
    [_, written] = office.done("bundle", "import", str(stick))
    return Path(written["file"])
