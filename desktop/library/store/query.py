"""What somebody typed into the search field, in the forms in which the word index is asked for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.store.title_cards import CLASS_MARK
from desktop.library.text import clean_code, exact, nfc, plain, words
from desktop.library.text.isbn import isbn13

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.model.title import Filters

_NUMBER_IN_PARTS = re.compile(r"\d[\d -]*[\d -][\dXx]")
"""An ISBN or class number typed up to some hyphen."""
_FIRST_WORDS = re.compile(r"(?:[\W_]*[^\W_]+){1,24}")
"""What is looked for of a page pasted into the field: nobody remembers more words of a title."""


@dataclass(frozen=True, slots=True)
class Query:
    """The words of a query, all but the last one whole."""

    folded: tuple[str, ...]
    """Without marks."""
    endings: tuple[str, ...]
    """What the last word may begin with: itself, and with y for i (mi… also means my…)."""
    marked: tuple[str, ...]
    """The words that were typed with marks, as typed."""
    joined: str
    """Digits typed in groups, put together; empty when the query is anything else."""
    code: str
    """The whole query as a bar code or register number."""

    @property
    def text(self) -> str:
        """The words without marks, as a title would hold them."""
        return " ".join(self.folded)

    @property
    def anywhere(self) -> str:
        """Every word, the last one as a beginning."""
        found = _all_of([*map(_whole, self.folded[:-1]), _any_beginning(self.endings)])
        return f"({found}) OR {_beginning(self.joined)}" if self.joined else found

    @property
    def in_title(self) -> str:
        """The same, all in the title."""
        return f"title : ({_all_of([*map(_whole, self.folded[:-1]), _any_beginning(self.endings)])})"

    @property
    def in_title_whole(self) -> str:
        """Every word in the title, the last one whole, too."""
        return f"title : ({_all_of(map(_whole, self.folded))})"

    @property
    def by_author(self) -> str:
        """Every word in a name."""
        return f"author : ({_all_of([*map(_whole, self.folded[:-1]), _any_beginning(self.endings)])})"

    @property
    def exactly(self) -> str:
        """Every word, those with marks as they were typed; empty when no marks were typed."""
        if not self.marked:
            return ""
        *whole, last = self.marked
        return f"exact : ({_all_of([*map(_whole, whole), _beginning(last)])}) AND ({self.anywhere})"

    @property
    def loosely(self) -> str:
        """Every word as a beginning: for a query that found nothing."""
        return _all_of(map(_beginning, self.folded))


def query_of(text: str) -> Query | None:
    """The query; None when there is no word in it."""
    few = _FIRST_WORDS.match(nfc(text))
    typed = isbn13(text) or (few.group() if few else "")
    folded = words(typed)
    if not folded:
        return None
    ending = _split(plain(typed))[-1:]
    return Query(
        folded=folded,
        endings=tuple(dict.fromkeys((folded[-1], *ending))),
        marked=tuple(word for word in _split(exact(typed)) if not word.isascii()),
        joined="".join(filter(str.isdigit, typed)) if _NUMBER_IN_PARTS.fullmatch(typed.strip()) else "",
        code=clean_code(text),
    )


def narrowing(filters: Filters) -> str:
    """The filters that the word index can answer, as words every hit must hold; empty when there are none."""
    wanted = []
    if filters.author is not None and (names := words(filters.author)):
        wanted.append(f"author : {_whole(' '.join(names))}")
    if filters.year is not None:
        wanted.append(f"other : {_whole(filters.year)}")
    if filters.classification is not None:
        wanted.append(f"other : {_whole(CLASS_MARK + filters.classification)}")
    return _all_of(wanted)


def _split(text: str) -> list[str]:
    return "".join(mark if mark.isalnum() else " " for mark in text).split()


def _all_of(parts: Iterable[str]) -> str:
    return " AND ".join(parts)


def _whole(word: str) -> str:
    return '"' + word.replace('"', " ") + '"'


def _beginning(word: str) -> str:
    return f"{_whole(word)} *"


def _any_beginning(endings: Iterable[str]) -> str:
    return f"({' OR '.join(map(_beginning, endings))})"
