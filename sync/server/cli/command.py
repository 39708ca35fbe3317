"""What a command of the centre is: its name, what may stand behind it, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.server.centre import Centre
from sync.server.refused import Refused

if TYPE_CHECKING:
    import argparse

Answers = Iterable[dict[str, object]]
"""Each says under `said` which sentence tells it; the rest are the facts that stand in JSON."""

Argument = tuple[str, dict[str, Any]]
"""The word or option, and argparse's settings; its help is the text `help NAME`."""


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the table of commands; its help is the text `help NAME`."""

    name: str
    run: Callable[[argparse.Namespace], Answers]
    arguments: tuple[Argument, ...] = ()


def open_centre(asked: argparse.Namespace) -> Centre:
    """The centre that the command is about. Raises Refused: no-folder, no-centre, newer-schema, bad-database."""
    if not asked.data:
        raise Refused("no-folder")
    return Centre.open(Path(asked.data), server=asked.database)
