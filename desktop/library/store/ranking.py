"""Which of two titles that were found stands first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from desktop.library.text import exact, words

if TYPE_CHECKING:
    from desktop.library.store.query import Query

_WORD = re.compile(r"[^\W_]+")


class Found(NamedTuple):
    """A title that was found, as its card says."""

    place: int
    id: str
    title: str
    author: str
    year: str
    isbn: str
    classification: str
    items: int
    available: int
    types: str
    folded: str
    sort: bytes


class Closeness(IntEnum):
    """How near a title comes to what was asked, the nearest first."""

    IS_TITLE = 0
    BEGINS_TITLE = 1
    IS_AUTHOR = 2
    BEGINS_UNFINISHED = 3
    PHRASE_IN_TITLE = 4
    WORDS_IN_TITLE = 5
    UNFINISHED_IN_TITLE = 6
    WORDS_IN_NAME = 7
    ELSEWHERE = 8


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranks titles for one query."""

    query: Query
    exact: frozenset[int]
    """Places known to hold the marked words as typed."""
    by_code: frozenset[int]
    """Places of titles that have the copy with this very code."""

    def key(self, found: Found) -> tuple[object, ...]:
        """Sorts the best first: a code's own title, marks as typed, nearness, short before long, new before old."""
        if found.place in self.by_code:
            return (0,)
        near = self._closeness(found)
        return (
            1,
            not self._is_exact(found),
            near,
            len(found.folded) if near is Closeness.BEGINS_TITLE else 0,
            -found.place,
        )

    def _is_exact(self, found: Found) -> bool:
        marked = self.query.marked
        if not marked or found.place in self.exact:
            return True
        *whole, last = marked
        have = _WORD.findall(exact(f"{found.title} {found.author}"))
        return set(have).issuperset(whole) and any(word.startswith(last) for word in have)

    def _closeness(self, found: Found) -> Closeness:
        asked, title = self.query.text, found.folded
        if title.startswith(asked):
            return _beginning(title, asked)
        if f" {asked} " in f" {title} ":
            return Closeness.PHRASE_IN_TITLE
        if _is_name(asked, found.author):
            return Closeness.IS_AUTHOR
        return self._by_words(found)

    def _by_words(self, found: Found) -> Closeness:
        *whole, last = self.query.folded
        have = set(found.folded.split())
        if have.issuperset(whole):
            if last in have:
                return Closeness.WORDS_IN_TITLE
            if any(word.startswith(self.query.endings) for word in have):
                return Closeness.UNFINISHED_IN_TITLE
        names = set(words(found.author))
        if names.issuperset(whole) and any(word.startswith(self.query.endings) for word in names):
            return Closeness.WORDS_IN_NAME
        return Closeness.ELSEWHERE


def _beginning(title: str, asked: str) -> Closeness:
    if len(title) == len(asked):
        return Closeness.IS_TITLE
    return Closeness.BEGINS_TITLE if title[len(asked)] == " " else Closeness.BEGINS_UNFINISHED


def _is_name(asked: str, author: str) -> bool:
    """Whether the query is the whole name of the author; a single word never is."""
    return " " in asked and words(author) == tuple(asked.split())
