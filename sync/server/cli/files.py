"""The command about the units' files: how many there are, how much room they take, how much they may take."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sync.server import blobs
from sync.server.cli.command import Command, open_centre
from sync.server.refused import Refused

if TYPE_CHECKING:
    import argparse

    from sync.server.cli.command import Answers

_GB = 1000**3


def _files(asked: argparse.Namespace) -> Answers:
    if asked.share is not None and asked.share < 1:
        raise Refused("bad-share")
    centre = open_centre(asked)
    if asked.share is not None:
        blobs.allow(centre, asked.share * _GB)
        yield {"said": "share set", "share": asked.share}
    for each in blobs.shares(centre):
        told: dict[str, object] = {"size_gb": round(each.size / _GB, 2), "share_gb": round(each.share / _GB, 2)}
        yield {"said": "files", **asdict(each), **told}
    centre.close()


COMMANDS = (Command("files", _files, (("--share", {"type": int, "metavar": "GB"}),)),)
