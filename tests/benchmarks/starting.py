"""From the start of the process to a desk that can be worked at, beside a bare window of Qt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from desktop.library.security.passwords import KEY_FILE
from desktop.library.store.key import unwrap_key
from tests.benchmarks.measures import Watch
from tests.benchmarks.places import PASSWORD

_RUNS = 7
_TOLD = """
import json, sys
from pathlib import Path
def told():
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else ()
    held = next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)
    print(json.dumps({"megabytes": round(held / 1024)}), flush=True)
"""
_BARE = (
    _TOLD
    + """
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QVBoxLayout, QWidget
app = QApplication(sys.argv)
window = QWidget()
rows = QVBoxLayout(window)
rows.addWidget(QLineEdit())
rows.addWidget(QListView())
window.show()
app.processEvents()
told()
"""
)
_PROGRAM = (
    _TOLD
    + """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop.app import Beginning, run_window
from desktop.paths import Paths
def ready():
    QTimer.singleShot(0, lambda: (told(), QApplication.closeAllWindows()))
run_window(Paths(Path(sys.argv[1])), Beginning(password=sys.argv[2]), ready=ready)
"""
)


def measure(profile: Path) -> dict[str, Any]:
    """Several starts of each; the first of each warms the disk and does not count. The key's own time is told apart."""
    key = Watch()
    for _ in range(3):
        key.timed(lambda: unwrap_key(profile / KEY_FILE, PASSWORD))
    bare, desk = _starts(_BARE, profile), _starts(_PROGRAM, profile)
    return {"bare_window": bare, "desk": desk, "of_which_key_ms": key.at(0.5)}


def _starts(program: str, profile: Path) -> dict[str, Any]:
    watch, peak = Watch(), 0
    for run in range(_RUNS + 1):
        counted = watch if run else Watch()
        peak = max(peak, _start(program, profile, counted))
    return watch.told() | {"megabytes": peak}


def _start(program: str, profile: Path, watch: Watch) -> int:
    """Start it and wait for its word that it is there; then let it end. Returns its memory."""
    root = Path(__file__).parent.parent.parent
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = kept | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", program, str(profile), PASSWORD]
    with watch.once():
        started = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = started.stdout.readline() if started.stdout else ""
    _, complaints = started.communicate(timeout=60)
    assert line, complaints
    return int(json.loads(line)["megabytes"])
