"""Finds titles of all units: a small index that reads the catalogue's feed like any other replica."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, select

from sync.core.tables import CATALOGUE, unit_channel
from sync.server.folding import fold
from sync.server.store.bulk import Bulk
from sync.server.store.database import note, noted
from sync.server.store.rows import fields_in
from sync.server.store.tables import place, synced, title_line

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.server.store.database import Database

_BATCH = 2000
_MARK = "titles read"
_UNIT = unit_channel("")
_YEAR = re.compile(r"\d{4}")
_ENDING = " /:;,.="
_HEAD = 2
"""Order and indicators stand before the subfields."""


def find_titles(database: Database, query: str, *, limit: int) -> list[dict[str, object]]:
    """Titles in which every word of the query occurs, by title; with the units that have them."""
    catch_up(database)
    words = [title_line.c.folded.contains(f" {word}", autoescape=True) for word in fold(query).split()]
    question = select(title_line).where(and_(True, *words)).order_by(title_line.c.folded).limit(limit)
    with database.reading() as connection:
        found = connection.execute(question).all()
        owners = _owners(connection, [line.id for line in found])
    return [
        {
            "id": line.id.hex(),
            "title": line.title,
            "author": line.author,
            "year": line.year,
            "isbn": line.isbn,
            "units": owners.get(line.id, []),
        }
        for line in found
    ]


def catch_up(database: Database) -> None:
    """Read what has come into the catalogue since the last time, in short transactions."""
    more = True
    while more:
        with database.writing() as pen:
            more = _read_batch(pen)


def title_card(fields: dict[str, Any]) -> tuple[str, str, str, str] | None:
    """Title, author, year and ISBN of a MARC title (tags 245, 100, 260/264, 020); None when it is deleted."""
    if fields.get("deleted_at"):
        return None
    subfields = {tag: _subfields(fields, tag) for tag in ("245", "100", "260", "264", "020")}
    title = " ".join(subfields["245"][code].strip() for code in "ab" if code in subfields["245"]).rstrip(_ENDING)
    author = subfields["100"].get("a", "").rstrip(_ENDING)
    year = _YEAR.search(subfields["264"].get("c", "") or subfields["260"].get("c", ""))
    isbn = subfields["020"].get("a", "").partition(" ")[0]
    return title, author, year.group() if year else "", isbn


def _read_batch(pen: Connection) -> bool:
    read = int(noted(pen, _MARK) or 0)
    rows = pen.execute(_NEWS, {"after": read, "most": _BATCH}).all()
    lines = []
    for row in rows:
        card = title_card(fields_in(row.fields))
        if card is not None:
            lines.append((row.id, *card, f" {fold(' '.join((card[0], card[1], card[3])))}"))
    _FORGET.run(pen, [(row.id,) for row in rows])
    _ADD.run(pen, lines)
    if rows:
        note(pen, _MARK, str(rows[-1].number))
    return len(rows) == _BATCH


def _subfields(fields: dict[str, Any], tag: str) -> dict[str, str]:
    """The subfields of the first occurrence; of several with the same code the first."""
    occurrences = [value for name, value in fields.items() if name.partition("/")[0] == tag and isinstance(value, list)]
    _, _, *flat = min((each for each in occurrences if len(each) > _HEAD), key=_order, default=(0, ""))
    pairs = list(zip(flat[::2], flat[1::2], strict=False))
    return {str(code): str(text) for code, text in reversed(pairs)}


def _order(occurrence: list[Any]) -> int:
    return occurrence[0] if isinstance(occurrence[0], int) else 0


def _owners(connection: Connection, ids: list[bytes]) -> dict[bytes, list[str]]:
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
_FORGET = Bulk.delete(title_line, by=("id",))
_ADD = Bulk.insert(title_line)
