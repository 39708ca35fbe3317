"""The command that looks into the catalogue of all units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.server.cli.command import Command, open_centre
from sync.server.titles import find_titles

if TYPE_CHECKING:
    import argparse

    from sync.server.cli.command import Answers


def _find(asked: argparse.Namespace) -> Answers:
    centre = open_centre(asked)
    found = find_titles(centre.database, asked.query, limit=asked.limit)
    centre.close()
    for line in found.titles:
        yield {
            "said": "title",
            "id": line.title_id,
            "title": line.title,
            "author": line.author,
            "year": line.year,
            "isbn": line.isbn,
            "units": line.units,
        }


COMMANDS = (Command("find", _find, (("query", {}), ("--limit", {"type": int, "default": 50}))),)
