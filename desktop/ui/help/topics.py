"""The topics of the help: one Markdown file each in both languages, and which one belongs to which page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import resources
from desktop.library.text import exact, fold
from desktop.ui.words import Language

FIRST = "first-steps"
ORDER = (
    FIRST,
    "desk",
    "self-service",
    "catalogue",
    "readers-and-groups",
    "holds",
    "overdue",
    "reading-room",
    "losses-and-money",
    "late-entry",
    "other-programs",
    "rules",
    "calendar",
    "letters",
    "sync",
    "conflict-matrix",
    "sticks",
    "backup",
    "this-pc",
    "self-check",
    "console",
)
"""The topics in the order in which somebody new would read them."""
OF_PAGES: Mapping[str, str] = {
    "open_desk": "desk",
    "open_self_service": "self-service",
    "open_catalogue": "catalogue",
    "open_readers": "readers-and-groups",
    "open_follow": "overdue",
    "open_rules": "rules",
    "open_sync": "sync",
    "open_console": "console",
    "open_settings": "this-pc",
    "show_keys": FIRST,
    "open_help": FIRST,
}
"""page: its topic"""
OF_TABS: Mapping[str, str] = {
    "holds": "holds",
    "overdue": "overdue",
    "reading_room": "reading-room",
    "losses": "losses-and-money",
    "late": "late-entry",
    "rules": "rules",
    "calendar": "calendar",
    "terms": "rules",
    "letters": "letters",
}
"""part of a page: its topic"""
_WORD = re.compile(r"[^\W_]+")
_LINK = re.compile(r"\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic in one language. `text` is Markdown whose first line is the heading."""

    name: str
    heading: str
    text: str


def topic_of(page: str, part: str = "") -> str:
    """The topic of what is in front: a page, or one of its parts."""
    return OF_TABS.get(part) or OF_PAGES.get(page, FIRST)


@lru_cache(maxsize=len(Language))
def topics(language: Language) -> tuple[Topic, ...]:
    """Every topic in this language."""
    folder = resources.path(f"help/{language.value}")
    files = (folder / f"{name}.md" for name in ORDER)
    return tuple(_read(file.stem, file.read_text("utf-8")) for file in files if file.is_file())


def found(query: str, within: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """The topics that have every word of the query, those with all of them in the heading first.

    A word without marks finds words with any marks; a word with marks finds only these.
    """
    asked = tuple(exact(query).split())
    hits = [topic for topic in within if _has(topic.text, asked)]
    return tuple(sorted(hits, key=lambda topic: not _has(topic.heading, asked)))


def _has(text: str, asked: tuple[str, ...]) -> bool:
    with_marks, without = _words(text)
    return all(any(word.startswith(one) for word in (without if fold(one) == one else with_marks)) for one in asked)


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[frozenset[str], frozenset[str]]:
    plain = _LINK.sub("]", text)
    return frozenset(_WORD.findall(exact(plain))), frozenset(_WORD.findall(fold(plain)))


def _read(name: str, text: str) -> Topic:
    heading = text.lstrip().splitlines()[0].removeprefix("#").strip()
    return Topic(name, heading, text)
