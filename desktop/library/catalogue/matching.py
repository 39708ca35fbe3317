"""Decide whether a record describes a title that is already there: rather one title too many than one lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.library.store.doubles import Likeness

_REASONS = ("same-record", "same-isbn", "same-record", "same-title")


class Known:
    """The titles among which doubles are looked for."""

    def __init__(self) -> None:
        self._by_key: dict[str, list[Likeness]] = {}
        self._met: set[str] = set()

    def add(self, title: Likeness) -> None:
        """Know one more title."""
        for key in title.keys:
            if not key.endswith(":"):
                self._by_key.setdefault(key, []).append(title)

    def begin_anew(self) -> None:
        """Forget the titles: they are asked for again. Which of them the file has met already stays known."""
        self._by_key.clear()

    def meet(self, title: Likeness) -> None:
        """This title stands for a record of the file: a second record that says as little is a second book."""
        if title.whole:
            self._met.add(title.id)

    def double_of(self, new: Likeness) -> tuple[Likeness, str] | None:
        """The title that is the same and why: same-record, same-isbn or same-title."""
        for reason, key in zip(_REASONS, new.keys, strict=True):
            for known in self._by_key.get(key, ()):
                if _agrees(reason, known, new) and known.id not in self._met:
                    return known, reason
        return None


def _agrees(reason: str, known: Likeness, new: Likeness) -> bool:
    if reason == "same-title":
        return _known_well(new.match) and not _told_apart(known, new)
    return _titles_agree(known, new)


def _titles_agree(one: Likeness, other: Likeness) -> bool:
    """The same title, or the same without its subtitle. One without a letter ("—") agrees with itself only."""
    short, long = sorted((one.match.partition("|")[0], other.match.partition("|")[0]), key=len)
    if not long:
        return one.title == other.title
    return bool(short) and (long == short or long.startswith(f"{short} "))


def _known_well(match: str) -> bool:
    """A bare title, without author and year, is too little to say that two books are one."""
    _, _, rest = match.partition("|")
    return rest != "|"


def _told_apart(known: Likeness, new: Likeness) -> bool:
    """Two ISBNs are two editions; two numbers of one agency are two records that somebody keeps apart."""
    editions = bool(known.isbn and new.isbn) and known.isbn != new.isbn
    agency, _, number = known.control.rpartition("|")
    new_agency, _, new_number = new.control.rpartition("|")
    return editions or (bool(number and new_number) and agency == new_agency and number != new_number)
