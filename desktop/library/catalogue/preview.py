"""Look into a file before it is taken in: what it is, how it is written, how its first records read."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from desktop.library.catalogue.decoding import Decoder, encoding_named
from desktop.library.catalogue.draft import Draft
from desktop.library.catalogue.formats import Format, beginning_of, what_is
from desktop.library.catalogue.judging import is_secret
from desktop.library.catalogue.reading import readings
from desktop.library.catalogue.sheets import sheet_of
from desktop.library.model.title import Preview

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = 5
LOOKED_AT = 50


def look_into(path: Path, encoding: str | None = None) -> Preview:
    """What the file is and how its first records read. Raises Refusal as `importing.take_in`."""
    kind, beginning = what_is(path), beginning_of(path)
    decoder = Decoder(beginning, encoding_named(encoding) if encoding else None)
    if kind in {Format.EXCEL, Format.CSV}:
        sheet = sheet_of(path, kind, decoder)
        named = (cells.get("title") or cells.get("name") or cells.get("barcode") or "" for _, cells in sheet.rows)
        return Preview(path.name, f"{kind.value}:{sheet.kind}", sheet.encoding, tuple(islice(named, SHOWN)))
    with path.open("rb") as stream:
        records = islice(readings(stream, kind, decoder, beginning), LOOKED_AT)
        drafts = [record for record in records if isinstance(record, Draft)]
    seen = Counter(draft.encoding for draft in drafts)
    titles = (draft.first("245", "a") for draft in drafts if not is_secret(draft))
    first = tuple(islice((title.rstrip(" /:;=,") for title in titles if title), SHOWN))
    return Preview(path.name, kind.value, "+".join(name for name, _ in seen.most_common()), first)
