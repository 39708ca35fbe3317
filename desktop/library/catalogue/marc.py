"""A draft as the row of a title: leader, occurrences, places of fields."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from desktop.library.catalogue.draft import ORDER_STEP
from desktop.library.catalogue.punctuation import TAGS, without_isbd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.catalogue.draft import Draft
    from desktop.library.model.title import MarcField

BLANK_LEADER = "00000nam a2200000 a 4500"
_OCCURRENCE_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_LEADER_LENGTH = 24
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_LANGUAGE = re.compile("^[a-z]{3}$")


def kept_leader(leader: str) -> str:
    """The leader as it is stored: its meaning kept, the lengths of some file and its encoding made neutral."""
    full = leader.ljust(_LEADER_LENGTH)
    return f"00000{full[5:9]}a2200000{full[17:20]}4500"


def row_of(draft: Draft, *, source: str, created: int) -> dict[str, Any]:
    """The fields of a new title row; ISBD marks go, everything else stays as it came."""
    row: dict[str, Any] = {"leader": kept_leader(draft.leader), "source": source, "created": created}
    for name, value in draft.values.items():
        row[name] = without_isbd(name[:3], value) if name[:3] in TAGS else value
    return row


def in_order(fields: Iterable[MarcField]) -> tuple[MarcField, ...]:
    """Fields by their place; two that took the same place stand by tag and occurrence, everywhere alike."""
    return tuple(sorted(fields, key=lambda field: (field.order, field.tag, field.occurrence)))


def new_occurrence() -> str:
    """A name for an occurrence added later: four random letters, so that two people's additions do not collide."""
    return "".join(secrets.choice(_OCCURRENCE_LETTERS) for _ in range(4))


def place_for(tag: str, fields: Iterable[MarcField]) -> int:
    """An order value for a new field of this tag: after the last field with a tag up to it, before the next."""
    ordered = in_order(fields)
    before = max((f.order for f in ordered if f.tag <= tag), default=0)
    after = min((f.order for f in ordered if f.order > before), default=before + 2 * ORDER_STEP)
    return (before + after) // 2 if after - before > 1 else before


def fixed_field(now: int, *, year: str, language: str) -> str:
    """The 40 coded places of field 008 for a book: day of entry, year, Viet Nam, language."""
    found = _YEAR.search(year)
    entered = datetime.fromtimestamp(now / 1000, tz=UTC).strftime("%y%m%d")
    code = language.strip().lower() if _LANGUAGE.match(language.strip().lower()) else "vie"
    return f"{entered}s{found.group() if found else 'uuuu'}    vm {' ' * 17}{code} d"
