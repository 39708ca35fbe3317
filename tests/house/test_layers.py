"""Imports go down, and what needs no window never loads one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT

EVERY_MODULE_WITHOUT_A_WINDOW = """
import importlib, pkgutil, sys
roots = ["desktop.library", "sync"]
import desktop
roots += [f"desktop.{module.name}" for module in pkgutil.iter_modules(desktop.__path__) if module.name.startswith("cli")]
for root in roots:
    package = importlib.import_module(root)
    for module in pkgutil.walk_packages(getattr(package, "__path__", []), f"{root}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print(*sorted({name.split(".")[0] for name in sys.modules} & {"PySide6", "shiboken6"}))
print(len([name for name in sys.modules if name.startswith(("desktop.", "sync."))]))
"""


def test_imports_go_down():
    lint = Path(sys.executable).with_name("lint-imports")
    outcome = subprocess.run([lint, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert " 0 broken" in outcome.stdout


def test_library_command_line_and_sync_never_load_qt():
    outcome = subprocess.run(
        [sys.executable, "-c", EVERY_MODULE_WITHOUT_A_WINDOW], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded, modules = outcome.stdout.splitlines()
    assert loaded == ""
    assert int(modules) > 40
