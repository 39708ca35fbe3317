"""Judge a record before it is taken in: whether it is a title of ours, and whether it bears the mark of a secret."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop.library.catalogue.copies import copies_of, has_unknown_type
from desktop.library.catalogue.draft import Draft, Spoilt, first_of, texts_of
from desktop.library.catalogue.marc import row_of
from desktop.library.catalogue.tally import Outcome, quarantined, rejected
from desktop.library.model.ids import TitleId
from desktop.library.store.doubles import likeness_of
from desktop.library.text.secrets import secret_mark

if TYPE_CHECKING:
    from desktop.library.catalogue.draft import Reading
    from desktop.library.model.item import ItemForm
    from desktop.library.store.doubles import Likeness

_NOT_TITLES = frozenset("uvwxyzq")
"""Leader/06 of holdings, classification, authority and community records (MARC 21)."""
_DELETED = "d"
_MARKED_TAGS = frozenset(("245", "246", "500", "506", "926"))
"""Where a mark of secrecy stands, if anywhere; 926 is the degree of secrecy in Libol-family software."""
_MAYBE_SECRET = re.compile("m(?:ậ|a)t", re.IGNORECASE)
_OPEN_DEGREES = frozenset(("", "0"))


@dataclass(frozen=True, slots=True)
class Ready:
    """A record that is fit to be taken in: its row, the keys by which it is recognised, the copies it carries."""

    draft: Draft
    row: dict[str, Any]
    likeness: Likeness
    copies: tuple[ItemForm, ...]


def judged(reading: Reading, *, source: str, created: int) -> Ready | Outcome:
    """The record made ready, or why it is not taken in."""
    if isinstance(reading, Spoilt):
        return rejected(reading.record, reading.reason, reading.detail)
    if reason := _unfit(reading):
        return rejected(reading.record, reason, reading.first("001"))
    if is_secret(reading):
        return quarantined(reading.record)
    carried = copies_of(reading.values)
    if carried and has_unknown_type(reading.values):
        reading = replace(reading, repairs=(*reading.repairs, "unknown-type"))
    row = row_of(reading, source=source, created=created)
    for name, _ in carried:
        # What a copy says is the unit's own; the title is everybody's.
        del row[name]
    return Ready(reading, row, likeness_of(TitleId(""), row), tuple(form for _, form in carried))


def is_secret(draft: Draft) -> bool:
    """Whether the record bears the mark of a state secret in one of the places where such marks stand."""
    texts = []
    for name, value in draft.values.items():
        if name[:3] not in _MARKED_TAGS:
            continue
        if name.startswith("926") and first_of(value, "a").strip() not in _OPEN_DEGREES:
            return True
        texts += [text for text in texts_of(value) if _MAYBE_SECRET.search(text)]
    return bool(texts) and secret_mark(texts)


def _unfit(draft: Draft) -> str:
    """Why the record is no title of ours, as a code; empty when it is one."""
    if draft.leader[6:7] in _NOT_TITLES:
        return "not-a-title"
    if draft.leader[5:6] == _DELETED:
        return "deleted-at-source"
    if any(text.strip() for text in texts_of(draft.values.get("245/1", []))):
        return ""
    return "unimarc" if "200/1" in draft.values else "missing-title"
