"""What a command is: its name, what may stand behind it, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.cli.session import Session

Both = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One result: its JSON object, its line for a person, and whether what was asked for was done."""

    facts: Mapping[str, object]
    text: str
    ok: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """One part of what was asked for was refused: a problem, and (for the desk's answers) a result as well."""

    code: str
    message: str
    facts: Mapping[str, object]
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """The command ends with this exit code, which is not told by its results."""

    code: int


Results = Iterator[Told | Refused | Ended]


@dataclass(frozen=True, slots=True)
class Argument:
    """A word or an option of a command, with its help in both languages and argparse's own settings."""

    name: str
    help: Both
    settings: Mapping[str, Any]


def argument(name: str, help_: Both, **settings: Any) -> Argument:
    """An argument as one writes it in a table."""
    return Argument(name, help_, settings)


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the table of commands."""

    name: str
    help: Both
    run: Callable[[Session], Results]
    arguments: tuple[Argument, ...] = ()
