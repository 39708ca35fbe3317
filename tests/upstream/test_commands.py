"""A province and a ministry as their operators run them: two programs, a file between them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from sync.core.row import Row, new_id
from sync.core.stamp import wall_clock_ms
from sync.server.centre import Centre
from sync.server.cli import main
from sync.server.store.rows import totals_of
from sync.server.upstream.turn import LASTS_MS, Turn
from tests.server.centre import CentreProgram
from tests.server.desk import Desk

PATIENCE_S = 60
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProgram]:
    """A serving ministry."""
    program = CentreProgram.make(tmp_path_factory.mktemp("above") / "ministry")
    program.start()
    yield program
    program.stop()


def command(*words: str | Path, language: str = "vi") -> tuple[int, str, str]:
    """A command without the start of a program: exit code, what it said, what it complained."""
    said, complained = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(complained):
        patch.setenv("TUSACH_LANG", language)
        code = main([str(word) for word in words])
    return code, said.getvalue(), complained.getvalue()


def program(*words: str | Path) -> dict[str, Any]:
    """A command as a program of its own; its line of JSON."""
    line = [sys.executable, "-m", "sync.server", *map(str, words), "--json"]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, check=True)
    return json.loads(done.stdout)


def told(*words: str | Path) -> dict[str, Any]:
    _, said, complained = command(*words, "--json")
    return json.loads(said or complained)


def enrolment_file(ministry: CentreProgram, region: str, file: Path) -> Path:
    words = ("enrol", region, "--centre", "--name", f"Tỉnh {region}", "--address", ministry.address, "--out", file)
    assert command("--data", ministry.folder, *words)[0] == 0
    return file


def until(fact: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + PATIENCE_S
    while not fact():
        assert time.monotonic() < end, "it never came true"


def catalogue_something(folder: Path) -> str:
    """A desk of X03 brings an item to the province."""
    centre = Centre.open(folder)
    desk = Desk(centre, "X03")
    item = Row("item", new_id(wall_clock_ms()), desk.channel, desk.clock.tick(), {"barcode": "TK1"}, fresh=True)
    desk.push(item)
    centre.close()
    return item.id


def stands_at(folder: Path, code: str) -> int:
    """How many rows of the unit a centre holds."""
    centre = Centre.open(folder)
    with centre.database.reading() as connection:
        count = totals_of(connection, [f"unit:{code}"])[f"unit:{code}"][0]
    centre.close()
    return count


def test_a_province_enrols_syncs_and_follows(ministry: CentreProgram, tmp_path: Path):
    folder = tmp_path / "province"
    Centre.create(folder, name="Tỉnh Hà Nội").close()
    assert "cấp trên" in command("--data", folder, "upstream")[1]
    assert told("--data", folder, "sync")["error"] == "no-above"
    file = enrolment_file(ministry, "HN", tmp_path / "enrol.json")
    assert program("--data", folder, "upstream", file)["region"] == "HN"
    catalogue_something(folder)
    synced = program("--data", folder, "sync")
    assert synced["stop"] is None
    assert synced["sent"] >= 2
    assert stands_at(ministry.folder, "X03") == 1
    state = told("--data", folder, "upstream")
    assert (state["name"], state["waiting"], state["refused"]) == ("Tỉnh HN", 0, [])
    assert told("--data", folder, "upstream", file)["device"] == state["device"], "the same file again: the same device"
    assert "Tỉnh HN (HN)" in command("--data", folder, "upstream", language="en")[1]
    catalogue_something(folder)
    province = CentreProgram(folder)
    province.start()  # a serving province does it by itself
    until(lambda: stands_at(ministry.folder, "X03") == 2)
    assert province.stop() == 0
    assert province.log == ""


def test_watching_goes_on_until_it_is_told_to_stop(ministry: CentreProgram, tmp_path: Path):
    folder = tmp_path / "province"
    Centre.create(folder, name="Tỉnh Nam").close()
    command("--data", folder, "upstream", enrolment_file(ministry, "SG", tmp_path / "enrol.json"))
    line = [sys.executable, "-m", "sync.server", "--data", str(folder), "sync", "--watch", "--json"]
    watching = subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert watching.stdout is not None
    first = json.loads(watching.stdout.readline())
    assert first["stop"] is None
    watching.terminate()
    assert watching.wait(PATIENCE_S) == 0
    watching.stdout.close()


def test_one_program_at_a_time_speaks_to_the_centre_above(ministry: CentreProgram, tmp_path: Path):
    folder = tmp_path / "province"
    Centre.create(folder, name="Tỉnh Bắc").close()
    command("--data", folder, "upstream", enrolment_file(ministry, "DN", tmp_path / "enrol.json"))
    centre = Centre.open(folder)
    other = Turn(centre)
    assert other.take()
    assert told("--data", folder, "sync")["error"] == "above-busy"
    other.give_back()
    assert told("--data", folder, "sync")["stop"] is None
    assert other.take()
    centre.now = lambda: wall_clock_ms() + LASTS_MS + 1
    assert Turn(centre).take(), "the other was killed"
    centre.close()


def test_a_file_for_a_pc_does_not_make_a_province(ministry: CentreProgram, tmp_path: Path):
    folder, file = tmp_path / "province", tmp_path / "enrol.json"
    Centre.create(folder, name="Tỉnh").close()
    command("--data", ministry.folder, "enrol", "M01", "--name", "Phòng M01", "--out", file)
    code, _, complained = command("--data", folder, "upstream", file)
    assert code == 1
    assert "M01" in complained
    file.write_text("{}", encoding="utf-8")
    assert told("--data", folder, "upstream", file)["reason"] == "unreadable"


def test_a_centre_is_never_above_itself(ministry: CentreProgram, tmp_path: Path):
    file = enrolment_file(ministry, "TINH-Z", tmp_path / "z.json")
    assert told("--data", ministry.folder, "upstream", file)["error"] == "own-enrolment"
    assert not told("--data", ministry.folder, "upstream")["above"]
    province = tmp_path / "province"
    Centre.create(province, name="Tỉnh").close()
    assert told("--data", province, "upstream", file)["region"] == "TINH-Z"


def test_a_sync_while_the_ministry_is_away_says_try_later_to_scripts(tmp_path: Path):
    away = CentreProgram.make(tmp_path / "ministry")
    away.start()
    folder = tmp_path / "province"
    Centre.create(folder, name="Tỉnh").close()
    told("--data", folder, "upstream", enrolment_file(away, "HN", tmp_path / "enrol.json"))
    away.stop()
    code, _, _ = command("--data", folder, "sync")
    assert code == 75


def test_a_ministry_that_does_not_answer_is_told_of_and_the_file_stays_good(tmp_path: Path):
    away = CentreProgram.make(tmp_path / "ministry")
    folder = tmp_path / "province"
    Centre.create(folder, name="Tỉnh").close()
    away.address = "https://127.0.0.1:1"
    file = enrolment_file(away, "HN", tmp_path / "enrol.json")
    code, _, complained = command("--data", folder, "upstream", file)
    assert code == 1
    assert str(file) in complained
    assert told("--data", folder, "upstream") == {"above": False}
