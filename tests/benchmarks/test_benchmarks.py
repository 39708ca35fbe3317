"""The benchmarks still measure what they say, on a library small enough for every test run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SMALL = ("--titles", "120", "--acts", "4", "--imported", "40", "--rows", "80")


def test_each_part_tells_its_figures_beside_its_floor():
    command = [sys.executable, "-m", "tests.benchmarks", *SMALL, "desk", "search", "import", "sync"]
    ran = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["library"]["titles"] == 120
    assert told["desk"]["lend"]["runs"] == told["desk"]["return"]["runs"] == 4
    assert told["desk"]["floor"]["p50_ms"] > 0
    assert 0 < told["search"]["as_typed"]["p50_ms"] <= told["search"]["as_typed"]["p95_ms"]
    assert told["import"]["added"] + told["import"]["merged"] == 40
    assert told["import"]["floor_titles_per_second"] > 0
    assert told["sync"]["push"]["rows"] >= 80
    assert told["sync"]["pull"]["rows"] >= told["sync"]["push"]["rows"]
    assert told["sync"]["idle"]["bytes_up"] > 0
    assert told["sync_postgresql"].keys() in (told["sync"].keys(), {"not_measured"})
    assert str(ROOT) not in ran.stdout
