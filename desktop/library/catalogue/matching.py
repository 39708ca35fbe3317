"""Decide whether a record describes a title that is already there: rather one title too many than one lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.store.doubles import Doubles, Likeness

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.store.store import Store


class Matcher:
    """Finds the title that a record doubles, among those stored and those seen earlier in the same dry run."""

    def __init__(self, store: Store) -> None:
        self._doubles = Doubles(store.connection)
        self._seen: dict[str, list[Likeness]] = {}

    def double_of(self, new: Likeness) -> tuple[Likeness, str] | None:
        """The stored title and why it is the same: same-record, same-isbn or same-title."""
        for reason, candidates in (
            ("same-record", self._doubles.with_control(new.control)),
            ("same-isbn", self._doubles.with_isbn(new.isbn)),
            ("same-title", self._doubles.with_match(new.match)),
        ):
            for known in (*candidates, *self._before(reason, new)):
                if _agrees(reason, known, new):
                    return known, reason
        return None

    def remember(self, new: Likeness) -> None:
        """Count this title as known although it was not written."""
        for key in _keys(new):
            self._seen.setdefault(key, []).append(new)

    def _before(self, reason: str, new: Likeness) -> Iterable[Likeness]:
        if not self._seen:
            return ()
        return self._seen.get(dict(zip(_REASONS, _keys(new), strict=True))[reason], ())


_REASONS = ("same-record", "same-isbn", "same-title")


def _keys(title: Likeness) -> tuple[str, str, str]:
    return f"control:{title.control}", f"isbn:{title.isbn}", f"match:{title.match}"


def _agrees(reason: str, known: Likeness, new: Likeness) -> bool:
    match reason:
        case "same-record":
            return bool(new.control) and _titles_agree(known.match, new.match)
        case "same-isbn":
            return bool(new.isbn) and _titles_agree(known.match, new.match)
        case _:
            return bool(new.match) and _known_well(new.match) and not _told_apart(known, new)


def _titles_agree(one: str, other: str) -> bool:
    """The same title, or the same without its subtitle."""
    short, long = sorted((one.partition("|")[0], other.partition("|")[0]), key=len)
    return bool(short) and (long == short or long.startswith(f"{short} "))


def _known_well(match: str) -> bool:
    """A bare title, without author and year, is too little to say that two books are one."""
    _, _, rest = match.partition("|")
    return rest.strip("|") != ""


def _told_apart(known: Likeness, new: Likeness) -> bool:
    """Two ISBNs are two editions; two numbers of one agency are two records that somebody keeps apart."""
    editions = bool(known.isbn and new.isbn) and known.isbn != new.isbn
    agency, _, number = known.control.rpartition("|")
    new_agency, _, new_number = new.control.rpartition("|")
    return editions or (bool(number and new_number) and agency == new_agency and number != new_number)
