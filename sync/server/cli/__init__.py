"""tusach-server: the centre's command line (architecture.md 5)."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from sync.server.cli import backup, bundles, files, overview, pages, quarantine, running, titles, units, upstream
from sync.server.cli.grammar import Grammar, Usage
from sync.server.cli.wording import sentence, words
from sync.server.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (
    *running.COMMANDS,
    *units.COMMANDS,
    *overview.COMMANDS,
    *pages.COMMANDS,
    *titles.COMMANDS,
    *backup.COMMANDS,
    *quarantine.COMMANDS,
    *bundles.COMMANDS,
    *files.COMMANDS,
    *upstream.COMMANDS,
)
DONE, REFUSED, USAGE = 0, 1, 2
_AFTER_STOP = {"try-later": 75, "interrupted": 75, "sign-in-needed": 77, "revoked": 77, "upgrade-needed": 78}
"""The exit codes of a run with the centre above that ended early, as a device's; a person must see to any other."""
_FULL = frozenset((errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        asked = _parser().parse_args(given)
    except Usage as usage:
        _complain(argparse.Namespace(json="--json" in given), "usage", problem=str(usage))
        return USAGE
    try:
        return _run(asked)
    except Refused as refused:
        _complain(asked, refused.code, **refused.facts)
        return USAGE if refused.code in {"no-folder", "bad-database", "usage"} else REFUSED
    except DBAPIError as trouble:
        full = "disk is full" in str(trouble.orig) or "disk I/O error" in str(trouble.orig)
        folder = _folder(asked)
        _complain(asked, "disk-full" if full else "no-database", file=folder, folder=folder, system=str(trouble.orig))
        return REFUSED
    except OSError as trouble:
        code = "disk-full" if trouble.errno in _FULL else "no-access"
        file = str(trouble.filename or _fullest(asked))
        _complain(asked, code, file=file, system=str(trouble.strerror or trouble))
        return REFUSED


def _folder(asked: argparse.Namespace) -> str:
    return str(getattr(asked, "dir", "") or asked.data)


def _fullest(asked: argparse.Namespace) -> str:
    """Of the places that the command writes to, the one with the least room: a full disk does not say which it is."""
    said = (*getattr(asked, "places", ()), getattr(asked, "out", ""), getattr(asked, "file", ""), _folder(asked))
    folders = (Path(name) if Path(name).is_dir() else Path(name).parent for name in said if name)
    return str(min((each for each in folders if each.is_dir()), key=lambda each: disk_usage(each).free))


def _run(asked: argparse.Namespace) -> int:
    code = DONE
    for answer in asked.command.run(asked):
        if answer.get("ok", True) is not True:
            code = _AFTER_STOP.get(str(answer.get("stop")), REFUSED)
        _say(asked, answer)
    return code


def _say(asked: argparse.Namespace, answer: dict[str, object]) -> None:
    said = str(answer.pop("said"))
    print(json.dumps(answer, ensure_ascii=False) if asked.json else sentence(said, answer), flush=True)


def _complain(asked: argparse.Namespace, code: str, **facts: object) -> None:
    text = sentence(code, facts)
    print(
        json.dumps({"error": code, "message": text, **facts}, ensure_ascii=False) if asked.json else text,
        file=sys.stderr,
    )


def _parser() -> argparse.ArgumentParser:
    parser = Grammar(prog="tusach-server", description=words("about"))
    _common(parser)
    parser.set_defaults(data=os.environ.get("TUSACH_DATA", ""), json=False)
    parser.set_defaults(database=os.environ.get("TUSACH_DATABASE", ""))
    commands = parser.add_subparsers(required=True, metavar=words("command"), title=words("commands"))
    for command in COMMANDS:
        text = words(f"help {command.name}")
        one = commands.add_parser(command.name, help=text, description=text)
        _common(one)
        one.set_defaults(command=command)
        for flag, how in command.arguments:
            one.add_argument(flag, help=words(f"help {flag}"), **how)
    return parser


def _common(parser: Grammar) -> None:
    """Options that may stand before or after the command; absent ones leave what stood before."""
    unsaid = argparse.SUPPRESS
    parser.add_argument("--data", metavar="DIR", default=unsaid, help=words("help --data"))
    parser.add_argument("--database", metavar="URL", default=unsaid, help=words("help --database"))
    parser.add_argument("--json", action="store_true", default=unsaid, help=words("help --json"))
