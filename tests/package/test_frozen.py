"""The frozen program works without Python, without the repository's environment: it lends a book and opens its window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "dist" / "tusach"
PARTS = ("desktop", "sync", "resources", "installer", "pyproject.toml")

pytestmark = pytest.mark.slow


def newest(paths: Iterator[Path]) -> float:
    """When the latest of the files was written, in seconds."""
    return max(path.stat().st_mtime for path in paths if path.is_file() and "__pycache__" not in path.parts)


@pytest.fixture(scope="module")
def frozen() -> Path:
    """The folder with the frozen program; built when it is older than its sources."""
    program = FOLDER / "tusach"
    sources = (
        file for part in PARTS for file in ((ROOT / part).rglob("*") if (ROOT / part).is_dir() else [ROOT / part])
    )
    if not program.exists() or program.stat().st_mtime < newest(sources):
        built = subprocess.run(
            [sys.executable, ROOT / "dev.py", "package"], capture_output=True, text=True, check=False, timeout=400
        )
        assert built.returncode == 0, built.stdout + built.stderr
    return FOLDER


@dataclass(frozen=True)
class Desk:
    """A bare machine: an empty home, nothing on the path but the system, no environment of ours."""

    folder: Path
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """What the program sees."""
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            "TUSACH_PASSWORD": "cây đa giếng nước",
        }

    def command(self, *words: str) -> list[str]:
        """A command of the frozen program on its own profile."""
        return [str(self.folder / "tusach"), "--profile", str(self.home / "profile"), "--json", *words]

    def ask(self, *words: str) -> list[dict[str, object]]:
        """Run a command to its end, give its lines."""
        done = subprocess.run(
            self.command(*words),
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def desk(frozen: Path, tmp_path: Path) -> Desk:
    """The frozen program on a machine of its own."""
    return Desk(frozen, tmp_path)


def lend_a_book(desk: Desk) -> dict[str, object]:
    """From nothing to the first loan."""
    desk.ask("init", "--unit", "T01", "--name", "Thư viện Trường T01")
    [title] = desk.ask(
        "add-title", "--title", "Điều lệnh nội vụ Công an nhân dân", "--author", "Bộ Công an", "--year", "2019"
    )
    desk.ask("add-item", str(title["id"]), "--barcode", "TK000001")
    desk.ask("add-reader", "--card", "BD0001", "--name", "Nguyễn Thị Ẫm", "--category", "can-bo")
    [answer] = desk.ask("lend", "BD0001", "TK000001")
    return answer


def test_the_frozen_program_lends_a_book(desk: Desk):
    answer = lend_a_book(desk)
    assert answer["status"] == "lent"
    [loan] = desk.ask("loans")
    assert (loan["barcode"], loan["card"]) == ("TK000001", "BD0001")
    [found] = desk.ask("find", "dieu lenh")
    assert found["title"] == "Điều lệnh nội vụ Công an nhân dân"


def test_the_frozen_program_opens_its_window(desk: Desk):
    lend_a_book(desk)
    window = subprocess.Popen(
        desk.command(), cwd=desk.home, env=desk.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert window.stdout is not None
        assert json.loads(window.stdout.readline() or "{}") == {"window": "shown"}
    finally:
        window.terminate()
        _, problems = window.communicate(timeout=60)
    assert "Traceback" not in problems


def test_the_frozen_centre_takes_calls(frozen: Path, tmp_path: Path):
    environment = {"PATH": os.defpath, "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    server = [str(frozen / "tusach-server")]
    data = str(tmp_path / "centre")
    made = subprocess.run(
        [*server, "init", data], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert made.returncode == 0, made.stderr
    serving = subprocess.Popen(
        [*server, "serve", "--data", data, "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert serving.stdout is not None
        assert str(json.loads(serving.stdout.readline())["address"]).startswith("https://")
    finally:
        serving.terminate()
        serving.communicate(timeout=60)
