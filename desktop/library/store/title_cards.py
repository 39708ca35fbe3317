"""The short form of every title, for lists and matching, and its place in the search index."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

from stdnum import isbn as isbn_number
from stdnum.exceptions import ValidationError

from desktop.library.store.rows import fields_of
from desktop.library.text.match import title_match_key
from desktop.library.text.normal import exact, fold
from desktop.library.text.order import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.library.store.connection import Connection
    from sync.core.row import Row

_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_TAIL = " /:;,.="
_SEARCHED = frozenset(
    (
        "110",
        "111",
        "240",
        "246",
        "250",
        "260",
        "264",
        "490",
        "505",
        "520",
        "600",
        "610",
        "611",
        "630",
        "650",
        "651",
        "653",
        "655",
    )
    + ("500", "700", "710", "711", "730", "740", "773", "830")
)
_CARD = "title, author, year, isbn, classification, sort, match, control"


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of a title, and the keys by which duplicates are found."""

    title: str
    author: str
    year: str
    isbn: str
    classification: str
    sort: bytes
    match: str
    control: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the search index holds of a title: folded text by kind, and the words as written where folding changed them."""

    title: str
    author: str
    other: str
    exact: str


def isbn13(text: str) -> str:
    """The thirteen digits of an ISBN however it was written (qualifiers dropped), or nothing when it is none."""
    code = text.split("(")[0].strip()
    code = code.split()[0] if code else ""
    try:
        return str(isbn_number.compact(isbn_number.to_isbn13(isbn_number.validate(code))))
    except ValidationError:
        return ""


def renew(connection: Connection, row: Row, place: int | None) -> None:
    """Make the card and index entry of one title anew; `place` is the rowid of a new row."""
    alive = row.fields.get("deleted_at") is None
    if place is not None:
        if alive:
            _insert(connection, place, row.id, row.fields)
        return
    (place,) = connection.execute("SELECT place FROM title WHERE id = ?", (row.id,)).fetchone()
    known = connection.execute("SELECT 1 FROM title_card WHERE place = ?", (place,)).fetchone() is not None
    if known:
        connection.execute("DELETE FROM title_search WHERE rowid = ?", (place,))
    if not alive:
        connection.execute("DELETE FROM title_card WHERE place = ?", (place,))
    elif known:
        sets = ", ".join(f"{name} = ?" for name in _CARD.split(", "))
        connection.execute(f"UPDATE title_card SET {sets} WHERE place = ?", (*astuple(card_of(row.fields)), place))
        _index(connection, place, row.fields)
    else:
        _insert(connection, place, row.id, row.fields)


def rebuild(connection: Connection) -> None:
    """Make every card and the whole index anew (counts of copies are then zero until availability is rebuilt)."""
    connection.execute("DELETE FROM title_card")
    connection.execute("INSERT INTO title_search (title_search) VALUES ('delete-all')")
    for place, row_id, blob in connection.execute("SELECT place, id, fields FROM title").fetchall():
        fields = fields_of(blob)
        if fields.get("deleted_at") is None:
            _insert(connection, place, row_id, fields)


def differences(connection: Connection) -> list[str]:
    """Titles whose card is not what their record says."""
    sql = f"SELECT title.id, title.fields, {_CARD} FROM title LEFT JOIN title_card USING (place)"
    wrong = []
    for row_id, blob, *kept in connection.execute(sql):
        fields = fields_of(blob)
        ought = astuple(card_of(fields)) if fields.get("deleted_at") is None else (None,) * len(kept)
        if tuple(kept) != ought:
            wrong.append(f"title-card:{row_id}")
    return wrong


def card_of(fields: Mapping[str, Any]) -> Card:
    """The card of a record."""
    by_tag = _by_tag(fields)
    title = _joined(by_tag.get("245", ()), "abnp")
    author = _first(by_tag, (("100", "a"), ("110", "a"), ("111", "a"), ("700", "a")))
    year = _first(by_tag, (("264", "c"), ("260", "c"), ("773", "g")))
    found = _YEAR.search(year)
    isbns = (isbn13(text) for value in by_tag.get("020", ()) for text in _subfields(value, "a"))
    control = "".join(str(by_tag[tag][0][1]) for tag in ("003", "001") if tag in by_tag) if "001" in by_tag else ""
    return Card(
        title=title or "—",
        author=author,
        year=found.group() if found else "",
        isbn=next(filter(None, isbns), ""),
        classification=_first(by_tag, (("082", "a"), ("084", "a"))),
        sort=sort_key(title),
        match=title_match_key(title, author=author, year=year) if title else "",
        control=control,
    )


def words_of(fields: Mapping[str, Any]) -> Words:
    """The index entry of a record."""
    by_tag = _by_tag(fields)
    title = " ".join(text for value in by_tag.get("245", ()) for text in _subfields(value, "abnp"))
    author = " ".join(
        text for tag in ("100", "700") for value in by_tag.get(tag, ()) for text in _subfields(value, "a")
    )
    responsible = [text for value in by_tag.get("245", ()) for text in _subfields(value, "c")]
    rest = [text for tag in sorted(_SEARCHED & by_tag.keys()) for value in by_tag[tag] for text in value[3::2]]
    codes = [
        code
        for value in by_tag.get("020", ())
        for text in _subfields(value, "a")
        for code in (text, isbn13(text))
        if code
    ]
    classes = [text for value in by_tag.get("082", ()) for text in _subfields(value, "a")]
    other = " ".join([*responsible, *map(str, rest), *codes, *classes])
    return Words(fold(title), fold(author), fold(other), _marked(f"{title} {author}"))


def _insert(connection: Connection, place: int, row_id: str, fields: Mapping[str, Any]) -> None:
    connection.execute(
        f"INSERT INTO title_card (place, id, {_CARD}, items, available, types) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '')",
        (place, row_id, *astuple(card_of(fields))),
    )
    _index(connection, place, fields)


def _index(connection: Connection, place: int, fields: Mapping[str, Any]) -> None:
    connection.execute(
        "INSERT INTO title_search (rowid, title, author, other, exact) VALUES (?, ?, ?, ?, ?)",
        (place, *astuple(words_of(fields))),
    )


def _marked(text: str) -> str:
    """The words that carry marks, as written: only these differ from their folded form."""
    return " ".join(word for word in exact(text).split() if not word.isascii())


def _by_tag(fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for name, value in fields.items():
        if name[3:4] == "/" and value is not None:
            found.setdefault(name[:3], []).append(value)
    for values in found.values():
        if len(values) > 1:
            values.sort(key=lambda value: value[0])
    return found


def _subfields(value: list[Any], codes: str) -> Iterable[str]:
    return (text for code, text in zip(value[2::2], value[3::2], strict=False) if code in codes)


def _first(by_tag: Mapping[str, list[Any]], wanted: tuple[tuple[str, str], ...]) -> str:
    found = (text for tag, code in wanted for value in by_tag.get(tag, ()) for text in _subfields(value, code))
    return next((text.strip(_TAIL) for text in found if text.strip(_TAIL)), "")


def _joined(values: Iterable[list[Any]], codes: str) -> str:
    """Title proper, rest and parts of the first 245, as one line: `Điều lệnh : nội vụ. T.1`."""
    for value in values:
        parts: list[str] = []
        for code, text in zip(value[2::2], value[3::2], strict=False):
            if code in codes and (clean := text.strip(_TAIL)):
                parts.append({"b": " : ", "n": ". ", "p": ". "}.get(code, " ") + clean if parts else clean)
        return "".join(parts)
    return ""
