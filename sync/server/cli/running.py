"""The commands that make, serve and check a centre."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sync.server.backup import last_backup
from sync.server.centre import Centre
from sync.server.cli.command import Command, open_centre
from sync.server.cli.wording import in_vietnam
from sync.server.folder import DEFAULT_PORT
from sync.server.inspection import problems_of
from sync.server.serving import serve
from sync.server.unit_keys import units_without_key
from sync.server.upstream.following import following

if TYPE_CHECKING:
    import argparse

    from sync.server.cli.command import Answers


def _init(asked: argparse.Namespace) -> Answers:
    addresses = tuple(asked.address)
    centre = Centre.create(Path(asked.dir), name=asked.name, addresses=addresses, server=asked.database)
    centre.close()
    yield {"said": "made", "folder": asked.dir, "name": asked.name, "recovery_key": str(centre.folder.recovery_file)}


def _serve(asked: argparse.Namespace) -> Answers:
    centre = open_centre(asked)
    served = {"name": centre.folder.name, "folder": str(centre.folder.at)}
    with following(centre):
        serve(
            centre,
            host=asked.host,
            port=asked.port,
            behind_proxy=asked.behind_proxy,
            on_ready=lambda address: print(json.dumps({"address": address, **served}, ensure_ascii=False), flush=True),
        )
    centre.close()
    return ()


def _check(asked: argparse.Namespace) -> Answers:
    centre = open_centre(asked)
    with centre.database.reading() as connection:
        problems, backed_up = problems_of(connection), last_backup(connection)
        in_clear = units_without_key(connection)
    centre.close()
    left = centre.folder.recovery_file
    notice: dict[str, object] = {"recovery_key": str(left)} if left.exists() else {}
    if in_clear:
        notice["units_without_key"] = in_clear
    told = {"problems": problems, "last_backup": None if backed_up is None else in_vietnam(backed_up)}
    yield {"said": "check", "ok": not problems, **told, **notice}


COMMANDS = (
    Command(
        "init",
        _init,
        (("dir", {}), ("--name", {"default": "Trung tâm"}), ("--address", {"action": "append", "default": []})),
    ),
    Command(
        "serve",
        _serve,
        (
            ("--port", {"type": int, "default": DEFAULT_PORT}),
            ("--host", {}),
            ("--behind-proxy", {"action": "store_true"}),
        ),
    ),
    Command("check", _check),
)
