"""The commands that keep a centre safe: backup and restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sync.server.backup import back_up
from sync.server.cli.command import Command, open_centre
from sync.server.cli.wording import in_vietnam
from sync.server.restoring import restore

if TYPE_CHECKING:
    import argparse

    from sync.server.cli.command import Answers


def _backup(asked: argparse.Namespace) -> Answers:
    centre = open_centre(asked)
    done = back_up(centre, Path(asked.file).absolute())
    centre.close()
    told = {"file": str(done.file), "at": in_vietnam(done.made), "bytes": done.size, "verified": True}
    yield {"said": "backed up", **told, "rows": done.rows, "units": done.units}


def _restore(asked: argparse.Namespace) -> Answers:
    done = restore(Path(asked.file).absolute(), Path(asked.dir).absolute(), server=asked.database)
    told = {"folder": str(done.folder), "name": done.name, "made": in_vietnam(done.made), "rows": done.rows}
    yield {"said": "restored", **told, "units": done.units}


COMMANDS = (
    Command("backup", _backup, (("file", {}),)),
    Command("restore", _restore, (("file", {}), ("dir", {}))),
)
