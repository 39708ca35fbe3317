"""The row that records a difference: made alike by every replica that notices it (sync.md 3)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sync.core.row import Row, Value
from sync.core.tables import CATALOGUE, spec_of

if TYPE_CHECKING:
    from sync.core.merge import Difference

OPEN, KEPT, RESTORED = "open", "kept", "restored"


def conflict_id(*parts: str) -> str:
    """An id from what the conflict is about, so that it exists once however often it is noticed."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def conflict_row(table: str, row_id: str, channel: str, difference: Difference) -> Row:
    """The conflict about one field of one row. `channel` is the noticing unit's; about a shared title it is shared."""
    low, high = sorted((difference.loser_stamp, difference.winner_stamp))
    fields: dict[str, Value] = {
        "kind": "field",
        "table": table,
        "row": row_id,
        "field": difference.field,
        "loser": difference.loser,
        "loser_stamp": difference.loser_stamp,
        "winner": difference.winner,
        "winner_stamp": difference.winner_stamp,
        "state": OPEN,
    }
    home = CATALOGUE if spec_of(table).home == CATALOGUE else channel
    return Row("conflict", conflict_id(table, row_id, difference.field, low, high), home, high, fields, fresh=True)
