"""Search as you type: titles by folded words, exact hits first, and the facets beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.ids import TitleId
from desktop.library.model.title import Facet, Facets, Filters, Hits
from desktop.library.store.titles import line_from
from desktop.library.text import clean_code, exact, fold, plain, words
from desktop.library.text.isbn import isbn13

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.model.title import TitleLine
    from desktop.library.store.connection import Connection

ANY = Filters()
WINDOW = 400
"""So many newest hits of each kind are ranked; broad words find thousands, and nobody reads past the first page."""
TOTAL_CAP = 1000
FACET_CAP = 3000
FACETS_SHOWN = 12

_LINE = "c.id, c.title, c.author, c.year, c.isbn, c.classification, c.items, c.available"
_MATCHING = "FROM title_search s JOIN title_card c ON c.place = s.rowid WHERE title_search MATCH ?"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query in the forms in which it is looked for."""

    folded: str
    spelt: str
    """with its marks"""
    any_column: str
    in_title: str
    exactly: str
    """the words that carry marks; empty when none does"""
    code: str


def _asked(query: str) -> _Asked | None:
    """The query as FTS5 expressions; None when there is no word in it."""
    number = isbn13(query)
    text = number or query
    found = words(text)
    if not found:
        return None
    *whole, last = found
    endings = dict.fromkeys((last, *words_of(plain(text))[-1:]))
    folded = _all_of(whole, endings)
    spelt = words_of(exact(text))
    marked = [word for word in spelt if not word.isascii()]
    unfinished = spelt[-1] if marked and spelt[-1] == marked[-1] else ""
    return _Asked(
        folded=" ".join(found),
        any_column=folded,
        in_title=f"title : ({folded})",
        spelt=" ".join(spelt),
        exactly=f"exact : ({_all_of(marked[:-1] if unfinished else marked, [unfinished])})" if marked else "",
        code=clean_code(query),
    )


def _all_of(whole: Iterable[str], endings: Iterable[str]) -> str:
    """Every word, and one that begins with one of the endings."""
    unfinished = " OR ".join(f'"{word}" *' for word in endings if word)
    return " AND ".join([*(f'"{word}"' for word in whole), *([f"({unfinished})"] if unfinished else [])])


def words_of(text: str) -> list[str]:
    """Words as the index splits them, marks kept."""
    return "".join(mark if mark.isalnum() else " " for mark in text).split()


class Search:
    """Finds titles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, query: str, filters: Filters = ANY, *, limit: int = 50, offset: int = 0) -> Hits:
        """One page of the titles that hold every word of the query (the last may be unfinished), best first.

        Without words: all titles in Vietnamese order. An ISBN in any writing, a bar code and a register number find
        their title.
        """
        asked = _asked(query)
        if asked is None:
            return self._everything(filters, limit=limit, offset=offset)
        ranked = self._ranked(asked, filters)
        lines = [line for _, line in ranked[offset : offset + limit]]
        if len(lines) < limit and len(ranked) >= WINDOW:
            lines += self._further(asked, filters, {place for place, _ in ranked}, offset + limit)[
                max(0, offset - len(ranked)) :
            ]
        total = max(len(ranked), self._count(asked, filters))
        return Hits(tuple(lines[:limit]), total, total_is_capped=total >= TOTAL_CAP)

    def every(self, query: str) -> tuple[TitleId, ...]:
        """All titles that hold every word, oldest first: for writing them out."""
        asked = _asked(query)
        if asked is None:
            return ()
        rows = self._connection.execute(f"SELECT c.id {_MATCHING} ORDER BY s.rowid", (asked.any_column,))
        return tuple(TitleId(title) for (title,) in rows)

    def facets(self, query: str, filters: Filters = ANY) -> Facets:
        """What the result could be narrowed to, counted over its newest 3,000 titles."""
        asked = _asked(query)
        where, values = _conditions(filters)
        columns = (
            "c.author AS author, c.year AS year, substr(c.classification, 1, 1) AS class, c.available AS available"
        )
        if asked is None:
            inner = f"SELECT {columns} FROM title_card c WHERE 1 {where} LIMIT {FACET_CAP}"
        else:
            inner = f"SELECT {columns} {_MATCHING} {where} ORDER BY s.rowid DESC LIMIT {FACET_CAP}"
            values = (asked.any_column, *values)
        rows = self._connection.execute(inner, values).fetchall()
        return Facets(
            authors=_counted(author for author, *_ in rows),
            years=tuple(sorted(_counted(row[1] for row in rows), key=lambda facet: facet.value, reverse=True)),
            classes=tuple(sorted(_counted(row[2] for row in rows if row[2].isdigit()), key=lambda facet: facet.value)),
            available=sum(1 for row in rows if row[3] > 0),
        )

    def _ranked(self, asked: _Asked, filters: Filters) -> list[tuple[int, TitleLine]]:
        """The best hits as (place, line): by code, then exact words, then words of the title, then words anywhere."""
        where, values = _conditions(filters)
        found: dict[int, tuple[tuple[object, ...], TitleLine]] = {}
        for kind, expression in enumerate(filter(None, (asked.exactly, asked.in_title, asked.any_column))):
            rows = self._connection.execute(
                f"SELECT s.rowid, {_LINE} {_MATCHING} {where} ORDER BY s.rowid DESC LIMIT {WINDOW}",
                (expression, *values),
            ).fetchall()
            for place, *line in rows:
                if place not in found:
                    found[place] = (_rank(kind, asked, line), line_from(tuple(line)))
            if len(rows) >= WINDOW:
                break
        for place, line in self._by_code(asked.code, filters):
            found[place] = ((-1,), line)
        ordered = sorted(found.items(), key=lambda entry: (*entry[1][0], -entry[0]))
        return [(place, line) for place, (_, line) in ordered]

    def _by_code(self, code: str, filters: Filters) -> list[tuple[int, TitleLine]]:
        where, values = _conditions(filters)
        rows = self._connection.execute(
            f"SELECT c.place, {_LINE} FROM title_card c WHERE c.id IN (SELECT title_id FROM item WHERE live = 1 "
            f"AND barcode = ? UNION SELECT title_id FROM item WHERE live = 1 AND accession = ?) {where}",
            (code, code, *values),
        )
        return [(place, line_from(tuple(line))) for place, *line in rows]

    def _further(self, asked: _Asked, filters: Filters, seen: set[int], enough: int) -> list[TitleLine]:
        """Hits past those that were ranked, newest first."""
        where, values = _conditions(filters)
        rows = self._connection.execute(
            f"SELECT s.rowid, {_LINE} {_MATCHING} {where} ORDER BY s.rowid DESC LIMIT ?",
            (asked.any_column, *values, enough + len(seen)),
        )
        return [line_from(tuple(line)) for place, *line in rows if place not in seen]

    def _everything(self, filters: Filters, *, limit: int, offset: int) -> Hits:
        where, values = _conditions(filters)
        rows = self._connection.execute(
            f"SELECT {_LINE} FROM title_card c WHERE 1 {where} ORDER BY c.sort, c.id LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        lines = tuple(line_from(row) for row in rows)
        total = self._connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM title_card c WHERE 1 {where} LIMIT {TOTAL_CAP})", values
        ).fetchone()[0]
        return Hits(lines, total, total_is_capped=total >= TOTAL_CAP)

    def _count(self, asked: _Asked, filters: Filters) -> int:
        where, values = _conditions(filters)
        source = _MATCHING if where else "FROM title_search WHERE title_search MATCH ?"
        found = self._connection.execute(
            f"SELECT count(*) FROM (SELECT 1 {source} {where} LIMIT {TOTAL_CAP})", (asked.any_column, *values)
        )
        return int(found.fetchone()[0])


def _rank(kind: int, asked: _Asked, line: list[str]) -> tuple[object, ...]:
    """Smaller is better: spelt as asked, the whole query at the beginning, the whole query anywhere, shorter."""
    title = " ".join(words_of(fold(line[1])))
    starts = title.startswith(asked.folded)
    spelt = asked.spelt in " ".join(words_of(exact(line[1])))
    return kind, not (spelt and starts), not starts, not spelt, asked.folded not in title, len(title) if starts else 0


def _conditions(filters: Filters) -> tuple[str, tuple[object, ...]]:
    wanted: list[tuple[str, object]] = []
    if filters.author is not None:
        wanted.append(("c.author = ?", filters.author))
    if filters.year is not None:
        wanted.append(("c.year = ?", filters.year))
    if filters.classification is not None:
        wanted.append(("substr(c.classification, 1, 1) = ?", filters.classification))
    if filters.available is not None:
        wanted.append(("(c.available > 0) = ?", int(filters.available)))
    if filters.item_type is not None:
        wanted.append(("instr(' ' || c.types || ' ', ' ' || ? || ' ') > 0", filters.item_type))
    return "".join(f" AND {condition}" for condition, _ in wanted), tuple(value for _, value in wanted)


def _counted(values: Iterable[str]) -> tuple[Facet, ...]:
    counts: dict[str, int] = {}
    for value in values:
        if value:
            counts[value] = counts.get(value, 0) + 1
    best = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:FACETS_SHOWN]
    return tuple(Facet(value, count) for value, count in best)
