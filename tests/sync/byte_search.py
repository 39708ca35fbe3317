"""Searches files for names as anybody would who has them in hand: every spelling, every encoding, byte by byte."""

from __future__ import annotations

import mmap
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from desktop.library.text.normal import fold

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
SHORTEST = 6
"""Bytes that say something (zeros do not). A shorter pattern is found in noise, or in a list of small numbers: “Ban” in
UTF-16 is 66, 97, 110, and SQLite's index of a write-ahead log is such a list."""


def traces(where: Path, names: Iterable[str]) -> list[str]:
    """Where in these files (all of a folder, or one) a name stands, as “file: spelling (encoding)”."""
    patterns = {pattern: said for name in names for pattern, said in spellings(name)}
    return [f"{file}: {said}" for file in _files(where) for said in _found(file, patterns)]


def spellings(name: str) -> Iterator[tuple[bytes, str]]:
    """The name and each of its words as bytes: composed and decomposed, as written, small, capital and folded."""
    for text in {name, *name.split()}:
        ways = {text, text.lower(), text.upper(), text.title(), fold(text), fold(text).replace(" ", "")}
        for way in sorted(ways | {unicodedata.normalize("NFD", each) for each in ways}):
            for encoding in ENCODINGS:
                pattern = way.encode(encoding)
                if len(pattern) - pattern.count(0) >= SHORTEST:
                    yield pattern, f"{way} ({encoding})"


def _files(where: Path) -> list[Path]:
    return sorted(path for path in where.rglob("*") if path.is_file()) if where.is_dir() else [where]


def _found(file: Path, patterns: dict[bytes, str]) -> Iterator[str]:
    if file.stat().st_size == 0:
        return
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        yield from (said for pattern, said in patterns.items() if content.find(pattern) >= 0)
