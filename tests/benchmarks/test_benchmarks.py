"""The benchmarks still measure what they say, on a library small enough for every test run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
SMALL = (
    "--titles",
    "120",
    "--acts",
    "4",
    "--imported",
    "40",
    "--rows",
    "80",
    "--rounds",
    "3",
    "--units",
    "4",
    "--crowd",
    "6",
    "--programs",
    "1",
)


def test_each_part_tells_its_figures_beside_its_floor():
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks",
        *SMALL,
        "desk",
        "pages",
        "search",
        "import",
        "sync",
        "feed",
        "fleet",
    ]
    ran = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["library"]["titles"] == 120
    assert told["desk"]["lend"]["runs"] == told["desk"]["return"]["runs"] == 4
    assert told["desk"]["floor"]["p50_ms"] > 0
    assert told["pages"]["losses_debts"]["p50_ms"] > 0 < told["pages"]["whole"]["debts"]["p50_ms"]
    assert 0 < told["search"]["as_typed"]["p50_ms"] <= told["search"]["as_typed"]["p95_ms"]
    assert told["import"]["added"] + told["import"]["merged"] == 40
    assert told["import"]["floor_titles_per_second"] > 0
    assert told["sync"]["80"]["postgresql"].keys() in (told["sync"]["80"]["sqlite"].keys(), {"not_measured"})
    _look_at_runs(told["sync"]["80"]["sqlite"])
    _look_at_the_fleet(told)
    assert str(ROOT) not in ran.stdout


def _look_at_runs(told: dict[str, Any]) -> None:
    assert told["push"]["rows"] >= 80
    assert told["pull"]["rows"] >= told["push"]["rows"]
    assert told["push"]["to_floor"] > 0
    assert told["edits"]["floor_ms"] > 0
    assert told["idle"]["bytes_up"] > 0
    assert told["mended"] == told["mended"] | {"buckets": 1, "good_after": True}
    assert told["stick"]["rows"] == told["push"]["rows"]


def _look_at_the_fleet(told: dict[str, Any]) -> None:
    if "not_measured" in told["fleet"]:
        return
    assert told["feed"]["skipped"] == 0
    assert told["feed"]["lag"]["times"] == 8 * 3 * told["feed"]["rows_per_push"]
    for part, units in (("morning", 4), ("at_once", 6)):
        assert told["fleet"][part]["stops"]["none"] == units
        assert told["fleet"][part]["errors_shown"] == 0
        assert told["fleet"][part]["requests"]["push"]["p95_ms"] > 0
    assert told["fleet"]["at_once"]["not_through"] == 0
