"""The tour: the same windows, a whole day, without a screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

A_DAY_S = 300


def test_a_day_goes_through_and_leaves_pictures(tmp_path: Path):
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    command = [sys.executable, "-m", "desktop", "--profile", str(tmp_path / "profile"), "demo", "--size", "300"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=A_DAY_S, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pictures = sorted(picture.name for picture in (tmp_path / "tour").glob("*.png"))
    assert len(pictures) == 37
    report = (tmp_path / "tour" / "report.md").read_text(encoding="utf-8")
    assert all(picture in report for picture in pictures)
    assert "Traceback" not in done.stderr
