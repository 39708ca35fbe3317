"""What fills the room on a stick: files that the device lacks, and the list of all units' titles."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from sync.core.bundle_content import FileNews, FilePiece, Titles
from sync.core.pieces import MOST_ASKED, MOST_PIECE, AskBlobs, Blob, GetPiece, PutPiece
from sync.core.tables import CATALOGUE
from sync.server import blobs, feed
from sync.server.refused import Refused
from sync.server.store import tables
from sync.server.store.rows import totals_of
from sync.server.titles import catch_up, owners

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from sync.server.blobs import Party
    from sync.server.centre import Centre

EVERY_MS = 7 * 24 * 3600 * 1000
"""A list of all titles is large: whoever comes more often gets it no oftener."""
_LINES = 2_000
_LONGEST_MARK = 60
_BYTES_A_LINE = 80
"""Of a title in the list, after compression, and rather too many."""


class Wishes(msgspec.Struct):
    """What a device's bundle asked for: files by SHA-256, what it brought (with sizes), which list of titles it has."""

    want: list[bytes] = []
    brought: dict[bytes, int] = {}
    titles: str = ""

    def note(self, content: FileNews | FilePiece) -> None:
        """Something of the bundle's."""
        match content:
            case FileNews(want=want):
                self.want = want[:MOST_ASKED]
            case FilePiece(sha256=sha, size=size) if len(self.brought) < MOST_ASKED:
                self.brought[sha] = size


def take_piece(centre: Centre, who: Party, piece: FilePiece) -> None:
    """A piece of a file that the device brought; one that may not come is left out, and comes again."""
    with suppress(Refused):
        blobs.take(centre, who, PutPiece(piece.sha256, piece.size, piece.offset, piece.body))


def file_news(centre: Centre, who: Party, wishes: Wishes) -> tuple[FileNews, tuple[Blob, ...]]:
    """What of the brought files is whole with us, and those that we have for the device."""
    if not wishes.want and not wishes.brought:
        return FileNews(), ()
    try:
        known = blobs.known(centre, who, AskBlobs(list(wishes.brought), wishes.want))
    except Refused:
        return FileNews(), ()
    away = {*known.lacks, *known.unnamed}
    here = {sha: size for sha, size in wishes.brought.items() if sha not in away}
    return FileNews(here=here), tuple(Blob(sha.hex(), known.holds[sha]) for sha in wishes.want if sha in known.holds)


def pieces(centre: Centre, who: Party, files: Sequence[Blob], *, room: int) -> Iterator[FilePiece]:
    """The files in this order, whole ones only, as far as the room goes."""
    for blob in files:
        if blob.size > room:
            continue
        room -= blob.size
        offset = 0
        while True:
            given = blobs.give(centre, who, GetPiece(blob.sha, offset, MOST_PIECE))
            if not given.here:
                break
            yield FilePiece(blob.sha, blob.size, offset, given.body)
            offset += len(given.body)
            if offset >= blob.size or not given.body:
                break


def titles(centre: Centre, known: str, *, room: int) -> Iterator[Titles]:
    """The list of all units' titles, unless the device has one that is new enough, or it does not fit."""
    catch_up(centre.database)
    with centre.database.reading() as connection:
        latest, _ = feed.latest_of(connection, CATALOGUE)
        count, _ = totals_of(connection, [CATALOGUE])[CATALOGUE]
    if not _is_due(known, latest, centre.now()) or count * _BYTES_A_LINE > room:
        return
    mark, after, more = f"{latest}.{centre.now()}", 0, True
    while more:
        with centre.database.reading() as connection:
            lines, after = _lines(connection, after)
        more = len(lines) == _LINES
        yield Titles(mark, not more, lines)


def _is_due(known: str, latest: int, now_ms: int) -> bool:
    """Whether the catalogue has changed since the list of this mark, and it was not brought just now."""
    number, _, made_ms = known.partition(".")
    if not number.isdecimal() or not made_ms.isdecimal() or len(known) > _LONGEST_MARK:
        return latest > 0
    return int(number) != latest and not 0 <= now_ms - int(made_ms) < EVERY_MS


def _lines(connection: Connection, after: int) -> tuple[list[tuple[bytes, str, str, str, str, list[str]]], int]:
    line = tables.title_line.c
    asked = select(line.line, line.id, line.title, line.author, line.year, line.isbn)
    shown = asked.where(line.is_open == 1, line.line > after).order_by(line.line).limit(_LINES)
    found = connection.execute(shown).all()
    units = owners(connection, [each.id for each in found])
    told = [(each.id, each.title, each.author, each.year, each.isbn, units.get(each.id, [])) for each in found]
    return told, found[-1].line if found else after
