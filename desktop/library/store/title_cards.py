"""What lists and searches show of a title: one card a title and one entry in the word index, made from its row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.library.store import availability, rows
from desktop.library.store.titles import is_occurrence
from desktop.library.text import exact, fold, sort_key, title_match_key
from desktop.library.text import words as words_of
from desktop.library.text.isbn import isbn13

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from desktop.library.store.connection import Connection
    from sync.core.row import Row, Value

_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_NAMES = ("100", "110", "111", "700", "710", "711")
_TITLES = ("245", "246", "130", "240", "490", "740", "830")
_SUBJECTS = ("600", "610", "611", "630", "650", "651", "653", "655")
_OTHER = (*_SUBJECTS, "082", "080", "084", "090", "250", "260", "264", "773", "500", "502", "505", "520")
_NOT_WORDS = frozenset("0256789")
"""Subfields that hold codes and links, not words."""
CLASS_MARK = "\ue000"
"""Stands before the first digit of the class number in the word index: a letter that no keyboard has, so that a filter
by class is a word of the query and nobody finds it by typing."""
_UNNAMED = "—"
_BATCH = 1000

_INSERT = """
    INSERT INTO title_card
        (place, id, title, author, year, isbn, classification, sort, match, control, folded, items, available, types)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '')
"""
_UPDATE = """
    UPDATE title_card
    SET title = ?, author = ?, year = ?, isbn = ?, classification = ?, sort = ?, match = ?, control = ?,
        folded = ?
    WHERE place = ?
"""
_INDEX = "INSERT INTO title_search (rowid, title, author, other, exact) VALUES (?, ?, ?, ?, ?)"
_COMPARED = "title, author, year, isbn, classification, sort, match, control, folded"


@dataclass(frozen=True, slots=True)
class Card:
    """What a title's row says, in the words of lists, of the index and of the search for doubles."""

    shown: tuple[str, str, str, str, str, bytes, str, str, str]
    """title, author, year, isbn, classification, sort, match, control, folded (the title's words without marks)"""
    words: tuple[str, str, str, str]
    """title, author, other, exact"""

    @property
    def keys(self) -> tuple[str, str, str]:
        """The keys by which doubles are found: title, author and year; ISBN; agency and number."""
        return self.shown[6], self.shown[3], self.shown[7]


_RECENT: dict[int, tuple[Mapping[str, Value], Card]] = {}
"""Cards just made, by the identity of their fields: an import asks once for doubles and once more to write."""
_MOST_RECENT = 2048


def card_of(fields: Mapping[str, Value]) -> Card:
    """The card of a title's row, whose fields nobody changes from here on."""
    known = _RECENT.get(id(fields))
    if known is not None and known[0] is fields:
        return known[1]
    card = _made(fields)
    if len(_RECENT) >= _MOST_RECENT:
        _RECENT.clear()
    _RECENT[id(fields)] = (fields, card)
    return card


def _made(fields: Mapping[str, Value]) -> Card:
    marc = _Marc(fields)
    title = marc.title()
    names, responsible = marc.texts(_NAMES, "a"), marc.texts(("245",), "c")
    people = (*names, *responsible)
    author = people[0] if people else ""
    year = marc.year()
    isbns = [number for text in marc.texts(("020",), "a") if (number := isbn13(text))]
    classification = next(iter(marc.texts(("082", "080", "084", "090"), "a")), "")
    words = " ".join((title, *marc.words(_TITLES[1:])))
    other = " ".join((*marc.words(_OTHER), *isbns, year, f"{CLASS_MARK}{classification[:1]}"))
    return Card(
        (
            title or _UNNAMED,
            author,
            year,
            isbns[0] if isbns else "",
            classification,
            sort_key(title),
            title_match_key(title, author=author, year=year) if title else "",
            marc.control(),
            " ".join(words_of(title)),
        ),
        (fold(words), fold(" ".join(people)), fold(other), _marked(" ".join((words, *people)))),
    )


def renew(connection: Connection, row: Row, place: int | None) -> None:
    """Make the card and the index entry of a title anew; `place` is the rowid of a new title."""
    found = place if place is not None else _place(connection, row.id)
    if place is None:
        connection.execute("DELETE FROM title_search WHERE rowid = ?", (found,))
    if row.fields.get("deleted_at") is not None:
        connection.execute("DELETE FROM title_card WHERE place = ?", (found,))
        return
    card = card_of(row.fields)
    if place is not None or not connection.execute(_UPDATE, (*card.shown, found)).rowcount:
        connection.execute(_INSERT, (found, row.id, *card.shown))
        # By sync a copy may arrive before its title; then nobody has counted it yet. A title made here has none.
        if not row.fresh:
            availability.renew(connection, availability.awaited(connection, [row.id]))
    connection.execute(_INDEX, (found, *card.words))


def add(connection: Connection, new: Sequence[Row], places: range) -> None:
    """Make cards and index entries of new titles at these places; copies that came before them are not counted."""
    live = [(place, row) for place, row in zip(places, new, strict=True) if row.fields.get("deleted_at") is None]
    cards = [(place, row.id, card_of(row.fields)) for place, row in live]
    connection.executemany(_INSERT, [(place, title, *card.shown) for place, title, card in cards])
    connection.executemany(_INDEX, [(place, *card.words) for place, _, card in cards])


def rebuild(connection: Connection) -> None:
    """Drop every card and index entry and make them from the rows; counts of copies are left at nought."""
    connection.execute("DELETE FROM title_card")
    connection.execute("INSERT INTO title_search (title_search) VALUES ('delete-all')")
    for place, row_id, fields in _live(connection):
        card = card_of(fields)
        connection.execute(_INSERT, (place, row_id, *card.shown))
        connection.execute(_INDEX, (place, *card.words))


def differences(connection: Connection) -> list[str]:
    """Titles whose card or index entry is missing or says something else than the row."""
    kept = {row[0]: row[1:] for row in connection.execute(f"SELECT place, {_COMPARED} FROM title_card")}
    indexed = {place for (place,) in connection.execute("SELECT rowid FROM title_search")}
    wrong = []
    for place, row_id, fields in _live(connection):
        if kept.pop(place, None) != card_of(fields).shown:
            wrong.append(f"title-card:{row_id}")
        if place not in indexed:
            wrong.append(f"title-not-indexed:{row_id}")
        indexed.discard(place)
    return wrong + [f"card-without-title:{place}" for place in sorted(kept.keys() | indexed)]


def _marked(text: str) -> str:
    """The words that carry marks: only these differ from their folded form."""
    return " ".join(word for word in exact(text).split() if not word.isascii())


def _place(connection: Connection, title: str) -> int:
    place: int = connection.execute("SELECT place FROM title WHERE id = ?", (title,)).fetchone()[0]
    return place


def _live(connection: Connection) -> Iterator[tuple[int, str, dict[str, Value]]]:
    """Titles that are not deleted, in batches, so that no cursor stays open while cards are written."""
    after = -1
    while batch := connection.execute(
        "SELECT place, id, fields FROM title WHERE place > ? ORDER BY place LIMIT ?", (after, _BATCH)
    ).fetchall():
        for place, row_id, blob in batch:
            after = place
            fields = rows.fields_of(blob)
            if fields.get("deleted_at") is None:
                yield place, row_id, fields


class _Marc:
    """Reads MARC occurrences straight from row values, which is twice as fast as making fields of them first."""

    def __init__(self, fields: Mapping[str, Value]) -> None:
        by_tag: dict[str, list[Any]] = {}
        several = set()
        for name, value in fields.items():
            if is_occurrence(name, value):
                tag = name[:3]
                if tag in by_tag:
                    by_tag[tag].append(value)
                    several.add(tag)
                else:
                    by_tag[tag] = [value]
        for tag in several:
            by_tag[tag].sort()
        self._by_tag = by_tag

    def texts(self, tags: Iterable[str], codes: str) -> list[str]:
        """Every subfield with one of the codes in these tags, in the order of the tags."""
        found = []
        for tag in tags:
            for value in self._by_tag.get(tag, ()):
                found += [value[at + 1] for at in range(2, len(value) - 1, 2) if value[at] in codes]
        return found

    def words(self, tags: Iterable[str]) -> list[str]:
        """Every subfield that holds words, not codes or links."""
        found = []
        for tag in tags:
            for value in self._by_tag.get(tag, ()):
                found += [value[at + 1] for at in range(2, len(value) - 1, 2) if value[at] not in _NOT_WORDS]
        return found

    def fixed(self, tag: str) -> str:
        """The text of a control field."""
        found = self._by_tag.get(tag)
        return str(found[0][1]) if found else ""

    def title(self) -> str:
        """Title, subtitle, number and part in one line."""
        occurrences = self._by_tag.get("245")
        if not occurrences:
            return ""
        result = ""
        value = occurrences[0]
        for at in range(2, len(value) - 1, 2):
            code, text = value[at], value[at + 1]
            if code in "abnpk" and text:
                mark = " " if text[0] in "=;:" else " : " if code == "b" else ". "
                result = result + mark + text if result else text
        return result

    def year(self) -> str:
        """The year of publication: as printed, else as coded."""
        for text in (*self.texts(("260", "264"), "c"), self.fixed("008")[7:11]):
            if found := _YEAR.search(text):
                return found.group()
        return ""

    def control(self) -> str:
        """Who made the record and its number there, as one word; empty when it has no number."""
        number = self.fixed("001").strip()
        return f"{self.fixed('003').strip()}|{number}" if number else ""
