"""Search as you type: titles by words with and without marks, the best first, and the facets beside them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop.library.model.ids import TitleId
from desktop.library.model.title import Facet, Facets, Filters, Hits, TitleLine
from desktop.library.store.query import narrowing, query_of
from desktop.library.store.ranking import Found, Ranking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.store.connection import Connection
    from desktop.library.store.query import Query

ANY = Filters()
TOTAL_CAP = 1000
"""Hits are counted up to here; nobody reads further."""
FILTERED_CAP = 3000
"""With filters, so many of the newest hits are looked at."""
WINDOW = 300
"""When there are more hits than this, the newest of each kind are ranked instead of all."""
OF_A_KIND = 100
DEPTH = 100_000
"""The newest so many titles are looked through for hits of each kind: a bound for very large libraries, where a common
word in a rare place would have the whole index read."""
FACET_CAP = 2000
"""Facets are counted over the newest so many hits."""
FACETS_SHOWN = 12
_START = 20
"""So many letters of a title's beginning are indexed (migrations: title_card_start)."""
_LAST_LETTER = "\U0010ffff"

_CARD = "place, c.id, title, author, year, isbn, classification, items, available, types, folded, sort"


class Search:
    """Finds titles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._titles = 0
        self._counted_at = (-1, -1)

    def find(self, query: str, filters: Filters = ANY, *, limit: int = 50, offset: int = 0) -> Hits:
        """One page of the titles that hold every word of the query (the last may be unfinished), best first.

        Without words: all titles in Vietnamese order. An ISBN in any writing, a bar code and a register number find
        their title. `total` is exact unless the answer says that it is capped.
        """
        asked = query_of(query)
        if asked is None:
            return self._in_order(filters, limit=limit, offset=offset)
        places, is_capped = self._hits(asked, filters)
        by_code = self._places_of_code(asked.code)
        ranked = self._ranked(asked, filters, places, by_code)
        page = [*ranked, *self._rest(places, ranked, enough=offset + limit)][offset : offset + limit]
        total = max(len(places), min(len(ranked), TOTAL_CAP))
        return Hits(tuple(map(_line, page)), total, total_is_capped=is_capped)

    def facets(self, query: str, filters: Filters = ANY) -> Facets:
        """What the result could be narrowed to, counted over its newest titles; `is_capped` when there are more."""
        asked = query_of(query)
        words = _with(asked.anywhere if asked else "", filters)
        places = self._matching(words, FACET_CAP + 1) if words else self._newest(FACET_CAP + 1)
        cards = [card for card in self._cards(places[:FACET_CAP]) if _passes(card, filters)]
        classes = (card.classification[:1] for card in cards if card.classification[:1].isdigit())
        return Facets(
            authors=_counted(card.author for card in cards),
            years=tuple(sorted(_counted(card.year for card in cards), key=lambda facet: facet.value, reverse=True)),
            classes=tuple(sorted(_counted(classes), key=lambda facet: facet.value)),
            available=sum(1 for card in cards if card.available > 0),
            is_capped=len(places) > FACET_CAP,
        )

    def every(self, query: str) -> tuple[TitleId, ...]:
        """All titles that hold every word, oldest first: for writing them out."""
        asked = query_of(query)
        if asked is None:
            return ()
        found = self._connection.execute(
            "SELECT id FROM title_card WHERE place IN (SELECT rowid FROM title_search WHERE title_search MATCH ?) "
            "ORDER BY place",
            (asked.anywhere,),
        )
        return tuple(TitleId(title) for (title,) in found)

    def _hits(self, asked: Query, filters: Filters) -> tuple[list[int], bool]:
        """Places of the newest titles that hold every word and pass the filters, and whether there are more."""
        cap = TOTAL_CAP if filters == ANY else FILTERED_CAP
        places = self._matching(_with(asked.anywhere, filters), cap + 1)
        if not places and len(asked.folded) > 1:
            places = self._matching(_with(asked.loosely, filters), cap + 1)
        is_capped = len(places) > cap
        if filters != ANY:
            places = [card.place for card in self._cards(places[:cap]) if _passes(card, filters)]
        return places[:TOTAL_CAP], is_capped or len(places) > TOTAL_CAP

    def _ranked(self, asked: Query, filters: Filters, places: list[int], by_code: list[int]) -> list[Found]:
        """The hits worth ranking, best first: all of them when they are few, else the newest of each kind."""
        exactly = self._matching(_with(asked.exactly, filters), OF_A_KIND) if asked.exactly else []
        chosen = dict.fromkeys([*by_code, *exactly])
        if len(places) <= WINDOW:
            chosen |= dict.fromkeys(places)
        else:
            chosen |= dict.fromkeys(self._newest_of_each_kind(asked, filters))
            chosen |= dict.fromkeys(places[:OF_A_KIND])
        ranking = Ranking(asked, frozenset(exactly), frozenset(by_code))
        cards = (card for card in self._cards(list(chosen)) if _passes(card, filters))
        return sorted(cards, key=ranking.key)

    def _newest_of_each_kind(self, asked: Query, filters: Filters) -> list[int]:
        """Places of titles that begin with the query (of all there are), and among the newest of those that hold it
        whole, hold it unfinished, or are by such an author.
        """
        found = self._beginning(asked.text)
        newer = max(0, self._last() - DEPTH)
        if len(asked.text) > 1:
            found += self._matching(_with(asked.in_title_whole, filters), OF_A_KIND, newer=newer)
        if len(found) < OF_A_KIND:
            found += self._matching(_with(asked.in_title, filters), OF_A_KIND, newer=newer)
        if len(found) < OF_A_KIND:
            found += self._matching(_with(asked.by_author, filters), OF_A_KIND, newer=newer)
        return found

    def _rest(self, places: list[int], ranked: list[Found], *, enough: int) -> list[Found]:
        """Hits past those that were ranked, newest first, when a page reaches that far."""
        if len(ranked) >= enough:
            return []
        seen = {card.place for card in ranked}
        return self._cards([place for place in places if place not in seen])

    def _in_order(self, filters: Filters, *, limit: int, offset: int) -> Hits:
        """All titles that pass the filters, in Vietnamese order."""
        few = self._few(filters)
        if few is not None:
            cards = sorted((c for c in self._cards(few) if _passes(c, filters)), key=lambda card: (card.sort, card.id))
            return Hits(tuple(map(_line, cards[offset : offset + limit])), len(cards))
        where, values = _conditions(filters)
        inner = f"SELECT c.place FROM title_card c WHERE 1 {where} ORDER BY c.sort, c.id LIMIT ? OFFSET ?"
        page = [place for (place,) in self._connection.execute(inner, (*values, limit, offset))]
        total = TOTAL_CAP if where else self._count()
        return Hits(tuple(map(_line, self._cards(page))), total, total_is_capped=bool(where))

    def _few(self, filters: Filters) -> list[int] | None:
        """Places among which all titles lie that pass the filters, when one of the filters leaves only few."""
        words, many = narrowing(filters), TOTAL_CAP + 1
        if words and len(places := self._matching(words, many)) < many:
            return places
        if filters.available is not None and len(places := self._on_shelf(filters.available, many)) < many:
            return places
        if filters.item_type is not None and len(places := self._of_type(filters.item_type, many)) < many:
            return places
        return None

    def _count(self) -> int:
        """All titles; counted anew only when somebody has written since (a tenth of a second for a million)."""
        changes = (self._connection.total_changes, self._connection.execute("PRAGMA data_version").fetchone()[0])
        if changes != self._counted_at:
            self._titles = int(self._connection.execute("SELECT count(*) FROM title_card").fetchone()[0])
            self._counted_at = changes
        return self._titles

    def _on_shelf(self, available: bool, limit: int) -> list[int]:  # noqa: FBT001 - the filter's own value
        condition = "available > 0" if available else "available = 0"
        found = self._connection.execute(f"SELECT place FROM title_card WHERE {condition} LIMIT ?", (limit,))
        return [place for (place,) in found]

    def _of_type(self, item_type: str, limit: int) -> list[int]:
        found = self._connection.execute(
            "SELECT place FROM title_card WHERE id IN (SELECT title_id FROM item WHERE type = ? AND live = 1 LIMIT ?) ",
            (item_type, limit * 4),
        )
        return [place for (place,) in found][:limit]

    def _last(self) -> int:
        return int(self._connection.execute("SELECT max(place) FROM title_card").fetchone()[0] or 0)

    def _matching(self, expression: str, limit: int, *, newer: int = 0) -> list[int]:
        """Places of the newest titles that match, after the place `newer`."""
        found = self._connection.execute(
            "SELECT rowid FROM title_search WHERE title_search MATCH ? AND rowid > ? ORDER BY rowid DESC LIMIT ?",
            (expression, newer, limit),
        )
        return [place for (place,) in found]

    def _newest(self, limit: int) -> list[int]:
        found = self._connection.execute("SELECT place FROM title_card ORDER BY place DESC LIMIT ?", (limit,))
        return [place for (place,) in found]

    def _beginning(self, text: str) -> list[int]:
        """Places of titles that begin with the text, the shortest beginnings first."""
        start = text[:_START]
        found = self._connection.execute(
            f"SELECT place FROM title_card WHERE substr(folded, 1, {_START}) >= ? AND substr(folded, 1, {_START}) < ? "
            f"ORDER BY substr(folded, 1, {_START}) LIMIT ?",
            (start, start + _LAST_LETTER, OF_A_KIND),
        )
        return [place for (place,) in found]

    def _places_of_code(self, code: str) -> list[int]:
        """Places of the titles that have a copy with this bar code or register number."""
        found = self._connection.execute(
            "SELECT place FROM title_card WHERE id IN (SELECT title_id FROM item WHERE barcode = ?1 AND live = 1 "
            "UNION SELECT title_id FROM item WHERE accession = ?1 AND live = 1) ORDER BY place",
            (code,),
        )
        return [place for (place,) in found]

    def _cards(self, places: list[int]) -> list[Found]:
        """The cards at these places, in the order asked."""
        found = self._connection.execute(
            f"SELECT {_CARD} FROM json_each(?) AS wanted JOIN title_card c ON place = wanted.value ORDER BY wanted.key",
            (json.dumps(places),),
        )
        return [Found(*row) for row in found]


def _with(expression: str, filters: Filters) -> str:
    """The expression, narrowed by what the index knows of the filters."""
    narrow = narrowing(filters)
    if not (expression and narrow):
        return expression or narrow
    return f"({expression}) AND {narrow}"


def _passes(card: Found, filters: Filters) -> bool:
    wanted = (
        (filters.author, card.author),
        (filters.year, card.year),
        (filters.classification, card.classification[:1]),
        (filters.available, card.available > 0),
    )
    if any(value is not None and value != have for value, have in wanted):
        return False
    return filters.item_type is None or filters.item_type in card.types.split()


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


def _line(card: Found) -> TitleLine:
    return TitleLine(
        TitleId(card.id),
        card.title,
        card.author,
        card.year,
        card.isbn,
        card.classification,
        card.items,
        card.available,
    )


def _counted(values: Iterable[str]) -> tuple[Facet, ...]:
    counts: dict[str, int] = {}
    for value in filter(None, values):
        counts[value] = counts.get(value, 0) + 1
    best = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:FACETS_SHOWN]
    return tuple(Facet(value, count) for value, count in best)
