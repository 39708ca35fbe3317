"""tusach-server: the centre's command line (architecture.md 5)."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from sync.server.centre import Centre
from sync.server.cli_grammar import Grammar, Usage
from sync.server.cli_wording import VIETNAM, sentence, words
from sync.server.folder import DEFAULT_PORT
from sync.server.inspection import problems_of, units_of
from sync.server.refused import Refused
from sync.server.serving import serve
from sync.server.titles import find_titles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Answers = Iterable[dict[str, object]]

DONE, REFUSED, USAGE = 0, 1, 2
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
        return USAGE if refused.code in {"no-folder", "no-postgresql"} else REFUSED
    except DBAPIError as trouble:
        full = "disk is full" in str(trouble.orig) or "disk I/O error" in str(trouble.orig)
        folder = _folder(asked)
        _complain(asked, "disk-full" if full else "no-database", file=folder, folder=folder, system=str(trouble.orig))
        return REFUSED
    except OSError as trouble:
        code = "disk-full" if trouble.errno in _FULL else "no-access"
        file = str(trouble.filename or _folder(asked))
        _complain(asked, code, file=file, system=str(trouble.strerror or trouble))
        return REFUSED


def _folder(asked: argparse.Namespace) -> str:
    return str(getattr(asked, "dir", "") or asked.data)


def _run(asked: argparse.Namespace) -> int:
    if asked.database:
        raise Refused("no-postgresql")
    ok = True
    for answer in asked.command(asked):
        ok &= answer.get("ok", True) is True
        _say(asked, answer)
    return DONE if ok else REFUSED


def _init(asked: argparse.Namespace) -> Answers:
    centre = Centre.create(Path(asked.dir), name=asked.name, addresses=tuple(asked.address))
    centre.close()
    yield {"said": "made", "folder": asked.dir, "name": asked.name}


def _serve(asked: argparse.Namespace) -> Answers:
    centre = _open(asked)
    served = {"name": centre.folder.name, "folder": str(centre.folder.at)}
    serve(
        centre,
        host=asked.host,
        port=asked.port,
        on_ready=lambda address: print(json.dumps({"address": address, **served}, ensure_ascii=False), flush=True),
    )
    centre.close()
    return ()


def _enrol(asked: argparse.Namespace) -> Answers:
    out = Path(asked.out)
    centre = _open(asked)
    enrolment = centre.enrolment(asked.unit, name=asked.name, address=asked.address)
    centre.close()
    # The file lets one device in, so only its owner may read it.
    opened = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(json.dumps(enrolment, ensure_ascii=False, indent=1) + "\n")
    told = {name: enrolment[name] for name in ("unit", "unit_name", "address")}
    told["expires"] = datetime.fromisoformat(enrolment["expires"]).astimezone(VIETNAM).isoformat()
    yield {"said": "enrolment", **told, "file": str(out)}


def _units(asked: argparse.Namespace) -> Answers:
    centre = _open(asked)
    with centre.database.reading() as connection:
        yield from ({"said": "unit", **unit} for unit in units_of(connection))
    centre.close()


def _revoke(asked: argparse.Namespace) -> Answers:
    centre = _open(asked)
    centre.revoke(asked.device)
    centre.close()
    yield {"said": "revoked", "device": asked.device}


def _find(asked: argparse.Namespace) -> Answers:
    centre = _open(asked)
    yield from ({"said": "title", **found} for found in find_titles(centre.database, asked.query, limit=asked.limit))
    centre.close()


def _check(asked: argparse.Namespace) -> Answers:
    centre = _open(asked)
    with centre.database.reading() as connection:
        problems = problems_of(connection)
    centre.close()
    yield {"said": "check", "ok": not problems, "problems": problems}


def _open(asked: argparse.Namespace) -> Centre:
    if not asked.data:
        raise Refused("no-folder")
    return Centre.open(Path(asked.data))


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
    parser.set_defaults(data=os.environ.get("TUSACH_DATA", ""), database="", json=False)
    commands = parser.add_subparsers(required=True, metavar=words("command"), title=words("commands"))
    for name, command in _COMMANDS.items():
        text = words(f"help {name}")
        one = commands.add_parser(name, help=text, description=text)
        _common(one)
        one.set_defaults(command=command)
        for flag, how in _ARGUMENTS[name]:
            one.add_argument(flag, help=words(f"help {flag}"), **how)
    return parser


def _common(parser: Grammar) -> None:
    """Options that may stand before or after the command; absent ones leave what stood before."""
    unsaid = argparse.SUPPRESS
    parser.add_argument("--data", metavar="DIR", default=unsaid, help=words("help --data"))
    parser.add_argument("--database", metavar="URL", default=unsaid, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", default=unsaid, help=words("help --json"))


_COMMANDS = {
    "init": _init,
    "serve": _serve,
    "enrol": _enrol,
    "units": _units,
    "revoke": _revoke,
    "find": _find,
    "check": _check,
}
_ARGUMENTS: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "init": (("dir", {}), ("--name", {"default": "Trung tâm"}), ("--address", {"action": "append", "default": []})),
    "serve": (("--port", {"type": int, "default": DEFAULT_PORT}), ("--host", {})),
    "enrol": (("unit", {}), ("--out", {"required": True}), ("--name", {"default": ""}), ("--address", {"default": ""})),
    "units": (),
    "revoke": (("device", {}),),
    "find": (("query", {}), ("--limit", {"type": int, "default": 50})),
    "check": (),
}
