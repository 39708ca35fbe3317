"""The commands that keep a centre safe: backup and restore."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sync.server.backup import back_up
from sync.server.cli.command import Command, open_centre
from sync.server.cli.wording import VIETNAM
from sync.server.restoring import restore

if TYPE_CHECKING:
    import argparse

    from sync.server.cli.command import Answers


def _backup(asked: argparse.Namespace) -> Answers:
    centre = open_centre(asked)
    done = back_up(centre, Path(asked.file).absolute())
    centre.close()
    told = {"file": str(done.file), "at": _told(done.made), "rows": done.rows, "units": done.units, "bytes": done.size}
    yield {"said": "backed up", **told, "verified": True}


def _restore(asked: argparse.Namespace) -> Answers:
    done = restore(Path(asked.file).absolute(), Path(asked.dir).absolute())
    told = {"folder": str(done.folder), "name": done.name, "made": _told(done.made), "rows": done.rows}
    yield {"said": "restored", **told, "units": done.units}


def _told(ms: int) -> str:
    """A moment (UTC ms) as ISO 8601 in Việt Nam's time."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(VIETNAM).isoformat(timespec="seconds")


COMMANDS = (
    Command("backup", _backup, (("file", {}),)),
    Command("restore", _restore, (("file", {}), ("dir", {}))),
)
