"""The program's own source files, read and parsed once for all house rules."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Source:
    """One file: its path from the root with forward slashes, its text, every node of its syntax tree."""

    path: str
    text: str
    nodes: tuple[ast.AST, ...]

    @classmethod
    def of(cls, path: str, text: str) -> Source:
        """Parse a text as if it lay at `path`."""
        return cls(path, text, tuple(ast.walk(ast.parse(text, filename=path))))

    def at(self, node: ast.AST, what: str) -> str:
        """An offence as one reads it in a list of errors."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"

    def lies_in(self, *places: str) -> bool:
        """Whether the file is one of the files or lies in one of the folders (those end in a slash)."""
        return any(self.path == place or (place.endswith("/") and self.path.startswith(place)) for place in places)


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file below the folders, in order."""
    found = sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    return tuple(Source.of(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")) for file in found)


def product() -> tuple[Source, ...]:
    """What is delivered."""
    return sources("desktop", "sync", "resources")


def everything() -> tuple[Source, ...]:
    """What is delivered, and what tests it."""
    return product() + sources("tests")
