"""Finds titles of all units: a small index that reads the catalogue's feed like any other replica."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, select

from sync.core.operating import TitleLine
from sync.core.tables import CATALOGUE, unit_channel
from sync.server.folding import fold
from sync.server.store import words
from sync.server.store.bulk import Bulk
from sync.server.store.database import note, noted, noted_for_change
from sync.server.store.rows import fields_in
from sync.server.store.tables import counter, place, synced, title_line, unit
from sync.server.title_card import card_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from sqlalchemy import Connection

    from sync.server.store.database import Database

MOST_LOOKED_AT = 1000
"""Of titles that match no more are brought into order; whoever gets so many says a further word."""
_BATCH = 2000
_MARK = "titles read"
_UNIT = unit_channel("")
_FIGURES = re.compile("[0-9]+")
_WIDEST_FIGURE = 13
"""Digits of an ISBN."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of titles in order. `total` counts those that were looked at; `many`: there are still more than these.

    `unread` titles have come to the centre and are not in the index yet.
    """

    titles: tuple[TitleLine, ...]
    total: int
    many: bool
    unread: int


def find_titles(
    database: Database,
    query: str,
    *,
    limit: int,
    offset: int = 0,
    only_open: bool = False,
    reading_s: float | None = None,
) -> Found:
    """Titles in which every word of the query begins a word: those that begin with the query first, then by title.

    `only_open` leaves out what is not for everybody. The index first reads what is new, for `reading_s` at most.
    """
    unread = catch_up(database, within_s=reading_s)
    sought = fold(query).split()
    with database.reading() as connection:
        question = select(title_line).limit(MOST_LOOKED_AT + 1)
        if sought:
            question = words.beginning_with(connection, title_line, question, sought)
        if only_open:
            question = question.where(title_line.c.is_open == 1)
        lines, start = connection.execute(question).all(), " ".join(sought)
        found = sorted(
            lines[:MOST_LOOKED_AT],
            key=lambda line: (not line.folded.startswith(start), _volumes_apart(line.folded), line.line),
        )
        page = found[offset : offset + limit]
        units = owners(connection, [line.id for line in page])
    titles = tuple(
        TitleLine(line.id.hex(), line.title, line.author, line.year, line.isbn, units.get(line.id, [])) for line in page
    )
    return Found(titles, len(found), len(lines) > MOST_LOOKED_AT, unread)


def _volumes_apart(folded: str) -> str:
    """So that volume 2 comes before volume 10."""
    return _FIGURES.sub(lambda found: found[0].zfill(_WIDEST_FIGURE), folded)


def open_title(database: Database, title_id: str) -> tuple[dict[str, Any], list[tuple[str, str]]] | None:
    """The fields of a title that everybody may read of, and code and name of each unit that has it; None otherwise."""
    try:
        wanted = bytes.fromhex(title_id)
    except ValueError:
        return None
    with database.reading() as connection:
        blob = connection.execute(
            select(synced.c.fields).where(synced.c.id == wanted, synced.c.tbl == "title")
        ).scalar_one_or_none()
        fields = {} if blob is None else fields_in(blob)
        card = card_of(fields)
        if card is None or not card.is_open or blob is None:
            return None
        codes = owners(connection, [wanted]).get(wanted, [])
        names = dict(connection.execute(select(unit.c.code, unit.c.name).where(unit.c.code.in_(codes))).all())
    return fields, [(code, names.get(code, code)) for code in codes]


def catch_up(database: Database, *, within_s: float | None = None) -> int:
    """Read what has come into the catalogue since the last time, in short transactions; how much is left unread."""
    until = None if within_s is None else time.monotonic() + within_s
    with database.reading() as connection:
        latest, read = _latest(connection), int(noted(connection, _MARK) or 0)
        was_dropped = read > 0 and connection.execute(select(title_line.c.line).limit(1)).first() is None
    if was_dropped:
        with database.writing() as pen:
            note(pen, _MARK, "0")
        read = 0
    while read < latest and (until is None or time.monotonic() < until):
        with database.writing() as pen:
            read = _read_batch(pen)
    return max(latest - read, 0)


def _latest(connection: Connection) -> int:
    return int(connection.execute(select(counter.c.latest).where(counter.c.channel == CATALOGUE)).scalar() or 0)


def _read_batch(pen: Connection) -> int:
    """Read the next titles; how far the index has read then."""
    read, latest = int(noted_for_change(pen, _MARK, first="0")), _latest(pen)
    rows = pen.execute(_NEWS, {"after": read, "most": _BATCH}).all()
    lines = []
    for row in rows:
        card = card_of(fields_in(row.fields))
        if card is not None:
            folded = words.indexable(fold(f"{card.title} {card.author} {card.isbn}"))
            lines.append((row.id, card.title, card.author, card.year, card.isbn, int(card.is_open), folded))
    _FORGET.run(pen, [(row.id,) for row in rows])
    _ADD.run(pen, lines)
    read = rows[-1].number if len(rows) == _BATCH else latest
    note(pen, _MARK, str(read))
    return read


def owners(connection: Connection, ids: Collection[bytes]) -> dict[bytes, list[str]]:
    """The codes of the units that have each of these titles."""
    found: dict[bytes, list[str]] = {}
    question = (
        select(place.c.id, place.c.channel).where(place.c.id.in_(ids), place.c.tbl == "title").order_by(place.c.channel)
    )
    for row_id, channel in connection.execute(question.where(func.substr(place.c.channel, 1, len(_UNIT)) == _UNIT)):
        found.setdefault(row_id, []).append(channel.removeprefix(_UNIT))
    return found


_NEWS = (
    select(place.c.number, place.c.id, synced.c.fields)
    .join(synced, and_(synced.c.id == place.c.id, synced.c.tbl == place.c.tbl))
    .where(place.c.channel == CATALOGUE, place.c.tbl == "title", place.c.number > bindparam("after"))
    .order_by(place.c.number)
    .limit(bindparam("most"))
)
_LINE = ("id", "title", "author", "year", "isbn", "is_open", "folded")
_FORGET = Bulk.delete(title_line, by=("id",))
_ADD = Bulk(
    title_line,
    {name: name for name in _LINE},
    lambda given: title_line.insert().from_select([*_LINE], select(*given.values())),
)
