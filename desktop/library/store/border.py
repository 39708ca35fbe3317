"""Where rows leave this PC and come to it: fields that name people pass only sealed with the unit's key (sync.md 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.core.row import Row
from sync.core.sealing import UnitKey, has_clear, is_sealed, personal_places
from sync.core.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.library.store.profile import Profile

KEY, EXPECTED = "unit-key", "unit-key-expected"
"""The key itself (32 bytes), and whether the unit is known to have one."""
PERSONAL = frozenset({"conflict", *(spec.name for spec in TABLES.values() if spec.personal)})
"""Tables of rows that may name people. Every other row passes untouched."""


@dataclass(frozen=True, slots=True)
class Border:
    """`key` is the unit's; without one, names pass in clear as long as nobody says that the unit has a key."""

    key: UnitKey | None
    is_expected: bool

    @classmethod
    def of(cls, profile: Profile) -> Border:
        """As this library stands now."""
        secret = profile.get(KEY)
        return cls(None, bool(profile.get(EXPECTED))) if secret is None else cls(UnitKey(secret), is_expected=True)

    def leaving(self, sending: Row, whole: Row) -> Row | None:
        """What may leave of a row, of which `sending` has the fields that wait. None when nothing may.

        Names wait here for the key as long as it is missing: they leave with the first push after it has come.
        """
        if sending.table not in PERSONAL:
            return sending
        if self.key is not None:
            return self.key.sealed_row(sending, whole)
        return _without_names(sending, whole) if self.is_expected else sending

    def entering(self, row: Row, mine: Row | None = None) -> Row:
        """A row of the centre's, or one of ours, with what the key opens in clear. `mine` says what it is about."""
        if self.key is None or row.table not in PERSONAL:
            return row
        return self.key.opened_row(row, mine if "field" not in row.fields and mine is not None else row)

    def came_in_clear(self, row: Row) -> bool:
        """Whether somebody sent names before the unit had its key: then the sealed ones have to replace them."""
        return self.key is not None and row.table in PERSONAL and has_clear(row)


def clear_names(row: Row) -> Iterator[str]:
    """The fields of this row that name people and can be read."""
    for name, _ in personal_places(row):
        if (value := row.fields.get(name)) is not None and not is_sealed(value):
            yield name


def _without_names(sending: Row, whole: Row) -> Row | None:
    held = set(clear_names(whole)) & sending.fields.keys()
    if not held:
        return sending
    fields = {name: value for name, value in sending.fields.items() if name not in held}
    if not fields:
        return None
    # Not fresh any more: a row that is acknowledged in part still waits with the rest.
    bases = {name: list(base) for name in fields if (base := sending.base_of(name)) is not None}
    stamps = {name: stamp for name, stamp in sending.stamped() if name in fields}
    return Row(sending.table, sending.id, sending.channel, sending.stamp, fields, stamps, bases)
