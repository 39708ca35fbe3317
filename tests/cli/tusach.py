"""The command line under test: in this process where that is enough, as a program of its own where it matters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from desktop import cli

ROOT = Path(__file__).parent.parent.parent
PASSWORD = "cây đa giếng nước"


@dataclass(frozen=True)
class Outcome:
    """What a command left: exit code, results, problems (both as JSON objects), and the texts as they were written."""

    code: int
    out: str
    err: str

    @property
    def answers(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def problems(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.err.splitlines()]

    @property
    def answer(self) -> dict[str, Any]:
        [answer] = self.answers
        return answer

    @property
    def problem(self) -> dict[str, Any]:
        [problem] = self.problems
        return problem


@dataclass
class Tusach:
    """One profile and the commands on it. `opened` notes which windows were asked for, instead of opening them."""

    profile: Path
    capsys: pytest.CaptureFixture[str]
    opened: list[tuple[str, str | None]] = field(default_factory=list)

    def __call__(self, *words: str) -> Outcome:
        """Run a command with --json."""
        return self.plainly("--json", *words)

    def plainly(self, *words: str) -> Outcome:
        """Run a command as a person does."""
        self.capsys.readouterr()
        code = cli.main(["--profile", str(self.profile), *words], cli.Doors(self._door("window"), self._door("demo")))
        out, err = self.capsys.readouterr()
        return Outcome(code, out, err)

    def done(self, *words: str) -> list[dict[str, Any]]:
        """Run a command that must succeed."""
        outcome = self(*words)
        assert (outcome.code, outcome.err) == (0, "")
        return outcome.answers

    def one(self, *words: str) -> dict[str, Any]:
        """Run a command that must succeed with one result."""
        [answer] = self.done(*words)
        return answer

    def _door(self, name: str) -> cli.Door:
        def door(_: object, password: str | None) -> int:
            self.opened.append((name, password))
            return 0

        return door


def program(profile: Path, *words: str, **extra: Any) -> Outcome:
    """Run the real command as a program; `environment` adds to what it sees."""
    done = subprocess.run(
        command(profile, *words),
        cwd=ROOT,
        env=environment(**extra.pop("environment", {})),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
        **extra,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def command(profile: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "desktop", "--profile", str(profile), *words]


def environment(**extra: str) -> dict[str, str]:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "TUSACH_LANG"}
    seen = {name: value for name, value in os.environ.items() if name not in hidden}
    return {**seen, "TUSACH_PASSWORD": PASSWORD, **extra}
