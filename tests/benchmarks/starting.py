"""From the start of the process to a window that can be used, beside Qt alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.measures import Watch

_RUNS = 5
_WINDOW = """
import sys
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QVBoxLayout, QWidget
app = QApplication(sys.argv)
window = QWidget()
rows = QVBoxLayout(window)
rows.addWidget(QLineEdit())
rows.addWidget(QListView())
window.show()
app.processEvents()
"""


def measure(profile: Path) -> dict[str, Any]:
    """Several starts of each; the first of each warms the disk and does not count."""
    bare, library = Watch(), Watch()
    for watch, program in ((bare, _WINDOW), (library, _OPENED)):
        for run in range(_RUNS + 1):
            counted = watch if run else Watch()
            counted.timed(lambda program=program: _start(program, profile))
    return {"bare_window": bare.told(), "library_opened": library.told()}


_OPENED = """
import sys
from pathlib import Path
from desktop.library.library import Opening
from tests.benchmarks.places import PASSWORD
opening = Opening(Path(sys.argv[1]), PASSWORD)
library = opening.library()
library.standing()
library.catalogue.find("")
"""


def _start(program: str, profile: Path) -> None:
    root = Path(__file__).parent.parent.parent
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = kept | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-c", program, str(profile)], env=environment, check=True)
