"""A centre of its own for the tour, run as an operator would: through its commands, on this machine only."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

FROZEN = getattr(sys, "frozen", False)
STOP_S = 20


def _command(program: str, module: str) -> list[str]:
    """How a program of ours is started from here, frozen or not."""
    if FROZEN:
        here = Path(sys.executable)
        return [str(here.with_name(program + here.suffix))]
    return [sys.executable, "-m", module]


class TourCentre:
    """Started when the tour comes to it; everything lies in one folder, made anew each time."""

    PASSWORD = "quay-hai"  # noqa: S105 - of a library that lives as long as the tour

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        self._program: subprocess.Popen[str] | None = None
        self._files = 0

    def start(self) -> None:
        """Make the centre and let it serve on a free port of this machine."""
        self.folder.mkdir(parents=True)
        self._run("init", str(self.folder / "centre"), "--name", "Trung tâm (mẫu)")
        serve = [
            *_command("tusach-server", "sync.server"),
            "serve",
            "--data",
            str(self.folder / "centre"),
            "--port",
            "0",
        ]
        with (self.folder / "centre.log").open("w", encoding="utf-8") as log:
            self._program = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._program.stdout is not None
        self.address = json.loads(self._program.stdout.readline())["address"]

    def enrolment(self, unit: str, name: str, *more: str) -> Path:
        """An enrolment file for one more device of the unit; `more` are options of the command."""
        self._files += 1
        file = self.folder / f"ghi-danh-{self._files}.json"
        self._run("enrol", unit, "--name", name, "--out", str(file), "--data", str(self.folder / "centre"), *more)
        return file

    def second_library(self, profile: Path, file: Path) -> None:
        """A second PC of the unit is enrolled, as `tusach enrol` does it on a PC without a library."""
        enrol = [*_command("tusach", "desktop"), "--profile", str(profile), "enrol", str(file)]
        subprocess.run(
            enrol, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "TUSACH_PASSWORD": self.PASSWORD}
        )

    def stop(self) -> None:
        """Ask the centre to end, and wait."""
        if self._program is not None:
            self._program.terminate()
            self._program.wait(STOP_S)
            assert self._program.stdout is not None
            self._program.stdout.close()

    def _run(self, *arguments: str) -> None:
        subprocess.run([*_command("tusach-server", "sync.server"), *arguments], check=True, stdout=subprocess.DEVNULL)
