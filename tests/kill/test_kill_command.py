"""kill -9 of the real command in the middle of its work: what it had answered is there, and the next command goes on."""

from __future__ import annotations

import json
import os
import random
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.kill.axe import survivor
from tests.kill.worker import PASSWORD

ROOT = Path(__file__).parent.parent.parent
FILES, ROWS, KILLS = 24, 20, 3


def test_the_command_killed_between_two_files_of_an_import(library_of: Callable[..., Path], tmp_path: Path):
    profile, rng = library_of("T01", "profile"), random.Random(14)
    for kill in range(KILLS):
        files = [readers(tmp_path, f"{kill}-{number:03d}") for number in range(FILES)]
        with survivor(profile) as library:
            before = library.store.readers.count()
        with importing(profile, files) as program:
            assert program.stdout is not None
            shown = [json.loads(program.stdout.readline()) for _ in range(1 + rng.randrange(FILES // 4))]
            select.select([program.stdout], [], [], rng.random() * 0.02)
            program.kill()
            shown += [json.loads(line) for line in program.stdout if line.endswith("\n")]
        assert [each["added"] for each in shown] == [ROWS] * len(shown)
        with survivor(profile, thoroughly=True) as library:
            assert library.store.readers.count() >= before + ROWS * len(shown)
    with importing(profile, files) as program:
        assert program.wait(60) == 0
    with survivor(profile, thoroughly=True) as library:
        assert len({line.card for line in library.readers.find(limit=100_000)}) == library.store.readers.count()


def importing(profile: Path, files: list[Path]) -> subprocess.Popen[str]:
    words = ("--profile", str(profile), "--json", "import", "--as", "readers", *map(str, files))
    return subprocess.Popen(
        [sys.executable, "-m", "desktop", *words],
        cwd=ROOT,
        env={**os.environ, "TUSACH_PASSWORD": PASSWORD},
        stdout=subprocess.PIPE,
        text=True,
    )


def readers(folder: Path, name: str) -> Path:
    """A list of readers, alike in no two files."""
    file = folder / f"{name}.csv"
    rows = (f"BD{name}-{number:02d},Người thứ {name}-{number}" for number in range(ROWS))
    file.write_text("Số thẻ,Họ tên\n" + "\n".join(rows), encoding="utf-8")
    return file
