"""A real centre for tests: its folder is made in this process, it serves as a program of its own on a free port."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

from sync.server.centre import Centre

_DEADLINE = 60


class CentreProgram:
    """`tusach-server serve` under test. Start it with `start`, or use the fixture `centre`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self._log = folder.parent / f"{folder.name}.log"
        self._program: subprocess.Popen[str] | None = None

    @classmethod
    def make(cls, folder: Path, *, server: str = "") -> CentreProgram:
        """A new centre, not yet serving; its rows lie in its folder, or in the PostgreSQL database at `server`."""
        Centre.create(folder, name="Trung tâm thử", server=server).close()
        return cls(folder)

    def start(self, *options: str) -> None:
        """Serve: on a free port at first, on the same one after that."""
        port = self.address.rpartition(":")[2] or "0"
        command = [sys.executable, "-m", "sync.server", "--data", str(self.folder), "serve", "--port", port, *options]
        with self._log.open("a", encoding="utf-8") as log:
            self._program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=_environment())
        line = _out(self._program).readline()
        assert line, f"the centre did not start: {self.log}"
        self.address = json.loads(line)["address"]

    def enrol(self, unit: str, *, name: str = "") -> Path:
        """An enrolment file for a device of this unit."""
        office = Centre.open(self.folder)
        secure = self.address.replace("http://", "https://")  # what devices see is the proxy, which ends TLS
        try:
            enrolment = office.enrolment(unit, name=name or f"Đơn vị {unit}", address=secure)
        finally:
            office.close()
        file = self.folder.parent / f"enrol-{unit}-{enrolment['code']}.json"
        file.write_text(json.dumps(enrolment, ensure_ascii=False), encoding="utf-8")
        return file

    def stop(self) -> int:
        """Ask it to end, and wait; its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """End it at once, as a power cut would."""
        return self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Serve again at the same address."""
        self.stop()
        self.start()

    @property
    def number(self) -> int:
        """The number of the running program; 0 when none runs."""
        return self._program.pid if self._program else 0

    @property
    def log(self) -> str:
        """What it has written to stderr."""
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""

    def _end(self, how: signal.Signals) -> int:
        program, self._program = self._program, None
        if program is None:
            return 0
        program.send_signal(how)
        try:
            return program.wait(_DEADLINE)
        finally:
            _out(program).close()


def _out(program: subprocess.Popen[str]) -> IO[str]:
    assert program.stdout is not None
    return program.stdout


def _environment() -> dict[str, str]:
    root = Path(__file__).parent.parent.parent
    return {**os.environ, "PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"}
