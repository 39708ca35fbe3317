"""Reports of crashes: files in the profile that a person can send on."""

from __future__ import annotations

import platform
import traceback
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion

from desktop.ui.background import Crash

if TYPE_CHECKING:
    from pathlib import Path


def crash_of(bug: BaseException) -> Crash:
    """A bug that nobody caught."""
    return Crash(f"{type(bug).__name__}: {bug}", "".join(traceback.format_exception(bug)))


def write(folder: Path, crash: Crash) -> Path | None:
    """Keep the report; None when the disk will not take it (that is what may have gone wrong)."""
    now = datetime.now(UTC)
    file = folder / f"{now:%Y%m%d-%H%M%S-%f}.txt"
    program = f"tusach {_version()}, Python {platform.python_version()}, Qt {qVersion()}"
    head = f"{program}\n{now.isoformat()}\n{platform.platform()}\n"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(f"{head}\n{crash.report}", "utf-8")
    except OSError:
        return None
    return file


def _version() -> str:
    try:
        return version("tusach")
    except PackageNotFoundError:  # the frozen program carries no package records
        return "?"
