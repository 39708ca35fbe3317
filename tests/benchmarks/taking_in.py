"""Import of an exchange file: sniffed, parsed, matched, stored, stamped, encrypted, indexed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop.library.catalogue.iso2709 import slices
from desktop.library.catalogue.packing import packed
from desktop.library.library import Library
from desktop.library.model.title import MarcField
from desktop.library.sample.books import book, record
from desktop.library.store.connection import connect
from desktop.library.store.titles import title_from
from desktop.library.text import fold
from tests.benchmarks.measures import seconds

_SEED = 77
"""Another seed than the library's: these titles are new to it."""
_BATCH = 1000


def measure(library: Library, folder: Path, *, titles: int) -> dict[str, Any]:
    """Take `titles` new titles with one or two copies each into a library that is already full."""
    file = folder / "titles.mrc"
    with file.open("wb") as stream:
        stream.writelines(_records(titles))
    floor, _ = seconds(lambda: _floor(file, folder / "floor-import.db"))
    took, imported = seconds(lambda: library.catalogue.import_file(file))
    return {
        "titles": titles,
        "added": imported.added,
        "merged": imported.merged,
        "items": imported.items_added,
        "megabytes": round(file.stat().st_size / 1e6, 1),
        "titles_per_second": round(titles / took),
        "floor_titles_per_second": round(titles / floor),
        "to_floor": round(took / floor, 2),
    }


def _records(titles: int) -> Iterator[bytes]:
    for number in range(titles):
        fields = record(book(number, seed=_SEED, newest=2026), number, entered="261122")
        marc = [field for field in title_from("", fields).fields if field.tag != "001"]
        marc += [
            MarcField("852", str(copy), 9000 + copy, "  ", (("b", "Kho mở"), ("p", f"NK{number:07}{copy}")))
            for copy in range(1 + number % 2)
        ]
        yield packed(fields["leader"], [MarcField("001", "1", 0, text=f"nk{number:07}"), *marc])


def _floor(file: Path, place: Path) -> None:
    """Cut the file into records and insert each as it is, a word index beside it: no reading, matching or stamping."""
    bare = connect(place, secrets.token_bytes(32))
    bare.execute("CREATE TABLE title (id INTEGER PRIMARY KEY, record BLOB)")
    bare.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, title INTEGER, code TEXT)")
    bare.execute("CREATE INDEX item_code ON item(code)")
    bare.execute("CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='unicode61 remove_diacritics 0')")
    with file.open("rb") as stream:
        records = slices(stream)
        while batch := [raw for raw, _ in zip(records, range(_BATCH), strict=False)]:
            bare.execute("BEGIN")
            for raw in batch:
                place_of = bare.execute("INSERT INTO title (record) VALUES (?)", (raw,)).lastrowid
                bare.execute("INSERT INTO item (title, code) VALUES (?, ?)", (place_of, f"NK{place_of:08}"))
                bare.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (place_of, fold(raw.decode())))
            bare.execute("COMMIT")
    bare.close()
