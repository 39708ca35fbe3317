"""A province and a ministry as their operators run them: two programs, a file between them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.core.row import Row, new_id
from sync.core.stamp import wall_clock_ms
from sync.server.centre import Centre
from tests.server.centre import CentreProgram
from tests.server.desk import Desk

PATIENCE_S = 60


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProgram]:
    """A serving ministry."""
    program = CentreProgram.make(tmp_path_factory.mktemp("above") / "ministry")
    program.start()
    yield program
    program.stop()


def command(*words: str | Path, english: bool = False) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "sync.server", *map(str, words)]
    root = str(Path(__file__).parent.parent.parent)
    environment = {**os.environ, "PYTHONPATH": root, "TUSACH_LANG": "en" if english else "vi"}
    return subprocess.run(line, capture_output=True, text=True, env=environment, check=False)


def told(*words: str | Path) -> dict[str, Any]:
    done = command(*words, "--json")
    return json.loads(done.stdout or done.stderr)


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
    units = command("--data", folder, "units", "--json").stdout.splitlines()
    return next((line["rows"] for line in map(json.loads, units) if line["unit"] == code), 0)


def test_a_province_enrols_syncs_and_follows(ministry: CentreProgram, tmp_path: Path):
    folder, file = tmp_path / "province", tmp_path / "enrol.json"
    Centre.create(folder, name="Tỉnh Hà Nội").close()
    assert "cấp trên" in command("--data", folder, "upstream").stdout
    assert told("--data", folder, "sync")["error"] == "no-above"
    assert command(
        "--data", ministry.folder, "enrol", "HN", "--centre", "--name", "Tỉnh HN", "--address", ministry.address, "--out", file
    ).returncode == 0
    assert told("--data", folder, "upstream", file)["region"] == "HN"
    catalogue_something(folder)
    synced = told("--data", folder, "sync")
    assert synced["stop"] is None
    assert synced["sent"] >= 2
    assert stands_at(ministry.folder, "X03") == 1
    state = told("--data", folder, "upstream")
    assert (state["name"], state["waiting"], state["refused"]) == ("Tỉnh HN", 0, [])
    assert told("--data", folder, "upstream", file)["device"] == state["device"], "the same file again is the same device"
    assert "Tỉnh HN (HN)" in command("--data", folder, "upstream", english=True).stdout
    catalogue_something(folder)
    province = CentreProgram(folder)
    province.start()  # a serving province does it by itself
    until(lambda: stands_at(ministry.folder, "X03") == 2)
    assert province.stop() == 0
    assert province.log == ""


def test_a_file_for_a_pc_does_not_make_a_province(ministry: CentreProgram, tmp_path: Path):
    folder, file = tmp_path / "province", tmp_path / "enrol.json"
    Centre.create(folder, name="Tỉnh").close()
    command("--data", ministry.folder, "enrol", "M01", "--name", "Phòng M01", "--out", file)
    done = command("--data", folder, "upstream", file)
    assert done.returncode == 1
    assert "M01" in done.stderr
    file.write_text("{}", encoding="utf-8")
    assert told("--data", folder, "upstream", file)["reason"] == "unreadable"


def test_watching_goes_on_until_it_is_told_to_stop(ministry: CentreProgram, tmp_path: Path):
    folder, file = tmp_path / "province", tmp_path / "enrol.json"
    Centre.create(folder, name="Tỉnh Nam").close()
    words = ("enrol", "SG", "--centre", "--name", "Tỉnh SG", "--address", ministry.address, "--out", file)
    command("--data", ministry.folder, *words)
    command("--data", folder, "upstream", file)
    line = [sys.executable, "-m", "sync.server", "--data", str(folder), "sync", "--watch", "--json"]
    program = subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent.parent)
    assert program.stdout is not None
    first = json.loads(program.stdout.readline())
    assert first["stop"] is None
    program.terminate()
    assert program.wait(PATIENCE_S) == 0
    program.stdout.close()


def test_a_ministry_that_does_not_answer_is_told_of_and_the_file_stays_good(tmp_path: Path):
    away = CentreProgram.make(tmp_path / "ministry")
    folder, file = tmp_path / "province", tmp_path / "enrol.json"
    Centre.create(folder, name="Tỉnh").close()
    away.address = "https://127.0.0.1:1"
    words = ("enrol", "HN", "--centre", "--name", "Tỉnh HN", "--address", away.address, "--out", file)
    command("--data", away.folder, *words)
    done = command("--data", folder, "upstream", file)
    assert done.returncode == 1
    assert str(file) in done.stderr
    assert told("--data", folder, "upstream") == {"above": False}
